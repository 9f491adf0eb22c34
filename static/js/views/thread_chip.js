/** @import {Message, State} from "../types.js" */
/** @import {MessageRow} from "../store/timeline_rows.js" */
/** @import {RowActions} from "./message.js" */
import { element, hiddenText } from "../lib/dom.js";
import { formatListTime } from "../lib/times.js";
import { excerptOf } from "../store/messages.js";
import { personName } from "../store/select.js";
import { personAvatar } from "./avatar.js";
import { icon } from "./icons.js";

/**
 * Under the first message of a thread: who wrote last, how many answers, and when the last one was.
 * @param {Message} message
 * @param {State} state
 * @param {RowActions} actions
 */
export function threadChip(message, state, actions) {
  const { thread } = message;
  if (!thread) return null;
  const count = thread.count === 1 ? "1 answer" : `${thread.count} answers`;
  const last = formatListTime(thread.last_at, new Date());
  return element(
    "button",
    {
      type: "button",
      class: "thread-chip",
      "data-stop": "thread",
      tabindex: "-1",
      onclick: () => actions.thread(message),
    },
    element(
      "span",
      { class: "thread-people", "aria-hidden": "true" },
      ...thread.people.map((id) => pictureOf(state, id)),
    ),
    hiddenText("Thread: "),
    element("span", { class: "thread-count" }, count),
    element("span", { class: "thread-last" }, `last ${last}`),
  );
}

/**
 * An answer in the timeline: one line that leads to its thread.
 * @param {MessageRow} row
 * @param {RowActions} actions
 */
export function threadLine({ message, pending }, actions) {
  const said = message ?? pending;
  const root = said?.thread_id;
  const onclick = () => root && actions.thread({ id: root, thread_id: root });
  return element(
    "button",
    { type: "button", class: "thread-line", "data-stop": "thread", tabindex: "-1", onclick },
    icon("messages-square", 14),
    hiddenText("Answer in a thread: "),
    element("span", { class: "thread-text", dir: "auto" }, excerptOf(said?.body ?? "")),
  );
}

/**
 * @param {State} state
 * @param {string} id
 */
function pictureOf(state, id) {
  const name = personName(state, id);
  return personAvatar(state.people[id] ?? { id, display_name: name, username: name }, "small");
}
