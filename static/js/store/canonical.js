/** The store as plain data in one fixed form: equal states print equally. */

/** @import {Conversation, Message, State} from "../types.js" */
import { unreadCount } from "./conversations.js";
import { isPresent } from "./members.js";

/**
 * What a person can see of the state, without what belongs to this page's run (connection, cursors
 * of the account, loading marks), with keys and meaningless orders sorted.
 * @param {State} state
 * @returns {unknown}
 */
export function canonicalState(state) {
  return sortKeys({
    order: state.order,
    conversations: mapValues(state.conversations, canonicalConversation),
    timelines: mapValues(state.timelines, (timeline) => ({
      from_seq: timeline.from_seq,
      to_seq: timeline.to_seq,
      has_before: timeline.has_before,
      has_after: timeline.has_after,
      messages: timeline.messages.map(canonicalMessage),
    })),
    members: mapValues(state.members, (members) =>
      Object.fromEntries(Object.entries(members).filter(([, member]) => isPresent(member))),
    ),
    pins: mapValues(state.pins, (pins) => pins.map(canonicalMessage)),
    receipts: canonicalReceipts(state),
    cursors: state.cursors,
    stale: Object.keys(state.stale).toSorted(),
    held: Object.keys(state.held).toSorted(),
    missing: Object.keys(state.missing).toSorted(),
    pending: state.pending,
    spaces: mapValues(state.spaces, (space) => ({
      ...space,
      categories: space.categories.toSorted((a, b) => a.position - b.position),
    })),
    staleSpaces: Object.keys(state.staleSpaces).toSorted(),
    spaceMembers: mapValues(state.spaceMembers, (members) =>
      Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null)),
    ),
  });
}

/**
 * Of those who are there; a conversation without any is as one of which nothing was told.
 * @param {State} state
 */
function canonicalReceipts({ receipts, members }) {
  const present = mapValues(receipts, (own, id) =>
    Object.fromEntries(
      Object.entries(own).filter(([uid]) => {
        const member = members[id]?.[uid];
        return member !== undefined && isPresent(member);
      }),
    ),
  );
  return Object.fromEntries(
    Object.entries(present).filter(([, own]) => Object.keys(Object(own)).length > 0),
  );
}

/**
 * Without `updated_at`: no event tells it, and nothing on the page depends on it.
 * @param {Conversation} conversation
 */
function canonicalConversation({ updated_at: _updated, ...conversation }) {
  return {
    ...conversation,
    unread_count: unreadCount(conversation),
    permissions: conversation.permissions.toSorted(),
    last_message: conversation.last_message ? canonicalMessage(conversation.last_message) : null,
  };
}

/**
 * What an event does not say of a new message holds: its reader has not kept or hidden it.
 * @param {Message} message
 */
function canonicalMessage(message) {
  const reactions = message.reactions.toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1));
  const poll = message.poll && { ...message.poll, own_rev: 0 };
  return { bookmarked: false, hidden: false, ...message, reactions, poll };
}

/**
 * @template T
 * @param {Record<string, T>} record
 * @param {(value: T, key: string) => unknown} change
 * @returns {Record<string, unknown>}
 */
function mapValues(record, change) {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(value, key)]),
  );
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function sortKeys(value) {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}
