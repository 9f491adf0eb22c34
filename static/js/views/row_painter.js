/** @import {Row} from "../store/timeline_rows.js" */
import { element, setText } from "../lib/dom.js";
import { formatDay } from "../lib/times.js";
import { personName } from "../store/select.js";
import { memberOf } from "../store/space_members.js";
import { Bodies } from "./bodies.js";
import { renderMessage } from "./message.js";
import { pollOf } from "./poll_place.js";
import { keepingFocus } from "./roving.js";
import { renderStart } from "./start_card.js";
import { renderSystem } from "./system_line.js";

/** Draws the rows of a timeline, each only when something of its look changed. */
export class RowPainter {
  /**
   * @param {import("./timeline.js").Timeline} timeline
   * @param {import("./message.js").MessageActions} actions
   */
  constructor(timeline, actions) {
    this.timeline = timeline;
    /** @type {Set<string>} what was opened: runs of system lines, long rows of reactions */
    this.expanded = new Set();
    this.bodies = new Bodies(timeline.context, () => timeline.scroller.lay());
    /** @type {import("./message.js").RowActions} */
    this.actions = {
      ...actions,
      body: (body, mentioned, linked) => this.bodies.draw(body, mentioned, linked),
      poll: (message) => pollOf(timeline.context, message, () => timeline.scroller.lay()),
      visit: (conversationId) => timeline.context.router.open(conversationId),
      jump: (seq) => timeline.travels.follow(seq),
      history: (message) =>
        timeline.context.later.use("menus", (part) => part.openHistory(timeline.context, message)),
      thread: ({ id, thread_id }) => timeline.context.router.showPane(`thread:${thread_id ?? id}`),
      expand: (key) => this.#expand(key),
    };
  }

  /** @param {Row} row @returns {HTMLElement} */
  make(row) {
    const key = { "data-key": row.key };
    if (row.kind === "start") return element("div", { class: "start-card", ...key });
    if (row.kind === "day") return element("h3", { class: "day-divider", ...key }, element("span"));
    if (row.kind === "unread") {
      return element(
        "h3",
        { class: "unread-divider", ...key },
        element("span", {}, "New messages"),
      );
    }
    return element("article", { ...key, tabindex: "-1", "aria-setsize": "-1" });
  }

  /**
   * @param {Row} row
   * @returns {unknown[]}
   */
  dependencies(row) {
    const { state, conversation } = this.timeline;
    if (row.kind === "start") return [conversation?.title, conversation?.peer, conversation?.topic];
    if (row.kind === "system") {
      return [state.people, this.expanded.has(row.key), row.messages.length, row.messages.at(-1)];
    }
    if (row.kind !== "message") return [row.kind, new Date().toDateString()];
    const reply = row.message?.reply ?? row.pending?.reply;
    const spaceId = conversation?.space_id ?? "";
    return [
      row.message,
      row.pending,
      row.first,
      row.last,
      row.status,
      this.expanded.has(row.message?.id ?? ""),
      this.bodies.look(row.message ?? row.pending),
      row.message?.poll ? this.timeline.context.later.loaded.has("polls") : null,
      state.people[row.sender_id ?? ""],
      personName(state, reply?.sender_id ?? null),
      row.message?.mentions?.length || row.message?.thread ? state.people : null,
      conversation?.permissions.join(),
      conversation?.archived_at,
      // What somebody is in the space: their name there, and its colour.
      memberOf(state, spaceId, row.sender_id ?? ""),
      state.spaces[spaceId]?.roles,
      state.customEmoji[spaceId]?.known,
    ];
  }

  /**
   * @param {HTMLElement} node
   * @param {Row} row
   */
  draw(node, row) {
    const { state, conversation } = this.timeline;
    if (row.kind === "day") {
      setText(node.firstElementChild ?? node, formatDay(row.created_at, new Date()));
    }
    if (row.kind === "start" && conversation) renderStart(node, conversation);
    if (row.kind !== "message" && row.kind !== "system") return;
    keepingFocus(node, () => {
      if (row.kind === "message") {
        const expanded = this.expanded.has(row.message?.id ?? "");
        const { loaded } = this.timeline.context.later;
        const render = conversation?.space_id ? loaded.get("spaces").renderPost : renderMessage;
        render(node, row, state, this.actions, expanded);
      } else {
        const expanded = this.expanded.has(row.key);
        renderSystem(node, row, state, expanded, () => this.#expand(row.key));
      }
      this.timeline.bars.redrawn(node);
    });
  }

  /** @param {HTMLElement} node that is about to go */
  leaving(node) {
    this.timeline.roving.handOver(node);
  }

  /** @param {string} key */
  #expand(key) {
    if (this.expanded.has(key)) this.expanded.delete(key);
    else this.expanded.add(key);
    this.timeline.scroller.lay();
    this.timeline.roving.refresh(undefined);
  }
}
