/**
 * How often one is mentioned unread. The server counts; between two of its numbers the events do.
 * Both come in no order with one another, so each number says of which `rev` it is.
 */

/** @import {Conversation, EventFrame, EventMessage, MentionLog, Message, State} from "../types.js" */
import { without } from "./state.js";

/** A number that is older than all of these steps is not waited for. */
const STEPS_KEPT = 200;

/** @type {MentionLog} */
const NOTHING = { through: 0, steps: [] };

/**
 * @param {Pick<Message, "mentions" | "mentions_all">} message
 * @param {string} meId
 * @returns {boolean}
 */
function names({ mentions, mentions_all }, meId) {
  return Boolean(mentions_all) || Boolean(mentions?.includes(meId));
}

/**
 * What an event does to the count while its message is unread: 1, -1 or 0.
 * @param {EventFrame} frame
 * @param {string} meId
 * @returns {number}
 */
function stepOf({ ev, d }, meId) {
  /** @type {EventMessage} */
  const message = d;
  if (message.sender_id === meId) return 0;
  if (ev === "message.created") return Number(names(message, meId));
  // Reactions and pins do not say who was mentioned before: it is who is now.
  if (message.former_mentions === undefined) return 0;
  const former = {
    mentions: message.former_mentions,
    mentions_all: Boolean(message.former_mentions_all),
  };
  return Number(names(message, meId)) - Number(names(former, meId));
}

/**
 * @param {Conversation} conversation
 * @param {number} seq
 * @returns {boolean}
 */
function isUnread({ last_read_seq, visible_from_seq }, seq) {
  return seq > Math.max(last_read_seq, visible_from_seq - 1);
}

/**
 * A message came, or changed whom it mentions; applied once for each `rev`.
 * @param {State} state
 * @param {string} id
 * @param {EventFrame} frame
 * @returns {State}
 */
export function noteMentions(state, id, frame) {
  const known = state.conversations[id];
  const log = state.mentionLog[id] ?? NOTHING;
  const change = stepOf(frame, state.me.id);
  const { rev = 0, d } = frame;
  if (!known || change === 0 || rev <= log.through) return state;
  const steps = [...log.steps, { rev, seq: d.seq, change }].slice(-STEPS_KEPT);
  const count = known.mention_count + (isUnread(known, d.seq) ? change : 0);
  const conversation = { ...known, mention_count: Math.max(0, count) };
  return {
    ...state,
    mentionLog: { ...state.mentionLog, [id]: { ...log, steps } },
    conversations: { ...state.conversations, [id]: conversation },
  };
}

/**
 * The server's number, of when the conversation's `rev` was `rev` and one had read up to `read`.
 * What happened since is counted on top; a number that is itself out of date changes nothing.
 * @param {State} state
 * @param {Conversation} conversation as it is about to be kept, with the count known so far
 * @param {{count: number, rev: number, read: number}} counted
 * @returns {{count: number, mentionLog: State["mentionLog"]}}
 */
export function mentionsCounted(state, conversation, { count, rev, read }) {
  const { id } = conversation;
  const log = state.mentionLog[id] ?? NOTHING;
  if (rev < log.through || read < conversation.last_read_seq) {
    return { count: mentionsLeft(state, conversation), mentionLog: state.mentionLog };
  }
  const steps = log.steps.filter((step) => step.rev > rev);
  const later = steps.filter(({ seq }) => isUnread(conversation, seq));
  const sum = later.reduce((total, { change }) => total + change, count);
  // Events through `rev` that are still to come are in the number already.
  const isAhead = rev > (state.cursors[id] ?? 0) && count > 0;
  const mentionLog =
    steps.length > 0 || isAhead
      ? { ...state.mentionLog, [id]: { through: rev, steps } }
      : without(state.mentionLog, id);
  return { count: Math.max(0, sum), mentionLog };
}

/**
 * What is left when one has read further, as far as the page can tell; then the server tells it.
 * @param {State} state
 * @param {Conversation} conversation as it is about to be kept
 * @returns {number}
 */
export function mentionsLeft(state, conversation) {
  const { id, last_seq, last_read_seq, mention_count } = conversation;
  if (mention_count === 0 || last_read_seq >= last_seq) return 0;
  const timeline = state.timelines[id];
  const isThere =
    timeline?.loaded && timeline.from_seq <= last_read_seq + 1 && timeline.to_seq >= last_seq;
  if (!isThere) return Math.min(mention_count, last_seq - last_read_seq);
  const me = state.me.id;
  return timeline.messages.filter(
    (message) =>
      isUnread(conversation, message.seq) && message.sender_id !== me && names(message, me),
  ).length;
}
