/** @import {Conversation, State} from "../types.js" */
/** @import {Pane} from "./router.js" */
import { element, setText } from "../lib/dom.js";
import { icon } from "./icons.js";
import { DetailsContent } from "./panes/details.js";
import { InvitesContent } from "./panes/invites.js";
import { MembersContent } from "./panes/members.js";
import { PinsContent } from "./panes/pins.js";
import { SettingsContent } from "./panes/settings.js";

/**
 * What a pane shows. `open` is called each time it comes into view, for another chat, too.
 * @typedef {Object} PaneContent
 * @property {HTMLElement} element
 * @property {(conversation: Conversation) => string} title
 * @property {(conversation: Conversation) => void} [open]
 * @property {(state: State, conversation: Conversation) => void} update
 */

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
    /** @type {Map<Pane, PaneContent>} */
    this.contents = new Map();
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
    const content = this.#content(pane);
    const key = `${pane} ${conversation.id}`;
    if (key !== this.shown) {
      this.shown = key;
      this.element.dataset.pane = pane;
      this.back.hidden = pane === "details";
      this.body.replaceChildren(content.element);
      this.body.scrollTop = 0;
      content.open?.(conversation);
    }
    setText(this.title, content.title(conversation));
    content.update(state, conversation);
  }

  /**
   * Made when it is first wanted.
   * @param {Pane} pane
   * @returns {PaneContent}
   */
  #content(pane) {
    const known = this.contents.get(pane);
    if (known) return known;
    const content = new KINDS[pane](this.context);
    this.contents.set(pane, content);
    return content;
  }
}

/** @type {Record<Pane, new (context: import("./context.js").Context) => PaneContent>} */
const KINDS = {
  details: DetailsContent,
  members: MembersContent,
  pins: PinsContent,
  settings: SettingsContent,
  invites: InvitesContent,
};
