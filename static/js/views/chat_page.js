/** @import {Conversation, State} from "../types.js" */
import { element, setAttribute } from "../lib/dom.js";
import { isolated } from "../lib/text.js";
import { neighbourOf, unreadTotals } from "../store/list.js";
import { conversationName } from "../store/select.js";
import { Banner } from "./banner.js";
import { Composer } from "./composer.js";
import { ConversationHeader } from "./conversation_header.js";
import { DetailsPane } from "./details_pane.js";
import { EmojiPopover } from "./emoji_popover.js";
import { Keyboard } from "./keyboard.js";
import { ListPane } from "./list_pane.js";
import { ListWidth } from "./list_width.js";
import { messageActions } from "./message_actions.js";
import { chatIsGone, nothingHere } from "./nothing.js";
import { markRead } from "./own_actions.js";
import { Palette } from "./palette.js";
import { PinnedBar } from "./pinned_bar.js";
import { Rail } from "./rail.js";
import { Stranded } from "./stranded.js";
import { Timeline } from "./timeline.js";

/** @typedef {import("../store/list.js").ListPlace} ListPlace */
/** @typedef {import("./router.js").Pane} Pane */

/**
 * What parts of the page ask of it.
 * @typedef {Object} PageCallbacks
 * @property {(name: Pane | null) => void} openPane
 * @property {() => void} openPalette
 * @property {(place: ListPlace) => void} showList
 * @property {Composer} composer
 * @property {Set<string>} leaving chats that go because their reader wants it, who needs no word of it
 */

