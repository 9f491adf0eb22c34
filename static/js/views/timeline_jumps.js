/** @import {Conversation} from "../types.js" */
import { element, setText } from "../lib/dom.js";
import { formatDay } from "../lib/times.js";
import { unreadCount } from "../store/conversations.js";
import { icon } from "./icons.js";

const DAY_MS = 1500;

/**
 * What the buttons above the log do.
 * @typedef {Object} Jumps
 * @property {() => void} toUnread
 * @property {() => void} toLatest
 * @property {() => void} toMention
 * @property {() => void} back
 */

/** Buttons over the log: to the first unread, to the latest, to the next mention, and back. */
export class JumpButtons {
  /** @param {Jumps} jumps */
  constructor(jumps) {
    this.unread = element(
      "button",
      { type: "button", class: "jump-chip jump-unread", hidden: true, onclick: jumps.toUnread },
      icon("chevron-up", 16),
      "Jump to first unread",
    );
    this.back = element(
      "button",
      { type: "button", class: "jump-chip jump-back", hidden: true, onclick: jumps.back },
      icon("undo-2", 16),
      "Back to where you were",
    );
    this.mention = element(
      "button",
      {
        type: "button",
        class: "jump-button",
        hidden: true,
        "aria-label": "Jump to the next mention",
        title: "Jump to the next mention",
        onclick: jumps.toMention,
      },
      icon("at-sign"),
    );
    this.count = element("span", { class: "jump-count", "aria-hidden": "true" });
    this.latest = element(
      "button",
      { type: "button", class: "jump-button jump-latest", hidden: true, onclick: jumps.toLatest },
      icon("chevron-down"),
      this.count,
    );
    this.element = element(
      "div",
      { class: "jumps" },
      this.unread,
      this.back,
      element("div", { class: "jump-stack" }, this.mention, this.latest),
    );
  }

  /**
   * @param {Object} shown
   * @param {Conversation} shown.conversation
   * @param {boolean} shown.unread the first unread message is above the view
   * @param {boolean} shown.atEnd
   * @param {boolean} shown.mention one is below the view
   * @param {boolean} shown.back
   */
  update({ conversation, unread, atEnd, mention, back }) {
    const count = unreadCount(conversation);
    this.unread.hidden = !unread;
    this.back.hidden = !back;
    this.mention.hidden = !mention;
    this.latest.hidden = atEnd;
    this.count.hidden = count === 0;
    setText(this.count, count > 999 ? "999+" : String(count));
    const label = count > 0 ? `Jump to latest, ${count} unread` : "Jump to latest";
    if (this.latest.getAttribute("aria-label") === label) return;
    this.latest.setAttribute("aria-label", label);
    this.latest.title = label;
  }
}

/** A copy of the day's pill that stays at the top while one scrolls. */
export class StickyDay {
  constructor() {
    this.element = element("div", { class: "sticky-day", "aria-hidden": "true" });
    this.timer = 0;
  }

  /** @param {string} iso when what stands at the top was written */
  show(iso) {
    setText(this.element, formatDay(iso, new Date()));
    this.element.toggleAttribute("data-shown", true);
    clearTimeout(this.timer);
    this.timer = Number(setTimeout(() => this.hide(), DAY_MS));
  }

  hide() {
    this.element.removeAttribute("data-shown");
  }
}

/** Who types, below the messages; the room for it is always there. */
export class TypingRow {
  constructor() {
    this.words = element("span", { class: "typing-words" });
    this.faces = element("span", { class: "typing-faces" });
    const dots = element("span", { class: "typing-dots" }, ...[1, 2, 3].map(() => element("i")));
    this.row = element("p", { class: "typing-line", hidden: true }, this.faces, dots, this.words);
    this.element = element("div", { class: "typing-row" }, this.row);
  }

  /**
   * @param {string} words none: nobody types
   * @param {Node | null} face of the one who types, if it is one
   */
  update(words, face) {
    this.row.hidden = words === "";
    if (this.words.textContent === words) return;
    setText(this.words, words);
    this.faces.replaceChildren(...(face ? [face] : []));
  }
}
