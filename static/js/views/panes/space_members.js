/** @import {Conversation, Space, SpaceMember, State} from "../../types.js" */
/** @import {MemberSection, MemberWindows, Seen} from "../../store/member_sections.js" */
import { explain } from "../../api/errors.js";
import { element, setAttribute, setText } from "../../lib/dom.js";
import { isolated } from "../../lib/text.js";
import { memberSections, NO_WINDOWS } from "../../store/member_sections.js";
import { spaceMembersLoaded } from "../../store/space_members.js";
import { renderSectionHead, renderSpaceMember } from "./space_member_row.js";

/** Block sizes: `space_members.css` knows the same. */
const HEAD_PX = 40;
const ROW_PX = 44;
const SPARE_PX = 400;
const WINDOW = 100;
/** So many rows from the end, what follows is asked for. */
const AHEAD_PX = 800;
const SETTLE_MS = 250;
const REST_MS = 5_000;

/** @typedef {{key: string, top: number, section: MemberSection, seen: Seen | null}} Item */

/** Who may see a channel, in windows: only what is in view, and around it, is in the page. */
export class SpaceMembersContent {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.query = element("input", {
      class: "input pane-search",
      type: "search",
      placeholder: "Search members",
      "aria-label": "Search members",
      autocomplete: "off",
      oninput: () => this.#typed(),
    });
    this.list = element("div", { class: "space-members", role: "list", "aria-label": "Members" });
    this.status = element("p", { class: "help", role: "status" });
    this.element = element(
      "div",
      { class: "space-members-pane" },
      this.query,
      this.list,
      this.status,
    );
    this.list.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("focusin", (event) => this.#focused(event));
    /** @type {MemberWindows} */
    this.windows = NO_WINDOWS;
    /** @type {Item[]} */
    this.items = [];
    /** @type {Map<string, {node: HTMLElement, look: string}>} */
    this.nodes = new Map();
    this.height = 0;
    this.stop = "";
    this.timer = 0;
    this.asked = 0;
    this.loading = false;
    this.isResting = false;
    /** @type {Conversation | null} */
    this.channel = null;
    /** @type {HTMLElement | null} */
    this.scroller = null;
  }

  title() {
    return "Members";
  }

  /** @param {Conversation} channel */
  open(channel) {
    if (this.scroller === null) {
      this.scroller = this.element.parentElement;
      this.scroller?.addEventListener("scroll", () => this.#scrolled(), { passive: true });
      new ResizeObserver(() => this.#scrolled()).observe(this.scroller ?? this.element);
    }
    const sameSpace = channel.space_id === this.channel?.space_id;
    this.channel = channel;
    this.query.value = "";
    // Until those of this channel came, those of the last one are mostly the same.
    if (!sameSpace) this.windows = NO_WINDOWS;
    this.#load(false);
  }

  /** @param {State} state */
  update(state) {
    const space = this.#space(state);
    if (!space) return;
    this.#place(memberSections(state, space, this.windows));
    this.#draw();
  }

  /** @param {State} state @returns {Space | undefined} */
  #space(state) {
    return state.spaces[this.channel?.space_id ?? ""];
  }

  #typed() {
    clearTimeout(this.timer);
    this.timer = Number(setTimeout(() => this.#load(false), SETTLE_MS));
  }

  /** @param {boolean} on what follows; else all anew */
  async #load(on) {
    const { channel } = this;
    const isBusy = this.loading || this.isResting || this.windows.next === null;
    if (!channel?.space_id || (on && isBusy)) return;
    this.asked += 1;
    const asked = this.asked;
    this.loading = true;
    const q = this.query.value.trim().replace(/^@/u, "") || null;
    try {
      const cursor = on ? this.windows.next : null;
      const page = await this.context.api.spaces.membersOf(channel, {
        cursor,
        limit: WINDOW,
        q,
      });
      if (asked !== this.asked) return;
      this.windows = joined(on ? this.windows : NO_WINDOWS, page);
      const none = this.windows.members.length === 0 && q;
      setText(this.status, none ? `Nobody here is called "${isolated(q)}".` : "");
      this.context.store.apply(spaceMembersLoaded, channel.space_id, page.results);
    } catch (error) {
      if (asked !== this.asked) return;
      setText(this.status, explain(error));
      this.#rest();
    } finally {
      if (asked === this.asked) this.loading = false;
    }
    this.update(this.context.store.state);
  }

  /** What failed is not asked for again at once: whoever draws the list's end would, for ever. */
  #rest() {
    this.isResting = true;
    setTimeout(() => {
      this.isResting = false;
      this.#draw();
    }, REST_MS);
  }

