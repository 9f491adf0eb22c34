/** @typedef {{first: number, longest: number}} Backoff in seconds */

/** @type {Backoff} */
export const BACKOFF = { first: 1, longest: 60 };
/** However the dice fall, a server that just refused is left alone for this long. */
const SHORTEST_SECONDS = 0.25;

/**
 * Seconds to wait before attempt number `attempts` (1, 2, …): exponential with full jitter, so that
 * a thousand browsers do not come back in the same instant after a restart.
 * @param {number} attempts
 * @param {number} random between 0 and 1
 * @param {Backoff} [bounds]
 * @returns {number}
 */
export function backoffSeconds(attempts, random, { first, longest } = BACKOFF) {
  const ceiling = Math.min(longest, first * 2 ** Math.max(0, attempts - 1));
  return Math.max(SHORTEST_SECONDS, random * ceiling);
}

/**
 * Seconds to wait after a refusal: never less than the server asked for, and up to half as much
 * again, since it asked many at the same time; by back-off where it named no time.
 * @param {number | null} asked
 * @param {number} attempts
 * @param {number} random between 0 and 1
 * @param {Backoff} [bounds]
 * @returns {number}
 */
export function retrySeconds(asked, attempts, random, bounds = BACKOFF) {
  return asked === null ? backoffSeconds(attempts, random, bounds) : asked * (1 + random / 2);
}
