/** @import {Conversation, State} from "../types.js" */
import { element, setText } from "../lib/dom.js";
import { unreadCount } from "../store/conversations.js";
import { conversationName, presentMembers, totalUnread } from "../store/select.js";
import { conversationAvatar } from "./avatar.js";
import { icon } from "./icons.js";

/** Who or what the open chat is, the way back on a phone, the way to its details. */
export class ConversationHeader {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    const { router } = context;
    this.context = context;
    this.elsewhere = element("span", { class: "badge", "aria-hidden": "true" });
    this.back = element(
      "button",
      { type: "button", class: "icon-button back-button", onclick: () => router.open(null) },
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
    this.line = element("p", { class: "header-line" });
    this.details = element(
      "button",
      {
        type: "button",
        class: "icon-button details-button",
        "aria-label": "Details",
        title: "Details",
        onclick: () => router.showPane(router.place.pane ? null : "details"),
      },
      icon("panel-right"),
    );
    const titles = element("div", { class: "header-titles" }, this.name, this.line);
    this.element = element(
      "header",
      { class: "conversation-header" },
      this.back,
      this.avatar,
      titles,
      this.details,
    );
    /** @type {Conversation | null} */
    this.shown = null;
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    if (this.shown?.id !== conversation.id || this.shown.title !== conversation.title) {
      this.avatar.replaceChildren(conversationAvatar(conversation, "medium"));
    }
    this.shown = conversation;
    setText(this.name, conversationName(conversation));
    setText(this.line, headerLine(state, conversation));
    this.details.setAttribute("aria-expanded", String(this.context.router.place.pane !== null));
    const elsewhere = totalUnread(state) - unreadCount(conversation);
    setText(this.elsewhere, elsewhere > 0 ? String(elsewhere) : "");
    this.elsewhere.hidden = elsewhere === 0;
    const label = elsewhere > 0 ? `Back to chats, ${elsewhere} unread there` : "Back to chats";
    this.back.setAttribute("aria-label", label);
  }
}

/**
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {string}
 */
function headerLine(state, conversation) {
  if (conversation.type === "DM") return conversation.peer ? `@${conversation.peer.username}` : "";
  const listed = presentMembers(state, conversation.id).length;
  const count = conversation.members_count || listed;
  return count === 1 ? "1 member" : `${count} members`;
}
