/** @import {Conversation, Message, State} from "../types.js" */
import { explain } from "../api/errors.js";
import { element, setText } from "../lib/dom.js";
import { countCodePoints, normaliseBody } from "../lib/text.js";
import { quoteOf } from "../store/messages.js";
import { conversationName, lastOwnMessage, personName } from "../store/select.js";
import { icon } from "./icons.js";

const WARN_BEFORE_LIMIT = 200;

/** @typedef {{kind: "reply" | "edit", message: Message}} Mode */

/** Where messages are written. What was typed into one chat waits there, also over a reload. */
export class Composer {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.limit = context.boot.limits.body_code_points;
    /** @type {Map<string, {text: string, mode: Mode}>} replies and edits begun in other chats */
    this.kept = new Map();
    /** @type {string | null} */
    this.conversationId = null;
    /** @type {Mode | null} */
    this.mode = null;
    this.text = element("textarea", {
      id: "composer-text",
      class: "composer-text",
      rows: "1",
      dir: "auto",
      "aria-describedby": "composer-note",
      autocomplete: "off",
      oninput: () => this.#typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    this.sendButton = element("button", { type: "submit", class: "send-button" }, icon("arrow-up"));
    this.strip = element("div", { class: "composer-strip", hidden: true });
    this.note = element("p", { class: "composer-note", id: "composer-note", role: "status" });
    this.closed = element(
      "p",
      { class: "composer-closed", hidden: true },
      "You can't send messages here.",
    );
    const row = element("div", { class: "composer-row" }, this.text, this.sendButton);
    this.box = element("div", { class: "composer-box" }, this.strip, row);
    this.element = element(
      "form",
      { class: "composer", onsubmit: (/** @type {Event} */ event) => this.#submit(event) },
      this.box,
      this.closed,
      this.note,
    );
    window.addEventListener("pagehide", () => context.drafts.save());
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    if (conversation.id !== this.conversationId) this.#switchTo(conversation.id);
    const name = conversationName(conversation);
    this.element.setAttribute("aria-label", `Message ${name}`);
    this.text.setAttribute("aria-label", `Message ${name}`);
    this.text.placeholder = `Message ${name}`;
    const maySend = conversation.permissions.includes("send");
    this.box.hidden = !maySend;
    this.closed.hidden = maySend;
    if (this.mode) this.#checkMode(state, this.mode);
  }

  focus() {
    this.text.focus();
  }

  /** @param {Message} message */
  reply(message) {
    this.#endMode();
    this.#setMode({ kind: "reply", message });
    this.focus();
  }

  /** @param {Message} message */
  edit(message) {
    this.#setMode({ kind: "edit", message });
    this.#setText(message.body);
    this.focus();
  }

  /**
   * The original went away while it was being answered or edited.
   * @param {State} state
   * @param {Mode} mode
   */
  #checkMode(state, mode) {
    const timeline = state.timelines[mode.message.conversation_id];
    const now = timeline?.messages.find(({ id }) => id === mode.message.id);
    if (now?.deleted) this.#endMode();
  }

  /** @param {string} id */
  #switchTo(id) {
    if (this.conversationId !== null && this.mode) {
      this.kept.set(this.conversationId, { text: this.text.value, mode: this.mode });
    }
    this.conversationId = id;
    const kept = this.kept.get(id);
    this.kept.delete(id);
    this.#setMode(kept?.mode ?? null);
    if (kept?.mode.kind === "edit") this.#setText(kept.text);
    else this.#showDraft();
  }

