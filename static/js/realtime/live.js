/** @import {Connection, EventFrame} from "../types.js" */
import { ApiError } from "../api/errors.js";
import { BACKOFF } from "../lib/backoff.js";
import { setClock } from "../lib/clock.js";
import { connectionChanged } from "../store/account.js";
import { applyEvent } from "../store/dispatch.js";
import { messageAnswered } from "../store/pending.js";
import { Glance } from "./glance.js";
import { Keeper } from "./keeper.js";
import { Outbox } from "./outbox.js";
import { pause, tolerate, waitAfter } from "./patience.js";
import { PresenceWatch } from "./presence.js";
import { Socket } from "./socket.js";
import { TypingSignals } from "./typing.js";
import { Watermarks } from "./watermarks.js";

/** Why a session ended, as its event told. */
const TOLD = new Set(["revoked", "suspended"]);

/** Everything between the store and the server: events in, catch-up, sends and receipts out. */
export class Live {
  /**
   * @param {Object} options
   * @param {import("../store/store.js").Store} options.store
   * @param {import("../api/chat.js").ChatApi} options.api
   * @param {string} options.url
   * @param {import("../offline/shelf.js").Shelf} options.shelf where messages wait to be sent
   * @param {import("../lib/backoff.js").Backoff} [options.backoff]
   */
  constructor({ store, api, url, shelf, backoff = BACKOFF }) {
    this.store = store;
    this.backoff = backoff;
    this.socket = new Socket({
      url,
      backoff,
      onEvent: (frame) => this.#event(frame),
      onStatus: (connection) => this.#status(connection),
    });
    this.keeper = new Keeper(store, api);
    this.glance = new Glance(store, api);
    this.outbox = new Outbox(store, this.socket, shelf);
    this.watermarks = new Watermarks(store, this.socket);
    this.typing = new TypingSignals(store, this.socket);
    this.presence = new PresenceWatch(store, this.socket, api);
    this.keeper.onOpen = (id) => this.presence.open(id);
    /** @type {EventFrame[]} events that came while we were catching up */
    this.queue = [];
    this.generation = 0;
  }

  start() {
    this.socket.connect();
  }

  /**
   * Changes a message and shows the server's answer at once, before its event.
   * @param {"message.edit" | "message.delete" | "reaction.add" | "reaction.remove" | "message.pin" | "message.unpin"} op
   * @param {import("../types.js").Message} message
   * @param {Record<string, unknown>} [more]
   */
  async change(op, message, more = {}) {
    const { conversation_id, id } = message;
    const answer = await this.socket.call(op, { conversation_id, message_id: id, ...more });
    this.store.apply(messageAnswered, answer);
  }

  /** @param {Connection} connection */
  #status(connection) {
    this.generation += 1;
    this.queue = [];
    this.typing.forget();
    // The event that came before the line was cut says more than the cut itself.
    if (TOLD.has(this.store.state.connection.reason ?? "")) return;
    this.store.apply(connectionChanged, connection);
  }

  /** @param {EventFrame} frame */
  #event(frame) {
    if (frame.ev === "hello") {
      setClock(frame.d.server_time);
      this.#greeted(frame.d.user_id);
    } else if (this.store.state.connection.status === "catching_up") this.queue.push(frame);
    else this.#apply(frame);
  }

  /** @param {EventFrame} frame */
  #apply(frame) {
    this.store.apply(applyEvent, frame);
    this.typing.heard(frame);
    this.presence.heard(frame);
  }

  /**
   * Connected: events flow from now on, so what came before can be asked for without a hole.
   * @param {string} userId
   */
  async #greeted(userId) {
    // Somebody else signed in on this browser meanwhile: nothing of this page may go out as theirs.
    if (userId !== this.store.state.me.id) {
      this.socket.signOut();
      return;
    }
    const generation = this.generation;
    this.store.apply(connectionChanged, { status: "catching_up", attempts: 0 });
    for (let attempt = 1; generation === this.generation; attempt += 1) {
      try {
        await this.keeper.catchUp();
        break;
      } catch (error) {
        tolerate(error);
        if (generation !== this.generation) return;
        if (isSessionOver(error)) {
          this.socket.signOut();
          return;
        }
        this.store.apply(connectionChanged, { status: "catching_up", attempts: attempt });
        await pause(waitAfter(error, attempt, this.backoff));
      }
    }
    if (generation !== this.generation) return;
    for (const frame of this.queue.splice(0)) this.#apply(frame);
    this.store.apply(connectionChanged, { status: "open", attempts: 0 });
    this.outbox.flush();
    this.watermarks.flush();
  }
}

/**
 * The session ended, or is not the one that this page was made for: its form token is of no use.
 * @param {unknown} error
 * @returns {boolean}
 */
function isSessionOver(error) {
  return error instanceof ApiError && (error.status === 401 || error.code === "csrf_failed");
}
