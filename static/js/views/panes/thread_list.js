/** @import {Conversation, Message, Pending, State} from "../../types.js" */
import { element, hiddenText, putAt } from "../../lib/dom.js";
import { formatFull, formatListTime } from "../../lib/times.js";
import { personName } from "../../store/select.js";
import { loneRow } from "../../store/timeline_rows.js";
import { channelLinker } from "../channel_links.js";
import { icon } from "../icons.js";
import { avatarOf, failure, rightsOn } from "../message.js";
import { messageActions } from "../message_actions.js";
import { mentionedIn } from "../message_text.js";
import { pills } from "../pills.js";
import { pollOf } from "../poll_place.js";
import { quoteOf } from "../quote.js";
import { tombstoneText } from "../tombstone.js";

/** @typedef {import("../../store/timeline_rows.js").MessageRow} MessageRow */

/** The messages of a thread, from the first on, each drawn anew only when it looks different. */
export class ThreadList {
  /**
   * @param {import("../context.js").Context} context
   * @param {import("../bodies.js").Bodies} bodies
   */
  constructor(context, bodies) {
    this.context = context;
    this.bodies = bodies;
    /** @type {Map<string, {node: HTMLElement, look: unknown[]}>} */
    this.drawn = new Map();
    /** @type {Set<string>} messages with all their reactions */
    this.expanded = new Set();
    /** @type {Map<number, {conversation_id: string, id: string}>} what is quoted, by its place */
    this.originals = new Map();
    this.element = element("ol", { class: "thread-list", "aria-label": "Messages in this thread" });
    const actions = messageActions(context);
    const open = (/** @type {string} */ id, /** @type {string | null} */ messageId) =>
      context.router.open(id, { messageId, keepPane: isBeside() });
    const redraw = () => context.store.apply((/** @type {State} */ state) => ({ ...state }));
    /** @type {import("../message.js").RowActions} */
    this.actions = {
      ...actions,
      reply: (message) => this.#inChat(() => actions.reply(message)),
      edit: (message) => this.#inChat(() => actions.edit(message)),
      body: (body, mentioned, linked) => bodies.draw(body, mentioned, linked),
      poll: (message) => pollOf(context, message, redraw),
      visit: (id) => open(id, null),
      jump: (seq) => {
        const original = this.originals.get(seq);
        if (original) open(original.conversation_id, original.id);
      },
      history: (message) =>
        context.later.use("menus", (part) => part.openHistory(context, message)),
      thread: () => undefined,
      expand: (key) => {
        this.expanded.add(key);
        redraw();
      },
    };
  }

