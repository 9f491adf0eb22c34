/** @import {State} from "../types.js" */
import { ApiError, Unreachable } from "../api/errors.js";
import { changeConversation, unreadCount } from "../store/conversations.js";
import { readHere } from "../store/receipts.js";

const DELIVERED_DELAY_MS = 400;
const AT_ONCE = 50;

/** Tells the server how far messages reached this person, and how far they were read. */
export class Watermarks {
  /**
   * @param {import("../store/store.js").Store} store
   * @param {import("./socket.js").Socket} socket
   */
  constructor(store, socket) {
    this.store = store;
    this.socket = socket;
    /** @type {Map<string, number>} */
    this.delivered = new Map();
    /** @type {Map<string, number>} reads the server has not confirmed */
    this.unsaidReads = new Map();
    this.timer = 0;
    store.subscribe(() => this.#deliverSoon());
  }

  /**
   * @param {string} id
   * @param {number} seq
   */
  read(id, seq) {
    const conversation = this.store.state.conversations[id];
    if (!conversation || seq <= conversation.last_read_seq) return;
    this.store.apply(readHere, id, seq);
    this.unsaidReads.set(id, seq);
    this.#sayRead(id, seq);
  }

  /**
   * Was marked as unread by hand, and is read again to where it was read before.
   * @param {string} id
   */
  unmark(id) {
    const conversation = this.store.state.conversations[id];
    if (!conversation?.marked_unread) return;
    const seq = conversation.last_read_seq;
    this.store.apply(changeConversation, id, (known) => ({ ...known, marked_unread: false }));
    this.unsaidReads.set(id, seq);
    this.#sayRead(id, seq);
  }

  /** After the line came back: repeats what was not confirmed. */
  flush() {
    this.delivered.clear();
    for (const [id, seq] of this.unsaidReads) this.#sayRead(id, seq);
    this.#deliverSoon();
  }

  /**
   * @param {string} id
   * @param {number} seq
   */
  async #sayRead(id, seq) {
    await this.#say({ conversation_id: id, read_seq: seq, delivered_seq: seq }, () => {
      if (this.unsaidReads.get(id) === seq) this.unsaidReads.delete(id);
    });
  }

  #deliverSoon() {
    if (this.timer || !this.socket.ready) return;
    if (this.#undelivered(this.store.state).length === 0) return;
    this.timer = Number(
      setTimeout(() => {
        this.timer = 0;
        this.#deliver();
      }, DELIVERED_DELAY_MS),
    );
  }

  #deliver() {
    for (const { id, last_seq } of this.#undelivered(this.store.state).slice(0, AT_ONCE)) {
      this.delivered.set(id, last_seq);
      this.#say({ conversation_id: id, delivered_seq: last_seq }, () => undefined);
    }
    this.#deliverSoon();
  }

  /** @param {State} state */
  #undelivered(state) {
    if (state.connection.status !== "open" || !state.booted) return [];
    return Object.values(state.conversations).filter(
      (one) => unreadCount(one) > 0 && one.last_seq > (this.delivered.get(one.id) ?? 0),
    );
  }

  /**
   * @param {Record<string, unknown>} receipt
   * @param {() => void} done
   */
  async #say(receipt, done) {
    try {
      await this.socket.call("receipt", receipt);
      done();
    } catch (error) {
      // Said again when the line is back; a conversation that is gone needs no receipt.
      if (error instanceof ApiError && !error.isPassing) done();
      else if (!(error instanceof ApiError || error instanceof Unreachable)) throw error;
    }
  }
}
