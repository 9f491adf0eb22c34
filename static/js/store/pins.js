/** What is pinned in the conversations that were opened: the newest pin first, without reactions, polls and bookmarks. */

/** @import {Message, MessageChange, SeqRange, State} from "../types.js" */
import { mergeMessage, requote, withoutHidden } from "./messages.js";
import { without } from "./state.js";

/**
 * Pins were asked for: from here on, remember what changes until they arrive.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function pinsRequested(state, id) {
  return { ...state, latePins: { ...state.latePins, [id]: [] } };
}

/**
 * All pins from REST, unless the conversation went, or began anew, while they were on their way.
 * @param {State} state
 * @param {string} id
 * @param {Message[]} messages
 * @returns {State}
 */
export function pinsLoaded(state, id, messages) {
  const late = state.latePins[id];
  if (!late) return state;
  const loaded = messages.map(withoutAnswers).toSorted(byPin);
  const own = shown(state, id);
  let pins = loaded;
  for (const change of late) {
    if (isOutOfSight(pins, change, own)) return pinsForgotten(state, id);
    pins = place(pins, change, state.me.id, own);
  }
  return { ...pinsForgotten(state, id), pins: { ...state.pins, [id]: pins } };
}

/**
 * What is known of them is out of date, or they did not come: they are asked for again.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function pinsForgotten(state, id) {
  return { ...state, pins: without(state.pins, id), latePins: without(state.latePins, id) };
}

/**
 * A message was created, changed or deleted.
 * @param {State} state
 * @param {string} id
 * @param {MessageChange} change
 * @returns {State}
 */
export function notePins(state, id, change) {
  const late = state.latePins[id];
  if (late) return { ...state, latePins: { ...state.latePins, [id]: [...late, change] } };
  const pins = state.pins[id];
  if (!pins) return state;
  const own = shown(state, id);
  if (isOutOfSight(pins, change, own)) return pinsForgotten(state, id);
  const { id: messageId, rev } = change.message;
  // An answer may come after later events: what they say of a message that is not there counts.
  const isOld = rev <= (state.cursors[id] ?? 0) && !pins.some((pin) => pin.id === messageId);
  const next = isOld ? pins : place(pins, change, state.me.id, own);
  return next === pins ? state : { ...state, pins: { ...state.pins, [id]: next } };
}

/**
 * @param {State} state
 * @param {string} id
 * @param {SeqRange[]} purged
 * @returns {State}
 */
export function pinsPurged(state, id, purged) {
  const pins = state.pins[id];
  if (!pins || purged.length === 0) return state;
  const kept = pins.filter(
    ({ seq }) => !purged.some((range) => seq >= range.from_seq && seq <= range.to_seq),
  );
  return { ...state, pins: { ...state.pins, [id]: kept } };
}

/**
 * Whether an event pins what is not here. It is the same for everyone: only the server knows whether
 * the reader deleted that message for themselves.
 * @param {Message[]} pins
 * @param {MessageChange} change
 * @param {Message[]} own the messages as their reader has them
 */
function isOutOfSight(pins, { full, message: { id, change, pinned } }, own) {
  if (full || change !== "pin" || !pinned) return false;
  return ![...pins, ...own].some((one) => one.id === id);
}

/**
 * @param {Message[]} pins
 * @param {MessageChange} change
 * @param {string} meId
 * @param {Message[]} own the messages as their reader has them
 * @returns {Message[]}
 */
function place(pins, change, meId, own) {
  // What one deleted for oneself is pinned for others alone.
  const there = own.find((one) => one.id === change.message.id);
  if (there?.hidden) return pins;
  const known = pins.find((pin) => pin.id === change.message.id);
  if (known && change.message.rev <= known.rev) return pins;
  const message = withoutHidden(withoutAnswers(mergeMessage(undefined, change, meId)), own);
  const others = pins.filter((pin) => pin !== known).map((pin) => requote(pin, message));
  // So is, as long as the server does not say otherwise, what it left out when it told of the pins.
  const isOwn = change.full || known || there;
  if (isOwn && message.pinned && !message.deleted) return [...others, message].toSorted(byPin);
  const isSame = !known && others.every((pin, index) => pin === pins[index]);
  return isSame ? pins : others;
}

/** @param {State} state @param {string} id */
const shown = (state, id) => state.timelines[id]?.messages ?? [];

/** @param {Message} message @returns {Message} */
function withoutAnswers(message) {
  return { ...message, reactions: [], poll: null, bookmarked: false };
}

/**
 * @param {Message} a
 * @param {Message} b
 * @returns {number}
 */
function byPin(a, b) {
  const [first, second] = [a.pinned_at ?? "", b.pinned_at ?? ""];
  if (first !== second) return first < second ? 1 : -1;
  return b.seq - a.seq;
}
