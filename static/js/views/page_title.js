/** @import {Conversation, Space, State} from "../types.js" */
import { isolated } from "../lib/text.js";
import { unreadTotals } from "../store/list.js";
import { placeName } from "../store/select.js";

/**
 * What the tab is called: what is unread, and what is open. A "!" is for what was not sent.
 * @param {State} state
 * @param {Conversation | undefined} conversation
 * @param {Space | undefined} space
 * @param {boolean} [inInbox]
 * @returns {string}
 */
export function pageTitle(state, conversation, space, inInbox = false) {
  // Only where it can be seen and dealt with.
  const failed = Object.values(state.pending).some(
    (one) => one.state === "failed" && one.conversation_id in state.conversations,
  );
  const unread = unreadTotals(state, Date.now()).messages;
  const count = `${failed ? "!" : ""}${unread > 0 ? unread : ""}`;
  const where = [
    inInbox && "Inbox",
    conversation && isolated(placeName(conversation)),
    space && isolated(space.name),
    "Chatty",
  ];
  const name = where.filter(Boolean).join(", ");
  return count ? `(${count}) ${name}` : name;
}
