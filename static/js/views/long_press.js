import { Hold } from "./hold.js";

/**
 * The menu of a message by right click and by holding a finger on it. Links, and text that was
 * selected, keep the browser's own menu.
 */
export class LongPress {
  /**
   * @param {HTMLElement} log
   * @param {(article: HTMLElement, point: import("./hold.js").Point) => boolean} open
   */
  constructor(log, open) {
    this.open = open;
    this.hold = new Hold(log, "article", open);
    log.addEventListener("contextmenu", (event) => this.#menu(event));
  }

  /** @param {MouseEvent} event */
  #menu(event) {
    if (this.hold.isSamePress(event)) {
      event.preventDefault();
      return;
    }
    const article = this.hold.find(event.target);
    const selected = getSelection();
    const keepsNative = event.target instanceof Element && event.target.closest("a");
    if (!article || keepsNative || (selected && !selected.isCollapsed)) return;
    this.hold.cancel();
    if (this.open(article, { x: event.clientX, y: event.clientY })) event.preventDefault();
  }
}
