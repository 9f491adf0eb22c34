/** @import {Conversation, State} from "../types.js" */
/** @import {Closed} from "../store/posting.js" */
import { explain } from "../api/errors.js";
import { element } from "../lib/dom.js";
import { conversationLoaded } from "../store/conversations.js";
import { closedReason } from "../store/posting.js";
import { icon } from "./icons.js";

/** In the composer's place where nothing can be written: why, and the way out for who has one. */
export class ComposerClosed {
  /**
   * @param {import("./context.js").Context} context
   * @param {() => void} onOpened it can be written here again, and who opened it wants to
   */
  constructor(context, onOpened) {
    this.context = context;
    this.onOpened = onOpened;
    this.element = element("p", { class: "composer-closed", hidden: true });
    this.shown = "";
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   * @returns {boolean} whether it is closed
   */
  update(state, conversation) {
    const closed = closedReason(state, conversation);
    this.element.hidden = closed === null;
    const key = closed ? `${conversation.id} ${closed.text} ${closed.reopen}` : "";
    if (key !== this.shown) {
      this.shown = key;
      const content = closed ? contentOf(closed, () => this.#reopen(conversation.id)) : [];
      this.element.replaceChildren(...content);
    }
    return closed !== null;
  }

  /** @param {string} id of an archived conversation */
  async #reopen(id) {
    const { api, store, toasts } = this.context;
    try {
      store.apply(conversationLoaded, await api.patchConversation(id, { archived_at: null }));
      this.onOpened();
    } catch (error) {
      toasts.show(explain(error), { tone: "error" });
    }
  }
}

/**
 * @param {Closed} closed
 * @param {() => void} reopen
 * @returns {Node[]}
 */
function contentOf({ icon: name, text, reopen: mayReopen }, reopen) {
  const nodes = [icon(name, 18), element("span", { dir: "auto" }, text)];
  if (!mayReopen) return nodes;
  const properties = { type: "button", class: "button-text", onclick: reopen };
  return [...nodes, element("button", properties, "Unarchive")];
}
