/** @import {PlacedMessage} from "../api/own_lists.js" */
/** @import {Message, State} from "../types.js" */
/** @import {Context} from "./context.js" */
import { explain } from "../api/errors.js";
import { element, putAt, setAttribute } from "../lib/dom.js";
import { tolerate } from "../realtime/patience.js";
import { peopleLoaded } from "../store/account.js";
import { gatheredLeft, gatheredLoaded } from "../store/gathered.js";

/** What is heard in quick succession is looked at once. */
const SETTLE_MS = 400;
const AT_ONCE = 30;
const AT_MOST = 100;

/**
 * One of the lists across conversations.
 * @typedef {Object} Kind
 * @property {(http: import("../api/http.js").Http, cursor: string | null, limit: number) => Promise<{results: any[], next: string | null}>} page
 * @property {(state: State, found: any) => boolean} isShown whether it still belongs there
 * @property {(state: State) => unknown} news where it changes, something may be missing
 * @property {(state: State, found: any) => unknown[]} look what else than the message a row shows
 * @property {(context: Context, state: State, found: any) => (Node | null)[]} row
 */

/** Messages of many conversations, asked for page by page, and kept as they are now. */
export class InboxList {
  /**
   * @param {Context} context
   * @param {HTMLElement} title takes the keyboard where the list has no place for it
   * @param {() => void} onDrawn
   */
  constructor(context, title, onDrawn) {
    this.context = context;
    this.title = title;
    this.onDrawn = onDrawn;
    /** @type {Kind | null} */
    this.kind = null;
    /** @type {PlacedMessage[]} */
    this.found = [];
    /** @type {string | null} */
    this.cursor = null;
    this.problem = "";
    this.loaded = false;
    /** Raised with each question: an answer to an earlier one is of no use. */
    this.asked = 0;
    this.loading = false;
    /** What is on its way. @type {Promise<void>} */
    this.coming = Promise.resolve();
    /** More was asked for by hand. */
    this.growing = false;
    this.timer = 0;
    this.key = "";
    /** @type {Map<string, {node: HTMLLIElement, look: unknown[]}>} */
    this.drawn = new Map();
    this.element = element("ul", { class: "inbox-list" });
  }

  /** Whether there is more to ask for, or what was asked for did not come. */
  get goesOn() {
    return this.cursor !== null || this.problem !== "";
  }

  /**
   * Another list stands here from now on.
   * @param {Kind | null} kind null: none that is asked for
   */
  turn(kind) {
    clearTimeout(this.timer);
    this.timer = 0;
    this.kind = kind;
    this.found = [];
    this.cursor = null;
    this.problem = "";
    this.loaded = false;
    this.asked += 1;
    this.loading = false;
    this.drawn.clear();
    this.element.replaceChildren();
    setAttribute(this.element, "aria-busy", null);
    const { store } = this.context;
    store.apply(gatheredLeft);
    this.key = this.#keyOf(store.state);
    if (kind) this.#load(AT_ONCE, null);
  }

