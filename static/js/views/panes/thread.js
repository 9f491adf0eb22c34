/** @import {Conversation, State} from "../../types.js" */

import { explain } from "../../api/errors.js";
import { ThreadsApi } from "../../api/threads.js";
import { element, setText } from "../../lib/dom.js";
import { isOffered } from "../../store/features.js";
import { closedReason } from "../../store/posting.js";
import {
  firstAnswer,
  isBesideTimeline,
  NOTHING,
  pendingInThread,
  threadNow,
  withEarlier,
  withNewest,
} from "../../store/threads.js";
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
    /** @type {import("../../store/threads.js").Stretch} */
    this.known = NOTHING;
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
    this.conversation = conversation;
    this.known = NOTHING;
    this.standing = null;
    this.readSeq = 0;
    this.meantSeq = 0;
    this.rev = conversation.rev;
    this.catchUps = this.context.store.state.catchUps;
    // Nothing of the thread before it.
    clearTimeout(this.timer);
    this.list.clear();
    this.tools.replaceChildren();
    this.note.replaceChildren();
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
    // What becomes of messages that the loaded part of the timeline does not hold is not heard.
    const unheard = isBesideTimeline(state.timelines[conversation.id], this.known);
    if (missed || (conversation.rev !== this.rev && unheard)) this.#loadSoon();
    this.catchUps = state.catchUps;
    this.rev = conversation.rev;
    if (this.known.messages.length === 0) return;
    this.known = threadNow(state, conversation.id, this.known, this.rootId);
    const { messages, hasBefore } = this.known;
    const [root] = messages;
    const pending = pendingInThread(state, conversation.id, this.rootId, messages);
    this.list.draw(state, conversation, messages, pending, hasBefore, () => this.#loadEarlier());
    const gone = root?.id !== this.rootId || root.deleted;
    const closed = closedReason(state, conversation)?.text;
    const may = conversation.permissions.includes("reply");
    const offered = isOffered(state, "threads", conversation.space_id);
    this.composer.update(
      state,
      conversation,
      gone
        ? "The first message was deleted. Its answers can be read."
        : (closed ??
            (!offered
              ? "Threads are not offered to you here."
              : may
                ? ""
                : "Your role does not let you answer here.")),
    );
    this.#lookWhoFollows(state.me.id);
    this.#read();
  }

  /**
   * Whoever answers or is mentioned follows from then on.
   * @param {string} meId
   */
  #lookWhoFollows(meId) {
    const meant = this.known.messages.findLast(
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
    const there = this.#heardSeq();
    try {
      const found = await this.api.window(rootId);
      if (rootId !== this.rootId) return;
      const isNew = this.known.messages.length === 0;
      this.#take(withNewest(this.known, found, there));
      this.#stand(found);
      if (isNew) this.#arrived();
    } catch (error) {
      if (rootId === this.rootId && this.known.messages.length === 0) this.#failed(error);
    }
  }

  async #loadEarlier() {
    const { rootId } = this;
    const before = firstAnswer(this.known, rootId);
    try {
      const found = await this.api.window(rootId, { before });
      // Others may stand first by now, and these not join them.
      if (rootId !== this.rootId || firstAnswer(this.known, rootId) !== before) return;
      this.#take(withEarlier(this.known, found));
    } catch (error) {
      this.context.toasts.show(explain(error), { tone: "error" });
    }
  }

  /** The last message of the chat that the server has for certain. */
  #heardSeq() {
    const { conversations } = this.context.store.state;
    const there = conversations[this.conversation?.id ?? ""]?.last_seq ?? 0;
    return Math.max(this.known.reach, there);
  }

  /** @param {import("../../store/threads.js").Stretch} known */
  #take(known) {
    setText(this.note, "");
    this.known = known;
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
    const { messages } = this.known;
    const last = messages.at(-1)?.seq ?? 0;
    if (!standing?.following || last <= this.readSeq || document.hidden) return;
    if (messages.length < 2) return;
    this.readSeq = last;
    try {
      await this.api.read(rootId, last);
    } catch {
      // The next answer, or opening it again, tells it anew.
    }
  }
}
