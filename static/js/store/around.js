/** What goes on around a conversation just now: who types, who is there, what is pinned. */

/** @import {Conversation, Message, State} from "../types.js" */
import { isolated } from "../lib/text.js";
import { presenceOf } from "./presence.js";
import { personName } from "./select.js";
import { typingIn } from "./typing.js";

export { presenceOf };

/** @type {Message[]} */
const NO_PINS = [];

/**
 * @param {State} state
 * @param {string} id
 * @returns {Message[]} newest pin first
 */
export function pinsOf(state, id) {
  return state.pins[id] ?? NO_PINS;
}

/**
 * The part of a name that people call each other by in a crowded line, fit to stand in it.
 * @param {State} state
 * @param {string | null} userId
 * @returns {string}
 */
export function shortName(state, userId) {
  return isolated(personName(state, userId).split(/\s+/u)[0] ?? "");
}

/**
 * "Amara is typing", "3 people are typing", or nothing.
 * @param {State} state
 * @param {string} id
 * @returns {string}
 */
export function typingLine(state, id) {
  const ids = typingIn(state, id);
  const [first] = ids;
  if (first === undefined) return "";
  if (ids.length > 1) return `${ids.length} people are typing`;
  return `${shortName(state, first)} is typing`;
}

/**
 * What to see of a person from afar: `online`, `away`, `dnd`, or nothing.
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {string}
 */
export function peerPresence(state, conversation) {
  const { peer } = conversation;
  const status = (peer && presenceOf(state, peer.id)?.status) ?? "";
  return ["online", "away", "dnd"].includes(status) ? status : "";
}
