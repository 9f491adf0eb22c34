/** @import {Conversation, Message, State} from "../types.js" */
/** @import {Row} from "../store/timeline_rows.js" */
import { element } from "../lib/dom.js";
import { dayKey } from "../lib/times.js";
import { Expiry } from "../realtime/expiry.js";
import { typingLine } from "../store/around.js";
import { unreadCount } from "../store/conversations.js";
import { placeName } from "../store/select.js";
import { indexOfMessage, lastSeqOf, timelineRows } from "../store/timeline_rows.js";
import { typingIn } from "../store/typing.js";
import { personAvatar } from "./avatar.js";
import { LongPress } from "./long_press.js";
import { MessageBars } from "./message_bar.js";
import { Reading } from "./reading.js";
import { Roving } from "./roving.js";
import { RowPainter } from "./row_painter.js";
import { Arrivals } from "./timeline_arrivals.js";
import { JumpButtons, StickyDay, TypingRow } from "./timeline_jumps.js";
import { TimelineKeys } from "./timeline_keys.js";
import { Scroller } from "./timeline_scroller.js";
import { Travels } from "./timeline_travels.js";

/** The messages of the open chat: position is sacred, one tab stop, arrows move inside. */
export class Timeline {
  /**
   * @param {import("./context.js").Context} context
   * @param {import("./message.js").MessageActions} actions
   */
  constructor(context, actions) {
    this.context = context;
    this.typing = new TypingRow();
    this.host = element("div", { class: "log-rows" });
    this.log = element(
      "div",
      { class: "log", role: "log", "aria-live": "off", tabindex: "-1" },
      this.host,
      this.typing.element,
    );
    /** @type {string | null} */
    this.conversationId = null;
    /** @type {number | null} seq below "New messages", until the chat is left */
    this.unreadFrom = null;
    this.roving = new Roving(this.log);
    this.painter = new RowPainter(this, actions);
    this.scroller = new Scroller(this.log, this.host, this.painter);
    this.scroller.focused = () => this.roving.focused?.dataset.key ?? null;
    this.scroller.onMoved = () => this.#moved();
    this.actions = actions;
    /** @type {import("./message_menu.js").MessageMenu | null} made when it is first wanted */
    this.menu = null;
    this.bars = new MessageBars(this.log, context, (article) => this.messageAt(article), {
      ...actions,
      more: (message, anchor) =>
        this.#withMenu((menu) => menu.open(message, anchor, anchor.closest("article") ?? anchor)),
    });
    this.reading = new Reading(context, () => this.#lowestSeq());
    this.arrivals = new Arrivals(context);
    this.expiry = new Expiry(context.store);
    this.travels = new Travels(this);
    this.jumps = new JumpButtons(this.travels);
    this.day = new StickyDay();
    new TimelineKeys(this);
    new LongPress(this.log, (article, point) => this.openMenu(article, point));
    this.element = element(
      "div",
      { class: "timeline" },
      this.log,
      this.day.element,
      this.jumps.element,
    );
    /** @type {import("./router.js").Place | null} an address to be followed */
    this.wished = null;
    /** @type {unknown[]} what the rows were made from */
    this.madeFrom = [];
  }

  get state() {
    return this.context.store.state;
  }

  get conversation() {
    return this.state.conversations[this.conversationId ?? ""];
  }

  /** The window of the store that is shown. */
  get timeline() {
    return this.state.timelines[this.conversationId ?? ""];
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    if (conversation.id !== this.conversationId) this.#open(conversation);
    this.#followAddress(conversation);
    const timeline = state.timelines[conversation.id];
    this.log.setAttribute("aria-label", labelOf(conversation));
    this.log.setAttribute("aria-busy", String(!timeline?.loaded || timeline.loading));
    this.log.toggleAttribute("data-empty", !timeline?.loaded && this.scroller.rows.length === 0);
    this.#typing(state, conversation.id);
    if (!timeline?.loaded) return;
    this.expiry.watch(conversation.id, timeline);
    const hadFocus = this.roving.focused !== null;
    this.scroller.setRows(this.#rows(state, conversation), !timeline.has_after);
    this.travels.land(conversation);
    if (hadFocus && !this.roving.focused && document.activeElement === document.body)
      this.focusLast();
    if (this.arrivals.look(state, conversation)) this.travels.toLatest();
    this.#moved();
  }

  /**
   * The address names a message, perhaps again.
   * @param {import("./router.js").Place} place
   */
  goTo(place) {
    this.wished = place;
  }

  /** @param {Conversation} conversation */
  #followAddress({ id }) {
    const { conversationId, messageId } = this.wished ?? {};
    if (conversationId !== id) return;
    this.wished = null;
    if (messageId) this.travels.toMessage(messageId);
  }

  /** @param {Conversation} conversation */
  #open(conversation) {
    this.conversationId = conversation.id;
    this.reading.opened(conversation);
    this.unreadFrom = unreadCount(conversation) > 0 ? conversation.last_read_seq + 1 : null;
    this.painter.expanded.clear();
    this.madeFrom = [];
    this.scroller.clear();
    this.day.hide();
    this.travels.opened();
    this.arrivals.opened();
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   * @returns {Row[]}
   */
  #rows(state, { id }) {
    const from = [
      state.timelines[id],
      state.pending,
      state.receipts[id],
      state.members[id],
      this.unreadFrom,
      new Date().toDateString(),
    ];
    if (from.every((one, index) => one === this.madeFrom[index])) return this.scroller.rows;
    this.madeFrom = from;
    return timelineRows(state, id, this.unreadFrom, dayKey);
  }

