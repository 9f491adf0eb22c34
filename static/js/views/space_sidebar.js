/** @import {Space, State} from "../types.js" */
import { element, hiddenText, setAttribute, setText } from "../lib/dom.js";
import { personColour } from "../lib/person.js";
import { unreadTotals } from "../store/list.js";
import { presenceOf } from "../store/presence.js";
import { channelIds } from "../store/space_rooms.js";
import { personAvatar } from "./avatar.js";
import { ChannelList } from "./channel_list.js";
import { icon } from "./icons.js";
import { countText, withPresence } from "./list_row.js";
import { hintOf } from "./shortcuts.js";
import { coverOf } from "./space_cover.js";
import { openChannelDialog } from "./space_dialogs.js";
import { openCategoryMenu, openChannelMenu, openSpaceMenu } from "./space_menu.js";

const JOINING = { invite: "private space", request: "on request", open: "open to all" };

/** In a space this takes the place of the list of chats: what the space is, and its channels. */
export class SpaceSidebar {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    /** @type {Space | null} */
    this.space = null;
    this.name = element("h1", { class: "space-name", dir: "auto", tabindex: "-1" });
    this.line = element("p", { class: "space-line" });
    this.cover = element("div", { class: "space-cover", "aria-hidden": "true" });
    this.more = element(
      "button",
      {
        type: "button",
        class: "icon-button space-more",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        title: "More about this space",
        onclick: () => this.space && openSpaceMenu(context, this.space, this.more),
      },
      icon("chevron-down"),
    );
    this.elsewhere = element("span", { class: "badge", "aria-hidden": "true", hidden: true });
    this.back = element(
      "button",
      { type: "button", class: "icon-button space-back", onclick: () => this.#goBack() },
      icon("arrow-left"),
      this.elsewhere,
    );
    this.head = element(
      "header",
      { class: "space-header" },
      this.cover,
      this.back,
      element("div", { class: "space-titles" }, this.name, this.line),
      this.more,
    );
    this.list = new ChannelList(context, {
      channelMenu: (id, anchor) => this.#channelMenu(id, anchor),
      categoryMenu: (id, anchor) => this.space && openCategoryMenu(context, this.space, id, anchor),
      addChannel: (id) => this.space && openChannelDialog(context, this.space, id),
    });
    this.empty = element("p", { class: "channels-empty", hidden: true });
    this.me = this.#mine();
    this.element = element(
      "nav",
      { class: "list-pane space-sidebar", hidden: true },
      this.head,
      this.#search(),
      this.list.element,
      this.empty,
      this.me.element,
    );
    /** @type {unknown[]} */
    this.shown = [];
  }

  /**
   * @param {State} state
   * @param {Space} space
   */
  update(state, space) {
    if (space.id !== this.space?.id) {
      this.cover.replaceChildren(coverOf(space.id));
      this.head.className = `space-header ${personColour(space.id)}`;
    }
    this.space = space;
    setText(this.name, space.name);
    const members = space.members_count === 1 ? "1 member" : `${space.members_count} members`;
    setText(this.line, `${members}, ${JOINING[space.joining] ?? "private space"}`);
    setAttribute(this.element, "aria-label", `Channels of ${space.name}`);
    setAttribute(this.more, "aria-label", `More about ${space.name}`);
    this.list.update(state, space, this.context.router.place.conversationId);
    const none = state.booted && channelIds(state, space).length === 0;
    this.empty.hidden = !none;
    setText(this.empty, none ? "There is no channel here that you may see." : "");
    this.#elsewhere(state);
    this.#updateMe(state, space);
  }

  /** @param {State} state @returns {string[]} channels in their order, for the keys that step */
  ids(state) {
    return this.space ? channelIds(state, this.space) : [];
  }

  focus() {
    this.list.focus();
  }

  /** @param {State} state */
  #elsewhere(state) {
    const id = this.space?.id;
    const { messages } = unreadTotals(state, Date.now(), (one) => one.space_id !== id);
    setText(this.elsewhere, messages > 0 ? countText(messages) : "");
    this.elsewhere.hidden = messages === 0;
    const words = messages > 0 ? `Back to spaces, ${messages} unread elsewhere` : "Back to spaces";
    setAttribute(this.back, "aria-label", words);
  }

  #goBack() {
    this.context.page.showList({ kind: "spaces" });
  }

  #search() {
    const keys = hintOf("palette");
    return element(
      "button",
      {
        type: "button",
        class: "channel-search",
        "aria-haspopup": "dialog",
        title: `Find a channel (${keys})`,
        onclick: () => this.context.page.openPalette("#"),
      },
      icon("search"),
      element("span", {}, "Find a channel"),
      element("kbd", { class: "key", "aria-hidden": "true" }, keys),
    );
  }

  /** Who is signed in here, at the foot of the list. */
  #mine() {
    const picture = element("span", { class: "space-me-picture", "aria-hidden": "true" });
    const name = element("span", { class: "space-me-name", dir: "auto" });
    const line = element("span", { class: "space-me-line", dir: "auto" });
    const button = element(
      "button",
      {
        type: "button",
        class: "space-me",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () =>
          this.context.later.use("accountMenu", (part) =>
            part.openAccountMenu(this.context, button),
          ),
      },
      picture,
      element("span", { class: "space-me-words" }, hiddenText("You: "), name, line),
    );
    return { element: button, picture, name, line };
  }

  /**
   * @param {State} state
   * @param {Space} space
   */
  #updateMe(state, space) {
    const { me } = state;
    const status = presenceOf(state, me.id)?.status ?? "";
    const from = [me, status, space.nickname];
    if (from.every((one, index) => one === this.shown[index])) return;
    this.shown = from;
    this.me.picture.replaceChildren(withPresence(personAvatar(me, "small"), status));
    setText(this.me.name, space.nickname || me.display_name || me.username);
    setText(this.me.line, me.custom_status || `@${me.username}`);
  }

  /**
   * @param {string} id
   * @param {import("./menu.js").Anchor} anchor
   */
  #channelMenu(id, anchor) {
    const channel = this.context.store.state.conversations[id];
    if (channel && this.space) openChannelMenu(this.context, this.space, channel, anchor);
  }
}
