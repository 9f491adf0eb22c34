/** @import {Ban, ChangesAnswer, Conversation, Folder, Invite, Me, Member, OwnState, SyncAnswer, User} from "../types.js" */
import { ApiError } from "./errors.js";
import { MessagesApi } from "./messages.js";
import { SpacesApi } from "./spaces.js";

const MEMBERS_PER_PAGE = 100;
const MEMBER_PAGES = 10;

/** The calls of the wire contract that the page makes. */
export class ChatApi extends MessagesApi {
  /**
   * @param {import("./http.js").Http} http
   * @param {string} ownId who is signed in here
   */
  constructor(http, ownId) {
    super(http);
    this.ownId = ownId;
    this.spaces = new SpacesApi(http, ownId);
  }

  /** @returns {Promise<void>} */
  signOut() {
    return this.http.post("/auth/logout");
  }

  /** @returns {Promise<{features: Record<string, boolean>, features_in_spaces: Record<string, string[]>}>} */
  config() {
    return this.http.get("/config");
  }

  /** @returns {Promise<Me>} */
  me() {
    return this.http.get("/me");
  }

  /**
   * @param {{privacy_settings: Record<string, string>}} changes
   * @returns {Promise<Me>}
   */
  patchMe(changes) {
    return this.http.request("PATCH", "/me", changes);
  }

  /**
   * @param {{account_cursor: string | null, cursors: Record<string, number>}} position
   * @returns {Promise<SyncAnswer>}
   */
  sync({ account_cursor, cursors }) {
    return this.http.post("/sync", account_cursor ? { account_cursor, cursors } : { cursors });
  }

  /** @param {string} id @returns {Promise<Conversation>} */
  conversation(id) {
    return this.http.get(`/conversations/${id}`);
  }

  /**
   * @param {string} id
   * @param {number} since
   * @returns {Promise<ChangesAnswer>}
   */
  changes(id, since) {
    return this.http.get(`/conversations/${id}/changes`, { since, limit: 200 });
  }

  /**
   * Up to 1,000 members; more are counted, not listed.
   * @param {string} id
   * @returns {Promise<Member[]>}
   */
  async members(id) {
    /** @type {Member[]} */
    const members = [];
    /** @type {string | null} */
    let cursor = null;
    for (let page = 0; page < MEMBER_PAGES; page += 1) {
      const query = { cursor, limit: MEMBERS_PER_PAGE };
      const answer = await this.http.get(`/conversations/${id}/members`, query);
      members.push(...answer.results);
      cursor = answer.next;
      if (!cursor) break;
    }
    return members;
  }

  /**
   * @param {import("../types.js").PresenceStatus} status
   * @returns {Promise<import("../types.js").Presence>}
   */
  setPresence(status) {
    return this.http.request("PUT", "/me/presence", { status });
  }

  /** @param {string} id @returns {Promise<User>} */
  user(id) {
    return this.http.get(`/users/${id}`);
  }

  /**
   * @param {string} username
   * @returns {Promise<User>}
   */
  async userByName(username) {
    const answer = await this.http.get("/users", { username });
    const user = "results" in answer ? answer.results[0] : answer;
    if (!user) throw new ApiError({ code: "not_found", status: 404 });
    return user;
  }

  /** @param {string} userId @returns {Promise<Conversation>} */
  startChat(userId) {
    return this.http.post("/conversations", { type: "DM", user_id: userId });
  }

  /**
   * @param {string} title
   * @param {string[]} userIds
   * @returns {Promise<Conversation & {not_added?: {user_id: string, code: string}[]}>}
   */
  startGroup(title, userIds) {
    return this.http.post("/conversations", { type: "GROUP", title, user_ids: userIds });
  }

  /**
   * @param {string} title
   * @param {string} topic
   * @returns {Promise<Conversation>}
   */
  startChannel(title, topic) {
    return this.http.post("/conversations", { type: "CHANNEL", title, topic });
  }

  /**
   * Changes what a conversation is to the person here alone.
   * @param {string} id
   * @param {Partial<OwnState>} body
   * @returns {Promise<Conversation>}
   */
  patchOwn(id, body) {
    return this.http.request("PATCH", `/conversations/${id}/members/${this.ownId}`, body);
  }

