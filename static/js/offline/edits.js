/** @import {Message} from "../types.js" */

const SAVE_AFTER_MS = 400;

/** @typedef {{message: Message, text: string}} Edit a message, and what it is being changed to */

/** Edits begun and not saved yet, one a chat: kept on this device, so that a reload loses none. */
export class Edits {
  /** @param {import("./shelf.js").Shelf} shelf */
  constructor(shelf) {
    this.shelf = shelf;
    /** @type {Map<string, Edit>} by conversation, still to be saved */
    this.unsaved = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {string} id of the conversation @returns {Edit | null} */
  read(id) {
    return this.unsaved.get(id) ?? parse(this.shelf.read(id));
  }

  /**
   * @param {Message} message
   * @param {string} text
   */
  keep(message, text) {
    this.unsaved.set(message.conversation_id, { message, text });
    this.timer ??= setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  /** Saves at once: the page closes. */
  save() {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [id, edit] of this.unsaved) this.shelf.write(id, JSON.stringify(edit));
    this.unsaved.clear();
  }

  /**
   * It was saved or given up.
   * @param {string} id of the conversation
   */
  forget(id) {
    this.unsaved.delete(id);
    this.shelf.remove(id);
  }

  /** @returns {string[]} chats with one that changes something */
  changed() {
    const ids = new Set([...this.shelf.names(), ...this.unsaved.keys()]);
    return [...ids].filter((id) => {
      const edit = this.read(id);
      return edit !== null && edit.text !== edit.message.body;
    });
  }
}

/**
 * @param {string | null} stored
 * @returns {Edit | null}
 */
function parse(stored) {
  try {
    const edit = JSON.parse(stored ?? "null");
    const whole = typeof edit?.text === "string" && typeof edit.message?.body === "string";
    return whole ? edit : null;
  } catch {
    return null;
  }
}
