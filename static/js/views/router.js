/** Which chat is open and which side pane: in the address, so that Back and links work. */

/** @typedef {{conversationId: string | null, details: boolean}} Place */

export class Router {
  /** @param {(place: Place) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    this.place = readPlace();
    window.addEventListener("popstate", () => this.#moved());
  }

  /**
   * @param {Place} place
   * @returns {string}
   */
  static address({ conversationId, details }) {
    if (conversationId === null) return "/";
    return `/c/${encodeURIComponent(conversationId)}${details ? "?pane=details" : ""}`;
  }

  /** @param {string | null} conversationId */
  open(conversationId) {
    if (conversationId === this.place.conversationId && !this.place.details) return;
    this.#push({ conversationId, details: false });
  }

  /** @param {boolean} details */
  showDetails(details) {
    if (details !== this.place.details) this.#push({ ...this.place, details });
  }

  /** Leaves a chat that is no more, without a way Back to it. */
  close() {
    history.replaceState(null, "", "/");
    this.#moved();
  }

  /** @param {Place} place */
  #push(place) {
    history.pushState(null, "", Router.address(place));
    this.#moved();
  }

  #moved() {
    this.place = readPlace();
    this.onChange(this.place);
  }
}

/** @returns {Place} */
function readPlace() {
  const match = /^\/c\/([^/]+)\/?$/.exec(location.pathname);
  const details = new URLSearchParams(location.search).get("pane") === "details";
  return { conversationId: match?.[1] ? decodeURIComponent(match[1]) : null, details };
}
