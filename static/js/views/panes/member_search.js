import { element } from "../../lib/dom.js";
import { isolated } from "../../lib/text.js";

/** The field above a list of members, and what is looked for by it. */
export class MemberSearch {
  /** @param {() => unknown} onTyped */
  constructor(onTyped) {
    this.input = element("input", {
      class: "input pane-search",
      type: "search",
      placeholder: "Search members",
      "aria-label": "Search members",
      autocomplete: "off",
      oninput: onTyped,
    });
  }

  /** @returns {string} a part of a name, or the beginning of a username; empty: everybody */
  get wanted() {
    return this.input.value.trim().replace(/^@/u, "");
  }

  clear() {
    this.input.value = "";
  }
}

/** @param {string} wanted of whom nobody was found */
export function nobodyCalled(wanted) {
  return `Nobody here is called "${isolated(wanted)}".`;
}
