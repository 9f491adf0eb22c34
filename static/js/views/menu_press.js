import { Hold } from "./hold.js";

/** The menu of a thing in a list: by right click, by Shift+F10, and by holding a finger on it. */
export class MenuPress {
  /**
   * @param {HTMLElement} host
   * @param {string} selector of what has a menu
   * @param {(node: HTMLElement, anchor: import("./menu.js").Anchor) => void} open
   */
  constructor(host, selector, open) {
    this.open = open;
    this.hold = new Hold(host, selector, (node) => this.#open(node, node));
    host.addEventListener("contextmenu", (event) => this.#menu(event));
  }

  /** @param {MouseEvent} event */
  #menu(event) {
    const node = this.hold.find(event.target);
    if (!node) return;
    event.preventDefault();
    this.hold.cancel();
    if (this.hold.isSamePress(event)) return;
    // From the keyboard it has no place of its own.
    const byKey = event.button !== 2 || (event.clientX === 0 && event.clientY === 0);
    this.#open(node, byKey ? node : { x: event.clientX, y: event.clientY });
  }

  /**
   * @param {HTMLElement} node
   * @param {import("./menu.js").Anchor} anchor
   * @returns {true}
   */
  #open(node, anchor) {
    node.focus({ preventScroll: true });
    this.open(node, anchor);
    return true;
  }
}