  /** @param {State} state */
  #keyOf(state) {
    return JSON.stringify([state.catchUps, this.kind?.news(state)]);
  }

  /** @param {State} state */
  update(state) {
    if (!this.kind) return;
    const key = this.#keyOf(state);
    if (key !== this.key && !this.timer) {
      this.timer = Number(setTimeout(() => this.#again(), SETTLE_MS));
    }
    this.key = key;
    this.#draw(state);
  }

  /** Asks for what follows, or again for what did not come. The keyboard goes on with it. */
  async more() {
    if (this.growing) return;
    this.growing = true;
    const { kind } = this;
    // What is being asked for anew comes first: where the rest begins follows from it.
    await this.coming;
    const before = this.element.childElementCount;
    if (kind === this.kind) {
      await this.#load(AT_ONCE, this.found.length === 0 ? null : this.cursor);
    }
    this.growing = false;
    if (kind !== this.kind) return;
    if (before > 0) this.element.children[before]?.querySelector("button")?.focus();
  }

  /** Something may be missing: as much as is shown is asked for anew. */
  #again() {
    this.timer = 0;
    if (this.loading) {
      this.timer = Number(setTimeout(() => this.#again(), SETTLE_MS));
      return;
    }
    this.#load(Math.max(this.found.length, AT_ONCE), null);
  }

  /**
   * @param {number} limit
   * @param {string | null} cursor null: from the beginning
   */
  #load(limit, cursor) {
    this.coming = this.#ask(limit, cursor);
    return this.coming;
  }

  /**
   * @param {number} limit
   * @param {string | null} cursor
   */
  async #ask(limit, cursor) {
    const { context, kind } = this;
    if (!kind) return;
    this.asked += 1;
    const { asked } = this;
    this.loading = true;
    setAttribute(this.element, "aria-busy", "true");
    try {
      const { results, next } = await this.#pages(kind, limit, cursor);
      if (asked !== this.asked) return;
      this.#take(cursor === null ? results : [...this.found, ...results], next);
    } catch (error) {
      tolerate(error);
      if (asked !== this.asked) return;
      this.problem = explain(error);
    }
    this.loading = false;
    setAttribute(this.element, "aria-busy", null);
    this.#draw(context.store.state);
  }

  /**
   * As many as are wanted: of a list that goes on for long that is more than one page.
   * @param {Kind} kind
   * @param {number} wanted
   * @param {string | null} cursor
   */
  async #pages(kind, wanted, cursor) {
    const { asked } = this;
    /** @type {PlacedMessage[]} */
    const results = [];
    let next = cursor;
    do {
      const limit = Math.min(wanted - results.length, AT_MOST);
      const page = await kind.page(this.context.api.http, next, limit);
      results.push(...page.results);
      next = page.next;
    } while (next !== null && results.length < wanted && asked === this.asked);
    return { results, next };
  }

  /**
   * @param {PlacedMessage[]} found
   * @param {string | null} next
   */
  #take(found, next) {
    const { store } = this.context;
    // What came while one turned the pages may stand on two of them.
    this.found = [...new Map(found.map((one) => [one.message.id, one])).values()];
    this.cursor = next;
    this.problem = "";
    this.loaded = true;
    const people = found.map(({ sender }) => sender);
    store.apply(peopleLoaded, people);
    store.apply(
      gatheredLoaded,
      found.map(({ message }) => message),
    );
  }

  /** @param {State} state */
  #draw(state) {
    const { kind } = this;
    if (!kind) return;
    const shown = this.found
      .filter(({ conversation }) => conversation.id in state.conversations)
      .map((one) => ({ ...one, message: state.gathered[one.message.id] ?? one.message }))
      .filter((one) => kind.isShown(state, one));
    const nodes = shown.map((one) => this.#row(kind, state, one));
    const left = this.#removeOthers(nodes);
    nodes.forEach((node, at) => {
      putAt(this.element, node, at);
    });
    if (left !== null) {
      const next = nodes[Math.min(left, nodes.length - 1)]?.querySelector("button");
      (next ?? this.title).focus();
    }
    this.onDrawn();
  }

  /**
   * @param {HTMLElement[]} nodes that stay
   * @returns {number | null} where the keyboard was in what went
   */
  #removeOthers(nodes) {
    const staying = new Set(nodes);
    let left = null;
    for (const [at, node] of [...this.element.children].entries()) {
      if (node instanceof HTMLElement && staying.has(node)) continue;
      if (node.contains(document.activeElement)) left = at;
      node.remove();
    }
    return left;
  }

  /**
   * @param {Kind} kind
   * @param {State} state
   * @param {PlacedMessage} found
   */
  #row(kind, state, found) {
    /** @type {Message} */
    const message = found.message;
    const look = [message, ...kind.look(state, found)];
    const known = this.drawn.get(message.id);
    if (known && look.every((value, at) => value === known.look[at])) return known.node;
    /** @type {HTMLLIElement} */
    const node = known?.node ?? element("li", { class: "inbox-row", "data-id": message.id });
    this.drawn.set(message.id, { node, look });
    const children = kind.row(this.context, state, found).filter((one) => one !== null);
    const active = /** @type {HTMLButtonElement | null} */ (document.activeElement);
    const at = active ? [...node.querySelectorAll("button")].indexOf(active) : -1;
    node.replaceChildren(...children);
    if (at >= 0) (node.querySelectorAll("button")[at] ?? node.querySelector("button"))?.focus();
    return node;
  }
}
