/** The rows of a timeline: messages without a hole, what is on its way, and dividers between. */

/** @import {Message, Pending, State} from "../types.js" */
import { isPresent } from "./members.js";
import { pendingOf } from "./select.js";

const GROUP_GAP_MS = 5 * 60_000;
/** Kinds of SYSTEM messages of which several in a row become one line. */
const IN_RUNS = ["members_added", "member_joined", "member_left", "member_removed"];

/** @typedef {"pending" | "sent" | "delivered" | "read" | "failed"} Status */

/**
 * @typedef {Object} MessageRow
 * @property {"message"} kind
 * @property {string} key
 * @property {number} seq 0 while it is on its way
 * @property {Message | null} message
 * @property {Pending | null} pending
 * @property {string} created_at
 * @property {string | null} sender_id
 * @property {boolean} own
 * @property {boolean} first of a group of bubbles by one person
 * @property {boolean} last
 * @property {Status | null} status of own messages
 */

/**
 * What happened in the conversation; one line for several of a kind.
 * @typedef {{kind: "system", key: string, seq: number, messages: Message[], created_at: string}} SystemRow
 */
/** @typedef {{kind: "day", key: string, created_at: string}} DayRow */
/** @typedef {{kind: "unread", key: string}} UnreadRow */
/** The very beginning. @typedef {{kind: "start", key: string}} StartRow */
/** @typedef {MessageRow | SystemRow | DayRow | UnreadRow | StartRow} Row */

/**
 * @param {State} state
 * @param {string} id
 * @param {number | null} unreadFrom seq of the first message below "New messages"
 * @param {(iso: string) => string} dayOf equal for times of one day
 * @returns {Row[]}
 */
export function timelineRows(state, id, unreadFrom, dayOf) {
  const timeline = state.timelines[id];
  /** @type {Row[]} */
  const rows = timeline?.loaded && !timeline.has_before ? [{ kind: "start", key: "start" }] : [];
  // Above a window there may be more that is unread: then the divider is not in it.
  let divideAt = unreadFrom !== null && unreadFrom >= (timeline?.from_seq ?? 1) ? unreadFrom : null;
  /** @type {MessageRow | SystemRow | null} */
  let previous = null;
  let day = "";
  let latest = "";
  for (const row of spokenRows(state, id)) {
    const rowDay = dayOf(row.created_at);
    // What waits from an earlier day stands below later messages, and begins no day again.
    if (rowDay !== day && row.created_at > latest) {
      rows.push({ kind: "day", key: `day ${rowDay}`, created_at: row.created_at });
      day = rowDay;
      previous = null;
    }
    if (row.created_at > latest) latest = row.created_at;
    const isOwn = row.kind === "message" && row.own;
    if (divideAt !== null && row.seq >= divideAt && !isOwn) {
      rows.push({ kind: "unread", key: "unread" });
      divideAt = null;
      previous = null;
    }
    if (previous?.kind === "system" && row.kind === "system" && makeOneLine(previous, row)) {
      previous.messages.push(...row.messages);
      continue;
    }
    if (previous?.kind === "message" && row.kind === "message" && belongTogether(previous, row)) {
      previous.last = false;
      row.first = false;
    }
    rows.push(row);
    previous = row;
  }
  return rows;
}

/**
 * Seq of the last message that a row shows; 0 where it shows none.
 * @param {Row | undefined} row
 * @returns {number}
 */
export function lastSeqOf(row) {
  if (row?.kind === "system") return row.messages.at(-1)?.seq ?? 0;
  return row?.kind === "message" ? row.seq : 0;
}

/**
 * Where the row of a message stands, or the row after which it would stand.
 * @param {Row[]} rows
 * @param {number} seq
 * @returns {number} -1 where all rows are later
 */
export function indexOfMessage(rows, seq) {
  let found = -1;
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (row?.kind !== "message" && row?.kind !== "system") continue;
    if (row.seq > seq || row.seq === 0) break;
    found = index;
  }
  return found;
}

/**
 * @param {State} state
 * @param {string} id
 * @returns {(MessageRow | SystemRow)[]}
 */
