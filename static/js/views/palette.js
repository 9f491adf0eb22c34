/** @import {User} from "../types.js" */
/** @import {Found, Ranges} from "../store/palette.js" */
import { ApiError, explain, Unreachable } from "../api/errors.js";
import { element, setAttribute } from "../lib/dom.js";
import { conversationFetched } from "../store/catchup.js";
import { paletteResults, person, readQuery } from "../store/palette.js";
import { conversationAvatar, personAvatar } from "./avatar.js";
import { channelIcon } from "./channel_icon.js";
import { icon } from "./icons.js";
import { commandsFor } from "./palette_commands.js";

const LOOK_UP_MS = 300;
const USERNAME = /^@?[a-z0-9][a-z0-9._-]{2,}$/i;

/** Ctrl+K: jump to a chat or a person, or do something, by typing a few letters of it. */
export class Palette {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    this.input = element("input", {
      class: "palette-input",
      type: "text",
      role: "combobox",
      placeholder: "Search or jump to",
      "aria-label": "Search or jump to",
      "aria-expanded": "true",
      "aria-controls": "palette-list",
      "aria-autocomplete": "list",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      oninput: () => this.#typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    this.list = element("div", {
      class: "palette-list",
      id: "palette-list",
      role: "listbox",
      "aria-label": "Results",
    });
    this.none = element("p", { class: "palette-none", role: "status" });
    const top = element(
      "div",
      { class: "palette-top" },
      icon("search"),
      this.input,
      element("kbd", { class: "key", "aria-hidden": "true" }, "Esc"),
    );
    const hints = element(
      "p",
      { class: "palette-hints", "aria-hidden": "true" },
      ...["@ people", "# groups and channels", "> commands"].map((text) =>
        element("span", {}, text),
      ),
    );
    this.element = element(
      "dialog",
      { class: "palette", "aria-label": "Search or jump to" },
      top,
      this.list,
      this.none,
      hints,
    );
    // A press beside it lands on the dialog itself.
    this.element.addEventListener("pointerdown", (event) => {
      if (event.target === this.element) this.element.close();
    });
    // The news comes late: who was quick has opened it again by now.
    this.element.addEventListener("close", () => this.element.open || this.element.remove());
    /** @type {Found[]} */
    this.found = [];
    /** @type {import("../store/palette.js").Command[]} */
    this.commands = [];
    this.at = 0;
    this.timer = 0;
    /** @type {Map<string, User | null>} usernames asked for, and who has them */
    this.lookedUp = new Map();
  }

  /** @param {string} [typed] what it begins with */
  open(typed = "") {
    if (this.element.open) return;
    this.commands = commandsFor(this.context);
    this.lookedUp.clear();
    this.input.value = typed;
    document.body.append(this.element);
    this.element.showModal();
    this.#typed();
    this.input.focus();
  }

  #typed() {
    clearTimeout(this.timer);
    this.#show(0);
    const { prefix, query } = readQuery(this.input.value);
    const name = query.toLowerCase();
    // Not for every word: who has no such name here is answered with 404, which consoles report.
    if (prefix !== "@" || !USERNAME.test(name)) return;
    if (this.#isKnown(name)) return;
    this.timer = Number(setTimeout(() => this.#lookUp(name), LOOK_UP_MS));
  }

  /** @param {string} name */
  #isKnown(name) {
    const { people } = this.context.store.state;
    return this.lookedUp.has(name) || Object.values(people).some((one) => one.username === name);
  }

  /**
   * The server finds people by their whole username alone.
   * @param {string} name
   */
  async #lookUp(name) {
    try {
      this.lookedUp.set(name, await this.context.api.userByName(name));
      this.#show(this.at);
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof Unreachable)) throw error;
      this.lookedUp.set(name, null);
    }
  }

  /** @param {number} at */
  #show(at) {
    const { store, preferences } = this.context;
    const typed = this.input.value;
    const offers = { recent: preferences.recent(), commands: this.commands };
    const found = paletteResults(store.state, typed, offers);
    const { query } = readQuery(typed);
    const stranger = this.lookedUp.get(query.toLowerCase());
    if (stranger && !found.some(({ user, conversation }) => isOf(stranger, user, conversation))) {
      found.unshift(person(stranger, [], [[1, stranger.username.length + 1]], 1000));
    }
    this.found = found;
    this.list.replaceChildren(...found.map((one, index) => this.#option(one, index)));
    this.list.hidden = found.length === 0;
    this.none.textContent =
      found.length === 0 ? "Nothing by that name. @ and a whole username finds anyone here." : "";
    this.#select(Math.min(at, found.length - 1));
  }

  /**
   * @param {Found} found
   * @param {number} index
   */
  #option(found, index) {
    const option = element(
      "div",
      {
        class: "palette-option",
        role: "option",
        id: `palette-${index}`,
        "aria-selected": "false",
        onpointermove: () => this.at !== index && this.#select(index),
        onclick: () => this.#run(found),
      },
      pictureOf(found),
      element(
        "span",
        { class: "palette-label", dir: "auto" },
        ...marked(found.label, found.ranges),
      ),
      element(
        "span",
        { class: "palette-line", dir: "auto" },
        ...marked(found.line, found.lineRanges),
      ),
    );
    if (found.command?.hint) {
      option.append(element("kbd", { class: "key", "aria-hidden": "true" }, found.command.hint));
    }
    return option;
  }

  /** @param {number} at */
  #select(at) {
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = Math.max(0, at);
    const option = this.list.children[this.at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    setAttribute(this.input, "aria-activedescendant", option ? option.id : null);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const last = this.found.length - 1;
    const steps = {
      ArrowDown: this.at >= last ? 0 : this.at + 1,
      ArrowUp: this.at <= 0 ? last : this.at - 1,
      PageDown: Math.min(last, this.at + 6),
      PageUp: Math.max(0, this.at - 6),
    };
    const to = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (to !== undefined) this.#select(to);
    else if (event.key === "Enter") {
      const found = this.found[this.at];
      if (found) this.#run(found);
    } else if (event.key === "k" && (event.ctrlKey || event.metaKey)) this.element.close();
    else return;
    event.preventDefault();
  }

  /** @param {Found} found */
  #run({ conversation, user, command }) {
    this.element.close();
    if (conversation) this.context.router.open(conversation.id);
    else if (user) this.#startChat(user);
    else command?.run();
  }

  /** @param {User} user */
  async #startChat(user) {
    const { api, store, router, toasts } = this.context;
    try {
      const conversation = await api.startChat(user.id);
      store.apply(conversationFetched, conversation);
      router.open(conversation.id);
    } catch (error) {
      toasts.show(explain(error), { tone: "error" });
    }
  }
}

/**
 * @param {User} stranger
 * @param {User | undefined} user
 * @param {import("../types.js").Conversation | undefined} conversation
 */
function isOf(stranger, user, conversation) {
  return user?.id === stranger.id || conversation?.peer?.id === stranger.id;
}

/** @param {Found} found */
function pictureOf({ conversation, user, command }) {
  const picture = conversation?.space_id
    ? icon(channelIcon(conversation, undefined))
    : conversation
      ? conversationAvatar(conversation, "small")
      : user
        ? personAvatar(user, "small")
        : icon(command?.icon ?? "chevron-right");
  return element("span", { class: "palette-picture" }, picture);
}

/**
 * @param {string} text
 * @param {Ranges} ranges
 * @returns {Node[]}
 */
function marked(text, ranges) {
  /** @type {Node[]} */
  const nodes = [];
  let from = 0;
  for (const [start, end] of ranges) {
    nodes.push(document.createTextNode(text.slice(from, start)));
    nodes.push(element("mark", {}, text.slice(start, end)));
    from = end;
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}
