const LONG_MS = 500;
const SLACK_PX = 10;

/**
 * The menu of a message by right click and by holding a finger on it. Links, and text that was
 * selected, keep the browser's own menu.
 */
export class LongPress {
  /**
   * @param {HTMLElement} log
   * @param {(article: HTMLElement, point: {x: number, y: number}) => boolean} open
   */
  constructor(log, open) {
    this.open = open;
    this.timer = 0;
    this.openedAt = Number.NEGATIVE_INFINITY;
    /** The finger that opened the menu is still down, as far as is known. */
    this.held = false;
    /** @type {{x: number, y: number}} */
    this.from = { x: 0, y: 0 };
    log.addEventListener("contextmenu", (event) => this.#menu(event));
    log.addEventListener("pointerdown", (event) => this.#down(event));
    log.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel", "scroll"]) {
      log.addEventListener(name, () => clearTimeout(this.timer), { passive: true });
    }
    // The menu opens under the finger, outside of the log.
    const anywhere = { capture: true };
    window.addEventListener("pointerdown", () => this.#pressedAnew(), anywhere);
    window.addEventListener("click", (event) => this.#click(event), anywhere);
  }

  /** @param {MouseEvent} event */
  #menu(event) {
    // Some browsers send this as well, at the end of a long press.
    if (event.timeStamp - this.openedAt < 1000) {
      event.preventDefault();
      return;
    }
    const article = articleOf(event.target);
    const selected = getSelection();
    const keepsNative = event.target instanceof Element && event.target.closest("a");
    if (!article || keepsNative || (selected && !selected.isCollapsed)) return;
    if (this.open(article, { x: event.clientX, y: event.clientY })) event.preventDefault();
  }

  /** @param {PointerEvent} event */
  #down(event) {
    clearTimeout(this.timer);
    const article = articleOf(event.target);
    if (event.pointerType !== "touch" || !article) return;
    this.from = { x: event.clientX, y: event.clientY };
    this.timer = Number(
      setTimeout(() => {
        if (!this.open(article, this.from)) return;
        this.openedAt = performance.now();
        this.held = true;
      }, LONG_MS),
    );
  }

  /** @param {PointerEvent} event */
  #move({ clientX, clientY }) {
    const moved = Math.hypot(clientX - this.from.x, clientY - this.from.y);
    if (moved > SLACK_PX) clearTimeout(this.timer);
  }

  #pressedAnew() {
    this.held = false;
  }

  /**
   * The finger that opened the menu presses nothing when it is lifted.
   * @param {MouseEvent} event
   */
  #click(event) {
    const isKey = event.detail === 0;
    if (!this.held || isKey) return;
    this.held = false;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {EventTarget | null} target */
function articleOf(target) {
  return target instanceof Element ? target.closest("article") : null;
}
