import { element } from "../lib/dom.js";
import { fuzzyMatch } from "../lib/fuzzy.js";
import { isOfferedSomewhere } from "../store/features.js";
import { openDialog } from "./dialog.js";
import { keysText, onMac, SHORTCUTS } from "./shortcuts.js";

/**
 * All shortcuts, by group, with a search, and the switch for those that are one letter.
 * @param {import("./context.js").Context} context
 */
export function openShortcutSheet({ preferences, store }) {
  if (document.querySelector(".shortcut-sheet")) return;
  const search = element("input", {
    class: "input",
    type: "search",
    placeholder: "Search shortcuts",
    "aria-label": "Search shortcuts",
    autocomplete: "off",
    oninput: () => show(),
  });
  const list = element("div", { class: "shortcut-list", tabindex: "0", role: "group" });
  list.setAttribute("aria-label", "Shortcuts");
  const letters = element("input", { type: "checkbox", id: "letter-keys" });
  letters.checked = preferences.lettersOn();
  letters.addEventListener("change", () => {
    preferences.setLetters(letters.checked);
    show();
  });
  const enter = element("input", { type: "checkbox", id: "enter-sends" });
  enter.checked = preferences.enterSends();
  enter.addEventListener("change", () => {
    preferences.setEnterSends(enter.checked);
    show();
  });
  const show = () =>
    list.replaceChildren(
      ...groups(store.state, search.value, { letters: letters.checked, enter: enter.checked }),
    );
  show();
  const { dialog } = openDialog({
    title: "Keyboard shortcuts",
    body: [
      search,
      list,
      element(
        "label",
        { class: "check-line", for: "letter-keys" },
        letters,
        element("span", {}, "Single letters act on the message or chat that has the keyboard"),
      ),
      element(
        "label",
        { class: "check-line", for: "enter-sends" },
        enter,
        element("span", {}, "Enter sends, Shift+Enter starts a new line; else the other way round"),
      ),
    ],
    actions: [{ label: "Close", kind: "secondary" }],
  });
  dialog.classList.add("shortcut-sheet");
  search.focus();
}

/** Keys of what a server may not offer. @type {Record<string, import("../store/features.js").Feature>} */
const FEATURES = { thread: "threads", forward: "forwards", "send-later": "scheduled" };

/**
 * @param {import("../types.js").State} state
 * @param {string} query
 * @param {{letters: boolean, enter: boolean}} preferences
 * @returns {Node[]}
 */
function groups(state, query, { letters, enter }) {
  const found = SHORTCUTS.map((one) => (one.swaps && !enter ? swapped(one) : one)).filter(
    ({ id, label, letter, unlisted }) =>
      !unlisted && (letters || !letter) && isThere(state, id) && fuzzyMatch(query, label) !== null,
  );
  const names = [...new Set(found.map(({ group }) => group))];
  if (names.length === 0) return [element("p", { class: "help" }, "No shortcut is called that.")];
  return names.map((name) =>
    element(
      "section",
      { class: "shortcut-group" },
      element("h3", {}, name),
      element("dl", {}, ...linesOf(found.filter(({ group }) => group === name))),
    ),
  );
}

/**
 * @param {import("../types.js").State} state
 * @param {string} id
 */
function isThere(state, id) {
  const feature = FEATURES[id];
  return feature === undefined || isOfferedSomewhere(state, feature);
}

/**
 * @param {import("./shortcuts.js").Shortcut} shortcut
 * @returns {import("./shortcuts.js").Shortcut}
 */
function swapped(shortcut) {
  return { ...shortcut, keys: [shortcut.id === "send" ? "Shift+Enter" : "Enter"] };
}

/**
 * One line for what has several keys.
 * @param {import("./shortcuts.js").Shortcut[]} shortcuts
 */
function linesOf(shortcuts) {
  const labels = [...new Set(shortcuts.map(({ label }) => label))];
  return labels.map((label) =>
    line(
      label,
      shortcuts.filter((one) => one.label === label).flatMap(({ keys }) => keys),
    ),
  );
}

/**
 * @param {string} label
 * @param {string[]} keys
 */
function line(label, keys) {
  const mac = onMac();
  const shown = keys.map((key) =>
    element(
      "kbd",
      { class: "key" },
      element("span", { "aria-hidden": "true" }, keysText(key, { mac })),
      element("span", { class: "visually-hidden" }, keysText(key, { mac, spoken: true })),
    ),
  );
  return element(
    "div",
    { class: "shortcut-line" },
    element("dt", {}, label),
    element("dd", {}, ...shown),
  );
}
