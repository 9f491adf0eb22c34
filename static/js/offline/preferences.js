const WIDTHS = { wide: "list-width", narrow: "list-width-narrow" };
const RECENT = 8;

/** How a person set this page up on this device; goes from it when they sign out. */
export class Preferences {
  /** @param {import("./shelf.js").Shelf} shelf */
  constructor(shelf) {
    this.shelf = shelf;
  }

  /** @returns {boolean} do single letters act on what has the keyboard? */
  lettersOn() {
    return this.shelf.read("letter-keys") !== "off";
  }

  /** @param {boolean} on */
  setLetters(on) {
    if (on) this.shelf.remove("letter-keys");
    else this.shelf.write("letter-keys", "off");
  }

  /** @returns {boolean} does Enter send? Else it starts a new line, and Shift+Enter sends. */
  enterSends() {
    return this.shelf.read("enter") !== "line";
  }

  /** @param {boolean} on */
  setEnterSends(on) {
    if (on) this.shelf.remove("enter");
    else this.shelf.write("enter", "line");
  }

  /** @param {"wide" | "narrow"} screen @returns {number | null} of the chat list, in pixels */
  listWidth(screen) {
    return Number(this.shelf.read(WIDTHS[screen])) || null;
  }

  /**
   * @param {"wide" | "narrow"} screen
   * @param {number | null} width
   */
  setListWidth(screen, width) {
    if (width === null) this.shelf.remove(WIDTHS[screen]);
    else this.shelf.write(WIDTHS[screen], String(width));
  }

  /** @returns {string[]} chats that were opened last, the latest first */
  recent() {
    return (this.shelf.read("recent") ?? "").split(" ").filter(Boolean);
  }

  /** @param {string} id */
  opened(id) {
    const others = this.recent().filter((other) => other !== id);
    this.shelf.write("recent", [id, ...others].slice(0, RECENT).join(" "));
  }

  clear() {
    this.shelf.clear();
  }
}
