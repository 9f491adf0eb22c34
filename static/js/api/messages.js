/** @import {Message, MessagePage} from "../types.js" */

const PER_PAGE = 100;
const PAGES = 10;

/** The calls of the wire contract about messages. */
export class MessagesApi {
  /** @param {import("./http.js").Http} http */
  constructor(http) {
    this.http = http;
  }

  /**
   * @param {string} id
   * @param {{before?: number, after?: number, around?: number, limit?: number}} [where]
   * @returns {Promise<MessagePage>}
   */
  messages(id, where = {}) {
    return this.http.get(`/conversations/${id}/messages`, where);
  }

  /**
   * The newest pin first.
   * @param {string} id
   * @returns {Promise<Message[]>}
   */
  pins(id) {
    return this.pages(`/conversations/${id}/pins`);
  }

  /** For the person here alone. @param {string} messageId @returns {Promise<Message>} */
  hideMessage(messageId) {
    return this.http.request("DELETE", `/messages/${messageId}?for=me`);
  }

  /** @param {string} messageId @returns {Promise<Message>} */
  recover(messageId) {
    return this.http.post(`/messages/${messageId}/recover`);
  }

  /** @param {string} messageId @returns {Promise<Message>} */
  pin(messageId) {
    return this.http.request("PUT", `/messages/${messageId}/pin`);
  }

  /** @param {string} messageId @returns {Promise<Message>} */
  unpin(messageId) {
    return this.http.request("DELETE", `/messages/${messageId}/pin`);
  }

  /** @param {string} messageId @returns {Promise<Message>} */
  message(messageId) {
    return this.http.get(`/messages/${messageId}`);
  }

  /**
   * Who has a message; of very large groups the first thousand.
   * @param {string} messageId
   * @returns {Promise<import("../types.js").MessageReceipt[]>}
   */
  receipts(messageId) {
    return this.pages(`/messages/${messageId}/receipts`);
  }

  /**
   * What a message said before it was edited, the oldest first.
   * @param {string} messageId
   * @returns {Promise<import("../types.js").Edit[]>}
   */
  edits(messageId) {
    return this.pages(`/messages/${messageId}/edits`);
  }

  /**
   * @param {string} path
   * @returns {Promise<any[]>}
   */
  async pages(path) {
    const results = [];
    /** @type {string | null} */
    let cursor = null;
    for (let page = 0; page < PAGES; page += 1) {
      const answer = await this.http.get(path, { cursor, limit: PER_PAGE });
      results.push(...answer.results);
      cursor = answer.next;
      if (!cursor) break;
    }
    return results;
  }
}
