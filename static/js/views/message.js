/** @import {Message, Reply, State} from "../types.js" */
/** @import {MessageRow, Status} from "../store/select.js" */
import { element, hiddenText } from "../lib/dom.js";
import { personColour } from "../lib/person.js";
import { formatClock, formatFull } from "../lib/times.js";
import { personName } from "../store/select.js";
import { personAvatar } from "./avatar.js";
import { icon } from "./icons.js";

/**
 * What a person may do with a message, from the row's own buttons and keys.
 * @typedef {Object} MessageActions
 * @property {(message: Message) => void} reply
 * @property {(message: Message, anchor: HTMLElement) => void} pickEmoji
 * @property {(message: Message, emoji: string, active: boolean) => void} react
 * @property {(message: Message) => void} edit
 * @property {(message: Message) => void} remove
 * @property {(seq: number) => void} jump
 * @property {(clientId: string) => void} retry
 * @property {(clientId: string) => void} discard
 */

/** @type {Record<Status, [string, string]>} */
const STATUS = {
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
 * @param {MessageActions} actions
 */
export function renderMessage(article, row, state, actions) {
  const { message } = row;
  if (message?.type === "SYSTEM") {
    article.className = "message system";
    article.replaceChildren(systemLine(message));
    return;
  }
  const kinds = ["message", row.own ? "own" : "other", row.first && "first", row.last && "last"];
  if (message?.deleted) kinds.push("tombstone");
  if (row.status === "failed") kinds.push("failed");
  article.className = kinds.filter(Boolean).join(" ");
  const bubble = element("div", { class: "bubble" }, ...bubbleContent(row, state, actions));
  article.replaceChildren(
    ...[
      !row.own && row.last && avatarOf(state, row.sender_id),
      bubble,
      message && !message.deleted && toolbar(message, state, actions),
      row.pending?.state === "failed" && failure(row, actions),
    ].filter((child) => child instanceof Node),
  );
}

/** @param {Message} message */
function systemLine(message) {
  return element(
    "p",
    { class: "system-line" },
    element("span", { dir: "auto" }, message.body),
    " ",
    timeOf(message.created_at),
  );
}

/**
 * @param {State} state
 * @param {string | null} userId
 */
function avatarOf(state, userId) {
  const name = personName(state, userId);
  return personAvatar({ id: userId ?? "", display_name: name, username: name }, "small");
}

/**
 * @param {MessageRow} row
 * @param {State} state
 * @param {MessageActions} actions
 * @returns {(Node | null | false)[]}
 */
function bubbleContent(row, state, actions) {
  const { message } = row;
  const name = row.own ? "You" : personName(state, row.sender_id);
  const visible = !row.own && row.first && !message?.deleted;
  const sender = visible
    ? element("span", { class: `sender ${personColour(row.sender_id ?? "")}`, dir: "auto" }, name)
    : hiddenText(`${name}: `);
  if (message?.deleted) {
    const words = row.own ? "You deleted this message" : `${name} deleted this message`;
    return [icon("trash-2", 16), element("p", { class: "body" }, words), meta(row)];
  }
  const reply = message ? message.reply : (row.pending?.reply ?? null);
  return [
    sender,
    reply && quote(reply, state, actions),
    element("p", { class: "body", dir: "auto" }, message?.body ?? row.pending?.body ?? ""),
    message && message.reactions.length > 0 && pills(message, state, actions),
    meta(row),
  ];
}

/**
 * @param {Reply} reply
 * @param {State} state
 * @param {MessageActions} actions
 */
function quote(reply, state, actions) {
  const name = reply.sender_id === state.me.id ? "You" : personName(state, reply.sender_id);
  const text = reply.deleted ? "Original message was deleted" : reply.excerpt;
  return element(
    "button",
    {
      type: "button",
      class: `quote ${personColour(reply.sender_id ?? "")}`,
      "data-stop": "quote",
      onclick: () => actions.jump(reply.seq),
    },
    hiddenText("Replying to "),
    element("span", { class: "quote-name", dir: "auto" }, name),
    hiddenText(": "),
    element("span", { class: "quote-text", dir: "auto" }, text),
  );
}

/**
 * @param {Message} message
 * @param {State} state
 * @param {MessageActions} actions
 */
function pills(message, state, actions) {
  const mayReact = may(state, message, "react");
  const children = message.reactions.map(({ emoji, count, me }) =>
    element(
      "button",
      {
        type: "button",
        class: me ? "pill mine" : "pill",
        "aria-pressed": String(me),
        "aria-label": `${emoji}, ${count === 1 ? "1 person" : `${count} people`}`,
        "aria-disabled": mayReact ? null : "true",
        "data-stop": `pill ${emoji}`,
        onclick: () => mayReact && actions.react(message, emoji, !me),
      },
      element("span", { class: "pill-emoji" }, emoji),
      element("span", { class: "pill-count" }, String(count)),
    ),
  );
  return element("div", { class: "pills", role: "group", "aria-label": "Reactions" }, ...children);
}

/** @param {MessageRow} row */
function meta(row) {
  const edited = row.message && !row.message.deleted ? row.message.edited_at : null;
  const status = row.status ? STATUS[row.status] : null;
  return element(
    "span",
    { class: "meta" },
    edited && element("span", { class: "edited", title: formatFull(edited) }, "edited "),
    timeOf(row.created_at),
    status &&
      element(
        "span",
        { class: `status status-${row.status}`, title: status[1] },
        icon(status[0], 16),
        hiddenText(` ${status[1]}`),
      ),
  );
}

/** @param {string} iso */
function timeOf(iso) {
  return element("time", { datetime: iso, title: formatFull(iso) }, formatClock(iso));
}

/**
 * @param {State} state
 * @param {Message} message
 * @param {string} permission
 */
function may(state, message, permission) {
  return state.conversations[message.conversation_id]?.permissions.includes(permission) ?? false;
}

/**
 * The actions this person has on a message.
 * @param {State} state
 * @param {Message} message
 */
export function rightsOn(state, message) {
  const own = message.sender_id === state.me.id;
  return {
    react: may(state, message, "react"),
    reply: may(state, message, "reply") && may(state, message, "send"),
    edit: own && message.type === "TEXT",
    remove: own || may(state, message, "manage_messages"),
  };
}

/**
 * @param {Message} message
 * @param {State} state
 * @param {MessageActions} actions
 */
function toolbar(message, state, actions) {
  const rights = rightsOn(state, message);
  const react = (/** @type {Event} */ event) =>
    actions.pickEmoji(message, /** @type {HTMLElement} */ (event.currentTarget));
  const buttons = [
    rights.react && action("smile-plus", "React", react),
    rights.reply && action("reply", "Reply", () => actions.reply(message)),
    rights.edit && action("pencil", "Edit", () => actions.edit(message)),
    rights.remove && action("trash-2", "Delete", () => actions.remove(message)),
  ].filter((button) => button instanceof Node);
  if (buttons.length === 0) return null;
  const properties = { class: "message-actions", role: "group", "aria-label": "Message actions" };
  return element("div", properties, ...buttons);
}

/**
 * @param {string} name
 * @param {string} label
 * @param {(event: Event) => void} onclick
 */
function action(name, label, onclick) {
  const properties = { type: "button", class: "icon-button", "aria-label": label, title: label };
  return element("button", { ...properties, "data-stop": label, onclick }, icon(name, 18));
}

/**
 * @param {MessageRow} row
 * @param {MessageActions} actions
 */
function failure(row, actions) {
  const clientId = row.pending?.client_id ?? "";
  const reason = row.pending?.reason ? ` ${row.pending.reason}` : "";
  const button = (/** @type {string} */ label, /** @type {() => void} */ onclick) =>
    element("button", { type: "button", class: "button-text", "data-stop": label, onclick }, label);
  return element(
    "p",
    { class: "failure" },
    element("span", {}, `Not sent.${reason}`),
    button("Retry", () => actions.retry(clientId)),
    button("Delete", () => actions.discard(clientId)),
  );
}
