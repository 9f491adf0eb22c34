const SAVE_AFTER_MS = 400;

/**
 * A text, and the server's copy that it grew out of (`version` null: unknown).
 * @typedef {{text: string, base: string, version: number | null}} Kept
 */

/** @type {Kept} */
const NOTHING = { text: "", base: "", version: null };

/** What was typed into a chat and not sent yet: kept on this device first, so that a reload loses none of it. */
export class Drafts {
  /** @param {import("./shelf.js").Shelf} shelf */
  constructor(shelf) {
    this.shelf = shelf;
    /** @type {Map<string, Kept>} by conversation, still to be saved */
    this.unsaved = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {(id: string) => void} told of what is typed here */
    this.onWrite = () => undefined;
  }

  /** @param {string} id of the conversation @returns {string} */
  read(id) {
    return this.kept(id).text;
  }

  /** @param {string} id @returns {Kept} */
  kept(id) {
    return this.unsaved.get(id) ?? parse(this.shelf.read(id));
  }

  /**
   * @param {string} id
   * @param {string} text
   */
  write(id, text) {
    const kept = this.kept(id);
    if (text === kept.text) return;
    this.#keep(id, { ...kept, text });
    this.onWrite(id);
  }

  /**
   * What the server has is known; with `text`, that takes the place of what was here.
   * @param {string} id
   * @param {{body: string, version: number | null}} server
   * @param {string} [text]
   */
  settle(id, { body, version }, text = this.read(id)) {
    this.#keep(id, { text, base: body, version });
  }

  /**
   * Its chat is gone.
   * @param {string} id
   */
  forget(id) {
    this.unsaved.delete(id);
    this.shelf.remove(id);
  }

  /** Saves at once: the page closes, or the text was sent. */
  save() {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [id, kept] of this.unsaved) {
      if (kept.text === "" && kept.base === "") this.shelf.remove(id);
      else this.shelf.write(id, JSON.stringify(kept));
    }
    this.unsaved.clear();
  }

  /** @returns {string[]} chats of which something is kept */
  all() {
    return [...new Set([...this.shelf.names(), ...this.unsaved.keys()])];
  }

  /** @returns {string[]} chats whose text the server does not have yet */
  changed() {
    return this.all().filter((id) => {
      const { text, base } = this.kept(id);
      return text !== base;
    });
  }

  /** @returns {number} chats whose text is only on this device: signing out would delete it */
  count() {
    return this.changed().filter((id) => this.read(id) !== "").length;
  }

  /**
   * @param {string} id
   * @param {Kept} kept
   */
  #keep(id, kept) {
    this.unsaved.set(id, kept);
    this.timer ??= setTimeout(() => this.save(), SAVE_AFTER_MS);
  }
}

/**
 * @param {string | null} stored
 * @returns {Kept}
 */
function parse(stored) {
  if (stored === null) return NOTHING;
  try {
    const { text, base, version } = JSON.parse(stored);
    if (typeof text === "string" && typeof base === "string") {
      return { text, base, version: typeof version === "number" ? version : null };
    }
  } catch {
    // Written by an earlier page, which kept the text alone.
  }
  return { ...NOTHING, text: stored };
}