/** The whole page: rail, list, open chat, details; one pane at a time on a phone. */
export class ChatPage {
  /**
   * @param {HTMLElement} root
   * @param {Omit<import("./context.js").Context, "page">} given
   */
  constructor(root, given) {
    this.root = root;
    const showList = (/** @type {ListPlace} */ place) => this.#showList(place);
    /** @type {PageCallbacks} */
    const callbacks = {
      openPane: (name) => given.router.showPane(name),
      openPalette: () => this.#openPalette(),
      showList,
      composer: /** @type {any} */ (null),
      leaving: new Set(),
    };
    const context = { ...given, page: callbacks };
    this.context = context;
    this.banner = new Banner(context);
    this.rail = new Rail(context, showList);
    this.list = new ListPane(context, showList);
    /** @type {import("./palette.js").Palette | null} made when it is first wanted */
    this.palette = null;
    this.header = new ConversationHeader(context);
    this.pinned = new PinnedBar(context);
    this.composer = new Composer(context);
    callbacks.composer = this.composer;
    this.details = new DetailsPane(context);
    this.emoji = new EmojiPopover(context);
    this.timeline = new Timeline(context, messageActions(context, this.emoji));
    this.nothing = element("div", { class: "nothing-open" });
    this.chat = element(
      "div",
      { class: "chat", hidden: true },
      this.header.element,
      this.banner.inChat.element,
      this.pinned.element,
      this.timeline.element,
      this.composer.element,
    );
    this.main = element(
      "main",
      { class: "conversation-pane", id: "messages", tabindex: "-1" },
      this.nothing,
      this.chat,
    );
    /** @type {string | null} */
    this.openId = null;
    /** @type {Pane | null} */
    this.pane = null;
    this.knewOpen = false;
    this.booted = false;
    this.panes = element("div", { class: "panes" });
    this.width = new ListWidth(this.panes, context.preferences, () => this.#resized());
    this.list.element.append(this.width.element);
    this.panes.append(this.rail.element, this.list.element, this.main, this.details.element);
    this.stranded = new Stranded(context);
    this.phone = matchMedia("(width < 768px)");
    this.phone.addEventListener("change", () => this.#landmark());
    // What a dialog did may have taken away what had the keyboard before it.
    document.addEventListener("close", () => setTimeout(() => this.#focusFirstTime()), {
      capture: true,
    });
    this.keyboard = new Keyboard(context, this.#shortcuts(), () => this.composer.focus());
    root.replaceChildren(
      this.banner.top.element,
      this.panes,
      context.announcer.element,
      this.emoji.element,
      context.toasts.element,
    );
    context.store.subscribe((state) => this.update(state));
    this.moved();
  }

  /** The address changed: another chat, a message of it, or another pane. */
  moved() {
    const { place } = this.context.router;
    const opened = place.conversationId !== this.openId;
    const paneMoved = place.pane !== this.pane;
    this.openId = place.conversationId;
    this.pane = place.pane;
    this.knewOpen = false;
    if (opened && this.openId) this.context.preferences.opened(this.openId);
    this.context.live.keeper.open(this.openId);
    if (opened || !paneMoved) this.timeline.goTo(place);
    this.update(this.context.store.state);
    if (opened && this.openId) this.list.list.reveal(this.openId);
    if (opened) this.#focusOpened();
    else if (paneMoved) this.#focusPane();
  }

  /** @param {State} state */
  update(state) {
    const conversation = this.openId ? state.conversations[this.openId] : undefined;
    this.banner.update(state, Boolean(conversation));
    this.stranded.update(state);
    this.rail.update(state, this.list.place);
    this.list.update(state);
    this.root.dataset.open = this.openId ? "chat" : "list";
    this.#landmark();
    this.chat.hidden = !conversation;
    this.nothing.hidden = Boolean(conversation);
    this.details.element.hidden = !(conversation && this.pane);
    if (conversation) {
      this.main.setAttribute("aria-labelledby", "conversation-name");
      this.header.update(state, conversation);
      this.pinned.update(state, conversation);
      this.composer.update(state, conversation);
      this.timeline.update(state, conversation);
      this.details.update(state, conversation);
      if (!this.knewOpen) this.#focusFirstTime();
    } else this.#showNothing(state);
    if (state.booted && !this.booted) this.#startedUp();
    this.knewOpen = Boolean(conversation);
    this.#title(state, conversation);
  }

  /** @param {ListPlace} place */
  #showList(place) {
    const { list } = this.list;
    this.list.place = place;
    this.list.filter = "all";
    list.element.scrollTop = 0;
    this.update(this.context.store.state);
    this.context.announcer.say(this.list.title.textContent ?? "");
    if (this.phone.matches && this.openId) this.context.router.open(null);
  }

  #resized() {
    this.list.compact = this.width?.compact ?? false;
    this.list.update(this.context.store.state);
  }

  /** On a phone the list takes the place of the conversation, and so of the main landmark. */
  #landmark() {
    setAttribute(this.panes, "role", this.phone.matches && !this.openId ? "main" : null);
  }

  // ---- keyboard

