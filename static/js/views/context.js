/**
 * What every part of the chat page is given.
 * @typedef {Object} Context
 * @property {import("../store/store.js").Store} store
 * @property {import("../api/chat.js").ChatApi} api
 * @property {import("../realtime/live.js").Live} live
 * @property {import("../offline/drafts.js").Drafts} drafts
 * @property {import("../offline/edits.js").Edits} edits
 * @property {import("../offline/preferences.js").Preferences} preferences
 * @property {import("./router.js").Router} router
 * @property {import("./announcer.js").Announcer} announcer
 * @property {import("./toasts.js").Toasts} toasts
 * @property {import("./later.js").Later} later
 * @property {import("./chat_page.js").PageCallbacks} page
 * @property {import("../types.js").Boot} boot
 */

export {};
