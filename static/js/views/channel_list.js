/** @import {Conversation, Space, State} from "../types.js" */
/** @import {Section} from "../store/space_rooms.js" */
import { element, putAt, setAttribute } from "../lib/dom.js";
import { foldText } from "../lib/fuzzy.js";
import { channelBadge, sectionsOf } from "../store/space_rooms.js";
import { ChannelDrag } from "./channel_drag.js";
import { makeGroup, updateGroup } from "./channel_group.js";
import { looksAlike, readChannel, renderChannel } from "./channel_row.js";
import { MenuPress } from "./menu_press.js";
import { Router } from "./router.js";

const TYPING_MS = 700;

/** @typedef {{item: HTMLLIElement, link: HTMLAnchorElement, look: import("./channel_row.js").ChannelLook | null}} Row */
/** @typedef {import("./channel_group.js").Group} Group */

/**
 * What the list asks for.
 * @typedef {Object} ListActions
 * @property {(channelId: string, anchor: import("./menu.js").Anchor) => void} channelMenu
 * @property {(categoryId: string, anchor: import("./menu.js").Anchor) => void} categoryMenu
 * @property {(categoryId: string | null) => void} addChannel
 */

/** The channels of a space under their headings: one tab stop, arrows move inside. */
export class ChannelList {
  /**
   * @param {import("./context.js").Context} context
   * @param {ListActions} actions
   */
  constructor(context, actions) {
    this.context = context;
    this.actions = actions;
    this.element = element("div", { class: "channel-scroll" });
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    /** @type {Map<string, Group>} by category; the empty one stands for none */
    this.groups = new Map();
    /** @type {Space | null} */
    this.space = null;
    /** @type {Section[]} */
    this.sections = [];
    /** @type {Set<string>} */
    this.folded = new Set();
    this.stop = "";
    this.typed = "";
    this.typedAt = 0;
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("focusin", (event) => this.#focused(event));
    new MenuPress(this.element, "[data-stop-id]", (node, anchor) => this.#menu(node, anchor));
    this.drag = new ChannelDrag(context, this.element);
  }

  /**
   * @param {State} state
   * @param {Space} space
   * @param {string | null} openId
   */
  update(state, space, openId) {
    if (space.id !== this.space?.id) this.#enter(space);
    this.space = space;
    this.sections = sectionsOf(state, space);
    const mayManage = space.my_permissions.includes("manage_channels");
    this.drag.use(space, this.sections, mayManage);
    const keys = new Set(this.sections.map(({ category }) => category?.id ?? ""));
    const ids = new Set(this.sections.flatMap(({ channels }) => channels.map(({ id }) => id)));
    drop(this.groups, keys, ({ element: node }) => node.remove());
    drop(this.rows, ids, ({ item }) => item.remove());
    this.sections.forEach((section, index) => {
      const group = this.#group(section);
      putAt(this.element, group.element, index);
      this.#updateGroup(state, group, section, { openId, mayManage });
    });
    this.#keepOneStop(openId);
  }

  focus() {
    const stops = this.#stops();
    const current = stops.find((node) => node.getAttribute("aria-current") === "page");
    (current ?? stops.find((node) => node.dataset.stopId === this.stop) ?? stops[0])?.focus();
  }

  /** @param {string} id @returns {boolean} whether there was a row to bring into view */
  reveal(id) {
    const row = this.rows.get(id);
    row?.item.scrollIntoView({ block: "nearest" });
    return row !== undefined;
  }

  /** @param {Space} space */
  #enter(space) {
    this.folded = this.context.preferences.folded(space.id);
    this.rows.clear();
    this.groups.clear();
    this.element.replaceChildren();
    this.element.scrollTop = 0;
    this.stop = "";
  }

  /** @param {Section} section @returns {Group} */
  #group({ category }) {
    const id = category?.id ?? "";
    const known = this.groups.get(id);
    if (known) return known;
    const group = makeGroup(id, {
      fold: () => this.#fold(id),
      add: () => this.actions.addChannel(id || null),
    });
    this.groups.set(id, group);
    return group;
  }

