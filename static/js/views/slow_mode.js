/** @import {Conversation, State} from "../types.js" */
import { formatDuration } from "../lib/durations.js";
import { nextSendAt, slowModeSeconds } from "../store/posting.js";

const SECOND_MS = 1000;

/** How long this person has to wait before the next message here; ticks only while they have to. */
export class SlowMode {
  /** @param {() => void} onTick */
  constructor(onTick) {
    this.onTick = onTick;
    this.seconds = 0;
    this.until = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined;
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   * @param {number} told until when the server asked to wait, in milliseconds since 1970
   */
  update(state, conversation, told) {
    this.seconds = slowModeSeconds(conversation);
    const until = nextSendAt(state, conversation);
    // A clock that goes wrong here makes nobody wait for longer than the rule.
    const latest = Date.now() + this.seconds * SECOND_MS;
    this.until = this.seconds > 0 ? Math.min(Math.max(until, told), latest) : 0;
    if (this.left() > 0) this.timer ??= setInterval(() => this.#tick(), SECOND_MS / 4);
    else this.#stop();
  }

  /** @returns {number} whole seconds still to wait */
  left() {
    return Math.max(0, Math.ceil((this.until - Date.now()) / SECOND_MS));
  }

  /** The rule, in words; empty where there is none. */
  get rule() {
    return this.seconds > 0 ? `Slow mode: one message every ${formatDuration(this.seconds)}.` : "";
  }

  #tick() {
    if (this.left() === 0) this.#stop();
    this.onTick();
  }

  #stop() {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