function spokenRows(state, id) {
  const timeline = state.timelines[id];
  const reach = reachOf(state, id);
  /** @type {(MessageRow | SystemRow)[]} */
  const rows = [];
  for (const message of timeline?.messages ?? []) {
    if (message.seq > (timeline?.to_seq ?? 0)) break;
    if (message.hidden) continue;
    rows.push(message.type === "SYSTEM" ? systemRow(message) : spokenRow(state, message, reach));
  }
  // What is on its way stands at the end, which an earlier window does not show.
  const waiting = timeline?.has_after ? [] : pendingOf(state, id);
  for (const pending of waiting) rows.push(rowOf(null, pending, state.me.id, true, pending.state));
  return rows;
}

/**
 * @param {State} state
 * @param {Message} message
 * @param {{read: number, delivered: number}} reach
 * @returns {MessageRow}
 */
function spokenRow(state, message, { read, delivered }) {
  const own = message.sender_id === state.me.id;
  const { seq } = message;
  const status = seq <= read ? "read" : seq <= delivered ? "delivered" : "sent";
  return rowOf(message, null, message.sender_id, own, own && !message.deleted ? status : null);
}

/** @param {Message} message @returns {SystemRow} */
function systemRow(message) {
  const { id, seq, created_at } = message;
  return { kind: "system", key: id, seq, messages: [message], created_at };
}

/**
 * A message for itself: of no group, and without a word of how far it came.
 * @param {State} state
 * @param {Message | null} message
 * @param {Pending | null} pending an own one
 * @returns {MessageRow}
 */
export function loneRow(state, message, pending) {
  const sender_id = message ? message.sender_id : state.me.id;
  return rowOf(message, pending, sender_id, sender_id === state.me.id, null);
}

/**
 * Own messages keep one key from the first keystroke on, so that a bubble never blinks.
 * @param {Message | null} message
 * @param {Pending | null} pending
 * @param {string | null} sender_id
 * @param {boolean} own
 * @param {Status | null} status
 * @returns {MessageRow}
 */
function rowOf(message, pending, sender_id, own, status) {
  return {
    kind: "message",
    key: (own && message?.client_id) || pending?.client_id || message?.id || "",
    seq: message?.seq ?? 0,
    message,
    pending,
    created_at: message?.created_at ?? pending?.created_at ?? "",
    sender_id,
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
  if (above.sender_id !== row.sender_id) return false;
  return Date.parse(row.created_at) - Date.parse(above.created_at) <= GROUP_GAP_MS;
}

/**
 * "Ilse added 4 people": by one person, where somebody does it to others.
 * @param {SystemRow} above
 * @param {SystemRow} row
 * @returns {boolean}
 */
function makeOneLine(above, row) {
  const kind = kindOf(above.messages[0]);
  if (kind !== kindOf(row.messages[0]) || !IN_RUNS.includes(kind)) return false;
  const isAlone = kind === "member_joined" || kind === "member_left";
  return isAlone || above.messages[0]?.sender_id === row.messages[0]?.sender_id;
}

/** @param {Message | undefined} message @returns {string} */
export function kindOf(message) {
  const system = /** @type {{kind?: string} | undefined} */ (message?.metadata?.system);
  return system?.kind ?? "";
}

/**
 * How far own messages came: delivered or read once that holds for everyone who lets us know.
 * @param {State} state
 * @param {string} id
 * @returns {{read: number, delivered: number}} seqs
 */
export function reachOf(state, id) {
  const members = state.members[id];
  let [read, delivered] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const { user_id, read_seq, delivered_seq } of Object.values(state.receipts[id] ?? {})) {
    const member = members?.[user_id];
    if (user_id === state.me.id || (member && !isPresent(member))) continue;
    if (read_seq !== null) read = Math.min(read, read_seq);
    if (delivered_seq === null) continue;
    delivered = Math.min(delivered, Math.max(delivered_seq, read_seq ?? 0));
  }
  const known = (/** @type {number} */ seq) => (Number.isFinite(seq) ? seq : 0);
  return { read: known(read), delivered: known(delivered) };
}
