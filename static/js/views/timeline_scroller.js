/** @import {Row} from "../store/timeline_rows.js" */
/** @import {Range} from "./timeline_window.js" */
import { RowList } from "./timeline_list.js";
import { indexAt, rangeAround, viewAt } from "./timeline_window.js";

const AT_END_PX = 24;
/** Rows remembered with their place, should the first of them go. */
const ANCHORS = 6;
const ROUNDS = 4;

/** @typedef {{end: true} | {index: number, offset: number} | {top: number}} Goal */

/**
 * Shows rows of which only a part is in the page, and keeps what is read where it is: by the first
 * rows in view and how far below the top of the log they stand; or by the end, if the end is in view.
 */
export class Scroller {
  /**
   * @param {HTMLElement} log what scrolls
   * @param {HTMLElement} host what holds the rows, at its top
   * @param {import("./timeline_list.js").Draw} draw
   */
  constructor(log, host, draw) {
    this.log = log;
    this.list = new RowList(host, draw);
    this.list.onResize = () => this.lay();
    this.atEnd = true;
    /** Whether the last row is the newest message, so that the view stays with the end. */
    this.reachesEnd = true;
    /** @type {{key: string, offset: number}[]} */
    this.anchors = [];
    /** Where the log was scrolled to when its place was noted. */
    this.noted = 0;
    this.height = 0;
    /** The row that has the keyboard. @type {() => string | null} */
    this.focused = () => null;
    /** @type {() => void} */
    this.onMoved = () => undefined;
    this.frame = 0;
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#resized()).observe(log);
  }

  get rows() {
    return this.list.rows;
  }

  clear() {
    this.list.clear();
    this.anchors = [];
    this.atEnd = true;
    this.log.scrollTop = 0;
    this.noted = 0;
  }

  /**
   * Other rows, with what is read kept in its place.
   * @param {Row[]} rows
   * @param {boolean} reachesEnd
   */
  setRows(rows, reachesEnd) {
    this.#noteIfScrolled();
    this.reachesEnd = reachesEnd;
    if (!reachesEnd) this.atEnd = false;
    this.list.setRows(rows);
    this.lay(this.#goal());
  }

  toEnd() {
    this.atEnd = this.reachesEnd;
    this.lay({ end: true });
    this.note();
    this.onMoved();
  }

  /**
   * Puts a row at a height below the top of the view.
   * @param {number} index
   * @param {number} offset
   */
  toRow(index, offset) {
    this.atEnd = false;
    this.lay({ index, offset });
    this.note();
    this.onMoved();
  }

  /**
   * Brings a row into the page and, where it is out of view, into view.
   * @param {number} index
   * @returns {HTMLElement | undefined}
   */
  reveal(index) {
    const row = this.rows[index];
    if (!row) return undefined;
    this.#noteIfScrolled();
    const { top, bottom } = this.placeOf(index);
    const edge = 12;
    if (top < edge) this.toRow(index, edge);
    else if (bottom > this.log.clientHeight - edge) {
      this.toRow(index, Math.max(edge, this.log.clientHeight - edge - (bottom - top)));
    }
    return this.list.nodeOf(row.key);
  }

  /**
   * Where a row stands, measured from the top of the view.
   * @param {number} index
   */
  placeOf(index) {
    const origin = this.#origin() - this.log.scrollTop;
    const { tops } = this.list;
    return { top: (tops[index] ?? 0) + origin, bottom: (tops[index + 1] ?? 0) + origin };
  }

  /** @returns {Range} the rows in view */
  view() {
    const top = this.log.scrollTop - this.#origin();
    const { tops } = this.list;
    if (this.rows.length === 0) return { start: 0, end: 0 };
    return {
      start: indexAt(tops, top),
      end: indexAt(tops, top + this.log.clientHeight - 1) + 1,
    };
  }

  /** Room above and below the view, in px. */
  room() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    return { above: scrollTop, below: scrollHeight - scrollTop - clientHeight };
  }

