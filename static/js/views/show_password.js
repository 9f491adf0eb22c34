import { element } from "../lib/dom.js";
import { icon } from "./icons.js";

/**
 * Puts a button into a password field that shows what was typed. Without scripts the field is a
 * plain one.
 * @param {HTMLInputElement} input
 */
export function offerToShow(input) {
  // The name is text inside, not a label: labels of the form stay unambiguous.
  const name = element("span", { class: "visually-hidden" });
  const button = element("button", { type: "button", class: "icon-button" });
  const show = (/** @type {boolean} */ visible) => {
    input.type = visible ? "text" : "password";
    name.textContent = visible ? "Hide what I typed" : "Show what I typed";
    button.title = name.textContent;
    button.replaceChildren(icon(visible ? "eye-off" : "eye"), name);
  };
  button.addEventListener("click", () => show(input.type === "password"));
  // What is sent, and what browsers store, is a password.
  input.form?.addEventListener("submit", () => show(false));
  show(false);
  const place = element("div", { class: "input-with-button" });
  input.replaceWith(place);
  place.append(input, button);
}
