/** The arithmetic of a long log of which only a part is in the page: heights, places, ranges. */

/** @import {Row} from "../store/timeline_rows.js" */

/** Rows in the page at any length of the log. */
export const MOST_ROWS = 150;
/** Rows beyond the view on either side before the part is moved along. */
const MARGIN = 45;
const WIDTHS = 3;

/** Measured heights of rows, kept for each of the last few widths. */
export class Heights {
  constructor() {
    /** @type {Map<number, Map<string, number>>} */
    this.byWidth = new Map();
    /** @type {Map<string, number>} */
    this.known = new Map();
    this.width = 0;
  }

  /** @param {number} width */
  use(width) {
    if (width === this.width) return;
    this.width = width;
    this.known = this.byWidth.get(width) ?? new Map();
    this.byWidth.delete(width);
    this.byWidth.set(width, this.known);
    const oldest = this.byWidth.keys().next();
    if (this.byWidth.size > WIDTHS && !oldest.done) this.byWidth.delete(oldest.value);
  }

  clear() {
    this.byWidth.clear();
    this.known = new Map();
    if (this.width > 0) this.byWidth.set(this.width, this.known);
  }

  /**
   * @param {string} key
   * @param {number} height
   */
  set(key, height) {
    this.known.set(key, height);
  }

  /** @param {Row} row @returns {number} */
  of(row) {
    return this.known.get(row.key) ?? estimateHeight(row, this.width);
  }
}

/**
 * How high a row that was never in the page probably is.
 * @param {Row} row
 * @param {number} width of the column
 * @returns {number} px
 */
export function estimateHeight(row, width) {
  if (row.kind === "start") return 180;
  if (row.kind === "day" || row.kind === "unread") return 48;
  if (row.kind === "system") return 34;
  const { message, pending } = row;
  const body = message?.body ?? pending?.body ?? "";
  const perLine = Math.max(16, Math.min(516, width * 0.78 - 24) / 7.3);
  let lines = 0;
  for (const line of body.split("\n")) lines += Math.max(1, Math.ceil((line.length + 7) / perLine));
  const name = row.first && !row.own ? 19 : 0;
  const quote = (message?.reply ?? pending?.reply) ? 53 : 0;
  const reactions = message && message.reactions.length > 0 ? 34 : 0;
  return (row.first ? 10 : 3) + 16 + lines * 22 + name + quote + reactions;
}

/**
 * Where each row begins, and after the last of them where they end.
 * @param {Row[]} rows
 * @param {Pick<Heights, "of">} heights
 * @returns {Float64Array}
 */
export function topsOf(rows, heights) {
  const tops = new Float64Array(rows.length + 1);
  let top = 0;
  for (let index = 0; index < rows.length; index += 1) {
    top += heights.of(/** @type {Row} */ (rows[index]));
    tops[index + 1] = top;
  }
  return tops;
}

/**
 * The row that covers a height.
 * @param {Float64Array} tops
 * @param {number} y
 * @returns {number}
 */
export function indexAt(tops, y) {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @typedef {{start: number, end: number}} Range rows from `start` up to, not including, `end` */

/**
 * The part that should be in the page. What is there stays for as long as it reaches far enough
 * beyond the view on both sides.
 * @param {Range | null} now
 * @param {Range} view
 * @param {number} length
 * @returns {Range}
 */
export function rangeAround(now, view, length) {
  if (now && now.end <= length && now.end - now.start === Math.min(length, MOST_ROWS)) {
    const enoughAbove = now.start === 0 || view.start - now.start >= MARGIN;
    const enoughBelow = now.end === length || now.end - view.end >= MARGIN;
    const inside = view.start >= now.start && view.end <= now.end;
    if (inside && enoughAbove && enoughBelow) return now;
  }
  const size = Math.min(length, MOST_ROWS);
  const middle = Math.floor((view.start + view.end - size) / 2);
  const start = Math.max(0, Math.min(middle, length - size));
  return { start, end: start + size };
}

/**
 * The rows in view, when row `index` stands at `offset` below the view's top.
 * @param {Float64Array} tops
 * @param {number} index
 * @param {number} offset
 * @param {number} height of the view
 * @returns {Range}
 */
export function viewAt(tops, index, offset, height) {
  const top = (tops[index] ?? 0) - offset;
  return { start: indexAt(tops, top), end: indexAt(tops, top + height) + 1 };
}
