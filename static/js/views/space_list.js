/** @import {Space, State} from "../types.js" */
import { element, hiddenText, putAt, setText } from "../lib/dom.js";
import { spaceBadge, spacesInOrder } from "../store/space_rooms.js";
import { spaceAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { countText } from "./list_row.js";
import { MenuPress } from "./menu_press.js";
import { newSpaceItems } from "./rail_spaces.js";
import { Router } from "./router.js";
import { openSpaceMenu } from "./space_menu.js";

/** @typedef {{item: HTMLLIElement, link: HTMLAnchorElement, look: string}} Row */

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
    /** @type {Map<string, Row>} by space */
    this.rows = new Map();
  }

  /** @param {State} state */
  update(state) {
    const spaces = spacesInOrder(state);
    const known = new Set(spaces.map(({ id }) => id));
    for (const [id, { item }] of this.rows) {
      if (known.has(id)) continue;
      item.remove();
      this.rows.delete(id);
    }
    const now = Date.now();
    spaces.forEach((space, index) => {
      const row = this.#row(space.id);
      putAt(this.list, row.item, index);
      fill(row, space, spaceBadge(state, space.id, now));
    });
    const none = spaces.length === 0 ? "You are in no space yet. Make one, or look for one." : "";
    setText(this.none, none);
  }

  focus() {
    const first = this.list.querySelector("a");
    (first ?? this.title).focus();
  }

  /** @param {string} id @returns {Row} */
  #row(id) {
    const known = this.rows.get(id);
    if (known) return known;
    const link = element("a", {
      href: Router.address({ spaceId: id }),
      "data-space": id,
      onclick: (/** @type {MouseEvent} */ event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        this.context.page.openSpace(id);
      },
    });
    const row = { item: element("li", {}, link), link, look: "" };
    this.rows.set(id, row);
    return row;
  }
}

/**
 * What a row shows; the row itself stays, and with it a finger or the keyboard on it.
 * @param {Row} row
 * @param {Space} space
 * @param {import("../store/space_rooms.js").SpaceBadge} badge
 */
function fill(row, space, { count, unread }) {
  const look = `${space.name}\n${space.members_count}\n${count}\n${unread}`;
  if (look === row.look) return;
  row.look = look;
  const members = space.members_count === 1 ? "1 member" : `${space.members_count} members`;
  const words = count > 0 ? `, ${count} unread for you` : unread ? ", new messages" : "";
  row.link.className = unread ? "space-row unread" : "space-row";
  row.link.replaceChildren(
    spaceAvatar(space, "large"),
    element(
      "span",
      { class: "space-row-words" },
      element("span", { class: "row-name", dir: "auto" }, space.name),
      hiddenText(`${words}, `),
      element("span", { class: "space-row-line" }, members),
    ),
    ...(count > 0
      ? [element("span", { class: "badge", "aria-hidden": "true" }, countText(count))]
      : []),
  );
}
