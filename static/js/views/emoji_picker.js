/** @import {EmojiGroup} from "../lib/emoji.js" */
/** @import {OwnEmoji} from "./custom_emoji.js" */
import { element, setText } from "../lib/dom.js";
import { findEmoji, toned, untoned } from "../lib/emoji.js";
import { RecentEmoji } from "../offline/recent_emoji.js";
import { SkinTone } from "../offline/skin_tone.js";
import { isCustom } from "../store/custom_emoji.js";
import { loadEmoji } from "./emoji_data.js";
import { EmojiTabs } from "./emoji_tabs.js";
import { skinTones } from "./emoji_tones.js";
import { icon } from "./icons.js";

const FOUND_AT_MOST = 96;
const RECENT = "Recent";
const OWN_ICON = "smile-plus";
const SOME_ICONS = ["smile", "hand", "leaf", "apple", "car", "trophy", "lightbulb"];
const ICONS = [...SOME_ICONS, "heart", "flag"];

/** @type {EmojiPicker | null} */
let picker = null;

/**
 * Opens the one picker of the page at a button. The keyboard goes back to `giveBack`.
 * @param {HTMLElement} anchor
 * @param {(emoji: string) => void} onPick
 * @param {HTMLElement} [giveBack]
 * @param {OwnEmoji | null} [own] where there are more than those of Unicode
 */
export function openEmojiPicker(anchor, onPick, giveBack = anchor, own = null) {
  picker ??= new EmojiPicker();
  picker.open(anchor, onPick, giveBack, own);
}

