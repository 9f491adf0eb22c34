/** @import {Emoji} from "../lib/emoji.js" */
import { element } from "../lib/dom.js";
import { RecentEmoji } from "../offline/recent_emoji.js";
import { ownEmoji } from "./custom_emoji.js";
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

/** How many of a space's own stand beside them: those chosen last. */
const OWN_AT_MOST = 2;

/** Six emoji beside the message, and the way to all: arrows move, Escape gives the keyboard back. */
export class EmojiPopover {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    /** @type {HTMLElement | null} */
    this.opener = null;
    /** @type {(emoji: string) => void} */
    this.onPick = () => undefined;
    /** @type {import("./custom_emoji.js").OwnEmoji | null} */
    this.own = null;
    this.ownButtons = element("span", { class: "emoji-own" });
    this.element = element(
      "div",
      { class: "emoji-popover", popover: "auto", role: "group", "aria-label": "Choose a reaction" },
      ...EMOJI.map(([emoji, name]) => this.#button(emoji, name, emoji)),
      this.ownButtons,
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
   * @param {string | null} spaceId whose own emoji there are, too
   * @param {(emoji: string) => void} onPick
   */
  open(anchor, spaceId, onPick) {
    this.opener = anchor;
    this.onPick = onPick;
    this.own = spaceId === null ? null : ownEmoji(this.context, spaceId);
    this.ownButtons.replaceChildren(
      ...this.#lastOwn().map(({ emoji, name, picture }) =>
        this.#button(emoji, name, picture?.() ?? emoji),
      ),
    );
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

  /** @returns {Emoji[]} */
  #lastOwn() {
    const all = this.own?.now()?.emoji ?? [];
    return new RecentEmoji(localStorage)
      .list()
      .flatMap((recent) => all.filter(({ emoji }) => emoji === recent))
      .slice(0, OWN_AT_MOST);
  }

  /**
   * @param {string} emoji
   * @param {string} name
   * @param {Node | string} shown
   */
  #button(emoji, name, shown) {
    return element(
      "button",
      {
        type: "button",
        class: "emoji-button",
        "aria-label": name,
        title: name,
        onclick: () => this.#pick(emoji),
      },
      shown,
    );
  }

  /** @param {string} emoji */
  #pick(emoji) {
    this.element.hidePopover();
    this.opener?.focus();
    this.onPick(emoji);
  }

  #more() {
    const { opener, onPick, own } = this;
    this.element.hidePopover();
    if (!opener) return;
    const anchor = opener.querySelector(".bubble, .post-main") ?? opener;
    this.context.later.use("emojiPicker", ({ openEmojiPicker }) =>
      openEmojiPicker(/** @type {HTMLElement} */ (anchor), onPick, opener, own),
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
