/** @import {Reply, State} from "../types.js" */
/** @import {RowActions} from "./message.js" */
import { element, hiddenText } from "../lib/dom.js";
import { personColour } from "../lib/person.js";
import { personName } from "../store/select.js";

/**
 * @param {Reply} reply
 * @param {State} state
 * @param {RowActions} actions
 */
export function quoteOf(reply, state, actions) {
  const name = reply.sender_id === state.me.id ? "You" : personName(state, reply.sender_id);
  const text = reply.deleted ? "Original message was deleted" : reply.excerpt;
  return element(
    "button",
    {
      type: "button",
      class: `quote ${personColour(reply.sender_id ?? "")}`,
      "data-stop": "quote",
      tabindex: "-1",
      onclick: () => actions.jump(reply.seq),
    },
    hiddenText("Replying to "),
    element("span", { class: "quote-name", dir: "auto" }, name),
    hiddenText(": "),
    element("span", { class: "quote-text", dir: "auto" }, text),
  );
}
