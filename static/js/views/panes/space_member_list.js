/** @import {Conversation, Space} from "../../types.js" */
/** @import {MemberSection, Seen} from "../../store/member_sections.js" */
import { element, putAt, setAttribute } from "../../lib/dom.js";
import { SectionHead, SpaceMemberRow } from "./space_member_row.js";

/** Block sizes: `space_members.css` knows the same. */
const HEAD_PX = 40;
const ROW_PX = 44;
const SPARE_PX = 400;
/** So near to the end, what follows is asked for. */
const AHEAD_PX = 800;

/** @typedef {{key: string, top: number, section: MemberSection, seen: Seen | null}} Item */

/** Members in their sections, however many: only what is in view, and around it, is in the page. */
export class SpaceMemberList {
  /**
   * @param {import("../context.js").Context} context
   * @param {() => void} onEnd what follows is wanted
   */
  constructor(context, onEnd) {
    this.context = context;
    this.onEnd = onEnd;
    this.element = element("div", {
      class: "space-members",
      role: "list",
      "aria-label": "Members",
    });
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("focusin", (event) => this.#focused(event));
    /** @type {Item[]} */
    this.items = [];
    /** @type {Map<string, SectionHead | SpaceMemberRow>} those in the page */
    this.rows = new Map();
    this.height = 0;
    this.stop = "";
    /** @type {{space: Space, channel: Conversation} | null} */
    this.place = null;
    /** @type {HTMLElement | null} */
    this.scroller = null;
  }

  /** @param {HTMLElement | null} scroller in which it lies from now on */
  lieIn(scroller) {
    if (scroller === this.scroller || !scroller) return;
    this.scroller = scroller;
    scroller.addEventListener("scroll", () => this.#moved(), { passive: true });
    new ResizeObserver(() => this.#moved()).observe(scroller);
  }

  get isShown() {
    return this.element.isConnected && (this.scroller?.clientHeight ?? 0) > 0;
  }

  /**
   * @param {Space} space
   * @param {Conversation} channel
   * @param {MemberSection[]} sections
   */
  show(space, channel, sections) {
    this.place = { space, channel };
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
    if (this.element.style.blockSize !== size) this.element.style.blockSize = size;
    this.draw();
  }

  /** What is in view now. */
  draw() {
    const { scroller } = this;
    if (!scroller || !this.isShown) return;
    const offset = scroller.scrollTop - this.element.offsetTop;
    const from = offset - SPARE_PX;
    const to = offset + scroller.clientHeight + SPARE_PX;
    const wanted = this.items.filter(
      ({ top, key }) => (top > from && top < to) || this.#isHeld(key),
    );
    const keys = new Set(wanted.map(({ key }) => key));
    /** Where somebody left who had the keyboard. @type {number | null} */
    let left = null;
    for (const [key, row] of this.rows) {
      if (keys.has(key)) continue;
      if (row.element.contains(document.activeElement)) {
        left = Number.parseFloat(row.element.style.insetBlockStart);
      }
      row.element.remove();
      this.rows.delete(key);
    }
    wanted.forEach((item, index) => {
      this.#show(item, index);
    });
    this.#keepOneStop();
    if (left !== null) this.#passKeyboard(left);
    if (offset + scroller.clientHeight + AHEAD_PX > this.height) this.onEnd();
  }

  #moved() {
    if (this.element.isConnected) this.draw();
  }

  /** To whoever moved up to that place, or stands last. @param {number} place */
  #passKeyboard(place) {
    const people = this.items.filter(({ seen }) => seen !== null);
    const next = people.find(({ top }) => top >= place) ?? people.at(-1);
    if (next) this.#goTo(next);
  }

  /** A row in use stays, though it is out of view. @param {string} key */
  #isHeld(key) {
    const button = this.rows.get(key)?.element.querySelector("button");
    return button?.matches(':focus, [aria-expanded="true"]') ?? false;
  }

  /**
   * @param {Item} item
   * @param {number} index
   */
  #show({ key, top, section, seen }, index) {
    if (!this.place) return;
    const row = this.rows.get(key) ?? (seen ? new SpaceMemberRow(this.context) : new SectionHead());
    this.rows.set(key, row);
    putAt(this.element, row.element, index);
    row.element.style.insetBlockStart = `${top}px`;
    if (row instanceof SectionHead) row.show(section);
    else if (seen) row.show({ ...this.place, seen });
  }

  #keepOneStop() {
    const buttons = [...this.element.querySelectorAll("button")];
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
    const y = top + this.element.offsetTop;
    if (y < scroller.scrollTop + HEAD_PX) scroller.scrollTop = y - HEAD_PX;
    else if (y + ROW_PX > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = y + ROW_PX - scroller.clientHeight;
    }
    this.draw();
    this.rows.get(key)?.element.querySelector("button")?.focus({ preventScroll: true });
  }
}
