/** @import {Conversation, Space, State} from "../types.js" */
import { element, setAttribute } from "../lib/dom.js";
import { channelToOpen } from "../store/space_rooms.js";
import { Banner } from "./banner.js";
import { Composer } from "./composer.js";
import { offerToSchedule } from "./composer_later.js";
import { ConversationHeader } from "./conversation_header.js";
import { DetailsPane } from "./details_pane.js";
import { Keyboard } from "./keyboard.js";
import { LeftPanes } from "./left_panes.js";
import { ListWidth } from "./list_width.js";
import { messageActions } from "./message_actions.js";
import { NothingOpen } from "./nothing_open.js";
import { shortcutsOf } from "./page_shortcuts.js";
import { pageTitle } from "./page_title.js";
import { PinnedBar } from "./pinned_bar.js";
import { Rail } from "./rail.js";
import { Welcome } from "./space_arrival.js";
import { Stranded } from "./stranded.js";
import { Timeline } from "./timeline.js";

/** @typedef {import("../store/list.js").ListPlace} ListPlace */
/** @typedef {import("./router.js").Pane} Pane */

/**
 * What parts of the page ask of it.
 * @typedef {Object} PageCallbacks
 * @property {(name: Pane | null) => void} openPane
 * @property {(typed?: string) => void} openPalette
 * @property {(spaceId: string) => void} openSpace
 * @property {(place: ListPlace) => void} showList
 * @property {Composer} composer
 * @property {Set<string>} leaving chats and spaces that go because their reader wants it, who needs
 *   no word of it
 * @property {Set<string>} welcomed spaces whose words of welcome were shown
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
      openPalette: (typed) =>
        void context.later.use("palette", ({ Palette }) => {
          this.palette ??= new Palette(context);
          this.palette.open(typed);
        }),
      openSpace: (id) => this.#openSpace(context.store.state.spaces[id]),
      showList,
      composer: /** @type {any} */ (null),
      leaving: new Set(),
      welcomed: new Set(),
    };
    const context = { ...given, page: callbacks };
    this.context = context;
    context.later.onCame = (name, part) => {
      if (name === "inbox") part.keepThreads(context);
      if (name === "scheduling") new part.ScheduledBadge(context, this.composer);
    };
    this.banner = new Banner(context);
    this.rail = new Rail(context, showList);
    this.left = new LeftPanes(context, showList);
    this.list = this.left.chats;
    /** @type {import("./palette.js").Palette | null} made when it is first wanted */
    this.palette = null;
    this.header = new ConversationHeader(context);
    this.pinned = new PinnedBar(context);
    this.composer = new Composer(context);
    callbacks.composer = this.composer;
    offerToSchedule(context, this.composer);
    this.details = new DetailsPane(context);
    this.timeline = new Timeline(context, messageActions(context));
    this.nothing = new NothingOpen(context);
    this.arrival = new Welcome(context);
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
      this.nothing.element,
      this.chat,
    );
    /** @type {string | null} */
    this.openId = null;
    /** @type {string | null} the one that is shown */
    this.spaceId = null;
    /** @type {string | null} the one that the address names */
    this.placeSpaceId = null;
    /** @type {import("./router.js").InboxTab | null} */
    this.inbox = null;
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
    this.phone.addEventListener("change", () => this.update(context.store.state));
    this.wide = matchMedia("(width >= 1440px)");
    const { preferences, router } = context;
    router.spaceOf = (id) => context.store.state.conversations[id]?.space_id ?? null;
    router.paneIn = () => (this.wide.matches && preferences.membersShown() ? "members" : null);
    router.onPaneChosen = (to, from) => {
      // However they were shown or put away: the next channels open as this one is.
      const isAbout = to === "members" || (from === "members" && to === null);
      if (isAbout && this.wide.matches && this.spaceId !== null)
        preferences.setMembersShown(to === "members");
    };
    // What a dialog did may have taken away what had the keyboard before it.
    document.addEventListener("close", () => setTimeout(() => this.#focusFirstTime()), {
      capture: true,
    });
    this.keyboard = new Keyboard(context, shortcutsOf(this), () => this.composer.focus());
    root.replaceChildren(
      this.banner.top.element,
      this.panes,
      context.announcer.element,
      context.toasts.element,
    );
    context.store.subscribe((state) => this.update(state));
    this.moved();
  }

  /** The address changed: another chat, a message of it, or another pane. */
  moved() {
    const { place } = this.context.router;
    const inbox = place.inbox ?? null;
    const turned = inbox !== this.inbox && (inbox === null || this.inbox === null);
    const opened =
      place.conversationId !== this.openId || place.spaceId !== this.placeSpaceId || turned;
    this.inbox = inbox;
    if (inbox === null) this.nothing.leaveInbox();
    const paneMoved = place.pane !== this.pane;
    this.openId = place.conversationId;
    this.placeSpaceId = place.spaceId;
    this.pane = place.pane;
    this.knewOpen = false;
    if (opened) this.left.lookAgain();
    if (opened && this.openId) this.context.preferences.opened(this.openId);
    this.context.live.keeper.open(this.openId);
    if (opened || !paneMoved) this.timeline.goTo(place);
    this.update(this.context.store.state);
    if (opened && this.openId) this.left.reveal(this.openId);
    if (opened) this.#focusOpened();
    else if (paneMoved) this.focusPane();
  }

  /** @param {State} state */
  update(state) {
    const known = this.openId ? state.conversations[this.openId] : undefined;
    const inSpaces = Object.keys(state.spaces).length > 0 || this.list.place.kind === "spaces";
    const ready = this.left.ready(inSpaces || this.placeSpaceId !== null);
    const conversation = known?.space_id && !ready ? undefined : known;
    const space = this.#enter(state, known);
    this.banner.update(state, Boolean(conversation));
    this.stranded.update(state);
    this.rail.update(state, this.list.place, this.spaceId, this.inbox !== null);
    this.left.update(state, space);
    setAttribute(this.panes, "data-space", space !== undefined);
    this.root.dataset.open = this.openId || this.inbox ? "chat" : "list";
    this.#landmark();
    this.chat.hidden = !conversation;
    this.nothing.element.hidden = Boolean(conversation);
    this.details.element.hidden = !(conversation && this.pane);
    if (conversation) {
      setAttribute(this.chat, "data-flat", Boolean(conversation.space_id));
      this.main.setAttribute("aria-labelledby", "conversation-name");
      this.header.update(state, conversation);
      this.pinned.update(state, conversation);
      this.composer.update(state, conversation);
      this.timeline.update(state, conversation);
      this.details.update(state, conversation);
      if (!this.knewOpen) this.#focusFirstTime();
    } else if (this.inbox) {
      this.main.removeAttribute("aria-labelledby");
      this.main.setAttribute("aria-label", "Inbox");
      this.nothing.showInbox(state, this.inbox);
    } else {
      this.main.removeAttribute("aria-labelledby");
      this.main.setAttribute("aria-label", space ? "Channel" : "Conversation");
      const wanted = { openId: this.openId, spaceId: this.spaceId, knew: this.knewOpen };
      this.nothing.update(state, { ...wanted, comes: known !== undefined });
    }
    if (state.booted && !this.booted) this.#startedUp();
    this.knewOpen = Boolean(conversation ?? (this.openId === null && space));
    this.arrival.update(state);
    const title = pageTitle(state, conversation, space, this.inbox !== null);
    if (document.title !== title) document.title = title;
  }

  /**
   * The space that is shown: the address names it, or it follows from the channel.
   * @param {State} state
   * @param {Conversation | undefined} conversation
   * @returns {Space | undefined}
   */
  #enter(state, conversation) {
    const { preferences, router } = this.context;
    this.spaceId = conversation ? (conversation.space_id ?? null) : router.place.spaceId;
    const space = state.spaces[this.spaceId ?? ""];
    if (space && conversation) preferences.setChannelIn(space.id, conversation.id);
    if (!space || this.openId !== null || this.phone.matches || !state.booted) return space;
    // Where there is room for a channel, one is shown.
    const id = channelToOpen(state, space, preferences.channelIn(space.id));
    if (id !== null) queueMicrotask(() => router.place.conversationId === null && router.goOn(id));
    return space;
  }

  /** @param {Space | undefined} space */
  #openSpace(space) {
    if (!space) return;
    const { preferences, router, store } = this.context;
    const id = channelToOpen(store.state, space, preferences.channelIn(space.id));
    if (this.phone.matches || id === null) router.openSpace(space.id);
    else router.open(id);
  }

  /** @param {ListPlace} place */
  #showList(place) {
    const { list } = this.list;
    this.left.lookAgain();
    this.list.place = place;
    this.list.filter = "all";
    list.element.scrollTop = 0;
    const { announcer, preferences, router, store } = this.context;
    const chats = preferences.recent().filter((id) => store.state.conversations[id]);
    const last = chats.find((id) => router.spaceOf(id) === null) ?? null;
    if (this.phone.matches || (this.spaceId !== null && last === null)) router.open(null);
    else if (this.spaceId !== null) router.open(last);
    this.update(store.state);
    announcer.say(place.kind === "spaces" ? "Spaces" : (this.list.title.textContent ?? ""));
  }

  #resized() {
    this.list.compact = this.width?.compact ?? false;
    this.left?.update(
      this.context.store.state,
      this.context.store.state.spaces[this.spaceId ?? ""],
    );
  }

  /** On a phone the list takes the place of the conversation, and so of the main landmark. */
  #landmark() {
    const onList = this.phone.matches && !this.openId && !this.inbox;
    setAttribute(this.panes, "role", onList ? "main" : null);
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
    if (this.inbox) this.nothing.focusInbox();
    else if (!this.openId) this.left.focus();
    else if (this.chat.hidden) return;
    // A touch keyboard should open because it was asked for.
    else if (matchMedia("(pointer: coarse)").matches) this.header.name.focus();
    else if (this.composer.box.hidden) this.header.name.focus();
    else this.composer.focus();
  }

  focusPane() {
    if (this.pane) this.details.title.focus();
    else this.header.opener.focus();
  }
}
