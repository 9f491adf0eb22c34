import { backoffSeconds } from "./backoff.js";

/**
 * Asks until there is an answer: less and less often, and at once when there is a line again.
 * @template T
 * @param {() => Promise<T>} ask
 * @returns {Promise<T>}
 */
export async function askUntilAnswered(ask) {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await ask();
    } catch {
      await pause(backoffSeconds(attempts, Math.random()) * 1000);
    }
  }
}

/** @param {number} longest in milliseconds @returns {Promise<void>} */
function pause(longest) {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      window.removeEventListener("online", over);
      resolve();
    };
    const timer = setTimeout(over, longest);
    window.addEventListener("online", over);
  });
}
