/** @import {Conversation, Member, State} from "../../types.js" */
import { element, putAt, setAttribute } from "../../lib/dom.js";
import { formatLastSeen } from "../../lib/times.js";
import { presenceOf } from "../../store/presence.js";
import { personAvatar } from "../avatar.js";
import { icon } from "../icons.js";
import { withPresence } from "../list_row.js";
import { openMenu } from "../menu.js";
import { memberItems } from "./member_menu.js";

/** @type {Record<string, string>} */
export const ROLE_NAMES = { OWNER: "Owner", ADMIN: "Admin", MODERATOR: "Moderator" };

const PRESENCE_WORDS = { online: "Online", away: "Away", dnd: "Do not disturb" };

/**
 * Whether somebody is there, in words; empty where that is not known.
 * @param {State} state
 * @param {string} userId
 * @returns {string}
 */
export function presenceWords(state, userId) {
  const seen = presenceOf(state, userId);
  if (!seen) return "";
  const words = PRESENCE_WORDS[/** @type {keyof typeof PRESENCE_WORDS} */ (seen.status)];
  if (words) return words;
  return seen.last_seen_at ? formatLastSeen(seen.last_seen_at, new Date()) : "";
}

/** The members of a conversation, each in a row that stays theirs: with its keyboard and menu. */
export class MemberRows {
  /**
   * @param {import("../context.js").Context} context
   * @param {{narrow: boolean}} options narrow: the role stands in the line below
   */
  constructor(context, { narrow }) {
    this.context = context;
    this.narrow = narrow;
    this.element = element("ul", { class: "members", "aria-label": "Members" });
    /** @type {Map<string, MemberRow>} by user */
    this.rows = new Map();
  }

  /**
   * @param {Conversation} conversation
   * @param {Member[]} members
   */
  show(conversation, members) {
    const shown = new Set(members.map(({ user }) => user.id));
    for (const [id, row] of this.rows) {
      if (shown.has(id)) continue;
      this.#passOn(row);
      row.element.remove();
      this.rows.delete(id);
    }
    members.forEach((member, index) => {
      const row = this.rows.get(member.user.id) ?? new MemberRow(this.context, this.narrow);
      this.rows.set(member.user.id, row);
      row.show(conversation, member);
      putAt(this.element, row.element, index);
    });
  }

  /** Whoever has the keyboard goes: it goes to the next one. @param {MemberRow} row */
  #passOn({ element: leaving, more }) {
    if (!more.matches(":focus")) return;
    const buttons = [...this.element.querySelectorAll("button")];
    const others = buttons.filter((button) => !leaving.contains(button) && !button.hidden);
    const after = others.find(
      (button) => leaving.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    (after ?? others.at(-1))?.focus();
  }
}

/** Somebody in a conversation: whether they are there, what they are, and what one can do. */
class MemberRow {
  /**
   * @param {import("../context.js").Context} context
   * @param {boolean} narrow
   */
  constructor(context, narrow) {
    this.context = context;
    this.narrow = narrow;
    this.about = element("span", { class: "member-about" });
    this.more = element(
      "button",
      {
        type: "button",
        class: "icon-button member-more",
        title: "More",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => this.#openMenu(),
      },
      icon("ellipsis", 18),
    );
    this.element = element("li", { class: "member" }, this.about, this.more);
    /** @type {{conversation: Conversation, member: Member} | null} */
    this.shown = null;
    this.look = "";
  }

  /**
   * @param {Conversation} conversation
   * @param {Member} member
   */
  show(conversation, member) {
    this.shown = { conversation, member };
    const { state } = this.context.store;
    const { user, role } = member;
    const typing = state.typing[conversation.id]?.[user.id] ?? false;
    const there = typing ? "Typing" : presenceWords(state, user.id);
    const status = presenceOf(state, user.id)?.status ?? "";
    const me = user.id === state.me.id;
    const title = ROLE_NAMES[role] ?? "";
    const is = me ? "You" : there || `@${user.username}`;
    const line = this.narrow && title ? `${title}, ${me ? "you" : is}` : is;
    const picture = [user.id, user.username, user.display_name, user.avatar_url];
    const look = JSON.stringify([line, typing, status, title, picture]);
    this.more.hidden = memberItems(this.context, conversation, member).length === 0;
    if (look === this.look) return;
    this.look = look;
    const name = user.display_name || user.username;
    setAttribute(this.more, "aria-label", `More for ${name}`);
    this.about.replaceChildren(
      withPresence(personAvatar(user, "medium"), status === "offline" ? "" : status),
      element(
        "span",
        { class: "member-words" },
        element("span", { class: "member-name", dir: "auto", title: `@${user.username}` }, name),
        element("span", { class: typing ? "member-line typing" : "member-line" }, line),
      ),
      ...(title && !this.narrow ? [element("span", { class: "tag" }, title)] : []),
    );
  }

  /** Of what they are now, and what one may do now. */
  #openMenu() {
    if (!this.shown) return;
    const { conversation, member } = this.shown;
    const { user } = member;
    openMenu({
      anchor: this.more,
      label: user.display_name || user.username,
      items: memberItems(this.context, conversation, member),
    });
  }
}
