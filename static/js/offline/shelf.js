/** What was begun in threads is kept on the device under this name. */
export const THREAD_DRAFTS = "chatty.thread";

/** Named texts of one person in the browser's storage, one key a text: tabs never overwrite another's. */
export class Shelf {
  /**
   * @param {Storage} storage
   * @param {string} prefix of its keys
   */
  constructor(storage, prefix) {
    this.storage = storage;
    this.prefix = prefix;
    this.cleared = false;
  }

  /** @returns {string[]} */
  names() {
    return Object.keys(this.storage)
      .filter((key) => key.startsWith(this.prefix))
      .map((key) => key.slice(this.prefix.length));
  }

  /** @param {string} name @returns {string | null} */
  read(name) {
    return this.storage.getItem(this.prefix + name);
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  write(name, text) {
    if (this.cleared) return;
    try {
      this.storage.setItem(this.prefix + name, text);
    } catch (error) {
      // A full or forbidden storage costs only the safety over a reload; everything else goes on.
      console.warn("What was typed could not be saved on this device.", error);
    }
  }

  /** @param {string} name */
  remove(name) {
    this.storage.removeItem(this.prefix + name);
  }

  /** Signing out: all goes, and nothing comes back while the page closes. */
  clear() {
    this.cleared = true;
    for (const name of this.names()) this.remove(name);
  }
}
