/** @import {Conversation, Space} from "../types.js" */
/** @import {Pane} from "./router.js" */
import { element, setAttribute } from "../lib/dom.js";
import { isMuted } from "../store/list.js";
import { channelIcon } from "./channel_icon.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { channelItems, openLevelMenu } from "./space_menu.js";

/**
 * The sign of a channel beside its name.
 * @param {Conversation} conversation
 * @param {Space | undefined} space
 */
export function channelSign(conversation, space) {
  const sign = channelIcon(conversation, space);
  return element("span", { class: "channel-sign", "aria-hidden": "true" }, icon(sign, 22));
}

/** What the header of a channel offers: what one hears of it, what is pinned, who is there. */
export class ChannelTools {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    /** @type {Conversation | null} */
    this.conversation = null;
    this.bellOn = icon("bell");
    this.bellOff = icon("bell-off");
    this.bell = tool("Notifications", this.bellOn, () => this.#openLevels());
    this.bell.setAttribute("aria-haspopup", "menu");
    this.pins = tool("Pinned messages", icon("pin"), () => this.#toggle("pins"));
    this.members = tool("Members", icon("users"), () => this.#toggle("members"));
    this.buttons = [this.bell, this.pins, this.members];
  }

  /** @param {Conversation} conversation */
  update(conversation) {
    this.conversation = conversation;
    const muted = isMuted(conversation, Date.now());
    const bell = muted ? this.bellOff : this.bellOn;
    if (this.bell.firstElementChild !== bell) this.bell.replaceChildren(bell);
    const words = muted ? "Notifications, muted" : "Notifications";
    setAttribute(this.bell, "title", words);
    setAttribute(this.bell, "aria-label", words);
    const { pane } = this.context.router.place;
    setAttribute(this.pins, "aria-expanded", String(pane === "pins"));
    setAttribute(this.members, "aria-expanded", String(pane === "members"));
  }

  /**
   * @param {Conversation} conversation
   * @param {HTMLElement} anchor
   */
  openMenu(conversation, anchor) {
    const { router, store } = this.context;
    const space = store.state.spaces[conversation.space_id ?? ""];
    if (!space) return;
    const show = (/** @type {Pane} */ pane) => () => router.showPane(pane);
    openMenu({
      anchor,
      label: "More about this channel",
      items: [
        { label: "Details", icon: "panel-right", run: show("details") },
        { label: "Members", icon: "users", run: show("members") },
        { label: "Pinned messages", icon: "pin", run: show("pins") },
        "separator",
        ...channelItems(this.context, space, conversation, anchor),
      ],
    });
  }

  #openLevels() {
    if (this.conversation) openLevelMenu(this.context, this.conversation, this.bell);
  }

  /** @param {Pane} pane */
  #toggle(pane) {
    const { router } = this.context;
    router.showPane(router.place.pane === pane ? null : pane);
  }
}

/**
 * @param {string} label
 * @param {SVGSVGElement} sign
 * @param {() => void} onclick
 */
function tool(label, sign, onclick) {
  const properties = { type: "button", class: "icon-button channel-tool", "aria-label": label };
  return element("button", { ...properties, title: label, onclick }, sign);
}