  clear() {
    this.drawn.clear();
    this.element.replaceChildren();
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   * @param {Message[]} messages
   * @param {Pending[]} pending
   * @param {boolean} hasBefore answers between the first message and these
   * @param {() => void} loadEarlier
   */
  draw(state, conversation, messages, pending, hasBefore, loadEarlier) {
    const nodes = messages
      .filter(({ hidden }) => !hidden)
      .map((message) => this.#row(state, conversation, loneRow(state, message, null)));
    for (const one of pending)
      nodes.push(this.#row(state, conversation, loneRow(state, null, one)));
    if (hasBefore) nodes.splice(1, 0, this.#earlier(loadEarlier));
    const atEnd = isAtEnd(this.element.parentElement?.parentElement);
    const grew = nodes.length > this.element.children.length;
    const left = this.#removeOthers(nodes);
    nodes.forEach((node, at) => {
      putAt(this.element, node, at);
    });
    if (left !== null) {
      nodes[Math.min(left, nodes.length - 1)]?.querySelector("button")?.focus();
    }
    const body = this.element.parentElement?.parentElement;
    if (grew && atEnd && body) body.scrollTop = body.scrollHeight;
  }

  /**
   * Takes out what is not shown any more.
   * @param {HTMLElement[]} nodes
   * @returns {number | null} where the keyboard was in it
   */
  #removeOthers(nodes) {
    const staying = new Set(nodes);
    let left = null;
    for (const [at, node] of [...this.element.children].entries()) {
      if (node instanceof HTMLElement && staying.has(node)) continue;
      if (node.contains(document.activeElement)) left = at;
      node.remove();
    }
    return left;
  }

  /** @param {() => void} run */
  #earlier(run) {
    const known = this.drawn.get("earlier");
    if (known) return known.node;
    const button = { type: "button", class: "button-text", onclick: run };
    const node = element(
      "li",
      { class: "thread-earlier" },
      element("button", button, "Show earlier answers"),
    );
    this.drawn.set("earlier", { node, look: [] });
    return node;
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   * @param {MessageRow} row
   */
  #row(state, conversation, row) {
    const look = [
      row.message,
      row.pending,
      this.expanded.has(row.key),
      this.bodies.look(row.message ?? row.pending),
      this.context.later.loaded.has("polls"),
      state.people,
      state.customEmoji[conversation.space_id ?? ""]?.known,
      conversation.permissions.join(),
      conversation.archived_at,
    ];
    let known = this.drawn.get(row.key);
    if (known && look.every((value, at) => value === known?.look[at])) return known.node;
    known ??= { node: element("li", { class: "thread-message" }), look };
    known.look = look;
    this.drawn.set(row.key, known);
    this.#fill(known.node, state, conversation, row);
    return known.node;
  }

  /**
   * @param {HTMLElement} node
   * @param {State} state
   * @param {Conversation} conversation
   * @param {MessageRow} row
   */
  #fill(node, state, conversation, row) {
    const { message, pending, sender_id, created_at } = row;
    const name = row.own ? "You" : personName(state, sender_id);
    const more = message && message.type !== "SYSTEM" && this.#moreButton(name, message, node);
    const time = { datetime: created_at, title: formatFull(created_at) };
    const head = element(
      "div",
      { class: "thread-head" },
      element("strong", { dir: "auto" }, name),
      element("time", time, formatListTime(created_at, new Date())),
      message?.edited_at && !message.deleted && element("span", { class: "thread-mark" }, "edited"),
      pending?.state === "pending" && hiddenText("Sending"),
      more,
    );
    const focused = node.contains(document.activeElement);
    node.classList.toggle("pending", pending !== null);
    node.replaceChildren(
      avatarOf(state, sender_id),
      element("div", { class: "thread-main" }, head, ...this.#content(state, conversation, row)),
    );
    for (const stop of node.querySelectorAll("[data-stop]")) stop.removeAttribute("tabindex");
    if (focused) node.querySelector("button")?.focus();
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   * @param {MessageRow} row
   */
  #content(state, conversation, row) {
    const { message, pending } = row;
    if (message?.deleted) {
      return [element("p", { class: "body" }, tombstoneText(row, state, this.actions))];
    }
    if (message?.reply) {
      const { id } = message.reply;
      this.originals.set(message.reply.seq, { conversation_id: conversation.id, id });
    }
    const body = message?.body ?? pending?.body ?? "";
    const linked = conversation.space_id
      ? channelLinker(state, conversation.id, this.actions.visit)
      : undefined;
    return [
      message?.reply && quoteOf(message.reply, state, this.actions),
      this.actions.body(body, mentionedIn(state, conversation.id, message), linked),
      message?.poll && this.actions.poll(message),
      message &&
        message.reactions.length > 0 &&
        pills(message, rightsOn(state, message).react, this.actions, this.expanded.has(row.key)),
      pending?.state === "failed" && failure(row, this.actions),
    ];
  }

  /**
   * @param {string} name
   * @param {Message} message
   * @param {HTMLElement} node
   */
  #moreButton(name, message, node) {
    const labels = { "aria-label": `More about the message by ${name}`, title: "More" };
    const open = (/** @type {Event} */ event) => {
      const anchor = /** @type {HTMLElement} */ (event.currentTarget);
      this.context.later.use("menus", ({ MessageMenu }) =>
        new MessageMenu(this.context, this.actions).open(message, anchor, node),
      );
    };
    return element(
      "button",
      { type: "button", class: "icon-button", "aria-haspopup": "menu", ...labels, onclick: open },
      icon("ellipsis", 18),
    );
  }

  /**
   * What is written in the chat: on a narrow page the thread stands on it.
   * @param {() => void} run
   */
  #inChat(run) {
    if (!isBeside()) this.context.router.showPane(null);
    run();
  }
}

/** Whether the pane stands beside the messages rather than on them. */
function isBeside() {
  return matchMedia("(width >= 1440px)").matches;
}

/** @param {HTMLElement | null | undefined} body */
function isAtEnd(body) {
  return !!body && body.scrollHeight - body.scrollTop - body.clientHeight < 60;
}
