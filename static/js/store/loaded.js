/** @import {State} from "../types.js" */

/**
 * Whether more of a conversation is kept than its row.
 * @param {State} state
 * @param {string} id
 * @returns {boolean}
 */
export function isLoaded(state, id) {
  return [state.timelines, state.members, state.pins, state.latePins].some((part) => id in part);
}
