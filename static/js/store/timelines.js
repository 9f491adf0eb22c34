/** Changes to the loaded part of a conversation: never a hole shown as complete. */

/** @import {LateChange, Message, MessageChange, SeqRange, State, Timeline} from "../types.js" */
import { mergeMessage, requote, withoutHidden } from "./messages.js";
import { without } from "./state.js";

/** @type {Timeline} */
export const EMPTY = {
  messages: [],
  from_seq: 1,
  to_seq: 0,
  has_before: false,
  has_after: false,
  loaded: false,
  loading: false,
  late: [],
};

/**
 * @param {State} state
 * @param {string} id
 * @param {Timeline} timeline
 * @returns {State}
 */
export function withTimeline(state, id, timeline) {
  if (state.timelines[id] === timeline) return state;
  return { ...state, timelines: { ...state.timelines, [id]: timeline } };
}

/**
 * Where a seq stands, or would stand, in ascending messages.
 * @param {Message[]} messages
 * @param {number} seq
 * @returns {number}
 */
export function indexOfSeq(messages, seq) {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {Message} */ (messages[middle]).seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Moves `to_seq` over the messages that now follow without a hole.
 * @param {Timeline} timeline
 * @returns {Timeline}
 */
export function closeGap(timeline) {
  if (timeline.has_after) return timeline;
  let to_seq = timeline.to_seq;
  let index = indexOfSeq(timeline.messages, to_seq + 1);
  while (timeline.messages[index]?.seq === to_seq + 1) {
    to_seq += 1;
    index += 1;
  }
  return to_seq === timeline.to_seq ? timeline : { ...timeline, to_seq };
}

/**
 * @param {Timeline} timeline
 * @param {MessageChange} change
 * @param {string} meId
 * @returns {Timeline}
 */
function place(timeline, change, meId) {
  const { seq } = change.message;
  // Above a window that does not reach the newest: it comes when the window gets there.
  if (timeline.has_after && seq > timeline.to_seq) return timeline;
  const index = indexOfSeq(timeline.messages, seq);
  const found = timeline.messages[index];
  const known = found?.seq === seq ? found : undefined;
  if (!known && seq < timeline.from_seq) return requoteAll(timeline, change, meId);
  const changed = mergeMessage(known, change, meId);
  if (changed === known) return timeline;
  const merged = withoutHidden(changed, timeline.messages);
  const messages = timeline.messages.slice();
  messages.splice(index, known ? 1 : 0, merged);
  const requoted = known ? messages.map((message) => requote(message, merged)) : messages;
  return closeGap({ ...timeline, messages: requoted });
}

/**
 * A change to a message before the loaded part still changes the quotes of it.
 * @param {Timeline} timeline
 * @param {MessageChange} change
 * @param {string} meId
 * @returns {Timeline}
 */
function requoteAll(timeline, change, meId) {
  const original = mergeMessage(undefined, change, meId);
  const messages = timeline.messages.map((message) => requote(message, original));
  const changed = messages.some((message, index) => message !== timeline.messages[index]);
  return changed ? { ...timeline, messages } : timeline;
}

/**
 * Puts a created, changed or deleted message where it belongs.
 * @param {State} state
 * @param {string} id
 * @param {MessageChange} change
 * @returns {State}
 */
export function noteMessage(state, id, change) {
  const timeline = state.timelines[id];
  if (!timeline) return state;
  const placed = timeline.loaded ? place(timeline, change, state.me.id) : timeline;
  // A page on its way may have been read before this change: apply it again on top.
  const next = timeline.loading ? { ...placed, late: [...placed.late, change] } : placed;
  return withTimeline(state, id, next);
}

/**
 * A page was asked for: from here on, remember what changes until it arrives.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function pageRequested(state, id) {
  return withTimeline(state, id, { ...(state.timelines[id] ?? EMPTY), loading: true });
}

/**
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function pageFailed(state, id) {
  const timeline = state.timelines[id];
  if (!timeline) return state;
  if (timeline.loaded) return withTimeline(state, id, { ...timeline, loading: false, late: [] });
  return timelineDropped(state, id);
}

/**
 * @param {Timeline} timeline
 * @param {LateChange[]} late
 * @param {string} meId
 * @returns {Timeline}
 */
export function applyLate(timeline, late, meId) {
  return late.reduce(
    (current, change) =>
      "purged" in change ? withoutRanges(current, change.purged) : place(current, change, meId),
    timeline,
  );
}

/**
 * @param {SeqRange[]} ranges
 * @param {number | undefined} seq
 * @returns {boolean}
 */
export function isWithin(ranges, seq) {
  return (
    seq !== undefined && ranges.some(({ from_seq, to_seq }) => seq >= from_seq && seq <= to_seq)
  );
}

/**
 * @param {Timeline} timeline
 * @param {SeqRange[]} purged
 * @returns {Timeline}
 */
function withoutRanges(timeline, purged) {
  const left = timeline.messages.filter(({ seq }) => !isWithin(purged, seq));
  let next = {
    ...timeline,
    // Nothing is quoted of what is gone.
    messages: left.map((message) =>
      isWithin(purged, message.reply?.seq) ? { ...message, reply_to: null, reply: null } : message,
    ),
  };
  for (const range of purged.toSorted((a, b) => a.from_seq - b.from_seq)) {
    if (range.from_seq <= next.to_seq + 1 && range.to_seq > next.to_seq) {
      next = closeGap({ ...next, to_seq: range.to_seq });
    }
  }
  return next;
}

/**
 * Ranges that a purge removed: their absence is no hole.
 * @param {State} state
 * @param {string} id
 * @param {SeqRange[]} purged
 * @returns {State}
 */
export function rangesPurged(state, id, purged) {
  const timeline = state.timelines[id];
  if (!timeline || purged.length === 0) return state;
  const left = timeline.loaded ? withoutRanges(timeline, purged) : timeline;
  const next = timeline.loading ? { ...left, late: [...left.late, { purged }] } : left;
  return withTimeline(state, id, next);
}

/**
 * Forgets the loaded part; the view asks for the newest page again.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function timelineDropped(state, id) {
  return { ...state, timelines: without(state.timelines, id) };
}
