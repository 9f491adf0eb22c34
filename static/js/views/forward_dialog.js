/** @import {Conversation, Message, State} from "../types.js" */
import { ApiError } from "../api/errors.js";
import { element, setText } from "../lib/dom.js";
import { fuzzyMatch } from "../lib/fuzzy.js";
import { isolated } from "../lib/text.js";
import { makeUuid } from "../lib/uuid.js";
import { closedReason } from "../store/posting.js";
import { placeName } from "../store/select.js";
import { openDialog } from "./dialog.js";

/** Rows that are shown; who looks for another types its name. */
const SHOWN = 50;

/**
 * Asks where to say again what a message says.
 * @param {import("./context.js").Context} context
 * @param {Message} message
 */
export function openForwardDialog(context, message) {
  const { store, toasts } = context;
  const most = context.boot.limits.forward_conversations;
  /** @type {Map<string, string>} chosen chats, and the client id of each forward */
  const chosen = new Map();
  const places = placesFor(store.state);
  const search = element("input", {
    class: "input",
    type: "search",
    placeholder: "Search chats",
    "aria-label": "Search chats",
    autocomplete: "off",
    oninput: () => show(),
  });
  const list = element("ul", { class: "forward-list", "aria-label": "Chats" });
  const count = element("p", { class: "help", role: "status" });
  const say = () => {
    const full = chosen.size >= most ? ` That is as many as go at once.` : "";
    setText(count, chosen.size === 0 ? "" : `${chosen.size} chosen.${full}`);
  };
  const choose = (/** @type {string} */ id, /** @type {HTMLInputElement} */ box) => {
    if (!box.checked) chosen.delete(id);
    else if (chosen.size < most) chosen.set(id, makeUuid());
    else box.checked = false;
    say();
  };
  const show = () => {
    const found = matching(places, search.value);
    list.replaceChildren(
      ...found.slice(0, SHOWN).map((place) => placeRow(place, chosen.has(place.id), choose)),
    );
    if (found.length === 0)
      list.append(element("li", { class: "help" }, "No chat is called that."));
  };
  show();
  const run = async () => {
    if (chosen.size === 0) {
      setText(count, "Choose a chat.");
      return false;
    }
    const failed = await forward(context, message, chosen);
    if (failed.length === 0) {
      toasts.show(chosen.size === 1 ? "Forwarded" : `Forwarded to ${chosen.size} chats`);
      return true;
    }
    // What went is not sent again; the others keep their client ids.
    for (const id of [...chosen.keys()])
      if (!failed.some((one) => one.id === id)) chosen.delete(id);
    show();
    say();
    const names = failed.map(({ id, detail }) => `${nameOf(places, id)}: ${detail}`);
    throw new ApiError({ code: "forbidden", status: 403, detail: names.join(" ") });
  };
  const { dialog } = openDialog({
    title: "Forward to",
    body: [search, list, count],
    actions: [
      { label: "Cancel", kind: "secondary" },
      { label: "Forward", kind: "primary", run },
    ],
  });
  dialog.classList.add("forward-dialog");
  search.focus();
}

/**
 * @param {import("./context.js").Context} context
 * @param {Message} message
 * @param {Map<string, string>} chosen
 * @returns {Promise<{id: string, detail: string}[]>} where it did not go
 */
async function forward({ api }, message, chosen) {
  const answer = await api.http.post(`/messages/${message.id}/forward`, {
    conversation_ids: [...chosen.keys()],
    client_ids: [...chosen.values()],
  });
  /** @type {{conversation_id: string, error: {detail: string} | null}[]} */
  const results = answer.results;
  return results.flatMap(({ conversation_id: id, error }) =>
    error ? { id, detail: error.detail } : [],
  );
}

/** @typedef {{id: string, name: string, line: string}} Place */

/**
 * Where one may write, last activity first, channels of spaces after chats.
 * @param {State} state
 * @returns {Place[]}
 */
function placesFor(state) {
  const known = new Set(state.order);
  const others = Object.keys(state.conversations).filter((id) => !known.has(id));
  return [...state.order, ...others]
    .map((id) => state.conversations[id])
    .filter((one) => one !== undefined)
    .filter((one) => closedReason(state, one) === null)
    .map((one) => ({ id: one.id, name: placeName(one), line: lineOf(state, one) }));
}

/**
 * @param {State} state
 * @param {Conversation} conversation
 */
function lineOf(state, { space_id, type }) {
  if (space_id) return state.spaces[space_id]?.name ?? "Space";
  return type === "DM" ? "" : type === "GROUP" ? "Group" : "Channel";
}

/**
 * @param {Place[]} places
 * @param {string} query
 */
function matching(places, query) {
  if (query.trim() === "") return places;
  return places
    .map((place) => ({ place, score: fuzzyMatch(query, place.name)?.score }))
    .filter(({ score }) => score !== undefined)
    .toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map(({ place }) => place);
}

/**
 * @param {Place} place
 * @param {boolean} checked
 * @param {(id: string, box: HTMLInputElement) => void} choose
 */
function placeRow({ id, name, line }, checked, choose) {
  const box = element("input", { type: "checkbox", id: `forward-${id}` });
  box.checked = checked;
  box.addEventListener("change", () => choose(id, box));
  return element(
    "li",
    {},
    element(
      "label",
      { class: "forward-place", for: `forward-${id}` },
      box,
      element("span", { class: "forward-name", dir: "auto" }, name),
      line !== "" && element("span", { class: "forward-line", dir: "auto" }, line),
    ),
  );
}

/**
 * @param {Place[]} places
 * @param {string} id
 */
function nameOf(places, id) {
  return isolated(places.find((place) => place.id === id)?.name ?? "A chat");
}
