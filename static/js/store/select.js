/** What views read out of the store: names, unread counts, and the rows of a timeline. */

/** @import {Conversation, Member, Message, Pending, Receipt, State} from "../types.js" */
import { unreadCount } from "./conversations.js";
import { isPresent } from "./members.js";

const GROUP_GAP_MS = 5 * 60_000;

/** @typedef {"pending" | "sent" | "delivered" | "read" | "failed"} Status */

/**
 * @typedef {Object} MessageRow
 * @property {"message"} kind
 * @property {string} key
 * @property {Message | null} message
 * @property {Pending | null} pending
 * @property {string} created_at
 * @property {string | null} sender_id
 * @property {boolean} own
 * @property {boolean} first of a group of bubbles by one person
 * @property {boolean} last
 * @property {Status | null} status of own messages
 */

/** @typedef {{kind: "day", key: string, created_at: string}} DayRow */
/** @typedef {{kind: "unread", key: string}} UnreadRow */
/** @typedef {MessageRow | DayRow | UnreadRow} Row */

/**
 * @param {State} state
 * @param {string | null} userId
 * @returns {string}
 */
export function personName(state, userId) {
  if (userId === null) return "";
  return state.people[userId]?.display_name || state.people[userId]?.username || "Someone";
}

/**
 * What a conversation is called: its title, or the other person.
 * @param {Conversation} conversation
 * @returns {string}
 */
export function conversationName(conversation) {
  if (conversation.title) return conversation.title;
  const peer = conversation.peer;
  return peer ? peer.display_name || peer.username : "Chat";
}

/** @param {State} state @returns {number} */
export function totalUnread(state) {
  return Object.values(state.conversations).reduce((sum, one) => sum + unreadCount(one), 0);
}

/**
 * Pending messages of a conversation, oldest first.
 * @param {State} state
 * @param {string} id
 * @returns {Pending[]}
 */
export function pendingOf(state, id) {
  return Object.values(state.pending)
    .filter((pending) => pending.conversation_id === id)
    .toSorted((a, b) => (a.created_at < b.created_at ? -1 : Number(a.created_at > b.created_at)));
}

/**
 * Present members: owners first, then by name.
 * @param {State} state
 * @param {string} id
 * @returns {Member[]}
 */
export function presentMembers(state, id) {
  const rank = ["OWNER", "ADMIN", "MODERATOR", "MEMBER"];
  return Object.values(state.members[id] ?? {})
    .filter(isPresent)
    .toSorted(
      (a, b) =>
        rank.indexOf(a.role) - rank.indexOf(b.role) ||
        a.user.display_name.localeCompare(b.user.display_name),
    );
}

/**
 * Everybody else's watermarks.
 * @param {State} state
 * @param {string} id
 * @returns {Receipt[]}
 */
function othersReceipts(state, id) {
  const members = state.members[id];
  return Object.values(state.receipts[id] ?? {}).filter(({ user_id }) => {
    if (user_id === state.me.id) return false;
    const member = members?.[user_id];
    return !member || isPresent(member);
  });
}

/**
 * How far an own message came: delivered or read once that holds for everyone who lets us know.
 * @param {Receipt[]} others
 * @param {number} seq
 * @returns {Status}
 */
function statusOf(others, seq) {
  const reading = others.filter((receipt) => receipt.read_seq !== null);
  if (reading.length > 0 && reading.every(({ read_seq }) => (read_seq ?? 0) >= seq)) return "read";
  const getting = others.filter((receipt) => receipt.delivered_seq !== null);
  const arrived = getting.every(
    ({ delivered_seq, read_seq }) => Math.max(delivered_seq ?? 0, read_seq ?? 0) >= seq,
  );
  return getting.length > 0 && arrived ? "delivered" : "sent";
}

