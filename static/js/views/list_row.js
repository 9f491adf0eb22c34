/** @import {Conversation, State} from "../types.js" */
import { element, hiddenText, setAttribute } from "../lib/dom.js";
import { formatListTime } from "../lib/times.js";
import { peerPresence } from "../store/around.js";
import { badgeOf } from "../store/list.js";
import { lastStatus, previewOf } from "../store/preview.js";
import { conversationName, pendingOf } from "../store/select.js";
import { conversationAvatar } from "./avatar.js";
import { icon } from "./icons.js";

const STATUS_WORDS = { pending: "Sending", sent: "Sent", delivered: "Delivered", read: "Read" };
const STATUS_ICONS = {
  pending: "clock",
  sent: "check",
  delivered: "check-check",
  read: "check-check",
};

/** @typedef {ReturnType<typeof readRow>} RowLook */

/**
 * Everything that a row of the list shows.
 * @param {State} state
 * @param {Conversation} conversation
 * @param {{open: boolean, draft: string, now: Date}} here
 */
export function readRow(state, conversation, { open, draft, now }) {
  const pending = pendingOf(state, conversation.id).at(-1);
  const failed = pending?.state === "failed" ? pending.body : null;
  const preview = previewOf(state, conversation, { failed, draft: open ? "" : draft });
  const at = conversation.last_message?.created_at ?? conversation.created_at;
  return {
    conversation,
    open,
    name: conversationName(conversation),
    at,
    time: formatListTime(at, now),
    kind: preview.kind,
    lead: preview.lead,
    text: preview.text,
    // A sentence of the page goes the way of the page, whoever it begins with.
    dir: isSentence(preview.kind, conversation) ? null : "auto",
    status:
      preview.kind === "message" ? lastStatus(state, conversation, pending?.state ?? null) : null,
    presence: peerPresence(state, conversation),
    ...badgeOf(conversation, now.getTime()),
  };
}

/**
 * @param {import("../store/preview.js").PreviewKind} kind
 * @param {Conversation} conversation
 */
function isSentence(kind, { last_message: last }) {
  return kind === "typing" || (kind === "message" && (last?.type === "SYSTEM" || last?.deleted));
}

/**
 * @param {RowLook} one
 * @param {RowLook} other
 * @returns {boolean}
 */
export function looksAlike(one, other) {
  return Object.entries(one).every(
    ([key, value]) => other[/** @type {keyof RowLook} */ (key)] === value,
  );
}

/**
 * What stands in the row as badges and glyphs, in words: read out between the name and the preview.
 * @param {RowLook} look
 * @returns {string}
 */
export function stateWords({ conversation, count, mention, marked, muted }) {
  const words = [
    conversation.archived_at !== null && "archived for everyone",
    muted && "muted",
    count > 0 && `${count} unread`,
    mention && "mentions you",
    marked && "marked as unread",
  ];
  return ["", ...words.filter(Boolean), ""].join(", ");
}

/**
 * @param {HTMLAnchorElement} link
 * @param {RowLook} look
 * @param {boolean} compact nothing but the avatar: the name stands in the tooltip
 */
export function renderRow(link, look, compact) {
  const { conversation, open, name, count, muted, status, at, time } = look;
  const loud = (count > 0 || look.marked) && !look.quiet;
  setAttribute(link, "aria-current", open ? "page" : null);
  setAttribute(link, "title", compact ? name : null);
  // In the order in which it is read out; where each stands is the grid's matter.
  link.replaceChildren(
    withPresence(conversationAvatar(conversation, "large"), look.presence),
    element(
      "span",
      { class: "row-title" },
      element("span", { class: "row-name", dir: "auto" }, name),
      conversation.type === "CHANNEL" && icon("megaphone", 14),
      conversation.archived_at !== null && icon("archive", 14),
      muted && icon("bell-off", 14),
    ),
    hiddenText(stateWords(look)),
    element(
      "span",
      { class: "row-second" },
      element(
        "span",
        { class: `row-preview row-${look.kind}` },
        look.lead && element("span", { class: "row-lead" }, look.lead),
        element("span", { dir: look.dir }, look.text),
      ),
      element("span", { class: "row-marks", "aria-hidden": "true" }, ...marks(look)),
    ),
    element(
      "span",
      { class: loud ? "row-time loud" : "row-time" },
      hiddenText(", "),
      status && ticks(status),
      element("time", { datetime: at }, time),
    ),
  );
}

/**
 * An avatar with a sign of its person being there.
 * @param {HTMLElement} avatar
 * @param {string} presence
 */
export function withPresence(avatar, presence) {
  const dot = presence && element("span", { class: `presence-dot presence-${presence}` });
  if (dot && presence === "dnd") dot.append(icon("moon", 10));
  return element("span", { class: "with-presence", "aria-hidden": "true" }, avatar, dot);
}

/** @param {string} status */
function ticks(status) {
  const known = /** @type {keyof typeof STATUS_WORDS} */ (status);
  return element(
    "span",
    { class: `ticks ticks-${status}`, title: STATUS_WORDS[known] },
    icon(STATUS_ICONS[known], 16),
    hiddenText(`${STATUS_WORDS[known]}, `),
  );
}

/** @param {RowLook} look @returns {Node[]} */
function marks({ conversation, count, mention, marked, muted, quiet, kind }) {
  const badge = quiet ? "badge badge-muted" : "badge";
  const unread = `${count} unread${muted ? ", muted" : quiet ? ", quiet" : ""}`;
  return [
    kind === "failed" && titled("row-failed-mark", "Not sent", icon("circle-alert", 18)),
    mention && element("span", { class: "badge badge-mention", title: "Mentions you" }, "@"),
    count > 0 && element("span", { class: badge, title: unread }, countText(count)),
    marked && element("span", { class: "badge badge-dot", title: "Marked as unread" }),
    conversation.pinned && count === 0 && titled("row-pin", "Pinned", icon("pin", 16)),
  ].filter((node) => node instanceof Node);
}

/**
 * @param {string} name
 * @param {string} title
 * @param {Node} child
 */
function titled(name, title, child) {
  return element("span", { class: name, title }, child);
}

/** @param {number} count @returns {string} */
export function countText(count) {
  return count > 999 ? "999+" : String(count);
}
