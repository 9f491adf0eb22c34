const WIDTHS = { wide: "list-width", narrow: "list-width-narrow" };
const RECENT = 8;

/** How a person set this page up on this device; goes from it when they sign out. */
export class Preferences {
  /** @param {import("./shelf.js").Shelf} shelf */
  constructor(shelf) {
    this.shelf = shelf;
    /** @type {Map<string, string>} the channel noted last, by space */
    this.channels = new Map();
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

  /** @param {string} spaceId @returns {string | null} its channel that was open last */
  channelIn(spaceId) {
    return this.shelf.read(`channel ${spaceId}`);
  }

  /**
   * @param {string} spaceId
   * @param {string} channelId
   */
  setChannelIn(spaceId, channelId) {
    // Told with every change of the page; a storage is slow, and wakes the other tabs each time.
    if (this.channels.get(spaceId) === channelId) return;
    this.channels.set(spaceId, channelId);
    this.shelf.write(`channel ${spaceId}`, channelId);
  }

  /** @param {string} spaceId @returns {Set<string>} its headings whose channels are folded away */
  folded(spaceId) {
    return new Set((this.shelf.read(`folded ${spaceId}`) ?? "").split(" ").filter(Boolean));
  }

  /**
   * @param {string} spaceId
   * @param {Set<string>} categoryIds
   */
  setFolded(spaceId, categoryIds) {
    if (categoryIds.size === 0) this.shelf.remove(`folded ${spaceId}`);
    else this.shelf.write(`folded ${spaceId}`, [...categoryIds].join(" "));
  }

  /** @returns {boolean} do the members of a space stand beside its channels, where there is room? */
  membersShown() {
    return this.shelf.read("space-members") !== "off";
  }

  /** @param {boolean} on */
  setMembersShown(on) {
    if (on) this.shelf.remove("space-members");
    else this.shelf.write("space-members", "off");
  }

  clear() {
    this.shelf.clear();
  }
}
