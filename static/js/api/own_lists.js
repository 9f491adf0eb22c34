/** What is one's own, or about oneself, across all conversations: asked for when it is looked at. */

/** @import {Message, User} from "../types.js" */

/** @typedef {import("./http.js").Http} Http */
/**
 * A message beside where it stands, in lists across conversations.
 * @typedef {Object} PlacedMessage
 * @property {Message} message
 * @property {User} sender
 * @property {{id: string, type: string, title: string, space_id: string | null, peer: User | null}} conversation
 * @property {boolean} [unread] of a mention
 */
/** @typedef {{user: User, emoji: string, created_at: string}} Reacted */

const AT_ONCE = 30;
const PEOPLE_AT_ONCE = 100;

/**
 * @template T
 * @typedef {{results: T[], next: string | null}} Page
 */

/**
 * The newest bookmark first.
 * @param {Http} http
 * @param {string | null} cursor
 * @returns {Promise<Page<PlacedMessage>>}
 */
export function bookmarksPage(http, cursor) {
  return http.get("/me/bookmarks", { cursor, limit: AT_ONCE });
}

/**
 * @param {Http} http
 * @param {string} messageId
 * @param {boolean} kept
 * @returns {Promise<Message>}
 */
export function setBookmark(http, messageId, kept) {
  return http.request(kept ? "PUT" : "DELETE", `/messages/${messageId}/bookmark`);
}

/**
 * Who reacted to a message, with one emoji or with any.
 * @param {Http} http
 * @param {string} messageId
 * @param {{emoji?: string, cursor?: string | null}} [which]
 * @returns {Promise<Page<Reacted>>}
 */
export function reactedPage(http, messageId, which = {}) {
  return http.get(`/messages/${messageId}/reactions`, { ...which, limit: PEOPLE_AT_ONCE });
}
