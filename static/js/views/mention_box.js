/** @import {State} from "../types.js" */
/** @import {MentionQuery} from "../lib/mentions.js" */
import { element, setText } from "../lib/dom.js";
import { commandBefore, matchMentions, mentionBefore, writeMention } from "../lib/mentions.js";
import { presentMembers } from "../store/select.js";
import { peopleInChannel } from "../store/space_members.js";
import { personAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { channelChoices, EmojiOffer } from "./mention_offers.js";

const AT_MOST = 8;

/** @typedef {import("../lib/mentions.js").Mentionable & {user: import("../types.js").User | null}} Candidate */

/** What is offered after a sign, and how the list and its length are called. */
const OFFERS = [
  { sign: "@", label: "People to mention", one: "person to mention", many: "people to mention" },
  { sign: "#", label: "Channels", one: "channel", many: "channels" },
  { sign: ":", label: "Emoji", one: "emoji", many: "emoji" },
  { sign: "/", label: "Commands", one: "command", many: "commands" },
];
/** @typedef {typeof OFFERS[number]} Offer */
/** @typedef {import("./mention_offers.js").Choice} Choice */

/**
 * "@" in the composer offers the people of the chat, "#" the channels of the space, ":" emoji, "/"
 * at the start commands: arrows move, Enter or Tab chooses, Escape closes. The keyboard stays in the text; the list is told through `aria-activedescendant`.
 */
export class MentionBox {
  /**
   * @param {HTMLTextAreaElement} text
   * @param {() => void} onWritten the text was changed by a choice
   */
  constructor(text, onWritten) {
    this.text = text;
    this.onWritten = onWritten;
    /** @type {Candidate[]} */
    this.people = [];
    /** @type {unknown[]} what they were taken from */
    this.known = [];
    /** @type {Choice[]} */
    this.found = [];
    /** @type {Offer | undefined} */
    this.offer = undefined;
    this.emoji = new EmojiOffer(() => document.activeElement === this.text && this.look());
    /** @type {[State, import("../types.js").Conversation] | null} */
    this.place = null;
    /** @type {MentionQuery | null} */
    this.query = null;
    /** @type {number | null} where Escape closed the list: it stays closed for that "@" */
    this.refused = null;
    this.active = 0;
    /** What a "/" offers. @type {(query: string) => Choice[]} */
    this.commands = () => [];
    /** Told of what is looked for, where not everybody is known here. @type {(query: string) => void} */
    this.onQuery = () => undefined;
    /** Who was found to see the open channel; null: not asked. @type {Set<string> | null} */
    this.seers = null;
    this.list = element("div", {
      class: "mention-list",
      id: `${text.id}-list`,
      role: "listbox",
      "aria-label": "People to mention",
      hidden: true,
    });
    this.status = element("p", { class: "visually-hidden", role: "status" });
    this.element = element("div", { class: "mention-box" }, this.list, this.status);
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-haspopup", "listbox");
    text.setAttribute("aria-controls", this.list.id);
    text.addEventListener("blur", () => this.close());
    // The pointer must not take the keyboard from the text.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#clicked(event));
  }

  get isOpen() {
    return this.query !== null;
  }

  /**
   * @param {State} state
   * @param {import("../types.js").Conversation} conversation
   */
  setPeople(state, conversation) {
    this.place = [state, conversation];
    const inSpace = conversation.space_id;
    if (conversation.id !== this.known[1]) this.seers = null;
    const from = inSpace ? state.spaceMembers[inSpace] : state.members[conversation.id];
    const known = [from, conversation.id, conversation.permissions, this.seers];
    if (known.every((value, at) => value === this.known[at])) return;
    this.known = known;
    const members = inSpace
      ? peopleInChannel(state, conversation, this.seers)
      : presentMembers(state, conversation.id);
    const others = members.filter(({ user }) => user.id !== state.me.id);
    this.people = others.map(({ user, ...member }) => ({
      username: user.username,
      name: ("nickname" in member && member.nickname) || user.display_name || user.username,
      user,
    }));
    if (conversation.permissions.includes("mention_all") && conversation.type !== "DM") {
      this.people.push({ username: "all", name: "Everyone here", user: null });
    }
    // They may come while somebody is being named already.
    if (document.activeElement === this.text) this.look();
  }

  /** The text or the caret moved. */
  look() {
    const { value, selectionStart, selectionEnd } = this.text;
    const caret = selectionStart === selectionEnd ? selectionStart : -1;
    const before = (/** @type {Offer} */ { sign }) =>
      sign === "/" ? commandBefore(value, caret) : mentionBefore(value, caret, sign);
    this.offer = caret < 0 ? undefined : OFFERS.find(before);
    const query = this.offer ? before(this.offer) : null;
    if (query?.start !== this.refused) this.refused = null;
    this.found = query && this.refused === null ? this.#choices(query.query) : [];
    if (this.found.length === 0) {
      this.#hide();
      return;
    }
    if (query?.start !== this.query?.start || query?.query !== this.query?.query) this.active = 0;
    this.query = query;
    this.#draw();
  }

  /**
   * @param {string} query
   * @returns {Choice[]}
   */
  #choices(query) {
    if (this.offer?.sign === "/") return this.commands(query);
    if (this.offer?.sign === ":") return this.emoji.find(query, AT_MOST);
    if (this.offer?.sign === "#") {
      return this.place ? channelChoices(...this.place, query, AT_MOST) : [];
    }
    this.onQuery(query);
    return matchMentions(this.people, query, AT_MOST).map(personChoice);
  }

  close() {
    this.refused = this.query?.start ?? this.refused;
    this.#hide();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the list took the key
   */
  key(event) {
    if (!this.isOpen || event.ctrlKey || event.metaKey || event.altKey) return false;
    const count = this.found.length;
    if (event.key === "ArrowDown") this.#activate((this.active + 1) % count);
    else if (event.key === "ArrowUp") this.#activate((this.active + count - 1) % count);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.#choose();
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #hide() {
    this.query = null;
    this.list.hidden = true;
    setText(this.status, "");
    this.text.removeAttribute("aria-activedescendant");
  }

  #draw() {
    this.list.replaceChildren(
      ...this.found.map(({ nodes }, at) =>
        element("div", { class: "mention-option", role: "option", id: this.#idOf(at) }, ...nodes()),
      ),
    );
    this.list.hidden = false;
    const { label = "", one = "", many = "" } = this.offer ?? {};
    this.list.setAttribute("aria-label", label);
    const count = this.found.length;
    setText(this.status, count === 1 ? `1 ${one}` : `${count} ${many}`);
    this.#activate(this.active);
  }

  /** @param {number} at */
  #activate(at) {
    this.active = at;
    for (const [index, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(index === at));
      if (index === at) option.scrollIntoView({ block: "nearest" });
    }
    this.text.setAttribute("aria-activedescendant", this.#idOf(at));
  }

  /** @param {number} at */
  #idOf(at) {
    return `${this.list.id}-${at}`;
  }

  #choose() {
    const chosen = this.found[this.active];
    if (!chosen || !this.query) return;
    const { selectionStart, value } = this.text;
    const written = writeMention(value, selectionStart, this.query, chosen.written);
    this.#hide();
    if (chosen.run) {
      chosen.run();
      return;
    }
    this.text.value = written.text;
    this.text.setSelectionRange(written.caret, written.caret);
    this.onWritten();
  }

  /** @param {Event} event */
  #clicked({ target }) {
    const option = target instanceof Element ? target.closest(".mention-option") : null;
    const at = option ? [...this.list.children].indexOf(option) : -1;
    if (at < 0) return;
    this.active = at;
    this.#choose();
  }
}

/**
 * @param {Candidate} candidate
 * @returns {Choice}
 */
function personChoice({ username, name, user }) {
  return {
    written: `@${username}`,
    nodes: () => [
      user
        ? personAvatar(user, "small")
        : element("span", { class: "mention-all" }, icon("users", 18)),
      element("span", { class: "mention-name", dir: "auto" }, name),
      element("span", { class: "mention-username" }, `@${username}`),
    ],
  };
}
