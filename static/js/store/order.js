/** The chats by their last activity: kept in order, never sorted anew for one that moved. */

/** @import {Conversation} from "../types.js" */

/** @param {Conversation} conversation @returns {string} */
export function activityAt(conversation) {
  return conversation.last_message?.created_at ?? conversation.created_at;
}

/** @param {string} a @param {string} b @returns {number} */
function compare(a, b) {
  return a < b ? -1 : Number(a > b);
}

/**
 * Latest activity first, and one fixed order among equals.
 * @param {Conversation} a
 * @param {Conversation} b
 * @returns {number}
 */
function before(a, b) {
  return compare(activityAt(b), activityAt(a)) || compare(b.id, a.id);
}

/**
 * @param {Record<string, Conversation>} conversations
 * @returns {string[]}
 */
export function orderOf(conversations) {
  return Object.values(conversations)
    .toSorted(before)
    .map(({ id }) => id);
}

/**
 * The order after one conversation came or changed: found by halving, moved only if it must.
 * @param {string[]} order
 * @param {Record<string, Conversation>} conversations as they were before
 * @param {Conversation} conversation
 * @returns {string[]}
 */
export function orderWith(order, conversations, conversation) {
  const known = conversations[conversation.id];
  if (known && activityAt(known) === activityAt(conversation)) return order;
  const others = known ? order.toSpliced(placeOf(order, conversations, known), 1) : order;
  return others.toSpliced(placeOf(others, conversations, conversation), 0, conversation.id);
}

/**
 * Where a conversation stands in the order, or would stand.
 * @param {string[]} order
 * @param {Record<string, Conversation>} conversations
 * @param {Conversation} conversation
 * @returns {number}
 */
function placeOf(order, conversations, conversation) {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = conversations[order[middle] ?? ""];
    if (other && before(other, conversation) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
