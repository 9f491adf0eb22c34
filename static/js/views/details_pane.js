/** @import {Conversation, State} from "../types.js" */
import { element, setText } from "../lib/dom.js";
import { icon } from "./icons.js";
import { missingPart } from "./missing_part.js";

/**
 * What a pane shows. `open` is called each time it comes into view, for another chat, too.
 * @typedef {Object} PaneContent
 * @property {HTMLElement} element
 * @property {(conversation: Conversation) => string} title
 * @property {(conversation: Conversation, id?: string) => void} [open] `id` of a thread's first message
 * @property {(state: State, conversation: Conversation) => void} update
 */

/** @typedef {"details" | "members" | "pins" | "settings" | "invites" | "thread" | "spaceMembers" | "channelDetails"} Content */

/** What stands in a pane beside a channel of a space. @type {Partial<Record<Content, Content>>} */
const IN_SPACES = { members: "spaceMembers", details: "channelDetails" };

/** What a pane is called until it is there. @type {Partial<Record<Content, string>>} */
const TITLES = {
  details: "Details",
  members: "Members",
  pins: "Pinned messages",
  settings: "Settings",
  invites: "Invite links",
  thread: "Thread",
};

/** Beside the chat: what it is, who is in it, what is pinned, its settings and invites. */
export class DetailsPane {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.title = element("h2", { id: "details-title", tabindex: "-1" }, "Details");
    this.back = element(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Back to details",
        title: "Back to details",
        onclick: () => context.router.showPane("details"),
      },
      icon("arrow-left"),
    );
    const close = {
      type: "button",
      class: "icon-button",
      "aria-label": "Close details",
      title: "Close (Esc)",
      onclick: () => context.router.showPane(null),
    };
    const head = element(
      "header",
      { class: "details-header" },
      this.back,
      this.title,
      element("button", close, icon("x")),
    );
    this.body = element("div", { class: "details-body" });
    const labels = { class: "details-pane", "aria-labelledby": "details-title", hidden: true };
    this.element = element("aside", labels, head, this.body);
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      context.router.showPane(null);
    });
    /** @type {Map<Content, PaneContent>} */
    this.contents = new Map();
    /** @type {Content | null} that could not be loaded */
    this.failed = null;
    /** @type {Set<Content>} */
    this.loading = new Set();
    this.shown = "";
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    const { pane } = this.context.router.place;
    if (pane === null) {
      this.shown = "";
      return;
    }
    const [first = "", id] = pane.split(":");
    const kind = /** @type {Content} */ (first);
    const name = conversation.space_id ? (IN_SPACES[kind] ?? kind) : kind;
    const content = this.#content(name);
    this.element.dataset.pane = kind;
    this.element.dataset.content = name;
    this.back.hidden = ["details", "spaceMembers", "thread"].includes(name);
    if (!content) {
      this.#showMissing(kind, name);
      return;
    }
    const key = `${pane} ${name} ${conversation.id}`;
    if (key !== this.shown) {
      this.shown = key;
      this.body.replaceChildren(content.element);
      this.body.scrollTop = 0;
      content.open?.(conversation, id);
    }
    setText(this.title, content.title(conversation));
    content.update(state, conversation);
  }

  /**
   * Made when it is first wanted.
   * @param {Content} pane
   * @returns {PaneContent | null} null: not here yet, or it could not be loaded
   */
  #content(pane) {
    const known = this.contents.get(pane);
    if (known) return known;
    const part = this.context.later.loaded.get(pane);
    if (!part) {
      if (this.failed !== pane) this.#load(pane);
      return null;
    }
    const content = MAKERS[pane](part, this.context);
    this.contents.set(pane, content);
    return content;
  }

  /** @param {Content} pane */
  async #load(pane) {
    if (this.loading.has(pane)) return;
    this.loading.add(pane);
    this.failed = null;
    try {
      await this.context.later.load(pane);
    } catch {
      this.failed = pane;
    }
    this.loading.delete(pane);
    this.context.store.apply((state) => ({ ...state }));
  }

  /**
   * @param {Content} kind
   * @param {Content} name
   */
  #showMissing(kind, name) {
    setText(this.title, TITLES[kind] ?? "");
    const key = `${name} ${this.failed === name ? "failed" : "loading"}`;
    if (key === this.shown) return;
    this.shown = key;
    const retry = () => {
      this.title.focus();
      this.#load(name);
      this.#showMissing(kind, name);
    };
    this.body.replaceChildren(...(this.failed === name ? [missingPart(retry)] : []));
  }
}

/** @type {Record<Content, (part: any, context: import("./context.js").Context) => PaneContent>} */
const MAKERS = {
  details: ({ DetailsContent }, context) => new DetailsContent(context),
  members: ({ MembersContent }, context) => new MembersContent(context),
  spaceMembers: ({ SpaceMembersContent }, context) => new SpaceMembersContent(context),
  channelDetails: ({ ChannelDetailsContent }, context) => new ChannelDetailsContent(context),
  pins: ({ PinsContent }, context) => new PinsContent(context),
  settings: ({ SettingsContent }, context) => new SettingsContent(context),
  invites: ({ InvitesContent }, context) => new InvitesContent(context),
  thread: ({ ThreadContent }, context) => new ThreadContent(context),
};
