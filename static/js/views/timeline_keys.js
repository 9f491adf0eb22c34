/** @import {MessageRow, Row} from "../store/timeline_rows.js" */

/** @typedef {import("./timeline.js").Timeline} Timeline */

/** Keys that move among messages. Letters act only while a message has the keyboard. */
export class TimelineKeys {
  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
    timeline.log.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { timeline } = this;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const article = document.activeElement?.closest("article");
    if (!article || !timeline.log.contains(article)) return;
    if (event.key === "Escape" && document.activeElement !== article) {
      article.focus();
      event.stopPropagation();
    }
    const isMenu = event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");
    if (
      isMenu &&
      timeline.openMenu(article, article.querySelector(".bubble, .post-main") ?? article)
    ) {
      event.preventDefault();
    }
    if (document.activeElement !== article) return;
    const { key } = article.dataset;
    const moved = this.#move(event, timeline.scroller.list.indexOf(key ?? ""));
    if (moved || timeline.press(event.key, article)) event.preventDefault();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} at
   * @returns {boolean} whether the key moves
   */
  #move({ key, shiftKey }, at) {
    const { timeline } = this;
    if (key === "Home") timeline.focusStart();
    else if (key === "End") timeline.focusEnd();
    else if (key === "ArrowDown" || key === "j") this.#step(at, 1, isSpoken);
    else if (key === "ArrowUp" || key === "k") this.#step(at, -1, isSpoken);
    else if (shiftKey && key === "J") this.#step(at, 1, beginsGroup);
    else if (shiftKey && key === "K") this.#step(at, -1, beginsGroup);
    else return false;
    return true;
  }

  /**
   * @param {number} at
   * @param {1 | -1} direction
   * @param {(row: Row) => boolean} fits
   */
  #step(at, direction, fits) {
    const { rows } = this.timeline.scroller;
    for (let index = at + direction; index >= 0 && index < rows.length; index += direction) {
      const row = rows[index];
      if (row && fits(row)) {
        this.timeline.focusRow(index);
        return;
      }
    }
    this.timeline.wantBeyond(direction);
  }
}

/** @param {Row} row @returns {boolean} */
function isSpoken(row) {
  return row.kind === "message" || row.kind === "system";
}

/** @param {Row} row @returns {boolean} */
function beginsGroup(row) {
  return row.kind === "system" || (row.kind === "message" && /** @type {MessageRow} */ (row).first);
}
