/** @import {State} from "../types.js" */
import { customEmojiOf } from "../api/custom_emoji.js";
import { customEmojiLoaded, customEmojiRequested } from "../store/custom_emoji.js";
import { pause, someTimeWithin, spreadOf } from "./patience.js";
import { Tasks } from "./tasks.js";

/** Brings the emoji of those spaces where one was shown or looked for, and keeps them right. */
export class CustomEmojiKeeper {
  /**
   * @param {import("../store/store.js").Store} store
   * @param {import("../api/http.js").Http} http
   */
  constructor(store, http) {
    this.store = store;
    this.http = http;
    /** @type {Map<string, number | null>} spaces, and after which catch-up each was asked for */
    this.wanted = new Map();
    this.tasks = new Tasks(() => this.#tend(this.store.state));
    store.subscribe((state) => this.#tend(state));
  }

  /** @param {string} spaceId */
  want(spaceId) {
    if (this.wanted.has(spaceId)) return;
    this.wanted.set(spaceId, null);
    this.#tend(this.store.state);
  }

  /** @param {State} state */
  #tend(state) {
    if (state.connection.status !== "open") return;
    for (const [id, asked] of this.wanted) {
      if (!state.spaces[id]) this.wanted.delete(id);
      else if (asked !== state.catchUps) this.tasks.once(id, () => this.#load(id, asked === null));
    }
  }

  /**
   * @param {string} id
   * @param {boolean} isFirst
   */
  async #load(id, isFirst) {
    const { store } = this;
    // After a restart of the server all who are in a space ask for the same.
    const members = store.state.spaces[id]?.members_count ?? 0;
    if (!isFirst) await pause(someTimeWithin(spreadOf(members)));
    const { catchUps } = store.state;
    store.apply(customEmojiRequested, id);
    store.apply(customEmojiLoaded, id, await customEmojiOf(this.http, id));
    if (this.wanted.has(id)) this.wanted.set(id, catchUps);
  }
}
