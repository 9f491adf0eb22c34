import { isPressed, onMac, SHORTCUTS } from "./shortcuts.js";

/** The shortcuts of the whole page: each does what the page says under its id. */
export class Keyboard {
  /**
   * @param {import("./context.js").Context} context
   * @param {Record<string, () => unknown>} actions by id of the shortcut; one that answers false
   *   leaves the key to the browser
   * @param {() => void} write puts the keyboard into the composer
   */
  constructor(context, actions, write) {
    this.context = context;
    this.actions = actions;
    this.write = write;
    this.mac = onMac();
    document.addEventListener("keydown", (event) => this.#letters(event), { capture: true });
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.defaultPrevented || event.isComposing || event.getModifierState("AltGraph")) return;
    // What lies above the page takes its keys itself.
    if (document.querySelector("dialog[open], :popover-open")) return;
    for (const { id, keys, page, letter } of SHORTCUTS) {
      if (!page || !keys.some((one) => isPressed(event, one, this.mac))) continue;
      if (letter && (isText(event.target) || !this.context.preferences.lettersOn())) continue;
      if (this.actions[id]?.() !== false) event.preventDefault();
      return;
    }
  }

  /**
   * With letter keys off, typing on a message writes: the letter lands in the composer.
   * @param {KeyboardEvent} event
   */
  #letters(event) {
    if (this.context.preferences.lettersOn() || event.key.length !== 1 || event.key === " ") return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const article = event.target instanceof Element && event.target.matches("[role=log] article");
    if (!article) return;
    event.stopPropagation();
    this.write();
  }
}

/** @param {EventTarget | null} target */
function isText(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"))
  );
}
