/** @import {Message, State} from "../types.js" */
/** @import {EmojiLook} from "./custom_emoji.js" */
/** @import {MessageRow, Status} from "../store/timeline_rows.js" */
import { serverNow } from "../lib/clock.js";
import { element, hiddenText } from "../lib/dom.js";
import { personColour } from "../lib/person.js";
import { formatClock, formatFull } from "../lib/times.js";
import { isOffered } from "../store/features.js";
import { personName } from "../store/select.js";
import { personAvatar } from "./avatar.js";
import { forwardedFrom } from "./forwarded.js";
import { icon } from "./icons.js";
import { mentionedIn } from "./message_text.js";
import { pills } from "./pills.js";
import { quoteOf } from "./quote.js";
import { threadChip, threadLine } from "./thread_chip.js";
import { tombstoneText } from "./tombstone.js";

/**
 * What a person may do with a message, from the row's own buttons and keys.
 * @typedef {Object} MessageActions
 * @property {(message: Message) => void} reply
 * @property {(message: Message, anchor: HTMLElement) => void} pickEmoji
 * @property {(message: Message, emoji: string, active: boolean) => void} react
 * @property {(message: Message, emoji: string, pill: HTMLElement) => void} who
 * @property {(message: Message, emoji: string) => EmojiLook | undefined} lookOf where an emoji is no text
 * @property {(message: Message) => void} edit
 * @property {(message: Message) => void} remove
 * @property {(message: Message) => void} recover
 * @property {(clientId: string) => void} retry
 * @property {(clientId: string) => void} discard
 */

/**
 * @typedef {MessageActions & {
 *   body: import("./bodies.js").DrawBody,
 *   poll: (message: Message) => Node,
 *   visit: (conversationId: string) => void,
 *   jump: (seq: number) => void,
 *   history: (message: Message) => void,
 *   thread: (message: Pick<Message, "id" | "thread_id">) => void,
 *   expand: (key: string) => void,
 * }} RowActions
 */

/** @type {Record<Status, [string, string]>} */
export const STATUS = {
  pending: ["clock", "Sending"],
  sent: ["check", "Sent"],
  delivered: ["check-check", "Delivered"],
  read: ["check-check", "Read"],
  failed: ["circle-alert", "Not sent"],
};

/**
 * Fills the article of a message. Everything focusable inside carries `data-stop`, so that only
 * the active message is a tab stop.
 * @param {HTMLElement} article
 * @param {MessageRow} row
 * @param {State} state
 * @param {RowActions} actions
 * @param {boolean} expanded with all its reactions
 */
export function renderMessage(article, row, state, actions, expanded) {
  const { message } = row;
  const direct = isDirect(row, state);
  const kinds = ["message", row.own ? "own" : "other", row.first && "first", row.last && "last"];
  if (direct) kinds.push("direct");
  if (message?.deleted) kinds.push("tombstone");
  if (row.status === "failed") kinds.push("failed");
  article.className = kinds.filter(Boolean).join(" ");
  const content = message?.deleted
    ? tombstone(row, state, actions)
    : bubbleContent(row, state, actions, expanded);
  const children = [
    !row.own && !direct && row.last && avatarOf(state, row.sender_id),
    element("div", { class: "bubble" }, ...content),
    row.pending?.state === "failed" && failure(row, actions),
  ];
  article.replaceChildren(...children.filter((child) => child instanceof Node));
}

/**
 * Whether only two people talk here.
 * @param {MessageRow} row
 * @param {State} state
 */
function isDirect({ message, pending }, state) {
  const id = (message ?? pending)?.conversation_id ?? "";
  return state.conversations[id]?.type === "DM";
}

/**
 * @param {State} state
 * @param {string | null} userId
 */
export function avatarOf(state, userId) {
  const known = state.people[userId ?? ""];
  const name = personName(state, userId);
  return personAvatar(known ?? { id: userId ?? "", display_name: name, username: name }, "small");
}

/**
 * @param {MessageRow} row
 * @param {State} state
 * @param {RowActions} actions
 * @returns {(Node | string)[]}
 */
function tombstone(row, state, actions) {
  return [icon("trash-2", 16), tombstoneText(row, state, actions), metaOf(row, null)];
}

/**
 * @param {MessageRow} row
 * @param {State} state
 * @param {RowActions} actions
 * @param {boolean} expanded
 * @returns {(Node | null | false)[]}
 */
