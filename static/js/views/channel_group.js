import { element, setAttribute, setText } from "../lib/dom.js";
import { icon } from "./icons.js";

/** @typedef {{element: HTMLElement, toggle: HTMLButtonElement, title: HTMLElement, add: HTMLButtonElement, head: HTMLElement, list: HTMLUListElement}} Group */

/**
 * A heading of the list of channels, which folds away what stands under it.
 * @param {string} id of the category; empty: for those under no heading
 * @param {{fold: () => void, add: () => void}} actions
 * @returns {Group}
 */
export function makeGroup(id, { fold, add: onAdd }) {
  const title = element("span", { class: "category-title", dir: "auto" });
  const listId = `channels-${id || "free"}`;
  const toggle = element(
    "button",
    {
      type: "button",
      class: "category-toggle",
      "aria-controls": listId,
      "data-stop-id": `category ${id}`,
      tabindex: "-1",
      onclick: fold,
    },
    icon("chevron-down", 14),
    title,
  );
  const add = element(
    "button",
    { type: "button", class: "icon-button category-add", tabindex: "-1", onclick: onAdd },
    icon("plus", 18),
  );
  const head = element("div", { class: "category-head" }, toggle, add);
  const list = element("ul", { class: "channel-list", id: listId, "data-category": id });
  return {
    element: element("div", { class: "channel-group" }, head, list),
    toggle,
    title,
    add,
    head,
    list,
  };
}

/**
 * @param {Group} group
 * @param {string | null} name null: those under no heading
 * @param {boolean} folded
 * @param {boolean} mayAdd
 */
export function updateGroup({ title, toggle, add, head, list }, name, folded, mayAdd) {
  head.hidden = name === null;
  add.hidden = !mayAdd;
  setText(title, name ?? "");
  setAttribute(add, "aria-label", `New channel in ${name}`);
  setAttribute(add, "title", "New channel");
  setAttribute(toggle, "aria-expanded", String(!folded));
  setAttribute(list, "aria-label", name ?? "Channels");
}
