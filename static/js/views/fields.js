import { ApiError } from "../api/errors.js";
import { element, setText } from "../lib/dom.js";
import { icon } from "./icons.js";

/**
 * @template {HTMLElement} T
 * @typedef {{element: HTMLElement, input: T, setError: (text: string) => void}} Field
 */

/**
 * @typedef {Object} FieldOptions
 * @property {string} id unique in the page
 * @property {string} label
 * @property {string} [help]
 */

/**
 * A control with its label above, and its help and error below.
 * @template {HTMLElement} T
 * @param {FieldOptions} options
 * @param {T} input
 * @param {...Node} more what stands between the control and its error
 * @returns {Field<T>}
 */
export function fieldOf({ id, label, help }, input, ...more) {
  const error = element("p", { class: "field-error", id: `${id}-error`, role: "alert" });
  const told = element("span", {});
  input.id = id;
  input.setAttribute("aria-describedby", help ? `${id}-help ${id}-error` : `${id}-error`);
  const setError = (/** @type {string} */ text) => {
    setText(told, text);
    error.replaceChildren(...(text ? [icon("circle-alert", 16), told] : []));
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  const box = element(
    "div",
    { class: "field" },
    element("label", { for: id }, label),
    input,
    ...more,
    help && element("p", { class: "help", id: `${id}-help` }, help),
    error,
  );
  return { element: box, input, setError };
}

/**
 * @param {FieldOptions & {value?: string, maxlength?: number, placeholder?: string}} options
 * @returns {Field<HTMLInputElement>}
 */
export function textField({ value = "", maxlength, placeholder, ...options }) {
  const input = element("input", {
    class: "input",
    type: "text",
    dir: "auto",
    autocomplete: "off",
    maxlength,
    placeholder,
  });
  input.value = value;
  return fieldOf(options, input);
}

/**
 * @param {FieldOptions & {value?: string, maxlength?: number, rows?: number}} options
 * @returns {Field<HTMLTextAreaElement>}
 */
export function textAreaField({ value = "", maxlength, rows = 3, ...options }) {
  const input = element("textarea", { class: "input input-area", dir: "auto", rows, maxlength });
  input.value = value;
  return fieldOf(options, input);
}

/**
 * @param {FieldOptions & {value: string, choices: [value: string, label: string][]}} options
 * @returns {Field<HTMLSelectElement>}
 */
export function selectField({ value, choices, ...options }) {
  const input = element("select", { class: "input" });
  for (const [choice, label] of choices) input.append(element("option", { value: choice }, label));
  input.value = value;
  return fieldOf(options, input);
}

/**
 * A box to tick, with its label beside it.
 * @param {{id: string, label: string, help?: string, checked: boolean, disabled?: boolean}} options
 * @returns {{element: HTMLElement, input: HTMLInputElement}}
 */
export function checkField({ id, label, help, checked, disabled = false }) {
  const input = element("input", { type: "checkbox", id, disabled });
  input.checked = checked;
  if (help) input.setAttribute("aria-describedby", `${id}-help`);
  const box = element(
    "div",
    { class: "check-field" },
    input,
    element("label", { for: id }, label),
    help && element("p", { class: "help", id: `${id}-help` }, help),
  );
  return { element: box, input };
}

/**
 * Shows what the server refused beside the fields it belongs to.
 * @param {unknown} error
 * @param {Record<string, Field<any>>} fields by their names on the wire
 * @returns {boolean} whether all of it found its place
 */
export function showFieldErrors(error, fields) {
  if (!(error instanceof ApiError)) return false;
  const entries = Object.entries(error.errors);
  const placed = entries.filter(([name, texts]) => {
    fields[name]?.setError(texts.join(" "));
    return name in fields;
  });
  placed.slice(0, 1).forEach(([name]) => {
    fields[name]?.input.focus();
  });
  return entries.length > 0 && placed.length === entries.length;
}
