/** @import {Message, State} from "../types.js" */
/** @import {MessageRow} from "../store/timeline_rows.js" */
import { element } from "../lib/dom.js";
import { shortName } from "../store/around.js";

/**
 * What stands where a message was, and the way back for whom there is one.
 * @param {MessageRow} row
 * @param {State} state
 * @param {import("./message.js").RowActions} actions
 * @param {Node} [sign] before the words
 * @returns {HTMLElement}
 */
export function tombstoneText({ message, own, sender_id }, state, actions, sign) {
  const name = own ? "You" : shortName(state, sender_id);
  const isRemoved = message?.deletion?.by === "moderator";
  const words = isRemoved ? "A moderator removed this message" : `${name} deleted this message`;
  const back =
    message &&
    mayRecover(state, message) &&
    element(
      "button",
      {
        type: "button",
        class: "button-text recover",
        "data-stop": "recover",
        tabindex: "-1",
        onclick: () => actions.recover(message),
      },
      "Bring back",
    );
  return element("p", { class: "body" }, sign, ` ${words} `, back);
}

/**
 * Authors what they deleted, moderators what a moderator removed, as long as it is kept.
 * @param {State} state
 * @param {Message} message
 */
function mayRecover(state, { conversation_id, deletion, sender_id }) {
  const conversation = state.conversations[conversation_id];
  if (!deletion?.recoverable_until || conversation?.archived_at) return false;
  if (Date.parse(deletion.recoverable_until) <= Date.now()) return false;
  return deletion.by === "author"
    ? sender_id === state.me.id
    : Boolean(conversation?.permissions.includes("manage_messages"));
}
