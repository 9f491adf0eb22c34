/** @import {Message} from "../types.js" */
import { element } from "../lib/dom.js";
import { icon } from "./icons.js";
import { rightsOn } from "./message.js";

/**
 * What the bar does.
 * @typedef {Object} BarActions
 * @property {(message: Message, anchor: HTMLElement) => void} pickEmoji
 * @property {(message: Message) => void} reply
 * @property {(message: Message, anchor: HTMLElement) => void} more
 */

/**
 * React, reply and more, beside the message that is pointed at and the one that has the keyboard:
 * two bars at most, however many messages there are.
 */
export class MessageBars {
  /**
   * @param {HTMLElement} log
   * @param {import("./context.js").Context} context
   * @param {(article: HTMLElement) => Message | null} messageOf what may be acted on
   * @param {BarActions} actions
   */
  constructor(log, context, messageOf, actions) {
    this.log = log;
    this.context = context;
    this.messageOf = messageOf;
    this.actions = actions;
    /** @type {Map<HTMLElement, HTMLElement>} article and its bar */
    this.bars = new Map();
    /** @type {HTMLElement | null} */
    this.hovered = null;
    /** @type {HTMLElement | null} */
    this.focused = null;
    log.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse") this.#point("hovered", event.target);
    });
    log.addEventListener("pointerleave", () => this.#point("hovered", null));
    log.addEventListener("focusin", (event) => this.#point("focused", event.target));
    log.addEventListener("focusout", (event) => this.#point("focused", event.relatedTarget));
  }

  /**
   * A row was drawn anew, and its bar with it.
   * @param {HTMLElement} article
   */
  redrawn(article) {
    this.bars.delete(article);
    this.#settle();
  }

  /**
   * @param {"hovered" | "focused"} how
   * @param {EventTarget | null} target
   */
  #point(how, target) {
    const inside = target instanceof Element && this.log.contains(target);
    const article = inside ? target.closest("article") : null;
    if (this[how] === article) return;
    this[how] = article;
    this.#settle();
  }

  #settle() {
    const wanted = new Set([this.hovered, this.focused]);
    for (const [article, bar] of this.bars) {
      // While its menu is open the bar is what the keyboard comes back to.
      const isOpen = bar.querySelector('[aria-expanded="true"]') !== null;
      if (article.isConnected && (wanted.has(article) || isOpen)) continue;
      bar.remove();
      this.bars.delete(article);
    }
    for (const article of wanted) if (article && !this.bars.has(article)) this.#show(article);
  }

  /** @param {HTMLElement} article */
  #show(article) {
    const message = this.messageOf(article);
    const bubble = article.querySelector(".bubble, .post-main");
    if (!message || !bubble) return;
    const bar = this.#make(article, message);
    this.bars.set(article, bar);
    bubble.append(bar);
  }

  /**
   * @param {HTMLElement} article
   * @param {Message} message
   */
  #make(article, message) {
    const rights = rightsOn(this.context.store.state, message);
    const button = (
      /** @type {string} */ name,
      /** @type {string} */ label,
      /** @type {(button: HTMLElement) => void} */ run,
    ) =>
      element(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": label,
          title: label,
          "data-stop": label,
          tabindex: article.tabIndex,
          onclick: (/** @type {Event} */ event) =>
            run(/** @type {HTMLElement} */ (event.currentTarget)),
        },
        icon(name, 18),
      );
    const more = button("ellipsis", "More", (anchor) => this.actions.more(message, anchor));
    more.setAttribute("aria-haspopup", "menu");
    return element(
      "div",
      { class: "message-actions", role: "group", "aria-label": "Message actions" },
      rights.react && button("smile-plus", "React", () => this.actions.pickEmoji(message, article)),
      rights.reply && button("reply", "Reply", () => this.actions.reply(message)),
      more,
    );
  }
}
