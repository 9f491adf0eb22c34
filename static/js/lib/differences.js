/** What changed from one text to another, word by word. */

/** @typedef {{kind: "same" | "gone" | "new", text: string}} Piece */

const WORDS = /\s+|\S+/gu;
/** Beyond this many comparisons a text is shown as gone and the other as new. */
const MOST_COMPARED = 400_000;

/**
 * @param {string} before
 * @param {string} after
 * @returns {Piece[]} in order; what is gone stands before what is new in its place
 */
export function differences(before, after) {
  const old = before.match(WORDS) ?? [];
  const fresh = after.match(WORDS) ?? [];
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (
    end < Math.min(old.length, fresh.length) - start &&
    old.at(-1 - end) === fresh.at(-1 - end)
  ) {
    end += 1;
  }
  /** @type {Piece[]} */
  const pieces = [];
  add(pieces, "same", old.slice(0, start));
  compare(pieces, old.slice(start, old.length - end), fresh.slice(start, fresh.length - end));
  add(pieces, "same", end > 0 ? old.slice(-end) : []);
  return pieces;
}

/**
 * @param {Piece[]} pieces
 * @param {string[]} old
 * @param {string[]} fresh
 */
function compare(pieces, old, fresh) {
  if (old.length * fresh.length > MOST_COMPARED) {
    add(pieces, "gone", old);
    add(pieces, "new", fresh);
    return;
  }
  const common = commonLengths(old, fresh);
  const width = fresh.length + 1;
  let [i, j] = [0, 0];
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) {
      add(pieces, "same", [/** @type {string} */ (old[i])]);
      i += 1;
      j += 1;
    } else if (Number(common[(i + 1) * width + j]) >= Number(common[i * width + j + 1])) {
      add(pieces, "gone", [/** @type {string} */ (old[i])]);
      i += 1;
    } else {
      add(pieces, "new", [/** @type {string} */ (fresh[j])]);
      j += 1;
    }
  }
  add(pieces, "gone", old.slice(i));
  add(pieces, "new", fresh.slice(j));
}

/**
 * How many words both have in common from each pair of places on.
 * @param {string[]} old
 * @param {string[]} fresh
 */
function commonLengths(old, fresh) {
  const width = fresh.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      const [below, beside] = [common[(i + 1) * width + j], common[i * width + j + 1]];
      common[i * width + j] =
        old[i] === fresh[j]
          ? Number(common[(i + 1) * width + j + 1]) + 1
          : Math.max(Number(below), Number(beside));
    }
  }
  return common;
}

/**
 * @param {Piece[]} pieces
 * @param {Piece["kind"]} kind
 * @param {string[]} words
 */
function add(pieces, kind, words) {
  if (words.length === 0) return;
  const last = pieces.at(-1);
  if (last?.kind === kind) last.text += words.join("");
  else pieces.push({ kind, text: words.join("") });
}
