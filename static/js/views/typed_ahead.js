/** Longer than a part takes where there is a line; then the keys go where they would have gone. */
const LONGEST_MS = 5000;

/**
 * Holds what is typed while a part of the page is on its way: most of them open with a field, and
 * people type on in the same breath. An Enter ends it: what follows is meant for what comes next,
 * and goes nowhere.
 * @returns {() => void} gives it to the field that has the keyboard by then
 */
export function holdTyping() {
  let text = "";
  let isEntered = false;
  const before = document.activeElement;
  const stop = new AbortController();
  const hold = (/** @type {KeyboardEvent} */ event) => {
    const { altKey, ctrlKey, isComposing, key, metaKey } = event;
    if (altKey || ctrlKey || metaKey || isComposing) return;
    // It is meant for what comes, and must not send what waits in the composer.
    if (key === "Enter") isEntered = true;
    else if (key !== "Backspace" && key.length !== 1) return;
    else if (!isEntered) text = key === "Backspace" ? text.slice(0, -1) : text + key;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("keydown", hold, { capture: true, signal: stop.signal });
  const release = () => {
    if (stop.signal.aborted) return;
    stop.abort();
    clearTimeout(timer);
    const field = document.activeElement;
    if (text) give(field, text);
    if (text && isEntered && field !== before) enter(field);
  };
  const timer = setTimeout(release, LONGEST_MS);
  return release;
}

/**
 * @param {Element | null} field
 * @param {string} text
 */
function give(field, text) {
  const takesText = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  if (!takesText || field.selectionStart === null) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd ?? 0, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/**
 * What the key does in a field of one line: what the field makes of it, or else its form's answer.
 * @param {Element | null} field
 */
function enter(field) {
  if (!(field instanceof HTMLInputElement)) return;
  const init = { key: "Enter", code: "Enter", bubbles: true, cancelable: true };
  if (field.dispatchEvent(new KeyboardEvent("keydown", init))) field.form?.requestSubmit();
}
