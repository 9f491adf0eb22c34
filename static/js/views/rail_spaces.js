/** @import {Space, State} from "../types.js" */
import { element, hiddenText, putAt, setAttribute, setText } from "../lib/dom.js";
import { isolated } from "../lib/text.js";
import { spaceBadge, spacesInOrder } from "../store/space_rooms.js";
import { spaceAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { countText } from "./list_row.js";
import { MenuPress } from "./menu_press.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {{button: HTMLButtonElement, badge: HTMLElement, unread: HTMLElement, look: string}} Tile */

/**
 * Ways to another space.
 * @param {Context} context
 * @returns {import("./menu.js").MenuItem[]}
 */
export function newSpaceItems(context) {
  return [
    {
      label: "Create a space…",
      icon: "plus",
      run: () => context.later.use("spaces", (part) => part.openCreateSpaceDialog(context)),
    },
    {
      label: "Browse spaces…",
      icon: "compass",
      run: () => context.later.use("spaceBrowser", (part) => part.openBrowser(context)),
    },
  ];
}

/** The person's spaces in the rail: squircles, with what is unread in each. */
export class RailSpaces {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    /** @type {Map<string, Tile>} */
    this.tiles = new Map();
    this.list = element("div", { class: "rail-tiles" });
    const add = element(
      "button",
      {
        type: "button",
        class: "rail-entry rail-add",
        "aria-label": "Add a space",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        title: "Create or browse spaces",
        onclick: () => {
          context.later.use("menus", ({ openMenu }) =>
            openMenu({ anchor: add, label: "Add a space", items: newSpaceItems(context) }),
          );
          // What is typed into the dialog at once must find it there; without a line, it says so.
          for (const part of /** @type {const} */ (["spaces", "spaceBrowser"])) {
            context.later.load(part).catch(() => undefined);
          }
        },
      },
      icon("plus", 22),
    );
    this.element = element(
      "div",
      { class: "rail-spaces", role: "group", "aria-label": "Spaces" },
      this.list,
      add,
    );
    new MenuPress(this.list, "[data-space]", (node, anchor) => {
      const space = context.store.state.spaces[node.dataset.space ?? ""];
      if (space) context.later.use("spaces", (part) => part.openSpaceMenu(context, space, anchor));
    });
    /** @type {unknown[]} */
    this.madeFrom = [];
  }

  /**
   * @param {State} state
   * @param {string | null} currentId
   */
  update(state, currentId) {
    const from = [state.spaces, state.conversations, currentId];
    if (from.every((one, index) => one === this.madeFrom[index])) return;
    this.madeFrom = from;
    const spaces = spacesInOrder(state);
    const known = new Set(spaces.map(({ id }) => id));
    for (const [id, { button }] of this.tiles) {
      if (known.has(id)) continue;
      button.remove();
      this.tiles.delete(id);
    }
    const now = Date.now();
    spaces.forEach((space, index) => {
      const tile = this.#tile(space);
      putAt(this.list, tile.button, index);
      fill(tile, space, spaceBadge(state, space.id, now), space.id === currentId);
    });
  }

  /** @param {Space} space @returns {Tile} */
  #tile(space) {
    const known = this.tiles.get(space.id);
    if (known) return known;
    const badge = element("span", { class: "badge rail-badge", "aria-hidden": "true" });
    const unread = hiddenText("");
    const button = element("button", {
      type: "button",
      class: "rail-entry rail-tile",
      "data-space": space.id,
      onclick: () => this.context.page.openSpace(space.id),
    });
    const tile = { button, badge, unread, look: "" };
    this.tiles.set(space.id, tile);
    return tile;
  }
}

/**
 * @param {Tile} tile
 * @param {Space} space
 * @param {import("../store/space_rooms.js").SpaceBadge} counted
 * @param {boolean} current
 */
function fill(tile, space, { count, unread }, current) {
  const { button, badge } = tile;
  const look = `${space.name}\n${count}\n${unread}\n${current}`;
  if (look === tile.look) return;
  tile.look = look;
  const words = count > 0 ? `${count} unread for you` : unread ? "new messages, none for you" : "";
  const picture = spaceAvatar(space, "rail");
  button.replaceChildren(
    picture,
    element("span", { class: "rail-label", dir: "auto" }, space.name),
    tile.unread,
    badge,
  );
  setText(tile.unread, words ? `, ${words}` : "");
  setText(badge, countText(count));
  badge.hidden = count === 0;
  setAttribute(button, "title", words ? `${isolated(space.name)}: ${words}` : space.name);
  setAttribute(button, "aria-current", current ? "true" : null);
  setAttribute(button, "data-unread", unread && count === 0);
}
