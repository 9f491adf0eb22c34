/** Messages in lists across conversations: as they are now, and whether such a list lacks some. */

/** @import {EventFrame, Message, MessageChange, SeqRange, State} from "../types.js" */
import { hiddenOf, mergeMessage } from "./messages.js";
import { isWithin } from "./timelines.js";

/**
 * A list was asked for, and shows these.
 * @param {State} state
 * @param {Message[]} messages
 * @returns {State}
 */
export function gatheredLoaded(state, messages) {
  const gathered = { ...state.gathered };
  for (const message of messages) {
    const change = { message, full: true };
    gathered[message.id] = mergeMessage(gathered[message.id], change, state.me.id);
  }
  return { ...state, gathered };
}

/** Nobody looks at such a list any more. @param {State} state @returns {State} */
export function gatheredLeft(state) {
  return Object.keys(state.gathered).length === 0 ? state : { ...state, gathered: {} };
}

/**
 * @param {State} state
 * @param {MessageChange} change
 * @returns {State}
 */
export function noteGathered(state, change) {
  const { id } = change.message;
  const known = state.gathered[id];
  const merged = known && mergeMessage(known, change, state.me.id);
  if (!merged || merged === known) return state;
  return { ...state, gathered: { ...state.gathered, [id]: merged } };
}

/**
 * What is purged is as if it had been deleted.
 * @param {State} state
 * @param {string} conversationId
 * @param {SeqRange[]} ranges
 * @returns {State}
 */
export function gatheredPurged(state, conversationId, ranges) {
  const gone = Object.values(state.gathered).filter(
    ({ conversation_id, seq }) => conversation_id === conversationId && isWithin(ranges, seq),
  );
  const hidden = Object.fromEntries(gone.map((message) => [message.id, hiddenOf(message)]));
  return gone.length === 0 ? state : { ...state, gathered: { ...state.gathered, ...hidden } };
}

/**
 * The reader bookmarked a message, or removed its bookmark.
 * @param {State} state
 * @param {string} id
 * @param {boolean} bookmarked
 * @returns {State}
 */
export function gatheredMarked(state, id, bookmarked) {
  const known = state.gathered[id];
  if (!known) return bookmarked ? newsFor(state, "bookmarks") : state;
  return { ...state, gathered: { ...state.gathered, [id]: { ...known, bookmarked } } };
}

/**
 * @param {State} state
 * @param {keyof State["news"]} list
 * @returns {State}
 */
export function newsFor(state, list) {
  return { ...state, news: { ...state.news, [list]: state.news[list] + 1 } };
}

/**
 * An event of a message: it may belong into a list now, or not any more.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function noteNews(state, { ev, d }) {
  const me = state.me.id;
  if (d.change === "recover") return newsFor(newsFor(state, "mentions"), "bookmarks");
  const isNamed = d.sender_id !== me && Boolean(d.mentions?.includes(me));
  const wasNamed = ev !== "message.created" && (d.former_mentions?.includes(me) ?? isNamed);
  return isNamed && !wasNamed ? newsFor(state, "mentions") : state;
}