/**
 * The rows of a timeline: messages without a hole, then what is on its way, with dividers between.
 * @param {State} state
 * @param {string} id
 * @param {number | null} unreadFrom seq of the first message below "New messages"
 * @param {(iso: string) => string} dayOf equal for times of one day
 * @returns {Row[]}
 */
export function timelineRows(state, id, unreadFrom, dayOf) {
  /** @type {Row[]} */
  const rows = [];
  /** @type {MessageRow | null} */
  let previous = null;
  let day = "";
  let latest = "";
  for (const row of messageRows(state, id)) {
    const rowDay = dayOf(row.created_at);
    // What waits from an earlier day stands below later messages, and begins no day again.
    if (rowDay !== day && row.created_at > latest) {
      rows.push({ kind: "day", key: `day ${rowDay}`, created_at: row.created_at });
      day = rowDay;
      previous = null;
    }
    if (row.created_at > latest) latest = row.created_at;
    if (unreadFrom !== null && row.message && row.message.seq >= unreadFrom && !row.own) {
      rows.push({ kind: "unread", key: "unread" });
      unreadFrom = null;
      previous = null;
    }
    if (previous && belongTogether(previous, row)) {
      previous.last = false;
      row.first = false;
    }
    rows.push(row);
    previous = row;
  }
  return rows;
}

/**
 * @param {State} state
 * @param {string} id
 * @returns {MessageRow[]}
 */
function messageRows(state, id) {
  const timeline = state.timelines[id];
  const others = othersReceipts(state, id);
  const messages = (timeline?.messages ?? []).filter(({ seq }) => seq <= (timeline?.to_seq ?? 0));
  const rows = messages.map((message) => {
    const own = message.sender_id === state.me.id && message.type !== "SYSTEM";
    return rowOf(
      message,
      null,
      own,
      own && !message.deleted ? statusOf(others, message.seq) : null,
    );
  });
  for (const pending of pendingOf(state, id)) rows.push(rowOf(null, pending, true, pending.state));
  return rows.map((row) => (row.own ? { ...row, sender_id: state.me.id } : row));
}

/**
 * Own messages keep one key from the first keystroke on, so that a bubble never blinks.
 * @param {Message | null} message
 * @param {Pending | null} pending
 * @param {boolean} own
 * @param {Status | null} status
 * @returns {MessageRow}
 */
function rowOf(message, pending, own, status) {
  return {
    kind: "message",
    key: (own && message?.client_id) || pending?.client_id || message?.id || "",
    message,
    pending,
    created_at: message?.created_at ?? pending?.created_at ?? "",
    sender_id: message?.sender_id ?? null,
    own,
    first: true,
    last: true,
    status,
  };
}

/**
 * @param {MessageRow} above
 * @param {MessageRow} row
 * @returns {boolean}
 */
function belongTogether(above, row) {
  if (above.message?.type === "SYSTEM" || row.message?.type === "SYSTEM") return false;
  if (above.sender_id !== row.sender_id) return false;
  return Date.parse(row.created_at) - Date.parse(above.created_at) <= GROUP_GAP_MS;
}

/**
 * The newest own message that can still be edited.
 * @param {State} state
 * @param {string} id
 * @returns {Message | null}
 */
export function lastOwnMessage(state, id) {
  const messages = state.timelines[id]?.messages ?? [];
  return (
    messages.findLast(
      ({ sender_id, type, deleted }) => sender_id === state.me.id && type === "TEXT" && !deleted,
    ) ?? null
  );
}

/**
 * People who appear in a timeline and whose names are not known yet (they left long ago).
 * @param {State} state
 * @param {string} id
 * @returns {string[]}
 */
export function unknownPeople(state, id) {
  /** @type {Set<string>} */
  const ids = new Set();
  for (const { sender_id, reply } of state.timelines[id]?.messages ?? []) {
    if (sender_id && !state.people[sender_id]) ids.add(sender_id);
    if (reply?.sender_id && !state.people[reply.sender_id]) ids.add(reply.sender_id);
  }
  return [...ids];
}
