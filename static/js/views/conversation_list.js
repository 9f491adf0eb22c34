/** @import {State} from "../types.js" */
import { element, putBefore, setAttribute } from "../lib/dom.js";
import { foldText } from "../lib/fuzzy.js";
import { conversationName } from "../store/select.js";
import { looksAlike, readRow, renderRow } from "./list_row.js";
import { MenuPress } from "./menu_press.js";
import { Router } from "./router.js";

/** Block size of a row: `conversation_list.css` knows the same. */
const ROW_PX = 64;
/** Rows in the page at most, however many chats there are. */
const ROWS = 60;
/** Rows on either side of what is seen, so that scrolling does not outrun them. */
const SPARE = 12;
const TYPING_MS = 700;

/** @typedef {{row: HTMLLIElement, link: HTMLAnchorElement, look: import("./list_row.js").RowLook | null}} Entry */

/**
 * The chats: one tab stop, arrows, Home, End and typing move inside. Only the rows around what is
 * seen are in the page.
 */
export class ConversationList {
  /**
   * @param {import("./context.js").Context} context
   * @param {(id: string, anchor: import("./menu.js").Anchor) => void} openRowMenu
   */
  constructor(context, openRowMenu) {
    this.context = context;
    this.list = element("ul", { class: "conversation-list", onkeydown: this.#key.bind(this) });
    this.element = element("div", { class: "list-scroll", tabindex: "-1" }, this.list);
    /** @type {string[]} */
    this.ids = [];
    /** @type {Map<string, Entry>} */
    this.rows = new Map();
    /** @type {string | null} the row that the Tab key comes to */
    this.stopId = null;
    this.compact = false;
    this.typed = "";
    this.typedAt = 0;
    this.element.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.list.addEventListener("focusin", (event) => this.#focused(event));
    new MenuPress(this.list, "a[data-id]", (link, anchor) => {
      if (link.dataset.id) openRowMenu(link.dataset.id, anchor);
    });
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /**
   * @param {string[]} ids
   * @param {boolean} compact
   */
  show(ids, compact) {
    const active = document.activeElement;
    const had = active instanceof HTMLElement && this.list.contains(active) ? this.stopId : null;
    this.ids = ids;
    if (compact !== this.compact) for (const entry of this.rows.values()) entry.look = null;
    this.compact = compact;
    this.list.style.blockSize = `${ids.length * ROW_PX}px`;
    this.#draw();
    // The chat under the keyboard left this list: its place goes to a neighbour, not to the page.
    if (had && !this.rows.has(had) && ids.length > 0) this.focus();
  }

  /** Puts the keyboard into the list: on the chat it was on, the open one, or the first. */
  focus() {
    const { conversationId } = this.context.router.place;
    const wanted = [this.stopId, conversationId].find((id) => id && this.ids.includes(id));
    this.#goTo(Math.max(0, this.ids.indexOf(wanted ?? "")));
  }

  /** @param {string} id */
  reveal(id) {
    const index = this.ids.indexOf(id);
    if (index >= 0) this.#scrollTo(index);
  }

  #draw() {
    const { store, router } = this.context;
    const { state } = store;
    const now = new Date();
    const wanted = this.#window();
    for (const [id, entry] of this.rows) {
      if (wanted.has(id)) continue;
      entry.row.remove();
      this.rows.delete(id);
    }
    /** @type {Element | null} */
    let above = null;
    for (const [id, index] of wanted) {
      const entry = this.#entry(id);
      this.#update(state, id, entry, { now, open: router.place.conversationId === id });
      entry.row.style.insetBlockStart = `${index * ROW_PX}px`;
      setAttribute(entry.row, "aria-posinset", index + 1);
      setAttribute(entry.row, "aria-setsize", this.ids.length);
      /** @type {Element | null} */
      const place = above ? above.nextElementSibling : this.list.firstElementChild;
      if (place !== entry.row) putBefore(this.list, entry.row, place);
      above = entry.row;
    }
    this.#keepOneStop(router.place.conversationId);
    this.context.live.glance.look(this.#seen());
  }

  /** @returns {string[]} the rows in view */
  #seen() {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.floor(scrollTop / ROW_PX);
    return this.ids.slice(first, first + Math.ceil(clientHeight / ROW_PX) + 1);
  }

  /**
   * The rows to draw, by their place: what is seen, some around it, and the one with the keyboard.
   * @returns {Map<string, number>}
   */
  #window() {
    const { scrollTop, clientHeight } = this.element;
    const seen = Math.ceil(clientHeight / ROW_PX) + 1;
    const spare = Math.min(SPARE, Math.max(0, Math.floor((ROWS - 1 - seen) / 2)));
    const first = Math.max(0, Math.floor(scrollTop / ROW_PX) - spare);
    const last = Math.min(this.ids.length, first + Math.min(ROWS - 1, seen + 2 * spare));
    const places = Array.from({ length: Math.max(0, last - first) }, (_, n) => first + n);
    const focused = this.list.contains(document.activeElement) && this.stopId;
    const held = focused ? this.ids.indexOf(focused) : -1;
    if (held >= 0 && (held < first || held >= last)) places.push(held);
    return new Map(places.sort((a, b) => a - b).map((index) => [this.ids[index] ?? "", index]));
  }

  /** @param {string} id @returns {Entry} */
  #entry(id) {
    let entry = this.rows.get(id);
    if (!entry) {
      const href = Router.address({ conversationId: id });
      const link = element("a", {
        href,
        class: "conversation-row",
        "data-id": id,
        draggable: "false",
        onclick: this.#click(id),
      });
      entry = { row: element("li", { class: "list-item" }, link), link, look: null };
      this.rows.set(id, entry);
    }
    return entry;
  }

  /**
   * @param {State} state
   * @param {string} id
   * @param {Entry} entry
   * @param {{now: Date, open: boolean}} here
   */
  #update(state, id, entry, here) {
    const conversation = state.conversations[id];
    if (!conversation) return;
    const draft = this.context.drafts.read(id) || draftOf(conversation);
    const look = readRow(state, conversation, { ...here, draft });
    if (entry.look && looksAlike(entry.look, look)) return;
    entry.look = look;
    renderRow(entry.link, look, this.compact);
  }

