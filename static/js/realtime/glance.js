/** @import {Conversation, State} from "../types.js" */
import { Unreachable } from "../api/errors.js";
import { peopleLoaded } from "../store/account.js";
import { membersFailed, membersLoaded, membersRequested } from "../store/members.js";
import { tolerate } from "./patience.js";

const SETTLE_MS = 400;
const AT_ONCE = 24;

/**
 * Learns what rows of the list need beyond their conversation, and only of rows that stay in view:
 * who wrote the last message, and how far the own last message came in a direct chat.
 */
export class Glance {
  /**
   * @param {import("../store/store.js").Store} store
   * @param {import("../api/chat.js").ChatApi} api
   */
  constructor(store, api) {
    this.store = store;
    this.api = api;
    /** @type {string[]} */
    this.ids = [];
    /** @type {Set<string>} asked for once: whoever is not found stays unknown */
    this.asked = new Set();
    this.timer = 0;
    this.busy = false;
  }

  /** @param {string[]} ids of the conversations in view */
  look(ids) {
    this.ids = ids;
    if (this.timer || this.busy || !this.#find()) return;
    this.timer = Number(
      setTimeout(() => {
        this.timer = 0;
        this.#learn();
      }, SETTLE_MS),
    );
  }

  async #learn() {
    this.busy = true;
    try {
      for (let found = this.#find(); found; found = this.#find()) {
        this.asked.add(found.key);
        await found.learn().catch((error) => {
          // Nobody answered: asked again when the line is back.
          if (error instanceof Unreachable) this.asked.delete(found.key);
          throw error;
        });
      }
    } catch (error) {
      tolerate(error);
    } finally {
      this.busy = false;
    }
  }

  /** @returns {{key: string, learn: () => Promise<void>} | null} what is unknown and in view */
  #find() {
    const { state } = this.store;
    if (state.connection.status !== "open") return null;
    for (const id of this.ids.slice(0, AT_ONCE)) {
      const conversation = state.conversations[id];
      if (!conversation) continue;
      const stranger = strangerIn(state, conversation);
      if (stranger && !this.asked.has(stranger)) {
        return { key: stranger, learn: () => this.#person(stranger) };
      }
      if (needsReceipts(state, conversation) && !this.asked.has(id)) {
        return { key: id, learn: () => this.#members(id) };
      }
    }
    return null;
  }

  /** @param {string} userId */
  async #person(userId) {
    this.store.apply(peopleLoaded, [await this.api.user(userId)]);
  }

  /** @param {string} id */
  async #members(id) {
    if (this.store.state.members[id]) return;
    this.store.apply(membersRequested, id);
    try {
      this.store.apply(membersLoaded, id, await this.api.members(id));
    } catch (error) {
      this.store.apply(membersFailed, id);
      throw error;
    }
  }
}

/**
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {string | null}
 */
function strangerIn(state, { type, last_message: last }) {
  const sender = last?.sender_id;
  return type !== "DM" && sender && !(sender in state.people) ? sender : null;
}

/**
 * @param {State} state
 * @param {Conversation} conversation
 */
function needsReceipts(state, { id, type, last_message: last }) {
  return type === "DM" && last?.sender_id === state.me.id && !last.deleted && !state.members[id];
}
