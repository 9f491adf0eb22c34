/** @import {State} from "../types.js" */
import { explain } from "../api/errors.js";
import { element, setAttribute } from "../lib/dom.js";
import { conversationName, totalUnread } from "../store/select.js";
import { AccountBar } from "./account_bar.js";
import { Banner } from "./banner.js";
import { Composer } from "./composer.js";
import { confirmDialog } from "./confirm_dialog.js";
import { ConversationHeader } from "./conversation_header.js";
import { ConversationList } from "./conversation_list.js";
import { DetailsPane } from "./details_pane.js";
import { EmojiPopover } from "./emoji_popover.js";
import { icon } from "./icons.js";
import { openStartDialog } from "./start_dialog.js";
import { Timeline } from "./timeline.js";

/**
 * What parts of the page ask of it.
 * @typedef {Object} PageCallbacks
 * @property {(name: import("./router.js").Pane | null) => void} openPane
 * @property {Composer} composer
 */

/** The whole page: list, open chat, details; one pane at a time on a phone. */
export class ChatPage {
  /**
   * @param {HTMLElement} root
   * @param {Omit<import("./context.js").Context, "page">} given
   */
  constructor(root, given) {
    this.root = root;
    /** @type {PageCallbacks} */
    const callbacks = {
      openPane: (name) => given.router.showPane(name),
      composer: /** @type {any} */ (null),
    };
    const context = { ...given, page: callbacks };
    this.context = context;
    this.banner = new Banner(context);
    this.list = new ConversationList(context);
    this.account = new AccountBar(context);
    this.header = new ConversationHeader(context);
    this.composer = new Composer(context);
    callbacks.composer = this.composer;
    this.details = new DetailsPane(context);
    this.emoji = new EmojiPopover();
    this.timeline = new Timeline(context, this.#actions());
    this.nothing = element("div", { class: "nothing-open" });
    this.chat = element(
      "div",
      { class: "chat", hidden: true },
      this.header.element,
      this.timeline.element,
      this.composer.element,
    );
    this.main = element(
      "main",
      { class: "conversation-pane", id: "messages" },
      this.nothing,
      this.chat,
    );
    /** @type {string | null} */
    this.openId = null;
    /** @type {import("./router.js").Pane | null} */
    this.pane = null;
    this.knewOpen = false;
    this.panes = element(
      "div",
      { class: "panes" },
      this.#listPane(),
      this.main,
      this.details.element,
    );
    this.phone = matchMedia("(width < 768px)");
    this.phone.addEventListener("change", () => this.#landmark());
    root.replaceChildren(
      this.banner.element,
      this.panes,
      context.announcer.element,
      this.emoji.element,
      context.toasts.element,
    );
    context.store.subscribe((state) => this.update(state));
    this.moved();
  }

  #listPane() {
    const start = (
      /** @type {"chat" | "group"} */ kind,
      /** @type {string} */ label,
      /** @type {string} */ name,
    ) =>
      element(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": label,
          title: label,
          onclick: () => openStartDialog(this.context, kind),
        },
        icon(name),
      );
    const head = element(
      "header",
      { class: "list-header" },
      element("h1", {}, "Chats"),
      start("group", "New group", "users"),
      start("chat", "New chat", "square-pen"),
    );
    const labels = { class: "list-pane", "aria-label": "Chats", id: "chats" };
    return element("nav", labels, head, this.list.element, this.account.element);
  }

