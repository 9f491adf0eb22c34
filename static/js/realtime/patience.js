import { ApiError, Unreachable } from "../api/errors.js";
import { BACKOFF, retrySeconds } from "../lib/backoff.js";

/** What reaches many pages in one moment is asked for at some time within this by each of them. */
export const SPREAD_MS = 10_000;
/** The pages of one conversation or space, within a part of it: the longer the more are in it. */
const SPREAD_PER_MEMBER_MS = 5;

/**
 * Network and server failures pass; anything else is our own mistake and must be seen.
 * @param {unknown} error
 */
export function tolerate(error) {
  if (!(error instanceof ApiError) && !(error instanceof Unreachable)) throw error;
}

/** @param {number} ms @returns {Promise<void>} */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Milliseconds until something that failed is tried again.
 * @param {unknown} error
 * @param {number} attempts that failed so far
 * @param {import("../lib/backoff.js").Backoff} [bounds]
 * @returns {number}
 */
export function waitAfter(error, attempts, bounds = BACKOFF) {
  const asked = error instanceof ApiError ? error.retryAfter : null;
  return retrySeconds(asked, attempts, Math.random(), bounds) * 1000;
}

/**
 * A moment within so many milliseconds: what reaches many pages at once should not make all of
 * them ask at once.
 * @param {number} most
 * @returns {number}
 */
export function someTimeWithin(most) {
  return Math.random() * most;
}

/**
 * Milliseconds over which the members of a conversation or a space ask for the same.
 * @param {number} members
 * @returns {number}
 */
export function spreadOf(members) {
  return Math.min(members * SPREAD_PER_MEMBER_MS, SPREAD_MS);
}
