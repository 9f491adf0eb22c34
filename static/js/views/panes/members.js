/** @import {Ban, Conversation, State} from "../../types.js" */
import { explain } from "../../api/errors.js";
import { element, setText } from "../../lib/dom.js";
import { matchMentions } from "../../lib/mentions.js";
import { isolated } from "../../lib/text.js";
import { formatFull } from "../../lib/times.js";
import { presentMembers } from "../../store/select.js";
import { personAvatar } from "../avatar.js";
import { icon } from "../icons.js";
import { openAddDialog } from "./add_dialog.js";
import { MemberRows } from "./member_row.js";
import { MemberSearch, nobodyCalled } from "./member_search.js";
import { paneRow, paneSection } from "./parts.js";

const SHOWN_AT_MOST = 200;

/** Everybody in a conversation, with a search, and those who are banned from it. */
export class MembersContent {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.search = new MemberSearch(() => this.#again());
    this.status = element("p", { class: "help", role: "status" });
    this.rows = new MemberRows(context, { narrow: true });
    this.add = element("div", {});
    this.bans = element("div", {});
    this.element = element(
      "div",
      { class: "details-content" },
      this.search.input,
      this.add,
      this.rows.element,
      this.status,
      this.bans,
    );
    this.bansOf = "";
  }

  /** @param {Conversation} conversation */
  title({ members_count: count }) {
    return count === 1 ? "1 member" : `${count} members`;
  }

  /** @param {Conversation} conversation */
  open(conversation) {
    this.search.clear();
    const { id, permissions, type } = conversation;
    const mayAdd = type !== "DM" && permissions.includes("add_members");
    const run = () => openAddDialog(this.context, conversation);
    this.add.replaceChildren(
      ...(mayAdd ? [paneRow({ icon: "user-plus", label: "Add people", run })] : []),
    );
    this.bans.replaceChildren();
    this.bansOf = permissions.includes("ban") && type !== "DM" ? id : "";
    if (this.bansOf) this.#loadBans(id);
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    const members = presentMembers(state, conversation.id);
    const named = members.map((member) => ({
      member,
      username: member.user.username,
      name: member.user.display_name || member.user.username,
    }));
    const query = this.search.wanted;
    const all = query ? matchMentions(named, query, named.length) : named;
    const found = all.slice(0, SHOWN_AT_MOST).map(({ member }) => member);
    this.rows.show(conversation, found);
    const more = Math.max(all.length, query ? 0 : conversation.members_count) - found.length;
    const rest = more > 0 ? `And ${more} more. Search to find them.` : "";
    setText(this.status, found.length === 0 && query ? nobodyCalled(query) : rest);
  }

  #again() {
    const { router, store } = this.context;
    const conversation = store.state.conversations[router.place.conversationId ?? ""];
    if (conversation) this.update(store.state, conversation);
  }

  /** @param {string} id */
  async #loadBans(id) {
    try {
      const bans = await this.context.api.bans(id);
      if (this.bansOf === id) this.#drawBans(id, bans);
    } catch (error) {
      if (this.bansOf !== id) return;
      this.bans.replaceChildren(element("p", { class: "form-error" }, explain(error)));
    }
  }

  /**
   * @param {string} id
   * @param {Ban[]} bans
   */
  #drawBans(id, bans) {
    const rows = bans.map((ban) => this.#banRow(id, ban));
    const list = element("ul", { class: "members" }, ...rows);
    this.bans.replaceChildren(...(rows.length > 0 ? [paneSection("Banned", list)] : []));
  }

  /**
   * @param {string} id
   * @param {Ban} ban
   */
  #banRow(id, { user, reason, expires_at }) {
    const { api, toasts } = this.context;
    const name = user.display_name || user.username;
    const end = expires_at ? `Until ${formatFull(expires_at)}` : "For good";
    const lift = async () => {
      try {
        await api.unban(id, user.id);
        toasts.show(`${isolated(name)} can come back with an invite`);
        if (this.bansOf === id) await this.#loadBans(id);
        this.search.input.focus();
      } catch (error) {
        toasts.show(explain(error), { tone: "error" });
      }
    };
    const labels = { "aria-label": `Lift the ban of ${name}`, title: "Lift the ban" };
    return element(
      "li",
      { class: "member" },
      personAvatar(user, "medium"),
      element(
        "span",
        { class: "member-words" },
        element("span", { class: "member-name", dir: "auto" }, name),
        element("span", { class: "member-line", dir: "auto" }, reason ? `${end}: ${reason}` : end),
      ),
      element(
        "button",
        { type: "button", class: "icon-button", ...labels, onclick: lift },
        icon("undo-2", 18),
      ),
    );
  }
}
