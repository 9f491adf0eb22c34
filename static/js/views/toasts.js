import { element } from "../lib/dom.js";
import { icon } from "./icons.js";

const SHOW_MS = 8000;
const AT_MOST = 2;

/**
 * @typedef {Object} ToastOptions
 * @property {{label: string, run: () => unknown}} [action] for instance Undo
 * @property {"info" | "error"} [tone]
 */

/**
 * Short news at the bottom: at most two, gone after eight seconds unless someone points at them.
 * Nothing is said only here.
 */
export class Toasts {
  constructor() {
    this.element = element("div", { class: "toasts", role: "status", "aria-label": "News" });
    /** @type {Map<HTMLElement, ReturnType<typeof setTimeout>>} */
    this.timers = new Map();
  }

  /**
   * @param {string} text
   * @param {ToastOptions} [options]
   * @returns {() => void} takes it away
   */
  show(text, { action, tone = "info" } = {}) {
    const close = () => this.#remove(toast);
    const toast = element(
      "div",
      { class: `toast toast-${tone}` },
      icon(tone === "error" ? "circle-alert" : "check", 18),
      element("p", {}, text),
      action && element("button", { ...BUTTON, onclick: () => act(action, close) }, action.label),
      element(
        "button",
        { type: "button", class: "toast-close", "aria-label": "Dismiss", onclick: close },
        icon("x", 16),
      ),
    );
    for (const event of ["pointerenter", "focusin"]) {
      toast.addEventListener(event, () => this.#hold(toast));
    }
    for (const event of ["pointerleave", "focusout"]) {
      toast.addEventListener(event, () => this.#later(toast));
    }
    this.element.append(toast);
    this.#later(toast);
    const oldest = this.element.firstElementChild;
    if (this.element.childElementCount > AT_MOST && oldest instanceof HTMLElement) {
      this.#remove(oldest);
    }
    return close;
  }

  /** @param {HTMLElement} toast */
  #hold(toast) {
    clearTimeout(this.timers.get(toast));
  }

  /** @param {HTMLElement} toast */
  #later(toast) {
    this.#hold(toast);
    if (!toast.isConnected || toast.matches(":hover, :focus-within")) return;
    this.timers.set(
      toast,
      setTimeout(() => this.#remove(toast), SHOW_MS),
    );
  }

  /** @param {HTMLElement} toast */
  #remove(toast) {
    this.#hold(toast);
    this.timers.delete(toast);
    toast.remove();
  }
}

const BUTTON = { type: "button", class: "toast-action" };

/**
 * @param {{run: () => unknown}} action
 * @param {() => void} close
 */
function act({ run }, close) {
  close();
  run();
}
