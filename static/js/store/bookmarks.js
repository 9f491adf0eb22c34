/** What the reader keeps for themselves: the mark on the messages that the page holds. */

/** @import {EventFrame, Message, State} from "../types.js" */
import { withConversation } from "./conversations.js";
import { gatheredMarked } from "./gathered.js";
import { withTimeline } from "./timelines.js";

/**
 * `account.updated` of bookmarks: one came or went, on this device or another.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function bookmarkHeard(state, { c: id = "", d }) {
  const next = marked(state, id, (one) =>
    one.id === d.message_id ? d.bookmarked : one.bookmarked,
  );
  return gatheredMarked(next, d.message_id, d.bookmarked);
}

/**
 * All of them, by the messages' ids: after a time without a line.
 * @param {State} state
 * @param {string[]} ids
 * @returns {State}
 */
export function bookmarksLoaded(state, ids) {
  const kept = new Set(ids);
  return Object.keys({ ...state.conversations, ...state.timelines }).reduce(
    (next, id) => marked(next, id, (one) => kept.has(one.id)),
    state,
  );
}

/**
 * @param {State} before
 * @param {string} id
 * @param {(message: Message) => boolean | undefined} isKept
 * @returns {State}
 */
function marked(before, id, isKept) {
  const state = lastMarked(before, id, isKept);
  const timeline = state.timelines[id];
  if (!timeline?.loaded) return state;
  const messages = timeline.messages.map((one) => {
    const bookmarked = isKept(one);
    return one.bookmarked === bookmarked ? one : { ...one, bookmarked };
  });
  return withTimeline(state, id, { ...timeline, messages });
}

/**
 * The last message of a conversation, which the list holds.
 * @param {State} state
 * @param {string} id
 * @param {(message: Message) => boolean | undefined} isKept
 * @returns {State}
 */
function lastMarked(state, id, isKept) {
  const known = state.conversations[id];
  const last = known?.last_message;
  if (!known || !last || last.bookmarked === isKept(last)) return state;
  return withConversation(state, { ...known, last_message: { ...last, bookmarked: isKept(last) } });
}
