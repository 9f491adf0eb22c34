/** @import {Conversation, State} from "../../types.js" */
import { element } from "../../lib/dom.js";
import { isolated } from "../../lib/text.js";
import { pinsOf } from "../../store/around.js";
import { isMuted } from "../../store/list.js";
import { conversationName } from "../../store/select.js";
import { channelSign } from "../channel_tools.js";
import { changeOwn, openMuteMenu } from "../own_actions.js";
import { CHANNEL_LEVELS, openLevelMenu } from "../space_menu.js";
import { paneRow, paneSection, pinsRow } from "./parts.js";

/** What a channel of a space is, and how it is set for oneself. */
export class ChannelDetailsContent {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.element = element("div", { class: "details-content" });
    this.drawn = "";
  }

  title() {
    return "Details";
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    const space = state.spaces[conversation.space_id ?? ""];
    const { id, title, topic, permissions, notification_level, muted_until } = conversation;
    const muted = isMuted(conversation, Date.now());
    const pins = pinsOf(state, id).length;
    const own = [notification_level, muted_until, muted];
    const rights = [permissions, space?.my_permissions];
    const look = JSON.stringify([id, title, topic, pins, space?.name, ...own, ...rights]);
    if (look === this.drawn) return;
    this.drawn = look;
    const buttons = [...this.element.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    this.element.replaceChildren(
      this.#card(conversation, space),
      this.#own(conversation, muted),
      this.#channel(conversation, pins, space),
    );
    if (at >= 0) this.element.querySelectorAll("button")[at]?.focus();
  }

  /**
   * @param {Conversation} conversation
   * @param {import("../../types.js").Space | undefined} space
   */
  #card(conversation, space) {
    const name = conversationName(conversation);
    return element(
      "div",
      { class: "details-card" },
      channelSign(conversation, space),
      element("p", { class: "details-name", dir: "auto" }, name),
      space && element("p", { class: "details-line", dir: "auto" }, space.name),
      conversation.topic &&
        element("p", { class: "details-line", dir: "auto" }, conversation.topic),
    );
  }

  /**
   * @param {Conversation} conversation
   * @param {boolean} muted
   */
  #own(conversation, muted) {
    const { context } = this;
    const set = conversation.notification_level ?? "default";
    const level = set === "mentions" ? "default" : set;
    const label = CHANNEL_LEVELS.find(([value]) => value === level)?.[1].split(",")[0];
    return paneSection(
      "For you",
      paneRow({
        icon: "bell",
        label: "Notifications",
        value: label ?? "",
        menu: true,
        run: (anchor) => openLevelMenu(context, conversation, anchor),
      }),
      paneRow({
        icon: "bell-off",
        label: "Mute",
        value: muted ? "On" : "Off",
        menu: true,
        run: (anchor) =>
          muted
            ? changeOwn(context, conversation, { muted_until: null })
            : openMuteMenu(context, conversation, anchor),
      }),
    );
  }

  /**
   * @param {Conversation} conversation
   * @param {number} pins
   * @param {import("../../types.js").Space | undefined} space
   */
  #channel(conversation, pins, space) {
    const { context } = this;
    const lead = (/** @type {import("../router.js").Pane} */ pane) => () =>
      context.page.openPane(pane);
    const report = () =>
      context.later.use("reportDialog", (part) =>
        part.openConversationReport(context, conversation),
      );
    return paneSection(
      "This channel",
      paneRow({ icon: "users", label: "Members", leads: true, run: lead("members") }),
      pinsRow(pins, lead("pins")),
      space?.my_permissions.includes("invite") &&
        paneRow({
          icon: "link",
          label: `Invite to ${isolated(space.name)}`,
          leads: true,
          run: lead("invites"),
        }),
      conversation.permissions.includes("manage_channels") &&
        paneRow({ icon: "settings", label: "Settings", leads: true, run: lead("settings") }),
      paneRow({ icon: "flag", label: "Report this channel", danger: true, run: report }),
    );
  }
}
