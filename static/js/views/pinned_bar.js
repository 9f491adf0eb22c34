/** @import {Conversation, Message, State} from "../types.js" */
import { element, setAttribute, setText } from "../lib/dom.js";
import { withoutMarkup } from "../lib/markup.js";
import { cutText } from "../lib/text.js";
import { pinsOf } from "../store/around.js";
import { icon } from "./icons.js";

const LONGEST = 200;
/** More bars than this say nothing more. */
const BARS = 4;

/** Under the header: one pinned message at a time; each press opens it and shows the next. */
export class PinnedBar {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.bars = element("span", { class: "pin-bars", "aria-hidden": "true" });
    this.title = element("strong", {});
    this.text = element("span", { class: "pin-text", dir: "auto" });
    this.open = element(
      "button",
      { type: "button", class: "pin-open", onclick: () => this.#next() },
      this.bars,
      element("span", { class: "pin-words" }, this.title, this.text),
    );
    const all = element(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "All pinned messages",
        title: "All pinned messages",
        onclick: () => context.page.openPane("pins"),
      },
      icon("pin"),
    );
    this.element = element(
      "section",
      { class: "pinned-bar", "aria-label": "Pinned message", hidden: true },
      this.open,
      all,
    );
    /** @type {string | null} */
    this.conversationId = null;
    this.at = 0;
    /** @type {Message[]} */
    this.pins = [];
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    const pins = pinsOf(state, conversation.id);
    if (conversation.id === this.conversationId && pins === this.pins) return;
    if (conversation.id !== this.conversationId) this.at = 0;
    this.conversationId = conversation.id;
    this.pins = pins;
    this.element.hidden = pins.length === 0;
    if (pins.length > 0) this.#show();
  }

  #show() {
    this.at = Math.min(this.at, this.pins.length - 1);
    const pin = this.pins[this.at];
    if (!pin) return;
    const many = this.pins.length;
    const title = many > 1 ? `Pinned message ${this.at + 1} of ${many}` : "Pinned message";
    const text = cutText(withoutMarkup(pin.body).replaceAll("\n", " "), LONGEST);
    setText(this.title, title);
    setText(this.text, text);
    setAttribute(this.open, "aria-label", `${title}: ${text}. Go to it`);
    const count = Math.min(BARS, many);
    const current = many > BARS ? Math.floor((this.at * BARS) / many) : this.at;
    this.bars.replaceChildren(
      ...Array.from({ length: count }, (_, n) =>
        element("span", { class: n === current ? "pin-line on" : "pin-line" }),
      ),
    );
  }

  #next() {
    const pin = this.pins[this.at];
    if (!pin || this.conversationId === null) return;
    this.context.router.open(this.conversationId, { messageId: pin.id, keepPane: true });
    this.at = (this.at + 1) % this.pins.length;
    this.#show();
  }
}
