/** Every shortcut of the page, once: the sheet prints this table, and the page acts on it. */

/**
 * @typedef {Object} Shortcut
 * @property {string} id
 * @property {string[]} keys as people write them: any of these
 * @property {string} label
 * @property {string} group
 * @property {boolean} [unlisted] one of a row, of which the sheet prints the first and the last
 * @property {boolean} [page] handled for the whole page; the others where they have their place
 * @property {boolean} [swaps] Enter and Shift+Enter, which a person may swap
 * @property {boolean} [letter] a single character: only outside of text, and it can be turned off
 */

const GO = "Get around";
const CHAT = "This chat";
const WRITE = "Write";
const MESSAGE = "On a message";

/** @type {readonly Shortcut[]} */
export const SHORTCUTS = [
  { id: "palette", keys: ["Ctrl+K"], label: "Search or jump to", group: GO, page: true },
  { id: "previous", keys: ["Alt+ArrowUp"], label: "Previous chat", group: GO, page: true },
  { id: "next", keys: ["Alt+ArrowDown"], label: "Next chat", group: GO, page: true },
  {
    id: "previous-unread",
    keys: ["Alt+Shift+ArrowUp"],
    label: "Previous unread chat",
    group: GO,
    page: true,
  },
  {
    id: "next-unread",
    keys: ["Alt+Shift+ArrowDown"],
    label: "Next unread chat",
    group: GO,
    page: true,
  },
  { id: "place-1", keys: ["Alt+1"], label: "Chats", group: GO, page: true },
  ...Array.from({ length: 8 }, (_, index) => ({
    id: `place-${index + 2}`,
    keys: [`Alt+${index + 2}`],
    label: "A space, in their order",
    group: GO,
    page: true,
    unlisted: index > 0 && index < 7,
  })),
  { id: "inbox", keys: ["Alt+U"], label: "Inbox", group: GO, page: true },
  { id: "next-region", keys: ["Ctrl+F6"], label: "Next part of the page", group: GO, page: true },
  {
    id: "previous-region",
    keys: ["Ctrl+Shift+F6"],
    label: "Previous part of the page",
    group: GO,
    page: true,
  },
  {
    id: "shortcuts",
    keys: ["Ctrl+/"],
    label: "Keyboard shortcuts",
    group: GO,
    page: true,
  },
  {
    id: "shortcuts-letter",
    keys: ["?"],
    label: "Keyboard shortcuts",
    group: GO,
    page: true,
    letter: true,
  },
  { id: "details", keys: ["Ctrl+."], label: "Show or hide details", group: CHAT, page: true },
  { id: "mark-read", keys: ["Shift+Escape"], label: "Mark as read", group: CHAT, page: true },
  {
    id: "escape",
    keys: ["Escape"],
    label: "Close what is on top, then go to the latest message",
    group: CHAT,
    page: true,
  },
  { id: "menu", keys: ["Shift+F10"], label: "Menu of a chat or message", group: CHAT },
  { id: "send", keys: ["Enter"], label: "Send", group: WRITE, swaps: true },
  { id: "line", keys: ["Shift+Enter"], label: "New line", group: WRITE, swaps: true },
  { id: "send-always", keys: ["Ctrl+Enter"], label: "Send", group: WRITE },
  { id: "send-later", keys: ["Ctrl+Shift+Enter"], label: "Send later", group: WRITE },
  { id: "format-bold", keys: ["Ctrl+B"], label: "Bold", group: WRITE },
  { id: "format-italic", keys: ["Ctrl+I"], label: "Italic", group: WRITE },
  { id: "format-strike", keys: ["Ctrl+Shift+X"], label: "Strikethrough", group: WRITE },
  { id: "format-code", keys: ["Ctrl+E"], label: "Code", group: WRITE },
  { id: "edit-last", keys: ["ArrowUp"], label: "Edit your last message", group: WRITE },
  { id: "cancel", keys: ["Escape"], label: "Cancel a reply or an edit", group: WRITE },
  {
    id: "move",
    keys: ["ArrowUp", "ArrowDown", "Home", "End"],
    label: "Move",
    group: MESSAGE,
  },
  { id: "move-letter", keys: ["J", "K"], label: "Move", group: MESSAGE, letter: true },
  { id: "reply", keys: ["R"], label: "Reply", group: MESSAGE, letter: true },
  {
    id: "thread",
    keys: ["T"],
    label: "Answer in a thread, or open it",
    group: MESSAGE,
    letter: true,
  },
  { id: "react", keys: ["+"], label: "React", group: MESSAGE, letter: true },
  { id: "edit", keys: ["E"], label: "Edit", group: MESSAGE, letter: true },
  { id: "forward", keys: ["F"], label: "Forward", group: MESSAGE, letter: true },
  { id: "pin", keys: ["P"], label: "Pin or unpin", group: MESSAGE, letter: true },
  { id: "bookmark", keys: ["B"], label: "Bookmark or not", group: MESSAGE, letter: true },
  { id: "unread", keys: ["U"], label: "Mark the chat unread", group: MESSAGE, letter: true },
  { id: "copy", keys: ["C"], label: "Copy text", group: MESSAGE, letter: true },
  { id: "delete", keys: ["Delete"], label: "Delete", group: MESSAGE },
];

/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} Pressed */

/**
 * @param {Pressed} event
 * @param {string} keys for instance `Ctrl+Shift+F6`
 * @param {boolean} [mac] there Cmd stands for Ctrl
 * @returns {boolean}
 */
export function isPressed(event, keys, mac = false) {
  const parts = keys.split("+");
  const key = keys.endsWith("+") ? "+" : parts.at(-1);
  const wants = (/** @type {string} */ name) => parts.includes(name);
  const command = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  // Which character takes Shift differs from keyboard to keyboard.
  const isSign = key?.length === 1 && !/[a-z0-9]/i.test(key);
  return (
    event.key.toLowerCase() === key?.toLowerCase() &&
    command === wants("Ctrl") &&
    !other &&
    event.altKey === wants("Alt") &&
    (isSign || event.shiftKey === wants("Shift"))
  );
}

/** @type {Record<string, string>} */
const NAMES = { ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", Ctrl: "Ctrl" };
/** @type {Record<string, string>} */
const SPOKEN = { ArrowUp: "Up", ArrowDown: "Down", Escape: "Escape" };

/**
 * Keys as they are printed: `Ctrl K`, on a Mac `Cmd K`.
 * @param {string} keys
 * @param {{mac?: boolean, spoken?: boolean}} [how]
 * @returns {string}
 */
export function keysText(keys, { mac = false, spoken = false } = {}) {
  const parts = keys.endsWith("+")
    ? [...keys.slice(0, -1).split("+").filter(Boolean), "+"]
    : keys.split("+");
  const names = spoken ? SPOKEN : NAMES;
  return parts.map((part) => (part === "Ctrl" && mac ? "Cmd" : (names[part] ?? part))).join(" ");
}

/** @returns {boolean} */
export function onMac() {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}

/** @param {string} id @returns {string} its first keys as printed here */
export function hintOf(id) {
  const keys = SHORTCUTS.find((shortcut) => shortcut.id === id)?.keys[0];
  return keys ? keysText(keys, { mac: onMac() }) : "";
}
