/** @import {Category, Conversation, Invite, MemberWindow, SpaceBrief, SpaceJSON, SpaceMember} from "../types.js" */

/** @typedef {{id: string | null, channels: string[]}[]} SpaceOrder */

/** The calls about spaces that the page makes. */
export class SpacesApi {
  /**
   * @param {import("./http.js").Http} http
   * @param {string} ownId who is signed in here
   */
  constructor(http, ownId) {
    this.http = http;
    this.ownId = ownId;
  }

  /** @param {string} id @returns {Promise<SpaceJSON>} */
  space(id) {
    return this.http.get(`/spaces/${id}`);
  }

  /**
   * @param {{name: string, description?: string, template?: unknown}} body
   * @returns {Promise<SpaceJSON>}
   */
  create(body) {
    return this.http.post("/spaces", body);
  }

  /**
   * Spaces that let themselves be found, those with most members first.
   * @param {string} query
   * @param {string | null} [cursor]
   * @returns {Promise<{results: SpaceBrief[], next: string | null}>}
   */
  discover(query, cursor = null) {
    return this.http.get("/spaces/discover", { q: query || null, cursor });
  }

  /**
   * @param {string} id
   * @param {string} [message] for who decides, where one has to ask
   * @returns {Promise<{space?: SpaceJSON}>} without a space: asked, and not in yet
   */
  join(id, message = "") {
    return this.http.post(`/spaces/${id}/join`, message ? { message } : {});
  }

  /**
   * Takes back what was asked.
   * @param {string} id
   * @returns {Promise<void>}
   */
  withdraw(id) {
    return this.http.request("DELETE", `/spaces/${id}/join-requests/mine`);
  }

  /** @param {string} id @returns {Promise<void>} */
  leave(id) {
    return this.http.post(`/spaces/${id}/leave`);
  }

  /**
   * @param {string} id
   * @param {string | null} nickname
   * @returns {Promise<SpaceMember>}
   */
  setNickname(id, nickname) {
    return this.http.request("PATCH", `/spaces/${id}/members/${this.ownId}`, { nickname });
  }

  /**
   * @param {string} id
   * @param {number} position among the person's own spaces
   * @returns {Promise<unknown>}
   */
  setPosition(id, position) {
    return this.http.request("PATCH", `/spaces/${id}/me`, { position });
  }

  /**
   * @param {string} id
   * @param {{title: string, channel_kind: string, topic?: string, category_id?: string | null, private?: boolean}} body
   * @returns {Promise<Conversation>}
   */
  createChannel(id, body) {
    return this.http.post(`/spaces/${id}/channels`, body);
  }

  /**
   * @param {string} id
   * @param {string} channelId
   * @returns {Promise<void>}
   */
  deleteChannel(id, channelId) {
    return this.http.request("DELETE", `/spaces/${id}/channels/${channelId}`);
  }

  /**
   * @param {string} id
   * @param {string} title
   * @returns {Promise<Category>}
   */
  createCategory(id, title) {
    return this.http.post(`/spaces/${id}/categories`, { title });
  }

  /**
   * @param {string} id
   * @param {string} categoryId
   * @param {string} title
   * @param {number} version of the name that it is to take the place of
   * @returns {Promise<Category>}
   */
  renameCategory(id, categoryId, title, version) {
    const body = { title, version };
    return this.http.request("PATCH", `/spaces/${id}/categories/${categoryId}`, body);
  }

  /**
   * Its channels stay, under no heading.
   * @param {string} id
   * @param {string} categoryId
   * @returns {Promise<void>}
   */
  deleteCategory(id, categoryId) {
    return this.http.request("DELETE", `/spaces/${id}/categories/${categoryId}`);
  }

  /**
   * Every heading and every channel, each once.
   * @param {string} id
   * @param {SpaceOrder} categories
   * @returns {Promise<unknown>}
   */
  order(id, categories) {
    return this.http.request("PUT", `/spaces/${id}/order`, { categories });
  }

  /**
   * Those who may see a channel: who is there first, then by name.
   * @param {{id: string, space_id?: string | null}} channel
   * @param {{cursor?: string | null, limit?: number, q?: string | null}} [where]
   * @returns {Promise<MemberWindow>}
   */
  async membersOf({ id, space_id }, where = {}) {
    const page = await this.http.get(`/conversations/${id}/members`, where);
    // Told as members of the channel: what they are to the space is the same.
    const results = page.results.map(
      (/** @type {any} */ { user, nickname, role_ids, role, joined_at }) => ({
        space_id,
        user,
        nickname: nickname ?? null,
        role_ids: role_ids ?? [],
        is_owner: role === "OWNER",
        joined_at,
      }),
    );
    return { ...page, results };
  }

  /** @param {string} id @param {string} userId @returns {Promise<SpaceMember>} */
  member(id, userId) {
    return this.http.get(`/spaces/${id}/members/${userId}`);
  }

  /** @param {string} id @param {string} userId @returns {Promise<void>} */
  removeMember(id, userId) {
    return this.http.request("DELETE", `/spaces/${id}/members/${userId}`);
  }

  /**
   * @param {string} id
   * @param {string} userId
   * @param {string} reason
   * @param {number | null} expires_in seconds; null for good
   * @returns {Promise<unknown>}
   */
  ban(id, userId, reason, expires_in) {
    return this.http.post(`/spaces/${id}/bans`, { user_id: userId, reason, expires_in });
  }

  /** @param {string} id @returns {Promise<Invite[]>} the newest that still let people in */
  async invites(id) {
    return (await this.http.get(`/spaces/${id}/invites`, { limit: 100 })).results;
  }

  /**
   * @param {string} id
   * @param {{expires_in?: number | null, max_uses?: number | null}} [bounds] seconds and uses
   * @returns {Promise<Invite>}
   */
  createInvite(id, bounds = {}) {
    return this.http.post(`/spaces/${id}/invites`, bounds);
  }
}