  /**
   * Draws, measures and puts everything in its place.
   * @param {Goal} [goal]
   */
  lay(goal = this.#goalNow()) {
    const { list, log } = this;
    this.height = log.clientHeight;
    if (this.height === 0) return;
    list.heights.use(log.clientWidth);
    for (let round = 0; round < ROUNDS; round += 1) {
      const range = rangeAround(list.range, this.#viewOf(goal), this.rows.length);
      if (round > 0 && range === list.range) break;
      list.show(range, this.focused());
      list.measure();
    }
    this.#scrollTo(goal);
  }

  /** Notes what is in view and where, to be put back there. */
  note() {
    const { log, list } = this;
    if (log.clientHeight === 0) return;
    this.noted = log.scrollTop;
    this.atEnd = this.reachesEnd && this.room().below <= AT_END_PX;
    this.anchors = [];
    const { start, end } = this.view();
    const top = log.getBoundingClientRect().top;
    for (let index = start; index < end && this.anchors.length < ANCHORS; index += 1) {
      const row = this.rows[index];
      // Messages only: a day's divider moves up when earlier messages of that day come.
      if (row?.kind !== "message" && row?.kind !== "system") continue;
      const node = list.nodeOf(row.key);
      if (!node) continue;
      this.anchors.push({ key: row.key, offset: node.getBoundingClientRect().top - top });
    }
    // The first may be cut off above, and its name goes when earlier messages join its group: what
    // is below it is what is read.
    const [first, ...others] = this.anchors;
    if (first && others.length > 0) this.anchors = [...others, first];
  }

  #goalNow() {
    this.#noteIfScrolled();
    return this.#goal();
  }

  /** @returns {Goal} */
  #goal() {
    if (this.atEnd) return { end: true };
    for (const { key, offset } of this.anchors) {
      const index = this.list.indexOf(key);
      if (index >= 0) return { index, offset };
    }
    return { top: this.log.scrollTop };
  }

  /** @param {Goal} goal @returns {Range} */
  #viewOf(goal) {
    const { tops } = this.list;
    const { length } = this.rows;
    if ("end" in goal) {
      return { start: indexAt(tops, (tops[length] ?? 0) - this.height), end: length };
    }
    if ("index" in goal) return viewAt(tops, goal.index, goal.offset, this.height);
    return viewAt(tops, 0, this.#origin() - goal.top, this.height);
  }

  /** @param {Goal} goal */
  #scrollTo(goal) {
    const { log, list } = this;
    if ("end" in goal) log.scrollTop = log.scrollHeight;
    else if ("index" in goal) {
      const node = list.nodeOf(this.rows[goal.index]?.key ?? "");
      const top = log.getBoundingClientRect().top;
      const off = node ? node.getBoundingClientRect().top - top - goal.offset : 0;
      if (Math.abs(off) >= 0.5) log.scrollTop += off;
    }
    // Our own scrolling is no news; what stands where was noted before and holds.
    this.noted = log.scrollTop;
    if ("top" in goal) this.note();
  }

  /** Height above the first row: where there are few, they stand at the bottom. */
  #origin() {
    return this.list.host.offsetTop;
  }

  #noteIfScrolled() {
    if (this.log.scrollTop !== this.noted) this.note();
  }

  #scrolled() {
    if (this.frame || this.log.scrollTop === this.noted) return;
    // One look a frame, before it is painted.
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.#follow();
    });
  }

  #follow() {
    const { log, list } = this;
    if (log.scrollTop === this.noted || log.clientHeight === 0) return;
    this.note();
    const range = rangeAround(list.range, this.view(), this.rows.length);
    if (range !== list.range) this.lay(this.anchors.length > 0 ? this.#goal() : undefined);
    this.onMoved();
  }

  #resized() {
    const wasHidden = this.height === 0;
    // What was not displayed forgot where it was scrolled to.
    this.lay(wasHidden ? this.#goal() : undefined);
    this.onMoved();
  }
}
