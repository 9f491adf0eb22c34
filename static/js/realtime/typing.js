/** @import {EventFrame} from "../types.js" */
import { ApiError, Unreachable } from "../api/errors.js";
import { typingEnded, typingForgotten } from "../store/typing.js";

/** Others forget who types after 6 s: repeated in good time, and no more often. */
const REPEAT_MS = 4000;

/**
 * Says that we type, and ends what others said of theirs. Timers run only while somebody types.
 */
export class TypingSignals {
  /**
   * @param {import("../store/store.js").Store} store
   * @param {import("./socket.js").Socket} socket
   */
  constructor(store, socket) {
    this.store = store;
    this.socket = socket;
    /** @type {Map<string, number>} when we last said that we type, by conversation */
    this.saidAt = new Map();
    /** @type {Map<string, ReturnType<typeof setTimeout>>} by conversation and person */
    this.ends = new Map();
  }

  /**
   * With every keystroke: says so at the first, then every few seconds.
   * @param {string} conversationId
   */
  typed(conversationId) {
    const now = Date.now();
    if (now - (this.saidAt.get(conversationId) ?? 0) < REPEAT_MS) return;
    this.saidAt.set(conversationId, now);
    this.#say(conversationId, true);
  }

  /**
   * The text was cleared or sent, or the chat left. Says so if the others still think we type.
   * @param {string} conversationId
   */
  stopped(conversationId) {
    if (this.saidAt.delete(conversationId)) this.#say(conversationId, false);
  }

  /**
   * After an event was applied: who types is forgotten in time, whose message came at once.
   * @param {EventFrame} frame
   */
  heard({ ev, c, d }) {
    if (c === undefined) return;
    const userId = ev === "typing" ? d.user_id : ev === "message.created" ? d.sender_id : null;
    const isTyping = this.store.state.typing[c]?.[userId] ?? false;
    // A message that waits for its predecessor has ended nothing yet.
    if (userId !== null && (ev === "typing" || !isTyping)) this.#stopTimer(c, userId);
    if (ev !== "typing" || !isTyping) return;
    const key = `${c} ${d.user_id}`;
    const end = () => {
      this.ends.delete(key);
      this.store.apply(typingEnded, c, d.user_id);
    };
    this.ends.set(key, setTimeout(end, d.expires_in * 1000));
  }

  /** The line is down: nobody would tell us that they stopped. */
  forget() {
    for (const timer of this.ends.values()) clearTimeout(timer);
    this.ends.clear();
    this.saidAt.clear();
    this.store.apply(typingForgotten);
  }

  /**
   * @param {string} conversationId
   * @param {string} userId
   */
  #stopTimer(conversationId, userId) {
    const key = `${conversationId} ${userId}`;
    clearTimeout(this.ends.get(key));
    this.ends.delete(key);
  }

  /**
   * @param {string} conversationId
   * @param {boolean} active
   */
  async #say(conversationId, active) {
    try {
      await this.socket.call("typing", { conversation_id: conversationId, active });
    } catch (error) {
      // A hint: what did not arrive is said again with the next keystrokes, or not missed.
      if (!(error instanceof ApiError) && !(error instanceof Unreachable)) throw error;
    }
  }
}
