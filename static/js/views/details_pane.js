/** @import {Conversation, Member, State} from "../types.js" */
import { explain } from "../api/errors.js";
import { element, setText } from "../lib/dom.js";
import { conversationRemoved } from "../store/conversations.js";
import { conversationName, presentMembers } from "../store/select.js";
import { conversationAvatar, personAvatar } from "./avatar.js";
import { confirmDialog } from "./confirm_dialog.js";
import { icon } from "./icons.js";

const ROLES = { OWNER: "Owner", ADMIN: "Admin", MODERATOR: "Moderator", MEMBER: "" };

/** Beside the chat: who is in it, an invite link, and the way out. */
export class DetailsPane {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.title = element("h2", { id: "details-title", tabindex: "-1" }, "Details");
    const close = {
      type: "button",
      class: "icon-button",
      "aria-label": "Close details",
      title: "Close details",
      onclick: () => context.router.showPane(null),
    };
    const head = element(
      "header",
      { class: "details-header" },
      this.title,
      element("button", close, icon("x")),
    );
    this.card = element("div", { class: "details-card" });
    this.inviteBox = element("section", { class: "details-section", "aria-label": "Invite link" });
    this.membersTitle = element("h3", {});
    this.members = element("ul", { class: "members" });
    this.leave = element("section", { class: "details-section" });
    const people = element(
      "section",
      { class: "details-section" },
      this.membersTitle,
      this.members,
    );
    const body = element(
      "div",
      { class: "details-body" },
      this.card,
      this.inviteBox,
      people,
      this.leave,
    );
    const labels = { class: "details-pane", "aria-labelledby": "details-title", hidden: true };
    this.element = element("aside", labels, head, body);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") context.router.showPane(null);
    });
    /** @type {string | null} */
    this.shownId = null;
    /** @type {unknown[]} */
    this.shown = [];
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    const shown = [
      conversation.id,
      conversation.title,
      conversation.peer,
      state.members[conversation.id],
      conversation.permissions.join(),
      conversation.members_count,
    ];
    if (shown.every((value, index) => value === this.shown[index])) return;
    this.shown = shown;
    const direct = conversation.type === "DM";
    const line =
      direct && conversation.peer ? `@${conversation.peer.username}` : conversation.topic;
    this.card.replaceChildren(
      conversationAvatar(conversation, "large"),
      element("p", { class: "details-name", dir: "auto" }, conversationName(conversation)),
      element("p", { class: "details-line", dir: "auto" }, line ?? ""),
    );
    if (this.shownId !== conversation.id) {
      this.#drawInvite(conversation);
      this.#drawLeave(conversation);
    }
    this.shownId = conversation.id;
    this.inviteBox.hidden = direct || !conversation.permissions.includes("invite");
    this.leave.hidden = direct;
    const members = presentMembers(state, conversation.id);
    const count = conversation.members_count || members.length;
    setText(this.membersTitle, count === 1 ? "1 member" : `${count} members`);
    this.members.replaceChildren(...members.map((member) => memberRow(member, state.me.id)));
  }

  /** @param {Conversation} conversation */
  #drawInvite(conversation) {
    const status = element("p", { class: "help", role: "status" });
    const create = element(
      "button",
      { type: "button", class: "button" },
      icon("link", 18),
      "Create invite link",
    );
    create.addEventListener("click", async () => {
      create.disabled = true;
      try {
        const invite = await this.context.api.createInvite(conversation.id);
        this.inviteBox.replaceChildren(...inviteLink(invite.url, status));
        setText(status, "Whoever opens this link can join.");
        this.inviteBox.querySelector("input")?.focus();
      } catch (error) {
        setText(status, explain(error));
        create.disabled = false;
      }
    });
    this.inviteBox.replaceChildren(create, status);
  }

  /** @param {Conversation} conversation */
  #drawLeave(conversation) {
    const leave = () =>
      confirmDialog({
        title: "Leave this group?",
        text: `You will no longer see ${conversationName(conversation)}. Somebody has to invite you to come back.`,
        action: "Leave group",
        run: async () => {
          await this.context.api.leave(conversation.id);
          this.context.store.apply(conversationRemoved, conversation.id);
        },
      });
    const properties = { type: "button", class: "button button-danger-quiet", onclick: leave };
    this.leave.replaceChildren(element("button", properties, icon("log-out", 18), "Leave group"));
  }
}

/**
 * @param {string} url
 * @param {HTMLElement} status
 * @returns {Node[]}
 */
function inviteLink(url, status) {
  const input = element("input", {
    class: "input",
    type: "text",
    id: "invite-url",
    readonly: true,
    value: url,
    onfocus: () => input.select(),
  });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      setText(status, "Link copied.");
    } catch {
      // Without a secure connection the clipboard is closed to pages: leave the link selected.
      input.focus();
      setText(status, "Press Ctrl+C to copy the link.");
    }
  };
  const button = element(
    "button",
    { type: "button", class: "button", onclick: copy },
    icon("copy", 18),
    "Copy",
  );
  return [
    element("label", { for: "invite-url" }, "Invite link"),
    element("div", { class: "copy-row" }, input, button),
    status,
  ];
}

/**
 * @param {Member} member
 * @param {string} meId
 */
function memberRow({ user, role }, meId) {
  const label = ROLES[/** @type {keyof typeof ROLES} */ (role)] ?? "";
  const line = user.id === meId ? "You" : `@${user.username}`;
  return element(
    "li",
    { class: "member" },
    personAvatar(user, "medium"),
    element("span", { class: "member-name", dir: "auto" }, user.display_name || user.username),
    element("span", { class: "member-line" }, line),
    label !== "" && element("span", { class: "tag" }, label),
  );
}
