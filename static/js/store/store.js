/** @import {State} from "../types.js" */

/**
 * Holds the one state and tells listeners that it changed, once per turn of the event loop.
 */
export class Store {
  /** @param {State} state */
  constructor(state) {
    /** @type {State} */
    this.state = state;
    /** @type {Set<(state: State) => void>} */
    this.listeners = new Set();
    this.scheduled = false;
  }

  /**
   * Replaces the state by what a reducer makes of it.
   * @template {unknown[]} A
   * @param {(state: State, ...args: A) => State} reducer
   * @param {A} args
   */
  apply(reducer, ...args) {
    const next = reducer(this.state, ...args);
    if (next === this.state) return;
    this.state = next;
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      for (const listener of this.listeners) listener(this.state);
    });
  }

  /**
   * @param {(state: State) => void} listener
   * @returns {() => void} stops listening
   */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
