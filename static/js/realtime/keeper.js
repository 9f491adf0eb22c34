/** @import {State} from "../types.js" */
import { isGone } from "../api/errors.js";
import { meLoaded, peopleLoaded } from "../store/account.js";
import {
  changesLoaded,
  conversationFetched,
  syncLoaded,
  timelineRestarted,
} from "../store/catchup.js";
import { conversationRemoved } from "../store/conversations.js";
import { featuresLoaded } from "../store/features.js";
import { isLoaded } from "../store/loaded.js";
import { membersFailed, membersLoaded, membersRequested } from "../store/members.js";
import { pinsForgotten, pinsLoaded, pinsRequested } from "../store/pins.js";
import { unknownPeople } from "../store/select.js";
import { pause, SPREAD_MS, someTimeWithin, spreadOf } from "./patience.js";
import { SpaceKeeper } from "./space_keeper.js";
import { Tasks } from "./tasks.js";
import { Windows } from "./windows.js";

/** An event that overtook another is usually followed by it at once. */
const GAP_GRACE_MS = 250;
/** What came late or not at all most often did so to this page alone: it asks within this. */
const GAP_SPREAD_MS = 2000;
/** Conversations that turn up reach all their members in the same moment. */
const ROW_SPREAD_MS = 500;
/** Behind by more than this, loading the newest page is cheaper than replaying. */
const REPLAY_AT_MOST = 300;

