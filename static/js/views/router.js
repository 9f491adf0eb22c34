/** What is open (chat, message, side pane): in the address, so that Back and links work. */

/** @typedef {"details" | "members" | "pins" | "settings" | "invites"} Pane */
/** @typedef {{conversationId: string | null, messageId: string | null, pane: Pane | null}} Place */

/** @type {readonly string[]} */
const PANES = ["details", "members", "pins", "settings", "invites"];

export class Router {
  /** @param {(place: Place) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    this.place = readPlace(location);
    window.addEventListener("popstate", () => this.#moved());
  }

  /**
   * @param {Partial<Place>} place
   * @returns {string}
   */
  static address({ conversationId = null, messageId = null, pane = null }) {
    if (conversationId === null) return "/";
    const message = messageId === null ? "" : `/m/${encodeURIComponent(messageId)}`;
    const query = pane === null ? "" : `?pane=${pane}`;
    return `/c/${encodeURIComponent(conversationId)}${message}${query}`;
  }

  /**
   * Opens a chat, or a message in it. Opened again, a message is gone to again; with
   * `keepPane` what stands beside the chat stays there (a list of pins, say).
   * @param {string | null} conversationId
   * @param {{messageId?: string | null, keepPane?: boolean}} [options]
   */
  open(conversationId, { messageId = null, keepPane = false } = {}) {
    const same = conversationId === this.place.conversationId;
    const pane = keepPane && same ? this.place.pane : null;
    if (same && messageId === this.place.messageId && pane === this.place.pane) {
      if (messageId !== null) this.onChange(this.place);
      return;
    }
    this.#push({ conversationId, messageId, pane });
  }

  /** @param {Pane | null} pane */
  showPane(pane) {
    if (pane !== this.place.pane) this.#push({ ...this.place, pane });
  }

  /**
   * Leaves a chat that is no more, without a way Back to it.
   * @param {string | null} [id] only if it is the one that is open
   */
  close(id = this.place.conversationId) {
    if (id !== this.place.conversationId) return;
    history.replaceState(null, "", "/");
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
  const match = /^\/c\/([^/]+)(?:\/m\/([^/]+))?\/?$/.exec(pathname);
  const pane = new URLSearchParams(search).get("pane");
  return {
    conversationId: match?.[1] ? decodeURIComponent(match[1]) : null,
    messageId: match?.[2] ? decodeURIComponent(match[2]) : null,
    pane: match && pane && PANES.includes(pane) ? /** @type {Pane} */ (pane) : null,
  };
}
