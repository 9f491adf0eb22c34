/** @import {SpaceMember, State} from "../types.js" */
import { isGone } from "../api/errors.js";
import { spaceFetched } from "../store/catchup.js";
import {
  spaceMembersLoaded,
  spaceMembersRequested,
  unknownSpeakers,
} from "../store/space_members.js";
import { isOwnMark, spaceRemoved } from "../store/spaces.js";
import { pause, someTimeWithin, spreadOf } from "./patience.js";
import { Tasks } from "./tasks.js";

/** Members that are asked for at a time. */
const AT_ONCE = 8;

/** Keeps the spaces as they are, and learns who those are that speak in the open channel. */
export class SpaceKeeper {
  /**
   * @param {import("../store/store.js").Store} store
   * @param {import("../api/chat.js").ChatApi} api
   */
  constructor(store, api) {
    this.store = store;
    this.api = api.spaces;
    /** @type {string | null} */
    this.channelId = null;
    this.tasks = new Tasks(() => this.#tend(this.store.state));
    store.subscribe((state) => this.#tend(state));
  }

  /** @param {string | null} conversationId that is shown now */
  open(conversationId) {
    this.channelId = conversationId;
    this.#tend(this.store.state);
  }

  /**
   * Whether everyone who speaks in a channel was looked up in its space.
   * @param {string} id
   */
  knowsSpeakers(id) {
    const { state } = this.store;
    const spaceId = state.conversations[id]?.space_id ?? "";
    return spaceId in state.spaceMembers && unknownSpeakers(state, spaceId, id).length === 0;
  }

  /**
   * Asks for a space again after this page changed it, without waiting for its event.
   * @param {string} id
   */
  async refresh(id) {
    const mark = this.store.state.staleSpaces[id];
    const space = await this.api.space(id);
    const { spaces, staleSpaces } = this.store.state;
    // One that was left meanwhile does not come back with an answer that was on its way.
    if (id in spaces || id in staleSpaces) this.store.apply(spaceFetched, space, mark);
  }

  /** @param {State} state */
  #tend(state) {
    if (state.connection.status !== "open") return;
    for (const id of Object.keys(state.staleSpaces)) {
      this.tasks.once(`space ${id}`, () => this.#fetch(id));
    }
    const id = this.channelId ?? "";
    const spaceId = state.conversations[id]?.space_id;
    if (!spaceId || !state.spaces[spaceId]) return;
    if (!state.spaceMembers[spaceId]) this.store.apply(spaceMembersRequested, spaceId);
    const unknown = unknownSpeakers(this.store.state, spaceId, id).slice(0, AT_ONCE);
    if (unknown.length > 0) {
      this.tasks.once(`members ${spaceId}`, () => this.#loadMembers(spaceId, unknown));
    }
  }

  /** @param {string} id */
  async #fetch(id) {
    const { spaces, staleSpaces } = this.store.state;
    const members = isOwnMark(staleSpaces[id]) ? 0 : (spaces[id]?.members_count ?? 0);
    // A change of the rules reaches all members in the same moment.
    if (members > 0) await pause(someTimeWithin(spreadOf(members)));
    if (!(id in this.store.state.staleSpaces)) return;
    try {
      await this.refresh(id);
    } catch (error) {
      if (!isGone(error)) throw error;
      this.store.apply(spaceRemoved, id);
    }
  }

  /**
   * @param {string} spaceId
   * @param {string[]} ids
   */
  async #loadMembers(spaceId, ids) {
    /** @type {SpaceMember[]} */
    const found = [];
    /** @type {string[]} */
    const absent = [];
    const asked = this.store.state;
    const look = async (/** @type {string} */ id) => {
      try {
        found.push(await this.api.member(spaceId, id));
      } catch (error) {
        if (!isGone(error)) throw error;
        absent.push(id);
      }
    };
    await Promise.all(ids.map(look));
    this.store.apply(spaceMembersLoaded, spaceId, found, absent, asked);
  }
}
