/** Finding by a few letters: accents and case ignored, letters in order, the best place first. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const PLAIN = /^[\x00-\x7f]*$/;

/** @typedef {{score: number, ranges: [number, number][]}} Match */

/**
 * A text without case and accents, of the same length in UTF-16 units as far as that is possible.
 * @param {string} text
 * @returns {string}
 */
export function foldText(text) {
  // Most names, ten thousand times a keystroke.
  if (PLAIN.test(text)) return text.toLowerCase();
  let folded = "";
  for (const char of text) {
    const plain = char.normalize("NFD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();
    folded += plain.length === char.length ? plain : char.toLocaleLowerCase().slice(0, char.length);
  }
  return folded;
}

/** Two letters stand somewhere in nearly every name. */
const SCATTERED_FROM = 3;
const WORD = /[\p{L}\p{N}]/u;

/**
 * How well a text matches what was typed, and where: whole words first, then the beginning of words,
 * then any place, then letters scattered in order. Null if it does not.
 * @param {string} query
 * @param {string} text
 * @returns {Match | null}
 */
export function fuzzyMatch(query, text) {
  const wanted = foldText(query.trim());
  if (wanted === "") return { score: 0, ranges: [] };
  const folded = foldText(text);
  const at = placeOf(folded, wanted);
  if (at >= 0) {
    const atWord = at === 0 || !WORD.test(folded[at - 1] ?? "");
    const base = at === 0 ? 300 : atWord ? 200 : 100;
    return { score: base - Math.min(90, folded.length / 4), ranges: [[at, at + wanted.length]] };
  }
  return wanted.length < SCATTERED_FROM ? null : scattered(wanted, folded);
}

/**
 * @param {string} folded
 * @param {string} wanted
 * @returns {number} its first place at the beginning of a word, or else its first place
 */
function placeOf(folded, wanted) {
  const first = folded.indexOf(wanted);
  for (let at = first; at >= 0; at = folded.indexOf(wanted, at + 1)) {
    if (at === 0 || !WORD.test(folded[at - 1] ?? "")) return at;
  }
  return first;
}

/**
 * @param {string} wanted
 * @param {string} folded
 * @returns {Match | null}
 */
function scattered(wanted, folded) {
  /** @type {[number, number][]} */
  const ranges = [];
  let from = 0;
  for (const char of wanted.replaceAll(/\s+/gu, "")) {
    const at = folded.indexOf(char, from);
    if (at < 0) return null;
    const last = ranges.at(-1);
    if (last && last[1] === at) last[1] = at + char.length;
    else ranges.push([at, at + char.length]);
    from = at + char.length;
  }
  // Letters torn into many pieces match nearly everything and mean nothing.
  if (ranges.length > Math.ceil(wanted.length * 0.6)) return null;
  return { score: 60 - ranges.length * 8 - Math.min(20, from / 4), ranges };
}
