/** @import {Row} from "../store/timeline_rows.js" */
/** @import {Range} from "./timeline_window.js" */
import { element } from "../lib/dom.js";
import { Heights, topsOf } from "./timeline_window.js";

/**
 * How rows are drawn.
 * @typedef {Object} Draw
 * @property {(row: Row) => HTMLElement} make an empty row
 * @property {(row: Row) => unknown[]} dependencies what its look depends on: unchanged, it is left alone
 * @property {(node: HTMLElement, row: Row) => void} draw
 * @property {(node: HTMLElement) => void} leaving before a row goes
 */

/** The rows that are in the page, with room left for those that are not. */
export class RowList {
  /**
   * @param {HTMLElement} host
   * @param {Draw} draw
   */
  constructor(host, draw) {
    this.host = host;
    this.draw = draw;
    /** @type {Row[]} */
    this.rows = [];
    /** @type {Map<string, number>} */
    this.indexes = new Map();
    /** @type {Range} */
    this.range = { start: 0, end: 0 };
    /** @type {Map<string, {node: HTMLElement, row: Row, shown: unknown[]}>} */
    this.mounted = new Map();
    this.heights = new Heights();
    /** @type {Float64Array} */
    this.tops = new Float64Array(1);
    /** @type {{node: HTMLElement, from: number, to: number}[]} */
    this.gaps = [];
    this.sizes = new ResizeObserver((entries) => this.#resized(entries));
    /** Told when a row became higher or lower by itself. @type {() => void} */
    this.onResize = () => undefined;
  }

  /** @param {Row[]} rows */
  setRows(rows) {
    if (rows === this.rows) return;
    this.rows = rows;
    this.indexes = new Map(rows.map((row, index) => [row.key, index]));
    this.tops = topsOf(rows, this.heights);
  }

  clear() {
    this.setRows([]);
    this.show({ start: 0, end: 0 }, null);
    this.heights.clear();
  }

  /** @param {string} key */
  indexOf(key) {
    return this.indexes.get(key) ?? -1;
  }

  /** @param {string} key */
  nodeOf(key) {
    return this.mounted.get(key)?.node;
  }

  /**
   * Puts the rows of a range into the page, and one more that must not go.
   * @param {Range} range
   * @param {string | null} keep
   */
  show(range, keep) {
    this.range = range;
    const indexes = [];
    for (let index = range.start; index < range.end; index += 1) indexes.push(index);
    const kept = keep === null ? -1 : this.indexOf(keep);
    if (kept >= 0 && kept < range.start) indexes.unshift(kept);
    if (kept >= range.end) indexes.push(kept);
    this.#unmount(new Set(indexes.map((index) => this.rows[index]?.key)));
    const wanted = this.#wanted(indexes);
    /** @type {Element | null} */
    let above = null;
    for (const node of wanted) {
      /** @type {Element | null} */
      const place = above ? above.nextElementSibling : this.host.firstElementChild;
      if (place !== node) this.host.insertBefore(node, place);
      above = node;
    }
    this.#size();
  }

  /** Measures what is in the page; afterwards every place is known as it is. */
  measure() {
    let changed = false;
    for (const [key, { node }] of this.mounted) {
      const { height } = node.getBoundingClientRect();
      if (this.heights.known.get(key) === height) continue;
      this.heights.set(key, height);
      changed = true;
    }
    if (!changed) return;
    this.tops = topsOf(this.rows, this.heights);
    this.#size();
  }

  /** @param {Set<string | undefined>} keys of rows that stay */
  #unmount(keys) {
    for (const [key, { node }] of this.mounted) {
      if (keys.has(key)) continue;
      this.draw.leaving(node);
      this.sizes.unobserve(node);
      node.remove();
      this.mounted.delete(key);
    }
  }

  /**
   * The nodes in order: rows, and gaps where rows are missing.
   * @param {number[]} indexes
   * @returns {HTMLElement[]}
   */
  #wanted(indexes) {
    /** @type {HTMLElement[]} */
    const nodes = [];
    const gaps = this.gaps;
    this.gaps = [];
    let next = 0;
    for (const index of [...indexes, this.rows.length]) {
      if (index > next) {
        const node = gaps.shift()?.node ?? element("div", { class: "log-gap" });
        this.gaps.push({ node, from: next, to: index });
        nodes.push(node);
      }
      const row = this.rows[index];
      if (row) nodes.push(this.#row(row));
      next = index + 1;
    }
    for (const { node } of gaps) node.remove();
    return nodes;
  }

  /** @param {Row} row @returns {HTMLElement} */
  #row(row) {
    const known = this.mounted.get(row.key);
    const shown = this.draw.dependencies(row);
    if (known?.shown.every((value, index) => value === shown[index])) {
      known.row = row;
      return known.node;
    }
    const node = known?.node ?? this.draw.make(row);
    this.mounted.set(row.key, { node, row, shown });
    this.draw.draw(node, row);
    if (!known) this.sizes.observe(node);
    return node;
  }

  #size() {
    for (const { node, from, to } of this.gaps) {
      const size = `${(this.tops[to] ?? 0) - (this.tops[from] ?? 0)}px`;
      if (node.style.blockSize !== size) node.style.blockSize = size;
    }
  }

  /** @param {ResizeObserverEntry[]} entries */
  #resized(entries) {
    const changed = entries.some(({ target, borderBoxSize }) => {
      const key = target instanceof HTMLElement ? (target.dataset.key ?? "") : "";
      const known = this.heights.known.get(key);
      const height = borderBoxSize[0]?.blockSize ?? 0;
      return known !== undefined && target.isConnected && Math.abs(known - height) > 0.1;
    });
    if (changed) this.onResize();
  }
}
