/** The threads that one follows, those last answered in: which of them have new answers. */

/** @import {EventFrame, Followed, Message, State} from "../types.js" */
import { newsFor } from "./gathered.js";

/**
 * @typedef {Object} Found a thread as the server told it
 * @property {Message} message its first
 * @property {number} read_seq
 * @property {number} unread_count
 */

/**
 * @param {State} state
 * @param {Found[]} found
 * @returns {State}
 */
export function followedLoaded(state, found) {
  const left = Object.entries(state.followed ?? {}).filter(([, one]) => one === null);
  /** @type {NonNullable<State["followed"]>} */
  const followed = Object.fromEntries(left);
  for (const { message, read_seq, unread_count: unread } of found) {
    const { conversation_id, id, rev, thread } = message;
    const told = { conversation_id, rev, last_seq: thread?.last_seq ?? 0, read_seq, unread };
    followed[id] = newest(state.followed?.[id], told);
  }
  return { ...state, followed };
}

/**
 * What was heard while it was asked for stays. Each answer that comes or goes moves the `rev` of the
 * first message on; the place of the last one may fall.
 * @param {Followed | null | undefined} known
 * @param {Followed} told
 * @returns {Followed}
 */
function newest(known, told) {
  if (!known) return told;
  if (known.rev > told.rev) return known;
  return known.read_seq > told.read_seq ? readTo(told, known.read_seq) : told;
}

/**
 * @param {Followed} thread
 * @param {number} seq
 * @returns {Followed}
 */
function readTo(thread, seq) {
  const read_seq = Math.max(thread.read_seq, seq);
  return { ...thread, read_seq, unread: read_seq >= thread.last_seq ? 0 : thread.unread };
}

/**
 * @param {State} state
 * @param {string} rootId
 * @param {Followed | null} thread null: not followed any more
 * @returns {State}
 */
function withThread(state, rootId, thread) {
  return { ...state, followed: { ...state.followed, [rootId]: thread } };
}

/**
 * Whether one may follow a thread because of a message.
 * @param {EventFrame} frame
 * @param {string} me
 */
function mayFollow({ ev, d }, me) {
  const own = d.sender_id === me;
  if (d.change === "thread") return own;
  const isThere = ev === "message.created" || d.change === "recover";
  return isThere && Boolean(d.thread_id) && (own || Boolean(d.mentions?.includes(me)));
}

/**
 * An event of a message that answers in a thread, or that one begins with. What cannot be told here
 * is asked for.
 * @param {State} state
 * @param {EventFrame} frame
 * @param {boolean} byClock sent while its author may have been away
 * @returns {State}
 */
export function noteAnswer(state, frame, byClock) {
  if (!state.followed) return state;
  const { ev, d } = frame;
  const own = d.sender_id === state.me.id;
  const known = state.followed[d.thread_id ?? d.id];
  if (known === null) return state;
  if (!known) return mayFollow(frame, state.me.id) ? newsFor(state, "threads") : state;
  if (!d.thread_id) return state;
  const rev = Math.max(known.rev, d.rev);
  // Whether its deletion was counted here nobody knows.
  if (d.change === "recover") return newsFor(state, "threads");
  if (ev === "message.created") {
    const later = { ...known, rev, last_seq: Math.max(known.last_seq, d.seq) };
    const read = own && !(byClock && known.unread > 0);
    const next = read ? readTo(later, d.seq) : { ...later, unread: known.unread + Number(!own) };
    return withThread(state, d.thread_id, next);
  }
  if (ev !== "message.deleted" || own || d.seq <= known.read_seq) return state;
  return withThread(state, d.thread_id, { ...known, rev, unread: Math.max(0, known.unread - 1) });
}

/**
 * Where the reader stands in a thread.
 * @param {State} state
 * @param {string} rootId
 * @param {{following: boolean, read_seq: number}} standing
 * @returns {State}
 */
export function threadStood(state, rootId, { following, read_seq }) {
  const known = state.followed?.[rootId];
  if (!following) return state.followed ? withThread(state, rootId, null) : state;
  return known ? withThread(state, rootId, readTo(known, read_seq)) : newsFor(state, "threads");
}

/**
 * Who comes back into a conversation follows nothing there.
 * @param {State["followed"]} followed
 * @param {string} conversationId that one is in no longer
 * @returns {State["followed"]}
 */
export function withoutThreadsIn(followed, conversationId) {
  if (!followed) return null;
  const others = Object.entries(followed).filter(
    ([, one]) => one?.conversation_id !== conversationId,
  );
  return Object.fromEntries(others);
}

/** `thread.updated` @param {State} state @param {EventFrame} frame @returns {State} */
export function threadUpdated(state, { d }) {
  return threadStood(state, d.message_id, d);
}

/**
 * Those with new answers, as far as it is known.
 * @param {State} state
 * @returns {string[]} the ids of their first messages
 */
export function unreadThreads({ conversations, followed }) {
  return Object.entries(followed ?? {})
    .filter(([, one]) => one && one.unread > 0 && one.conversation_id in conversations)
    .map(([id]) => id);
}
