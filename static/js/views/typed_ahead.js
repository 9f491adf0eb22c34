/** Longer than a part takes where there is a line; then the keys go where they would have gone. */
const LONGEST_MS = 5000;

/**
 * Holds what is typed while a part of the page is on its way: most of them open with a field, and
 * people type on in the same breath.
 * @returns {() => void} gives it to the field that has the keyboard by then
 */
export function holdTyping() {
  let text = "";
  const stop = new AbortController();
  const hold = (/** @type {KeyboardEvent} */ event) => {
    const { altKey, ctrlKey, isComposing, key, metaKey } = event;
    if (altKey || ctrlKey || metaKey || isComposing) return;
    if (key.length === 1) text += key;
    else if (key === "Backspace" && text) text = text.slice(0, -1);
    // It is meant for what comes, and must not send what waits in the composer.
    else if (key !== "Enter") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("keydown", hold, { capture: true, signal: stop.signal });
  const release = () => {
    if (stop.signal.aborted) return;
    stop.abort();
    clearTimeout(timer);
    const field = document.activeElement;
    const takesText = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
    if (!text || !takesText || field.selectionStart === null) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd ?? 0, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  const timer = setTimeout(release, LONGEST_MS);
  return release;
}
