import { element } from "../lib/dom.js";
import { countCodePoints, normaliseBody } from "../lib/text.js";
import { icon } from "./icons.js";

const WARN_BEFORE_LIMIT = 200;

/** The text of a message while it is written: it grows, offers people after "@", takes emoji. */
export class ComposerField {
  /**
   * @param {import("./context.js").Context} context
   * @param {string} name of its parts in the page, as the beginning of their ids
   * @param {Object} told
   * @param {() => void} told.onTyped the text was changed by the person
   * @param {() => void} told.onLeft the keyboard went elsewhere
   * @param {(event: KeyboardEvent) => void} told.onKey a key that the list of people left alone
   */
  constructor(context, name, { onTyped, onLeft, onKey }) {
    this.limit = context.boot.limits.body_code_points;
    this.onTyped = onTyped;
    this.text = element("textarea", {
      id: `${name}-text`,
      class: "composer-text",
      rows: "1",
      dir: "auto",
      "aria-describedby": `${name}-note`,
      autocomplete: "off",
      oninput: () => this.#changed(),
      onclick: () => this.mentions?.look(),
      onblur: onLeft,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        // While an input method is composing, Enter chooses a word. Safari tells it as code 229.
        if (event.isComposing || event.keyCode === 229) return;
        if (!this.mentions?.key(event)) onKey(event);
      },
      onkeyup: () => this.mentions?.isOpen && this.mentions.look(),
    });
    /** @type {import("./mention_box.js").MentionBox | null} once its part of the page is here */
    this.mentions = null;
    const labels = { "aria-label": "Emoji", title: "Emoji" };
    const pick = () =>
      context.later.use("emojiPicker", ({ openEmojiPicker }) =>
        openEmojiPicker(this.emoji, (emoji) => this.insert(emoji), this.text),
      );
    this.emoji = element(
      "button",
      { type: "button", class: "icon-button", ...labels, onclick: pick },
      icon("smile"),
    );
    this.element = element("div", { class: "composer-row" }, this.text, this.emoji);
  }

  /**
   * From now on people are offered after "@".
   * @param {typeof import("./mention_box.js").MentionBox} MentionBox
   * @returns {import("./mention_box.js").MentionBox}
   */
  offerPeople(MentionBox) {
    this.mentions = new MentionBox(this.text, () => this.#changed());
    return this.mentions;
  }

  /**
   * @param {string} label
   * @param {string} [placeholder]
   */
  setLabel(label, placeholder = label) {
    this.text.setAttribute("aria-label", label);
    this.text.placeholder = placeholder;
  }

  /** @param {string} text */
  set(text) {
    this.text.value = text;
    this.mentions?.close();
    this.#grow();
  }

  /**
   * Writes at the caret.
   * @param {string} text
   */
  insert(text) {
    const { selectionStart, selectionEnd } = this.text;
    this.text.setRangeText(text, selectionStart, selectionEnd, "end");
    this.#changed();
  }

  /**
   * Writes in the place of other text, in a way that the browser can undo.
   * @param {number} from
   * @param {number} to
   * @param {string} put
   */
  replace(from, to, put) {
    this.text.focus();
    this.text.setSelectionRange(from, to);
    // Told as if it had been typed; browsers that cannot are written to, and told by hand.
    if (document.execCommand("insertText", false, put)) return;
    this.text.setRangeText(put, from, to, "end");
    this.#changed();
  }

  /**
   * What would be sent, and how long it is: said only near the limit.
   * @returns {{body: string, empty: boolean, tooLong: boolean, size: string}}
   */
  read() {
    const body = normaliseBody(this.text.value);
    const near = this.limit - WARN_BEFORE_LIMIT;
    const count = body.length < near ? 0 : countCodePoints(body);
    const number = new Intl.NumberFormat();
    const size = `${number.format(count)} of ${number.format(this.limit)} characters`;
    const tooLong = count > this.limit;
    this.text.setAttribute("aria-invalid", String(tooLong));
    return { body, empty: body.trim() === "", tooLong, size: count > near ? size : "" };
  }

  #changed() {
    this.#grow();
    this.onTyped();
    this.mentions?.look();
  }

  /** For browsers without field-sizing. */
  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.text.style.blockSize = "auto";
    this.text.style.blockSize = `${this.text.scrollHeight}px`;
  }
}
