/** @import {Conversation, State} from "../types.js" */
import { orderOf } from "./order.js";

/** What the store keeps by conversation. */
const BY_CONVERSATION = /** @type {const} */ ([
  "conversations",
  "cursors",
  "stale",
  "missing",
  "held",
  "timelines",
  "members",
  "receipts",
  "mentionLog",
]);

/**
 * Many rows at once: each is reduced in a store that holds nothing but its own conversation, so that
 * ten thousand of them do not copy ten thousand others each.
 * @param {State} state
 * @param {Conversation[]} rows
 * @param {(state: State, row: Conversation) => State} reduce changes its own conversation alone
 * @returns {State}
 */
export function rowByRow(state, rows, reduce) {
  /** @type {Record<string, Record<string, unknown>>} */
  const whole = {};
  for (const key of BY_CONVERSATION) whole[key] = { ...state[key] };
  const people = { ...state.people };
  let rest = state;
  for (const row of rows) {
    const next = reduce(alone(rest, whole, row.id), row);
    for (const key of BY_CONVERSATION) put(whole[key], row.id, next[key]);
    Object.assign(people, next.people);
    rest = next;
  }
  const conversations = /** @type {State["conversations"]} */ (whole.conversations);
  return /** @type {State} */ ({ ...rest, ...whole, people, order: orderOf(conversations) });
}

/**
 * @param {State} rest
 * @param {Record<string, Record<string, unknown>>} whole
 * @param {string} id
 * @returns {State}
 */
function alone(rest, whole, id) {
  /** @type {Record<string, unknown>} */
  const part = { ...rest, people: {}, order: id in (whole.conversations ?? {}) ? [id] : [] };
  for (const key of BY_CONVERSATION) {
    const record = whole[key] ?? {};
    part[key] = id in record ? { [id]: record[id] } : {};
  }
  return /** @type {State} */ (/** @type {unknown} */ (part));
}

/**
 * @param {Record<string, unknown> | undefined} record
 * @param {string} id
 * @param {Record<string, unknown>} reduced
 */
function put(record, id, reduced) {
  if (!record) return;
  if (id in reduced) record[id] = reduced[id];
  else if (id in record) delete record[id];
}
