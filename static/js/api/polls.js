/** @import {Message, User} from "../types.js" */
/** @typedef {import("./chat.js").ChatApi} ChatApi */

/**
 * @typedef {Object} NewPoll
 * @property {string[]} options
 * @property {boolean} multiple
 * @property {boolean} anonymous
 * @property {string | null} closes_at
 */

/** @typedef {{user: User, voted_at: string}} Voter */

/**
 * Asks a question; the same `client_id` again asks it once.
 * @param {ChatApi} api
 * @param {string} conversationId
 * @param {{client_id: string, body: string, poll: NewPoll}} message
 * @returns {Promise<Message>}
 */
export function sendPoll(api, conversationId, message) {
  return api.http.post(`/conversations/${conversationId}/messages`, message);
}

/**
 * Votes for these options instead of what was chosen before; none takes the vote back.
 * @param {ChatApi} api
 * @param {string} messageId
 * @param {number[]} optionIds
 * @returns {Promise<Message>}
 */
export function sendVote(api, messageId, optionIds) {
  const path = `/messages/${messageId}/votes`;
  return optionIds.length > 0
    ? api.http.request("PUT", path, { option_ids: optionIds })
    : api.http.request("DELETE", path);
}

/**
 * Who voted for one option, the first first.
 * @param {ChatApi} api
 * @param {string} messageId
 * @param {number} option
 * @param {string | null} cursor
 * @returns {Promise<{results: Voter[], next: string | null}>}
 */
export function listVoters(api, messageId, option, cursor) {
  return api.http.get(`/messages/${messageId}/votes`, { option, cursor });
}

/**
 * @param {ChatApi} api
 * @param {string} messageId
 * @returns {Promise<Message>}
 */
export function closePoll(api, messageId) {
  return api.http.post(`/messages/${messageId}/poll/close`);
}
