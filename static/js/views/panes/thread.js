/** @import {Conversation, Message, State} from "../../types.js" */

import { explain } from "../../api/errors.js";
import { ThreadsApi } from "../../api/threads.js";
import { element, setText } from "../../lib/dom.js";
import { closedReason } from "../../store/posting.js";
import { pendingInThread, threadNow } from "../../store/threads.js";
import { Bodies } from "../bodies.js";
import { paneRow } from "./parts.js";
import { ThreadComposer } from "./thread_composer.js";
import { ThreadList } from "./thread_list.js";

const LATER_MS = 400;

/** One thread beside the chat: its first message, the answers, and a place to write one. */
export class ThreadContent {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.api = new ThreadsApi(context.api.http);
    this.rootId = "";
    /** @type {Message[]} the first message and answers, ascending */
    this.messages = [];
    this.hasBefore = false;
    /** @type {import("../../api/threads.js").ThreadState | null} null: not known yet */
    this.standing = null;
    this.readSeq = 0;
    /** The last answer that makes its reader follow the thread. */
    this.meantSeq = 0;
    this.catchUps = 0;
    this.rev = 0;
    this.timer = 0;
    this.bodies = new Bodies(context, () => this.#redraw());
    this.list = new ThreadList(context, this.bodies);
    this.composer = new ThreadComposer(context);
    this.tools = element("div", { class: "thread-tools" });
    this.note = element("div", { class: "thread-note" });
    this.element = element(
      "div",
      { class: "details-content thread" },
      this.tools,
      this.note,
      this.list.element,
      this.composer.element,
    );
  }

  title() {
    return "Thread";
  }

  /**
   * @param {Conversation} conversation
   * @param {string} [rootId]
   */
  open(conversation, rootId = "") {
    this.rootId = rootId;
    this.messages = [];
    this.hasBefore = false;
    this.standing = null;
    this.readSeq = 0;
    this.meantSeq = 0;
    this.rev = conversation.rev;
    this.catchUps = this.context.store.state.catchUps;
    this.list.clear();
    this.tools.replaceChildren();
    this.composer.open(conversation, rootId);
    this.#load();
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    this.conversation = conversation;
    const missed = state.catchUps !== this.catchUps;
    const elsewhere = state.timelines[conversation.id]?.has_after !== false;
    // What is written while an earlier part of the timeline is shown is not in it.
    if (missed || (conversation.rev !== this.rev && elsewhere)) this.#loadSoon();
    this.catchUps = state.catchUps;
    this.rev = conversation.rev;
    if (this.messages.length === 0) return;
    this.messages = threadNow(state, conversation.id, this.messages, this.rootId);
    const [root] = this.messages;
    const pending = pendingInThread(state, conversation.id, this.rootId, this.messages);
    this.list.draw(state, conversation, this.messages, pending, this.hasBefore, () =>
      this.#loadEarlier(),
    );
    const gone = root?.id !== this.rootId || root.deleted;
    const closed = closedReason(state, conversation)?.text;
    const may = conversation.permissions.includes("reply");
    this.composer.update(
      gone
        ? "The first message was deleted. Its answers can be read."
        : (closed ?? (may ? "" : "Your role does not let you answer here.")),
    );
    this.#lookWhoFollows(state.me.id);
    this.#read();
  }

  /**
   * Whoever answers or is mentioned follows from then on.
   * @param {string} meId
   */
  #lookWhoFollows(meId) {
    const meant = this.messages.findLast(
      ({ sender_id, mentions, id }) =>
        id !== this.rootId && (sender_id === meId || mentions?.includes(meId)),
    );
    if (!meant || meant.seq <= this.meantSeq) return;
    this.meantSeq = meant.seq;
    if (this.standing) this.#loadSoon();
  }

  #redraw() {
    this.context.store.apply((state) => ({ ...state }));
  }

  #loadSoon() {
    clearTimeout(this.timer);
    this.timer = Number(setTimeout(() => this.#load(), LATER_MS));
  }

  async #load() {
    const { rootId } = this;
    try {
      const { root, results, has_before, ...standing } = await this.api.window(rootId);
      if (rootId !== this.rootId) return;
      const isNew = this.messages.length === 0;
      if (isNew) this.hasBefore = has_before;
      this.#take([root, ...results]);
      this.#stand(standing);
      if (isNew) this.#arrived();
    } catch (error) {
      if (rootId === this.rootId && this.messages.length === 0) this.#failed(error);
    }
  }

  async #loadEarlier() {
    const { rootId } = this;
    const before = this.messages[1]?.seq;
    if (before === undefined) return;
    try {
      const { results, has_before } = await this.api.window(rootId, { before });
      if (rootId !== this.rootId) return;
      this.hasBefore = has_before;
      this.#take(results);
    } catch (error) {
      this.context.toasts.show(explain(error), { tone: "error" });
    }
  }

  /** @param {Message[]} found */
  #take(found) {
    setText(this.note, "");
    const byId = new Map(this.messages.map((message) => [message.id, message]));
    for (const message of found) {
      const known = byId.get(message.id);
      if (!known || message.rev >= known.rev) byId.set(message.id, message);
    }
    this.messages = [...byId.values()].toSorted((a, b) => a.seq - b.seq);
    this.#redraw();
  }

  /** Shown for the first time: the newest answer, and the keyboard where one writes. */
  #arrived() {
    const body = this.element.parentElement;
    if (body) body.scrollTop = body.scrollHeight;
    const isIdle = document.activeElement?.id === "details-title";
    if (isIdle && !matchMedia("(pointer: coarse)").matches) this.composer.focus();
  }

  /** @param {unknown} error */
  #failed(error) {
    const retry = () => {
      setText(this.note, "");
      this.#load();
    };
    this.note.replaceChildren(
      element("p", { class: "help", role: "alert" }, explain(error)),
      element("button", { type: "button", class: "button-text", onclick: retry }, "Try again"),
    );
  }

  /** @param {{following: boolean, read_seq: number, followers_count: number}} standing */
  #stand({ following, read_seq, followers_count }) {
    this.standing = { following, read_seq, followers_count };
    this.readSeq = Math.max(this.readSeq, read_seq);
    const value = followers_count === 1 ? "1 person follows" : `${followers_count} people follow`;
    const row = paneRow({
      icon: following ? "bell" : "bell-off",
      label: "Follow this thread",
      value,
      pressed: following,
      run: () => this.#follow(!following),
    });
    const hadKeyboard = this.tools.contains(document.activeElement);
    this.tools.replaceChildren(row);
    if (hadKeyboard) row.focus();
  }

  /** @param {boolean} following */
  async #follow(following) {
    const { rootId } = this;
    try {
      const standing = await this.api.follow(rootId, following);
      if (rootId === this.rootId) this.#stand(standing);
    } catch (error) {
      this.context.toasts.show(explain(error), { tone: "error" });
    }
  }

  /** Whoever follows has read what is shown. */
  async #read() {
    const { rootId, standing } = this;
    const last = this.messages.at(-1)?.seq ?? 0;
    if (!standing?.following || last <= this.readSeq || document.hidden) return;
    if (this.messages.length < 2) return;
    this.readSeq = last;
    try {
      await this.api.read(rootId, last);
    } catch {
      // The next answer, or opening it again, tells it anew.
    }
  }
}
