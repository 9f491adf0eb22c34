/** @import {Conversation, Message, State} from "../types.js" */
/** @import {Row} from "../store/select.js" */
import { element, setText } from "../lib/dom.js";
import { dayKey, formatDay } from "../lib/times.js";
import { unreadCount } from "../store/conversations.js";
import { conversationName, personName, timelineRows } from "../store/select.js";
import { icon } from "./icons.js";
import { renderMessage, rightsOn } from "./message.js";
import { Reading } from "./reading.js";
import { keepingFocus, Roving } from "./roving.js";

const LOAD_EARLIER_PX = 400;
const AT_END_PX = 48;

/** The messages of the open chat: position is sacred, one tab stop, arrows move inside. */
export class Timeline {
  /**
   * @param {import("./context.js").Context} context
   * @param {Omit<import("./message.js").MessageActions, "jump">} actions
   */
  constructor(context, actions) {
    this.context = context;
    this.actions = { ...actions, jump: (/** @type {number} */ seq) => this.jumpTo(seq) };
    this.log = element("div", { class: "log", role: "log", "aria-live": "off", tabindex: "-1" });
    this.toEnd = element(
      "button",
      { type: "button", class: "to-end", hidden: true, onclick: () => this.scrollToEnd() },
      icon("arrow-down"),
    );
    this.element = element("div", { class: "timeline" }, this.log, this.toEnd);
    /** @type {Map<string, {node: HTMLElement, row: Row, shown: unknown[]}>} */
    this.rows = new Map();
    /** @type {string | null} */
    this.conversationId = null;
    /** @type {number | null} */
    this.unreadFrom = null;
    this.roving = new Roving(this.log);
    this.reading = new Reading(context, () => this.#lowestSeq());
    this.landed = false;
    this.atEnd = true;
    /** @type {number | null} of what was here when the chat was opened, or came since */
    this.newestSeq = null;
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.log.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.atEnd && this.scrollToEnd()).observe(this.log);
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    if (conversation.id !== this.conversationId) this.#open(conversation);
    this.log.setAttribute("aria-label", `Messages with ${conversationName(conversation)}`);
    const timeline = state.timelines[conversation.id];
    this.log.setAttribute("aria-busy", String(!timeline?.loaded || timeline.loading));
    const anchor = this.#anchor();
    this.#render(state, timelineRows(state, conversation.id, this.unreadFrom, dayKey));
    if (!timeline?.loaded) return;
    this.#place(anchor);
    this.#announce(
      state,
      timeline.messages.filter((one) => one.seq <= timeline.to_seq),
    );
    this.#updateToEnd(conversation);
    this.reading.soon();
    this.#loadEarlier();
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.atEnd = true;
    this.toEnd.hidden = true;
  }

  /** @param {number} seq */
  async jumpTo(seq) {
    const id = this.conversationId;
    if (id === null) return;
    const first = () => this.context.store.state.timelines[id]?.from_seq ?? 0;
    while (seq < first() && this.conversationId === id) {
      this.context.announcer.say("Loading earlier messages");
      if (!(await this.context.live.keeper.windows.loadOlder(id))) return;
      // The page draws in the turn after the store changed.
      await Promise.resolve();
    }
    const entry = [...this.rows.values()].find(
      ({ row }) => row.kind === "message" && row.message?.seq === seq,
    );
    if (!entry) return;
    this.atEnd = false;
    entry.node.scrollIntoView({ block: "center" });
    entry.node.focus({ preventScroll: true });
    entry.node.classList.add("flash");
    setTimeout(() => entry.node.classList.remove("flash"), 2000);
  }

  /** @param {Conversation} conversation */
  #open(conversation) {
    this.conversationId = conversation.id;
    this.reading.conversationId = conversation.id;
    this.unreadFrom = unreadCount(conversation) > 0 ? conversation.last_read_seq + 1 : null;
    this.rows.clear();
    this.log.replaceChildren();
    this.landed = false;
    this.atEnd = true;
    this.newestSeq = null;
    this.toEnd.hidden = true;
  }

  /**
   * @param {State} state
   * @param {Row[]} rows
   */
  #render(state, rows) {
    const keys = new Set(rows.map((row) => row.key));
    for (const [key, { node }] of this.rows) {
      if (keys.has(key)) continue;
      this.roving.handOver(node);
      node.remove();
      this.rows.delete(key);
    }
    /** @type {Element | null} */
    let above = null;
    for (const row of rows) {
      const node = this.#row(state, row);
      /** @type {Element | null} */
      const place = above ? above.nextElementSibling : this.log.firstElementChild;
      if (place !== node) this.log.insertBefore(node, place);
      above = node;
    }
    this.roving.refresh();
  }

  /**
   * @param {State} state
   * @param {Row} row
   * @returns {HTMLElement}
   */
  #row(state, row) {
    const known = this.rows.get(row.key);
    const shown = this.#dependencies(state, row);
    if (known?.shown.every((value, index) => value === shown[index])) {
      known.row = row;
      return known.node;
    }
    const node = known?.node ?? newNode(row);
    this.rows.set(row.key, { node, row, shown });
    if (row.kind === "day") setText(node, formatDay(row.created_at, new Date()));
    if (row.kind === "message") {
      keepingFocus(node, () => renderMessage(node, row, state, this.actions));
    }
    return node;
  }

  /**
   * What a row's look depends on: unchanged, it is left alone.
   * @param {State} state
   * @param {Row} row
   * @returns {unknown[]}
   */
  #dependencies(state, row) {
    if (row.kind !== "message") return [row.kind, new Date().toDateString()];
    const reply = row.message?.reply ?? row.pending?.reply;
    return [
      row.message,
      row.pending,
      row.first,
      row.last,
      row.status,
      personName(state, row.sender_id),
      personName(state, reply?.sender_id ?? null),
      state.conversations[this.conversationId ?? ""]?.permissions.join(),
    ];
  }

  // ---- position

  /** The first visible message and where it stands, to be put back there. */
  #anchor() {
    if (this.atEnd) return null;
    const top = this.log.getBoundingClientRect().top;
    // Messages only: a day's divider moves up when earlier messages of that day come.
    for (const node of this.roving.articles()) {
      const box = node.getBoundingClientRect();
      if (box.bottom > top) return { node, top: box.top };
    }
    return null;
  }

  /** @param {{node: HTMLElement, top: number} | null} anchor */
  #place(anchor) {
    if (!this.landed) {
      this.landed = true;
      const divider = this.rows.get("unread")?.node;
      if (divider) divider.scrollIntoView({ block: "center" });
      else this.scrollToEnd();
      this.#noteEnd();
    } else if (this.atEnd) this.scrollToEnd();
    else if (anchor?.node.isConnected) {
      this.log.scrollTop += anchor.node.getBoundingClientRect().top - anchor.top;
    }
  }

  #noteEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.atEnd = scrollHeight - scrollTop - clientHeight < AT_END_PX;
  }

  #scrolled() {
    this.#noteEnd();
    const state = this.context.store.state;
    const conversation = state.conversations[this.conversationId ?? ""];
    if (conversation) this.#updateToEnd(conversation);
    this.reading.soon();
    this.#loadEarlier();
  }

  #loadEarlier() {
    const id = this.conversationId;
    if (id === null) return;
    const { windows } = this.context.live.keeper;
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollTop < LOAD_EARLIER_PX) windows.loadOlder(id);
    if (scrollHeight - scrollTop - clientHeight < LOAD_EARLIER_PX) windows.loadNewer(id);
  }

  /** @param {Conversation} conversation */
  #updateToEnd(conversation) {
    const unread = unreadCount(conversation);
    this.toEnd.hidden = this.atEnd;
    const label = unread > 0 ? `Jump to latest, ${unread} unread` : "Jump to latest";
    this.toEnd.setAttribute("aria-label", label);
    this.toEnd.title = label;
  }

  // ---- reading

  /** Seq of the lowest message in view. */
  #lowestSeq() {
    const box = this.log.getBoundingClientRect();
    if (box.height === 0) return 0;
    for (const node of this.roving.articles().reverse()) {
      const row = this.rows.get(node.dataset.key ?? "")?.row;
      if (row?.kind !== "message" || !row.message) continue;
      if (node.getBoundingClientRect().top < box.bottom - 8) return row.message.seq;
    }
    return 0;
  }

  /**
   * @param {State} state
   * @param {Message[]} messages
   */
  #announce(state, messages) {
    const newest = messages.at(-1)?.seq ?? 0;
    const before = this.newestSeq;
    this.newestSeq = Math.max(newest, before ?? 0);
    if (before === null || !document.hasFocus()) return;
    for (const message of messages.filter(({ seq }) => seq > before)) {
      if (message.sender_id === state.me.id || message.deleted) continue;
      this.context.announcer.message(personName(state, message.sender_id), message.body);
    }
  }

  // ---- keyboard

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const article = document.activeElement?.closest("article");
    if (!article || !this.log.contains(article)) return;
    if (event.key === "Escape" && document.activeElement !== article) article.focus();
    if (document.activeElement !== article) return;
    const moved = this.roving.move(event.key);
    if (moved === "top") this.#loadEarlier();
    if (moved) {
      event.preventDefault();
      return;
    }
    const row = this.rows.get(article.dataset.key ?? "")?.row;
    if (row?.kind === "message" && row.message && !row.message.deleted) {
      if (this.#shortcut(event.key, row.message, article)) event.preventDefault();
    }
  }

  /**
   * @param {string} key
   * @param {Message} message
   * @param {HTMLElement} article
   * @returns {boolean}
   */
  #shortcut(key, message, article) {
    const rights = rightsOn(this.context.store.state, message);
    if (key === "r" && rights.reply) this.actions.reply(message);
    else if (key === "+" && rights.react) this.actions.pickEmoji(message, article);
    else if (key === "e" && rights.edit) this.actions.edit(message);
    else if (key === "Delete" && rights.remove) this.actions.remove(message);
    else return false;
    return true;
  }
}

/**
 * @param {Row} row
 * @returns {HTMLElement}
 */
function newNode(row) {
  if (row.kind === "day") return element("h3", { class: "day-divider" });
  if (row.kind === "unread") return element("h3", { class: "unread-divider" }, "New messages");
  return element("article", { "data-key": row.key, tabindex: "-1" });
}