  #actions() {
    const { live, announcer } = this.context;
    /** @param {Promise<void>} change */
    const tell = (change) => change.catch((error) => announcer.say(explain(error)));
    /** @type {import("./message.js").MessageActions["react"]} */
    const react = (message, emoji, active) =>
      void tell(live.change(active ? "reaction.add" : "reaction.remove", message, { emoji }));
    return {
      react,
      reply: (/** @type {import("../types.js").Message} */ message) => this.composer.reply(message),
      edit: (/** @type {import("../types.js").Message} */ message) => this.composer.edit(message),
      pickEmoji: (
        /** @type {import("../types.js").Message} */ message,
        /** @type {HTMLElement} */ anchor,
      ) => this.emoji.open(anchor, (emoji) => react(message, emoji, true)),
      remove: (/** @type {import("../types.js").Message} */ message) =>
        confirmDialog({
          title: "Delete this message?",
          text: "It is deleted for everyone. Others may have saved copies.",
          action: "Delete message",
          run: () => live.change("message.delete", message),
        }),
      retry: (/** @type {string} */ clientId) => live.outbox.retry(clientId),
      discard: (/** @type {string} */ clientId) => live.outbox.discard(clientId),
    };
  }

  /** The address changed: another chat, or the details pane. */
  moved() {
    const { place } = this.context.router;
    const opened = place.conversationId !== this.openId;
    const paneMoved = place.pane !== this.pane;
    this.openId = place.conversationId;
    this.pane = place.pane;
    this.knewOpen = false;
    this.context.live.keeper.open(this.openId);
    this.update(this.context.store.state);
    if (opened) this.#focusOpened();
    else if (paneMoved) this.#focusPane();
  }

  /** @param {State} state */
  update(state) {
    const conversation = this.openId ? state.conversations[this.openId] : undefined;
    this.banner.update(state);
    this.list.update(state);
    this.account.update(state);
    this.root.dataset.open = this.openId ? "chat" : "list";
    this.#landmark();
    this.chat.hidden = !conversation;
    this.nothing.hidden = Boolean(conversation);
    this.details.element.hidden = !(conversation && this.pane);
    if (conversation) {
      this.main.setAttribute("aria-labelledby", "conversation-name");
      this.header.update(state, conversation);
      this.composer.update(state, conversation);
      this.timeline.update(state, conversation);
      this.details.update(state, conversation);
      if (!this.knewOpen) this.#focusFirstTime();
    } else this.#showNothing(state);
    this.knewOpen = Boolean(conversation);
    this.#title(state);
  }

  /** On a phone the list takes the place of the conversation, and so of the main landmark. */
  #landmark() {
    setAttribute(this.panes, "role", this.phone.matches && !this.openId ? "main" : null);
  }

  #focusFirstTime() {
    const idle = document.activeElement === document.body || document.activeElement === null;
    if (idle) this.#focusOpened();
  }

  /** @param {State} state */
  #showNothing(state) {
    this.main.removeAttribute("aria-labelledby");
    this.main.setAttribute("aria-label", "Conversation");
    // A chat that was open and is gone: left, removed or deleted. Nothing to come back to.
    if (this.openId && state.booted && this.knewOpen && !state.missing[this.openId]) {
      this.context.announcer.say("This chat is no longer available to you.");
      queueMicrotask(() => this.context.router.close());
    }
    const missing = this.openId !== null && state.booted && !state.missing[this.openId];
    const kind = missing ? "missing" : state.booted ? "none" : "loading";
    if (this.nothing.dataset.kind === kind) return;
    this.nothing.dataset.kind = kind;
    const words = {
      missing: ["This chat isn't here", "It was deleted, or you are not in it any more."],
      none: ["No chat open", "Choose one from the list, or start a new one."],
      loading: ["", ""],
    };
    const [title, text] = words[/** @type {keyof typeof words} */ (kind)];
    if (kind === "loading") this.nothing.replaceChildren();
    else {
      this.nothing.replaceChildren(
        icon("message-circle", 40),
        element("p", { class: "nothing-title" }, title ?? ""),
        element("p", {}, text ?? ""),
      );
      if (missing) {
        this.nothing.append(element("a", { class: "button", href: "/" }, "Back to chats"));
      }
    }
  }

  #focusOpened() {
    if (!this.openId) this.list.focus();
    else if (this.chat.hidden) return;
    // A touch keyboard should open because it was asked for.
    else if (matchMedia("(pointer: coarse)").matches) this.header.name.focus();
    else if (!this.composer.box.hidden) this.composer.focus();
  }

  #focusPane() {
    if (this.pane) this.details.title.focus();
    else this.header.details.focus();
  }

  /** @param {State} state */
  #title(state) {
    const conversation = this.openId ? state.conversations[this.openId] : undefined;
    // Only where it can be seen and dealt with.
    const failed = Object.values(state.pending).some(
      (one) => one.state === "failed" && one.conversation_id in state.conversations,
    );
    const unread = totalUnread(state);
    const count = `${failed ? "!" : ""}${unread > 0 ? unread : ""}`;
    const name = conversation ? `${conversationName(conversation)}, Chatty` : "Chatty";
    document.title = count ? `(${count}) ${name}` : name;
  }
}
