const AWAY_MS = 5 * 60_000;
/** However little is missing, so that a page at rest has no timer of less than this. */
const LOOK_AGAIN_MS = 30_000;
const INPUTS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

/**
 * Whether somebody is at this page: away after five minutes without input, and so after as long in
 * another tab; back with the next input, or when the tab is shown.
 */
export class Idle {
  /** @param {(isAway: boolean) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    this.isAway = false;
    this.inputAt = Date.now();
    const note = () => this.#note();
    for (const name of INPUTS) {
      window.addEventListener(name, note, { capture: true, passive: true });
    }
    window.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") note();
    });
    this.#wait(AWAY_MS);
  }

  #note() {
    this.inputAt = Date.now();
    if (!this.isAway) return;
    this.isAway = false;
    this.#wait(AWAY_MS);
    this.onChange(false);
  }

  /** @param {number} ms */
  #wait(ms) {
    setTimeout(() => this.#look(), ms);
  }

  #look() {
    const left = this.inputAt + AWAY_MS - Date.now();
    if (left > 0) {
      this.#wait(Math.max(left, LOOK_AGAIN_MS));
      return;
    }
    this.isAway = true;
    this.onChange(true);
  }
}
