/** Beside each link that is shown, a button that copies it. Without this one copies by hand. */

const DONE_MS = 2_000;

for (const field of document.querySelectorAll("input[data-copy]")) {
  if (field instanceof HTMLInputElement && navigator.clipboard) offerToCopy(field);
}

/** @param {HTMLInputElement} field */
function offerToCopy(field) {
  const row = document.createElement("div");
  row.className = "link-row";
  field.replaceWith(row);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "Copy";
  // What a screen reader is told once it is done, and everybody when it could not be done.
  const status = document.createElement("span");
  status.role = "status";
  /**
   * @param {string} text
   * @param {boolean} seen
   */
  const tell = (text, seen) => {
    status.className = seen ? "help" : "visually-hidden";
    status.textContent = text;
  };
  tell("", false);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // It was not allowed: one copies by hand what is selected here.
      field.focus();
      field.select();
      tell("The browser does not let this page copy. The link is selected.", true);
      return;
    }
    button.textContent = "Copied";
    tell("The link is copied.", false);
    setTimeout(() => {
      button.textContent = "Copy";
      tell("", false);
    }, DONE_MS);
  });
  row.append(field, button);
  row.after(status);
}
