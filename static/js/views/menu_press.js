const LONG_PRESS_MS = 500;
const SLACK_PX = 10;

/** The menu of a thing in a list: by right click, by Shift+F10, and by holding a finger on it. */
export class MenuPress {
  /**
   * @param {HTMLElement} host
   * @param {string} selector of what has a menu
   * @param {(node: HTMLElement, anchor: import("./menu.js").Anchor) => void} open
   */
  constructor(host, selector, open) {
    this.selector = selector;
    this.open = open;
    this.timer = 0;
    this.from = { x: 0, y: 0 };
    host.addEventListener("contextmenu", (event) => this.#menu(event));
    host.addEventListener("pointerdown", (event) => this.#pressed(event));
    host.addEventListener("pointermove", (event) => this.#moved(event));
    for (const name of ["pointerup", "pointercancel", "scroll", "dragstart"]) {
      host.addEventListener(name, () => clearTimeout(this.timer), { passive: true });
    }
  }

  /** @param {EventTarget | null} target @returns {HTMLElement | null} */
  #find(target) {
    return target instanceof Element ? target.closest(this.selector) : null;
  }

  /** @param {MouseEvent} event */
  #menu(event) {
    const node = this.#find(event.target);
    if (!node) return;
    event.preventDefault();
    clearTimeout(this.timer);
    // From the keyboard it has no place of its own.
    const byKey = event.button !== 2 || (event.clientX === 0 && event.clientY === 0);
    node.focus({ preventScroll: true });
    this.open(node, byKey ? node : { x: event.clientX, y: event.clientY });
  }

  /**
   * For browsers that make no context menu of it.
   * @param {PointerEvent} event
   */
  #pressed(event) {
    clearTimeout(this.timer);
    const node = this.#find(event.target);
    if (event.pointerType !== "touch" || !node) return;
    this.from = { x: event.clientX, y: event.clientY };
    this.timer = Number(
      setTimeout(() => {
        node.addEventListener("click", (click) => click.preventDefault(), { once: true });
        node.focus({ preventScroll: true });
        this.open(node, node);
      }, LONG_PRESS_MS),
    );
  }

  /** @param {PointerEvent} event */
  #moved({ clientX, clientY }) {
    if (Math.hypot(clientX - this.from.x, clientY - this.from.y) > SLACK_PX)
      clearTimeout(this.timer);
  }
}
