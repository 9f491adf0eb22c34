import { tolerate } from "../realtime/patience.js";
import { spaceMembersLoaded } from "../store/space_members.js";

const SETTLE_MS = 150;
const AT_MOST = 8;

/** In the channels of a space not everybody is known here: the server finds those who are meant. */
export class MentionSearch {
  /**
   * @param {import("./context.js").Context} context
   * @param {import("./mention_box.js").MentionBox} box
   */
  constructor(context, box) {
    this.context = context;
    this.box = box;
    /** @type {Set<string>} channels and what was asked for in them */
    this.asked = new Set();
    /** @type {Map<string, Set<string>>} who was found, by channel */
    this.found = new Map();
    this.timer = 0;
    box.onQuery = (query) => this.#later(query);
  }

  /** @param {string} query */
  #later(query) {
    clearTimeout(this.timer);
    const { router, store } = this.context;
    const channel = store.state.conversations[router.place.conversationId ?? ""];
    if (!channel?.space_id) return;
    const { id, space_id: spaceId } = channel;
    this.box.seers = this.found.get(id) ?? null;
    if (this.asked.has(`${id} ${query}`)) return;
    this.timer = Number(setTimeout(() => this.#search(id, spaceId, query), SETTLE_MS));
  }

  /**
   * @param {string} id
   * @param {string} spaceId
   * @param {string} query
   */
  async #search(id, spaceId, query) {
    const key = `${id} ${query}`;
    this.asked.add(key);
    const { api, store } = this.context;
    try {
      const where = { q: query || null, limit: AT_MOST };
      const { results } = await api.spaces.membersOf({ id, space_id: spaceId }, where);
      const seers = new Set(this.found.get(id));
      for (const { user } of results) seers.add(user.id);
      this.found.set(id, seers);
      this.box.seers = seers;
      store.apply(spaceMembersLoaded, spaceId, results);
    } catch (error) {
      tolerate(error);
      this.asked.delete(key);
    }
  }
}
