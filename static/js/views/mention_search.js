import { tolerate } from "../realtime/patience.js";
import { seersMark, spaceMembersLoaded, spaceMembersRequested } from "../store/space_members.js";

const SETTLE_MS = 150;
const AT_MOST = 8;
/** So long an answer holds: of large spaces no event tells who came. */
const HOLDS_MS = 60_000;

/** In the channels of a space not everybody is known here: the server finds those who are meant. */
export class MentionSearch {
  /**
   * @param {import("./context.js").Context} context
   * @param {import("./mention_box.js").MentionBox} box
   */
  constructor(context, box) {
    this.context = context;
    this.box = box;
    /** Of which channel, and what it follows from, all that was found is. */
    this.mark = "";
    /** @type {Map<string, number>} what was asked for, and when */
    this.asked = new Map();
    /** @type {Set<string>} who was found */
    this.found = new Set();
    this.timer = 0;
    box.onQuery = (query) => this.#later(query);
  }

  /** The channel that is open. */
  #channel() {
    const { router, store } = this.context;
    return store.state.conversations[router.place.conversationId ?? ""];
  }

  /** @param {string} query */
  #later(query) {
    clearTimeout(this.timer);
    const channel = this.#channel();
    if (!channel?.space_id) return;
    const mark = seersMark(this.context.store.state, channel);
    if (mark !== this.mark) {
      this.mark = mark;
      this.asked.clear();
      this.found = new Set();
    }
    this.box.seers = this.found;
    const before = this.asked.get(query);
    if (before !== undefined && performance.now() - before < HOLDS_MS) return;
    const { id, space_id: spaceId } = channel;
    const search = () => this.#search(id, spaceId, query);
    this.timer = Number(setTimeout(search, SETTLE_MS));
  }

  /**
   * @param {string} id
   * @param {string} spaceId
   * @param {string} query
   */
  async #search(id, spaceId, query) {
    const { api, store } = this.context;
    const { mark } = this;
    this.asked.set(query, performance.now());
    store.apply(spaceMembersRequested, spaceId);
    const known = store.state;
    try {
      const where = { q: query || null, limit: AT_MOST };
      const { results } = await api.spaces.membersOf({ id, space_id: spaceId }, where);
      // Another channel was opened meanwhile, or who sees this one has changed.
      if (mark !== this.mark || this.#channel()?.id !== id) return;
      this.found = new Set([...this.found, ...results.map(({ user }) => user.id)]);
      this.box.seers = this.found;
      store.apply(spaceMembersLoaded, spaceId, results, [], known);
    } catch (error) {
      tolerate(error);
      if (mark === this.mark) this.asked.delete(query);
    }
  }
}
