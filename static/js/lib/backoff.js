const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 60;

/**
 * Seconds to wait before attempt number `attempts` (1, 2, …): exponential with full jitter, so that
 * a thousand browsers do not come back in the same instant after a restart.
 * @param {number} attempts
 * @param {number} random between 0 and 1
 * @returns {number}
 */
export function backoffSeconds(attempts, random) {
  const ceiling = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** Math.max(0, attempts - 1));
  return Math.max(0.25, random * ceiling);
}
