/** @import {Conversation, Draft, State} from "../types.js" */
import { ApiError, Unreachable } from "../api/errors.js";
import { waitAfter } from "./patience.js";

const QUIET_MS = 1500;
const RETRY_MS = 10_000;

/**
 * Drafts on all devices of a person. This device's text always comes first: it goes to the server
 * when the typing pauses, and gives way only to a newer one where nothing was typed here since.
 */
export class DraftSync {
  /**
   * @param {Object} options
   * @param {import("../store/store.js").Store} options.store
   * @param {Pick<import("../api/chat.js").ChatApi, "putDraft">} options.api
   * @param {import("../offline/drafts.js").Drafts} options.drafts
   * @param {(id: string) => void} options.onArrived a text from another device took the place of ours
   * @param {(id: string, theirs: string) => void} options.onConflict both were changed; ours stays
   */
  constructor({ store, api, drafts, onArrived, onConflict }) {
    this.store = store;
    this.api = api;
    this.drafts = drafts;
    this.onArrived = onArrived;
    this.onConflict = onConflict;
    /** @type {Map<string, ReturnType<typeof setTimeout>>} */
    this.timers = new Map();
    /** @type {Set<string>} on their way to the server */
    this.pushing = new Set();
    /** @type {Map<string, Conversation>} news that came while ours was on its way */
    this.waiting = new Map();
    /** @type {Map<string, Draft | null>} what the store said last */
    this.heard = new Map();
    /** @type {Map<string, string>} texts that the server will not take */
    this.refused = new Map();
    this.wasOpen = false;
    drafts.onWrite = (id) => this.#later(id, QUIET_MS);
    store.subscribe((state) => this.#connected(state));
  }

  /**
   * The open conversation, as the store has it now.
   * @param {Conversation} conversation
   */
  note(conversation) {
    const { id, draft } = conversation;
    if (draft === undefined || this.heard.get(id) === draft) return;
    // What is on its way comes back as news: it is looked at once the answer is there.
    if (this.pushing.has(id)) {
      this.waiting.set(id, conversation);
      return;
    }
    this.heard.set(id, draft);
    const kept = this.drafts.kept(id);
    const server = { body: draft?.body ?? "", version: draft?.version ?? null };
    if (server.version !== null && server.version <= (kept.version ?? -1)) return;
    if (server.body === kept.base || server.body === kept.text) this.drafts.settle(id, server);
    else if (kept.text === kept.base) {
      this.drafts.settle(id, server, server.body);
      this.onArrived(id);
    }
    // Else both changed: sending ours shows the conflict, and settles it.
  }

  /**
   * Sends at once: the text was sent or left.
   * @param {string} id
   */
  async push(id) {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    const { text, base, version } = this.drafts.kept(id);
    // Unknown where the conversation is gone, or only half told.
    const known = this.store.state.conversations[id]?.draft !== undefined;
    if (text === base || !known || !this.wasOpen || this.pushing.has(id)) return;
    if (this.refused.get(id) === text) return;
    this.pushing.add(id);
    let again = QUIET_MS;
    try {
      this.drafts.settle(id, await this.api.putDraft(id, text, version ?? undefined));
    } catch (error) {
      again = this.#failed(id, { text, base }, error);
    } finally {
      this.pushing.delete(id);
    }
    const heard = this.waiting.get(id);
    this.waiting.delete(id);
    if (heard) this.note(heard);
    const now = this.drafts.kept(id);
    if (now.text !== now.base && !this.timers.has(id)) this.#later(id, again);
  }

  /**
   * @param {string} id
   * @param {number} delay
   */
  #later(id, delay) {
    clearTimeout(this.timers.get(id));
    this.timers.set(
      id,
      setTimeout(() => this.push(id), delay),
    );
  }

  /**
   * @param {string} id
   * @param {{text: string, base: string}} sent
   * @param {unknown} error
   * @returns {number} milliseconds until the next try
   */
  #failed(id, { text, base }, error) {
    if (error instanceof Unreachable) return RETRY_MS;
    if (!(error instanceof ApiError)) throw error;
    if (error.code === "version_conflict" && error.current) {
      const theirs = { body: String(error.current.body ?? ""), version: error.current.version };
      this.drafts.settle(id, theirs);
      const fromElsewhere = theirs.body !== "" && theirs.body !== base;
      if (fromElsewhere && theirs.body !== this.drafts.read(id)) this.onConflict(id, theirs.body);
      return 0;
    }
    // Too long, say, or no longer there: it stays on this device.
    if (!error.isPassing) this.refused.set(id, text);
    return error.retryAfter === null ? RETRY_MS : waitAfter(error, 1);
  }

  /** @param {State} state */
  #connected({ connection, booted }) {
    const open = connection.status === "open" && booted;
    if (open && !this.wasOpen) {
      this.wasOpen = true;
      for (const id of this.drafts.changed()) this.push(id);
    }
    this.wasOpen = open;
  }
}
