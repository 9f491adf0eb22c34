/** @import {Conversation, State} from "../types.js" */
import { element } from "../lib/dom.js";
import { channelsOf } from "../store/space_rooms.js";
import { Router } from "./router.js";

/** What a channel's name after "#" may not follow, nor be followed by. */
const IN_WORD = /[\p{L}\p{N}_]/u;

/** @typedef {{channel: Conversation, name: string}} Named */

/** @type {WeakMap<Conversation[], Named[]>} */
const named = new WeakMap();

/**
 * The channels of a space, the longest name first: of two that begin alike the longer is meant.
 * @param {Conversation[]} channels
 */
function namesOf(channels) {
  let names = named.get(channels);
  if (!names) {
    names = channels
      .map((channel) => ({ channel, name: (channel.title ?? "").toLowerCase() }))
      .filter(({ name }) => name !== "")
      .sort((a, b) => b.name.length - a.name.length);
    named.set(channels, names);
  }
  return names;
}

/**
 * Makes links of the channels that a text names after "#": of those of the same space that the
 * reader sees.
 * @param {State} state
 * @param {string} conversationId
 * @param {(conversationId: string) => void} visit
 * @returns {import("./message_text.js").Linker}
 */
export function channelLinker(state, conversationId, visit) {
  const spaceId = state.conversations[conversationId]?.space_id;
  return (text) => {
    if (!spaceId || !text.includes("#")) return [text];
    const names = namesOf(channelsOf(state, spaceId));
    /** @type {(Node | string)[]} */
    const nodes = [];
    let done = 0;
    for (let at = text.indexOf("#"); at >= 0; at = text.indexOf("#", at + 1)) {
      const found = at >= done ? channelAt(text, at, names) : null;
      if (!found) continue;
      const end = at + 1 + found.name.length;
      nodes.push(text.slice(done, at), linkTo(found.channel, text.slice(at, end), at, visit));
      done = end;
    }
    return [...nodes, text.slice(done)];
  };
}

/**
 * @param {string} text
 * @param {number} at of the "#"
 * @param {Named[]} names
 */
function channelAt(text, at, names) {
  if (IN_WORD.test(text[at - 1] ?? "") || text[at - 1] === "#") return null;
  const isHere = (/** @type {Named} */ { name }) =>
    text.slice(at + 1, at + 1 + name.length).toLowerCase() === name &&
    !IN_WORD.test(text[at + 1 + name.length] ?? "");
  return names.find(isHere) ?? null;
}

/**
 * @param {Conversation} channel
 * @param {string} text
 * @param {number} at
 * @param {(conversationId: string) => void} visit
 */
function linkTo({ id, space_id: spaceId, title }, text, at, visit) {
  const href = Router.address({ spaceId: spaceId ?? null, conversationId: id });
  const stop = { "data-stop": `channel ${at}`, tabindex: "-1", dir: "auto" };
  const onclick = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    visit(id);
  };
  return element("a", { class: "mention", href, title: `#${title}`, ...stop, onclick }, text);
}
