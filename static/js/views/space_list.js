/** @import {Space, State} from "../types.js" */
import { element, hiddenText, setText } from "../lib/dom.js";
import { spaceBadge, spacesInOrder } from "../store/space_rooms.js";
import { spaceAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { countText } from "./list_row.js";
import { MenuPress } from "./menu_press.js";
import { newSpaceItems } from "./rail_spaces.js";
import { Router } from "./router.js";
import { openSpaceMenu } from "./space_menu.js";

/** All spaces of the person in one list: what a phone shows in place of the rail. */
export class SpaceList {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.title = element("h1", { class: "list-title", tabindex: "-1" }, "Spaces");
    this.list = element("ul", { class: "space-list" });
    this.none = element("p", { class: "space-list-none" });
    const ways = newSpaceItems(context).map(({ label, icon: name = "", run }, index) =>
      element(
        "button",
        { type: "button", class: index === 0 ? "button button-primary" : "button", onclick: run },
        icon(name, 18),
        label.replace("…", ""),
      ),
    );
    this.element = element(
      "nav",
      { class: "list-pane", "aria-label": "Spaces", hidden: true },
      element("header", { class: "list-header" }, this.title),
      element(
        "div",
        { class: "list-scroll" },
        this.list,
        this.none,
        element("div", { class: "space-list-ways" }, ...ways),
      ),
    );
    new MenuPress(this.list, "[data-space]", (node, anchor) => {
      const space = context.store.state.spaces[node.dataset.space ?? ""];
      if (space) openSpaceMenu(context, space, anchor);
    });
    this.drawn = "";
  }

  /** @param {State} state */
  update(state) {
    const now = Date.now();
    const spaces = spacesInOrder(state).map((space) => ({
      space,
      badge: spaceBadge(state, space.id, now),
    }));
    const look = JSON.stringify(
      spaces.map(({ space: { id, name, members_count: members }, badge }) => [
        id,
        name,
        members,
        badge,
      ]),
    );
    if (look === this.drawn) return;
    this.drawn = look;
    const focused = document.activeElement?.closest("[data-space]")?.getAttribute("data-space");
    this.list.replaceChildren(...spaces.map(({ space, badge }) => this.#row(space, badge)));
    const none = spaces.length === 0 ? "You are in no space yet. Make one, or look for one." : "";
    setText(this.none, none);
    const again = focused && this.list.querySelector(`[data-space="${CSS.escape(focused)}"]`);
    if (again instanceof HTMLElement) again.focus();
  }

  focus() {
    const first = this.list.querySelector("a");
    (first ?? this.title).focus();
  }

  /**
   * @param {Space} space
   * @param {import("../store/space_rooms.js").SpaceBadge} badge
   */
  #row(space, { count, unread }) {
    const members = space.members_count === 1 ? "1 member" : `${space.members_count} members`;
    const words = count > 0 ? `, ${count} unread for you` : unread ? ", new messages" : "";
    const link = element(
      "a",
      {
        class: unread ? "space-row unread" : "space-row",
        href: Router.address({ spaceId: space.id }),
        "data-space": space.id,
        onclick: (/** @type {MouseEvent} */ event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          this.context.page.openSpace(space.id);
        },
      },
      spaceAvatar(space, "large"),
      element(
        "span",
        { class: "space-row-words" },
        element("span", { class: "row-name", dir: "auto" }, space.name),
        hiddenText(`${words}, `),
        element("span", { class: "space-row-line" }, members),
      ),
      count > 0 && element("span", { class: "badge", "aria-hidden": "true" }, countText(count)),
    );
    return element("li", {}, link);
  }
}
