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
/** @typedef {PlacedMessage & {read_seq: number, unread_count: number}} PlacedThread of its first message */
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
 * @param {number} [limit]
 * @returns {Promise<Page<PlacedMessage>>}
 */
export function bookmarksPage(http, cursor, limit = AT_ONCE) {
  return http.get("/me/bookmarks", { cursor, limit });
}

/**
 * Where somebody names one, the newest first.
 * @param {Http} http
 * @param {string | null} cursor
 * @param {number} [limit]
 * @returns {Promise<Page<PlacedMessage>>}
 */
export function mentionsPage(http, cursor, limit = AT_ONCE) {
  return http.get("/me/mentions", { cursor, limit });
}

/**
 * Threads that one follows, the one last answered in first.
 * @param {Http} http
 * @param {string | null} cursor
 * @param {number} [limit]
 * @param {boolean} [unread] only those with new answers
 * @returns {Promise<Page<PlacedThread>>}
 */
export function threadsPage(http, cursor, limit = AT_ONCE, unread = false) {
  return http.get("/me/threads", { cursor, limit, unread: unread ? "true" : null });
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
