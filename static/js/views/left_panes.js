/** @import {Space, State} from "../types.js" */
/** @import {ListPlace} from "../store/list.js" */
import { setAttribute } from "../lib/dom.js";
import { FAILED } from "./later.js";
import { ListPane } from "./list_pane.js";

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
    /** @type {ListPane | SpaceSidebar | SpaceList} */
    this.shown = this.chats;
    this.loading = false;
  }

  /**
   * Whether all that shows spaces is here; where it is wanted and is not, it is asked for.
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
      this.chats.element.after(sidebar.element, spaces.element);
      return true;
    }
    if (wanted && !this.loading) this.#load();
    return false;
  }

  async #load() {
    const { later, store, toasts } = this.context;
    this.loading = true;
    try {
      await later.load("spaces");
      store.apply((state) => ({ ...state }));
    } catch {
      const action = { label: "Retry", run: () => this.#load() };
      toasts.show(FAILED, { tone: "error", action });
    }
  }

  /**
   * @param {State} state
   * @param {Space | undefined} space
   */
  update(state, space) {
    const { chats, sidebar, spaces } = this;
    const list = chats.place.kind === "spaces" ? (spaces ?? chats) : chats;
    this.shown = space && sidebar ? sidebar : list;
    for (const pane of [chats, sidebar, spaces]) {
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
