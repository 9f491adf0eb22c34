/** What the shortcuts of the whole page do. */

import { neighbourOf } from "../store/list.js";
import { spacesInOrder } from "../store/space_rooms.js";
import { goToRegion } from "./regions.js";

/** @typedef {import("./chat_page.js").ChatPage} ChatPage */

/**
 * @param {ChatPage} page
 * @returns {Record<string, () => unknown>} by id of the shortcut; false leaves the key to the browser
 */
export function shortcutsOf(page) {
  const { context } = page;
  const { later, router, store } = context;
  const step = (/** @type {1 | -1} */ by, unread = false) => {
    const ids = page.left.ids(store.state);
    const id = neighbourOf(store.state, ids, page.openId, by, unread);
    if (id !== null) router.open(id);
  };
  const here = () => store.state.conversations[page.openId ?? ""];
  const sheet = () => later.use("shortcutSheet", (part) => part.openShortcutSheet(context));
  return {
    ...placesOf(page),
    palette: () => context.page.openPalette(),
    inbox: () => router.openInbox(),
    previous: () => step(-1),
    next: () => step(1),
    "previous-unread": () => step(-1, true),
    "next-unread": () => step(1, true),
    "next-region": () => goOn(page, 1),
    "previous-region": () => goOn(page, -1),
    shortcuts: sheet,
    "shortcuts-letter": sheet,
    details: () => (here() ? router.showPane(page.pane ? null : "details") : false),
    "mark-read": () => {
      const conversation = here();
      if (!conversation) return false;
      return later.use("menus", ({ markRead }) => markRead(context, conversation));
    },
    escape: () => closeOne(page),
  };
}

/**
 * Alt+1 is home, the others are the spaces.
 * @param {ChatPage} page
 */
function placesOf({ context }) {
  /** @type {Record<string, () => unknown>} */
  const places = { "place-1": () => context.page.showList({ kind: "chats" }) };
  for (let number = 2; number <= 9; number += 1) {
    places[`place-${number}`] = () => {
      const space = spacesInOrder(context.store.state)[number - 2];
      return space ? context.page.openSpace(space.id) : false;
    };
  }
  return places;
}

/**
 * What lies on top closes first; with nothing on top, the latest message comes.
 * @param {ChatPage} page
 */
function closeOne(page) {
  if (page.pane) page.context.router.showPane(null);
  else if (page.openId) page.timeline.toLatest();
  else return false;
  return true;
}

/**
 * @param {ChatPage} page
 * @param {1 | -1} by
 */
function goOn({ composer, details, header, left, rail, timeline }, by) {
  const log = timeline.element.querySelector('article[tabindex="0"]');
  const top = { element: header.element, focus: () => header.name.focus() };
  const messages = () => (log instanceof HTMLElement ? log.focus() : top.focus());
  goToRegion(
    [
      rail,
      { element: left.shown.element, focus: () => left.focus() },
      top,
      { element: timeline.element, focus: messages },
      { element: composer.element, focus: () => composer.focus() },
      { element: details.element, focus: () => details.title.focus() },
    ],
    by,
  );
}
