/** What the palette finds: chats, people and commands, the best first. */

/** @import {Conversation, State, User} from "../types.js" */
import { fuzzyMatch } from "../lib/fuzzy.js";
import { conversationName } from "./select.js";

/** @typedef {{id: string, label: string, icon: string, hint?: string, run: () => unknown}} Command */
/** @typedef {[number, number][]} Ranges */
/**
 * @typedef {Object} Found
 * @property {"chat" | "person" | "command"} kind
 * @property {string} key
 * @property {string} label
 * @property {string} line
 * @property {Ranges} ranges of the label
 * @property {Ranges} lineRanges
 * @property {number} score
 * @property {Conversation} [conversation]
 * @property {User} [user]
 * @property {Command} [command]
 */

const SHOWN = 12;
const RECENT_BONUS = 25;

/**
 * @param {State} state
 * @param {string} typed with its prefix: `@` people, `#` groups and channels, `>` commands
 * @param {{recent: string[], commands: Command[]}} offers
 * @returns {Found[]}
 */
export function paletteResults(state, typed, { recent, commands }) {
  const { prefix, query } = readQuery(typed);
  if (prefix === "" && query === "") return recentChats(state, recent, commands);
  const chats = prefix === ">" ? [] : chatResults(state, query, prefix, recent);
  const people = prefix === "#" || prefix === ">" ? [] : peopleResults(state, query, chats);
  const found = prefix === "" || prefix === ">" ? commandResults(commands, query) : [];
  // Among equals the one where something happened last comes first: the sort is stable.
  return [...chats, ...people, ...found]
    .sort((a, b) => b.score - a.score)
    .slice(0, prefix === ">" ? commands.length : SHOWN);
}

/**
 * @param {string} typed
 * @returns {{prefix: "" | "@" | "#" | ">", query: string}}
 */
export function readQuery(typed) {
  const text = typed.trimStart();
  const sign = text.charAt(0);
  if (sign !== "@" && sign !== "#" && sign !== ">") return { prefix: "", query: text.trim() };
  return { prefix: sign, query: text.slice(1).trim() };
}

/**
 * Nothing typed yet: where one was last, then where something happened last.
 * @param {State} state
 * @param {string[]} recent
 * @param {Command[]} commands
 * @returns {Found[]}
 */
function recentChats(state, recent, commands) {
  const ids = [...new Set([...recent, ...state.order.slice(0, SHOWN)])];
  const chats = ids
    .flatMap((id) => state.conversations[id] ?? [])
    .slice(0, SHOWN - 4)
    .map((conversation) => chat(state, conversation, [], [], 0));
  return [...chats, ...commandResults(commands.slice(0, 4), "")];
}

/**
 * @param {State} state
 * @param {string} query
 * @param {string} prefix
 * @param {string[]} recent
 * @returns {Found[]}
 */
function chatResults(state, query, prefix, recent) {
  /** @type {Found[]} */
  const found = [];
  for (const id of state.order) {
    const conversation = state.conversations[id];
    if (!conversation) continue;
    if (prefix === "@" && conversation.type !== "DM") continue;
    if (prefix === "#" && conversation.type === "DM") continue;
    const name = fuzzyMatch(query, conversationName(conversation));
    const line = name ? null : fuzzyMatch(query, lineOf(state, conversation));
    const match = name ?? line;
    if (!match) continue;
    const bonus = recent.includes(id) ? RECENT_BONUS : 0;
    const score = match.score + bonus + (name ? 5 : 0);
    found.push(chat(state, conversation, name?.ranges ?? [], line?.ranges ?? [], score));
  }
  return found;
}

/**
 * People who are known here and have no chat of their own yet.
 * @param {State} state
 * @param {string} query
 * @param {Found[]} chats
 * @returns {Found[]}
 */
function peopleResults(state, query, chats) {
  if (query === "") return [];
  const peers = new Set(
    Object.values(state.conversations).flatMap(({ peer }) => (peer ? [peer.id] : [])),
  );
  /** @type {Found[]} */
  const found = [];
  for (const user of Object.values(state.people)) {
    if (user.id === state.me.id || peers.has(user.id) || !user.username) continue;
    const label = user.display_name || user.username;
    const line = `@${user.username}`;
    const name = fuzzyMatch(query, label);
    const other = name ? null : fuzzyMatch(query, line);
    const match = name ?? other;
    if (match) found.push(person(user, name?.ranges ?? [], other?.ranges ?? [], match.score));
  }
  return found.filter(({ key }) => !chats.some((one) => one.key === key));
}

/**
 * @param {Command[]} commands
 * @param {string} query
 * @returns {Found[]}
 */
function commandResults(commands, query) {
  return commands.flatMap((command) => {
    const match = fuzzyMatch(query, command.label);
    if (!match) return [];
    const { id, label } = command;
    const words = { kind: /** @type {const} */ ("command"), key: `command ${id}`, label };
    const { ranges } = match;
    return [
      { ...words, line: "Command", ranges, lineRanges: [], score: match.score - 10, command },
    ];
  });
}

/**
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {string}
 */
function lineOf(state, { type, peer, topic, space_id }) {
  if (peer) return `@${peer.username}`;
  if (space_id) return state.spaces[space_id]?.name ?? "Channel";
  return topic || (type === "CHANNEL" ? "Channel" : "Group");
}

/**
 * @param {State} state
 * @param {Conversation} conversation
 * @param {Ranges} ranges
 * @param {Ranges} lineRanges
 * @param {number} score
 * @returns {Found}
 */
function chat(state, conversation, ranges, lineRanges, score) {
  const label = conversationName(conversation);
  const line = lineOf(state, conversation);
  return {
    kind: "chat",
    key: conversation.id,
    label,
    line,
    ranges,
    lineRanges,
    score,
    conversation,
  };
}

/**
 * @param {User} user
 * @param {Ranges} ranges
 * @param {Ranges} lineRanges
 * @param {number} score
 * @returns {Found}
 */
export function person(user, ranges, lineRanges, score) {
  const label = user.display_name || user.username;
  const line = `@${user.username}`;
  return { kind: "person", key: `person ${user.id}`, label, line, ranges, lineRanges, score, user };
}
