/** @import {PlacedMessage} from "../api/own_lists.js" */
/** @import {Conversation, State} from "../types.js" */
/** @import {Context} from "./context.js" */
import { element, hiddenText } from "../lib/dom.js";
import { withoutMarkup } from "../lib/markup.js";
import { isolated } from "../lib/text.js";
import { formatFull, formatListTime } from "../lib/times.js";
import { isQuiet, isUnread } from "../store/list.js";
import { placeName } from "../store/select.js";
import { conversationAvatar, personAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { readRow, stateWords } from "./list_row.js";
import { markRead } from "./own_actions.js";

const SHOWN = 100;

/**
 * Chats and channels with something unread, those that ask for attention first, each group by its
 * last activity; archived ones not. `rest`: how many are not shown.
 * @param {State} state
 * @param {number} now milliseconds
 */
export function unreadChats(state, now) {
  const all = state.order
    .map((id) => state.conversations[id])
    .filter((one) => one !== undefined && !one.archived && isUnread(one));
  const calls = (/** @type {Conversation} */ one) => one.mention_count > 0 || !isQuiet(one, now);
  const chats = /** @type {Conversation[]} */ (all);
  const sorted = [...chats.filter(calls), ...chats.filter((one) => !calls(one))];
  return { chats: sorted.slice(0, SHOWN), rest: Math.max(0, sorted.length - SHOWN) };
}

/**
 * A chat that has something unread: it opens where one left off, or is read at once.
 * @param {Context} context
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {HTMLLIElement}
 */
export function unreadRow(context, state, conversation) {
  const look = readRow(state, conversation, { open: false, draft: "", now: new Date() });
  const name = placeName(conversation);
  const space = state.spaces[conversation.space_id ?? ""]?.name;
  return element(
    "li",
    { class: "inbox-row", "data-id": conversation.id },
    element(
      "button",
      {
        type: "button",
        class: "inbox-go",
        onclick: () => context.router.open(conversation.id),
      },
      conversationAvatar(conversation, "small"),
      headOf([name, space], look.at, look.time),
      hiddenText(stateWords(look)),
      element(
        "span",
        { class: "inbox-text" },
        look.lead && element("span", { class: "row-lead" }, look.lead),
        element("span", { dir: look.dir }, look.text),
      ),
      element(
        "span",
        { class: "inbox-marks", "aria-hidden": "true" },
        look.mention && element("span", { class: "badge badge-mention" }, "@"),
        look.count > 0 &&
          element("span", { class: look.quiet ? "badge badge-muted" : "badge" }, `${look.count}`),
        look.marked && element("span", { class: "badge badge-dot" }),
      ),
    ),
    iconButton("check", `Mark ${isolated(name)} as read`, () => markRead(context, conversation)),
  );
}

/**
 * A message of any conversation: leads to its place.
 * @param {Context} context
 * @param {PlacedMessage} found
 * @param {((row: HTMLLIElement) => unknown) | null} remove
 * @returns {HTMLLIElement}
 */
export function foundRow(context, { message, sender, conversation }, remove) {
  const { state } = context.store;
  const name = sender.id === state.me.id ? "You" : sender.display_name || sender.username;
  const place = placeName(/** @type {Conversation} */ (/** @type {unknown} */ (conversation)));
  const space = state.spaces[conversation.space_id ?? ""]?.name;
  /** @type {HTMLLIElement} */
  const row = element(
    "li",
    { class: "inbox-row" },
    element(
      "button",
      {
        type: "button",
        class: "inbox-go",
        onclick: () => context.router.open(conversation.id, { messageId: message.id }),
      },
      personAvatar(sender, "small"),
      headOf(
        [name, space ? `${place}, ${space}` : place],
        message.created_at,
        formatListTime(message.created_at, new Date()),
      ),
      element("span", { class: "inbox-text", dir: "auto" }, withoutMarkup(message.body)),
    ),
    remove &&
      iconButton("x", `Remove the bookmark of the message by ${isolated(name)}`, () => remove(row)),
  );
  return row;
}

/**
 * @param {(string | undefined)[]} names the second says where
 * @param {string} at
 * @param {string} time
 */
function headOf([name = "", where], at, time) {
  return element(
    "span",
    { class: "inbox-names" },
    element("strong", { dir: "auto" }, name),
    where && element("span", { class: "inbox-where", dir: "auto" }, where),
    element("time", { datetime: at, title: formatFull(at) }, time),
  );
}

/**
 * @param {string} name
 * @param {string} label
 * @param {() => unknown} onclick
 */
function iconButton(name, label, onclick) {
  const labels = { "aria-label": label, title: label };
  return element(
    "button",
    { type: "button", class: "icon-button", ...labels, onclick },
    icon(name, 18),
  );
}
