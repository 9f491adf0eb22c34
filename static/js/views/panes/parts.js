import { element } from "../../lib/dom.js";
import { icon } from "../icons.js";

/**
 * A part of a pane under its own title.
 * @param {string} title
 * @param {...(Node | null | false | undefined)} children
 * @returns {HTMLElement}
 */
export function paneSection(title, ...children) {
  return element(
    "section",
    { class: "pane-section", "aria-label": title },
    element("h3", {}, title),
    ...children,
  );
}

/**
 * @typedef {Object} RowOptions
 * @property {string} icon
 * @property {string} label
 * @property {string} [value] how it is set now
 * @property {(button: HTMLButtonElement) => unknown} run
 * @property {boolean} [danger]
 * @property {boolean} [menu] it opens a menu
 * @property {boolean} [leads] it leads to another pane
 * @property {boolean} [pressed] a switch that is on or off
 */

/**
 * A line of a pane that does something.
 * @param {RowOptions} options
 * @returns {HTMLButtonElement}
 */
export function paneRow({ icon: name, label, value, run, danger, menu, leads, pressed }) {
  const button = element(
    "button",
    {
      type: "button",
      class: danger ? "pane-row danger" : "pane-row",
      "aria-haspopup": menu ? "menu" : null,
      role: pressed === undefined ? null : "switch",
      "aria-checked": pressed === undefined ? null : String(pressed),
      onclick: () => run(button),
    },
    icon(name),
    element("span", { class: "pane-row-label" }, label),
    value !== undefined && element("span", { class: "pane-row-value", dir: "auto" }, value),
    leads && icon("chevron-right", 18),
    pressed !== undefined && element("span", { class: "switch-look", "aria-hidden": "true" }),
  );
  return button;
}

/**
 * The line that leads to what is pinned.
 * @param {number} count
 * @param {() => unknown} run
 */
export function pinsRow(count, run) {
  const value = count > 0 ? String(count) : "";
  return paneRow({ icon: "pin", label: "Pinned messages", value, leads: true, run });
}

/**
 * A square button under the picture of a conversation.
 * @param {string} name of its icon
 * @param {string} label
 * @param {(button: HTMLButtonElement) => unknown} run
 * @param {boolean} [menu]
 */
export function paneTile(name, label, run, menu = false) {
  const button = element(
    "button",
    {
      type: "button",
      class: "pane-tile",
      "aria-haspopup": menu ? "menu" : null,
      onclick: () => run(button),
    },
    icon(name),
    label,
  );
  return button;
}

/**
 * One line and a picture where a list would be.
 * @param {string} name of its icon
 * @param {string} text
 */
export function paneEmpty(name, text) {
  return element("div", { class: "pane-empty" }, icon(name, 32), element("p", {}, text));
}
