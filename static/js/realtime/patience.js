import { ApiError, Unreachable } from "../api/errors.js";

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
