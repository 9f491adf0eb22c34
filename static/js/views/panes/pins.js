/** @import {Conversation, Message, State} from "../../types.js" */
import { explain } from "../../api/errors.js";
import { element } from "../../lib/dom.js";
import { withoutMarkup } from "../../lib/markup.js";
import { formatFull, formatListTime } from "../../lib/times.js";
import { pinsOf } from "../../store/around.js";
import { personName } from "../../store/select.js";
import { icon } from "../icons.js";
import { paneEmpty } from "./parts.js";

/** What is pinned in a conversation, the newest pin first; each leads to its place. */
export class PinsContent {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.element = element("div", { class: "details-content" });
    /** @type {unknown[]} */
    this.drawn = [];
  }

  title() {
    return "Pinned messages";
  }

  open() {
    this.drawn = [];
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    const pins = pinsOf(state, conversation.id).filter(({ deleted }) => !deleted);
    const drawn = [
      conversation.id,
      pinsOf(state, conversation.id),
      conversation.permissions.join(),
      state.people,
    ];
    if (drawn.every((value, at) => value === this.drawn[at])) return;
    this.drawn = drawn;
    if (pins.length === 0) {
      this.element.replaceChildren(paneEmpty("pin", "Nothing is pinned here."));
      return;
    }
    const rows = pins.map((message) => this.#row(state, conversation, message));
    this.element.replaceChildren(element("ul", { class: "pane-pins" }, ...rows));
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   * @param {Message} message
   */
  #row(state, conversation, message) {
    const { live, router, toasts } = this.context;
    const name = personName(state, message.sender_id);
    const time = { datetime: message.created_at, title: formatFull(message.created_at) };
    const go = () => router.open(conversation.id, { messageId: message.id, keepPane: wide() });
    const unpin = async () => {
      try {
        await live.change("message.unpin", message);
        toasts.show("Unpinned");
      } catch (error) {
        toasts.show(explain(error), { tone: "error" });
      }
    };
    const labels = { "aria-label": `Unpin the message by ${name}`, title: "Unpin" };
    return element(
      "li",
      { class: "pane-pin" },
      element(
        "button",
        { type: "button", class: "pane-pin-go row-button", onclick: go },
        element("strong", { dir: "auto" }, name),
        element("time", time, formatListTime(message.created_at, new Date())),
        element(
          "span",
          { class: "pane-pin-text row-text", dir: "auto" },
          withoutMarkup(message.body),
        ),
      ),
      conversation.permissions.includes("pin") &&
        element(
          "button",
          { type: "button", class: "icon-button", ...labels, onclick: unpin },
          icon("pin-off", 18),
        ),
    );
  }
}

/** Whether the pane stands beside the messages rather than on them. */
function wide() {
  return matchMedia("(width >= 1440px)").matches;
}
