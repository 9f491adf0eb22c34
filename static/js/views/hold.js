const HOLD_MS = 500;
const SLACK_PX = 10;
/** Some browsers make a context menu of it as well, at the end of a long press. */
const SAME_PRESS_MS = 1000;

/** @typedef {{x: number, y: number}} Point */

/** A finger held on something, for browsers that make no context menu of it. */
export class Hold {
  /**
   * @param {HTMLElement} host
   * @param {string} selector of what can be held
   * @param {(node: HTMLElement, point: Point) => boolean} held answers whether a menu opened
   */
  constructor(host, selector, held) {
    this.selector = selector;
    this.held = held;
    this.timer = 0;
    this.openedAt = Number.NEGATIVE_INFINITY;
    /** The finger that opened the menu is still down, as far as is known. */
    this.isDown = false;
    /** @type {Point} */
    this.from = { x: 0, y: 0 };
    host.addEventListener("pointerdown", (event) => this.#pressed(event));
    host.addEventListener("pointermove", (event) => this.#moved(event));
    for (const name of ["pointerup", "pointercancel", "scroll", "dragstart"]) {
      host.addEventListener(name, () => this.cancel(), { passive: true });
    }
    // The menu opens under the finger, outside of the host.
    const anywhere = { capture: true };
    window.addEventListener("pointerdown", () => this.#pressedAnew(), anywhere);
    window.addEventListener("click", (event) => this.#clicked(event), anywhere);
  }

  /** @param {EventTarget | null} target @returns {HTMLElement | null} what can be held there */
  find(target) {
    return target instanceof Element ? target.closest(this.selector) : null;
  }

  /**
   * Whether a context menu belongs to a press that opened a menu already.
   * @param {Event} event
   * @returns {boolean}
   */
  isSamePress({ timeStamp }) {
    return timeStamp - this.openedAt < SAME_PRESS_MS;
  }

  cancel() {
    clearTimeout(this.timer);
  }

  /** @param {PointerEvent} event */
  #pressed({ clientX, clientY, pointerType, target }) {
    this.cancel();
    const node = this.find(target);
    if (pointerType !== "touch" || !node) return;
    this.from = { x: clientX, y: clientY };
    this.timer = Number(
      setTimeout(() => {
        if (!this.held(node, this.from)) return;
        this.openedAt = performance.now();
        this.isDown = true;
      }, HOLD_MS),
    );
  }

  /** @param {PointerEvent} event */
  #moved({ clientX, clientY }) {
    if (Math.hypot(clientX - this.from.x, clientY - this.from.y) > SLACK_PX) this.cancel();
  }

  #pressedAnew() {
    this.isDown = false;
  }

  /**
   * The finger that opened the menu presses nothing when it is lifted.
   * @param {MouseEvent} event
   */
  #clicked(event) {
    const isKey = event.detail === 0;
    if (!this.isDown || isKey) return;
    this.isDown = false;
    event.preventDefault();
    event.stopPropagation();
  }
}
