/** @import {SpaceBrief} from "../types.js" */
import { explain, isGone } from "../api/errors.js";
import { element, setText } from "../lib/dom.js";
import { isolated } from "../lib/text.js";
import { spaceAvatar } from "./avatar.js";
import { openDialog } from "./dialog.js";
import { textAreaField } from "./fields.js";
import { enterSpace } from "./space_actions.js";

/** @typedef {import("./context.js").Context} Context */

const SETTLE_MS = 250;

/**
 * Spaces that let themselves be found: to go into, or to ask to be let in.
 * @param {Context} context
 */
export function openBrowser(context) {
  new Browser(context);
}

class Browser {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    this.query = element("input", {
      class: "input",
      type: "search",
      placeholder: "Search spaces",
      "aria-label": "Search spaces",
      autocomplete: "off",
      oninput: () => this.#typed(),
    });
    this.list = element("ul", { class: "brief-list", "aria-label": "Spaces to join" });
    this.status = element("p", { class: "help", role: "status" }, "Looking around…");
    /** @type {string | null} */
    this.next = null;
    this.more = element(
      "button",
      { type: "button", class: "button", hidden: true, onclick: () => this.#load(true) },
      "Show more",
    );
    this.timer = 0;
    this.asked = 0;
    this.joining = false;
    const { close, dialog } = openDialog({
      title: "Browse spaces",
      text: "Spaces on this server that anyone may find.",
      body: [
        this.query,
        element("div", { class: "brief-scroll" }, this.list, this.more),
        this.status,
      ],
      actions: [{ label: "Close", kind: "secondary" }],
    });
    dialog.classList.add("space-browser");
    this.close = close;
    this.query.focus();
    this.#load(false);
  }

  #typed() {
    clearTimeout(this.timer);
    this.timer = Number(setTimeout(() => this.#load(false), SETTLE_MS));
  }

  /** @param {boolean} on what follows what is shown */
  async #load(on) {
    this.asked += 1;
    const asked = this.asked;
    const query = this.query.value.trim();
    try {
      const page = await this.context.api.spaces.discover(query, on ? this.next : null);
      // Meanwhile something else was typed.
      if (asked !== this.asked) return;
      this.next = page.next;
      const rows = page.results.map((brief) => this.#row(brief));
      if (on) this.list.append(...rows);
      else this.list.replaceChildren(...rows);
      // The last of them came by a button that goes now: the keyboard goes on to what came.
      if (page.next === null && document.activeElement === this.more) rows[0]?.focus();
      this.more.hidden = page.next === null;
      const more = rows.length === 1 ? "1 more space" : `${rows.length} more spaces`;
      setText(this.status, on ? more : this.#words(query));
    } catch (error) {
      if (asked === this.asked) setText(this.status, explain(error));
    }
  }

  /** @param {string} query @returns {string} */
  #words(query) {
    const count = this.list.childElementCount;
    if (count > 0) return "";
    if (query) return `No space is called "${isolated(query)}".`;
    return "No space here lets itself be found. An invite link leads into the others.";
  }

  /** @param {SpaceBrief} brief */
  #row(brief) {
    const { name, description, members_count: members } = brief;
    const id = `brief-${brief.id}`;
    return element(
      "li",
      { class: "brief", tabindex: "-1" },
      spaceAvatar(brief, "large"),
      element(
        "div",
        { class: "brief-words" },
        element("strong", { class: "brief-name", id, dir: "auto" }, name),
        element(
          "span",
          { class: "brief-line", dir: "auto" },
          [members === 1 ? "1 member" : `${members} members`, description]
            .filter(Boolean)
            .join(". "),
        ),
      ),
      ...this.#actions(brief, id),
    );
  }

  /**
   * @param {SpaceBrief} brief
   * @param {string} describedBy
   * @returns {HTMLElement[]}
   */
  #actions(brief, describedBy) {
    const properties = { type: "button", class: "button", "aria-describedby": describedBy };
    const button = (/** @type {string} */ label, /** @type {(row: Element) => void} */ run) => {
      // Not by what has the keyboard: not every browser gives it to a button that is clicked.
      const onclick = () => run(made.closest("li") ?? made);
      const made = element("button", { ...properties, onclick }, label);
      return made;
    };
    if (brief.has_asked && !brief.is_member) {
      const tag = element("span", { class: "tag" }, "Asked");
      return [tag, button("Withdraw", (row) => this.#withdraw(brief, row))];
    }
    const labels = { open: "Join", request: "Ask to join", invite: "" };
    const label = brief.is_member ? "Open" : labels[brief.joining];
    if (!label) return [element("span", { class: "tag" }, "By invite")];
    const run = () => {
      if (brief.is_member) {
        this.close();
        this.context.page.openSpace(brief.id);
      } else if (brief.joining === "open") this.#join(brief);
      else this.#ask(brief);
    };
    return [button(label, run)];
  }

  /**
   * Nobody decides on it any more; it can be asked again from the same place.
   * @param {SpaceBrief} brief
   * @param {Element} row
   */
  async #withdraw(brief, row) {
    try {
      await this.context.api.spaces.withdraw(brief.id);
    } catch (error) {
      // Decided on meanwhile, or taken back elsewhere: the list knows.
      if (isGone(error)) await this.#load(false);
      else setText(this.status, explain(error));
      return;
    }
    const fresh = this.#row({ ...brief, has_asked: false });
    row.replaceWith(fresh);
    (fresh.querySelector("button") ?? fresh).focus();
    setText(this.status, `You no longer ask to join ${isolated(brief.name)}.`);
  }

  /** @param {SpaceBrief} brief */
  async #join(brief) {
    // A second click, here or on another space, while the first is on its way.
    if (this.joining) return;
    this.joining = true;
    try {
      const { space } = await this.context.api.spaces.join(brief.id);
      this.close();
      if (space) enterSpace(this.context, space);
    } catch (error) {
      setText(this.status, explain(error));
    } finally {
      this.joining = false;
    }
  }

  /** @param {SpaceBrief} brief */
  #ask(brief) {
    const { api, toasts } = this.context;
    this.close();
    const message = textAreaField({
      id: "join-message",
      label: "A word to those who decide",
      help: "Who you are, and what brings you.",
      maxlength: 512,
    });
    openDialog({
      title: `Ask to join ${isolated(brief.name)}`,
      body: [message.element],
      actions: [
        { label: "Cancel", kind: "secondary" },
        {
          label: "Ask to join",
          kind: "primary",
          run: async () => {
            const answer = await api.spaces.join(brief.id, message.input.value.trim());
            if (answer?.space) enterSpace(this.context, answer.space);
            else toasts.show(`${isolated(brief.name)} was asked. You see it here once you are in.`);
          },
        },
      ],
    });
  }
}
