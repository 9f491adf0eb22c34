import { ApiError } from "../api/errors.js";
import { element } from "../lib/dom.js";

/** Somebody else saved first: theirs is shown, ours is still in the form, and the person decides. */
export class Conflict {
  constructor() {
    this.element = element("div", { class: "pane-conflict", role: "alert", hidden: true });
  }

  /**
   * @param {[label: string, value: string][]} theirs
   * @param {{take: () => void, keep: () => void}} ways what a form does with either answer
   */
  show(theirs, { take, keep }) {
    const button = (/** @type {string} */ label, /** @type {() => void} */ run) => {
      const onclick = () => {
        this.hide();
        run();
      };
      return element("button", { type: "button", class: "button", onclick }, label);
    };
    this.element.replaceChildren(
      element("p", {}, "Somebody else changed this while you were at it. Now it says:"),
      ...theirs.map(([label, value]) =>
        element(
          "p",
          {},
          element("strong", {}, `${label}: `),
          element("span", { dir: "auto" }, value || "empty"),
        ),
      ),
      element(
        "div",
        { class: "dialog-actions" },
        button("Use theirs", take),
        button("Save mine", keep),
      ),
    );
    this.element.hidden = false;
    this.element.querySelector("button")?.focus();
  }

  hide() {
    this.element.hidden = true;
  }
}

/**
 * What there is now, where a change was refused because it was made to something older.
 * @template T
 * @param {unknown} error
 * @param {T} base
 * @returns {T | null}
 */
export function currentIn(error, base) {
  const isStale = error instanceof ApiError && error.code === "version_conflict" && error.current;
  return isStale ? { ...base, ...error.current } : null;
}