  /**
   * @param {State} state
   * @param {string} id
   */
  #typing(state, id) {
    const [first = "", ...others] = typingIn(state, id);
    const alone = others.length === 0 ? state.people[first] : undefined;
    this.typing.update(typingLine(state, id), alone ? personAvatar(alone, "small") : null);
  }

  // ---- position

  /** Something else is in view, or something else is known of what is in view. */
  #moved() {
    const { conversation } = this;
    if (!conversation || !this.timeline?.loaded) return;
    this.travels.look(conversation);
    const { rows, list } = this.scroller;
    const { start, end } = this.scroller.view();
    const lowest = rows.slice(start, end).findLast((row) => lastSeqOf(row) > 0);
    this.roving.refresh(lowest && list.nodeOf(lowest.key));
    this.reading.soon();
  }

  /** Seq of the lowest message in view; 0 in an empty chat, -1 where none is looked at. */
  #lowestSeq() {
    if (this.log.clientHeight === 0 || !this.travels.landed) return -1;
    const { rows } = this.scroller;
    const { start, end } = this.scroller.view();
    for (let index = end - 1; index >= start; index -= 1) {
      const seq = lastSeqOf(rows[index]);
      if (seq > 0 && this.scroller.placeOf(index).top < this.log.clientHeight - 8) return seq;
    }
    return 0;
  }

  toLatest() {
    return this.travels.toLatest();
  }

  // ---- keyboard and menu

  /** @param {number} index */
  focusRow(index) {
    const node = this.scroller.reveal(index);
    if (node?.matches("article")) node.focus({ preventScroll: true });
  }

  focusLast() {
    const index = this.scroller.rows.findLastIndex(
      ({ kind }) => kind === "message" || kind === "system",
    );
    if (index >= 0) this.focusRow(index);
  }

  async focusStart() {
    await this.travels.loadEdge(-1);
    const index = this.scroller.rows.findIndex(
      ({ kind }) => kind === "message" || kind === "system",
    );
    if (index < 0) return;
    this.scroller.toRow(0, 0);
    this.focusRow(index);
  }

  async focusEnd() {
    await this.travels.loadEdge(1);
    this.focusLast();
  }

  /** @param {1 | -1} direction an arrow wants past the first or last row */
  wantBeyond(direction) {
    this.travels.loadBeyond(direction);
  }

  /** @param {HTMLElement} article @returns {Message | null} that may be acted on */
  messageAt(article) {
    const index = this.scroller.list.indexOf(article.dataset.key ?? "");
    const row = this.scroller.rows[index];
    return row?.kind === "message" && row.message && !row.message.deleted ? row.message : null;
  }

  /**
   * @param {HTMLElement} article
   * @param {Element | {x: number, y: number}} at
   * @returns {boolean}
   */
  openMenu(article, at) {
    const message = this.messageAt(article);
    if (!message) return false;
    const box = at instanceof Element ? at.getBoundingClientRect() : null;
    const point =
      at instanceof Element ? { x: (box?.left ?? 0) + 12, y: (box?.bottom ?? 0) - 4 } : at;
    this.#withMenu((menu) => menu.open(message, point, article));
    return true;
  }

  /**
   * @param {string} key
   * @param {HTMLElement} article
   * @returns {boolean} whether the key means something here, as far as is known yet
   */
  press(key, article) {
    const message = this.messageAt(article);
    if (!message || !(key.length === 1 || key === "Delete")) return false;
    let pressed = false;
    this.#withMenu((menu) => {
      pressed = menu.press(key, message, article);
    });
    return pressed;
  }

  /** @param {(menu: import("./message_menu.js").MessageMenu) => void} use */
  #withMenu(use) {
    this.context.later.use("menus", ({ MessageMenu }) => {
      this.menu ??= new MessageMenu(this.context, this.actions);
      use(this.menu);
    });
  }

  /** @param {number} seq @returns {number} index of the message's row, -1 without one */
  indexOfSeq(seq) {
    const index = indexOfMessage(this.scroller.rows, seq);
    const row = this.scroller.rows[index];
    const holds = row && seq <= lastSeqOf(row) && "seq" in row && seq >= row.seq;
    return holds ? index : -1;
  }
}

/** @param {Conversation} conversation @returns {string} */
function labelOf(conversation) {
  return `Messages ${conversation.space_id ? "in" : "with"} ${placeName(conversation)}`;
}
