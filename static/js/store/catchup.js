/** Answers of `changes` and `sync`: what happened while we were not listening. */

/** @import {ChangesAnswer, Conversation, MessagePage, SpaceJSON, State, SyncAnswer} from "../types.js" */
import { meLoaded } from "./account.js";
import { bookmarksLoaded } from "./bookmarks.js";
import { conversationLoaded, conversationRemoved } from "./conversations.js";
import { releaseHeld } from "./dispatch.js";
import { isLoaded } from "./loaded.js";
import { noteMember } from "./members.js";
import { messageNoted } from "./noted.js";
import { settlePending, settleSent } from "./pending.js";
import { pinsForgotten } from "./pins.js";
import { messageHidden, messagesPurged } from "./purges.js";
import { noteReceipt } from "./receipts.js";
import { rowByRow } from "./rows.js";
import { spaceMembersForgotten } from "./space_members.js";
import { spaceRemoved, spacesCounted, spacesLoaded } from "./spaces.js";
import { without } from "./state.js";
import { timelineDropped } from "./timelines.js";
import { newerLoaded, olderLoaded, windowLoaded } from "./windows.js";

/**
 * The answer of `changes?since=<our cursor>`.
 * @param {State} state
 * @param {string} id
 * @param {ChangesAnswer} answer
 * @returns {State}
 */
export function changesLoaded(state, id, answer) {
  if (answer.reset) return conversationReset(state, id, answer);
  let next = answer.conversation ? conversationLoaded(state, answer.conversation) : state;
  if (!next.conversations[id]) return next;
  for (const message of answer.messages) {
    next = messageNoted(next, id, { message, full: true });
    // How far one has read by that the conversation tells: the clock may have sent it.
    next = settlePending(next, message);
  }
  if (next.members[id]) {
    next = answer.members.reduce((current, member) => noteMember(current, id, member), next);
  }
  next = answer.receipts.reduce((current, receipt) => noteReceipt(current, id, receipt), next);
  next = settleSent(messagesPurged(next, id, answer.purged), id);
  for (const d of answer.hidden ?? []) next = messageHidden(next, { ev: "", c: id, d });
  return moveCursor(next, id, answer);
}

/**
 * @param {State} state
 * @param {string} id
 * @param {ChangesAnswer} answer
 * @returns {State}
 */
function moveCursor(state, id, { rev, has_more }) {
  const cursor = Math.max(state.cursors[id] ?? 0, rev);
  /** @type {State["stale"]} */
  const stale = has_more ? { ...state.stale, [id]: "partly" } : without(state.stale, id);
  return releaseHeld({ ...state, stale, cursors: { ...state.cursors, [id]: cursor } }, id);
}

/**
 * What we hold of this conversation is void: the server was restored from an older copy, or more was
 * deleted for oneself than it tells.
 * @param {State} state
 * @param {string} id
 * @param {ChangesAnswer} answer
 * @returns {State}
 */
function conversationReset(state, id, answer) {
  const kept = state.conversations[id];
  const dropped = {
    ...pinsForgotten(timelineDropped(state, id), id),
    conversations: without(state.conversations, id),
    cursors: without(state.cursors, id),
    stale: without(state.stale, id),
    held: without(state.held, id),
    members: without(state.members, id),
    receipts: without(state.receipts, id),
    mentionLog: without(state.mentionLog, id),
  };
  if (answer.conversation) return conversationLoaded(dropped, answer.conversation);
  return kept ? { ...dropped, missing: { ...dropped.missing, [id]: true } } : dropped;
}

/**
 * The answer of `POST /sync`. Conversations whose timeline or members are loaded move by their
 * changes; of the others the list row is all there is, so the row's rev is their cursor.
 * @param {State} state
 * @param {SyncAnswer} answer
 * @returns {State}
 */
