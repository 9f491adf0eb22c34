import { element, setAttribute } from "../lib/dom.js";
import { icon } from "./icons.js";

/**
 * @typedef {Object} MenuItem
 * @property {string} label
 * @property {string} [icon]
 * @property {() => unknown} run after the menu closed and the keyboard is back at its opener
 * @property {boolean} [danger]
 * @property {boolean} [disabled]
 * @property {boolean} [checked] a choice that is on or off
 * @property {string} [hint] its shortcut
 */

/** @typedef {HTMLElement | {x: number, y: number}} Anchor */

const LANDMARKS = "dialog, nav, main, aside";
const MARGIN = 8;
const TYPING_MS = 700;

/** @type {Menu | null} */
let current = null;

/**
 * A menu at a button or at a point: arrows, Home, End and typing move in it, Escape, Tab and a
 * press elsewhere close it, and the keyboard goes back to where it was. A sheet on a phone.
 * Opened again from the same button it closes.
 * @param {Object} options
 * @param {Anchor} options.anchor
 * @param {string} options.label
 * @param {{title: string, line: string}} [options.heading] for the eye; `label` says it to the ear
 * @param {(MenuItem | "separator")[]} options.items
 */
export function openMenu({ anchor, label, heading, items }) {
  const again = current !== null && current.anchor === anchor;
  current?.close();
  if (again) return;
  const menu = new Menu(anchor, label, items);
  current = menu;
  if (heading) menu.element.prepend(headingOf(heading));
  menu.open();
}

class Menu {
  /**
   * @param {Anchor} anchor
   * @param {string} label
   * @param {(MenuItem | "separator")[]} items
   */
  constructor(anchor, label, items) {
    this.anchor = anchor;
    this.typed = "";
    this.typedAt = 0;
    const button = anchor instanceof HTMLElement ? anchor : null;
    this.button = button?.matches("button") ? button : null;
    // What it stands at may be no stop of the keyboard, as the bubble of a message is not.
    this.opener = button?.matches("a, button, [tabindex]") ? button : document.activeElement;
    this.items = items.map((item) => (item === "separator" ? null : this.#item(item)));
    this.element = element(
      "div",
      { class: "menu", popover: "manual", role: "menu", "aria-label": label, tabindex: "-1" },
      ...this.items.map(
        (node) => node ?? element("div", { class: "menu-line", role: "separator" }),
      ),
    );
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("focusout", (event) => this.#left(event));
    this.stop = new AbortController();
    const { signal } = this.stop;
    document.addEventListener("pointerdown", (event) => this.#pressed(event), {
      capture: true,
      signal,
    });
    window.addEventListener("resize", () => this.close(), { signal });
  }

  open() {
    // Beside its opener: outside an open dialog nothing can be reached, and it is part of a landmark.
    const around = this.opener instanceof Element ? this.opener.closest(LANDMARKS) : null;
    (around ?? document.body).append(this.element);
    if (this.button) setAttribute(this.button, "aria-expanded", "true");
    this.element.showPopover();
    this.#place();
    this.#enabled()[0]?.focus({ preventScroll: true });
  }

  /** @param {boolean} [giveBack] the keyboard, to the opener */
  close(giveBack = true) {
    if (current === this) current = null;
    this.stop.abort();
    if (this.button) setAttribute(this.button, "aria-expanded", "false");
    const inside = this.element.contains(document.activeElement);
    this.element.remove();
    if (giveBack && inside && this.opener instanceof HTMLElement) {
      this.opener.focus({ preventScroll: true });
    }
  }

  /** @param {MenuItem} item */
  #item({ label, icon: name, run, danger, disabled, checked, hint }) {
    const choice = checked !== undefined;
    return element(
      "button",
      {
        type: "button",
        class: danger ? "menu-item danger" : "menu-item",
        role: choice ? "menuitemcheckbox" : "menuitem",
        "aria-checked": choice ? String(checked) : null,
        "aria-disabled": disabled ? "true" : null,
        tabindex: "-1",
        onclick: () => {
          if (disabled) return;
          this.close();
          run();
        },
        onpointermove: (/** @type {PointerEvent} */ event) => {
          const { currentTarget } = event;
          if (currentTarget instanceof HTMLElement) currentTarget.focus({ preventScroll: true });
        },
      },
      choice ? mark(checked) : name && icon(name, 18),
      element("span", { class: "menu-label", dir: "auto" }, label),
      hint && element("kbd", { class: "key", "aria-hidden": "true" }, hint),
    );
  }

  #enabled() {
    return this.items.filter((item) => item !== null);
  }

