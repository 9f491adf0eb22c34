/** Lengths of time as people read them. */

/** @type {[seconds: number, one: string, many: string][]} */
const UNITS = [
  [86_400, "day", "days"],
  [3600, "hour", "hours"],
  [60, "minute", "minutes"],
  [1, "second", "seconds"],
];

/**
 * "10 seconds", "1 minute", "7 days": in the largest unit that fits without a rest.
 * @param {number} seconds
 * @returns {string}
 */
export function formatDuration(seconds) {
  for (const [size, one, many] of UNITS) {
    if (seconds % size !== 0 || seconds === 0) continue;
    const count = seconds / size;
    return count === 1 ? `1 ${one}` : `${count} ${many}`;
  }
  return `${seconds} seconds`;
}

/**
 * What is left of a wait, short: "9", "1:05".
 * @param {number} seconds
 * @returns {string}
 */
export function formatCountdown(seconds) {
  if (seconds < 60) return String(seconds);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
