/**
 * The loaded part of a conversation is one window without a hole. It may end before the newest
 * message (`has_after`): what happens above it then only moves the conversation's `last_seq`.
 */

/** @import {Message, MessagePage, State, Timeline} from "../types.js" */
import { applyLate, closeGap, EMPTY, indexOfSeq, withTimeline } from "./timelines.js";

/**
 * The seq a window begins with: what lies before the reader's horizon is no hole.
 * @param {State} state
 * @param {string} id
 * @param {MessagePage} page
 * @returns {number}
 */
function startOf(state, id, page) {
  const start = state.conversations[id]?.visible_from_seq ?? 1;
  const first = page.results[0];
  if (page.has_before && first) return first.seq;
  return Math.min(first?.seq ?? start, start);
}

/**
 * The seq up to which a page is complete: the last messages may have been purged.
 * @param {MessagePage} page
 * @param {number} otherwise
 * @returns {number}
 */
function endOf(page, otherwise) {
  const last = page.results.at(-1)?.seq ?? otherwise;
  return page.has_after ? last : Math.max(last, page.last_seq ?? 0);
}

/**
 * A page takes the place of what was there: the newest messages, or those around one of them.
 * Dropped while it was on its way, the timeline is asked for anew.
 * @param {State} state
 * @param {string} id
 * @param {MessagePage} page
 * @returns {State}
 */
export function windowLoaded(state, id, page) {
  const late = state.timelines[id]?.late;
  if (!late) return state;
  const timeline = closeGap({
    ...EMPTY,
    messages: page.results,
    from_seq: startOf(state, id, page),
    to_seq: endOf(page, (state.conversations[id]?.visible_from_seq ?? 1) - 1),
    has_before: page.has_before,
    has_after: page.has_after,
    loaded: true,
  });
  return withTimeline(state, id, applyLate(timeline, late, state.me.id));
}

/**
 * Older messages arrived, from just before what we had when they were asked for. Where the timeline
 * begins elsewhere by now they would leave a hole.
 * @param {State} state
 * @param {string} id
 * @param {MessagePage} page
 * @param {number} before
 * @returns {State}
 */
export function olderLoaded(state, id, page, before) {
  const timeline = state.timelines[id];
  if (!timeline?.loaded) return state;
  if (timeline.from_seq !== before) return pageEnded(state, id);
  return settled(state, id, {
    ...timeline,
    messages: [...page.results, ...timeline.messages],
    from_seq: startOf(state, id, page),
    has_before: page.has_before,
  });
}

/**
 * Newer messages arrived, from just after a window that does not reach the newest.
 * @param {State} state
 * @param {string} id
 * @param {MessagePage} page
 * @param {number} after
 * @returns {State}
 */
export function newerLoaded(state, id, page, after) {
  const timeline = state.timelines[id];
  if (!timeline?.loaded) return state;
  if (!timeline.has_after || timeline.to_seq !== after) return pageEnded(state, id);
  return settled(state, id, {
    ...timeline,
    messages: [...timeline.messages, ...page.results],
    to_seq: endOf(page, timeline.to_seq),
    has_after: page.has_after,
  });
}

/**
 * @param {State} state
 * @param {string} id
 * @param {Timeline} timeline
 * @returns {State}
 */
function settled(state, id, timeline) {
  const next = closeGap({ ...timeline, loading: false, late: [] });
  return withTimeline(state, id, applyLate(next, timeline.late, state.me.id));
}

/**
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
function pageEnded(state, id) {
  const timeline = state.timelines[id];
  if (!timeline?.loading) return state;
  return withTimeline(state, id, { ...timeline, loading: false, late: [] });
}

/**
 * Forgets what is far from where somebody reads; it is asked for again when they come near.
 * @param {State} state
 * @param {string} id
 * @param {number} seq what stays in the middle
 * @param {number} keep messages
 * @returns {State}
 */
export function windowTrimmed(state, id, seq, keep) {
  const timeline = state.timelines[id];
  if (!timeline?.loaded || timeline.loading || timeline.messages.length <= keep) return state;
  const { messages } = timeline;
  const middle = indexOfSeq(messages, seq);
  const start = Math.min(Math.max(0, middle - (keep >> 1)), messages.length - keep);
  const end = start + keep;
  const kept = messages.slice(start, end);
  const next = { ...timeline, messages: kept };
  if (start > 0) {
    next.has_before = true;
    next.from_seq = /** @type {Message} */ (kept[0]).seq;
  }
  if (end < messages.length) {
    next.has_after = true;
    // What waits above a hole is no part of a window that ends here.
    next.messages = kept.filter((message) => message.seq <= timeline.to_seq);
    next.to_seq = next.messages.at(-1)?.seq ?? timeline.to_seq;
  }
  return withTimeline(state, id, next);
}

/**
 * Whether a message is in view's reach: known, and without a hole before it.
 * @param {State} state
 * @param {string} id
 * @param {number} seq
 * @returns {boolean}
 */
export function holdsSeq(state, id, seq) {
  const timeline = state.timelines[id];
  return Boolean(timeline?.loaded && seq >= timeline.from_seq && seq <= timeline.to_seq);
}
