/** @import {State} from "../types.js" */
/** @import {Scheduled} from "../api/scheduled.js" */
import { explain } from "../api/errors.js";
import { ScheduledApi } from "../api/scheduled.js";
import { element, setAttribute, setText } from "../lib/dom.js";
import { formatFull } from "../lib/times.js";
import { sendAcked } from "../store/pending.js";
import { openDialog } from "./dialog.js";
import { fieldOf, showFieldErrors, textAreaField } from "./fields.js";
import { icon } from "./icons.js";
import { timeError, timeInput } from "./time_field.js";

/** What is heard of a chat in quick succession is looked at once. */
const SETTLE_MS = 500;

/**
 * What one has scheduled in a chat: each can be changed, sent now, or deleted. What goes out
 * meanwhile leaves the list.
 * @param {import("./context.js").Context} context
 * @param {string} conversationId
 */
export function openScheduled(context, conversationId) {
  const list = new ScheduledList(context, conversationId);
  const unsubscribe = context.store.subscribe((state) => list.heard(state));
  const { dialog } = openDialog({
    title: "Scheduled messages",
    body: [list.element],
    actions: [{ label: "Close", kind: "secondary" }],
    onClose: () => {
      unsubscribe();
      clearTimeout(list.timer);
    },
  });
  dialog.classList.add("scheduled-dialog");
  list.load();
}

class ScheduledList {
  /**
   * @param {import("./context.js").Context} context
   * @param {string} conversationId
   */
  constructor(context, conversationId) {
    this.context = context;
    this.conversationId = conversationId;
    this.api = new ScheduledApi(context.api.http);
    /** What was heard last of those that wait here. */
    this.known = context.store.state.waiting[conversationId];
    this.timer = 0;
    /** @type {Promise<void> | null} */
    this.loading = null;
    this.wanted = false;
    /** Raised by what is done here: a list that was asked for before would bring back what went. */
    this.done = 0;
    /** @type {Set<string>} messages with which something is being done */
    this.busy = new Set();
    this.rows = element("ul", { class: "scheduled-list" });
    this.note = element("p", { class: "quiet", role: "status" }, "Loading…");
    this.element = element("div", {}, this.note, this.rows);
  }

  /** @param {State} state */
  heard(state) {
    const known = state.waiting[this.conversationId];
    if (known === this.known) return;
    this.known = known;
    this.timer ||= Number(
      setTimeout(() => {
        this.timer = 0;
        this.load();
      }, SETTLE_MS),
    );
  }

  /** One at a time: what is wanted meanwhile comes after it, once. */
  async load() {
    this.wanted = true;
    this.loading ??= this.#load();
    await this.loading;
  }

  async #load() {
    while (this.wanted) {
      this.wanted = false;
      const { done } = this;
      try {
        const messages = await this.api.list(this.conversationId);
        if (done === this.done) this.#draw(messages);
      } catch (error) {
        setText(this.note, explain(error));
      }
    }
    this.loading = null;
  }

  /** @param {Scheduled[]} messages */
  #draw(messages) {
    const kept = /** @type {HTMLElement | null} */ (document.activeElement?.closest("li"));
    const at = kept?.parentElement === this.rows ? kept.dataset.id : null;
    setText(this.note, messages.length === 0 ? "Nothing is scheduled here." : "");
    this.rows.replaceChildren(...messages.map((message) => this.#row(message)));
    // What had the keyboard was drawn anew, or is gone.
    if (!at) return;
    (this.#rowOf(at) ?? this.rows.closest("dialog"))?.querySelector("button")?.focus();
  }

  /** @param {Scheduled} message */
  #row(message) {
    const { id, body, scheduled_at, failure } = message;
    return element(
      "li",
      { class: "scheduled-row", "data-id": id },
      element("p", { class: "scheduled-text", dir: "auto" }, body),
      element(
        "p",
        { class: "quiet" },
        element("time", { datetime: scheduled_at }, formatFull(scheduled_at)),
      ),
      failure && element("p", { class: "form-error" }, `Not sent. ${failure.detail}`),
      element(
        "div",
        { class: "scheduled-actions" },
        this.#button("Edit", "pencil", message, () => this.#edit(message)),
        this.#button("Send now", "arrow-up", message, () => this.#do(id, this.#sendNow(id))),
        this.#button("Delete", "x", message, () => this.#do(id, this.api.cancel(id))),
      ),
    );
  }

  /**
   * @param {string} label
   * @param {string} sign
   * @param {Scheduled} message
   * @param {() => unknown} run
   */
  #button(label, sign, { id, body }, run) {
    // Not `disabled`, which would take the keyboard from it.
    const labels = {
      "aria-label": `${label}: ${body.slice(0, 60)}`,
      "aria-disabled": this.busy.has(id) ? "true" : null,
    };
    const onclick = () => this.busy.has(id) || run();
    return element(
      "button",
      { type: "button", class: "button-text", ...labels, onclick },
      icon(sign, 16),
      label,
    );
  }

  /**
   * Unlike the clock, who sends by hand has read what stands above.
   * @param {string} id
   */
  async #sendNow(id) {
    this.context.store.apply(sendAcked, await this.api.sendNow(id));
  }

  /**
   * @param {string} id
   * @param {Promise<unknown>} work
   */
  async #do(id, work) {
    this.#mark(id, true);
    try {
      await work;
    } catch (error) {
      this.context.toasts.show(explain(error), { tone: "error" });
    }
    this.done += 1;
    await this.load();
    this.#mark(id, false);
  }

  /** @param {string} id */
  #rowOf(id) {
    return this.rows.querySelector(`li[data-id="${CSS.escape(id)}"]`);
  }

  /**
   * While something is done with a message, nothing else can be.
   * @param {string} id
   * @param {boolean} isBusy
   */
  #mark(id, isBusy) {
    if (isBusy) this.busy.add(id);
    else this.busy.delete(id);
    for (const button of this.#rowOf(id)?.querySelectorAll("button") ?? []) {
      setAttribute(button, "aria-disabled", isBusy ? "true" : null);
    }
  }

  /** @param {Scheduled} message */
  #edit(message) {
    const { limits } = this.context.boot;
    const text = textAreaField({
      id: "scheduled-body",
      label: "Message",
      value: message.body,
      maxlength: limits.body_code_points,
      rows: 4,
    });
    const before = new Date(message.scheduled_at);
    const at = fieldOf({ id: "scheduled-at", label: "Date and time" }, timeInput(before));
    const known = at.input.value;
    const save = async () => {
      for (const field of [text, at]) field.setError("");
      /** @type {{body?: string, scheduled_at?: string}} */
      const changes = { body: text.input.value };
      if (message.failure || at.input.value !== known) {
        const moment = new Date(at.input.value);
        const wrong = timeError(moment);
        if (wrong) {
          at.setError(wrong);
          return false;
        }
        changes.scheduled_at = moment.toISOString();
      }
      try {
        await this.api.change(message, changes);
      } catch (error) {
        if (!showFieldErrors(error, { body: text, scheduled_at: at })) throw error;
        return false;
      }
      this.done += 1;
      await this.load();
      return true;
    };
    openDialog({
      title: "Change a scheduled message",
      body: [text.element, at.element],
      actions: [
        { label: "Cancel", kind: "secondary" },
        { label: "Save", kind: "primary", run: save },
      ],
    });
  }
}
