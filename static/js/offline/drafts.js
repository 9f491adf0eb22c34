const SAVE_AFTER_MS = 400;

/** What was typed into a chat and not sent yet: kept on this device, so that a reload loses none of it. */
export class Drafts {
  /** @param {import("./shelf.js").Shelf} shelf */
  constructor(shelf) {
    this.shelf = shelf;
    /** @type {Map<string, string>} by conversation, still to be saved */
    this.unsaved = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {string} id of the conversation @returns {string} */
  read(id) {
    return this.unsaved.get(id) ?? this.shelf.read(id) ?? "";
  }

  /**
   * @param {string} id
   * @param {string} text
   */
  write(id, text) {
    if (text === this.read(id)) return;
    this.unsaved.set(id, text);
    this.timer ??= setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  /** Saves at once: the page closes, or the text was sent. */
  save() {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [id, text] of this.unsaved) {
      if (text === "") this.shelf.remove(id);
      else this.shelf.write(id, text);
    }
    this.unsaved.clear();
  }

  /** @returns {number} chats with a text that waits */
  count() {
    this.save();
    return this.shelf.names().length;
  }
}
