/** @import {Message} from "../types.js" */

/** @typedef {{following: boolean, read_seq: number, followers_count: number}} ThreadState */
/** @typedef {ThreadState & {root: Message, results: Message[], has_before: boolean, has_after: boolean}} ThreadWindow */

/** The calls about threads, by any message of one. */
export class ThreadsApi {
  /** @param {import("./http.js").Http} http */
  constructor(http) {
    this.http = http;
  }

  /**
   * @param {string} messageId
   * @param {{before?: number}} [where]
   * @returns {Promise<ThreadWindow>}
   */
  window(messageId, where = {}) {
    return this.http.get(`/messages/${messageId}/thread`, where);
  }

  /**
   * @param {string} messageId
   * @param {boolean} following
   * @returns {Promise<ThreadState>}
   */
  follow(messageId, following) {
    return this.http.request(following ? "PUT" : "DELETE", `/messages/${messageId}/thread/follow`);
  }

  /**
   * @param {string} messageId
   * @param {number} seq
   * @returns {Promise<ThreadState>}
   */
  read(messageId, seq) {
    return this.http.post(`/messages/${messageId}/thread/read`, { seq });
  }
}