  /** @param {string} id */
  #click(id) {
    return (/** @type {MouseEvent} */ event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      this.context.router.open(id);
    };
  }

  /** @param {string | null} openId */
  #keepOneStop(openId) {
    const known = [this.stopId, openId, this.ids[0]].find((id) => id && this.rows.has(id));
    const stop = known ?? [...this.rows.keys()][0] ?? null;
    for (const [id, { link }] of this.rows) link.tabIndex = id === stop ? 0 : -1;
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link?.dataset.id) return;
    this.stopId = link.dataset.id;
    this.#keepOneStop(null);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.ids.length === 0) return;
    const at = this.ids.indexOf(this.stopId ?? "");
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW_PX) - 1);
    const targets = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: this.ids.length - 1,
    };
    const to = targets[/** @type {keyof typeof targets} */ (event.key)] ?? this.#typing(event, at);
    if (to === null) return;
    event.preventDefault();
    this.#goTo(Math.min(Math.max(0, to), this.ids.length - 1));
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} at
   * @returns {number | null}
   */
  #typing(event, at) {
    if (event.key.length !== 1 || !this.context.preferences.lettersOn()) return null;
    const begun = this.typed !== "" && event.timeStamp - this.typedAt <= TYPING_MS;
    // Between two words of a name; no name begins with it.
    if (event.key === " " && !begun) return null;
    this.typed = begun ? this.typed + event.key : event.key;
    this.typedAt = event.timeStamp;
    const { conversations } = this.context.store.state;
    const start = foldText(this.typed);
    const from = this.typed.length === 1 ? at + 1 : at;
    for (let step = 0; step < this.ids.length; step += 1) {
      const index = (Math.max(0, from) + step) % this.ids.length;
      const conversation = conversations[this.ids[index] ?? ""];
      if (conversation && foldText(conversationName(conversation)).startsWith(start)) return index;
    }
    return null;
  }

  /** @param {number} index */
  #goTo(index) {
    const id = this.ids[index];
    if (id === undefined) return;
    this.stopId = id;
    this.#scrollTo(index);
    this.#draw();
    this.rows.get(id)?.link.focus({ preventScroll: true });
  }

  /** @param {number} index */
  #scrollTo(index) {
    const { scrollTop, clientHeight } = this.element;
    const top = index * ROW_PX;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + ROW_PX > scrollTop + clientHeight) {
      this.element.scrollTop = top + ROW_PX - clientHeight;
    }
  }
}

/**
 * What waits on the server, typed on another device.
 * @param {import("../types.js").Conversation} conversation
 * @returns {string}
 */
function draftOf(conversation) {
  const { draft } = /** @type {{draft?: {body: string} | null}} */ (conversation);
  return draft?.body ?? "";
}
