/** @import {Linker, Mentioned} from "./message_text.js" */
import { askUntilAnswered } from "../lib/asking.js";
import { holdsMarkup } from "../lib/markup.js";
import { plainBody } from "./message_text.js";

/** @typedef {(body: string, mentioned: Mentioned, linked?: Linker) => HTMLElement} DrawBody */

/**
 * Bodies as they are shown: as they were typed, and with their markup once the part of the page
 * that reads it is here. It is large, and comes when a body that is shown holds markup.
 */
export class Bodies {
  /**
   * @param {import("./context.js").Context} context
   * @param {() => void} onChange bodies with markup may look different from now on
   */
  constructor(context, onChange) {
    this.context = context;
    this.onChange = onChange;
    /** @type {import("./rich_text.js").RichTexts | null} */
    this.rich = null;
    this.asked = false;
    /** @type {WeakMap<object, boolean>} which messages hold markup */
    this.marked = new WeakMap();
  }

  /**
   * What the look of a message's body hangs on, but for the message.
   * @param {{body: string} | null | undefined} message
   * @returns {number}
   */
  look(message) {
    if (!message) return 0;
    let marked = this.marked.get(message);
    if (marked === undefined) {
      marked = holdsMarkup(message.body);
      this.marked.set(message, marked);
    }
    return marked && this.rich ? 1 + (this.rich.turns.get(message.body) ?? 0) : 0;
  }

  /** @type {DrawBody} */
  draw(body, mentioned, linked) {
    if (!holdsMarkup(body)) return plainBody(body, mentioned, linked);
    if (!this.rich) this.#load();
    return this.rich?.draw(body, mentioned, linked) ?? plainBody(body, mentioned, linked);
  }

  async #load() {
    if (this.asked) return;
    this.asked = true;
    const { later, toasts } = this.context;
    // Until then bodies are read as they were typed.
    await askUntilAnswered(() => later.load("richText"));
    const { RichTexts } = later.loaded.get("richText");
    this.rich = new RichTexts(toasts, this.onChange);
    this.onChange();
  }
}
