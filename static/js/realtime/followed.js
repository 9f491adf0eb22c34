/** @import {State} from "../types.js" */
import { threadsPage } from "../api/own_lists.js";
import { followedLoaded } from "../store/followed.js";
import { pause, someTimeWithin } from "./patience.js";
import { Tasks } from "./tasks.js";

/** So many threads, those last answered in: further back nobody answers often. */
const KNOWN = 100;
/** Events in quick succession are looked at once. */
const SETTLE_MS = 500;
/** All who are connected catch up in the same moment. */
const SPREAD_MS = 5000;

/** Knows which of the threads that one follows have new answers. */
export class FollowedThreads {
  /**
   * @param {import("../store/store.js").Store} store
   * @param {import("../api/http.js").Http} http
   */
  constructor(store, http) {
    this.store = store;
    this.http = http;
    this.known = "";
    this.tasks = new Tasks(() => this.#tend(store.state));
    store.subscribe((state) => this.#tend(state));
    this.#tend(store.state);
  }

  /** @param {State} state */
  #tend(state) {
    if (state.connection.status !== "open" || !state.booted) return;
    if (keyOf(state) !== this.known) this.tasks.once("followed", () => this.#load());
  }

  async #load() {
    await pause(SETTLE_MS + (this.known ? someTimeWithin(SPREAD_MS) : 0));
    const { state } = this.store;
    const key = keyOf(state);
    if (state.connection.status !== "open") return;
    const { results } = await threadsPage(this.http, null, KNOWN);
    this.known = key;
    this.store.apply(followedLoaded, results);
  }
}

/** @param {State} state */
function keyOf({ catchUps, news }) {
  return `${catchUps} ${news.threads}`;
}
