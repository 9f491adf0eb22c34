/** @import {Space, State} from "../types.js" */
/** @import {ListPlace} from "../store/list.js" */
import { setAttribute } from "../lib/dom.js";
import { ListPane } from "./list_pane.js";
import { SpaceList } from "./space_list.js";
import { SpaceSidebar } from "./space_sidebar.js";

/** What stands left of the chat: the list of chats, a space's channels, on a phone all spaces. */
export class LeftPanes {
  /**
   * @param {import("./context.js").Context} context
   * @param {(place: ListPlace) => void} showList
   */
  constructor(context, showList) {
    this.context = context;
    this.chats = new ListPane(context, showList);
    this.sidebar = new SpaceSidebar(context);
    this.spaces = new SpaceList(context);
    /** @type {ListPane | SpaceSidebar | SpaceList} */
    this.shown = this.chats;
    this.panes = [this.chats, this.sidebar, this.spaces];
    this.elements = this.panes.map(({ element }) => element);
  }

  /**
   * @param {State} state
   * @param {Space | undefined} space
   */
  update(state, space) {
    const { chats, sidebar, spaces } = this;
    this.shown = space ? sidebar : chats.place.kind === "spaces" ? spaces : chats;
    for (const pane of this.panes) {
      pane.element.hidden = pane !== this.shown;
      // The skip link leads to the one that is there.
      setAttribute(pane.element, "id", pane === this.shown ? "chats" : null);
    }
    chats.update(state);
    if (space) sidebar.update(state, space);
    if (this.shown === spaces) spaces.update(state);
  }

  /** @param {State} state @returns {string[]} the chats in their order, for the keys that step */
  ids(state) {
    return this.shown === this.sidebar ? this.sidebar.ids(state) : this.chats.ids;
  }

  /** @param {string} id of the chat that was opened */
  reveal(id) {
    if (!this.sidebar.list.reveal(id)) this.chats.list.reveal(id);
  }

  focus() {
    this.shown.focus();
  }
}
