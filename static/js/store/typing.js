/** Who types where. The store has no clock: `realtime/typing.js` ends what nobody ended. */

/** @import {EventFrame, State} from "../types.js" */
import { without } from "./state.js";

/**
 * Everybody else who types in a conversation now.
 * @param {State} state
 * @param {string} conversationId
 * @returns {string[]} user ids, who began first comes first
 */
export function typingIn(state, conversationId) {
  return Object.keys(state.typing[conversationId] ?? {});
}

/**
 * `typing`
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function typingHeard(state, frame) {
  const { c: id, d } = frame;
  if (id === undefined || d.user_id === state.me.id) return state;
  if (!d.active) return typingEnded(state, id, d.user_id);
  if (!state.conversations[id] || state.typing[id]?.[d.user_id]) return state;
  const people = { ...state.typing[id], [d.user_id]: /** @type {const} */ (true) };
  return { ...state, typing: { ...state.typing, [id]: people } };
}

/**
 * Somebody sent what they typed, or types no more.
 * @param {State} state
 * @param {string} id
 * @param {string | null} userId
 * @returns {State}
 */
export function typingEnded(state, id, userId) {
  if (userId === null || !state.typing[id]?.[userId]) return state;
  const people = without(state.typing[id], userId);
  const typing =
    Object.keys(people).length > 0 ? { ...state.typing, [id]: people } : without(state.typing, id);
  return { ...state, typing };
}

/**
 * Nothing is heard any more, so nobody is known to type.
 * @param {State} state
 * @returns {State}
 */
export function typingForgotten(state) {
  return Object.keys(state.typing).length > 0 ? { ...state, typing: {} } : state;
}
