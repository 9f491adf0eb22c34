/** @import {ComposerField} from "./composer_field.js" */
/** @import {Format} from "../lib/formatting.js" */
import { element } from "../lib/dom.js";
import { formatted, insideFence } from "../lib/formatting.js";
import { icon } from "./icons.js";
import { keysText, onMac, SHORTCUTS } from "./shortcuts.js";

export { insideFence };

/** @type {[Format, string, string][]} what it does, its icon, its name */
const BUTTONS = [
  ["bold", "bold", "Bold"],
  ["italic", "italic", "Italic"],
  ["strike", "strikethrough", "Strikethrough"],
  ["link", "link", "Link"],
  ["numbers", "list-ordered", "Numbered list"],
  ["list", "list", "Bulleted list"],
  ["quote", "text-quote", "Quote"],
  ["code", "code", "Code"],
  ["block", "square-code", "Code block"],
];

/**
 * Marks what is selected in a field.
 * @param {ComposerField} field
 * @param {Format} format
 */
export function format(field, format) {
  const { selectionStart: start, selectionEnd: end, value: text } = field.text;
  const change = formatted({ text, start, end }, format);
  field.replace(change.from, change.to, change.put);
  field.text.setSelectionRange(change.start, change.end);
}

/** A row of buttons above the text: one tab stop, arrows move, Escape goes back to the text. */
export class FormatBar {
  /**
   * @param {ComposerField} field
   * @param {HTMLElement} opener
   */
  constructor(field, opener) {
    this.field = field;
    const mac = onMac();
    this.buttons = BUTTONS.map(([name, path, label], at) => {
      const keys = SHORTCUTS.find(({ id }) => id === `format-${name}`)?.keys[0];
      const title = keys ? `${label} (${keysText(keys, { mac })})` : label;
      const onclick = () => format(field, name);
      const properties = { type: "button", class: "icon-button", "aria-label": label, title };
      const tabindex = at === 0 ? "0" : "-1";
      return element("button", { ...properties, tabindex, onclick }, icon(path, 18));
    });
    const id = `${field.text.id}-format`;
    this.element = element(
      "div",
      {
        class: "format-bar",
        id,
        role: "toolbar",
        "aria-label": "Formatting",
        hidden: true,
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
        // The pointer must not take the keyboard, and with it what is selected, from the text.
        onpointerdown: (/** @type {Event} */ event) => event.preventDefault(),
      },
      ...this.buttons,
    );
    opener.setAttribute("aria-controls", id);
    field.element.before(this.element);
  }

  /** @returns {boolean} whether it is there now */
  toggle() {
    this.element.hidden = !this.element.hidden;
    this.field.text.focus();
    return !this.element.hidden;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const at = this.buttons.findIndex((button) => button.matches(":focus"));
    const forward = getComputedStyle(this.element).direction === "rtl" ? -1 : 1;
    const steps = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: -1 };
    const to = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (event.key === "Escape") {
      event.stopPropagation();
      this.field.text.focus();
    }
    if (to === undefined) return;
    event.preventDefault();
    const next = this.buttons.at(to % this.buttons.length);
    for (const button of this.buttons) button.tabIndex = button === next ? 0 : -1;
    next?.focus();
  }
}
