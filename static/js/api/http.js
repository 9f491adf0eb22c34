import { ApiError, Unreachable } from "./errors.js";

const BASE = "/api/v1";
/** Browsers refuse larger bodies to what should outlive the page. */
const OUTLIVING_AT_MOST = 16_000;

/** Same-origin JSON requests with the session cookie and its CSRF token. */
export class Http {
  /** @param {string} csrfToken */
  constructor(csrfToken) {
    this.csrfToken = csrfToken;
  }

  /**
   * @param {string} path
   * @param {Record<string, string | number | null | undefined>} [query]
   * @returns {Promise<any>}
   */
  get(path, query = {}) {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined) search.set(name, String(value));
    }
    const suffix = search.size > 0 ? `?${search}` : "";
    return this.request("GET", path + suffix);
  }

  /**
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  post(path, body = {}) {
    return this.request("POST", path, body);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  async request(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRFToken"] = this.csrfToken;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const text = body === undefined ? undefined : JSON.stringify(body);
    /** @type {Response} */
    let response;
    try {
      response = await fetch(BASE + path, {
        method,
        headers,
        credentials: "same-origin",
        body: text,
        // What was changed just before the page closed still arrives.
        keepalive: method !== "GET" && (text?.length ?? 0) < OUTLIVING_AT_MOST,
      });
    } catch {
      throw new Unreachable();
    }
    if (response.status === 204) return null;
    const answer = await readJson(response);
    if (response.ok) return answer;
    const retryAfter = Number(response.headers.get("Retry-After")) || undefined;
    throw new ApiError({ retry_after: retryAfter, ...answer, status: response.status });
  }
}

/**
 * An error page of a proxy is no JSON: the status alone then tells.
 * @param {Response} response
 * @returns {Promise<any>}
 */
async function readJson(response) {
  try {
    return await response.json();
  } catch {
    if (response.ok) throw new Unreachable();
    return { detail: `The server answered ${response.status}.` };
  }
}
