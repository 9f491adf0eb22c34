/** @import {Conversation, Message, State} from "../types.js" */
/** @import {Mode} from "./composer_parts.js" */
import { explain } from "../api/errors.js";
import { element, setText } from "../lib/dom.js";
import { formatDuration } from "../lib/durations.js";
import { isolated } from "../lib/text.js";
import { quoteOf } from "../store/messages.js";
import { personName, placeName } from "../store/select.js";
import { offerToAdd } from "./composer_add.js";
import { ComposerClosed } from "./composer_closed.js";
import { ComposerDrafts } from "./composer_drafts.js";
import { ComposerField } from "./composer_field.js";
import { composerKey } from "./composer_keys.js";
import { ComposerMarks } from "./composer_marks.js";
import { drawSendButton, stripContent, tryCommand } from "./composer_parts.js";
import { ComposerPeople } from "./composer_people.js";
import { SlowMode } from "./slow_mode.js";

/** Where messages are written. What was typed into one chat waits there, also over a reload. */
export class Composer {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    /** @type {Map<string, Mode>} replies begun in other chats */
    this.replies = new Map();
    /** @type {string | null} */
    this.conversationId = null;
    /** @type {Mode | null} */
    this.mode = null;
    this.problem = "";
    this.restored = false;
    this.field = new ComposerField(context, "composer", {
      onTyped: () => this.#typed(),
      onLeft: () => this.#left(),
      onKey: (event) => composerKey(this, event),
    });
    /** Opens the times at which a text can be sent. @type {() => void} */
    this.openTimes = () => undefined;
    this.people = new ComposerPeople(context, this.field, this);
    new ComposerMarks(context, this.field);
    offerToAdd(context, this.field, () => this.conversationId);
    this.drafts = new ComposerDrafts(context, (id) => this.#arrived(id));
    this.slowMode = new SlowMode(() => this.#draw());
    this.sendButton = element("button", { type: "submit", class: "send-button", hidden: true });
    this.strip = element("div", { class: "composer-strip", hidden: true });
    this.note = element("p", { class: "composer-note", id: "composer-note", role: "status" });
    this.closed = new ComposerClosed(context, () => this.focus());
    this.box = element("div", { class: "composer-box" }, this.strip, this.field.element);
    this.box.append(this.sendButton);
    this.element = element(
      "form",
      { class: "composer", onsubmit: (/** @type {Event} */ event) => this.#submit(event) },
      this.people.place,
      this.box,
      this.closed.element,
      this.note,
    );
    window.addEventListener("pagehide", () => this.#left());
    for (const event of ["online", "offline"]) window.addEventListener(event, () => this.#draw());
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    this.drafts.sync.note(conversation);
    if (conversation.id !== this.conversationId) this.#switchTo(conversation.id);
    const name = placeName(conversation);
    this.element.setAttribute("aria-label", `Message ${name}`);
    this.field.setLabel(`Message ${name}`, `Message ${isolated(name)}`);
    this.box.hidden = this.closed.update(state, conversation);
    this.people.update(state, conversation);
    this.slowMode.update(state, conversation, this.context.live.outbox.waitUntil(conversation.id));
    if (this.mode) this.#checkMode(state, this.mode);
    this.#draw();
  }

  focus() {
    this.field.text.focus();
  }

  /** @param {Message} message */
  reply(message) {
    this.#endMode();
    this.#setMode({ kind: "reply", message });
    this.focus();
  }

  /** @param {Message} message */
  edit(message) {
    this.#showEdit(message, message.body);
    this.context.edits.keep(message, message.body);
    this.#draw();
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
    if (this.conversationId !== null) {
      if (this.mode?.kind === "reply") this.replies.set(this.conversationId, this.mode);
      this.#left();
    }
    this.conversationId = id;
    const edit = this.context.edits.read(id);
    if (edit) this.#showEdit(edit.message, edit.text);
    else {
      this.#setMode(this.replies.get(id) ?? null);
      this.#showDraft();
      this.replies.delete(id);
    }
    this.restored = this.mode === null && this.field.text.value !== "";
  }

  /**
   * @param {Message} message
   * @param {string} text
   */
  #showEdit(message, text) {
    this.#setMode({ kind: "edit", message });
    this.field.set(text);
  }

  /** @param {Mode | null} mode */
  #setMode(mode) {
    this.mode = mode;
    this.problem = "";
    this.strip.hidden = !mode;
    this.box.classList.toggle("editing", mode?.kind === "edit");
    if (!mode) this.strip.replaceChildren();
    else {
      const name = personName(this.context.store.state, mode.message.sender_id);
      this.strip.replaceChildren(...stripContent(mode, name, () => this.cancel()));
    }
    this.#draw();
  }

  cancel() {
    this.#endMode();
    this.focus();
  }

  /** What was being typed before an edit comes back. */
  #endMode() {
    if (this.mode?.kind === "edit") {
      this.context.edits.forget(this.mode.message.conversation_id);
      this.#showDraft();
    }
    this.#setMode(null);
  }

  #showDraft() {
    this.field.set(this.drafts.read(this.conversationId ?? ""));
  }

