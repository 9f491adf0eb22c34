/** @import {Conversation, State} from "../../types.js" */
import { element, setText } from "../../lib/dom.js";
import { Shelf, THREAD_DRAFTS } from "../../offline/shelf.js";
import { ComposerField } from "../composer_field.js";
import { ComposerMarks } from "../composer_marks.js";
import { isSendKey } from "../composer_parts.js";
import { ComposerPeople } from "../composer_people.js";
import { icon } from "../icons.js";

/** Where answers of one thread are written. What was typed waits there, also over a reload. */
export class ThreadComposer {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.shelf = new Shelf(localStorage, `${THREAD_DRAFTS}.${context.boot.me.id}.`);
    this.conversationId = "";
    this.rootId = "";
    this.field = new ComposerField(context, "thread", {
      onTyped: () => this.#typed(),
      onLeft: () => undefined,
      onKey: (event) => this.#key(event),
    });
    this.field.setLabel("Answer in this thread");
    this.people = new ComposerPeople(context, this.field, null);
    new ComposerMarks(context, this.field);
    this.send = element(
      "button",
      { type: "submit", class: "send-button", "aria-label": "Send answer", title: "Send answer" },
      icon("arrow-up"),
    );
    this.box = element("div", { class: "composer-box" }, this.field.element, this.send);
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
      this.people.place,
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
    this.field.set(this.shelf.read(rootId) ?? "");
    this.#draw();
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   * @param {string} closed why nothing can be written; empty where it can
   */
  update(state, conversation, closed) {
    this.closed = closed;
    this.people.update(state, conversation);
    this.#draw();
  }

  focus() {
    this.field.text.focus();
  }

  #typed() {
    const { value } = this.field.text;
    if (value === "") this.shelf.remove(this.rootId);
    else this.shelf.write(this.rootId, value);
    this.#draw();
  }

  /** @returns {string | null} what would be sent now */
  #draw() {
    const { body, empty, tooLong, size } = this.field.read();
    const isClosed = this.closed !== "";
    const ready = !isClosed && !empty && !tooLong;
    // What was typed before it closed can be read, and taken elsewhere.
    this.box.hidden = isClosed && empty;
    this.field.text.readOnly = isClosed;
    for (const button of this.field.element.querySelectorAll("button")) button.hidden = isClosed;
    this.send.hidden = empty || isClosed;
    this.send.setAttribute("aria-disabled", String(!ready));
    this.note.classList.toggle("error", tooLong);
    setText(this.note, tooLong ? `Too long to send: ${size}.` : this.closed || size);
    return ready ? body : null;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!isSendKey(event, this.context.preferences.enterSends())) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const body = this.#draw();
    if (body === null) return;
    this.context.live.outbox.send(this.conversationId, body, null, this.rootId);
    this.field.set("");
    this.#typed();
    this.focus();
  }
}
