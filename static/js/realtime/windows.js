/** @import {MessagePage, State} from "../types.js" */
import { Turns } from "../lib/turns.js";
import { newerArrived, olderArrived, windowArrived } from "../store/catchup.js";
import { unreadCount } from "../store/conversations.js";
import { pageFailed, pageRequested, timelineDropped } from "../store/timelines.js";
import { holdsSeq, windowTrimmed } from "../store/windows.js";
import { pause, tolerate, waitAfter } from "./patience.js";

/** Until a page that did not come is asked for again: by the way of back-off, about two seconds. */
const RETRY_ATTEMPTS = 2;
const PAGE = 50;
/** A window is cut back to so many messages once it is a good deal longer. */
const KEEP = 1000;
const TRIM_ABOVE = 1200;
/** Chats that are not open keep their newest messages, and only the last few keep any. */
const KEEP_CLOSED = 200;
const WINDOWS = 20;

/** Loads the windows through which timelines are seen, and lets go of what is far from anybody. */
export class Windows {
  /**
   * @param {import("../store/store.js").Store} store
   * @param {import("../api/chat.js").ChatApi} api
   */
  constructor(store, api) {
    this.store = store;
    this.api = api;
    /** Pages of one chat come one after the other: each is laid where the one before it left off. */
    this.turns = new Turns();
    /** @type {Map<string, Promise<boolean>>} pages beside a window that are on their way */
    this.beside = new Map();
    /** @type {string[]} chats that were open, the latest last */
    this.visited = [];
    /** @type {unknown} why the last page did not come */
    this.failure = null;
  }

  /**
   * The first window of a chat: where its reader left off, or the newest.
   * @param {string} id
   * @returns {Promise<boolean>}
   */
  loadFirst(id) {
    return this.turns.take(id, async () => {
      const conversation = this.store.state.conversations[id];
      if (!conversation || this.store.state.timelines[id]) return false;
      const around = unreadCount(conversation) >= PAGE ? conversation.last_read_seq + 1 : null;
      return this.#load(id, around);
    });
  }

  /**
   * @param {string} id
   * @returns {Promise<boolean>} whether the newest messages are here
   */
  async loadNewest(id) {
    const timeline = this.store.state.timelines[id];
    if (timeline?.loaded && !timeline.has_after) return true;
    return this.turns.take(id, () => this.#tolerantly(id, () => this.#load(id, null)));
  }

  /**
   * @param {string} id
   * @param {number} seq
   * @returns {Promise<boolean>} whether the message's surroundings are here
   */
  async loadAround(id, seq) {
    if (holdsSeq(this.store.state, id, seq)) return true;
    return this.turns.take(id, () => this.#tolerantly(id, () => this.#load(id, seq)));
  }

  /** @param {string} id @returns {Promise<boolean>} whether older messages came */
  loadOlder(id) {
    return this.#besideOnce(id, "older");
  }

  /** @param {string} id @returns {Promise<boolean>} whether newer messages came */
  loadNewer(id) {
    return this.#besideOnce(id, "newer");
  }

  /**
   * @param {string} id
   * @param {number} seq where its reader is
   */
  trim(id, seq) {
    const length = this.store.state.timelines[id]?.messages.length ?? 0;
    if (length > TRIM_ABOVE) this.store.apply(windowTrimmed, id, seq, KEEP);
  }

  /** @param {string | null} id of the chat that is open now */
  visit(id) {
    if (id !== null) this.visited = [...this.visited.filter((other) => other !== id), id];
    for (const left of this.visited.splice(0, this.visited.length - WINDOWS)) {
      if (this.store.state.timelines[left]) this.store.apply(timelineDropped, left);
    }
  }

  /**
   * Chats that nobody looks at go on growing at their end.
   * @param {State} state
   * @param {string | null} openId
   */
  trimClosed(state, openId) {
    for (const [id, timeline] of Object.entries(state.timelines)) {
      if (id === openId || timeline.loading || timeline.messages.length <= KEEP_CLOSED * 2)
        continue;
      if (timeline.has_after) this.store.apply(timelineDropped, id);
      else this.store.apply(windowTrimmed, id, timeline.to_seq, KEEP_CLOSED);
    }
  }

  /**
   * @param {string} id
   * @param {"older" | "newer"} side
   * @returns {Promise<boolean>}
   */
  #besideOnce(id, side) {
    const timeline = this.store.state.timelines[id];
    if (!timeline?.loaded || !timeline[side === "older" ? "has_before" : "has_after"]) {
      return Promise.resolve(false);
    }
    const key = `${side} ${id}`;
    let coming = this.beside.get(key);
    if (!coming) {
      coming = this.#fetchBeside(id, side);
      this.beside.set(key, coming);
    }
    return coming;
  }

  /**
   * @param {string} id
   * @param {"older" | "newer"} side
   * @returns {Promise<boolean>}
   */
  async #fetchBeside(id, side) {
    const came = await this.turns.take(id, () =>
      this.#tolerantly(id, async () => {
        const timeline = this.store.state.timelines[id];
        if (!timeline?.loaded) return false;
        const { from_seq: before, to_seq: after } = timeline;
        this.store.apply(pageRequested, id);
        const where = side === "older" ? { before } : { after };
        const page = await this.api.messages(id, { ...where, limit: PAGE });
        // Whoever is told of the change may ask for the next page at once.
        this.beside.delete(`${side} ${id}`);
        if (side === "older") this.store.apply(olderArrived, id, page, before);
        else this.store.apply(newerArrived, id, page, after);
        return true;
      }),
    );
    if (came) return true;
    await pause(waitAfter(this.failure, RETRY_ATTEMPTS));
    this.beside.delete(`${side} ${id}`);
    // Whoever looks at the edge of the log looks again, and asks again.
    this.store.apply((state) => ({ ...state }));
    return false;
  }

  /**
   * @param {string} id
   * @param {number | null} around
   * @returns {Promise<boolean>}
   */
  async #load(id, around) {
    this.store.apply(pageRequested, id);
    try {
      const where = around === null ? {} : { around };
      /** @type {MessagePage} */
      const page = await this.api.messages(id, { ...where, limit: PAGE });
      this.store.apply(windowArrived, id, page);
    } catch (error) {
      this.store.apply(pageFailed, id);
      throw error;
    }
    return true;
  }

  /**
   * @param {string} id
   * @param {() => Promise<boolean>} task
   * @returns {Promise<boolean>}
   */
  async #tolerantly(id, task) {
    try {
      return await task();
    } catch (error) {
      tolerate(error);
      this.failure = error;
      this.store.apply(pageFailed, id);
      return false;
    }
  }
}
