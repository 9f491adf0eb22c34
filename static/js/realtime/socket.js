/** @import {AnswerFrame, Connection, EventFrame} from "../types.js" */
import { ApiError, Unreachable } from "../api/errors.js";
import { backoffSeconds } from "../lib/backoff.js";

/** Until the server says otherwise. */
const HEARTBEAT_SECONDS = 30;
const ANSWER_MS = 15_000;

/** Close codes after which coming back by itself would be wrong, and what they mean to a person. */
const FINAL = new Map([
  [4401, "signed_out"],
  [4403, "refused"],
  [4409, "elsewhere"],
]);

/** The server sent everybody away at once, or can take nobody now: the first wait is longer. */
const CROWDED = new Set([1012, 1013]);
const CROWDED_ATTEMPTS = 3;

/**
 * The line to the server: connects, comes back with full-jitter back-off, keeps the heartbeat, and
 * pairs answers with operations.
 */
export class Socket {
  /**
   * @param {Object} options
   * @param {string} options.url
   * @param {(frame: EventFrame) => void} options.onEvent
   * @param {(connection: Connection) => void} options.onStatus
   * @param {import("../lib/backoff.js").Backoff} [options.backoff]
   */
  constructor({ url, onEvent, onStatus, backoff }) {
    this.url = url;
    this.backoff = backoff;
    this.heartbeatSeconds = HEARTBEAT_SECONDS;
    this.onEvent = onEvent;
    this.onStatus = onStatus;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.attempts = 0;
    this.nextId = 1;
    /** @type {Map<number, {resolve: (d: any) => void, reject: (error: Error) => void, timer: number}>} */
    this.waiting = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.reconnectTimer = undefined;
    this.heartbeatTimer = 0;
    this.ready = false;
    window.addEventListener("online", () => this.reconnectTimer && this.reconnectNow());
    window.addEventListener("offline", () => this.restart());
  }

  connect() {
    clearTimeout(this.reconnectTimer);
    this.reconnectTimer = undefined;
    this.onStatus({ status: "connecting", attempts: this.attempts });
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.addEventListener("message", (event) => this.#receive(socket, event.data));
    socket.addEventListener("close", (event) => this.#closed(socket, event.code));
    // A server that accepts and then says nothing counts as one that cannot be reached.
    this.heartbeatTimer = Number(setTimeout(() => this.restart(), ANSWER_MS));
  }

  /** Tries at once instead of waiting out the back-off. */
  reconnectNow() {
    if (this.socket) return;
    this.connect();
  }

  /** Ends this connection and starts the next: after an answer that never came. */
  restart() {
    this.#end(1006);
  }

  /** Ends this connection for good: it speaks for somebody else, or for nobody. */
  signOut() {
    this.#end(4401);
  }

  /** @param {number} code */
  #end(code) {
    const socket = this.socket;
    if (!socket) return;
    socket.close();
    this.#closed(socket, code);
  }

  /**
   * @param {string} op
   * @param {unknown} [d]
   * @returns {Promise<any>} the answer's `d`; rejects with ApiError or Unreachable
   */
  call(op, d = {}) {
    const socket = this.socket;
    if (!this.ready || socket?.readyState !== WebSocket.OPEN) {
      return Promise.reject(new Unreachable());
    }
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.restart(), ANSWER_MS);
      this.waiting.set(id, { resolve, reject, timer: Number(timer) });
      socket.send(JSON.stringify({ id, op, d }));
    });
  }

  /**
   * @param {WebSocket} socket
   * @param {string} text
   */
  #receive(socket, text) {
    if (socket !== this.socket) return;
    /** @type {EventFrame | AnswerFrame} */
    const frame = JSON.parse(text);
    if ("re" in frame) {
      this.#answer(frame);
      return;
    }
    if (frame.ev === "hello") {
      this.ready = true;
      this.attempts = 0;
      this.heartbeatSeconds = frame.d.heartbeat_interval ?? HEARTBEAT_SECONDS;
      this.#beatLater();
    }
    this.onEvent(frame);
  }

  /** @param {AnswerFrame} frame */
  #answer(frame) {
    const waiter = this.waiting.get(frame.re);
    if (!waiter) return;
    this.waiting.delete(frame.re);
    clearTimeout(waiter.timer);
    if (frame.ok) waiter.resolve(frame.d);
    else waiter.reject(new ApiError(frame.error));
  }

  #beatLater() {
    clearTimeout(this.heartbeatTimer);
    this.heartbeatTimer = Number(
      setTimeout(() => {
        this.#beatLater();
        this.call("ping").catch(() => undefined);
      }, this.heartbeatSeconds * 1000),
    );
  }

  /**
   * @param {WebSocket} socket
   * @param {number} code
   */
  #closed(socket, code) {
    if (socket !== this.socket) return;
    this.socket = null;
    this.ready = false;
    clearTimeout(this.heartbeatTimer);
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new Unreachable());
    }
    this.waiting.clear();
    const reason = FINAL.get(code);
    if (reason) {
      this.onStatus({ status: "closed", attempts: this.attempts, reason });
      return;
    }
    this.attempts += 1;
    this.onStatus({ status: "waiting", attempts: this.attempts });
    const attempts = CROWDED.has(code) ? Math.max(this.attempts, CROWDED_ATTEMPTS) : this.attempts;
    const seconds = backoffSeconds(attempts, Math.random(), this.backoff);
    this.reconnectTimer = setTimeout(() => this.connect(), seconds * 1000);
  }
}
