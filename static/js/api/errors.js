/** @import {WireError} from "../types.js" */

/** What the server refused, from REST (problem+json) and the socket alike. */
export class ApiError extends Error {
  /** @param {Partial<WireError>} error */
  constructor(error) {
    super(error.detail || "Something broke on our side. Try again in a minute.");
    this.name = "ApiError";
    this.code = error.code ?? "internal_error";
    this.status = error.status ?? 0;
    this.errors = error.errors ?? {};
    this.retryAfter = error.retry_after ?? null;
    this.requestId = error.request_id ?? null;
    this.current = error.current ?? null;
  }

  /** Will the same request succeed later, unchanged? */
  get isPassing() {
    const passing = ["rate_limited", "slow_mode", "unavailable"];
    return passing.includes(this.code) || this.status >= 500;
  }
}

/** The server could not be reached, or the line broke before it answered. */
export class Unreachable extends Error {
  constructor() {
    super("This server can't be reached.");
    this.name = "Unreachable";
  }
}

/**
 * Is what was asked for not there, or not for the person here?
 * @param {unknown} error
 * @returns {boolean}
 */
export function isGone(error) {
  return error instanceof ApiError && (error.status === 404 || error.status === 403);
}

/**
 * What to tell a person about a failure.
 * @param {unknown} error
 * @returns {string}
 */
export function explain(error) {
  if (error instanceof ApiError && error.code === "rate_limited" && error.retryAfter) {
    const seconds = Math.ceil(error.retryAfter);
    return `That's a lot at once. You can try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  }
  if (error instanceof ApiError) {
    const field = Object.values(error.errors)[0]?.[0];
    const reference = error.status >= 500 && error.requestId ? ` (ref ${error.requestId})` : "";
    return `${field ?? error.message}${reference}`;
  }
  if (error instanceof Unreachable) return error.message;
  throw error;
}
