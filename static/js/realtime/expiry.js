/** @import {Message, Timeline} from "../types.js" */
import { serverNow } from "../lib/clock.js";
import { messagesPurged } from "../store/purges.js";

/** Longer than this no timer of a browser waits. */
const LONGEST_MS = 2 ** 31 - 1;

/** Takes what disappears out of the open timeline at its moment, before the server says so. */
export class Expiry {
  /** @param {import("../store/store.js").Store} store */
  constructor(store) {
    this.store = store;
    /** @type {Timeline | null} */
    this.watched = null;
    this.timer = 0;
  }

  /**
   * @param {string} id
   * @param {Timeline} timeline as it is shown now
   */
  watch(id, timeline) {
    if (timeline === this.watched) return;
    this.watched = timeline;
    clearTimeout(this.timer);
    const next = Math.min(...timeline.messages.map(endOf));
    if (next === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max(next - serverNow(), 0), LONGEST_MS);
    this.timer = setTimeout(() => this.#purge(id), wait);
  }

  /** @param {string} id */
  #purge(id) {
    this.watched = null;
    const now = serverNow();
    const timeline = this.store.state.timelines[id];
    if (!timeline) return;
    const gone = timeline.messages.filter((message) => endOf(message) <= now).map(({ seq }) => seq);
    // Too early: the wait was cut short, or the clock was set meanwhile. Nothing else would ask again.
    if (gone.length === 0) {
      this.watch(id, timeline);
      return;
    }
    this.store.apply(
      messagesPurged,
      id,
      gone.map((seq) => ({ from_seq: seq, to_seq: seq })),
    );
  }
}

/** @param {Message} message */
function endOf({ expires_at }) {
  return expires_at ? Date.parse(expires_at) : Number.POSITIVE_INFINITY;
}
