import { element } from "../lib/dom.js";
import { icon } from "./icons.js";

/** A small fixed set, each with its name for those who hear it. */
const EMOJI = /** @type {const} */ ([
  ["👍", "Thumbs up"],
  ["❤️", "Heart"],
  ["😂", "Tears of joy"],
  ["😮", "Surprised"],
  ["😢", "Sad"],
  ["🎉", "Party"],
]);

/** Six emoji beside the message, and the way to all: arrows move, Escape gives the keyboard back. */
export class EmojiPopover {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    /** @type {HTMLElement | null} */
    this.opener = null;
    /** @type {(emoji: string) => void} */
    this.onPick = () => undefined;
    this.element = element(
      "div",
      { class: "emoji-popover", popover: "auto", role: "group", "aria-label": "Choose a reaction" },
      ...EMOJI.map(([emoji, name]) =>
        element(
          "button",
          {
            type: "button",
            class: "emoji-button",
            "aria-label": name,
            title: name,
            onclick: () => this.#pick(emoji),
          },
          emoji,
        ),
      ),
      element(
        "button",
        {
          type: "button",
          class: "emoji-button emoji-more",
          "aria-label": "More emoji",
          title: "More emoji",
          onclick: () => this.#more(),
        },
        icon("plus"),
      ),
    );
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  /**
   * @param {HTMLElement} anchor
   * @param {(emoji: string) => void} onPick
   */
  open(anchor, onPick) {
    this.opener = anchor;
    this.onPick = onPick;
    if (!this.element.isConnected) document.getElementById("app")?.append(this.element);
    this.element.showPopover();
    const box = (anchor.querySelector(".bubble, .post-main") ?? anchor).getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.element;
    const left = Math.min(Math.max(8, box.left), innerWidth - offsetWidth - 8);
    const above = box.top - offsetHeight - 6;
    this.element.style.left = `${left}px`;
    this.element.style.top = `${above > 8 ? above : box.bottom + 6}px`;
    this.element.querySelector("button")?.focus();
  }

  /** @param {string} emoji */
  #pick(emoji) {
    this.element.hidePopover();
    this.opener?.focus();
    this.onPick(emoji);
  }

  #more() {
    const { opener, onPick } = this;
    this.element.hidePopover();
    if (!opener) return;
    const anchor = opener.querySelector(".bubble, .post-main") ?? opener;
    this.context.later.use("emojiPicker", ({ openEmojiPicker }) =>
      openEmojiPicker(/** @type {HTMLElement} */ (anchor), onPick, opener),
    );
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const buttons = [...this.element.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const move = step[/** @type {keyof typeof step} */ (event.key)];
    if (event.key === "Escape") this.opener?.focus();
    if (move === undefined) return;
    event.preventDefault();
    buttons[(at + move + buttons.length) % buttons.length]?.focus();
  }
}