  /** @param {string} id its draft came from another device */
  #arrived(id) {
    if (id !== this.conversationId || this.mode?.kind === "edit") return;
    this.#showDraft();
    this.restored = this.field.text.value !== "";
    this.#draw();
  }

  #left() {
    if (this.conversationId === null) return;
    this.drafts.leave(this.conversationId);
    this.context.edits.save();
    this.context.live.typing.stopped(this.conversationId);
  }

  #typed() {
    this.problem = "";
    this.restored = false;
    this.#draw();
    const { value } = this.field.text;
    if (this.mode?.kind === "edit") this.context.edits.keep(this.mode.message, value);
    if (this.conversationId === null || this.mode?.kind === "edit") return;
    this.drafts.write(this.conversationId, value);
    const { typing } = this.context.live;
    if (value.trim() === "") typing.stopped(this.conversationId);
    else typing.typed(this.conversationId);
  }

  /** @returns {string | null} the body, where it can go now */
  #draw() {
    const { body, empty, tooLong, size } = this.field.read();
    const edit = this.mode?.kind === "edit";
    const wait = edit ? 0 : this.slowMode.left();
    const ready = !empty && !tooLong && wait === 0;
    drawSendButton(this.sendButton, { ready, empty, edit, wait });
    // Having had to wait is over with the wait.
    if (!edit && wait === 0) this.problem = "";
    this.note.classList.toggle("error", tooLong || (edit && this.problem !== ""));
    setText(this.note, tooLong ? `Too long to send: ${size}.` : this.#noteText(size));
    return ready ? body : null;
  }

  /**
   * @param {string} size said near the limit
   * @returns {string}
   */
  #noteText(size) {
    if (this.problem || size) return this.problem || size;
    if (this.box.hidden) return "";
    if (!navigator.onLine) return "You're offline. What you send waits here and goes out later.";
    return this.restored ? "Draft restored." : this.slowMode.rule;
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const body = this.#draw();
    const { mode, conversationId } = this;
    if (conversationId === null) return;
    if (mode?.kind === "edit") {
      if (body !== null) this.#saveEdit(mode.message, body);
    } else if (!tryCommand(this.context, this, this.field.read().body, () => this.#send())) {
      this.#send();
    }
  }

  #send() {
    const body = this.#draw();
    const { conversationId, mode } = this;
    if (conversationId === null) return;
    if (body === null) {
      this.#sayWait();
      return;
    }
    this.context.live.outbox.send(conversationId, body, mode ? quoteOf(mode.message) : null);
    this.emptied();
  }

  /** What was written is on its way, or was a command. */
  emptied() {
    if (this.conversationId === null) return;
    this.forgetDraft(this.conversationId);
    this.field.set("");
    this.restored = false;
    this.cancel();
  }

  /**
   * What was typed into a chat is of no use any more.
   * @param {string} id
   */
  forgetDraft(id) {
    this.drafts.write(id, "");
    this.drafts.leave(id);
    this.context.live.typing.stopped(id);
  }

  /**
   * Asks when a text is to be sent.
   * @param {string} text
   */
  sendLater(text) {
    this.field.set(text);
    this.#typed();
    this.openTimes();
  }

  #sayWait() {
    const wait = this.slowMode.left();
    if (wait === 0 || this.mode?.kind === "edit") return;
    const rounded = wait > 90 ? Math.ceil(wait / 60) * 60 : wait;
    this.problem = `Slow mode. You can send again in ${formatDuration(rounded)}.`;
    this.#draw();
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
      this.problem = `Not saved. ${explain(error)}`;
      this.#draw();
    }
  }

  /** It was saved after another chat was opened. @param {Message} message */
  #forgetEdit({ conversation_id, id }) {
    const { edits } = this.context;
    if (edits.read(conversation_id)?.message.id === id) edits.forget(conversation_id);
  }
}
