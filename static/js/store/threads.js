/** The thread that is open: what was asked for, with what the timeline has heard since. */

/** @import {Message, Pending, State, Timeline} from "../types.js" */
import { pendingOf } from "./select.js";

/**
 * @param {State} state
 * @param {string} conversationId
 * @param {Message[]} known the first message and answers, as they were last shown
 * @param {string} rootId
 * @returns {Message[]} the same, each as it is now, ascending
 */
export function threadNow(state, conversationId, known, rootId) {
  const timeline = state.timelines[conversationId];
  const heard = (timeline?.messages ?? []).filter(
    ({ id, thread_id, seq }) =>
      (id === rootId || thread_id === rootId) && seq <= (timeline?.to_seq ?? 0),
  );
  /** @type {Map<string, Message>} */
  const all = new Map();
  for (const message of known) if (!isGone(timeline, message)) all.set(message.id, message);
  for (const message of heard) {
    const other = all.get(message.id);
    if (!other || message.rev >= other.rev) all.set(message.id, message);
  }
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
