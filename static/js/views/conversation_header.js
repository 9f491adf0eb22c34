/** @import {Conversation, State} from "../types.js" */
import { element, hiddenText, setAttribute, setText } from "../lib/dom.js";
import { formatListTime } from "../lib/times.js";
import { peerPresence, typingLine } from "../store/around.js";
import { headerLine } from "../store/header_line.js";
import { isMuted, unreadTotals } from "../store/list.js";
import { conversationName } from "../store/select.js";
import { conversationAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { countText, withPresence } from "./list_row.js";
import { hintOf } from "./shortcuts.js";

/** Who or what the open chat is, the way back on a phone, the way to its details. */
export class ConversationHeader {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    const { router } = context;
    this.context = context;
    this.elsewhere = element("span", { class: "badge", "aria-hidden": "true" });
    this.back = element(
      "button",
      { type: "button", class: "icon-button back-button", onclick: () => router.up() },
      icon("arrow-left"),
      this.elsewhere,
    );
    this.avatar = element("span", { class: "header-avatar" });
    this.name = element("h2", {
      class: "header-name",
      id: "conversation-name",
      dir: "auto",
      tabindex: "-1",
    });
    this.muted = element(
      "span",
      { class: "header-glyph", title: "Muted" },
      icon("bell-off", 16),
      hiddenText("Muted"),
    );
    this.line = element("p", { class: "header-line" });
    const titles = element(
      "div",
      { class: "header-titles" },
      element("div", { class: "header-top" }, this.name, this.muted),
      this.line,
    );
    this.details = element(
      "button",
      {
        type: "button",
        class: "icon-button details-button",
        "aria-label": "Details",
        title: `Details (${hintOf("details")})`,
        onclick: () => router.showPane(router.place.pane ? null : "details"),
      },
      icon("panel-right"),
    );
    /** What the header of a channel offers. @type {import("./channel_tools.js").ChannelTools | null} */
    this.tools = null;
    this.toolPlace = element("span", { class: "channel-tools", hidden: true });
    this.more = element(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "More",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        title: "More",
        onclick: () => this.#openMenu(),
      },
      icon("ellipsis-vertical"),
    );
    // The names open the details as well: a large place for a finger.
    titles.addEventListener("click", () => router.showPane("details"));
    this.element = element(
      "header",
      { class: "conversation-header" },
      // On a phone the list and its heading are away; the page needs one all the same.
      element("h1", { class: "visually-hidden phone-heading" }, "Chatty"),
      this.back,
      this.avatar,
      titles,
      this.toolPlace,
      this.details,
      this.more,
    );
    /** @type {unknown[]} */
    this.shown = [];
    /** @type {Conversation | null} */
    this.conversation = null;
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    this.conversation = conversation;
    const presence = peerPresence(state, conversation);
    const space = state.spaces[conversation.space_id ?? ""];
    const look = [conversation.id, conversation.title, conversation.peer, presence, space];
    if (look.some((value, index) => value !== this.shown[index])) {
      this.shown = look;
      this.avatar.replaceChildren(
        conversation.space_id
          ? this.context.later.loaded.get("spaces").channelSign(conversation, space)
          : withPresence(conversationAvatar(conversation, "medium"), presence),
      );
    }
    this.details.hidden = Boolean(conversation.space_id);
    this.toolPlace.hidden = !conversation.space_id;
    if (conversation.space_id) this.#tools().update(conversation);
    const now = Date.now();
    setText(this.name, conversationName(conversation));
    this.muted.hidden = !isMuted(conversation, now);
    const line = headerLine(state, conversation, lastSeen);
    setText(this.line, line);
    setAttribute(this.line, "title", conversation.space_id ? line : null);
    this.line.classList.toggle("typing", typingLine(state, conversation.id) !== "");
    setAttribute(this.details, "aria-expanded", String(this.context.router.place.pane !== null));
    const elsewhere = unreadTotals(state, now, ({ id }) => id !== conversation.id).messages;
    const to = conversation.space_id ? "channels" : "chats";
    setText(this.elsewhere, elsewhere > 0 ? countText(elsewhere) : "");
    this.elsewhere.hidden = elsewhere === 0;
    const label = elsewhere > 0 ? `Back to ${to}, ${elsewhere} unread there` : `Back to ${to}`;
    setAttribute(this.back, "aria-label", label);
  }

  /** A channel is shown only once its part of the page is here. */
  #tools() {
    if (this.tools) return this.tools;
    const { ChannelTools } = this.context.later.loaded.get("spaces");
    /** @type {import("./channel_tools.js").ChannelTools} */
    const tools = new ChannelTools(this.context);
    this.toolPlace.append(...tools.buttons);
    this.tools = tools;
    return tools;
  }

  /** What opens the pane beside the chat, and gets the keyboard when it closes. */
  get opener() {
    return this.details.hidden && this.tools ? this.tools.members : this.details;
  }

  #openMenu() {
    const { context, conversation, more } = this;
    if (!conversation) return;
    /** @type {(import("./menu.js").MenuItem | "separator")[]} */
    const first = [
      {
        label: "Details",
        icon: "panel-right",
        hint: hintOf("details"),
        run: () => context.router.showPane("details"),
      },
      "separator",
    ];
    if (conversation.space_id) {
      this.#tools().openMenu(conversation, more);
      return;
    }
    context.later.use("menus", (part) =>
      part.openConversationMenu(context, conversation, more, "More about this chat", first),
    );
  }
}

/** @param {string} iso @returns {string} */
function lastSeen(iso) {
  return `Last seen ${formatListTime(iso, new Date())}`;
}