  /** @returns {Promise<{conversations: number}>} how many moved */
  readAll() {
    return this.http.post("/conversations/read-all");
  }

  /** @returns {Promise<Folder[]>} */
  async folders() {
    return (await this.http.get("/me/folders")).results;
  }

  /**
   * The newest bans, at most one page of them.
   * @param {string} id
   * @returns {Promise<Ban[]>}
   */
  async bans(id) {
    return (await this.http.get(`/conversations/${id}/bans`, { limit: 100 })).results;
  }

  /**
   * @param {string} id
   * @param {string} userId
   * @param {string} [reason]
   * @param {number | null} [expires_in] seconds; null for good
   * @returns {Promise<Ban>}
   */
  ban(id, userId, reason = "", expires_in = null) {
    return this.http.post(`/conversations/${id}/bans`, { user_id: userId, reason, expires_in });
  }

  /** @param {string} id @param {string} userId @returns {Promise<void>} */
  unban(id, userId) {
    return this.http.request("DELETE", `/conversations/${id}/bans/${userId}`);
  }

  /**
   * Invites that still let people in, newest first, at most one page of them.
   * @param {string} id
   * @returns {Promise<Invite[]>}
   */
  async invites(id) {
    return (await this.http.get(`/conversations/${id}/invites`, { limit: 100 })).results;
  }

  /**
   * @param {string} id
   * @param {{expires_in?: number | null, max_uses?: number | null}} [bounds] seconds and uses
   * @returns {Promise<Invite>}
   */
  createInvite(id, bounds = {}) {
    return this.http.post(`/conversations/${id}/invites`, bounds);
  }

  /** @param {string} code @returns {Promise<void>} */
  revokeInvite(code) {
    return this.http.request("DELETE", `/invites/${code}`);
  }

  /**
   * Changes a conversation for everyone in it.
   * @param {string} id
   * @param {{title?: string, topic?: string, settings?: Partial<import("../types.js").ConversationSettings>, archived_at?: string | null, version?: number}} body
   * @returns {Promise<Conversation>}
   */
  patchConversation(id, body) {
    return this.http.request("PATCH", `/conversations/${id}`, body);
  }

  /** @param {string} id @returns {Promise<import("../types.js").Draft>} */
  draft(id) {
    return this.http.get(`/conversations/${id}/draft`);
  }

  /**
   * @param {string} id
   * @param {string} body
   * @param {number} [version] that the text grew out of; without it, it takes the place of any
   * @returns {Promise<import("../types.js").Draft>}
   */
  putDraft(id, body, version) {
    return this.http.request("PUT", `/conversations/${id}/draft`, { body, version });
  }

  /** @param {string} id @returns {Promise<void>} */
  deleteConversation(id) {
    return this.http.request("DELETE", `/conversations/${id}`);
  }

  /**
   * @param {string} id
   * @param {string} userId
   * @param {{role?: string, permissions?: {allow: string[], deny: string[]}}} body
   * @returns {Promise<Member>}
   */
  patchMember(id, userId, body) {
    return this.http.request("PATCH", `/conversations/${id}/members/${userId}`, body);
  }

  /** @param {string} id @param {string} userId @returns {Promise<Conversation>} */
  transfer(id, userId) {
    return this.http.post(`/conversations/${id}/transfer`, { user_id: userId });
  }

  /** @param {string} id @param {string} userId @returns {Promise<void>} */
  removeMember(id, userId) {
    return this.http.request("DELETE", `/conversations/${id}/members/${userId}`);
  }

  /**
   * @param {string} id
   * @param {string[]} userIds
   * @returns {Promise<{results: Member[], not_added: {user_id: string, code: string}[]}>}
   */
  addMembers(id, userIds) {
    return this.http.post(`/conversations/${id}/members`, { user_ids: userIds });
  }

  /** @param {string} id @returns {Promise<void>} */
  leave(id) {
    return this.http.post(`/conversations/${id}/leave`);
  }
}
