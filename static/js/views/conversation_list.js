/** @import {Conversation, State} from "../types.js" */
import { element, hiddenText } from "../lib/dom.js";
import { formatListTime } from "../lib/times.js";
import { unreadCount } from "../store/conversations.js";
import { conversationName, pendingOf, personName } from "../store/select.js";
import { conversationAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { Router } from "./router.js";

/** The chats, newest activity first: one tab stop, arrows move inside. */
export class ConversationList {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.list = element("ul", { class: "conversation-list", onkeydown: this.#key.bind(this) });
    this.empty = element(
      "p",
      { class: "list-empty", hidden: true },
      "No chats yet. Start one with the button above.",
    );
    this.element = element("div", { class: "list-scroll" }, this.list, this.empty);
    /** @type {Map<string, {row: HTMLLIElement, link: HTMLAnchorElement, shown: unknown[]}>} */
    this.rows = new Map();
  }

  /** @param {State} state */
  update(state) {
    this.empty.hidden = !state.booted || state.order.length > 0;
    const openId = this.context.router.place.conversationId;
    for (const [id, { row }] of this.rows) {
      if (state.conversations[id]) continue;
      row.remove();
      this.rows.delete(id);
    }
    /** @type {Element | null} */
    let above = null;
    for (const id of state.order) {
      const conversation = state.conversations[id];
      if (!conversation) continue;
      const { row } = this.#row(state, conversation, openId === id);
      /** @type {Element | null} */
      const place = above ? above.nextElementSibling : this.list.firstElementChild;
      if (place !== row) this.#move(row, place);
      above = row;
    }
    this.#keepOneStop(openId);
  }

  /** Puts the keyboard into the list, on the open chat or the first one. */
  focus() {
    const stop = this.list.querySelector('a[tabindex="0"]');
    if (stop instanceof HTMLElement) stop.focus();
  }

  /**
   * Moving a focused row in the page would drop its focus.
   * @param {HTMLLIElement} row
   * @param {Element | null} before
   */
  #move(row, before) {
    const focused = row.contains(document.activeElement) ? document.activeElement : null;
    this.list.insertBefore(row, before);
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   * @param {boolean} open
   */
  #row(state, conversation, open) {
    const id = conversation.id;
    let entry = this.rows.get(id);
    if (!entry) {
      const href = Router.address({ conversationId: id });
      const link = element("a", { href, class: "conversation-row", onclick: this.#click(id) });
      entry = { row: element("li", {}, link), link, shown: [] };
      this.rows.set(id, entry);
    }
    const pending = pendingOf(state, id).at(-1);
    const preview = previewOf(state, conversation);
    const shown = [conversation, open, pending, preview.sender, new Date().toDateString()];
    if (shown.some((value, index) => value !== entry.shown[index])) {
      entry.shown = shown;
      if (open) entry.link.setAttribute("aria-current", "page");
      else entry.link.removeAttribute("aria-current");
      entry.link.replaceChildren(...rowContent(conversation, preview, pending?.state ?? null));
    }
    return entry;
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
    const links = [...this.rows.values()].map(({ link }) => link);
    const focused = links.find((link) => link === document.activeElement);
    const first = this.list.querySelector("a");
    const stop = focused ?? (openId ? this.rows.get(openId)?.link : null) ?? first;
    for (const link of links) link.tabIndex = link === stop ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const links = [...this.list.querySelectorAll("a")];
    const at = links.findIndex((link) => link.matches(":focus"));
    if (at < 0) return;
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 };
    const to = targets[/** @type {keyof typeof targets} */ (event.key)];
    const link = to === undefined ? undefined : links[to];
    if (!link) return;
    event.preventDefault();
    for (const other of links) other.tabIndex = other === link ? 0 : -1;
    link.focus();
  }
}

/**
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {{sender: string, text: string}}
 */
function previewOf(state, conversation) {
  const last = conversation.last_message;
  if (!last) return { sender: "", text: "No messages yet" };
  const own = last.sender_id === state.me.id;
  const known = own || conversation.type === "DM" || (last.sender_id ?? "") in state.people;
  const name = own ? "You" : conversation.type === "DM" ? "" : personName(state, last.sender_id);
  const sender = known && last.type !== "SYSTEM" ? name : "";
  return { sender, text: last.deleted ? "Message deleted" : last.body };
}

/**
 * @param {Conversation} conversation
 * @param {{sender: string, text: string}} preview
 * @param {string | null} sending
 * @returns {Node[]}
 */
function rowContent(conversation, preview, sending) {
  const unread = unreadCount(conversation);
  const name = conversationName(conversation);
  const at = conversation.last_message?.created_at ?? conversation.created_at;
  const failed = sending === "failed";
  const sender = preview.sender ? `${preview.sender}: ` : "";
  const count = unread > 999 ? "999+" : String(unread);
  return [
    conversationAvatar(conversation, "large"),
    element("span", { class: "conversation-name", dir: "auto" }, name),
    unread > 0 && hiddenText(`, ${unread} unread, `),
    element(
      "span",
      { class: "conversation-preview" },
      failed && element("span", { class: "preview-failed" }, "Not sent. "),
      sender && element("span", { class: "preview-sender" }, sender),
      element("span", { dir: "auto" }, preview.text),
    ),
    element(
      "time",
      { class: unread > 0 ? "conversation-time unread" : "conversation-time", datetime: at },
      formatListTime(at, new Date()),
    ),
    failed && icon("circle-alert"),
    unread > 0 &&
      element("span", { class: "badge", "aria-hidden": "true", title: `${unread} unread` }, count),
  ].filter((child) => child instanceof Node);
}
