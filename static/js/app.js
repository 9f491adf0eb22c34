/** @import {Boot} from "./types.js" */
import { ChatApi } from "./api/chat.js";
import { Http } from "./api/http.js";
import { Drafts } from "./offline/drafts.js";
import { Edits } from "./offline/edits.js";
import { Preferences } from "./offline/preferences.js";
import { Shelf } from "./offline/shelf.js";
import { Live } from "./realtime/live.js";
import { featuresLoaded } from "./store/features.js";
import { cutQuotesAt } from "./store/messages.js";
import { initialState } from "./store/state.js";
import { Store } from "./store/store.js";
import { Announcer } from "./views/announcer.js";
import { ChatPage } from "./views/chat_page.js";
import { Later } from "./views/later.js";
import { Router } from "./views/router.js";
import { Toasts } from "./views/toasts.js";

/** Puts the parts together and opens the line. */
function start() {
  const root = document.getElementById("app");
  const data = document.getElementById("boot")?.textContent;
  if (!root || !data) throw new Error("The page came without its data.");
  /** @type {Boot} */
  const boot = JSON.parse(data);
  cutQuotesAt(boot.limits.excerpt_code_points);
  const store = new Store(featuresLoaded(initialState(boot.me), boot));
  const api = new ChatApi(new Http(boot.csrf_token), boot.me.id);
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const url = `${scheme}//${location.host}/ws/v1`;
  const shelf = (/** @type {string} */ kind) =>
    new Shelf(localStorage, `chatty.${kind}.${boot.me.id}.`);
  const { backoff_first_seconds: first, backoff_longest_seconds: longest } = boot.limits;
  const backoff = { first, longest };
  const live = new Live({ store, api, url, shelf: shelf("pending"), backoff });
  const drafts = new Drafts(shelf("draft"));
  const edits = new Edits(shelf("edit"));
  const preferences = new Preferences(shelf("view"));
  /** @type {ChatPage | null} */
  let page = null;
  const router = new Router(() => page?.moved());
  const announcer = new Announcer();
  const toasts = new Toasts();
  const later = new Later(toasts);
  const kept = { drafts, edits, preferences };
  const given = { store, api, live, ...kept, router, announcer, toasts, later, boot };
  page = new ChatPage(root, given);
  live.start();
}

start();