export function syncLoaded(state, answer) {
  /** @type {State} */
  let next = { ...state, accountCursor: answer.account_cursor, resync: false, waiting: {} };
  next = spaceMembersForgotten(next);
  if (answer.account.me) next = meLoaded(next, answer.account.me);
  for (const id of answer.account.spaces_removed ?? []) next = spaceRemoved(next, id);
  for (const id of answer.removed) next = conversationRemoved(next, id);
  next = spacesLoaded(next, answer.account.spaces ?? []);
  next = spacesCounted(next, answer.account.space_counts ?? []);
  next = rowByRow(next, answer.conversations, rowLoaded);
  for (const [id, changes] of Object.entries(answer.changes)) {
    next = changesLoaded(next, id, changes);
  }
  for (const d of answer.account.hidden ?? []) {
    next = messageHidden(next, { ev: "", c: d.conversation_id, d });
  }
  if (answer.account.bookmarks) next = bookmarksLoaded(next, answer.account.bookmarks);
  if (answer.account.hidden_reset && state.accountCursor !== null) next = begunAnew(next);
  return { ...next, booted: next.booted || !answer.has_more };
}

/**
 * More was deleted for oneself than the server tells: what is kept of messages is loaded anew, and
 * with a sync from the beginning the rows, each of which shows one.
 * @param {State} state
 * @returns {State}
 */
function begunAnew(state) {
  const kept = Object.keys({ ...state.timelines, ...state.pins });
  const next = kept.reduce((current, id) => timelineRestarted(current, id), state);
  return { ...next, accountCursor: null, resync: true };
}

/**
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {State}
 */
function rowLoaded(state, conversation) {
  const { id, rev } = conversation;
  const next = conversationLoaded(state, conversation);
  if (!isLoaded(next, id)) return moveCursor(next, id, { ...NOTHING, rev });
  const isBehind = (next.cursors[id] ?? 0) < rev;
  return isBehind ? { ...next, stale: { ...next.stale, [id]: next.stale[id] ?? "gap" } } : next;
}

/** @type {ChangesAnswer} */
const NOTHING = { rev: 0, has_more: false, messages: [], members: [], receipts: [], purged: [] };

/**
 * One conversation from REST, after we heard of it for the first time.
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {State}
 */
export function conversationFetched(state, conversation) {
  return releaseHeld(rowLoaded(state, conversation), conversation.id);
}

/**
 * One space from REST, with its channels.
 * @param {State} state
 * @param {SpaceJSON} space
 * @param {string} [heard] what was known to be out of date when it was asked for
 * @returns {State}
 */
export function spaceFetched(state, space, heard) {
  const next = spacesLoaded(state, [space], heard);
  return space.channels.reduce((current, { id }) => releaseHeld(current, id), next);
}

/**
 * Too much happened to replay: the row's state counts, and the timeline is loaded anew.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function timelineRestarted(state, id) {
  const conversation = state.conversations[id];
  if (!conversation) return state;
  const dropped = {
    ...pinsForgotten(timelineDropped(state, id), id),
    members: without(state.members, id),
    receipts: without(state.receipts, id),
  };
  return moveCursor(dropped, id, { ...NOTHING, rev: conversation.rev });
}

/**
 * A whole window, which may hold messages that this page still counts as on their way.
 * @param {State} state
 * @param {string} id
 * @param {MessagePage} page
 * @returns {State}
 */
export function windowArrived(state, id, page) {
  return settleSent(windowLoaded(state, id, page), id);
}

/**
 * @param {State} state
 * @param {string} id
 * @param {MessagePage} page
 * @param {number} before
 * @returns {State}
 */
export function olderArrived(state, id, page, before) {
  return settleSent(olderLoaded(state, id, page, before), id);
}

/**
 * @param {State} state
 * @param {string} id
 * @param {MessagePage} page
 * @param {number} after
 * @returns {State}
 */
export function newerArrived(state, id, page, after) {
  return settleSent(newerLoaded(state, id, page, after), id);
}
