/** @import {User} from "../types.js" */
import { ApiError } from "../api/errors.js";
import { element, setText } from "../lib/dom.js";
import { matchMentions } from "../lib/mentions.js";
import { isolated } from "../lib/text.js";
import { knownPeople } from "../store/people.js";
import { personAvatar } from "./avatar.js";
import { fieldOf } from "./fields.js";
import { icon } from "./icons.js";

const OFFERED_AT_MOST = 6;

/** Somebody was named who is not there. */
export class NobodyThere extends Error {}

/**
 * Chooses people: by username, which is looked up, or from those the page knows. Several become
 * chips that can be taken away; the keyboard stays in the field.
 */
export class PeopleField {
  /**
   * @param {import("./context.js").Context} context
   * @param {Object} options
   * @param {string} options.id
   * @param {string} options.label
   * @param {string} options.help
   * @param {boolean} options.several
   * @param {string[]} [options.without] ids of people who are not offered
   * @param {() => void} [options.onChosen] one of those offered was chosen
   */
  constructor(context, { id, label, help, several, without = [], onChosen }) {
    this.context = context;
    this.several = several;
    this.onChosen = onChosen;
    this.without = new Set(without);
    /** @type {User[]} */
    this.chosen = [];
    /** @type {User[]} */
    this.offered = [];
    this.active = -1;
    this.list = element("div", {
      class: "people-offer",
      id: `${id}-list`,
      role: "listbox",
      "aria-label": "People you know",
      hidden: true,
    });
    // It stays while the keyboard goes on: nothing moves away from under the pointer.
    this.chips = element("ul", { class: "chips", "aria-label": "Chosen people", hidden: true });
    this.status = element("p", { class: "visually-hidden", role: "status" });
    this.input = element("input", {
      class: "input",
      type: "text",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      oninput: () => this.#offer(),
      onfocus: () => this.#offer(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    this.field = fieldOf({ id, label, help }, this.input, this.list, this.chips, this.status);
    this.element = this.field.element;
    // The pointer must not take the keyboard from the field.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {string} text */
  setError(text) {
    this.field.setError(text);
  }

  /**
   * Everybody chosen, with those whose names are still only typed.
   * @returns {Promise<User[]>} rejects with NobodyThere
   */
  async people() {
    this.setError("");
    const names = this.input.value.split(/[\s,;]+/u).filter(Boolean);
    const found = await Promise.all(names.map((name) => this.#find(name)));
    for (const user of found) this.#add(user);
    return this.chosen;
  }

  /**
   * @param {string} name
   * @returns {Promise<User>}
   */
  async #find(name) {
    const username = name.replace(/^@/u, "").toLowerCase();
    const known = knownPeople(this.context.store.state).find((one) => one.username === username);
    if (known) return known;
    if (username === this.context.store.state.me.username) throw new NobodyThere("That is you.");
    try {
      return await this.context.api.userByName(username);
    } catch (error) {
      const gone = error instanceof ApiError && (error.status === 404 || error.status === 400);
      throw gone ? new NobodyThere(`Nobody here is called "${isolated(name)}".`) : error;
    }
  }

  /** @param {User} user */
  #add(user) {
    if (!this.several) this.chosen = [];
    if (!this.chosen.some(({ id }) => id === user.id)) this.chosen = [...this.chosen, user];
    this.input.value = this.several ? "" : `@${user.username}`;
    this.setError("");
    this.#drawChips();
    if (this.several) this.#offer();
  }

  /** @param {User} user */
  #choose(user) {
    this.#add(user);
    this.onChosen?.();
  }

  /** @param {User} user */
  #remove(user) {
    this.chosen = this.chosen.filter(({ id }) => id !== user.id);
    this.#drawChips();
    setText(this.status, `${user.display_name || user.username} taken away`);
    this.input.focus();
  }

  #drawChips() {
    this.chips.hidden = !this.several || this.chosen.length === 0;
    this.chips.replaceChildren(
      ...this.chosen.map((user) => {
        const name = user.display_name || user.username;
        const remove = { type: "button", class: "chip-remove", "aria-label": `Remove ${name}` };
        return element(
          "li",
          { class: "chip" },
          personAvatar(user, "small"),
          element("span", { class: "chip-name", dir: "auto" }, name),
          element("button", { ...remove, onclick: () => this.#remove(user) }, icon("x", 16)),
        );
      }),
    );
  }

  #offer() {
    this.setError("");
    if (!this.several) this.chosen = [];
    const query = (this.input.value.split(/[\s,;]+/u).at(-1) ?? "").replace(/^@/u, "");
    const taken = new Set([...this.without, ...this.chosen.map(({ id }) => id)]);
    const people = knownPeople(this.context.store.state).filter(({ id }) => !taken.has(id));
    const named = people.map((user) => ({
      user,
      username: user.username,
      name: user.display_name || user.username,
    }));
    this.offered = matchMentions(named, query, OFFERED_AT_MOST).map(({ user }) => user);
    this.list.replaceChildren(
      ...this.offered.map((user, at) =>
        element(
          "div",
          { class: "mention-option", role: "option", id: `${this.list.id}-${at}` },
          personAvatar(user, "small"),
          element("span", { class: "mention-name", dir: "auto" }, user.display_name),
          element("span", { class: "mention-username" }, `@${user.username}`),
        ),
      ),
    );
    const open = this.offered.length > 0;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.#activate(-1);
  }

  /** @param {number} at */
  #activate(at) {
    this.active = at;
    for (const [index, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(index === at));
    }
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${at}`);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const count = this.list.hidden ? 0 : this.offered.length;
    const chosen = this.offered[this.active];
    if (event.key === "ArrowDown" && count > 0) this.#activate((this.active + 1) % count);
    else if (event.key === "ArrowUp" && count > 0) {
      this.#activate((this.active + count) % (count + 1) || count - 1);
    } else if (event.key === "Enter" && count > 0 && chosen) this.#choose(chosen);
    else if ([",", "Enter"].includes(event.key) && this.several && this.input.value.trim()) {
      this.#look();
    } else {
      const last = this.chosen.at(-1);
      if (event.key === "Backspace" && this.several && this.input.value === "" && last) {
        this.#remove(last);
      }
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Looks up what was typed. */
  async #look() {
    try {
      await this.people();
      this.#offer();
    } catch (error) {
      if (!(error instanceof NobodyThere)) throw error;
      this.setError(error.message);
    }
  }

  /** @param {Event} event */
  #clicked({ target }) {
    const option = target instanceof Element ? target.closest(".mention-option") : null;
    const user = this.offered[option ? [...this.list.children].indexOf(option) : -1];
    if (user) this.#choose(user);
  }
}
