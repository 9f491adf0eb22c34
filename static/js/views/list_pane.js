/** @import {State} from "../types.js" */
/** @import {ListFilter, ListPlace} from "../store/list.js" */
import { element, setAttribute, setText } from "../lib/dom.js";
import { folderNames, isChat, listOf, unreadTotals } from "../store/list.js";
import { ConversationList } from "./conversation_list.js";
import { icon } from "./icons.js";
import { nothingHere, STARTS, skeletonRows, start } from "./nothing.js";
import { hintOf } from "./shortcuts.js";

/** @type {[ListFilter, string][]} */
const FILTERS = [
  ["all", "All"],
  ["unread", "Unread"],
  ["people", "People"],
  ["groups", "Groups"],
  ["channels", "Channels"],
];

/** @type {Record<ListFilter, string>} */
const NONE = {
  all: "",
  unread: "All read.",
  people: "No chats with one person here.",
  groups: "No groups here.",
  channels: "No channels here.",
};

/** The list of chats with its header, search and filters. */
export class ListPane {
  /**
   * @param {import("./context.js").Context} context
   * @param {(place: ListPlace) => void} show
   */
  constructor(context, show) {
    this.context = context;
    this.show = show;
    /** @type {ListPlace} */
    this.place = { kind: "chats" };
    /** @type {ListFilter} */
    this.filter = "all";
    this.compact = false;
    this.title = element("h1", { class: "list-title", dir: "auto", tabindex: "-1" }, "Chats");
    this.list = new ConversationList(context, (id, anchor) => this.#rowMenu(id, anchor));
    this.empty = element("div", { class: "list-empty", hidden: true });
    this.skeleton = skeletonRows(9);
    this.chips = element("div", { class: "filters", role: "group", "aria-label": "Filter chats" });
    this.chipRow = element("div", { class: "filter-row" }, this.chips);
    const head = element(
      "header",
      { class: "list-header" },
      this.title,
      this.#filterButton(),
      this.#startButton(),
    );
    this.element = element(
      "nav",
      { class: "list-pane", "aria-label": "Chats" },
      head,
      this.#search(),
      this.chipRow,
      this.list.element,
      this.empty,
      this.skeleton,
    );
    /** @type {string[]} */
    this.ids = [];
    this.shownChips = "";
    this.emptyShown = "";
  }

  /** @param {State} state */
  update(state) {
    const { place, filter } = this;
    // The last chat left the folder that is looked at.
    if (place.kind === "folder" && !folderNames(state).includes(place.folder ?? "")) {
      queueMicrotask(() => this.show({ kind: "chats" }));
    }
    // What is read while one looks at the unread stays in its place until it is left.
    const { conversationId: openId } = this.context.router.place;
    const keepId = openId !== null && this.ids.includes(openId) ? openId : null;
    this.ids = listOf(state, place, filter, keepId);
    setText(this.title, titleOf(place));
    this.#updateChips(state);
    this.list.show(this.ids, this.compact);
    this.list.element.hidden = this.ids.length === 0;
    this.skeleton.hidden = state.booted || this.ids.length > 0;
    this.#updateEmpty(state);
  }

  focus() {
    if (this.ids.length > 0) this.list.focus();
    else this.title.focus();
  }

  #startButton() {
    const button = element(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "New chat",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        title: "New chat, group or channel",
        onclick: () =>
          this.context.later.use("menus", ({ openMenu }) =>
            openMenu({ anchor: button, label: "Start", items }),
          ),
      },
      icon("square-pen"),
    );
    const items = STARTS.map(({ kind, label, icon: name }) => ({
      label,
      icon: name,
      run: () => start(this.context, kind),
    }));
    return button;
  }

  /** Where the list is too narrow for chips. */
  #filterButton() {
    const button = element(
      "button",
      {
        type: "button",
        class: "icon-button filter-button",
        "aria-label": "Filter chats",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        title: "Filter chats",
        onclick: () => this.#openFilters(button),
      },
      icon("list-filter"),
    );
    return button;
  }

  /** @param {HTMLElement} anchor */
  #openFilters(anchor) {
    const items = FILTERS.map(([filter, label]) => ({
      label,
      checked: this.filter === filter,
      run: () => this.#setFilter(filter),
    }));
    this.context.later.use("menus", ({ openMenu }) =>
      openMenu({ anchor, label: "Filter chats", items }),
    );
  }

  #search() {
    const keys = hintOf("palette");
    return element(
      "button",
      {
        type: "button",
        class: "search-box",
        "aria-haspopup": "dialog",
        title: `Search or jump to (${keys})`,
        onclick: () => this.context.page.openPalette(),
      },
      icon("search", 18),
      element("span", { class: "search-text" }, "Search or jump to"),
      element("kbd", { class: "key", "aria-hidden": "true" }, keys),
    );
  }

  /** @param {ListFilter} filter */
  #setFilter(filter) {
    this.filter = filter;
    this.ids = [];
    this.list.element.scrollTop = 0;
    this.update(this.context.store.state);
  }

  /** @param {State} state */
  #updateChips(state) {
    const now = Date.now();
    const { chats } = unreadTotals(state, now, isChat);
    const unread = this.place.kind === "chats" && chats > 0 ? ` ${chats}` : "";
    const folders = folderNames(state);
    const key = [this.filter, unread, this.place.kind, this.place.folder, ...folders].join("\n");
    if (key === this.shownChips) return;
    this.shownChips = key;
    const focused = document.activeElement?.getAttribute("data-chip");
    this.chips.replaceChildren(
      ...FILTERS.map(([filter, label]) =>
        chip(label, filter === "unread" ? unread : "", {
          name: filter,
          on: this.filter === filter,
          run: () => this.#setFilter(filter),
        }),
      ),
      ...folders.map((folder) => this.#folderChip(folder)),
    );
    const again = focused && this.chips.querySelector(`[data-chip="${CSS.escape(focused)}"]`);
    if (again instanceof HTMLElement) again.focus();
  }

  /**
   * Folders stand in the rail; on a phone, which has none, here.
   * @param {string} folder
   */
  #folderChip(folder) {
    const on = this.place.kind === "folder" && this.place.folder === folder;
    const node = chip(folder, "", {
      name: `folder ${folder}`,
      on,
      run: () => this.show(on ? { kind: "chats" } : { kind: "folder", folder }),
    });
    node.classList.add("filter-folder");
    return node;
  }

  /** @param {State} state */
  #updateEmpty(state) {
    const empty = state.booted && this.ids.length === 0;
    this.empty.hidden = !empty;
    const first = this.filter === "all" && this.place.kind === "chats";
    const key = empty ? `${this.filter} ${this.place.kind}` : "";
    if (key === this.emptyShown) return;
    this.emptyShown = key;
    const text = this.filter === "all" ? "Nothing is archived." : NONE[this.filter];
    if (first) {
      const words = { title: "No chats yet", text: "Start one, or wait for somebody to write." };
      this.empty.replaceChildren(...nothingHere(this.context, words));
    } else this.empty.replaceChildren(element("p", {}, text));
  }

  /**
   * @param {string} id
   * @param {import("./menu.js").Anchor} anchor
   */
  #rowMenu(id, anchor) {
    const { context } = this;
    const conversation = context.store.state.conversations[id];
    if (!conversation) return;
    context.later.use("menus", (part) =>
      part.openConversationMenu(context, conversation, anchor, "Chat"),
    );
  }
}

/** @param {ListPlace} place */
function titleOf({ kind, folder }) {
  if (kind === "archived") return "Archived";
  return kind === "folder" ? (folder ?? "") : "Chats";
}

/**
 * @param {string} label
 * @param {string} count
 * @param {{name: string, on: boolean, run: () => void}} options
 */
function chip(label, count, { name, on, run }) {
  const node = element(
    "button",
    {
      type: "button",
      class: "filter-chip",
      "data-chip": name,
      "aria-pressed": String(on),
      onclick: run,
    },
    label,
  );
  if (count) node.append(element("span", { class: "filter-count" }, count));
  setAttribute(node, "dir", name.startsWith("folder") ? "auto" : null);
  return node;
}
