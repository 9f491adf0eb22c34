/** @import {Conversation} from "../../types.js" */
import { element, setText } from "../../lib/dom.js";
import { countCodePoints, normaliseBody } from "../../lib/text.js";
import { Shelf, THREAD_DRAFTS } from "../../offline/shelf.js";
import { icon } from "../icons.js";

/** Where answers of one thread are written. What was typed waits there, also over a reload. */
export class ThreadComposer {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.shelf = new Shelf(localStorage, `${THREAD_DRAFTS}.${context.boot.me.id}.`);
    this.conversationId = "";
    this.rootId = "";
    this.text = element("textarea", {
      class: "composer-text",
      rows: "1",
      dir: "auto",
      placeholder: "Answer in this thread",
      "aria-label": "Answer in this thread",
      "aria-describedby": "thread-note",
      autocomplete: "off",
      oninput: () => this.#typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    const labels = { "aria-label": "Emoji", title: "Emoji" };
    const emoji = element(
      "button",
      { type: "button", class: "icon-button", ...labels, onclick: () => this.#pickEmoji(emoji) },
      icon("smile"),
    );
    this.send = element(
      "button",
      { type: "submit", class: "send-button", "aria-label": "Send answer", title: "Send answer" },
      icon("arrow-up"),
    );
    this.box = element(
      "div",
      { class: "composer-box" },
      element("div", { class: "composer-row" }, this.text, emoji),
      this.send,
    );
    this.note = element("p", { class: "composer-note", id: "thread-note", role: "status" });
    this.element = element(
      "form",
      {
        class: "thread-composer",
        "aria-label": "Answer in this thread",
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.#submit();
        },
      },
      this.box,
      this.note,
    );
    this.closed = "";
  }

  /**
   * @param {Conversation} conversation
   * @param {string} rootId
   */
  open(conversation, rootId) {
    this.conversationId = conversation.id;
    this.rootId = rootId;
    // Of the thread before it.
    this.closed = "";
    this.text.value = this.shelf.read(rootId) ?? "";
    this.#draw();
  }

  /** @param {string} closed why nothing can be written; empty where it can */
  update(closed) {
    this.closed = closed;
    this.#draw();
  }

  focus() {
    this.text.focus();
  }

  #typed() {
    if (this.text.value === "") this.shelf.remove(this.rootId);
    else this.shelf.write(this.rootId, this.text.value);
    this.#draw();
  }

  /** @returns {string | null} what would be sent now */
  #draw() {
    const body = normaliseBody(this.text.value);
    const limit = this.context.boot.limits.body_code_points;
    const tooLong = body.length > limit && countCodePoints(body) > limit;
    const ready = this.closed === "" && body.trim() !== "" && !tooLong;
    this.box.hidden = this.closed !== "";
    this.send.hidden = body.trim() === "";
    this.send.setAttribute("aria-disabled", String(!ready));
    this.note.classList.toggle("error", tooLong);
    setText(this.note, tooLong ? "Too long to send." : this.closed);
    return ready ? body : null;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // While an input method is composing, Enter chooses a word. Safari tells it as code 229.
    if (event.isComposing || event.keyCode === 229 || event.key !== "Enter") return;
    const plain = event.shiftKey !== this.context.preferences.enterSends() && !event.altKey;
    if (!plain && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const body = this.#draw();
    if (body === null) return;
    this.context.live.outbox.send(this.conversationId, body, null, this.rootId);
    this.text.value = "";
    this.#typed();
    this.focus();
  }

  /** @param {HTMLElement} button */
  #pickEmoji(button) {
    const put = (/** @type {string} */ emoji) => {
      const { selectionStart, selectionEnd } = this.text;
      this.text.setRangeText(emoji, selectionStart, selectionEnd, "end");
      this.#typed();
    };
    this.context.later.use("emojiPicker", ({ openEmojiPicker }) =>
      openEmojiPicker(button, put, this.text),
    );
  }
}
