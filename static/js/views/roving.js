/**
 * The log is one tab stop: its active message, and what that message holds. Arrows move the stop.
 * Elements inside a message that take the keyboard carry `data-stop` with a name unique in it.
 */
export class Roving {
  /** @param {HTMLElement} log */
  constructor(log) {
    this.log = log;
    /** @type {HTMLElement | null} */
    this.active = null;
    log.addEventListener("focusin", (event) => {
      const article = event.target instanceof Element ? event.target.closest("article") : null;
      if (article) this.#activate(article);
    });
  }

  articles() {
    return [...this.log.querySelectorAll("article")];
  }

  focus() {
    this.active?.focus();
  }

  /** After rows changed: new buttons follow their message, and there is always one stop. */
  refresh() {
    const articles = this.articles();
    if (!this.active?.isConnected) this.active = articles.at(-1) ?? null;
    for (const article of articles) setStop(article, article === this.active);
  }

  /**
   * Before a row goes: its focus goes to its neighbour.
   * @param {HTMLElement} node
   */
  handOver(node) {
    if (!node.contains(document.activeElement)) return;
    const next = node.nextElementSibling ?? node.previousElementSibling;
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  }

  /** @param {string} key @returns {boolean | "top"} whether the key moved, or wanted past the top */
  move(key) {
    const articles = this.articles();
    const at = articles.findIndex((article) => article.matches(":focus"));
    const steps = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0 };
    const to = { ...steps, End: articles.length - 1 }[key];
    if (at < 0 || to === undefined) return false;
    articles[to]?.focus();
    return to < 0 ? "top" : true;
  }

  /** @param {HTMLElement} article */
  #activate(article) {
    if (this.active && this.active !== article) setStop(this.active, false);
    this.active = article;
    setStop(article, true);
  }
}

/**
 * Draws a row anew; the button that had the keyboard gets it back in its new form.
 * @param {HTMLElement} node
 * @param {() => void} draw
 */
export function keepingFocus(node, draw) {
  const active = document.activeElement;
  const inside = active !== node && node.contains(active);
  const stop = inside ? (active?.getAttribute("data-stop") ?? "") : null;
  draw();
  if (stop === null) return;
  const again = node.querySelector(`[data-stop="${CSS.escape(stop)}"]`);
  const target = again instanceof HTMLElement ? again : node;
  target.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement} article
 * @param {boolean} active
 */
function setStop(article, active) {
  const index = active ? 0 : -1;
  if (article.tabIndex !== index) article.tabIndex = index;
  for (const stop of article.querySelectorAll("[data-stop]")) {
    if (stop instanceof HTMLElement) stop.tabIndex = index;
  }
}
