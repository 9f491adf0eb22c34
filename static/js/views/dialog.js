import { explain } from "../api/errors.js";
import { element, setText } from "../lib/dom.js";

/**
 * @typedef {Object} DialogAction
 * @property {string} label names the result
 * @property {"primary" | "danger" | "secondary"} kind
 * @property {() => unknown} [run] without it the button only closes; an error it throws is shown
 *   and the dialog stays open; `false` keeps it open, too
 */

/**
 * @typedef {Object} DialogOptions
 * @property {string} title
 * @property {string} [text] one sentence
 * @property {Node[]} [body]
 * @property {DialogAction[]} actions
 * @property {() => void} [onClose]
 */

/** Parts of the page, each with a place that takes the keyboard. */
const REGIONS = "[role=log], aside, header, nav, main";
const STOPS = "article[tabindex='0'], h2[tabindex], a[tabindex='0']";

let count = 0;

/**
 * A native dialog; a sheet at the bottom of a phone. Its errors stay in it, closing it gives the
 * keyboard back to where it was. Enter in a field runs the primary (or dangerous) action.
 * @param {DialogOptions} options
 * @returns {{dialog: HTMLDialogElement, close: () => void, fail: (error: unknown) => void}}
 */
export function openDialog({ title, text, body = [], actions, onClose }) {
  count += 1;
  const ids = { title: `dialog-title-${count}`, text: `dialog-text-${count}` };
  const opener = document.activeElement;
  const around = opener?.closest(REGIONS);
  const error = element("p", { class: "form-error", role: "alert" });
  const buttons = actions.map((action) => element("button", look(action), action.label));
  const form = element(
    "form",
    { class: "dialog-body", novalidate: true },
    element("h2", { id: ids.title }, title),
    text && element("p", { id: ids.text }, text),
    ...body,
    error,
    element("div", { class: "dialog-actions" }, ...buttons),
  );
  const labels = { "aria-labelledby": ids.title, "aria-describedby": text && ids.text };
  const dialog = element("dialog", { class: "dialog", ...labels }, form);
  const close = () => dialog.close();
  const fail = (/** @type {unknown} */ reason) => setText(error, explain(reason));
  const run = (/** @type {number} */ at) => carryOut(actions[at], buttons[at], { error, close });
  buttons.forEach((button, at) => {
    if (button.type === "button") button.addEventListener("click", () => run(at));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { submitter } = event;
    run(buttons.findIndex((one) => (submitter ? one === submitter : one.type === "submit")));
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose?.();
    // Browsers give it back by themselves, but not to what was in a popover or was drawn anew.
    if (document.activeElement !== document.body) return;
    // What opened it may be gone by what was done in it.
    const place = opener?.isConnected ? opener : around?.querySelector(STOPS);
    if (place instanceof HTMLElement) place.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  // Where there is nothing to fill in, the harmless answer is the one under the keyboard.
  if (body.length === 0) buttons.find(({ type }) => type === "button")?.focus();
  return { dialog, close, fail };
}

/** @param {DialogAction} action */
function look({ kind, run }) {
  const type = run && kind !== "secondary" ? "submit" : "button";
  return { type, class: kind === "secondary" ? "button" : `button button-${kind}` };
}

/**
 * @param {DialogAction | undefined} action
 * @param {HTMLButtonElement | undefined} button
 * @param {{error: HTMLElement, close: () => void}} dialog
 */
async function carryOut(action, button, { error, close }) {
  if (!button || button.disabled) return;
  setText(error, "");
  button.disabled = true;
  try {
    const answer = await action?.run?.();
    if (answer !== false) close();
  } catch (reason) {
    setText(error, explain(reason));
  } finally {
    button.disabled = false;
  }
}
