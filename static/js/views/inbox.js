/** @import {State} from "../types.js" */
/** @import {Context} from "./context.js" */
import { element, setAttribute, setText } from "../lib/dom.js";
import { FollowedThreads } from "../realtime/followed.js";
import { isOfferedSomewhere } from "../store/features.js";
import { icon } from "./icons.js";
import { KINDS } from "./inbox_kinds.js";
import { InboxList } from "./inbox_list.js";
import { unreadChats, unreadRow } from "./inbox_rows.js";

/** @typedef {import("./router.js").InboxTab} InboxTab */

/** @type {{tab: InboxTab, label: string, empty: string}[]} */
const TABS = [
  { tab: "unread", label: "Unread", empty: "All read." },
  { tab: "mentions", label: "Mentions", empty: "Messages that name you stand here." },
  { tab: "threads", label: "Threads", empty: "No new answers in threads that you follow." },
  { tab: "bookmarks", label: "Bookmarks", empty: "Messages that you bookmark stand here." },
];

/**
 * From now on the page knows which threads have new answers.
 * @param {Context} context
 */
export function keepThreads({ api, store }) {
  return new FollowedThreads(store, api.http);
}

/** What waits to be read, over all chats, where one is named, and what one keeps. */
export class Inbox {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    /** @type {InboxTab | null} */
    this.tab = null;
    /** @type {unknown[] | null} the chats that are shown; null: nothing yet */
    this.drawn = null;
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
    this.found = new InboxList(context, this.title, () => this.#sayFound());
    this.list = this.found.element;
    this.note = element("p", { class: "inbox-note", role: "status" });
    this.more = element(
      "button",
      { type: "button", class: "button", hidden: true, onclick: () => this.found.more() },
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
    const threads = this.tabs[TABS.findIndex((one) => one.tab === "threads")];
    if (threads) threads.hidden = tab !== "threads" && !isOfferedSomewhere(state, "threads");
    if (tab === "unread") this.#unread(state);
    else this.found.update(state);
  }

  /** It was left: next time what was asked for is asked for again. */
  leave() {
    if (this.tab === null) return;
    this.tab = null;
    this.found.turn(null);
  }

  /** @param {InboxTab} tab */
  #turn(tab) {
    this.tab = tab;
    this.drawn = null;
    setText(this.note, "");
    this.more.hidden = true;
    for (const [at, button] of this.tabs.entries()) {
      setAttribute(button, "aria-current", TABS[at]?.tab === tab ? "page" : null);
    }
    this.found.turn(tab === "unread" ? null : KINDS[tab]);
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

  #sayFound() {
    const { cursor, goesOn, loaded, problem } = this.found;
    const none = loaded && cursor === null && this.list.childElementCount === 0;
    setText(this.note, problem || (none ? this.#empty() : ""));
    this.more.hidden = !goesOn;
  }
}
