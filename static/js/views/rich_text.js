/** @import {Linker, Mentioned} from "./message_text.js" */
import { element } from "../lib/dom.js";
import { renderMarkdown } from "../lib/markdown.js";
import DOMPurify from "../vendor/purify.js";
import { textNodes } from "./message_text.js";

/** A body that takes longer than this to read is shown as it was typed. */
const PATIENCE_MS = 150;
/** So long may bodies take before the page is drawn; the others are read after it. */
const TURN_MS = 25;
const KEPT = 300;
/** Far more than a page shows at once: a body whose turns were forgotten is drawn anew. */
const TURNS_KEPT = 10 * KEPT;
/** A body of more elements, ends and all, is shown as it was typed: a page has thousands at most. */
const MOST_TAGS = 1500;
const LANGUAGE = /^language-([A-Za-z0-9+#._-]{1,32})$/;

/** The few elements that bodies are made of: `messaging/rules/markdown.py` lets the same pass. */
const ALLOWED = {
  ALLOWED_TAGS: "a blockquote br code em li ol p pre s strong ul".split(" "),
  ALLOWED_ATTR: ["href", "target", "rel", "class", "start"],
  ADD_URI_SAFE_ATTR: ["target", "rel", "start"],
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
};

/** @type {any} it ships no types that fit a single file */
const purifier = DOMPurify;

purifier.addHook("afterSanitizeAttributes", (/** @type {Element} */ node) => {
  if (node.localName === "a") node.setAttribute("rel", "noopener noreferrer");
  if (!LANGUAGE.test(node.className)) node.removeAttribute("class");
});

/**
 * What the page's one sanitiser lets pass of a body's HTML.
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function sanitise(html) {
  return purifier.sanitize(html, { ...ALLOWED, RETURN_DOM_FRAGMENT: true });
}

/** Draws bodies with their markup; what was read once is kept for the next time. */
export class RichTexts {
  /**
   * @param {import("./toasts.js").Toasts} toasts
   * @param {() => void} onRead bodies that had to wait can be drawn
   */
  constructor(toasts, onRead) {
    this.toasts = toasts;
    this.onRead = onRead;
    /** @type {Map<string, string | null>} HTML of bodies; null: shown as they were typed */
    this.known = new Map();
    /** @type {Set<string>} bodies for which there was no time */
    this.waiting = new Set();
    /** @type {Map<string, number>} how often bodies that had to wait had their turn */
    this.turns = new Map();
    this.spent = 0;
    this.timer = 0;
  }

  /**
   * @param {string} body
   * @param {Mentioned} mentioned
   * @param {Linker} [linked]
   * @returns {HTMLElement | null} null: as it was typed, at least for now
   */
  draw(body, mentioned, linked) {
    if (!this.known.has(body) && this.spent >= TURN_MS) {
      this.waiting.add(body);
      return null;
    }
    const began = performance.now();
    const html = this.#read(body);
    const drawn = html === null ? null : this.#finish(sanitise(html), mentioned, linked);
    this.spent += performance.now() - began;
    this.#restSoon();
    return drawn;
  }

  #restSoon() {
    if (this.timer === 0) this.timer = Number(setTimeout(() => this.#rest()));
  }

  /**
   * @param {DocumentFragment} fragment
   * @param {Mentioned} mentioned
   * @param {Linker} [linked]
   */
  #finish(fragment, mentioned, linked) {
    nameThem(fragment, mentioned, linked);
    finishLinks(fragment);
    this.#finishCode(fragment);
    return bodyOf(fragment);
  }

  /**
   * @param {string} body
   * @returns {string | null}
   */
  #read(body) {
    const known = this.known.get(body);
    if (known !== undefined) return known;
    const began = performance.now();
    const read = renderMarkdown(body, () => performance.now() - began > PATIENCE_MS);
    const html = read !== null && read.split("<").length > MOST_TAGS ? null : read;
    this.known.set(body, html);
    for (const [oldest] of this.known) {
      if (this.known.size <= KEPT) break;
      this.known.delete(oldest);
    }
    return html;
  }

  /** The page was drawn; those that wait have their turn, as long as it lasts. */
  #rest() {
    this.timer = 0;
    this.spent = 0;
    if (this.waiting.size === 0) return;
    const began = performance.now();
    for (const body of this.waiting) {
      if (performance.now() - began > TURN_MS) break;
      this.waiting.delete(body);
      const turn = (this.turns.get(body) ?? 0) + 1;
      this.turns.delete(body);
      this.turns.set(body, turn);
      this.#read(body);
    }
    for (const [oldest] of this.turns) {
      if (this.turns.size <= TURNS_KEPT) break;
      this.turns.delete(oldest);
    }
    this.onRead();
    if (this.waiting.size > 0) this.#restSoon();
  }

  /** @param {DocumentFragment} fragment */
  #finishCode(fragment) {
    for (const [index, block] of [...fragment.querySelectorAll("pre")].entries()) {
      const name = LANGUAGE.exec(block.firstElementChild?.className ?? "")?.[1] ?? "";
      const text = block.textContent ?? "";
      const onclick = () => this.#copy(text);
      const labels = { "aria-label": "Copy code", "data-stop": `copy ${index}`, tabindex: "-1" };
      const head = element(
        "div",
        { class: "code-head" },
        element("span", { class: "code-language" }, name),
        element("button", { type: "button", class: "code-copy", ...labels, onclick }, "Copy"),
      );
      block.dir = "ltr";
      block.replaceWith(element("div", { class: "code-block" }, head, block.cloneNode(true)));
    }
  }

  /** @param {string} text */
  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toasts.show("Code copied");
    } catch {
      // Only secure pages get at the clipboard.
      this.toasts.show("The browser does not let this page copy.", { tone: "error" });
    }
  }
}

/**
 * Names of people and channels, outside of code and links.
 * @param {DocumentFragment} fragment
 * @param {Mentioned} mentioned
 * @param {Linker} [linked]
 */
function nameThem(fragment, mentioned, linked) {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const texts = [];
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (currentNode instanceof Text && /[@#]/.test(currentNode.data)) texts.push(currentNode);
  }
  for (const text of texts) {
    if (text.parentElement?.closest("a, code")) continue;
    text.replaceWith(...textNodes(text.data, mentioned, linked));
  }
}

/**
 * Links tell where they lead when it is not what they say, and are reached as everything in a
 * message.
 * @param {DocumentFragment} fragment
 */
function finishLinks(fragment) {
  for (const [index, link] of [...fragment.querySelectorAll("a[target]")].entries()) {
    if (!(link instanceof HTMLAnchorElement)) continue;
    const href = link.getAttribute("href") ?? "";
    link.className = "link";
    link.tabIndex = -1;
    link.dataset.stop = `link ${index}`;
    if (link.textContent !== href) link.title = href;
  }
}

/**
 * One paragraph stands where a plain body would; several things stand below each other.
 * @param {DocumentFragment} fragment
 * @returns {HTMLElement}
 */
function bodyOf(fragment) {
  const [first, ...others] = fragment.children;
  if (first?.localName === "p" && others.length === 0) {
    return element("p", { class: "body", dir: "auto" }, ...first.childNodes);
  }
  for (const part of fragment.querySelectorAll("p, li, blockquote")) {
    part.setAttribute("dir", "auto");
  }
  return element("div", { class: "body rich" }, fragment);
}
