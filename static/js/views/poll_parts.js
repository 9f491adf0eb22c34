/** All that is seen of polls: loaded with the first one that is shown, or when one is to be made. */

export { pollCard } from "./poll_card.js";
export { openPollDialog } from "./poll_dialog.js";
