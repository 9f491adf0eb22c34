import { explain } from "../api/errors.js";
import { element, setText } from "../lib/dom.js";

/**
 * Asks before something that cannot be undone; stays open, with the reason, when it fails.
 * @param {Object} options
 * @param {string} options.title
 * @param {string} options.text
 * @param {string} options.action names the result
 * @param {() => Promise<void>} options.run
 */
export function confirmDialog({ title, text, action, run }) {
  const error = element("p", { class: "form-error", role: "alert" });
  const keep = element("button", { type: "button", class: "button" }, "Cancel");
  const go = element("button", { type: "submit", class: "button button-danger" }, action);
  const form = element(
    "form",
    { class: "dialog-body" },
    element("h2", { id: "confirm-title" }, title),
    element("p", { id: "confirm-text" }, text),
    error,
    element("div", { class: "dialog-actions" }, keep, go),
  );
  const labels = { "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" };
  const dialog = element("dialog", { class: "dialog", ...labels }, form);
  keep.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    try {
      await run();
      dialog.close();
    } catch (reason) {
      setText(error, explain(reason));
      go.disabled = false;
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  keep.focus();
}
