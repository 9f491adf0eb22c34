/**
 * @typedef {Object} NewReport exactly one of the ids
 * @property {string} [user_id]
 * @property {string} [message_id]
 * @property {string} [conversation_id]
 * @property {string} [space_id]
 * @property {string} reason
 * @property {string} details
 * @property {string[]} [message_ids] of one conversation, for those who look at it to see, too
 */

/**
 * @typedef {Object} Report
 * @property {string} id
 * @property {string} reason
 * @property {string} details
 */

/**
 * Reports something to those who look after the server. What waits already is answered as it is.
 * @param {import("./chat.js").ChatApi} api
 * @param {NewReport} report
 * @returns {Promise<Report>}
 */
export function sendReport(api, report) {
  return api.http.post("/reports", report);
}
