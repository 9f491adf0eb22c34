/** @import {Message} from "../types.js" */

/**
 * A message that waits; `failure`: it could not be sent when its time came.
 * @typedef {Message & {scheduled_at: string, failure: {code: string, detail: string} | null}} Scheduled
 */

/** Messages for later. */
export class ScheduledApi {
  /** @param {import("./http.js").Http} http */
  constructor(http) {
    this.http = http;
  }

  /**
   * @param {string} conversationId
   * @param {{client_id: string, body: string, reply_to: string | null, scheduled_at: string}} wanted
   *   `client_id`: the same at every attempt, so that a lost answer leaves one message
   * @returns {Promise<Scheduled>}
   */
  schedule(conversationId, wanted) {
    return this.http.post(`/conversations/${conversationId}/messages`, wanted);
  }

  /**
   * Own messages that wait, those that could not be sent first, then by their time.
   * @param {string} conversationId
   * @returns {Promise<Scheduled[]>}
   */
  async list(conversationId) {
    const path = `/conversations/${conversationId}/scheduled`;
    const { results } = await this.http.get(path, { limit: 100 });
    return results.sort(inOrder);
  }

  /**
   * @param {string} conversationId
   * @returns {Promise<import("../types.js").Waiting>} how many wait there
   */
  count(conversationId) {
    return this.http.get(`/conversations/${conversationId}/scheduled`, { limit: 1 });
  }

  /**
   * @param {Scheduled} message
   * @param {{body?: string, scheduled_at?: string}} changes
   * @returns {Promise<Scheduled>}
   */
  change({ id, version }, changes) {
    return this.http.request("PATCH", `/messages/${id}`, { ...changes, version });
  }

  /** @param {string} id @returns {Promise<Message>} */
  cancel(id) {
    return this.http.request("DELETE", `/messages/${id}`);
  }

  /** @param {string} id @returns {Promise<Message>} */
  sendNow(id) {
    return this.http.post(`/messages/${id}/send-now`);
  }
}

/**
 * @param {Scheduled} one
 * @param {Scheduled} other
 */
function inOrder(one, other) {
  if (!one.failure !== !other.failure) return one.failure ? -1 : 1;
  return one.scheduled_at < other.scheduled_at ? -1 : 1;
}