/** Every emoji: a search that has the keyboard, groups, and a grid in which the arrows move. */
class EmojiPicker {
  constructor() {
    this.recent = new RecentEmoji(localStorage);
    this.tone = new SkinTone(localStorage);
    /** @type {EmojiGroup[]} those of Unicode */
    this.common = [];
    /** @type {EmojiGroup[]} */
    this.groups = [];
    /** @type {OwnEmoji | null} */
    this.own = null;
    this.stopWatching = () => {};
    /** @type {HTMLElement[]} */
    this.options = [];
    this.active = -1;
    this.group = 0;
    this.opener = document.body;
    /** @type {(emoji: string) => void} */
    this.onPick = () => undefined;
    this.search = element("input", {
      class: "emoji-search",
      type: "search",
      role: "combobox",
      placeholder: "Search emoji",
      "aria-label": "Search emoji",
      "aria-controls": "emoji-grid",
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => this.#show(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    this.nothing = element("p", { class: "emoji-title" });
    this.grid = element("div", { class: "emoji-grid", id: "emoji-grid", role: "listbox" });
    this.grid.setAttribute("aria-label", "Emoji");
    this.grid.addEventListener("click", (event) => this.#clicked(event));
    this.grid.addEventListener("pointermove", (event) => this.#pointed(event));
    this.name = element("p", { class: "emoji-name", "aria-hidden": "true" });
    this.status = element("p", { class: "visually-hidden", role: "status" });
    this.tabs = new EmojiTabs((at) => this.#choose(at));
    this.element = element(
      "div",
      { class: "emoji-picker", popover: "auto", role: "dialog", "aria-label": "Choose an emoji" },
      element("div", { class: "emoji-search-box" }, icon("search", 18), this.search),
      this.tabs.element,
      this.nothing,
      this.grid,
      element(
        "div",
        { class: "emoji-foot" },
        this.name,
        skinTones(this.tone.get(), (tone) => {
          this.tone.set(tone);
          this.#show();
        }),
      ),
      this.status,
    );
    this.element.addEventListener("keydown", (event) => this.#escape(event));
    this.element.addEventListener("toggle", ({ newState }) => {
      if (newState === "closed") this.stopWatching();
    });
    document.body.append(this.element);
  }

  /**
   * @param {HTMLElement} anchor
   * @param {(emoji: string) => void} onPick
   * @param {HTMLElement} giveBack
   * @param {OwnEmoji | null} own
   */
  async open(anchor, onPick, giveBack, own) {
    this.opener = giveBack;
    this.onPick = onPick;
    this.own = own;
    this.search.value = "";
    this.group = 0;
    this.element.showPopover();
    this.#place(anchor);
    this.search.focus();
    this.stopWatching();
    this.stopWatching = own?.watch(() => this.#gather()) ?? (() => {});
    try {
      this.common = await loadEmoji();
      this.#gather();
    } catch {
      setText(this.nothing, "The emoji could not be loaded. Close this and try again.");
    }
  }

  /** @param {HTMLElement} anchor */
  #place(anchor) {
    const phone = matchMedia("(width < 768px)").matches;
    this.element.style.left = "";
    this.element.style.top = "";
    if (phone) return;
    const box = anchor.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.element;
    const left = Math.min(Math.max(8, box.right - offsetWidth), innerWidth - offsetWidth - 8);
    const above = box.top - offsetHeight - 8;
    const below = Math.min(box.bottom + 8, innerHeight - offsetHeight - 8);
    this.element.style.left = `${Math.max(0, left)}px`;
    this.element.style.top = `${Math.max(0, above > 8 ? above : below)}px`;
  }

  /** A space's own come before the others; they may come later than those. */
  #gather() {
    if (this.common.length === 0) return;
    const chosen = this.groups[this.group - 1]?.title;
    const own = this.own?.now();
    this.groups = own ? [own, ...this.common] : this.common;
    this.group = 1 + this.groups.findIndex(({ title }) => title === chosen);
    const icons = own ? [OWN_ICON, ...ICONS] : ICONS;
    const tabs = this.groups.map(({ title }, at) => ({ title, icon: icons[at] ?? "smile" }));
    this.tabs.draw([{ title: RECENT, icon: "clock" }, ...tabs]);
    this.#show();
  }

  /** @param {number} at */
  #choose(at) {
    this.group = at;
    this.search.value = "";
    this.#show();
  }

  #show() {
    const query = this.search.value.trim();
    const found = findEmoji(this.groups, query, FOUND_AT_MOST);
    const groups = query ? [{ title: "Found", emoji: found }] : this.#chosenGroups();
    const nothing = query !== "" && found.length === 0;
    setText(this.nothing, nothing ? `No emoji for "${query}".` : "");
    setText(this.status, query ? `${found.length} emoji` : "");
    this.options = [];
    this.grid.replaceChildren(...groups.map((group) => this.#section(group)));
    this.grid.hidden = nothing;
    this.grid.scrollTop = 0;
    this.tabs.mark(this.group, !query);
    this.active = -1;
    this.#activate(query && found.length > 0 ? 0 : -1);
  }

  /** @param {EmojiGroup} group */
  #section({ title, emoji }) {
    const tone = this.tone.get();
    const options = emoji.map(({ emoji: plain, name, picture }, at) => {
      const text = toned(plain, tone);
      const id = `emoji-${this.options.length + at}`;
      const properties = { class: "emoji-option", role: "option", id, "aria-label": name };
      const chosen = { "aria-selected": "false", "data-emoji": text };
      return element("div", { ...properties, ...chosen }, picture?.() ?? text);
    });
    this.options.push(...options);
    return element(
      "div",
      { class: "emoji-section", role: "group", "aria-label": title },
      element("p", { class: "emoji-title", "aria-hidden": "true" }, title),
      ...options,
    );
  }

  /**
   * What was chosen last stands above the first group.
   * @returns {EmojiGroup[]}
   */
  #chosenGroups() {
    const first = this.groups[Math.max(0, this.group - 1)];
    const chosen = first ? [first] : [];
    if (this.group > 0) return chosen;
    const all = new Map(this.groups.flatMap(({ emoji }) => emoji).map((one) => [one.emoji, one]));
    const recent = this.recent.list();
    // One of another space stands for nothing here.
    const there = recent.filter((text) => !isCustom(text) || all.has(text));
    const emoji = there.map((text) => {
      const plain = untoned(text);
      const known = all.get(plain) ?? all.get(`${plain}\uFE0F`);
      return { emoji: text, name: known?.name ?? text, words: [], picture: known?.picture };
    });
    return [{ title: RECENT, emoji }, ...chosen];
  }

  /** @param {number} at */
  #activate(at) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = at;
    const option = this.options[at];
    setText(this.name, option?.getAttribute("aria-label") ?? "");
    if (!option) {
      this.search.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.search.setAttribute("aria-activedescendant", option.id);
  }

  #pick() {
    const emoji = this.options[this.active]?.dataset.emoji;
    if (!emoji) return;
    this.recent.add(emoji);
    this.#close();
    this.onPick(emoji);
  }

  #close() {
    this.element.hidePopover();
    this.opener.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const last = this.options.length - 1;
    const inGrid = this.active >= 0;
    const forward = getComputedStyle(this.grid).direction === "rtl" ? -1 : 1;
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: inGrid ? this.#columns() : 1, ArrowUp: -this.#columns() };
    // While a word is being typed, the arrows move in it until one went down into the grid.
    if (inGrid || this.search.value === "") {
      Object.assign(steps, { ArrowRight: forward, ArrowLeft: -forward });
    }
    const step = steps[event.key];
    if (step !== undefined) this.#activate(Math.min(last, Math.max(0, this.active + step)));
    else if (inGrid && event.key === "Home") this.#activate(0);
    else if (inGrid && event.key === "End") this.#activate(last);
    else if (event.key === "Enter") this.#pick();
    else return;
    event.preventDefault();
  }

  /** How many emoji stand beside each other now. */
  #columns() {
    const section = this.grid.firstElementChild;
    if (!section) return 1;
    return getComputedStyle(section).gridTemplateColumns.split(" ").length;
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  }

  /** @param {Event} event */
  #optionAt({ target }) {
    const option = target instanceof Element ? target.closest(".emoji-option") : null;
    return option instanceof HTMLElement ? this.options.indexOf(option) : -1;
  }

  /** @param {Event} event */
  #clicked(event) {
    const at = this.#optionAt(event);
    if (at < 0) return;
    this.#activate(at);
    this.#pick();
  }

  /** @param {Event} event */
  #pointed(event) {
    const at = this.#optionAt(event);
    if (at >= 0 && at !== this.active) this.#activate(at);
  }
}
