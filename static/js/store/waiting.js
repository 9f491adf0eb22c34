/** Own messages that wait to be sent, and those that the clock has sent. */

/** @import {EventFrame, State, Waiting} from "../types.js" */

/**
 * `scheduled.updated`: what waits no more is sent, as its own event tells next, or cancelled.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function scheduledUpdated(state, { d }) {
  if (d.state !== "gone") return state;
  return { ...state, clockSent: { ...state.clockSent, [d.message_id]: true } };
}

/**
 * The server's number of those that wait in a conversation, as an event tells it.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function waitingHeard(state, { d: { conversation_id, count, failed } }) {
  return { ...state, waiting: { ...state.waiting, [conversation_id]: { count, failed } } };
}

/**
 * The same as it was asked for; what was told meanwhile is newer.
 * @param {State} state
 * @param {string} id
 * @param {Waiting} counted
 * @returns {State}
 */
export function waitingLoaded(state, id, { count, failed }) {
  if (state.waiting[id]) return state;
  return { ...state, waiting: { ...state.waiting, [id]: { count, failed } } };
}

/**
 * Whether a message says nothing about what its author has read: the clock sent it, and there is
 * something unread above it.
 * @param {State} state
 * @param {string} conversationId
 * @param {{id: string, seq: number}} message
 * @returns {boolean}
 */
export function isSentUnread(state, conversationId, { id, seq }) {
  const known = state.conversations[conversationId];
  if (!known || !(id in state.clockSent)) return false;
  return Math.max(known.last_read_seq, known.visible_from_seq - 1) < seq - 1;
}
