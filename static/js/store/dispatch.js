/** Every event the server sends, and the one reducer that applies it. */

/** @import {EventFrame, EventReducer, State} from "../types.js" */
import { accountUpdated, helloHeard, resyncAsked, sessionRevoked } from "./account.js";
import {
  conversationCreated,
  conversationRemoved,
  conversationUpdated,
  noteOwnSend,
  withConversation,
} from "./conversations.js";
import { customEmojiHeard } from "./custom_emoji.js";
import { featuresHeard } from "./features.js";
import { noteAnswer, threadUpdated } from "./followed.js";
import { noteNews } from "./gathered.js";
import { memberRemoved, memberUpdated } from "./members.js";
import { noteMentions } from "./mentions.js";
import { messageNoted } from "./noted.js";
import { settlePending, settleSent } from "./pending.js";
import { messageVoted } from "./polls.js";
import { presenceHeard } from "./presence.js";
import { messageHidden, purgeHeard } from "./purges.js";
import { noteSenderRead, receiptUpdated } from "./receipts.js";
import { spaceMemberRemoved, spaceMemberUpdated } from "./space_members.js";
import { spaceRemoved, spacesLoaded, spaceUpdated } from "./spaces.js";
import { without } from "./state.js";
import { typingEnded, typingHeard } from "./typing.js";
import { isSentUnread, scheduledUpdated } from "./waiting.js";

/** @type {EventReducer} */
function messageChanged(state, frame) {
  const id = frame.c ?? frame.d.conversation_id;
  const noted = noteMentions(messageNoted(state, id, { message: frame.d, full: false }), id, frame);
  return noteAnswer(noteNews(noted, frame), frame, frame.d.id in state.clockSent);
}

/** @type {EventReducer} */
function messageCreated(state, frame) {
  const id = frame.c ?? frame.d.conversation_id;
  const changed = messageChanged(typingEnded(state, id, frame.d.sender_id), frame);
  const read = isSentUnread(state, id, frame.d)
    ? changed
    : noteSenderRead(noteOwnSend(changed, id, frame.d), id, frame.d);
  const next = { ...read, clockSent: without(read.clockSent, frame.d.id) };
  return settleSent(settlePending(next, frame.d), id);
}

/** @type {Record<string, EventReducer>} */
export const EVENTS = {
  hello: helloHeard,
  "message.created": messageCreated,
  "message.updated": messageChanged,
  "message.deleted": messageChanged,
  "message.hidden": messageHidden,
  "message.voted": messageVoted,
  "messages.purged": purgeHeard,
  "receipt.updated": receiptUpdated,
  "scheduled.updated": scheduledUpdated,
  "thread.updated": threadUpdated,
  typing: typingHeard,
  presence: presenceHeard,
  "conversation.created": conversationCreated,
  "conversation.updated": conversationUpdated,
  "conversation.removed": (state, frame) =>
    conversationRemoved(state, frame.d.conversation_id ?? frame.c),
  "member.updated": memberUpdated,
  "member.removed": memberRemoved,
  "space.created": (state, { d }) =>
    d.channels.reduce(
      (/** @type {State} */ next, /** @type {{id: string}} */ { id }) => releaseHeld(next, id),
      spacesLoaded(state, [d]),
    ),
  "space.updated": spaceUpdated,
  "space.emoji": customEmojiHeard,
  "space.removed": (state, { d }) => spaceRemoved(state, d.space_id),
  "space_member.updated": spaceMemberUpdated,
  "space_member.removed": spaceMemberRemoved,
  "account.updated": accountUpdated,
  "features.updated": featuresHeard,
  "session.revoked": sessionRevoked,
  resync: resyncAsked,
};

/**
 * Applies one event. Numbered ones are applied once and in order: what came before is ignored,
 * what comes too early is held until the hole is closed by the missing event or by `changes`.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function applyEvent(state, frame) {
  const { c: id, rev } = frame;
  if (id === undefined || rev === undefined) return reduce(state, frame);
  const cursor = state.cursors[id];
  if (cursor === undefined && frame.ev === "conversation.created") {
    return releaseHeld(reduce(state, frame), id);
  }
  if (cursor === undefined)
    return hold({ ...state, missing: { ...state.missing, [id]: true } }, id, frame);
  if (rev <= cursor) return state;
  // Half an answer of `changes` leaves out messages that changed again since: what an event keeps of
  // such a message (whose reaction is ours) would be out of date. Wait for the other half.
  if (state.stale[id] === "partly") return hold(state, id, frame);
  if (rev > cursor + 1)
    return hold({ ...state, stale: { ...state.stale, [id]: "gap" } }, id, frame);
  return releaseHeld(step(state, id, frame, rev), id);
}

/**
 * Events this version does not know still count in the numbering.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
function reduce(state, frame) {
  return EVENTS[frame.ev]?.(state, frame) ?? state;
}

/**
 * @param {State} state
 * @param {string} id
 * @param {EventFrame} frame
 * @param {number} rev
 * @returns {State}
 */
function step(state, id, frame, rev) {
  const reduced = reduce(state, frame);
  const conversation = reduced.conversations[id];
  if (!conversation) return reduced;
  const next = { ...reduced, cursors: { ...reduced.cursors, [id]: rev } };
  return conversation.rev >= rev ? next : withConversation(next, { ...conversation, rev });
}

/**
 * @param {State} state
 * @param {string} id
 * @param {EventFrame} frame
 * @returns {State}
 */
function hold(state, id, frame) {
  const held = state.held[id] ?? [];
  if (held.some((other) => other.rev === frame.rev)) return state;
  return { ...state, held: { ...state.held, [id]: [...held, frame] } };
}

/**
 * Applies what was held and now follows; the conversation is stale for as long as something waits.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function releaseHeld(state, id) {
  const held = state.held[id];
  if (!held || state.stale[id] === "partly") return state;
  let next = { ...state, held: without(state.held, id) };
  const waiting = held.toSorted((a, b) => (a.rev ?? 0) - (b.rev ?? 0));
  while (waiting.length > 0) {
    const frame = /** @type {EventFrame & {rev: number}} */ (waiting[0]);
    const cursor = next.cursors[id];
    if (cursor === undefined || frame.rev > cursor + 1) break;
    waiting.shift();
    if (frame.rev === cursor + 1) next = step(next, id, frame, frame.rev);
  }
  if (waiting.length === 0) return { ...next, stale: without(next.stale, id) };
  const stale =
    next.cursors[id] === undefined
      ? next.stale
      : /** @type {State["stale"]} */ ({ ...next.stale, [id]: "gap" });
  return { ...next, stale, held: { ...next.held, [id]: waiting } };
}
