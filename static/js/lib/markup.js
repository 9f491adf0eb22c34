/**
 * Whether a body holds markup, and what it says without the signs. The server has the same two
 * (`messaging/rules/markup.py`); neither needs the parser.
 */

/** What can be markup; most bodies hold none, and are shown as they are. */
const MARKUP =
  /\*[^\s*]|(?<![\p{L}\p{N}_])_+[^\s_]|~~[^\s~]|`|\\[!-/:-@[-`{-~]|\]\((?:https?:\/\/|mailto:)|<(?:https?:\/\/|mailto:|[^\s<>@]+@[^\s<>@]+>)|^ {0,3}(?:>(?:[ \t>]|$)|(?:[-+*]|[0-9]{1,9}[.)])[ \t]+\S|~~~)/imu;
const BLOCK = /^[ \t]*(?:>|[-+*][ \t]|[0-9]{1,9}[.)][ \t]|```|~~~)/gm;
/**
 * A parser's time grows with the square of the lines that begin a list, a quote or a fence: a body
 * with more of them is text.
 */
const MOST_BLOCK_LINES = 300;
const SIGNS = /[*_~`\\>[]/u;
const FENCE = /^[ >]*(?:`{3,}|~{3,})[^\n`]*(?:\n|$(?!\n))/gmu;
const QUOTE = /^ {0,3}>(?=[ \t>]|$)(?:[ \t]{0,4}>(?=[ \t>]|$))*[ \t]?/gmu;
const LINK =
  /(?<!\\)\[([^[\]\n]*)\]\((?:https?:\/\/|mailto:)(?:[^()\s<>[\]]|\([^()\s<>[\]]*\))*\)/giu;
const POINTED = /<((?:https?:\/\/|mailto:)[^\s<>]*)>/giu;
/** Names are tokens of their own: their underscores are no signs. */
const TOKEN = /\\[!-/:-@[-`{-~]|@[A-Za-z0-9_.-]*[A-Za-z0-9]|`+|\*+|~~|_+/gu;
const IN_WORD = /[\p{L}\p{N}]/u;

/**
 * Whether the body may look different from what was typed.
 * @param {string} body
 * @returns {boolean}
 */
export function holdsMarkup(body) {
  return MARKUP.test(body) && (body.match(BLOCK)?.length ?? 0) <= MOST_BLOCK_LINES;
}

/**
 * The body less the signs of its markup, for quotes, lists and notices.
 * @param {string} body
 * @returns {string}
 */
export function withoutMarkup(body) {
  if (!SIGNS.test(body)) return body;
  const lines = body.replace(FENCE, "").replace(QUOTE, "");
  const text = lines.replace(LINK, "$1").replace(POINTED, "$1");
  let kept = "";
  let place = 0;
  for (const [start, end] of signsIn(text).sort(([a], [b]) => a - b)) {
    kept += text.slice(place, start);
    place = end;
  }
  return kept + text.slice(place);
}

/** @typedef {[start: number, end: number]} Span */

/**
 * Where signs stand that belong together, code's own left alone.
 * @param {string} text
 * @returns {Span[]}
 */
function signsIn(text) {
  const tokens = [...text.matchAll(TOKEN)];
  const ticks = nextAlike(tokens.map(([sign]) => (sign[0] === "`" ? sign : "")));
  /** What is open, by its sign. @type {Record<string, Span[]>} */
  const opened = { "*": [], _: [], "~": [] };
  /** @type {Span[]} */
  const found = [];
  for (let number = 0; number < tokens.length; number += 1) {
    const { 0: run = "", index: start = 0 } = tokens[number] ?? {};
    const end = start + run.length;
    const waiting = opened[run[0] ?? ""];
    if (run[0] === "\\") found.push([start, start + 1]);
    else if (waiting) pair(text, [start, end], waiting, found);
    else if (run[0] === "`" && ticks[number]) {
      const partner = ticks[number] ?? 0;
      const at = tokens[partner]?.index ?? 0;
      found.push([start, end], [at, at + run.length]);
      number = partner;
    }
  }
  return found;
}

/**
 * A run closes what is open, and opens with what is left of it.
 * @param {string} text
 * @param {Span} run
 * @param {Span[]} waiting
 * @param {Span[]} found
 */
function pair(text, [from, end], waiting, found) {
  const { opens, closes } = sidesOf(text, from, end);
  let start = from;
  for (let open = waiting.at(-1); closes && open && start < end; open = waiting.at(-1)) {
    const many = Math.min(end - start, open[1] - open[0]);
    found.push([open[1] - many, open[1]], [start, start + many]);
    open[1] -= many;
    start += many;
    if (open[0] === open[1]) waiting.pop();
  }
  if (opens && start < end) waiting.push([start, end]);
}

/**
 * What a run opens begins at once, what it closes ends there; underscores inside a word are the
 * word's.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function sidesOf(text, start, end) {
  const before = text[start - 1] ?? "";
  const after = text[end] ?? "";
  const opens = after.trim() !== "";
  const closes = before.trim() !== "";
  if (text[start] !== "_") return { opens, closes };
  const [left, right] = [lastPoint(text, start), String.fromCodePoint(text.codePointAt(end) ?? 32)];
  return { opens: opens && !IN_WORD.test(left), closes: closes && !IN_WORD.test(right) };
}

/**
 * The character before a place, whole.
 * @param {string} text
 * @param {number} place
 */
function lastPoint(text, place) {
  return Array.from(text.slice(Math.max(0, place - 2), place)).at(-1) ?? "";
}

/**
 * For each run the number of the next that is equal; 0 where there is none.
 * @param {string[]} runs
 */
function nextAlike(runs) {
  /** @type {Map<string, number>} */
  const following = new Map();
  const found = runs.map(() => 0);
  for (let number = runs.length - 1; number >= 0; number -= 1) {
    const run = runs[number] ?? "";
    found[number] = following.get(run) ?? 0;
    following.set(run, number);
  }
  return found;
}
