import { pause, tolerate, waitAfter } from "./patience.js";

/** Fetches that run once at a time each, and wait longer the more often they fail. */
export class Tasks {
  /** @param {() => void} lookAgain at what is left to do, after each of them */
  constructor(lookAgain) {
    this.lookAgain = lookAgain;
    /** @type {Set<string>} what is being fetched now */
    this.busy = new Set();
    /** @type {Map<string, number>} what failed, and how often in a row */
    this.failures = new Map();
  }

  /**
   * Runs a fetch unless the same one is under way.
   * @param {string} key
   * @param {() => Promise<unknown>} task
   */
  async once(key, task) {
    if (this.busy.has(key)) return;
    this.busy.add(key);
    try {
      await task();
      this.failures.delete(key);
    } catch (error) {
      tolerate(error);
      // The line is down or the server is struggling: try again later, and later each time.
      const failures = (this.failures.get(key) ?? 0) + 1;
      this.failures.set(key, failures);
      await pause(waitAfter(error, failures));
    } finally {
      this.busy.delete(key);
    }
    this.lookAgain();
  }
}
