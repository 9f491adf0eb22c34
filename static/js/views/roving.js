/**
 * The log is one tab stop: its active message, and what that message holds. Elements inside a
 * message that take the keyboard carry `data-stop` with a name unique in it, and `tabindex="-1"`.
 */
export class Roving {
  /** @param {HTMLElement} log */
  constructor(log) {
    this.log = log;
    /** @type {HTMLElement | null} */
    this.active = null;
    log.addEventListener("focusin", (event) => {
      const article = event.target instanceof Element ? event.target.closest("article") : null;
      if (article) this.activate(article);
    });
  }

  /** The article that has the keyboard, itself or in something it holds. */
  get focused() {
    const article = document.activeElement?.closest("article");
    return article && this.log.contains(article) ? article : null;
  }

  /**
   * There is always one stop: where the keyboard last was, or else the last message in view.
   * @param {HTMLElement | undefined} otherwise
   */
  refresh(otherwise) {
    if (!this.active?.isConnected && otherwise) this.activate(otherwise);
    else if (this.active) setStop(this.active, true);
  }

  /**
   * Before a row goes: its focus goes to its neighbour.
   * @param {HTMLElement} node
   */
  handOver(node) {
    if (!node.contains(document.activeElement)) return;
    /** @type {HTMLElement[]} */
    const articles = [...this.log.querySelectorAll("article")];
    const at = articles.indexOf(node);
    (articles[at + 1] ?? articles[at - 1])?.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} article */
  activate(article) {
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
    if (stop instanceof HTMLElement && stop.tabIndex !== index) stop.tabIndex = index;
  }
}
