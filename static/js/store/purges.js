/** Messages that are gone without a tombstone: purged for everyone, or deleted for the reader alone. */

/** @import {Conversation, EventFrame, Message, SeqRange, State} from "../types.js" */
import { withConversation } from "./conversations.js";
import { unreadThreads } from "./followed.js";
import { gatheredPurged, newsFor } from "./gathered.js";
import { hiddenOf } from "./messages.js";
import { pinsPurged } from "./pins.js";
import { isWithin, rangesPurged, withTimeline } from "./timelines.js";

/**
 * Stretches of messages that no longer exist: nothing of them is shown, pinned, quoted or counted.
 * @param {State} state
 * @param {string} id
 * @param {SeqRange[]} ranges
 * @returns {State}
 */
export function messagesPurged(state, id, ranges) {
  if (ranges.length === 0) return state;
  const left = pinsPurged(rangesPurged(state, id, ranges), id, ranges);
  const gathered = gatheredPurged(left, id, ranges);
  const next = mayBeNews(state, id) ? newsFor(gathered, "threads") : gathered;
  const known = next.conversations[id];
  if (!known) return next;
  const read = readPast(known, ranges);
  const last = isWithin(ranges, known.last_message?.seq) ? lastLeft(next, id) : known.last_message;
  // What the page cannot tell by itself the server says.
  const unsure =
    last === undefined || (known.mention_count > 0 && ranges.some(({ to_seq }) => to_seq > read));
  const shown = { ...known, last_read_seq: read, last_message: last ?? null };
  const isSame = read === known.last_read_seq && last === known.last_message;
  const counted = isSame ? next : withConversation(next, shown);
  return unsure ? { ...counted, missing: { ...counted.missing, [id]: true } } : counted;
}

/**
 * Whether new answers in threads of a conversation may have gone with what is purged.
 * @param {State} state
 * @param {string} id
 */
function mayBeNews(state, id) {
  return unreadThreads(state).some((root) => state.followed?.[root]?.conversation_id === id);
}

/**
 * How far one has read: who had read all that stood before what went has nothing left of it.
 * @param {Conversation} conversation
 * @param {SeqRange[]} ranges
 */
function readPast({ last_read_seq, last_seq }, ranges) {
  const read = ranges
    .toSorted((a, b) => a.from_seq - b.from_seq)
    .reduce(
      (seq, { from_seq, to_seq }) => (from_seq <= seq + 1 && to_seq > seq ? to_seq : seq),
      last_read_seq,
    );
  return Math.min(read, Math.max(last_seq, last_read_seq));
}

/**
 * The last message that is left, where this is known here.
 * @param {State} state
 * @param {string} id
 */
function lastLeft(state, id) {
  const timeline = state.timelines[id];
  if (!timeline?.loaded || timeline.has_after) return undefined;
  return timeline.messages.at(-1) ?? (timeline.has_before ? undefined : null);
}

/** `messages.purged` @param {State} state @param {EventFrame} frame @returns {State} */
export function purgeHeard(state, { c, d }) {
  return c === undefined ? state : messagesPurged(state, c, d.ranges);
}

/** @param {Message} message @param {string} quoted @returns {Message} */
function unquoted(message, quoted) {
  if (message.reply?.id !== quoted) return message;
  return { ...message, reply: { ...message.reply, excerpt: "", deleted: true } };
}

/** `message.hidden` @param {State} state @param {EventFrame} frame @returns {State} */
export function messageHidden(state, { c: id = "", d }) {
  const timeline = state.timelines[id];
  const known = state.conversations[id];
  const gone = [{ from_seq: d.seq, to_seq: d.seq }];
  let next = gatheredPurged(pinsPurged(state, id, gone), id, gone);
  const pins = next.pins[id]?.map((one) => unquoted(one, d.message_id));
  if (pins) next = { ...next, pins: { ...next.pins, [id]: pins } };
  if (timeline?.loaded) {
    const messages = timeline.messages.map((one) =>
      one.id === d.message_id ? hiddenOf(one) : unquoted(one, d.message_id),
    );
    next = withTimeline(next, id, { ...timeline, messages });
  }
  const last = known?.last_message;
  if (known && last) {
    const left = last.id === d.message_id ? hiddenOf(last) : unquoted(last, d.message_id);
    if (left !== last) next = withConversation(next, { ...known, last_message: left });
  }
  return next;
}
