/** The person signed in here, and the line to the server. */

/** @import {Connection, EventFrame, Me, State} from "../types.js" */
import { bookmarkHeard } from "./bookmarks.js";
import { newsFor } from "./gathered.js";
import { waitingHeard } from "./waiting.js";

/**
 * @param {State} state
 * @param {Connection} connection
 * @returns {State}
 */
export function connectionChanged(state, connection) {
  const next = { ...state, connection };
  // The first time they came with the page.
  const isBack = state.booted && connection.status === "catching_up";
  return isBack ? newsFor(next, "features") : next;
}

/**
 * @param {State} state
 * @param {Me} me
 * @returns {State}
 */
export function meLoaded(state, me) {
  return { ...state, me, people: { ...state.people, [me.id]: me }, accountStale: false };
}

/**
 * @param {State} state
 * @param {import("../types.js").User[]} users
 * @returns {State}
 */
export function peopleLoaded(state, users) {
  const people = { ...state.people };
  for (const user of users) people[user.id] = user;
  return { ...state, people };
}

/**
 * `account.updated`: something of the account changed on another device; many conversations at once
 * are asked for like after a reconnect.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function accountUpdated(state, frame) {
  if (frame.d?.part === "bookmarks") return bookmarkHeard(state, frame);
  if (frame.d?.part === "scheduled") return waitingHeard(state, frame);
  if (frame.d?.part === "conversations") return { ...state, resync: true };
  return { ...state, accountStale: true };
}

/**
 * `session.revoked`: this device was signed out.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function sessionRevoked(state, frame) {
  const reason = String(frame.d?.reason ?? "revoked");
  return { ...state, connection: { status: "closed", attempts: 0, reason } };
}

/**
 * `resync`: the server could not deliver everything; ask for what is missing.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function resyncAsked(state, frame) {
  const id = frame.d?.conversation_id ?? frame.c;
  if (id === undefined) return { ...state, resync: "everyone" };
  if (!state.conversations[id]) return { ...state, missing: { ...state.missing, [id]: true } };
  return { ...state, stale: { ...state.stale, [id]: state.stale[id] ?? "told" } };
}

/**
 * `hello`: nothing of the store changes; the connection layer acts on it.
 * @param {State} state
 * @returns {State}
 */
export function helloHeard(state) {
  return state;
}
