/** @import {PlacedMessage} from "../api/own_lists.js" */
/** @import {State} from "../types.js" */
/** @import {Context} from "./context.js" */
import { explain } from "../api/errors.js";
import { bookmarksPage, setBookmark } from "../api/own_lists.js";
import { element, setAttribute, setText } from "../lib/dom.js";
import { peopleLoaded } from "../store/account.js";
import { messageAnswered } from "../store/pending.js";
import { icon } from "./icons.js";
import { foundRow, unreadChats, unreadRow } from "./inbox_rows.js";

/** @typedef {import("./router.js").InboxTab} InboxTab */

/** @type {{tab: InboxTab, label: string, empty: string}[]} */
const TABS = [
  { tab: "unread", label: "Unread", empty: "All read." },
  { tab: "bookmarks", label: "Bookmarks", empty: "Messages that you bookmark stand here." },
];

/** What waits to be read, over all chats, and what one keeps. */
export class Inbox {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    /** @type {InboxTab | null} */
    this.tab = null;
    /** @type {unknown[] | null} the chats that are shown; null: nothing yet */
    this.drawn = null;
    /** @type {string | null} */
    this.cursor = null;
    /** Raised when a tab is turned to or left: what was asked for before is of no use then. */
    this.asked = 0;
    this.title = element("h1", { class: "inbox-title", tabindex: "-1" }, "Inbox");
    const back = element(
      "button",
      {
        type: "button",
        class: "icon-button inbox-back",
        "aria-label": "Back to the chats",
        title: "Back to the chats",
        onclick: () => context.router.open(null),
      },
      icon("arrow-left"),
    );
    this.tabs = TABS.map(({ tab, label }) =>
      element(
        "button",
        { type: "button", class: "filter-chip", onclick: () => context.router.openInbox(tab) },
        label,
      ),
    );
    this.list = element("ul", { class: "inbox-list" });
    this.note = element("p", { class: "inbox-note", role: "status" });
    this.more = element(
      "button",
      { type: "button", class: "button", hidden: true, onclick: () => this.#load() },
      "Show more",
    );
    this.element = element(
      "section",
      { class: "inbox", "aria-label": "Inbox" },
      element("header", { class: "inbox-head" }, back, this.title),
      element("nav", { class: "inbox-tabs", "aria-label": "Parts of the inbox" }, ...this.tabs),
      this.list,
      this.note,
      this.more,
    );
  }

  focus() {
    this.title.focus();
  }

  /**
   * @param {State} state
   * @param {InboxTab} tab
   */
  update(state, tab) {
    if (tab !== this.tab) this.#turn(tab);
    if (tab === "unread") this.#unread(state);
  }

  /** It was left: next time what was asked for is asked for again. */
  leave() {
    this.tab = null;
    this.asked += 1;
  }

  /** @param {InboxTab} tab */
  #turn(tab) {
    this.tab = tab;
    this.drawn = null;
    this.cursor = null;
    this.asked += 1;
    this.list.replaceChildren();
    setAttribute(this.list, "aria-busy", null);
    setText(this.note, "");
    this.more.hidden = true;
    this.more.disabled = false;
    for (const [at, button] of this.tabs.entries()) {
      setAttribute(button, "aria-current", TABS[at]?.tab === tab ? "page" : null);
    }
    if (tab !== "unread") this.#load();
  }

  /** @param {State} state */
  #unread(state) {
    const { chats, rest } = unreadChats(state, Date.now());
    const { drawn } = this;
    if (drawn?.length === chats.length && chats.every((one, at) => one === drawn[at])) return;
    this.drawn = chats;
    const held = this.list.contains(document.activeElement)
      ? document.activeElement?.closest("li")?.dataset.id
      : undefined;
    this.list.replaceChildren(...chats.map((one) => unreadRow(this.context, state, one)));
    setText(
      this.note,
      rest > 0 ? `And ${rest} more.` : chats.length === 0 && state.booted ? this.#empty() : "",
    );
    if (held === undefined) return;
    const same = this.list.querySelector(`li[data-id="${CSS.escape(held)}"] button`);
    if (same instanceof HTMLElement) same.focus();
    else this.focus();
  }

  #empty() {
    return TABS.find(({ tab }) => tab === this.tab)?.empty ?? "";
  }

  async #load() {
    const { asked, context, cursor } = this;
    this.more.disabled = true;
    setAttribute(this.list, "aria-busy", "true");
    try {
      const page = await bookmarksPage(context.api.http, cursor);
      if (asked !== this.asked) return;
      this.cursor = page.next;
      this.#show(page.results);
    } catch (error) {
      if (asked !== this.asked) return;
      setText(this.note, explain(error));
      this.more.hidden = false;
    }
    this.more.disabled = false;
    setAttribute(this.list, "aria-busy", null);
  }

  /** @param {PlacedMessage[]} found */
  #show(found) {
    const { context } = this;
    context.store.apply(
      peopleLoaded,
      found.map(({ sender }) => sender),
    );
    const first = this.list.childElementCount;
    const rows = found.map((one) => foundRow(context, one, (row) => this.#remove(one, row)));
    this.list.append(...rows);
    this.more.hidden = this.cursor === null;
    setText(this.note, this.list.childElementCount === 0 ? this.#empty() : "");
    // Whoever asked for more goes on with it.
    if (first > 0) rows[0]?.querySelector("button")?.focus();
  }

  /**
   * @param {PlacedMessage} one
   * @param {HTMLElement} row
   */
  async #remove({ message }, row) {
    const { api, store, toasts } = this.context;
    try {
      store.apply(messageAnswered, await setBookmark(api.http, message.id, false));
    } catch (error) {
      toasts.show(explain(error), { tone: "error" });
      return;
    }
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    const button = next?.querySelector("button");
    if (button) button.focus();
    else this.focus();
    toasts.show("Bookmark removed");
    if (!next && this.cursor === null) setText(this.note, this.#empty());
  }
}
