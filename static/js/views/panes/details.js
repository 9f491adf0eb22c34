/** @import {Conversation, State} from "../../types.js" */
import { element } from "../../lib/dom.js";
import { isolated } from "../../lib/text.js";
import { pinsOf } from "../../store/around.js";
import { isOffered } from "../../store/features.js";
import { isMuted } from "../../store/list.js";
import { kindOf } from "../../store/posting.js";
import { conversationName, presentMembers } from "../../store/select.js";
import { conversationAvatar } from "../avatar.js";
import { openMenu } from "../menu.js";
import { changeOwn, conversationItems, leave, openMuteMenu } from "../own_actions.js";
import { openAddDialog } from "./add_dialog.js";
import { fadesRow, fadesWords } from "./fades_dialog.js";
import { MemberRows, presenceWords } from "./member_row.js";
import { paneRow, paneSection, paneTile, pinsRow } from "./parts.js";

const MEMBERS_SHOWN = 6;

/** @type {[level: string, label: string][]} */
const LEVELS = [
  ["default", "As usual"],
  ["all", "Every message"],
  ["mentions", "Mentions only"],
  ["nothing", "Nothing"],
];

const until = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  hour: "numeric",
  minute: "2-digit",
});
const DAY_MS = 86_400_000;

/** What a conversation is, how it is set for oneself, who is in it. */
export class DetailsContent {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.card = element("div", { class: "details-card" });
    this.tiles = element("div", { class: "pane-tiles" });
    this.own = element("div", {});
    this.people = element("div", {});
    this.rows = new MemberRows(context, { narrow: false });
    this.more = element("div", {});
    this.element = element(
      "div",
      { class: "details-content" },
      this.card,
      this.tiles,
      this.own,
      this.people,
      this.more,
    );
    /** @type {Map<HTMLElement, string>} what each part was drawn from */
    this.drawn = new Map();
  }

  title() {
    return "Details";
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    const muted = isMuted(conversation, Date.now());
    const may = conversation.permissions.join();
    const { id, peer, pinned, archived, folder, notification_level, muted_until } = conversation;
    const seen = peer ? presenceWords(state, peer.id) : "";
    this.#draw(this.card, [id, conversation.title, conversation.topic, peer, seen], () =>
      this.#card(state, conversation, seen),
    );
    this.#draw(this.tiles, [id, muted, may], () => this.#tiles(conversation, muted));
    const settings = [id, pinned, archived, folder, notification_level, muted_until, muted];
    this.#draw(this.own, settings, () => [this.#own(conversation, muted)]);
    const members = presentMembers(state, id).slice(0, MEMBERS_SHOWN);
    const count = conversation.members_count;
    this.rows.show(conversation, conversation.type === "DM" ? [] : members);
    this.#draw(this.people, [id, may, count || members.length, conversation.type], () =>
      conversation.type === "DM" ? [] : [this.#people(conversation, count || members.length)],
    );
    const pins = pinsOf(state, id).length;
    const fades = fadesWords(conversation);
    const offered = isOffered(state, "disappearing", null);
    const shown = [id, may, pins, conversation.archived_at, peer?.display_name, fades, offered];
    this.#draw(this.more, shown, () => [this.#more(conversation, pins)]);
  }

  /**
   * Draws a part anew where what it shows has changed, and leaves the keyboard where it was.
   * @param {HTMLElement} part
   * @param {unknown[]} from
   * @param {() => (Node | string)[]} draw
   */
  #draw(part, from, draw) {
    const key = JSON.stringify(from);
    if (this.drawn.get(part) === key) return;
    this.drawn.set(part, key);
    const active = document.activeElement;
    const at = part.contains(active)
      ? [...part.querySelectorAll("button")].indexOf(/** @type {any} */ (active))
      : -1;
    part.replaceChildren(...draw());
    if (at >= 0) part.querySelectorAll("button")[at]?.focus();
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   * @param {string} seen
   * @returns {Node[]}
   */
  #card(state, conversation, seen) {
    const { peer, topic } = conversation;
    const person = peer ? (state.people[peer.id] ?? peer) : null;
    const name = element(
      "p",
      { class: "details-name", dir: "auto" },
      conversationName(conversation),
    );
    const line = (/** @type {string | null | undefined} */ text) =>
      text ? element("p", { class: "details-line", dir: "auto" }, text) : null;
    const lines = person
      ? [line(`@${person.username}`), line(seen), line(person.custom_status), line(person.bio)]
      : [line(topic)];
    return [conversationAvatar(conversation, "large"), name, ...lines].filter(
      (node) => node !== null,
    );
  }

  /**
   * @param {Conversation} conversation
   * @param {boolean} muted
   */
  #tiles(conversation, muted) {
    const { context } = this;
    const current = () => context.store.state.conversations[conversation.id] ?? conversation;
    const tiles = [
      muted
        ? paneTile("bell-off", "Unmute", () => changeOwn(context, current(), { muted_until: null }))
        : paneTile("bell", "Mute", (anchor) => openMuteMenu(context, current(), anchor), true),
      paneTile("pin", "Pinned", () => context.page.openPane("pins")),
    ];
    if (conversation.permissions.includes("invite") && conversation.type !== "DM") {
      tiles.push(paneTile("user-plus", "Invite", () => context.page.openPane("invites")));
    }
    const more = (/** @type {HTMLElement} */ anchor) =>
      openMenu({ anchor, label: "More", items: conversationItems(context, current(), anchor) });
    return [...tiles, paneTile("ellipsis", "More", more, true)];
  }

  /**
   * @param {Conversation} conversation
   * @param {boolean} muted
   */
  #own(conversation, muted) {
    const { context } = this;
    const { notification_level, pinned, archived, folder } = conversation;
    const level = LEVELS.find(([value]) => value === (notification_level ?? "default"));
    const set = (/** @type {Parameters<typeof changeOwn>[2]} */ changes) =>
      changeOwn(context, conversation, changes);
    const levels = (/** @type {HTMLElement} */ anchor) =>
      openMenu({
        anchor,
        label: "Notifications",
        items: LEVELS.map(([value, label]) => ({
          label,
          checked: value === (notification_level ?? "default"),
          run: () => set({ notification_level: value }),
        })),
      });
    return paneSection(
      "For you",
      paneRow({
        icon: "bell",
        label: "Notifications",
        value: level?.[1] ?? "",
        run: levels,
        menu: true,
      }),
      paneRow({
        icon: "bell-off",
        label: "Mute",
        value: muted ? mutedWords(conversation.muted_until ?? "") : "Off",
        menu: true,
        run: (anchor) =>
          muted ? set({ muted_until: null }) : openMuteMenu(context, conversation, anchor),
      }),
      paneRow({
        icon: "pin",
        label: "On top of the list",
        pressed: pinned,
        run: () => set({ pinned: !pinned }),
      }),
      paneRow({
        icon: "archive",
        label: "Archived",
        pressed: archived,
        run: () => set({ archived: !archived }),
      }),
      folder !== null &&
        paneRow({
          icon: "folder",
          label: "Folder",
          value: folder,
          menu: true,
          run: (anchor) =>
            openMenu({
              anchor,
              label: "Folder",
              items: [
                {
                  label: `Take out of ${isolated(folder)}`,
                  icon: "x",
                  run: () => set({ folder: null }),
                },
              ],
            }),
        }),
    );
  }

  /**
   * @param {Conversation} conversation
   * @param {number} count
   */
  #people(conversation, count) {
    const { context } = this;
    const add = element(
      "button",
      { type: "button", class: "button-text", onclick: () => openAddDialog(context, conversation) },
      "Add",
    );
    return element(
      "section",
      { class: "pane-section", "aria-labelledby": "details-people" },
      element(
        "div",
        { class: "pane-section-head" },
        element("h3", { id: "details-people" }, count === 1 ? "1 member" : `${count} members`),
        conversation.permissions.includes("add_members") && add,
      ),
      this.rows.element,
      paneRow({
        icon: "users",
        label: "All members",
        value: String(count),
        leads: true,
        run: () => context.page.openPane("members"),
      }),
    );
  }

  /**
   * @param {Conversation} conversation
   * @param {number} pins
   */
  #more(conversation, pins) {
    const { context } = this;
    const may = (/** @type {string} */ one) => conversation.permissions.includes(one);
    const kind = kindOf(conversation);
    const { peer } = conversation;
    const group = conversation.type !== "DM";
    const lead = (/** @type {import("../router.js").Pane} */ pane) => () =>
      context.page.openPane(pane);
    return paneSection(
      group ? `This ${kind}` : "This chat",
      pinsRow(pins, lead("pins")),
      group &&
        may("invite") &&
        paneRow({ icon: "link", label: "Invite links", leads: true, run: lead("invites") }),
      group &&
        may("manage_conversation") &&
        paneRow({ icon: "settings", label: "Settings", leads: true, run: lead("settings") }),
      !group && may("send") && fadesRow(context, conversation),
      group &&
        paneRow({
          icon: "log-out",
          label: `Leave ${kind}`,
          danger: true,
          run: () => leave(context, conversation),
        }),
      paneRow({
        icon: "flag",
        label: peer
          ? `Report ${isolated(peer.display_name || peer.username)}`
          : `Report this ${kind}`,
        danger: true,
        run: () =>
          context.later.use("reportDialog", (part) =>
            peer
              ? part.openUserReport(context, peer)
              : part.openConversationReport(context, conversation),
          ),
      }),
    );
  }
}

/**
 * @param {string} iso
 * @returns {string}
 */
function mutedWords(iso) {
  const time = new Date(iso);
  const days = (time.getTime() - Date.now()) / DAY_MS;
  return days > 365 ? "Until you unmute" : `Until ${until.format(time)}`;
}