/** Keeps the store complete: catches up, fills gaps, loads what the open chat needs. */
export class Keeper {
  /**
   * @param {import("../store/store.js").Store} store
   * @param {import("../api/chat.js").ChatApi} api
   */
  constructor(store, api) {
    this.store = store;
    this.api = api;
    /** @type {string | null} */
    this.openId = null;
    /** Chats whose pins were asked for before. @type {Set<string>} */
    this.pinsAsked = new Set();
    /** What was heard of features when they were last asked for. */
    this.featuresKnown = 0;
    this.tasks = new Tasks(() => this.#tend(this.store.state));
    this.windows = new Windows(store, api);
    this.spaces = new SpaceKeeper(store, api);
    /** @type {(id: string | null) => void} */
    this.onOpen = () => undefined;
    store.subscribe((state) => this.#tend(state));
  }

  /**
   * Catches up with everything since the last time; the first time, loads everything.
   * @returns {Promise<void>}
   */
  async catchUp() {
    for (let more = true; more; ) {
      const state = this.store.state;
      const loaded = Object.entries(state.cursors).filter(([id]) => isLoaded(state, id));
      const answer = await this.api.sync({
        account_cursor: state.accountCursor,
        cursors: Object.fromEntries(loaded),
      });
      this.store.apply(syncLoaded, answer);
      more = answer.has_more;
    }
  }

  /**
   * Shows a conversation: a window of its messages, and its members.
   * @param {string | null} id
   */
  open(id) {
    this.openId = id;
    this.windows.visit(id);
    this.spaces.open(id);
    this.onOpen(id);
    this.#tend(this.store.state);
  }

  /** @param {State} state */
  #tend(state) {
    if (state.connection.status !== "open") return;
    if (state.resync) this.tasks.once("sync", () => this.#syncAgain());
    if (state.accountStale) {
      this.tasks.once("me", async () => this.store.apply(meLoaded, await this.api.me()));
    }
    if (state.news.features !== this.featuresKnown)
      this.tasks.once("features", () => this.#loadFeatures());
    for (const id of Object.keys(state.missing))
      this.tasks.once(`row ${id}`, () => this.#fetchRow(id));
    for (const id of Object.keys(state.stale))
      this.tasks.once(`gap ${id}`, () => this.#fillGap(id));
    const id = this.openId;
    this.windows.trimClosed(state, id);
    if (id === null || !state.booted || !state.conversations[id]) return;
    // Who is in a channel follows from its space; those who speak in it are looked up one by one.
    const inSpace = Boolean(state.conversations[id].space_id);
    if (!state.timelines[id]) this.tasks.once(`first ${id}`, () => this.windows.loadFirst(id));
    if (!inSpace && !state.members[id])
      this.tasks.once(`members ${id}`, () => this.#loadMembers(id));
    if (state.timelines[id]?.loaded && !state.pins[id]) {
      this.tasks.once(`pins ${id}`, () => this.#loadPins(id));
    }
    const unknown = unknownPeople(state, id);
    const isReady = inSpace ? this.spaces.knowsSpeakers(id) : state.members[id];
    if (isReady && unknown.length > 0) {
      this.tasks.once(`people ${id}`, () => this.#loadPeople(unknown));
    }
  }

  async #syncAgain() {
    const first = !this.tasks.failures.has("sync");
    if (first && this.store.state.resync === "everyone") await pause(someTimeWithin(SPREAD_MS));
    // A line that broke meanwhile begins with catching up.
    if (this.store.state.connection.status === "open") await this.catchUp();
  }

  /** All who are connected hear of it at once. */
  async #loadFeatures() {
    await pause(someTimeWithin(SPREAD_MS));
    const heard = this.store.state.news.features;
    this.store.apply(featuresLoaded, await this.api.config());
    this.featuresKnown = heard;
  }

  /** @param {string} id */
  async #fetchRow(id) {
    const members = this.store.state.conversations[id]?.members_count;
    const spread = members === undefined ? ROW_SPREAD_MS : spreadOf(members);
    // Nobody waits for a chat that they were led to.
    if (members !== undefined || id !== this.openId) await pause(someTimeWithin(spread));
    try {
      this.store.apply(conversationFetched, await this.api.conversation(id));
    } catch (error) {
      if (!isGone(error)) throw error;
      this.store.apply(conversationRemoved, id);
    }
  }

  /** @param {string} id */
  async #fillGap(id) {
    await this.#graceOf(id);
    const state = this.store.state;
    const conversation = state.conversations[id];
    const timeline = state.timelines[id];
    if (!state.stale[id] || !conversation) return;
    // A window that ends earlier is not behind for that.
    const behind = timeline?.has_after
      ? conversation.rev - (state.cursors[id] ?? 0)
      : conversation.last_seq - (timeline?.to_seq ?? conversation.last_seq);
    if (timeline && behind > REPLAY_AT_MOST) {
      this.store.apply(timelineRestarted, id);
      return;
    }
    try {
      const answer = await this.api.changes(id, state.cursors[id] ?? 0);
      this.store.apply(changesLoaded, id, answer);
    } catch (error) {
      if (!isGone(error)) throw error;
      this.store.apply(conversationRemoved, id);
    }
  }

  /** @param {string} id */
  async #graceOf(id) {
    const { stale, conversations } = this.store.state;
    const spread = spreadOf(conversations[id]?.members_count ?? 0);
    if (stale[id] === "told") await pause(someTimeWithin(spread));
    if (stale[id] === "gap") {
      await pause(GAP_GRACE_MS + someTimeWithin(Math.min(spread, GAP_SPREAD_MS)));
    }
  }

  /** @param {string} id */
  async #loadMembers(id) {
    this.store.apply(membersRequested, id);
    try {
      this.store.apply(membersLoaded, id, await this.api.members(id));
    } catch (error) {
      this.store.apply(membersFailed, id);
      throw error;
    }
  }

  /** @param {string} id */
  async #loadPins(id) {
    // What is pinned out of sight all who look at the chat hear of in the same moment.
    const members = this.store.state.conversations[id]?.members_count ?? 0;
    if (this.pinsAsked.has(id)) await pause(someTimeWithin(spreadOf(members)));
    this.pinsAsked.add(id);
    this.store.apply(pinsRequested, id);
    try {
      this.store.apply(pinsLoaded, id, await this.api.pins(id));
    } catch (error) {
      this.store.apply(pinsForgotten, id);
      throw error;
    }
  }

  /** @param {string[]} ids */
  async #loadPeople(ids) {
    const nobody = { username: "", display_name: "Former member" };
    const users = ids.map((id) =>
      this.api.user(id).catch((error) => {
        if (!isGone(error)) throw error;
        return { id, ...nobody };
      }),
    );
    this.store.apply(peopleLoaded, await Promise.all(users));
  }
}
