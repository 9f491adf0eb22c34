/** @import {Message} from "../types.js" */
/** @import {Context} from "./context.js" */
import { explain } from "../api/errors.js";
import { setBookmark } from "../api/own_lists.js";
import { messageAnswered } from "../store/pending.js";
import { openMenu } from "./menu.js";
import { rightsOn } from "./message.js";
import { openMessageInfo } from "./message_info.js";
import { openWhoReacted } from "./who_reacted.js";

/** @typedef {import("./message.js").MessageActions} MessageActions */

/** Everything that can be done with a message: from its menu and from the keyboard. */
export class MessageMenu {
  /**
   * @param {Context} context
   * @param {MessageActions} actions
   */
  constructor(context, actions) {
    this.context = context;
    this.actions = actions;
  }

  /**
   * @param {Message} message
   * @param {HTMLElement | {x: number, y: number}} anchor
   * @param {HTMLElement} article
   */
  open(message, anchor, article) {
    const items = this.#items(message, article)
      .filter(({ allowed }) => allowed)
      .map(({ icon, label, hint, danger, run }) => ({ icon, label, hint, danger, run }));
    openMenu({ anchor, label: "Message", items });
  }

  /**
   * @param {string} key
   * @param {Message} message
   * @param {HTMLElement} article
   * @returns {boolean} whether the key means something here
   */
  press(key, message, article) {
    const found = this.#items(message, article).find(
      ({ allowed, keys }) => allowed && keys?.includes(key),
    );
    found?.run();
    return found !== undefined;
  }

  /**
   * @param {Message} message
   * @param {HTMLElement} article
   */
  #items(message, article) {
    const rights = rightsOn(this.context.store.state, message);
    const { actions } = this;
    /**
     * @param {boolean} allowed
     * @param {string} icon
     * @param {string} label
     * @param {() => unknown} run
     * @param {{hint?: string, keys?: string[], danger?: boolean}} [more]
     */
    const item = (allowed, icon, label, run, more = {}) => ({ allowed, icon, label, run, ...more });
    return [
      item(rights.reply, "reply", "Reply", () => actions.reply(message), {
        hint: "R",
        keys: ["r"],
      }),
      item(
        rights.thread || Boolean(message.thread ?? message.thread_id),
        "messages-square",
        message.thread || message.thread_id ? "Open thread" : "Answer in a thread",
        () => this.context.router.showPane(`thread:${message.thread_id ?? message.id}`),
        { hint: "T", keys: ["t"] },
      ),
      item(rights.react, "smile-plus", "React", () => actions.pickEmoji(message, article), {
        hint: "+",
        keys: ["+"],
      }),
      item(rights.forward, "forward", "Forward…", () => this.#forward(message), {
        hint: "F",
        keys: ["f"],
      }),
      item(message.body !== "", "copy", "Copy text", () => this.#copyText(message), {
        hint: "C",
        keys: ["c"],
      }),
      item(true, "link", "Copy link", () => this.#copyLink(message)),
      item(
        rights.pin,
        message.pinned ? "pin-off" : "pin",
        message.pinned ? "Unpin" : "Pin",
        () => this.#pin(message),
        { hint: "P", keys: ["p"] },
      ),
      item(
        message.type !== "SYSTEM",
        "bookmark",
        message.bookmarked ? "Remove bookmark" : "Bookmark",
        () => this.#bookmark(message),
        { hint: "B", keys: ["b"] },
      ),
      item(message.reactions.length > 0, "smile", "Who reacted", () =>
        openWhoReacted(this.context, message),
      ),
      item(true, "mail", "Mark chat unread", () => this.#markUnread(message), {
        hint: "U",
        keys: ["u"],
      }),
      item(true, "info", "Info", () => this.#info(message)),
      item(rights.edit, "pencil", "Edit", () => actions.edit(message), { hint: "E", keys: ["e"] }),
      item(true, "trash-2", "Delete…", () => actions.remove(message), {
        hint: "Del",
        keys: ["Delete"],
        danger: true,
      }),
      item(rights.report, "flag", "Report…", () => this.#report(message), { danger: true }),
    ];
  }

  /** @param {Message} message */
  #info(message) {
    openMessageInfo(this.context, message);
  }

  /** @param {Message} message */
  #forward(message) {
    const { context } = this;
    context.later.use("forwardDialog", (part) => part.openForwardDialog(context, message));
  }

  /** @param {Message} message */
  #report(message) {
    const { context } = this;
    context.later.use("reportDialog", (part) => part.openMessageReport(context, message));
  }

  /** @param {Message} message */
  #copyText(message) {
    return this.#copy(message.body, "Text copied");
  }

  /** @param {Message} message */
  #copyLink({ conversation_id, id }) {
    return this.#copy(`${location.origin}/c/${conversation_id}/m/${id}`, "Link copied");
  }

  /**
   * @param {string} text
   * @param {string} done
   */
  async #copy(text, done) {
    const { toasts } = this.context;
    try {
      await navigator.clipboard.writeText(text);
      toasts.show(done);
    } catch {
      // Only secure pages get at the clipboard.
      toasts.show("The browser does not let this page copy.", { tone: "error" });
    }
  }

  /** @param {Message} message */
  #pin(message) {
    const { live } = this.context;
    return this.#tell(live.change(message.pinned ? "message.unpin" : "message.pin", message));
  }

  /** @param {Message} message */
  async #bookmark({ id, bookmarked }) {
    const { api, store, toasts } = this.context;
    const change = setBookmark(api.http, id, !bookmarked).then((message) =>
      store.apply(messageAnswered, message),
    );
    if (await this.#tell(change)) toasts.show(bookmarked ? "Bookmark removed" : "Bookmarked");
  }

  /** @param {Message} message */
  async #markUnread({ conversation_id }) {
    const { api, toasts } = this.context;
    if (await this.#tell(api.patchOwn(conversation_id, { marked_unread: true }))) {
      toasts.show("Chat marked unread");
    }
  }

  /**
   * @param {Promise<unknown>} change
   * @returns {Promise<boolean>} whether it was done
   */
  async #tell(change) {
    try {
      await change;
      return true;
    } catch (error) {
      this.context.toasts.show(explain(error), { tone: "error" });
      return false;
    }
  }
}
