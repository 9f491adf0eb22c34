/** The thread that is open: what was asked for, with what the timeline has heard since. */

/** @import {Message, Pending, State, Timeline} from "../types.js" */
import { pendingOf } from "./select.js";

/**
 * What is known of a thread, without a hole.
 * @typedef {Object} Stretch
 * @property {Message[]} messages the first message and answers, ascending
 * @property {boolean} hasBefore answers between the first message and these
 * @property {number} reach no answer up to this `seq` is missing after those
 */

/** @type {Stretch} */
export const NOTHING = { messages: [], hasBefore: false, reach: 0 };

/**
 * @param {State} state
 * @param {string} conversationId
 * @param {Stretch} known as it was last shown
 * @param {string} rootId
 * @returns {Stretch} the same, each message as it is now
 */
export function threadNow(state, conversationId, known, rootId) {
  const timeline = state.timelines[conversationId];
  const goesOn = timeline?.loaded === true && timeline.from_seq <= known.reach + 1;
  const reach = goesOn ? Math.max(known.reach, timeline.to_seq) : known.reach;
  const from = known.hasBefore ? firstAnswer(known, rootId) : 0;
  /** @type {Map<string, Message>} */
  const all = new Map();
  for (const message of known.messages) {
    if (!isGone(timeline, message)) all.set(message.id, message);
  }
  for (const message of timeline?.messages ?? []) {
    const { id, thread_id, seq } = message;
    if ((id !== rootId && thread_id !== rootId) || seq > (timeline?.to_seq ?? 0)) continue;
    const other = all.get(id);
    // Beyond a hole it would be shown as if nothing were missing.
    const isBeyond = id !== rootId && (seq < from || seq > reach);
    if (other ? message.rev >= other.rev : !isBeyond) all.set(id, message);
  }
  return { ...known, messages: ascending(all), reach };
}

/**
 * Whether something shown may have changed, or something followed, that the timeline does not hold.
 * @param {Timeline | undefined} timeline
 * @param {Stretch} known
 */
export function isBesideTimeline(timeline, { messages, reach }) {
  if (!timeline?.loaded || timeline.has_after) return true;
  return timeline.from_seq > reach + 1 || messages.some(({ seq }) => seq < timeline.from_seq);
}

/**
 * With the newest answers, as they were asked for. What lies among them and is not one of them is
 * gone; answers before a hole are forgotten, and can be asked for again.
 * @param {Stretch} known
 * @param {{root: Message, results: Message[], has_before: boolean}} newest
 * @param {number} there the last `seq` that was there for certain when they were asked for
 * @returns {Stretch}
 */
export function withNewest(known, { root, results, has_before }, there) {
  const from = has_before ? (results[0]?.seq ?? 0) : 0;
  const reach = Math.max(there, results.at(-1)?.seq ?? 0);
  const joins = from <= known.reach + 1;
  const answers = joins ? known.messages.filter(({ id }) => id !== root.id) : [];
  const earlier = answers.filter(({ seq }) => seq < from);
  const later = answers.filter(({ seq }) => seq > reach);
  return {
    messages: newer(known.messages, [...earlier, ...later, root, ...results]),
    hasBefore: earlier.length > 0 ? known.hasBefore : has_before,
    reach: joins ? Math.max(known.reach, reach) : reach,
  };
}

/**
 * With the answers before those that are known.
 * @param {Stretch} known
 * @param {{root: Message, results: Message[], has_before: boolean}} found
 * @returns {Stretch}
 */
export function withEarlier(known, { root, results, has_before }) {
  const messages = newer(known.messages, [...known.messages, root, ...results]);
  return { ...known, messages, hasBefore: has_before };
}

/**
 * @param {Stretch} known
 * @param {string} rootId
 * @returns {number} `seq` of the first answer that is known, or where the next one would stand
 */
export function firstAnswer({ messages, reach }, rootId) {
  return messages.find(({ id }) => id !== rootId)?.seq ?? reach + 1;
}

/**
 * @param {Message[]} known
 * @param {Message[]} found
 * @returns {Message[]} what was found, each as it was last heard of
 */
function newer(known, found) {
  const before = new Map(known.map((message) => [message.id, message]));
  /** @type {Map<string, Message>} */
  const all = new Map();
  for (const message of found) {
    const other = before.get(message.id);
    all.set(message.id, other && other.rev > message.rev ? other : message);
  }
  return ascending(all);
}

/** @param {Map<string, Message>} all */
function ascending(all) {
  return [...all.values()].toSorted((a, b) => a.seq - b.seq);
}

/**
 * Purged: the timeline has what stands around it.
 * @param {Timeline | undefined} timeline
 * @param {Message} message
 */
function isGone(timeline, { id, seq }) {
  if (!timeline?.loaded || seq < timeline.from_seq || seq > timeline.to_seq) return false;
  return !timeline.messages.some((message) => message.id === id);
}

/**
 * Own answers on their way.
 * @param {State} state
 * @param {string} conversationId
 * @param {string} rootId
 * @param {Message[]} shown
 * @returns {Pending[]}
 */
export function pendingInThread(state, conversationId, rootId, shown) {
  const there = new Set(shown.map(({ client_id }) => client_id));
  return pendingOf(state, conversationId).filter(
    ({ client_id, thread_id }) => thread_id === rootId && !there.has(client_id),
  );
}