  /**
   * @param {State} state
   * @param {Group} group
   * @param {Section} section
   * @param {{openId: string | null, mayManage: boolean}} here
   */
  #updateGroup(state, group, { category, channels }, { openId, mayManage }) {
    const now = Date.now();
    const folded = category !== null && this.folded.has(category.id);
    updateGroup(group, category?.title ?? null, folded, mayManage);
    channels.forEach((channel, index) => {
      const row = this.#row(channel);
      putAt(group.list, row.item, index);
      const draft = this.context.drafts.read(channel.id) || (channel.draft?.body ?? "");
      const here = { open: channel.id === openId, draft, now };
      const look = readChannel(state, /** @type {Space} */ (this.space), channel, here);
      // Folded away is what can wait: not what is open, nor where one is meant.
      row.item.hidden = folded && !look.open && !channelBadge(channel, now).mention;
      setAttribute(row.link, "draggable", String(mayManage));
      if (row.look && looksAlike(row.look, look)) return;
      row.look = look;
      renderChannel(row.link, look);
    });
  }

  /** @param {Conversation} channel @returns {Row} */
  #row({ id, space_id }) {
    const known = this.rows.get(id);
    if (known) return known;
    const link = element("a", {
      href: Router.address({ spaceId: space_id, conversationId: id }),
      "data-stop-id": `channel ${id}`,
      tabindex: "-1",
      onclick: (/** @type {MouseEvent} */ event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        this.context.router.open(id);
      },
    });
    const row = { item: element("li", { class: "channel-item" }, link), link, look: null };
    this.rows.set(id, row);
    return row;
  }

  /** @param {string} categoryId */
  #fold(categoryId) {
    if (!this.space) return;
    if (!this.folded.delete(categoryId)) this.folded.add(categoryId);
    this.context.preferences.setFolded(this.space.id, this.folded);
    const { store, router } = this.context;
    this.update(store.state, this.space, router.place.conversationId);
  }

  /** @returns {HTMLElement[]} headings and rows in sight, from top to bottom */
  #stops() {
    /** @type {NodeListOf<HTMLElement>} */
    const nodes = this.element.querySelectorAll("[data-stop-id]");
    return [...nodes].filter((node) => node.closest("[hidden]") === null);
  }

  /** @param {string | null} openId */
  #keepOneStop(openId) {
    const stops = this.#stops();
    const wanted = [this.stop, `channel ${openId}`].map((id) =>
      stops.find((node) => node.dataset.stopId === id),
    );
    const stop = wanted.find((node) => node) ?? stops[0];
    for (const node of stops) node.tabIndex = node === stop ? 0 : -1;
    // Of the buttons beside the headings, the one of the part where the keyboard is.
    for (const { element: node, add } of this.groups.values()) {
      add.tabIndex = stop && node.contains(stop) ? 0 : -1;
    }
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const node = event.target instanceof HTMLElement ? event.target : null;
    if (!node?.dataset.stopId) return;
    this.stop = node.dataset.stopId;
    this.#keepOneStop(null);
  }

  /**
   * @param {HTMLElement} node
   * @param {import("./menu.js").Anchor} anchor
   */
  #menu(node, anchor) {
    const [kind, id = ""] = (node.dataset.stopId ?? "").split(" ");
    if (kind === "channel") this.actions.channelMenu(id, anchor);
    else if (id) this.actions.categoryMenu(id, anchor);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const stops = this.#stops();
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at < 0) return;
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 };
    const to =
      targets[/** @type {keyof typeof targets} */ (event.key)] ??
      this.#sideways(event.key, stops, at) ??
      this.#typing(event, stops, at);
    if (to === null) return;
    event.preventDefault();
    stops[Math.min(Math.max(0, to), stops.length - 1)]?.focus();
  }

  /**
   * Left and right fold a heading, or go from a channel to its heading.
   * @param {string} key
   * @param {HTMLElement[]} stops
   * @param {number} at
   * @returns {number | null}
   */
  #sideways(key, stops, at) {
    if (key !== "ArrowLeft" && key !== "ArrowRight") return null;
    const node = stops[at];
    const [kind, id = ""] = (node?.dataset.stopId ?? "").split(" ");
    if (kind === "category") {
      const folds = key === "ArrowLeft";
      if (folds !== this.folded.has(id)) this.#fold(id);
      return at;
    }
    const category = node?.closest("ul")?.dataset.category;
    const heading = stops.findIndex(({ dataset }) => dataset.stopId === `category ${category}`);
    return key === "ArrowLeft" && heading >= 0 ? heading : at;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLElement[]} stops
   * @param {number} at
   * @returns {number | null}
   */
  #typing(event, stops, at) {
    if (event.key.length !== 1 || event.key === " " || !this.context.preferences.lettersOn()) {
      return null;
    }
    const begun = this.typed !== "" && event.timeStamp - this.typedAt <= TYPING_MS;
    this.typed = begun ? this.typed + event.key : event.key;
    this.typedAt = event.timeStamp;
    const start = foldText(this.typed);
    const from = this.typed.length === 1 ? at + 1 : at;
    for (let step = 0; step < stops.length; step += 1) {
      const index = (from + step) % stops.length;
      const name = stops[index]?.querySelector(".channel-name")?.textContent ?? "";
      if (name && foldText(name).startsWith(start)) return index;
    }
    return null;
  }
}

/**
 * @template T
 * @param {Map<string, T>} known
 * @param {Set<string>} wanted
 * @param {(one: T) => void} leave
 */
function drop(known, wanted, leave) {
  for (const [key, one] of known) {
    if (wanted.has(key)) continue;
    leave(one);
    known.delete(key);
  }
}
