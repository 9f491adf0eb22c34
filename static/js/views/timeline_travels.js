/** @import {Conversation} from "../types.js" */
import { ApiError, explain } from "../api/errors.js";
import { tolerate } from "../realtime/patience.js";
import { lastSeqOf } from "../store/timeline_rows.js";
import { holdsSeq } from "../store/windows.js";

/** Pages are asked for before the view comes to the edge of what is here. */
const LOAD_PX = 800;
/** Where the view lands: the first unread stands this far down. */
const LANDING = 0.2;
const FLASH_MS = 2000;

/** @typedef {import("./timeline.js").Timeline} Timeline */

/** Where the view goes: landing, jumps and the way back; and the pages it needs on its way. */
export class Travels {
  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
    this.context = timeline.context;
    /** Where the log was when the day was last shown. */
    this.dayAt = 0;
    this.landed = false;
    /** Journeys that take the place of landing. */
    this.underWay = 0;
    this.lookedForUnread = false;
    this.unreadSeen = false;
    /** @type {{seq: number, offset: number} | null} */
    this.cameFrom = null;
    // Handed to buttons as they are.
    this.toUnread = this.toUnread.bind(this);
    this.toLatest = this.toLatest.bind(this);
    this.toMention = this.toMention.bind(this);
    this.back = this.back.bind(this);
  }

  opened() {
    this.landed = false;
    this.underWay = 0;
    this.lookedForUnread = false;
    this.unreadSeen = false;
    this.cameFrom = null;
  }

  /** @returns {import("./timeline_scroller.js").Scroller} */
  get scroller() {
    return this.timeline.scroller;
  }

  get windows() {
    return this.context.live.keeper.windows;
  }

  /**
   * The first look at a chat: at what is unread, or at the end.
   * @param {Conversation} conversation
   */
  land({ id }) {
    if (this.landed || this.underWay > 0) return;
    const { unreadFrom, timeline } = this.timeline;
    const { scroller } = this;
    const index = scroller.list.indexOf("unread");
    const isElsewhere =
      unreadFrom !== null &&
      timeline &&
      (unreadFrom < timeline.from_seq || unreadFrom > timeline.to_seq);
    if (index < 0 && isElsewhere && !this.lookedForUnread) {
      this.lookedForUnread = true;
      this.#journey(() => this.windows.loadAround(id, unreadFrom));
      return;
    }
    this.landed = true;
    if (index >= 0) scroller.toRow(index, Math.round(this.timeline.log.clientHeight * LANDING));
    else scroller.toEnd();
  }

  /**
   * After the view moved: what lies beyond is fetched, and the buttons know where we are.
   * @param {Conversation} conversation
   */
  look(conversation) {
    const { scroller, timeline } = this;
    if (!this.landed) return;
    const { id } = conversation;
    const { above, below } = scroller.room();
    if (above < LOAD_PX) this.windows.loadOlder(id);
    if (below < LOAD_PX) this.windows.loadNewer(id);
    const { start, end } = scroller.view();
    const row = scroller.rows[Math.floor((start + end) / 2)];
    const seq = row && lastSeqOf(row);
    if (seq) this.windows.trim(id, seq);
    this.#day(start);
    const divider = scroller.list.indexOf("unread");
    if (divider >= start && divider < end) this.unreadSeen = true;
    const first = this.#topSeq();
    const atEnd = scroller.reachesEnd && below < 200;
    if (atEnd) this.cameFrom = null;
    timeline.jumps.update({
      conversation,
      unread: !this.unreadSeen && timeline.unreadFrom !== null && timeline.unreadFrom < first,
      atEnd,
      mention: conversation.mention_count > 0 && this.#nextMention() !== null,
      back: this.cameFrom !== null,
    });
  }

  // ---- journeys

  /** @param {string} messageId */
  toMessage(messageId) {
    const id = this.timeline.conversationId;
    return this.#journey(async () => {
      try {
        const { seq, conversation_id } = await this.context.api.message(messageId);
        // Another chat may have been opened meanwhile.
        if (this.timeline.conversationId !== id) return;
        if (conversation_id === id) await this.toSeq(seq);
        else this.#notFound();
      } catch (error) {
        tolerate(error);
        if (error instanceof ApiError && !error.isPassing) this.#notFound();
        else this.context.toasts.show(explain(error), { tone: "error" });
      }
    });
  }

  #notFound() {
    this.context.toasts.show("This message can't be found.", { tone: "error" });
  }

  /**
   * Follows a quote; there is a way back.
   * @param {number} seq
   */
  async follow(seq) {
    const [anchor] = this.scroller.anchors;
    const row = this.scroller.rows[this.scroller.list.indexOf(anchor?.key ?? "")];
    const from = lastSeqOf(row);
    this.scroller.note();
    if (await this.toSeq(seq))
      this.cameFrom = from && anchor ? { seq: from, offset: anchor.offset } : null;
    this.#lookAgain();
  }

  async back() {
    const to = this.cameFrom;
    if (!to) return;
    this.cameFrom = null;
    await this.toSeq(to.seq, { offset: to.offset, flash: false });
  }

  async toLatest() {
    const id = this.timeline.conversationId;
    if (id === null) return;
    this.cameFrom = null;
    const hadFocus = this.timeline.jumps.latest === document.activeElement;
    if (!(await this.#hold(id, () => this.windows.loadNewest(id)))) return;
    this.scroller.toEnd();
    if (hadFocus) this.timeline.focusLast();
  }

  async toUnread() {
    const seq = this.timeline.unreadFrom;
    if (seq === null) return;
    this.unreadSeen = true;
    const offset = Math.round(this.timeline.log.clientHeight * LANDING);
    await this.toSeq(seq, { offset, flash: false });
  }

  async toMention() {
    const seq = this.#nextMention();
    if (seq !== null) await this.toSeq(seq);
  }

  /**
   * @param {number} seq
   * @param {{offset?: number, flash?: boolean}} [how]
   * @returns {Promise<boolean>} whether we are there
   */
  async toSeq(seq, { offset, flash = true } = {}) {
    const { timeline, scroller } = this;
    const id = timeline.conversationId;
    if (id === null) return false;
    if (!holdsSeq(timeline.state, id, seq)) {
      this.context.announcer.say("Loading messages");
      if (!(await this.#hold(id, () => this.windows.loadAround(id, seq)))) return false;
    }
    const index = timeline.indexOfSeq(seq);
    if (index < 0) return false;
    this.landed = true;
    const { top, bottom } = scroller.placeOf(index);
    const middle = Math.max(24, (timeline.log.clientHeight - (bottom - top)) / 2);
    scroller.toRow(index, offset ?? Math.round(middle));
    const node = scroller.list.nodeOf(scroller.rows[index]?.key ?? "");
    node?.focus({ preventScroll: true });
    if (node && flash) {
      node.toggleAttribute("data-flash", true);
      setTimeout(() => node.removeAttribute("data-flash"), FLASH_MS);
    }
    return true;
  }

  // ---- edges, for the keyboard

  /** @param {1 | -1} direction an arrow wants beyond the first or last row */
  async loadBeyond(direction) {
    const id = this.timeline.conversationId;
    const timeline = this.timeline.timeline;
    if (id === null || !timeline || !(direction < 0 ? timeline.has_before : timeline.has_after))
      return;
    const { announcer } = this.context;
    const count = () => this.timeline.timeline?.messages.length ?? 0;
    const before = count();
    announcer.say(direction < 0 ? "Loading earlier messages" : "Loading later messages");
    const load = () => (direction < 0 ? this.windows.loadOlder(id) : this.windows.loadNewer(id));
    if (await this.#hold(id, load)) announcer.say(`${count() - before} loaded`);
  }

  /** @param {1 | -1} direction to the very beginning or the very end */
  async loadEdge(direction) {
    const id = this.timeline.conversationId;
    const timeline = this.timeline.timeline;
    const conversation = this.timeline.conversation;
    if (id === null || !timeline || !conversation) return;
    if (!(direction < 0 ? timeline.has_before : timeline.has_after)) return;
    this.context.announcer.say(
      direction < 0 ? "Loading earlier messages" : "Loading later messages",
    );
    await this.#hold(id, () =>
      direction < 0
        ? this.windows.loadAround(id, conversation.visible_from_seq)
        : this.windows.loadNewest(id),
    );
  }

  /**
   * Waits for a page to be here and drawn.
   * @param {string} id
   * @param {() => Promise<boolean>} load
   * @returns {Promise<boolean>} whether it came, and the chat is still open
   */
  async #hold(id, load) {
    const came = await load();
    // The page draws in the turn after the store changed.
    await Promise.resolve();
    return came && this.timeline.conversationId === id;
  }

  /** @param {() => Promise<unknown>} run */
  async #journey(run) {
    const id = this.timeline.conversationId;
    this.underWay += 1;
    try {
      await run();
    } finally {
      if (this.timeline.conversationId === id && this.underWay > 0) {
        this.underWay -= 1;
        this.#lookAgain();
      }
    }
  }

  #lookAgain() {
    const conversation = this.timeline.conversation;
    if (!conversation || !this.timeline.timeline?.loaded) return;
    this.land(conversation);
    this.look(conversation);
  }

  // ---- what is in view

  #topSeq() {
    const { rows } = this.scroller;
    const { start, end } = this.scroller.view();
    for (let index = start; index < end; index += 1) {
      const row = rows[index];
      if (row?.kind === "message" || row?.kind === "system")
        return row.seq || Number.POSITIVE_INFINITY;
    }
    return 0;
  }

  /** Seq of the first unread message below the view that mentions its reader. */
  #nextMention() {
    const { state, conversationId } = this.timeline;
    const { rows } = this.scroller;
    const { end } = this.scroller.view();
    const read = state.conversations[conversationId ?? ""]?.last_read_seq ?? 0;
    for (let index = end; index < rows.length; index += 1) {
      const row = rows[index];
      if (row?.kind !== "message" || !row.message || row.own || row.seq <= read) continue;
      const { mentions = [], mentions_all } = row.message;
      if (mentions_all || mentions.includes(state.me.id)) return row.seq;
    }
    return null;
  }

  /** @param {number} start the first row in view */
  #day(start) {
    const { rows, log } = { rows: this.scroller.rows, log: this.timeline.log };
    const { day } = this.timeline;
    const moved = log.scrollTop !== this.dayAt;
    this.dayAt = log.scrollTop;
    const row = rows[start];
    const own = rows.slice(start, start + 2).findIndex(({ kind }) => kind === "day");
    // Near the top the pill itself says it.
    const pill = own >= 0 ? this.scroller.placeOf(start + own) : null;
    const covered = pill && pill.top > -40 && pill.top < 60;
    if (!row || !("created_at" in row) || covered || log.scrollTop <= 0) day.hide();
    else if (moved) day.show(row.created_at);
  }
}
