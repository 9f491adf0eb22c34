/** @import {State, Waiting} from "../types.js" */
import { ScheduledApi } from "../api/scheduled.js";
import { element, setAttribute, setText } from "../lib/dom.js";
import { pause } from "../realtime/patience.js";
import { Tasks } from "../realtime/tasks.js";
import { waitingLoaded } from "../store/waiting.js";
import { icon } from "./icons.js";
import { openScheduled } from "./scheduled_dialog.js";

/** Who steps from chat to chat stays in none of them so long. */
const SETTLE_MS = 400;

/** In the composer, where something waits to be sent: how much, and the way to it. */
export class ScheduledBadge {
  /**
   * @param {import("./context.js").Context} context
   * @param {import("./composer.js").Composer} composer
   */
  constructor(context, composer) {
    this.context = context;
    this.composer = composer;
    this.api = new ScheduledApi(context.api.http);
    this.tasks = new Tasks(() => this.#update(context.store.state));
    this.count = element("span", { class: "badge", "aria-hidden": "true" });
    this.button = element(
      "button",
      {
        type: "button",
        class: "icon-button scheduled-badge",
        hidden: true,
        onclick: () => openScheduled(context, composer.conversationId ?? ""),
      },
      icon("clock"),
      this.count,
    );
    composer.field.emoji.before(this.button);
    context.store.subscribe((state) => this.#update(state));
    this.#update(context.store.state);
  }

  /** @param {State} state */
  #update(state) {
    const id = this.composer.conversationId;
    const isOpen = id !== null && id in state.conversations;
    const known = isOpen ? state.waiting[id] : undefined;
    this.#draw(known);
    if (!isOpen || known || state.connection.status !== "open") return;
    this.tasks.once("waiting", () => this.#ask(id));
  }

  /** @param {string} id */
  async #ask(id) {
    await pause(SETTLE_MS);
    const { page, store } = this.context;
    const isThere = id in store.state.conversations && !page.leaving.has(id);
    if (id !== this.composer.conversationId || !isThere) return;
    store.apply(waitingLoaded, id, await this.api.count(id));
  }

  /** @param {Waiting | undefined} known */
  #draw(known) {
    const { count = 0, failed = 0 } = known ?? {};
    if (count === 0 && this.button === document.activeElement) this.composer.focus();
    this.button.hidden = count === 0;
    this.button.classList.toggle("failed", failed > 0);
    const waiting = count === 1 ? "1 scheduled message" : `${count} scheduled messages`;
    const label = failed > 0 ? `${waiting}, ${failed} not sent` : waiting;
    setText(this.count, String(count));
    setAttribute(this.button, "aria-label", label);
    setAttribute(this.button, "title", label);
  }
}
