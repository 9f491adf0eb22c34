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
  // What a screen reader is told once it is done.
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.role = "status";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
    status.textContent = "The link is copied.";
    setTimeout(() => {
      button.textContent = "Copy";
      status.textContent = "";
    }, DONE_MS);
  });
  row.append(field, button, status);
}
