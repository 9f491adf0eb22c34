import { element } from "../lib/dom.js";
import { FAILED } from "./later.js";

/**
 * In the place of a part of the page that could not be loaded.
 * @param {() => void} retry
 * @returns {HTMLElement}
 */
export function missingPart(retry) {
  return element(
    "div",
    { class: "pane-missing", role: "alert" },
    element("p", {}, FAILED),
    element("button", { type: "button", class: "button", onclick: retry }, "Retry"),
  );
}
