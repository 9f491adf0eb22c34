import { openDialog } from "./dialog.js";

/**
 * Asks before something that cannot be undone; stays open, with the reason, when it fails.
 * @param {Object} options
 * @param {string} options.title
 * @param {string} options.text
 * @param {string} options.action names the result
 * @param {() => Promise<void>} options.run
 */
export function confirmDialog({ title, text, action, run }) {
  openDialog({
    title,
    text,
    actions: [
      { label: "Cancel", kind: "secondary" },
      { label: action, kind: "danger", run },
    ],
  });
}
