/**
 * Bodies as HTML that still has to be sanitised: a small part of CommonMark, the same here and on
 * the server (`messaging/rules/markdown.py`). `tests/corpus/markdown` holds both to one result.
 */

import MarkdownIt from "../vendor/markdown_it.js";
import { ADDRESS, trimAddress } from "./addresses.js";
import { holdsMarkup } from "./markup.js";

const BLOCKS = ["fence", "blockquote", "list"];
const INLINE = ["backticks", "emphasis", "strikethrough", "link", "autolink", "escape"];
const AFTERWARDS = ["balance_pairs", "fragments_join"];
const LINKED = /^(?:https?:\/\/|mailto:)\S/i;
const LANGUAGE = /^[A-Za-z0-9+#._-]{1,32}$/;
const ESCAPED = /[\n!-/:-@[-`{-~]/;
const SCHEME = /https?$/i;
const FROM_SCHEME = new RegExp(ADDRESS, "iuy");
/** The name of somebody, whose underscores are no emphasis. */
const NAME = /@[A-Za-z0-9_.-]*[A-Za-z0-9]/y;

const SPACE =
  "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const ENDS = new RegExp(`^${SPACE}+|(?<!${SPACE})${SPACE}+$`, "gu");

/** @type {any} how markdown-it has itself changed; it ships no types that fit a single file */
const Parser = MarkdownIt;
/** @type {Map<boolean, any>} */
const parsers = new Map();

class Overdue extends Error {}

/**
 * @param {string} body
 * @param {() => boolean} [isOver] asked now and then whether it took too long
 * @returns {string | null} HTML made of few elements, every text in it escaped; null: it took
 *   too long
 */
export function renderMarkdown(body, isOver = () => false) {
  const rich = holdsMarkup(body);
  let parser = parsers.get(rich);
  if (!parser) {
    parser = makeParser(rich);
    parsers.set(rich, parser);
  }
  try {
    return parser.render(body, { isOver });
  } catch (error) {
    if (error instanceof Overdue) return null;
    throw error;
  }
}

/** @param {boolean} rich whether anything is markup but lines and addresses */
function makeParser(rich) {
  // "zero" knows nothing but paragraphs, and nests 20 deep at most.
  const parser = new Parser("zero", { breaks: true }).enable(["newline"]);
  if (rich) parser.enable([...BLOCKS, ...INLINE, ...AFTERWARDS]);
  parser.validateLink = (/** @type {string} */ url) => LINKED.test(url);
  parser.inline.ruler.before("text", "patience", (/** @type {any} */ state) => {
    if (state.env.isOver()) throw new Overdue();
    return false;
  });
  parser.inline.ruler.at("autolink", pointedRule());
  parser.inline.ruler.at("escape", escapeRule());
  parser.block.ruler.at("blockquote", quoteRule(), {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  parser.core.ruler.after("block", "ends", trimParagraphs);
  parser.inline.ruler.before("escape", "address", addressRule);
  parser.inline.ruler.before("escape", "name", nameRule);
  const { rules } = parser.renderer;
  const escaped = parser.utils.escapeHtml;
  rules.link_open = (/** @type {any[]} */ tokens, /** @type {number} */ at) =>
    `<a href="${escaped(tokens[at].attrGet("href") ?? "")}" target="_blank">`;
  rules.fence = (/** @type {any[]} */ tokens, /** @type {number} */ at) =>
    fenceHtml(tokens[at], escaped);
  rules.softbreak = () => "<br>";
  rules.hardbreak = rules.softbreak;
  return parser;
}

/**
 * The server's parser takes every kind of space from the ends of a paragraph.
 * @param {any} state
 */
function trimParagraphs(state) {
  for (const token of state.tokens) {
    if (token.type === "inline") token.content = token.content.replace(ENDS, "");
  }
}

/**
 * @param {{info: string, content: string}} token
 * @param {(text: string) => string} escaped
 */
function fenceHtml({ info, content }, escaped) {
  const name = info.trim().split(/\s/u)[0] ?? "";
  const language = LANGUAGE.test(name) ? ` class="language-${name}"` : "";
  return `<pre><code${language}>${escaped(content)}</code></pre>\n`;
}

/**
 * One of the parser's own rules, to be asked by one of ours.
 * @param {"block" | "inline"} kind
 * @param {string} name
 */
function ruleOf(kind, name) {
  const { ruler } = new Parser("zero")[kind];
  ruler.enableOnly([name]);
  return ruler.getRules("")[0];
}

/** A quote only with a space behind its sign: ">:(" and ">_<" are faces. */
function quoteRule() {
  const quote = ruleOf("block", "blockquote");
  return (
    /** @type {any} */ state,
    /** @type {number} */ start,
    /** @type {number} */ end,
    /** @type {boolean} */ silent,
  ) => {
    const follows = state.src[state.bMarks[start] + state.tShift[start] + 1] ?? " ";
    return " \t\n>".includes(follows) && quote(state, start, end, silent);
  };
}

/** `<https://…>`, but no link inside a link. */
function pointedRule() {
  const pointed = ruleOf("inline", "autolink");
  return (/** @type {any} */ state, /** @type {boolean} */ silent) =>
    state.linkLevel === 0 && pointed(state, silent);
}

/** A backslash before anything but a sign or the end of a line is a backslash. */
function escapeRule() {
  const escapes = ruleOf("inline", "escape");
  return (/** @type {any} */ state, /** @type {boolean} */ silent) =>
    ESCAPED.test(state.src[state.pos + 1] ?? "") && escapes(state, silent);
}

/**
 * An address written out, at the colon behind its scheme.
 * @param {any} state
 * @param {boolean} silent
 */
function addressRule(state, silent) {
  if (state.linkLevel > 0 || !state.src.startsWith("://", state.pos)) return false;
  const scheme = SCHEME.exec(state.src.slice(Math.max(0, state.pos - 5), state.pos))?.[0] ?? "";
  FROM_SCHEME.lastIndex = state.pos - scheme.length;
  const found = scheme && FROM_SCHEME.exec(state.src.slice(0, state.posMax))?.[0];
  if (!found) return false;
  const address = trimAddress(found);
  if (!silent) {
    state.pending = state.pending.slice(0, -scheme.length);
    state.push("link_open", "a", 1).attrs = [["href", address]];
    state.push("text", "", 0).content = address;
    state.push("link_close", "a", -1);
  }
  state.pos += address.length - scheme.length;
  return true;
}

/**
 * @param {any} state
 * @param {boolean} silent
 */
function nameRule(state, silent) {
  NAME.lastIndex = state.pos;
  const found = NAME.exec(state.src)?.[0];
  if (!found || state.pos + found.length > state.posMax) return false;
  if (!silent) state.pending += found;
  state.pos += found.length;
  return true;
}
