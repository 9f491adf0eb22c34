import { element } from "../lib/dom.js";
import { icon } from "./icons.js";

/** A button for each group of emoji, one after the other with the arrows. */
export class EmojiTabs {
  /** @param {(at: number) => void} onChoose */
  constructor(onChoose) {
    this.onChoose = onChoose;
    this.drawn = "";
    this.element = element("div", { class: "emoji-tabs", role: "toolbar", "aria-label": "Groups" });
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {{title: string, icon: string}[]} tabs */
  draw(tabs) {
    const drawn = JSON.stringify(tabs);
    if (this.drawn === drawn) return;
    this.drawn = drawn;
    this.element.replaceChildren(
      ...tabs.map(({ title, icon: name }, at) =>
        element(
          "button",
          {
            type: "button",
            class: "emoji-tab",
            title,
            "aria-label": title,
            onclick: () => this.onChoose(at),
          },
          icon(name, 18),
        ),
      ),
    );
  }

  /**
   * @param {number} group which one Tab leads to
   * @param {boolean} isShown while nothing is looked for
   */
  mark(group, isShown) {
    for (const [at, tab] of [...this.element.children].entries()) {
      const chosen = at === group;
      tab.setAttribute("aria-pressed", String(isShown && chosen));
      if (tab instanceof HTMLElement) tab.tabIndex = chosen ? 0 : -1;
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const buttons = [...this.element.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    const to = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length)?.focus();
  }
}
