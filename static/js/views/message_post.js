/** @import {State} from "../types.js" */
/** @import {MessageRow} from "../store/timeline_rows.js" */
/** @import {RowActions} from "./message.js" */
import { element, hiddenText } from "../lib/dom.js";
import { personColour } from "../lib/person.js";
import { formatClock, formatFull } from "../lib/times.js";
import { standingOf } from "../store/space_members.js";
import { channelLinker } from "./channel_links.js";
import { forwardedFrom } from "./forwarded.js";
import { icon } from "./icons.js";
import {
  avatarOf,
  bookmarkMark,
  edited,
  expiryMark,
  failure,
  pinMark,
  rightsOn,
  STATUS,
} from "./message.js";
import { mentionedIn } from "./message_text.js";
import { pills } from "./pills.js";
import { quoteOf } from "./quote.js";
import { threadChip, threadLine } from "./thread_chip.js";
import { tombstoneText } from "./tombstone.js";

/**
 * Fills the article of a message in a space: a flat row, its writer with name, role and time above
 * the first of several; the others show their time in the gutter to those who point at them.
 * @param {HTMLElement} article
 * @param {MessageRow} row
 * @param {State} state
 * @param {RowActions} actions
 * @param {boolean} expanded with all its reactions
 */
export function renderPost(article, row, state, actions, expanded) {
  const { message } = row;
  const kinds = [
    "post",
    row.first && "first",
    meansReader(row, state) && "meant",
    message?.deleted && "tombstone",
    row.status === "failed" && "failed",
  ];
  article.className = kinds.filter(Boolean).join(" ");
  const content = message?.deleted
    ? [tombstoneText(row, state, actions, icon("trash-2", 16))]
    : postContent(row, state, actions, expanded);
  const side = row.first ? avatarOf(state, row.sender_id) : gutterTime(row.created_at);
  article.replaceChildren(
    side,
    element(
      "div",
      { class: "post-main" },
      ...[headOf(row, state, actions), ...content, timeAtLast(row)].filter(
        (node) => node instanceof Node,
      ),
    ),
  );
}

/**
 * @param {MessageRow} row
 * @param {State} state
 * @returns {boolean}
 */
function meansReader({ message, own }, state) {
  if (!message || own || message.deleted) return false;
  return Boolean(message.mentions_all) || (message.mentions ?? []).includes(state.me.id);
}

/**
 * @param {MessageRow} row
 * @param {State} state
 * @param {RowActions} actions
 */
function headOf(row, state, actions) {
  const { name, colour, tag } = standing(row, state);
  if (!row.first) {
    return element(
      "span",
      { class: "post-marks" },
      hiddenText(`${name}: `),
      ...marksOf(row, actions),
    );
  }
  return element(
    "span",
    { class: "post-head" },
    element("span", { class: `post-name ${colour}`, dir: "auto" }, name),
    tag && element("span", { class: `role-tag ${colour}`, dir: "auto" }, tag),
    element(
      "time",
      {
        class: "post-time",
        datetime: row.created_at,
        title: formatFull(row.created_at),
        "aria-hidden": "true",
      },
      formatClock(row.created_at),
    ),
    ...marksOf(row, actions),
  );
}

/**
 * @param {MessageRow} row
 * @param {State} state
 */
function standing({ message, pending, sender_id }, state) {
  const id = (message ?? pending)?.conversation_id ?? "";
  const spaceId = state.conversations[id]?.space_id ?? "";
  return standingOf(state, spaceId, sender_id ?? "", personColour);
}

/**
 * What became of it: on its way, edited, pinned. That it was sent goes without saying.
 * @param {MessageRow} row
 * @param {RowActions} actions
 * @returns {Node[]}
 */
function marksOf({ message, status }, actions) {
  const waits = status === "pending" || status === "failed" ? STATUS[status] : null;
  return [
    message?.expires_at && expiryMark(message.expires_at),
    message?.pinned && !message.deleted && pinMark(),
    message?.bookmarked && !message.deleted && bookmarkMark(),
    message?.edited_at && !message.deleted && edited(message, message.edited_at, actions),
    waits &&
      element(
        "span",
        { class: `status status-${status}`, title: waits[1] },
        icon(waits[0], 14),
        hiddenText(` ${waits[1]} `),
      ),
  ].filter((node) => node instanceof Node);
}

/**
 * @param {MessageRow} row
 * @param {State} state
 * @param {RowActions} actions
 * @param {boolean} expanded
 * @returns {(Node | null | false | undefined)[]}
 */
function postContent(row, state, actions, expanded) {
  const { message, pending } = row;
  const reply = message ? message.reply : (pending?.reply ?? null);
  const id = (message ?? pending)?.conversation_id ?? "";
  const body = message?.body ?? pending?.body ?? "";
  const linked = channelLinker(state, id, actions.visit);
  if ((message ?? pending)?.thread_id) {
    return [threadLine(row, actions), pending?.state === "failed" && failure(row, actions)];
  }
  return [
    message && forwardedFrom(message, state),
    reply && quoteOf(reply, state, actions),
    actions.body(body, mentionedIn(state, id, message), linked),
    message?.poll && actions.poll(message),
    message &&
      message.reactions.length > 0 &&
      pills(message, rightsOn(state, message).react, actions, expanded),
    message && threadChip(message, state, actions),
    pending?.state === "failed" && failure(row, actions),
  ];
}

/** @param {string} iso */
function gutterTime(iso) {
  const properties = { class: "gutter-time", datetime: iso, "aria-hidden": "true" };
  return element("time", { ...properties, title: formatFull(iso) }, formatClock(iso));
}

/** Seen beside the name, and heard last. @param {MessageRow} row */
function timeAtLast({ created_at, own, status }) {
  const sent =
    own && status !== "pending" && status !== "failed" && status ? `, ${STATUS[status][1]}` : "";
  return hiddenText(`${sent}, ${formatClock(created_at)}`);
}