function bubbleContent(row, state, actions, expanded) {
  const { message } = row;
  const name = row.own ? "You" : personName(state, row.sender_id);
  const visible = !row.own && row.first && !isDirect(row, state);
  const sender = visible
    ? element("span", { class: `sender ${personColour(row.sender_id ?? "")}`, dir: "auto" }, name)
    : hiddenText(`${name}: `);
  const reply = message ? message.reply : (row.pending?.reply ?? null);
  const body = message?.body ?? row.pending?.body ?? "";
  const conversationId = (message ?? row.pending)?.conversation_id ?? "";
  if ((message ?? row.pending)?.thread_id) {
    return [sender, threadLine(row, actions), metaOf(row, null)];
  }
  return [
    sender,
    message && forwardedFrom(message, state),
    reply && quoteOf(reply, state, actions),
    actions.body(body, mentionedIn(state, conversationId, message)),
    message?.poll ? actions.poll(message) : null,
    message &&
      message.reactions.length > 0 &&
      pills(message, rightsOn(state, message).react, actions, expanded),
    message && threadChip(message, state, actions),
    metaOf(row, actions),
  ];
}

/**
 * @param {MessageRow} row
 * @param {RowActions | null} actions
 */
function metaOf({ message, status, created_at }, actions) {
  const state = status ? STATUS[status] : null;
  return element(
    "span",
    { class: "meta" },
    message?.expires_at && expiryMark(message.expires_at),
    message?.pinned && !message.deleted && pinMark(),
    message?.bookmarked && !message.deleted && bookmarkMark(),
    message?.edited_at && actions && edited(message, message.edited_at, actions),
    // Seen after the time, and heard before it.
    state &&
      element(
        "span",
        { class: `status status-${status}`, title: state[1] },
        icon(state[0], 16),
        hiddenText(` ${state[1]} `),
      ),
    timeOf(created_at),
  );
}

export function pinMark() {
  return mark("Pinned", "pin");
}

export function bookmarkMark() {
  return mark("Bookmarked", "bookmark");
}

/**
 * @param {string} words
 * @param {string} name of its icon
 */
function mark(words, name) {
  return element("span", { class: "pinned", title: words }, icon(name, 13), hiddenText(words));
}

/** @param {string} at when the message disappears */
export function expiryMark(at) {
  const words = `Disappears ${formatFull(at)}`;
  return element("span", { class: "expiring", title: words }, icon("timer", 13), hiddenText(words));
}

/**
 * @param {Message} message
 * @param {string} at
 * @param {RowActions} actions
 */
export function edited(message, at, actions) {
  const title = `Edited ${formatFull(at)}. Show what it said before`;
  const onclick = () => actions.history(message);
  const properties = { type: "button", class: "edited", title, "data-stop": "edited" };
  return element("button", { ...properties, tabindex: "-1", onclick }, "edited");
}

/** @param {string} iso */
export function timeOf(iso) {
  return element("time", { datetime: iso, title: formatFull(iso) }, formatClock(iso));
}

/**
 * The actions this person has on a message.
 * @param {State} state
 * @param {Message} message
 */
export function rightsOn(state, message) {
  const own = message.sender_id === state.me.id;
  const conversation = state.conversations[message.conversation_id];
  const may = (/** @type {string} */ permission) =>
    conversation?.permissions.includes(permission) ?? false;
  const closed = Boolean(conversation?.archived_at);
  const window = conversation?.settings?.edit_window_seconds ?? 0;
  const late = window > 0 && serverNow() > Date.parse(message.created_at) + window * 1000;
  return {
    react: may("react") && !closed,
    reply: may("reply") && may("send") && !closed,
    pin: may("pin") && !closed,
    edit: own && message.type === "TEXT" && !message.poll && !message.forward && !closed && !late,
    remove: (own || may("manage_messages")) && !closed,
    report: !own && message.type !== "SYSTEM",
    forward:
      conversation?.settings?.allow_forwards !== false &&
      message.type !== "SYSTEM" &&
      isOffered(state, "forwards", conversation?.space_id),
    thread:
      may("reply") && may("send") && !closed && isOffered(state, "threads", conversation?.space_id),
  };
}

/**
 * @param {MessageRow} row
 * @param {RowActions} actions
 */
export function failure(row, actions) {
  const clientId = row.pending?.client_id ?? "";
  const reason = row.pending?.reason ? ` ${row.pending.reason}` : "";
  const button = (/** @type {string} */ label, /** @type {() => void} */ onclick) => {
    const properties = { type: "button", class: "button-text", "data-stop": label, tabindex: "-1" };
    return element("button", { ...properties, onclick }, label);
  };
  return element(
    "p",
    { class: "failure" },
    element("span", {}, `Not sent.${reason}`),
    button("Retry", () => actions.retry(clientId)),
    button("Delete", () => actions.discard(clientId)),
  );
}
