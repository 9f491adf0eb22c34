/** The list of people after an "@": loaded once somebody writes. */

export { commandChoices, runCommand } from "./commands.js";
export { MentionBox } from "./mention_box.js";
export { MentionSearch } from "./mention_search.js";
