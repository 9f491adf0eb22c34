/** @import {EventFrame, State} from "../types.js" */
import { ApiError } from "../api/errors.js";
import { peopleOnScreen, presenceHeard, presencesLoaded } from "../store/presence.js";
import { Idle } from "./idle.js";
import { SPREAD_MS, someTimeWithin, tolerate, waitAfter } from "./patience.js";

const SETTLE_MS = 300;
/** Until the next try, where the server names no time: by the way of back-off, about four seconds. */
const RETRY_ATTEMPTS = 3;

/** Watches the people who are on screen, and says whether somebody is at this one. */
export class PresenceWatch {
  /**
   * @param {import("../store/store.js").Store} store
   * @param {import("./socket.js").Socket} socket
   * @param {import("../api/chat.js").ChatApi} api
   */
  constructor(store, socket, api) {
    this.store = store;
    this.socket = socket;
    this.api = api;
    /** @type {string | null} */
    this.openId = null;
    /** @type {Set<string> | null} whom the server tells this line of; null: we have to ask */
    this.watched = null;
    /** @type {Set<string>} of whom we heard since we asked */
    this.heardOf = new Set();
    /** @type {unknown[]} what the people on screen follow from, when last looked at */
    this.seen = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.isOpen = false;
    this.choseAway = false;
    this.idle = new Idle((isAway) => this.#sayAway(isAway));
    store.subscribe((state) => this.#look(state));
  }

  /**
   * Shows this to others, on all own devices.
   * @param {import("../types.js").PresenceStatus} status
   * @returns {Promise<void>} rejects with ApiError or Unreachable
   */
  async choose(status) {
    const seen = await this.api.setPresence(status);
    this.choseAway = status === "away";
    this.store.apply(presenceHeard, { ev: "presence", d: seen });
  }

  /** @param {string | null} conversationId the chat that is shown */
  open(conversationId) {
    this.openId = conversationId;
    this.#look(this.store.state);
  }

  /**
   * After an event was applied.
   * @param {EventFrame} frame
   */
  heard({ ev, d }) {
    if (ev === "presence") this.heardOf.add(d.user_id);
    // The server lost events, and what it knew of us perhaps.
    if (ev === "resync" && d.conversation_id === undefined) this.#begin(SPREAD_MS);
  }

  /** @param {State} state */
  #look(state) {
    const isOpen = state.connection.status === "open" && state.booted;
    if (isOpen && !this.isOpen) this.#begin();
    if (!isOpen && this.isOpen) this.#stop();
    this.isOpen = isOpen;
    const spaceId = this.openId && state.conversations[this.openId]?.space_id;
    const members = spaceId
      ? state.spaceMembers[spaceId]
      : this.openId && state.members[this.openId];
    const seen = [this.openId, state.order, members];
    if (!isOpen || seen.every((part, index) => part === this.seen[index])) return;
    this.seen = seen;
    const { watched } = this;
    if (!watched || peopleOnScreen(state, this.openId).some((id) => !watched.has(id))) {
      this.#watchIn(SETTLE_MS);
    }
  }

  /**
   * A new line, of which the server knows nothing but that it is there.
   * @param {number} [spread] in milliseconds, where all are told at once
   */
  #begin(spread = 0) {
    this.watched = null;
    this.#watchIn(SETTLE_MS + someTimeWithin(spread));
    if (this.idle.isAway || this.choseAway) this.#sayAway(true);
  }

  #stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.watched = null;
    this.seen = [];
  }

  /** @param {number} ms */
  #watchIn(ms) {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.#watch();
    }, ms);
  }

  async #watch() {
    const people = peopleOnScreen(this.store.state, this.openId);
    const watched = new Set(people);
    this.watched = watched;
    this.heardOf.clear();
    try {
      const answer = await this.socket.call("presence.watch", { user_ids: people });
      if (this.watched !== watched) return;
      this.store.apply(presencesLoaded, answer.presences, this.heardOf);
    } catch (error) {
      tolerate(error);
      // Without a line there is nothing to do until the next one.
      if (!(error instanceof ApiError) || this.watched !== watched) return;
      if (error.isPassing) this.#watchIn(waitAfter(error, RETRY_ATTEMPTS));
    }
  }

  /** @param {boolean} isAway */
  async #sayAway(isAway) {
    if (!isAway && this.choseAway) return;
    try {
      const status = isAway ? "away" : "online";
      await this.socket.call("presence.set", { status, automatic: true });
    } catch (error) {
      // Said again on the next line; a server that takes no more of it has heard enough.
      tolerate(error);
    }
  }
}