  /** @param {MemberSection[]} sections */
  #place(sections) {
    this.items = [];
    let top = 0;
    for (const section of sections) {
      this.items.push({ key: `head ${section.key}`, top, section, seen: null });
      top += HEAD_PX;
      for (const seen of section.people) {
        this.items.push({ key: seen.member.user.id, top, section, seen });
        top += ROW_PX;
      }
    }
    this.height = top;
    const size = `${top}px`;
    if (this.list.style.blockSize !== size) this.list.style.blockSize = size;
  }

  #scrolled() {
    if (!this.element.isConnected) return;
    this.#draw();
  }

  #draw() {
    const { scroller } = this;
    if (!scroller || scroller.clientHeight === 0) return;
    const offset = scroller.scrollTop - this.list.offsetTop;
    const from = offset - SPARE_PX;
    const to = offset + scroller.clientHeight + SPARE_PX;
    const wanted = this.items.filter(
      ({ top, key }) => (top > from && top < to) || (key === this.stop && this.#hasFocus()),
    );
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, { node }] of this.nodes) {
      if (keys.has(key)) continue;
      node.remove();
      this.nodes.delete(key);
    }
    wanted.forEach((item, index) => {
      this.#show(item, index);
    });
    this.#keepOneStop();
    if (offset + scroller.clientHeight + AHEAD_PX > this.height) this.#load(true);
  }

  #hasFocus() {
    return this.list.contains(document.activeElement);
  }

  /**
   * @param {Item} item
   * @param {number} index
   */
  #show({ key, top, section, seen }, index) {
    const { state } = this.context.store;
    let known = this.nodes.get(key);
    if (!known) {
      known = { node: element("div", { class: "space-members-item", role: "listitem" }), look: "" };
      this.nodes.set(key, known);
    }
    const { node } = known;
    const there = this.list.children[index] ?? null;
    if (there !== node) {
      const focused = node.contains(document.activeElement) ? document.activeElement : null;
      this.list.insertBefore(node, there);
      if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    }
    node.style.insetBlockStart = `${top}px`;
    const space = this.#space(state);
    if (!seen || !space || !this.channel) {
      const look = `${section.title}\n${section.count}`;
      if (look !== known.look) renderSectionHead(node, section);
      known.look = look;
      return;
    }
    known.look = renderSpaceMember(node, known.look, {
      context: this.context,
      space,
      channel: this.channel,
      seen,
    });
  }

  /** @returns {HTMLButtonElement[]} */
  #buttons() {
    return [...this.list.querySelectorAll("button")];
  }

  #keepOneStop() {
    const buttons = this.#buttons();
    const stop = buttons.find(({ dataset }) => dataset.user === this.stop) ?? buttons[0];
    for (const button of buttons) setAttribute(button, "tabindex", button === stop ? 0 : -1);
  }

  /** @param {FocusEvent} event */
  #focused({ target }) {
    if (!(target instanceof HTMLElement) || !target.dataset.user) return;
    this.stop = target.dataset.user;
    this.#keepOneStop();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const people = this.items.filter(({ seen }) => seen !== null);
    const at = people.findIndex(({ key }) => key === this.stop);
    const targets = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 10,
      PageUp: at - 10,
      Home: 0,
      End: people.length - 1,
    };
    const to = targets[/** @type {keyof typeof targets} */ (event.key)];
    if (to === undefined) return;
    event.preventDefault();
    const item = people[Math.min(Math.max(0, to), people.length - 1)];
    if (item) this.#goTo(item);
  }

  /** @param {Item} item */
  #goTo({ key, top }) {
    const { scroller } = this;
    if (!scroller) return;
    this.stop = key;
    const y = top + this.list.offsetTop;
    if (y < scroller.scrollTop + HEAD_PX) scroller.scrollTop = y - HEAD_PX;
    else if (y + ROW_PX > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = y + ROW_PX - scroller.clientHeight;
    }
    this.#draw();
    const node = this.nodes.get(key)?.node.querySelector("button");
    node?.focus({ preventScroll: true });
  }
}

/**
 * @param {MemberWindows} windows
 * @param {import("../../api/spaces.js").MemberWindow} page
 * @returns {MemberWindows}
 */
function joined(windows, page) {
  const known = new Set(windows.members.map(({ user }) => user.id));
  /** @type {SpaceMember[]} */
  const fresh = page.results.filter(({ user }) => !known.has(user.id));
  const statuses = new Map(windows.statuses);
  for (const { user } of page.results) if (user.presence) statuses.set(user.id, user.presence);
  return {
    members: [...windows.members, ...fresh],
    statuses,
    next: page.next,
    total: page.total ?? windows.total,
    online: page.online ?? windows.online,
  };
}