  #place() {
    if (matchMedia("(width < 768px)").matches) return;
    const { anchor } = this;
    const point = anchor instanceof HTMLElement ? null : anchor;
    const box = anchor instanceof HTMLElement ? anchor.getBoundingClientRect() : null;
    const { offsetWidth, offsetHeight } = this.element;
    const right = Math.max(MARGIN, innerWidth - offsetWidth - MARGIN);
    const bottom = Math.max(MARGIN, innerHeight - offsetHeight - MARGIN);
    // A button in the right half gets its menu under its right edge.
    const start = box && (box.left > innerWidth / 2 ? box.right - offsetWidth : box.left);
    const left = point?.x ?? start ?? 0;
    const below = point?.y ?? (box?.bottom ?? 0) + 4;
    const above = (box ? box.top - 4 : below) - offsetHeight;
    const top = below > bottom && above > MARGIN ? above : below;
    this.element.style.left = `${Math.min(Math.max(MARGIN, left), right)}px`;
    this.element.style.top = `${Math.min(Math.max(MARGIN, top), bottom)}px`;
  }

  /** @param {PointerEvent} event */
  #pressed(event) {
    const target = event.target instanceof Node ? event.target : null;
    // The sheet's own scrim counts as elsewhere, but is part of its element.
    const box = this.element.getBoundingClientRect();
    const onScrim = target === this.element && event.clientY < box.top;
    if (this.element.contains(target) && !onScrim) return;
    if (this.anchor instanceof HTMLElement && this.anchor.contains(target)) return;
    this.close();
  }

  /** @param {FocusEvent} event */
  #left(event) {
    const to = event.relatedTarget;
    if (to instanceof Node && !this.element.contains(to)) this.close(false);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const items = this.#enabled();
    const at = items.findIndex((item) => item.matches(":focus"));
    const last = items.length - 1;
    const steps = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const to = steps[/** @type {keyof typeof steps} */ (event.key)] ?? this.#typing(event, at);
    // What the menu takes, no other layer of the page may take as well.
    if (event.key === "Escape" || event.key === "Tab") this.close();
    else if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to !== undefined) items[to]?.focus();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} at
   * @returns {number | undefined}
   */
  #typing(event, at) {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.key === " ") return undefined;
    this.typed = event.timeStamp - this.typedAt > TYPING_MS ? event.key : this.typed + event.key;
    this.typedAt = event.timeStamp;
    const items = this.#enabled();
    const from = this.typed.length === 1 ? at + 1 : at;
    for (let step = 0; step < items.length; step += 1) {
      const index = (Math.max(0, from) + step) % items.length;
      const text = items[index]?.textContent?.toLocaleLowerCase() ?? "";
      if (text.startsWith(this.typed.toLocaleLowerCase())) return index;
    }
    return undefined;
  }
}

/** @param {{title: string, line: string}} heading */
function headingOf({ title, line }) {
  return element(
    "div",
    { class: "menu-heading", "aria-hidden": "true" },
    element("strong", { dir: "auto" }, title),
    element("span", {}, line),
  );
}

/** @param {boolean} checked */
function mark(checked) {
  return checked ? icon("check", 18) : element("span", { class: "menu-mark" });
}
