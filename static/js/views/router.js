/** What is open (chat, message, side pane): in the address, so that Back and links work. */

/** @typedef {"details" | "members" | "pins" | "settings" | "invites" | `thread:${string}`} Pane `thread:` with the id of its first message */
/** @typedef {"unread" | "mentions" | "threads" | "bookmarks"} InboxTab in the place of a chat */
/**
 * `spaceId` is what the address says; a link to a message names its channel alone.
 * @typedef {{spaceId: string | null, conversationId: string | null, messageId: string | null, pane: Pane | null, inbox?: InboxTab}} Place
 */

/** @type {readonly string[]} */
const PANES = ["details", "members", "pins", "settings", "invites"];

export class Router {
  /** @param {(place: Place) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    this.place = readPlace(location);
    /** The space of a channel, as far as it is known. @type {(conversationId: string) => string | null} */
    this.spaceOf = () => null;
    /** What stands beside a channel that is opened. @type {(spaceId: string) => Pane | null} */
    this.paneIn = () => null;
    /** Told of a pane that somebody opened, or closed (null). @type {(to: Pane | null, from: Pane | null) => void} */
    this.onPaneChosen = () => undefined;
    window.addEventListener("popstate", () => this.#moved());
  }

  /**
   * @param {Partial<Place>} place
   * @returns {string}
   */
  static address({ spaceId = null, conversationId = null, messageId = null, pane = null, inbox }) {
    if (inbox) return inbox === "unread" ? "/inbox" : `/inbox/${inbox}`;
    const space = spaceId === null ? "" : `/s/${encodeURIComponent(spaceId)}`;
    if (conversationId === null) return space || "/";
    const chat = encodeURIComponent(conversationId);
    const query = pane === null ? "" : `?pane=${pane}`;
    // A message is found by its conversation, in a space or not.
    if (messageId !== null) return `/c/${chat}/m/${encodeURIComponent(messageId)}${query}`;
    return `${space || "/c"}/${chat}${query}`;
  }

  /**
   * Opens a chat, or a message in it. Opened again, a message is gone to again, and what usually
   * stands beside it stays; with `keepPane` anything else does, too (a list of pins, say).
   * @param {string | null} conversationId
   * @param {{messageId?: string | null, keepPane?: boolean}} [options]
   */
  open(conversationId, { messageId = null, keepPane = false } = {}) {
    const same = conversationId === this.place.conversationId;
    const spaceId = conversationId === null ? null : this.spaceOf(conversationId);
    const usual = spaceId === null ? null : this.paneIn(spaceId);
    const stays = keepPane || this.place.pane === usual;
    const pane = same ? (stays ? this.place.pane : null) : usual;
    const leaves =
      conversationId === null && (this.place.spaceId !== null || this.place.inbox !== undefined);
    if (same && !leaves && messageId === this.place.messageId && pane === this.place.pane) {
      if (messageId !== null) this.onChange(this.place);
      return;
    }
    this.#push({ spaceId, conversationId, messageId, pane });
  }

  /**
   * The list of a space's channels; a page with room for it shows one of them beside it.
   * @param {string} spaceId
   */
  openSpace(spaceId) {
    const { place } = this;
    if (place.spaceId === spaceId && place.conversationId === null) return;
    this.#push({ spaceId, conversationId: null, messageId: null, pane: null });
  }

  /** @param {InboxTab} [inbox] */
  openInbox(inbox = "unread") {
    if (inbox === this.place.inbox) return;
    this.#push({ spaceId: null, conversationId: null, messageId: null, pane: null, inbox });
  }

  /** To the list of chats, without a way Back to what is no more. */
  home() {
    history.replaceState(null, "", "/");
    this.#moved();
  }

  /**
   * A chat with something beside it.
   * @param {string} conversationId
   * @param {Pane} pane
   */
  openWith(conversationId, pane) {
    this.#push({ spaceId: this.spaceOf(conversationId), conversationId, messageId: null, pane });
  }

  /** From a chat to the list that it stands in. */
  up() {
    const { conversationId } = this.place;
    const spaceId = conversationId === null ? null : this.spaceOf(conversationId);
    if (spaceId === null) this.open(null);
    else this.openSpace(spaceId);
  }

  /**
   * Goes on to a channel without a way Back to the address that led here.
   * @param {string} conversationId
   */
  goOn(conversationId) {
    const spaceId = this.spaceOf(conversationId);
    const pane = spaceId === null ? null : this.paneIn(spaceId);
    const place = { spaceId, conversationId, messageId: null, pane };
    history.replaceState(null, "", Router.address(place));
    this.#moved();
  }

  /** @param {Pane | null} pane */
  showPane(pane) {
    const { place } = this;
    if (pane === place.pane) return;
    this.onPaneChosen(pane, place.pane);
    this.#push({ ...place, pane });
  }

  /**
   * Leaves a chat that is no more, without a way Back to it.
   * @param {string | null} [id] only if it is the one that is open
   */
  close(id = this.place.conversationId) {
    if (id !== this.place.conversationId) return;
    const { spaceId } = this.place;
    history.replaceState(null, "", Router.address(id === null ? {} : { spaceId }));
    this.#moved();
  }

  /** @param {Place} place */
  #push(place) {
    history.pushState(null, "", Router.address(place));
    this.#moved();
  }

  #moved() {
    this.place = readPlace(location);
    this.onChange(this.place);
  }
}

/**
 * @param {{pathname: string, search: string}} address
 * @returns {Place}
 */
export function readPlace({ pathname, search }) {
  const chat = /^\/c\/([^/]+)(?:\/m\/([^/]+))?\/?$/.exec(pathname);
  const space = /^\/s\/([^/]+)(?:\/([^/]+))?\/?$/.exec(pathname);
  const inbox = /^\/inbox(?:\/(mentions|threads|bookmarks))?\/?$/.exec(pathname);
  const pane = new URLSearchParams(search).get("pane");
  const named = (/** @type {string | undefined} */ part) =>
    part ? decodeURIComponent(part) : null;
  const conversationId = named(chat?.[1] ?? space?.[2]);
  return {
    spaceId: named(space?.[1]),
    conversationId,
    messageId: named(chat?.[2]),
    pane: conversationId && pane && isPane(pane) ? pane : null,
    ...(inbox ? { inbox: /** @type {InboxTab} */ (inbox[1] ?? "unread") } : {}),
  };
}

/**
 * @param {string} name
 * @returns {name is Pane}
 */
function isPane(name) {
  return PANES.includes(name) || /^thread:[\w-]+$/.test(name);
}
