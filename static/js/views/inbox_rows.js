/** @import {PlacedMessage, PlacedThread} from "../api/own_lists.js" */
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
        class: "inbox-go row-button",
        onclick: () => context.router.open(conversation.id),
      },
      conversationAvatar(conversation, "small"),
      headOf([name, space], look.at, look.time),
      hiddenText(stateWords(look)),
      element(
        "span",
        { class: "row-text" },
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
 * A message that one keeps.
 * @param {Context} context
 * @param {State} state
 * @param {PlacedMessage} found
 * @param {() => unknown} remove
 */
export function bookmarkRow(context, state, found, remove) {
  const label = `Remove the bookmark of the message by ${isolated(writerOf(state, found))}`;
  return [leadTo(context, state, found), iconButton("x", label, remove)];
}

/**
 * A message that names the reader.
 * @param {Context} context
 * @param {State} state
 * @param {PlacedMessage} found
 * @param {boolean} unread
 */
export function mentionRow(context, state, found, unread) {
  const mark = unread && element("span", { class: "badge badge-mention" }, "@");
  return [leadTo(context, state, found, { words: unread ? ", unread" : "", mark })];
}

/**
 * A thread with new answers, by its first message.
 * @param {Context} context
 * @param {State} state
 * @param {PlacedThread} found
 * @param {number} count new answers
 * @param {() => unknown} readIt
 */
export function threadRow(context, state, found, count, readIt) {
  const { message, conversation } = found;
  const shown = count > 99 ? "99+" : String(count);
  const words = count === 1 ? ", 1 new answer" : `, ${shown} new answers`;
  const mark = element("span", { class: "badge" }, shown);
  const go = () => context.router.openWith(conversation.id, `thread:${message.id}`);
  const at = message.thread?.last_at ?? message.created_at;
  const label = `Mark the thread of ${isolated(writerOf(state, found))} as read`;
  return [
    leadTo(context, state, found, { words, mark, at, go }),
    iconButton("check", label, readIt),
  ];
}

/**
 * @param {State} state
 * @param {PlacedMessage} found
 */
function writerOf({ me }, { sender }) {
  return sender.id === me.id ? "You" : sender.display_name || sender.username;
}

/**
 * A message of any conversation: leads to its place.
 * @param {Context} context
 * @param {State} state
 * @param {PlacedMessage} found
 * @param {{words?: string, mark?: Node | false, at?: string, go?: () => void}} [more] `words`: what
 *   the mark says
 */
function leadTo(context, state, found, { words = "", mark = false, at, go } = {}) {
  const { message, sender, conversation } = found;
  const place = placeName(/** @type {Conversation} */ (/** @type {unknown} */ (conversation)));
  const space = state.spaces[conversation.space_id ?? ""]?.name;
  const time = at ?? message.created_at;
  const text = message.deleted ? "Message deleted" : withoutMarkup(message.body);
  const open = () => context.router.open(conversation.id, { messageId: message.id });
  return element(
    "button",
    { type: "button", class: "inbox-go row-button", onclick: go ?? open },
    personAvatar(sender, "small"),
    headOf(
      [writerOf(state, found), space ? `${place}, ${space}` : place],
      time,
      formatListTime(time, new Date()),
    ),
    words !== "" && hiddenText(`${words}, `),
    element("span", { class: "row-text", dir: "auto" }, text),
    mark && element("span", { class: "inbox-marks", "aria-hidden": "true" }, mark),
  );
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
