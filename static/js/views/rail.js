/** @import {State} from "../types.js" */
/** @import {ListPlace, Totals} from "../store/list.js" */
import { element, hiddenText, putAt, setAttribute, setText } from "../lib/dom.js";
import { initials, personColour } from "../lib/person.js";
import { unreadThreads } from "../store/followed.js";
import { folderNames, isChat, unreadTotals } from "../store/list.js";
import { presenceOf } from "../store/presence.js";
import { personAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { countText, withPresence } from "./list_row.js";
import { RailSpaces } from "./rail_spaces.js";
import { hintOf } from "./shortcuts.js";

/** @typedef {{button: HTMLButtonElement, badge: HTMLElement, unread: HTMLElement}} Entry */

/** Down the side (at the bottom of a phone): chats, the person's folders, archive, and themselves. */
export class Rail {
  /**
   * @param {import("./context.js").Context} context
   * @param {(place: ListPlace) => void} show
   */
  constructor(context, show) {
    this.context = context;
    this.show = show;
    this.chats = this.#entry("Chats", icon("messages-square", 24), () => show({ kind: "chats" }));
    this.inbox = this.#entry("Inbox", icon("inbox", 22), () => context.router.openInbox());
    this.archived = this.#entry("Archived", icon("archive", 22), () => show({ kind: "archived" }));
    this.spacesTab = this.#entry("Spaces", icon("layout-grid", 24), () => show({ kind: "spaces" }));
    this.spacesTab.button.classList.add("rail-spaces-tab");
    this.spaces = new RailSpaces(context);
    this.folders = element("div", { class: "rail-folders" });
    /** @type {Map<string, Entry>} */
    this.folderEntries = new Map();
    const keys = hintOf("shortcuts");
    this.keyboard = element(
      "button",
      {
        type: "button",
        class: "rail-entry rail-keyboard",
        "aria-label": "Keyboard shortcuts",
        title: `Keyboard shortcuts (${keys})`,
        onclick: () =>
          context.later.use("shortcutSheet", (part) => part.openShortcutSheet(context)),
      },
      icon("keyboard", 22),
    );
    this.picture = element("span", { class: "rail-picture", "aria-hidden": "true" });
    // Not as a label of the button: that would have to hold the initials, which are in sight.
    this.myName = hiddenText("");
    this.me = element(
      "button",
      {
        type: "button",
        class: "rail-entry rail-me",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () =>
          context.later.use("accountMenu", (part) => part.openAccountMenu(context, this.me)),
      },
      this.picture,
      element("span", { class: "rail-label" }, "You", this.myName),
    );
    this.element = element(
      "nav",
      { class: "rail", "aria-label": "Places" },
      this.chats.button,
      this.spacesTab.button,
      this.inbox.button,
      this.folders,
      this.spaces.element,
      this.archived.button,
      element("span", { class: "rail-space" }),
      this.keyboard,
      this.me,
    );
    /** @type {unknown[]} */
    this.shown = [];
  }

  /**
   * @param {State} state
   * @param {ListPlace} place what the list shows
   * @param {string | null} spaceId that is shown
   * @param {boolean} inInbox
   */
  update(state, place, spaceId, inInbox) {
    const now = Date.now();
    const isElsewhere = spaceId !== null || inInbox;
    const totals = unreadTotals(state, now, isChat);
    fill(this.chats, totals, place.kind === "chats" && !isElsewhere);
    fill(this.archived, null, place.kind === "archived" && !isElsewhere);
    const inSpaces = unreadTotals(state, now, (one) => !isChat(one));
    fill(this.spacesTab, inSpaces, (place.kind === "spaces" && !inInbox) || spaceId !== null);
    this.#fillInbox(state, now, inInbox);
    this.spaces.update(state, spaceId);
    this.#folders(state, isElsewhere ? { kind: "spaces" } : place, now);
    const { me } = state;
    const status = presenceOf(state, me.id)?.status ?? "";
    if (this.shown[0] === me && this.shown[1] === status) return;
    this.shown = [me, status];
    this.picture.replaceChildren(withPresence(personAvatar(me, "small"), status));
    const name = me.display_name || me.username;
    setText(this.myName, `: ${name}`);
    this.me.title = name;
  }

  /**
   * Mentions that one has not read, and threads with new answers.
   * @param {State} state
   * @param {number} now
   * @param {boolean} current
   */
  #fillInbox(state, now, current) {
    const { mentions } = unreadTotals(state, now);
    const threads = unreadThreads(state).length;
    const words = [
      mentions > 0 && (mentions === 1 ? "1 mention" : `${mentions} mentions`),
      threads > 0 && (threads === 1 ? "1 thread" : `${threads} threads`),
    ].filter(Boolean);
    drawEntry(this.inbox, { count: mentions + threads, words: words.join(", "), current });
    const what = words.length > 0 ? `: ${words.join(", ")} to read` : "";
    setAttribute(this.inbox.button, "title", `Inbox (${hintOf("inbox")})${what}`);
  }

  /** The stop for the keys that go from one part of the page to the next. */
  focus() {
    /** @type {NodeListOf<HTMLElement>} */
    const current = this.element.querySelectorAll('[aria-current="true"]');
    // What stands for the spaces on a phone is not in sight elsewhere.
    const seen = [...current].find((entry) => entry.checkVisibility());
    (seen ?? this.chats.button).focus();
  }

  /**
   * @param {State} state
   * @param {ListPlace} place
   * @param {number} now
   */
  #folders(state, place, now) {
    const names = folderNames(state);
    for (const [name, { button }] of this.folderEntries) {
      if (names.includes(name)) continue;
      button.remove();
      this.folderEntries.delete(name);
    }
    names.forEach((name, index) => {
      const entry = this.folderEntries.get(name) ?? this.#folder(name);
      putAt(this.folders, entry.button, index);
      const totals = unreadTotals(state, now, ({ folder }) => folder === name);
      fill(entry, totals, place.kind === "folder" && place.folder === name);
    });
  }

  /** @param {string} name */
  #folder(name) {
    const colour = personColour(`folder ${name}`);
    const picture = element("span", { class: `rail-folder ${colour}` }, initials(name));
    const entry = this.#entry(name, picture, () => this.show({ kind: "folder", folder: name }));
    this.folderEntries.set(name, entry);
    return entry;
  }

  /**
   * @param {string} name
   * @param {Element} picture
   * @param {() => void} onclick
   * @returns {Entry}
   */
  #entry(name, picture, onclick) {
    const badge = element("span", {
      class: "badge rail-badge",
      "aria-hidden": "true",
      hidden: true,
    });
    const unread = hiddenText("");
    picture.setAttribute("aria-hidden", "true");
    const button = element(
      "button",
      { type: "button", class: "rail-entry", title: name, onclick },
      picture,
      element("span", { class: "rail-label", dir: "auto" }, name),
      unread,
      badge,
    );
    return { button, badge, unread };
  }
}

/**
 * @param {Entry} entry
 * @param {Totals | null} totals
 * @param {boolean} current
 */
function fill(entry, totals, current) {
  const count = totals?.messages ?? 0;
  drawEntry(entry, { count, words: `${count} unread`, current });
}

/**
 * @param {Entry} entry
 * @param {{count: number, words: string, current: boolean}} look `words`: what the count says
 */
function drawEntry({ button, badge, unread }, { count, words, current }) {
  setAttribute(button, "aria-current", current ? "true" : null);
  setText(unread, count > 0 ? `, ${words}` : "");
  setText(badge, countText(count));
  badge.hidden = count === 0;
}
