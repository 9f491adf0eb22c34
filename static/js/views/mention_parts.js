/** The list of people after an "@": loaded once somebody writes. */

export { MentionBox } from "./mention_box.js";
export { MentionSearch } from "./mention_search.js";
