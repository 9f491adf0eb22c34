import { element, setAttribute } from "../lib/dom.js";
import { isPressed, onMac, SHORTCUTS } from "./shortcuts.js";

/** @typedef {import("../lib/formatting.js").Format} Format */

const FORMATS = SHORTCUTS.filter(({ id }) => id.startsWith("format-"));
/** Where this stands, a block of code may have been begun. */
const FENCE = /(?:^|\n) {0,3}(?:```|~~~)/u;

/**
 * Marks in what is being written, by keys and from a bar of buttons that comes when it is wanted.
 * Inside a block of code Enter begins a line.
 */
export class ComposerMarks {
  /**
   * @param {import("./context.js").Context} context
   * @param {import("./composer_field.js").ComposerField} field
   */
  constructor(context, field) {
    this.context = context;
    this.field = field;
    this.mac = onMac();
    /** @type {import("./format_bar.js").FormatBar | null} */
    this.bar = null;
    const labels = { "aria-label": "Formatting", title: "Formatting", "aria-expanded": "false" };
    this.button = element(
      "button",
      {
        type: "button",
        class: "icon-button format-button",
        ...labels,
        onclick: () => this.#toggle(),
      },
      "Aa",
    );
    field.text.after(this.button);
    field.text.addEventListener("input", () => {
      const { later } = context;
      if (FENCE.test(field.text.value)) later.load("formatting").catch(() => undefined);
    });
    // Before the field's own: what Enter means there hangs on where the caret stands.
    field.text.addEventListener("keydown", (event) => this.#key(event), { capture: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.keyCode === 229 || this.field.text.readOnly) return;
    if (event.key === "Enter") this.#enter(event);
    const found = FORMATS.find(({ keys }) => keys.some((one) => isPressed(event, one, this.mac)));
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    const format = /** @type {Format} */ (found.id.slice("format-".length));
    this.context.later.use("formatting", (part) => part.format(this.field, format));
  }

  /** @param {KeyboardEvent} event */
  #enter(event) {
    const { text, mentions } = this.field;
    const held = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
    const part = this.context.later.loaded.get("formatting");
    if (held || mentions?.isOpen || !this.context.preferences.enterSends()) return;
    if (!part?.insideFence(text.value, text.selectionStart)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.field.insert("\n");
  }

  #toggle() {
    this.context.later.use("formatting", ({ FormatBar }) => {
      this.bar ??= new FormatBar(this.field, this.button);
      const open = this.bar.toggle();
      setAttribute(this.button, "aria-expanded", String(open));
    });
  }
}
