import { element, setAttribute } from "../lib/dom.js";

export const AVATARS_ONLY = 76;
const NARROWEST = 260;
const WIDEST = 420;
const STEP = 20;

/**
 * A width that the list can have: avatars only, or wide enough for words.
 * @param {number} width
 * @returns {number}
 */
export function snapWidth(width) {
  if (width < (AVATARS_ONLY + NARROWEST) / 2) return AVATARS_ONLY;
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

/**
 * The width after a key on the separator; null for another key.
 * @param {number} width
 * @param {string} key
 * @returns {number | null}
 */
export function steppedWidth(width, key) {
  if (key === "ArrowRight") return width < NARROWEST ? NARROWEST : snapWidth(width + STEP);
  if (key === "ArrowLeft") return width - STEP < NARROWEST ? AVATARS_ONLY : width - STEP;
  if (key === "Home") return AVATARS_ONLY;
  return key === "End" ? WIDEST : null;
}

/** The line between list and chat: dragged, or moved with the arrow keys. */
export class ListWidth {
  /**
   * @param {HTMLElement} panes whose columns it sets
   * @param {import("../offline/preferences.js").Preferences} preferences
   * @param {() => void} onChange
   */
  constructor(panes, preferences, onChange) {
    this.panes = panes;
    this.preferences = preferences;
    this.onChange = onChange;
    this.screens = {
      wide: matchMedia("(width >= 1440px)"),
      narrow: matchMedia("(768px <= width < 1100px)"),
      phone: matchMedia("(width < 768px)"),
    };
    this.element = element("div", {
      class: "list-edge",
      role: "separator",
      tabindex: "0",
      title: "Drag to resize",
      "aria-label": "Width of the chat list",
      "aria-controls": "chats",
      "aria-orientation": "vertical",
      "aria-valuemin": AVATARS_ONLY,
      "aria-valuemax": WIDEST,
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
      onpointerdown: (/** @type {PointerEvent} */ event) => this.#grab(event),
      ondblclick: () => this.#set(null),
    });
    this.width = 0;
    for (const screen of Object.values(this.screens)) {
      screen.addEventListener("change", () => this.apply());
    }
    this.apply();
  }

  get compact() {
    return this.width === AVATARS_ONLY && !this.screens.phone.matches;
  }

  get #screen() {
    return this.screens.narrow.matches ? "narrow" : "wide";
  }

  apply() {
    const kept = this.preferences.listWidth(/** @type {"wide" | "narrow"} */ (this.#screen));
    const usual = this.screens.wide.matches
      ? 340
      : this.screens.narrow.matches
        ? AVATARS_ONLY
        : 300;
    this.#show(kept === null ? usual : snapWidth(kept));
  }

  /** @param {number} width */
  #show(width) {
    this.width = width;
    this.panes.style.setProperty("--list-width", `${width}px`);
    setAttribute(this.panes, "data-compact", this.compact);
    setAttribute(this.element, "aria-valuenow", width);
    this.onChange();
  }

  /** @param {number | null} width */
  #set(width) {
    this.preferences.setListWidth(/** @type {"wide" | "narrow"} */ (this.#screen), width);
    this.apply();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const width = steppedWidth(this.width, event.key);
    if (width === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#set(width);
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    const from = event.clientX - this.width;
    const move = (/** @type {PointerEvent} */ moved) => this.#show(snapWidth(moved.clientX - from));
    const drop = () => {
      this.element.removeEventListener("pointermove", move);
      this.#set(this.width);
    };
    this.element.addEventListener("pointermove", move);
    this.element.addEventListener("lostpointercapture", drop, { once: true });
  }
}
