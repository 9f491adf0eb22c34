/** @import {BootLimits} from "../types.js" */
import { element, setText } from "../lib/dom.js";
import { icon } from "./icons.js";

/**
 * The options of a new poll. There is always an empty field for one more; Enter goes to the next.
 */
export class PollOptions {
  /** @param {BootLimits} limits */
  constructor(limits) {
    this.fewest = limits.poll_options_min;
    this.most = limits.poll_options_max;
    this.longest = limits.poll_option_code_points;
    this.list = element("ol", { class: "poll-fields" });
    this.error = element("p", { class: "field-error", id: "poll-options-error", role: "alert" });
    this.element = element(
      "fieldset",
      { class: "field poll-options", "aria-describedby": "poll-options-error" },
      element("legend", {}, "Options"),
      this.list,
      this.error,
    );
    for (let count = 0; count < this.fewest; count += 1) this.#add();
  }

  /** @returns {HTMLInputElement[]} */
  get inputs() {
    return [...this.list.querySelectorAll("input")];
  }

  /** What was written, less the fields that were left empty. @returns {string[]} */
  texts() {
    return this.inputs.map(({ value }) => value.trim()).filter(Boolean);
  }

  /** Says what is wrong. @returns {string} empty where nothing is */
  check() {
    const texts = this.texts();
    let complaint = "";
    if (texts.length < this.fewest) complaint = `Give at least ${this.fewest} options.`;
    else if (new Set(texts).size < texts.length) complaint = "Two of the options are the same.";
    this.setError(complaint);
    return complaint;
  }

  /** The keyboard goes to the first field that is empty, or says what another one does. */
  focusProblem() {
    const { inputs } = this;
    const values = inputs.map(({ value }) => value.trim());
    const at = values.findIndex((value, index) => !value || values.indexOf(value) < index);
    inputs[Math.max(at, 0)]?.focus();
  }

  /** @param {string} text */
  setError(text) {
    setText(this.error, text);
  }

  #add() {
    const input = element("input", {
      class: "input",
      type: "text",
      dir: "auto",
      autocomplete: "off",
      maxlength: this.longest,
      oninput: () => this.#typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event, input),
    });
    const remove = element(
      "button",
      { type: "button", class: "icon-button", onclick: () => this.#remove(item, input) },
      icon("x", 18),
    );
    const item = element("li", { class: "poll-field" }, input, remove);
    this.list.append(item);
    this.#number();
  }

  #typed() {
    const { inputs } = this;
    if (inputs.length < this.most && inputs.every(({ value }) => value.trim())) this.#add();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLInputElement} input
   */
  #key(event, input) {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    const { inputs } = this;
    const next = inputs[inputs.indexOf(input) + 1];
    // In the last one, and in an empty one, Enter sends the poll as in any field.
    if (!next || !input.value.trim()) return;
    event.preventDefault();
    next.focus();
  }

  /**
   * @param {HTMLElement} item
   * @param {HTMLInputElement} input
   */
  #remove(item, input) {
    const { inputs } = this;
    const at = inputs.indexOf(input);
    item.remove();
    while (this.inputs.length < this.fewest) this.#add();
    this.#number();
    this.#typed();
    this.inputs[Math.max(at - 1, 0)]?.focus();
  }

  #number() {
    const { inputs } = this;
    inputs.forEach((input, index) => {
      const name = `Option ${index + 1}`;
      input.setAttribute("aria-label", name);
      input.placeholder = name;
      const button = input.nextElementSibling;
      if (!(button instanceof HTMLButtonElement)) return;
      button.setAttribute("aria-label", `Remove option ${index + 1}`);
      button.title = "Remove";
      button.hidden = inputs.length <= this.fewest;
    });
  }
}
