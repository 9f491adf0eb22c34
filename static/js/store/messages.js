/** One message: how an event's copy and REST's copy become the copy we keep. */

/** @import {EventMessage, EventReaction, Message, MessageChange, Reaction, ReactionChange, Reply} from "../types.js" */
/** @import {Poll} from "./polls.js" */

import { withoutMarkup } from "../lib/markup.js";

/** Code points of a body that a reply quotes. The server cuts at the same place, and says where. */
let excerptCodePoints = 140;

/** So much of a body is read for it, in code points: markup is longer than what it says. */
const READ_AT_MOST = 2000;

/** What counts as space between words: as the server sees it, so that both make the same quote. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts these as space
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;

/**
 * Quotes are cut here from now on; said once, before anything is quoted.
 * @param {number} codePoints
 */
export function cutQuotesAt(codePoints) {
  excerptCodePoints = codePoints;
}

/**
 * The start of a body on one line, less its markup.
 * @param {string} body
 * @returns {string}
 */
export function excerptOf(body) {
  const line = withoutMarkup(startOf(body)).replace(SPACES, " ").replace(/^ | $/gu, "");
  const points = Array.from(line);
  if (points.length <= excerptCodePoints) return line;
  return `${points
    .slice(0, excerptCodePoints - 1)
    .join("")
    .replace(/ $/u, "")}…`;
}

/** @param {string} body */
function startOf(body) {
  if (body.length <= READ_AT_MOST) return body;
  return Array.from(body.slice(0, 2 * READ_AT_MOST))
    .slice(0, READ_AT_MOST)
    .join("");
}

/**
 * Applies a change to the copy we have. The message's own `rev` decides which is newer, so the
 * same change twice, or late, alters nothing.
 * @param {Message | undefined} known
 * @param {MessageChange} change
 * @param {string} meId
 * @returns {Message}
 */
export function mergeMessage(known, change, meId) {
  const { message, full } = change;
  if (known && (full ? message.rev < known.rev : message.rev <= known.rev)) return known;
  const merged = { ...bare(message), reactions: mergeReactions(known, change, meId) };
  if (message.poll) merged.poll = full ? ownPoll(message) : mergePoll(known, message.poll);
  if (full || !known) return merged;
  // Events are the same for everyone: what one keeps or hides oneself stays as it was.
  const { bookmarked, hidden = false } = known;
  if (hidden) return hiddenOf(merged);
  return bookmarked === undefined ? merged : { ...merged, bookmarked, hidden };
}

/**
 * A message that its reader deleted for themselves: its place, and nothing that was said or put on it.
 * @param {Message} message
 * @returns {Message}
 */
export function hiddenOf(message) {
  const nothing = { body: "", reply_to: null, reply: null, reactions: [], metadata: {} };
  const nobody = { mentions: [], mentions_all: false, pinned: false, pinned_at: null, poll: null };
  const nowhere = { thread: null, forward: null, deletion: null, bookmarked: false };
  return { ...message, ...nothing, ...nobody, ...nowhere, deleted: true, hidden: true };
}

/**
 * The message without what an event says about the change.
 * @param {EventMessage} message
 * @returns {EventMessage}
 */
function bare(message) {
  const {
    by,
    change,
    reaction,
    emoji,
    user_id,
    active,
    former_mentions,
    former_mentions_all,
    ...rest
  } = message;
  return rest;
}

/**
 * Events are the same for everyone and leave `me` out: keep what we know, and move it only when
 * the reaction is our own.
 * @param {Message | undefined} known
 * @param {MessageChange} change
 * @param {string} meId
 * @returns {Reaction[]}
 */
function mergeReactions(known, { message, full }, meId) {
  const mine = new Set((known?.reactions ?? []).filter((pill) => pill.me).map((p) => p.emoji));
  const moved = reactionChange(message);
  if (!full && moved?.user_id === meId) {
    if (moved.active) mine.add(moved.emoji);
    else mine.delete(moved.emoji);
  }
  return message.reactions.map((/** @type {EventReaction} */ pill) => ({
    ...pill,
    me: full && pill.me !== undefined ? pill.me : mine.has(pill.emoji),
  }));
}

/**
 * What one chose oneself stays, as far as it is known: of what was a tombstone until now it is not.
 * @param {Message | undefined} known
 * @param {Poll} poll
 * @returns {Poll}
 */
function mergePoll(known, poll) {
  if (known?.deleted) return poll;
  const mine = new Set(known?.poll?.options.filter(({ me }) => me).map(({ id }) => id));
  const options = poll.options.map((one) => ({ ...one, me: mine.has(one.id) }));
  return { ...poll, options, own_rev: known?.poll?.own_rev };
}

/** @param {EventMessage} message from REST @returns {Poll | null | undefined} */
function ownPoll({ poll, rev }) {
  return poll && { ...poll, own_rev: rev };
}

/**
 * @param {EventMessage} message
 * @returns {ReactionChange | null}
 */
function reactionChange(message) {
  if (message.change !== "reaction") return null;
  if (message.reaction) return message.reaction;
  const { emoji, user_id, active } = message;
  if (emoji === undefined || user_id === undefined || active === undefined) return null;
  return { emoji, user_id, active };
}

/**
 * What a reply to this message quotes.
 * @param {Pick<Message, "id" | "seq" | "sender_id" | "body" | "deleted">} message
 * @returns {Reply}
 */
export function quoteOf(message) {
  return {
    id: message.id,
    seq: message.seq,
    sender_id: message.sender_id,
    excerpt: message.deleted ? "" : excerptOf(message.body),
    deleted: message.deleted,
  };
}

/**
 * Replies quote the present text: when the original changes, so does every quote of it.
 * @param {Message} message
 * @param {Message} original
 * @returns {Message}
 */
export function requote(message, original) {
  if (message.reply?.id !== original.id) return message;
  const quote = quoteOf(original);
  if (message.reply.excerpt === quote.excerpt && message.reply.deleted === quote.deleted) {
    return message;
  }
  return { ...message, reply: { ...message.reply, ...quote } };
}

/**
 * What its reader deleted for themselves is not read in a quote either.
 * @param {Message} message
 * @param {Message[]} messages
 * @returns {Message}
 */
export function withoutHidden(message, messages) {
  const quoted = message.reply && messages.find((one) => one.id === message.reply?.id);
  return quoted?.hidden ? requote(message, quoted) : message;
}
