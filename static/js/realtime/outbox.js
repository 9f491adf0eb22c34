/** @import {Pending, Reply, State} from "../types.js" */
import { ApiError, explain, Unreachable } from "../api/errors.js";
import { makeUuid } from "../lib/uuid.js";
import {
  sendAcked,
  sendDiscarded,
  sendFailed,
  sendRetried,
  sendStarted,
} from "../store/pending.js";
import { pendingOf } from "../store/select.js";
import { waitAfter } from "./patience.js";

/** Being online and still not answered for this long is a failure. */
const GIVE_UP_MS = 10 * 60_000;

/**
 * Own messages until the server has them: sent in order, one at a time a conversation, kept over a
 * reload, and always under the same client id, so that none appears twice.
 */
export class Outbox {
  /**
   * @param {import("../store/store.js").Store} store
   * @param {import("./socket.js").Socket} socket
   * @param {import("../offline/shelf.js").Shelf} shelf
   */
  constructor(store, socket, shelf) {
    this.store = store;
    this.socket = socket;
    this.shelf = shelf;
    /** @type {Set<string>} conversations with a send under way */
    this.sending = new Set();
    /** @type {Map<string, number>} when a message was first tried */
    this.triedAt = new Map();
    /** @type {Map<string, number>} conversations whose slow mode holds us, in ms since 1970 */
    this.slowUntil = new Map();
    /** Until when the server takes nothing from us in any conversation, in ms since 1970. */
    this.heldUntil = 0;
    this.refusals = 0;
    /** @type {Map<string, ReturnType<typeof setTimeout>>} the next try, by conversation */
    this.timers = new Map();
    /** @type {Record<string, Pending>} */
    this.saved = {};
    this.#restore();
    store.subscribe((state) => this.#save(state));
  }

  /**
   * @param {string} conversationId
   * @param {string} body
   * @param {Reply | null} reply
   * @param {string} [threadId] the first message of the thread that it answers in
   */
  send(conversationId, body, reply, threadId) {
    this.store.apply(sendStarted, {
      client_id: makeUuid(),
      conversation_id: conversationId,
      body,
      reply,
      ...(threadId === undefined ? {} : { thread_id: threadId }),
      created_at: new Date().toISOString(),
      state: "pending",
    });
    // Saved before anything else can go wrong with this page.
    this.#save(this.store.state);
    this.#pump(conversationId);
  }

  /** @param {string} clientId */
  retry(clientId) {
    this.triedAt.delete(clientId);
    this.store.apply(sendRetried, clientId);
    const pending = this.store.state.pending[clientId];
    if (pending) this.#pump(pending.conversation_id);
  }

  /** @param {string} clientId */
  discard(clientId) {
    this.store.apply(sendDiscarded, clientId);
  }

  /** Sends all that waits: after the line came back. */
  flush() {
    const ids = new Set(Object.values(this.store.state.pending).map((one) => one.conversation_id));
    for (const id of ids) this.#pump(id);
  }

  /**
   * Until when the server asked us to wait there, in milliseconds since 1970; 0: it did not.
   * @param {string} conversationId
   * @returns {number}
   */
  waitUntil(conversationId) {
    return this.slowUntil.get(conversationId) ?? 0;
  }

  /** @param {string} conversationId */
  async #pump(conversationId) {
    if (this.sending.has(conversationId) || !this.socket.ready) return;
    this.sending.add(conversationId);
    let isReached = true;
    try {
      while (isReached && this.#waitLeft(conversationId) === 0) {
        const next = this.#next(conversationId);
        if (!next) return;
        isReached = await this.#deliver(next);
      }
    } finally {
      this.sending.delete(conversationId);
    }
    // Without a line the next one begins with all that waits.
    if (isReached) this.#later(conversationId);
  }

  /** @param {string} id */
  #later(id) {
    clearTimeout(this.timers.get(id));
    this.timers.set(
      id,
      setTimeout(() => this.#pump(id), this.#waitLeft(id)),
    );
  }

  /**
   * @param {string} id
   * @returns {number} milliseconds until something may be sent there
   */
  #waitLeft(id) {
    return Math.max(0, this.heldUntil - Date.now(), this.waitUntil(id) - Date.now());
  }

  /** @param {string} id */
  #next(id) {
    return pendingOf(this.store.state, id).find((pending) => pending.state === "pending");
  }

  /**
   * @param {Pending} pending
   * @returns {Promise<boolean>} whether the server answered, if only to refuse
   */
  async #deliver(pending) {
    const { client_id, conversation_id, body, reply, thread_id } = pending;
    const triedAt = this.triedAt.get(client_id) ?? Date.now();
    this.triedAt.set(client_id, triedAt);
    try {
      const where = { ...(reply && { reply_to: reply.id }), ...(thread_id && { thread_id }) };
      const d = { conversation_id, client_id, body, ...where };
      const { duplicate: _duplicate, ...message } = await this.socket.call("message.send", d);
      this.refusals = 0;
      this.store.apply(sendAcked, message);
    } catch (error) {
      if (error instanceof Unreachable) return false;
      if (!(error instanceof ApiError)) throw error;
      const slow = error.code === "slow_mode";
      const passing = error.isPassing && (slow || Date.now() - triedAt < GIVE_UP_MS);
      if (passing) this.#hold(conversation_id, error);
      else this.store.apply(sendFailed, client_id, explain(error));
    }
    return true;
  }

  /**
   * Slow mode is a conversation's, and counts by the second; what else passes holds all we send.
   * @param {string} conversationId
   * @param {ApiError} error
   */
  #hold(conversationId, error) {
    if (error.code === "slow_mode") {
      const seconds = Math.max(1, error.retryAfter ?? 1);
      this.slowUntil.set(conversationId, Date.now() + seconds * 1000);
      return;
    }
    this.refusals += 1;
    this.heldUntil = Date.now() + waitAfter(error, this.refusals);
  }

  #restore() {
    for (const name of this.shelf.names()) {
      const pending = parse(this.shelf.read(name));
      // Sent before the page closed: the server has it.
      if (pending?.state === "sent") this.shelf.remove(name);
      if (!pending || pending.state === "sent") continue;
      this.saved[pending.client_id] = pending;
      this.store.apply(sendStarted, pending);
    }
  }

  /** @param {State} state */
  #save(state) {
    if (state.pending === this.saved) return;
    for (const [clientId, pending] of Object.entries(state.pending)) {
      if (this.saved[clientId] !== pending) this.shelf.write(clientId, JSON.stringify(pending));
    }
    for (const clientId of Object.keys(this.saved)) {
      if (!(clientId in state.pending)) this.shelf.remove(clientId);
    }
    this.saved = state.pending;
  }
}

/**
 * @param {string | null} text
 * @returns {Pending | null}
 */
function parse(text) {
  try {
    const pending = JSON.parse(text ?? "null");
    if (typeof pending?.client_id !== "string" || typeof pending.body !== "string") return null;
    // "sent" is known again only once the server repeats it: the same client id makes that safe.
    return { ...pending, state: pending.state === "failed" ? "failed" : "pending" };
  } catch {
    return null;
  }
}
