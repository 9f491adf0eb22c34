/** @import {Message, State} from "../types.js" */
import { ADDRESS, trimAddress } from "../lib/addresses.js";
import { element } from "../lib/dom.js";
import { isPresent } from "../store/members.js";

/** An address, or the name of somebody after an "@" that belongs to no word before it. */
const PARTS = new RegExp(`(${ADDRESS})|(?<![\\p{L}\\p{N}_.@/])@([a-z0-9_.-]*[a-z0-9_])`, "giu");

/**
 * @typedef {{kind: "text", text: string}
 *   | {kind: "link", text: string, href: string}
 *   | {kind: "mention", text: string, name: string}} Piece
 */

/**
 * A body in pieces: text, addresses and what may be mentions.
 * @param {string} body
 * @returns {Piece[]}
 */
export function piecesOf(body) {
  /** @type {Piece[]} */
  const pieces = [];
  let done = 0;
  const upTo = (/** @type {number} */ index) => {
    if (index > done) pieces.push({ kind: "text", text: body.slice(done, index) });
    done = index;
  };
  for (const { 0: whole, 1: address, 2: name, index } of body.matchAll(PARTS)) {
    const text = address ? trimAddress(address) : whole;
    if (address && !URL.canParse(text)) continue;
    upTo(index);
    if (address) pieces.push({ kind: "link", text, href: text });
    else pieces.push({ kind: "mention", text, name: (name ?? "").toLowerCase() });
    done = index + text.length;
  }
  upTo(body.length);
  return pieces;
}

/** @typedef {(name: string) => "me" | "other" | null} Mentioned who a name after "@" means */

/**
 * What else words may mean, by the text around them: the channels of a space.
 * @typedef {(text: string) => (Node | string)[]} Linker
 */

/**
 * A body as nodes. Links carry `data-stop`, as everything in a message that takes the keyboard.
 * @param {string} body
 * @param {Mentioned} mentioned
 * @param {Linker} [linked]
 * @returns {(Node | string)[]}
 */
export function textNodes(body, mentioned, linked = (text) => [text]) {
  return piecesOf(body).flatMap((piece, index) => {
    if (piece.kind === "link") {
      const { text, href } = piece;
      const properties = { href, target: "_blank", rel: "noopener noreferrer", tabindex: "-1" };
      return element("a", { ...properties, class: "link", "data-stop": `link ${index}` }, text);
    }
    const who = piece.kind === "mention" ? mentioned(piece.name) : null;
    if (who === null) return linked(piece.text);
    return element("span", { class: who === "me" ? "mention mine" : "mention" }, piece.text);
  });
}

/**
 * A body as it was typed.
 * @param {string} body
 * @param {Mentioned} mentioned
 * @param {Linker} [linked]
 */
export function plainBody(body, mentioned, linked) {
  return element("p", { class: "body", dir: "auto" }, ...textNodes(body, mentioned, linked));
}

/**
 * Whom names in a message mean: what the server found; in a message on its way, who is here.
 * @param {State} state
 * @param {string} conversationId
 * @param {Message | null} message
 * @returns {Mentioned}
 */
export function mentionedIn(state, conversationId, message) {
  const names = message?.mentions
    ? namesOf(state, message.mentions)
    : namesHere(state, conversationId);
  return (name) => {
    if (name === "all" && message?.mentions_all) return "me";
    const id = names.get(name);
    if (id === undefined) return null;
    return id === state.me.id ? "me" : "other";
  };
}

/**
 * @param {State} state
 * @param {string[]} ids
 */
function namesOf(state, ids) {
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const id of ids) {
    const name = state.people[id]?.username;
    if (name) names.set(name.toLowerCase(), id);
  }
  return names;
}

/** @type {WeakMap<object, Map<string, string>>} */
const here = new WeakMap();

/**
 * @param {State} state
 * @param {string} conversationId
 */
function namesHere(state, conversationId) {
  const members = state.members[conversationId];
  if (!members) return new Map();
  let names = here.get(members);
  if (!names) {
    const present = Object.values(members).filter(isPresent);
    names = new Map(present.map(({ user }) => [user.username.toLowerCase(), user.id]));
    here.set(members, names);
  }
  return names;
}
