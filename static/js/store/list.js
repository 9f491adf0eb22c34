/** What the chat list shows: which chats, in which order, and what is unread in them. */

/** @import {Conversation, State} from "../types.js" */
import { unreadCount } from "./conversations.js";

/** `spaces` lists no chats. @typedef {{kind: "chats" | "archived" | "folder" | "spaces", folder?: string}} ListPlace */
/** @typedef {"all" | "unread" | "people" | "groups" | "channels"} ListFilter */
/** @typedef {{count: number, mention: boolean, muted: boolean, quiet: boolean, marked: boolean}} Badge */
/** @typedef {{messages: number, chats: number, mentions: number}} Totals */

/**
 * @param {Conversation} conversation
 * @param {number} now milliseconds
 * @returns {boolean}
 */
export function isMuted({ muted_until }, now) {
  return muted_until !== null && Date.parse(muted_until) > now;
}

/**
 * Muted, or set to tell of mentions at most, as channels of a space are unless one wants more: its
 * number does not ask for attention.
 * @param {Conversation} conversation
 * @param {number} now milliseconds
 * @returns {boolean}
 */
export function isQuiet(conversation, now) {
  const { notification_level: level, space_id } = conversation;
  const usual = Boolean(space_id) && level !== "all";
  return usual || level === "mentions" || level === "nothing" || isMuted(conversation, now);
}

/**
 * One that stands in the list of chats; channels stand in their space.
 * @param {Conversation} conversation
 * @returns {boolean}
 */
export function isChat({ space_id }) {
  return !space_id;
}

/** @param {Conversation} conversation @returns {boolean} */
export function isUnread(conversation) {
  return unreadCount(conversation) > 0 || conversation.marked_unread;
}

/**
 * @param {Conversation} conversation
 * @param {number} now milliseconds
 * @returns {Badge}
 */
export function badgeOf(conversation, now) {
  const count = unreadCount(conversation);
  return {
    count,
    mention: conversation.mention_count > 0 && count > 0,
    muted: isMuted(conversation, now),
    quiet: isQuiet(conversation, now),
    marked: conversation.marked_unread && count === 0,
  };
}

/** @type {Record<ListFilter, (conversation: Conversation) => boolean>} */
const FILTERS = {
  all: () => true,
  unread: isUnread,
  people: ({ type }) => type === "DM",
  groups: ({ type }) => type === "GROUP",
  channels: ({ type }) => type === "CHANNEL",
};

/**
 * @param {ListPlace} place
 * @returns {(conversation: Conversation) => boolean}
 */
function belongsTo({ kind, folder }) {
  if (kind === "archived") return ({ archived }) => archived;
  if (kind === "folder") return (one) => !one.archived && one.folder === folder;
  return ({ archived }) => !archived;
}

/**
 * Ids of the chats in a place of the list: pinned ones first, then by last activity.
 * @param {State} state
 * @param {ListPlace} place
 * @param {ListFilter} filter
 * @param {string | null} keepId shown whatever the filter says: the chat that is being read
 * @returns {string[]}
 */
export function listOf(state, place, filter, keepId) {
  const isHere = belongsTo(place);
  const passes = FILTERS[filter];
  /** @type {string[]} */
  const pinned = [];
  /** @type {string[]} */
  const others = [];
  for (const id of state.order) {
    const conversation = state.conversations[id];
    if (!conversation || !isChat(conversation) || !isHere(conversation)) continue;
    const kept = filter === "unread" && id === keepId;
    if (passes(conversation) || kept) (conversation.pinned ? pinned : others).push(id);
  }
  return [...pinned, ...others];
}

/**
 * What is unread for the reader: quiet chats count only where they mention them, archived ones not.
 * @param {State} state
 * @param {number} now milliseconds
 * @param {(conversation: Conversation) => boolean} [among]
 * @returns {Totals}
 */
export function unreadTotals(state, now, among = () => true) {
  const totals = { messages: 0, chats: 0, mentions: 0 };
  for (const id of state.order) {
    const conversation = state.conversations[id];
    if (!conversation || conversation.archived || !isUnread(conversation)) continue;
    if (!among(conversation)) continue;
    totals.chats += 1;
    totals.mentions += conversation.mention_count;
    totals.messages += isQuiet(conversation, now)
      ? conversation.mention_count
      : unreadCount(conversation);
  }
  return totals;
}

/**
 * The person's folders by name.
 * @param {State} state
 * @returns {string[]}
 */
export function folderNames(state) {
  /** @type {Set<string>} */
  const names = new Set();
  for (const id of state.order) {
    const conversation = state.conversations[id];
    if (conversation?.folder && isChat(conversation) && !conversation.archived)
      names.add(conversation.folder);
  }
  return [...names].sort((a, b) => a.localeCompare(b));
}

/**
 * The next chat of a list above or below the open one.
 * @param {State} state
 * @param {string[]} ids
 * @param {string | null} openId
 * @param {1 | -1} step
 * @param {boolean} unreadOnly
 * @returns {string | null}
 */
export function neighbourOf(state, ids, openId, step, unreadOnly) {
  const at = openId === null ? -1 : ids.indexOf(openId);
  const from = at < 0 && step < 0 ? ids.length : at;
  for (let index = from + step; index >= 0 && index < ids.length; index += step) {
    const id = ids[index] ?? "";
    const conversation = state.conversations[id];
    if (conversation && (!unreadOnly || isUnread(conversation))) return id;
  }
  return null;
}
