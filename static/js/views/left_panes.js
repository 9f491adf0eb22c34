/** @import {Space, State} from "../types.js" */
/** @import {ListPlace} from "../store/list.js" */
import { element, setAttribute } from "../lib/dom.js";
import { ListPane } from "./list_pane.js";
import { missingPart } from "./missing_part.js";

/** @typedef {import("./space_sidebar.js").SpaceSidebar} SpaceSidebar */
/** @typedef {import("./space_list.js").SpaceList} SpaceList */

/** What stands left of the chat: the list of chats, a space's channels, on a phone all spaces. */
export class LeftPanes {
  /**
   * @param {import("./context.js").Context} context
   * @param {(place: ListPlace) => void} showList
   */
  constructor(context, showList) {
    this.context = context;
    this.chats = new ListPane(context, showList);
    /** @type {SpaceSidebar | null} made once its part of the page is here */
    this.sidebar = null;
    /** @type {SpaceList | null} */
    this.spaces = null;
    /** In the place of both where they could not be loaded: says so, and offers to try again. */
    this.missing = missingPane(() => this.#retry());
    /** @type {ListPane | SpaceSidebar | SpaceList | typeof this.missing} */
    this.shown = this.chats;
    this.loading = false;
    /** Asked for already, since somebody last went somewhere. */
    this.asked = false;
    this.failed = false;
    window.addEventListener("online", () => {
      this.lookAgain();
      if (this.failed) this.#redraw();
    });
  }

  /**
   * Whether all that shows spaces is here; where it is wanted and is not, it is asked for, once
   * each time that somebody looks.
   * @param {boolean} wanted
   * @returns {boolean}
   */
  ready(wanted) {
    if (this.sidebar) return true;
    const part = this.context.later.loaded.get("spaces");
    if (part) {
      /** @type {SpaceSidebar} */
      const sidebar = new part.SpaceSidebar(this.context);
      /** @type {SpaceList} */
      const spaces = new part.SpaceList(this.context);
      this.sidebar = sidebar;
      this.spaces = spaces;
      this.missing.element.remove();
      this.chats.element.after(sidebar.element, spaces.element);
      return true;
    }
    if (wanted && !this.asked) this.#load();
    return false;
  }

  /** Somebody goes somewhere, or the line is back: what could not be loaded is asked for again. */
  lookAgain() {
    this.asked = false;
  }

  #retry() {
    this.missing.focus();
    this.lookAgain();
    this.#redraw();
  }

  async #load() {
    this.asked = true;
    if (this.loading) return;
    this.loading = true;
    try {
      await this.context.later.load("spaces");
    } catch {
      this.failed = true;
    }
    this.loading = false;
    const hadFocus = this.missing.element.contains(document.activeElement);
    this.#redraw();
    if (hadFocus && this.sidebar) this.focus();
  }

  #redraw() {
    this.context.store.apply((state) => ({ ...state }));
  }

  /**
   * @param {State} state
   * @param {Space | undefined} space
   */
  update(state, space) {
    const { chats, missing, sidebar, spaces } = this;
    const inSpaces = space !== undefined || chats.place.kind === "spaces";
    const wanted = inSpaces ? (space ? sidebar : spaces) : chats;
    this.shown = wanted ?? (this.failed ? missing : chats);
    if (this.shown === missing && !missing.element.isConnected) {
      chats.element.after(missing.element);
    }
    for (const pane of [chats, sidebar, spaces, missing]) {
      if (!pane) continue;
      pane.element.hidden = pane !== this.shown;
      // The skip link leads to the one that is there.
      setAttribute(pane.element, "id", pane === this.shown ? "chats" : null);
    }
    chats.update(state);
    if (space) sidebar?.update(state, space);
    if (this.shown === spaces) spaces?.update(state);
  }

  /** @param {State} state @returns {string[]} the chats in their order, for the keys that step */
  ids(state) {
    const { chats, shown, sidebar } = this;
    return sidebar && shown === sidebar ? sidebar.ids(state) : chats.ids;
  }

  /** @param {string} id of the chat that was opened */
  reveal(id) {
    if (!this.sidebar?.list.reveal(id)) this.chats.list.reveal(id);
  }

  focus() {
    this.shown.focus();
  }
}

/** @param {() => void} retry */
function missingPane(retry) {
  const labels = { class: "list-pane", "aria-label": "Spaces", tabindex: "-1", hidden: true };
  const node = element("nav", labels, missingPart(retry));
  return { element: node, focus: () => node.focus() };
}