  /** @param {Mode | null} mode */
  #setMode(mode) {
    this.mode = mode;
    this.strip.hidden = !mode;
    this.box.classList.toggle("editing", mode?.kind === "edit");
    const label = mode?.kind === "edit" ? "Save changes" : "Send";
    this.sendButton.setAttribute("aria-label", label);
    this.sendButton.title = label;
    this.strip.replaceChildren();
    if (!mode) return;
    const name = personName(this.context.store.state, mode.message.sender_id);
    const title = mode.kind === "edit" ? "Edit your message" : `Reply to ${name}`;
    const cancel = { type: "button", class: "icon-button", onclick: () => this.#cancel() };
    this.strip.append(
      icon(mode.kind === "edit" ? "pencil" : "reply", 18),
      element(
        "div",
        { class: "strip-text" },
        element("strong", { dir: "auto" }, title),
        element("span", { dir: "auto" }, mode.message.body),
      ),
      element("button", { ...cancel, "aria-label": "Cancel", title: "Cancel" }, icon("x", 18)),
    );
  }

  #cancel() {
    this.#endMode();
    this.focus();
  }

  /** What was being typed before an edit comes back. */
  #endMode() {
    if (this.mode?.kind === "edit") this.#showDraft();
    this.#setMode(null);
  }

  #showDraft() {
    this.#setText(this.context.drafts.read(this.conversationId ?? ""));
  }

  #typed() {
    this.#changed();
    if (this.mode?.kind === "edit" || this.conversationId === null) return;
    this.context.drafts.write(this.conversationId, this.text.value);
  }

  /** @param {string} text */
  #setText(text) {
    this.text.value = text;
    this.#changed();
  }

  #changed() {
    const body = normaliseBody(this.text.value);
    const count = body.length < this.limit - WARN_BEFORE_LIMIT ? 0 : countCodePoints(body);
    const tooLong = count > this.limit;
    const number = new Intl.NumberFormat();
    const say = `${number.format(count)} of ${number.format(this.limit)} characters`;
    if (tooLong) setText(this.note, `Too long to send: ${say}.`);
    else setText(this.note, count > this.limit - WARN_BEFORE_LIMIT ? say : "");
    this.note.classList.toggle("error", tooLong);
    this.text.setAttribute("aria-invalid", String(tooLong));
    const ready = body.trim() !== "" && !tooLong;
    this.sendButton.setAttribute("aria-disabled", String(!ready));
    // Grows with its text, for browsers without field-sizing.
    this.text.style.blockSize = "auto";
    this.text.style.blockSize = `${this.text.scrollHeight}px`;
    return ready ? body : null;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // While an input method is composing, Enter chooses a word. Safari reports it as key code 229.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.element.requestSubmit();
    } else if (event.key === "Escape" && this.mode) {
      event.preventDefault();
      this.#cancel();
    } else if (event.key === "ArrowUp" && this.text.value === "" && this.conversationId) {
      const last = lastOwnMessage(this.context.store.state, this.conversationId);
      if (!last) return;
      event.preventDefault();
      this.edit(last);
    }
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const body = this.#changed();
    if (body === null || this.conversationId === null) return;
    const { mode } = this;
    if (mode?.kind === "edit") {
      this.#saveEdit(mode.message, body);
      return;
    }
    const { drafts, live } = this.context;
    live.outbox.send(this.conversationId, body, mode ? quoteOf(mode.message) : null);
    drafts.write(this.conversationId, "");
    drafts.save();
    this.#setText("");
    this.#cancel();
  }

  /**
   * The text stays in the composer until the server has it.
   * @param {Message} message
   * @param {string} body
   */
  async #saveEdit(message, body) {
    const isHere = () => this.mode?.kind === "edit" && this.mode.message.id === message.id;
    try {
      if (body !== message.body) await this.context.live.change("message.edit", message, { body });
      if (isHere()) this.#endMode();
      else this.#forgetEdit(message);
    } catch (error) {
      if (!isHere()) return;
      setText(this.note, `Not saved. ${explain(error)}`);
      this.note.classList.add("error");
    }
  }

  /**
   * It was saved after another chat was opened.
   * @param {Message} message
   */
  #forgetEdit({ conversation_id, id }) {
    if (this.kept.get(conversation_id)?.mode.message.id === id) this.kept.delete(conversation_id);
  }
}