  /** @returns {Record<string, () => unknown>} */
  #shortcuts() {
    const { router, store } = this.context;
    const step = (/** @type {1 | -1} */ by, unread = false) => {
      const id = neighbourOf(store.state, this.list.ids, this.openId, by, unread);
      if (id !== null) router.open(id);
    };
    const here = () => store.state.conversations[this.openId ?? ""];
    return {
      palette: () => this.#openPalette(),
      previous: () => step(-1),
      next: () => step(1),
      "previous-unread": () => step(-1, true),
      "next-unread": () => step(1, true),
      "next-region": () => this.#goToRegion(1),
      "previous-region": () => this.#goToRegion(-1),
      shortcuts: () => this.#openShortcutSheet(),
      "shortcuts-letter": () => this.#openShortcutSheet(),
      details: () => (here() ? router.showPane(this.pane ? null : "details") : false),
      "mark-read": () => this.#markRead(here()),
      escape: () => this.#closeOne(),
    };
  }

  #openPalette() {
    this.palette ??= new Palette(this.context);
    this.palette.open();
  }

  #openShortcutSheet() {
    const { later } = this.context;
    later.use("shortcutSheet", ({ openShortcutSheet }) => openShortcutSheet(this.context));
  }

  /** @param {Conversation | undefined} conversation */
  #markRead(conversation) {
    if (!conversation) return false;
    return markRead(this.context, conversation);
  }

  /** What lies on top closes first; with nothing on top, the latest message comes. */
  #closeOne() {
    if (this.pane) this.context.router.showPane(null);
    else if (this.openId) this.timeline.toLatest();
    else return false;
    return true;
  }

  /** @param {1 | -1} by */
  #goToRegion(by) {
    const { conversationId } = this.context.router.place;
    const log = this.timeline.element.querySelector('article[tabindex="0"]');
    /** @type {{element: HTMLElement, focus: () => void}[]} */
    const regions = [
      this.rail,
      this.list,
      { element: this.header.element, focus: () => this.header.name.focus() },
      {
        element: this.timeline.element,
        focus: () => (log instanceof HTMLElement ? log.focus() : this.header.name.focus()),
      },
      { element: this.composer.element, focus: () => this.composer.focus() },
      { element: this.details.element, focus: () => this.#focusPane() },
    ].filter(({ element: node }) => node.checkVisibility());
    const at = regions.findIndex(({ element: node }) => node.contains(document.activeElement));
    const from = at < 0 && by < 0 ? 0 : at;
    regions[(from + by + regions.length) % regions.length]?.focus();
    return conversationId !== undefined;
  }

  // ---- focus

  /** The list came: with nothing open, the keyboard begins there. */
  #startedUp() {
    this.booted = true;
    this.context.later.loadWhenIdle();
    if (this.openId === null) this.#focusFirstTime();
  }

  #focusFirstTime() {
    const idle = document.activeElement === document.body || document.activeElement === null;
    if (idle) this.#focusOpened();
  }

  #focusOpened() {
    if (!this.openId) this.list.focus();
    else if (this.chat.hidden) return;
    // A touch keyboard should open because it was asked for.
    else if (matchMedia("(pointer: coarse)").matches) this.header.name.focus();
    else if (this.composer.box.hidden) this.header.name.focus();
    else this.composer.focus();
  }

  #focusPane() {
    if (this.pane) this.details.title.focus();
    else this.header.details.focus();
  }

  // ---- nothing open

  /** @param {State} state */
  #showNothing(state) {
    this.main.removeAttribute("aria-labelledby");
    this.main.setAttribute("aria-label", "Conversation");
    // A chat that was open and is gone: left, removed or deleted. Nothing to come back to.
    if (this.openId && state.booted && this.knewOpen && !state.missing[this.openId]) {
      const { page, toasts } = this.context;
      if (!page.leaving.has(this.openId)) toasts.show("This chat is no longer available to you.");
      queueMicrotask(() => this.context.router.close());
    }
    const missing = this.openId !== null && state.booted && !state.missing[this.openId];
    const kind = missing ? "missing" : state.booted ? "none" : "loading";
    if (this.nothing.dataset.kind === kind) return;
    this.nothing.dataset.kind = kind;
    if (kind === "none") {
      const words = {
        title: "No chat open",
        text: "Choose one from the list, or start a new one.",
      };
      this.nothing.replaceChildren(...nothingHere(this.context, words));
    } else if (kind === "missing") this.nothing.replaceChildren(...chatIsGone());
    else this.nothing.replaceChildren();
  }

  /**
   * @param {State} state
   * @param {Conversation | undefined} conversation
   */
  #title(state, conversation) {
    // Only where it can be seen and dealt with.
    const failed = Object.values(state.pending).some(
      (one) => one.state === "failed" && one.conversation_id in state.conversations,
    );
    const unread = unreadTotals(state, Date.now()).messages;
    const count = `${failed ? "!" : ""}${unread > 0 ? unread : ""}`;
    const name = conversation ? `${isolated(conversationName(conversation))}, Chatty` : "Chatty";
    const title = count ? `(${count}) ${name}` : name;
    if (document.title !== title) document.title = title;
  }
}
