/** What views read out of the store: names and unread counts. */

/** @import {Conversation, Member, Message, Pending, State} from "../types.js" */
import { unreadCount } from "./conversations.js";
import { isPresent } from "./members.js";

/**
 * @param {State} state
 * @param {string | null} userId
 * @returns {string}
 */
export function personName(state, userId) {
  if (userId === null) return "";
  return state.people[userId]?.display_name || state.people[userId]?.username || "Someone";
}

/**
 * What a conversation is called: its title, or the other person.
 * @param {Conversation} conversation
 * @returns {string}
 */
export function conversationName(conversation) {
  if (conversation.title) return conversation.title;
  const peer = conversation.peer;
  return peer ? peer.display_name || peer.username : "Chat";
}

/**
 * The same where one speaks of it: channels of a space have a sign before their name.
 * @param {Conversation} conversation
 * @returns {string}
 */
export function placeName(conversation) {
  const name = conversationName(conversation);
  return conversation.space_id && conversation.channel_kind !== "voice" ? `#${name}` : name;
}

/** @param {State} state @returns {number} */
export function totalUnread(state) {
  return Object.values(state.conversations).reduce((sum, one) => sum + unreadCount(one), 0);
}

/**
 * Pending messages of a conversation, oldest first.
 * @param {State} state
 * @param {string} id
 * @returns {Pending[]}
 */
export function pendingOf(state, id) {
  return Object.values(state.pending)
    .filter((pending) => pending.conversation_id === id)
    .toSorted((a, b) => (a.created_at < b.created_at ? -1 : Number(a.created_at > b.created_at)));
}

/**
 * Present members: owners first, then by name.
 * @param {State} state
 * @param {string} id
 * @returns {Member[]}
 */
export function presentMembers(state, id) {
  const rank = ["OWNER", "ADMIN", "MODERATOR", "MEMBER"];
  return Object.values(state.members[id] ?? {})
    .filter(isPresent)
    .toSorted(
      (a, b) =>
        rank.indexOf(a.role) - rank.indexOf(b.role) ||
        a.user.display_name.localeCompare(b.user.display_name),
    );
}

/**
 * The newest own message that can still be edited.
 * @param {State} state
 * @param {string} id
 * @returns {Message | null}
 */
export function lastOwnMessage(state, id) {
  const timeline = state.timelines[id];
  // In a window that ends earlier it is not the last.
  const messages = timeline && !timeline.has_after ? timeline.messages : [];
  return (
    messages.findLast(
      ({ sender_id, type, deleted, poll }) =>
        sender_id === state.me.id && type === "TEXT" && !deleted && !poll,
    ) ?? null
  );
}

/**
 * @param {State} state
 * @param {string} id
 */
function messagesOf(state, id) {
  return state.timelines[id]?.messages ?? [];
}

/**
 * People who appear in a timeline and whose names are not known yet (they left long ago).
 * @param {State} state
 * @param {string} id
 * @returns {string[]}
 */
export function unknownPeople(state, id) {
  /** @type {Set<string>} */
  const ids = new Set();
  for (const { sender_id, reply, mentions = [], metadata } of messagesOf(state, id)) {
    const system = /** @type {{user_ids?: string[]} | undefined} */ (metadata?.system);
    for (const one of [sender_id, reply?.sender_id, ...mentions, ...(system?.user_ids ?? [])]) {
      if (one && !state.people[one]) ids.add(one);
    }
  }
  return [...ids];
}
