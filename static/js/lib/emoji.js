/** Emoji as the picker's data tells them: what they are called, and how they are found. */

/**
 * `picture` shows one that is no text.
 * @typedef {{emoji: string, name: string, words: string[], picture?: () => Node}} Emoji
 */
/** @typedef {{title: string, emoji: Emoji[]}} EmojiGroup */

/** The plain one, and the five of Unicode from light to dark. */
export const TONES = [
  { tone: "", name: "No skin tone" },
  { tone: "\u{1F3FB}", name: "Light skin tone" },
  { tone: "\u{1F3FC}", name: "Medium-light skin tone" },
  { tone: "\u{1F3FD}", name: "Medium skin tone" },
  { tone: "\u{1F3FE}", name: "Medium-dark skin tone" },
  { tone: "\u{1F3FF}", name: "Dark skin tone" },
];
const TONE = /[\u{1F3FB}-\u{1F3FF}]/gu;
const PERSON = /\p{Emoji_Modifier_Base}/gu;
/** They count as people who take a tone, and there are no emoji of them with one. */
const PLAIN_ONLY = /[👪👯🤼]/u;

/**
 * An emoji in a colour of skin, where it is of one person or a part of one; any other as it is.
 * @param {string} emoji
 * @param {string} tone
 * @returns {string}
 */
export function toned(emoji, tone) {
  const people = emoji.match(PERSON)?.length;
  if (!tone || people !== 1 || untoned(emoji) !== emoji || PLAIN_ONLY.test(emoji)) return emoji;
  return emoji.replace(/(\p{Emoji_Modifier_Base})\uFE0F?/u, `$1${tone}`);
}

/**
 * @param {string} emoji
 * @returns {string} without a colour of skin
 */
export function untoned(emoji) {
  return emoji.replace(TONE, "");
}

/**
 * @param {[title: string, lines: string][]} groups a line is `emoji|name|keywords`
 * @returns {EmojiGroup[]}
 */
export function readEmojiGroups(groups) {
  return groups.map(([title, lines]) => ({ title, emoji: lines.split("\n").map(readLine) }));
}

/** @param {string} line @returns {Emoji} */
function readLine(line) {
  const [emoji = "", name = "", keywords = ""] = line.split("|");
  return { emoji, name, words: keywords.split(" ").filter(Boolean) };
}

/**
 * Emoji whose name or keywords have every word of the query at the start of one of theirs, those
 * found by their name first.
 * @param {EmojiGroup[]} groups
 * @param {string} query
 * @param {number} limit
 * @returns {Emoji[]}
 */
export function findEmoji(groups, query, limit) {
  const wanted = plain(query).split(/\s+/u).filter(Boolean);
  if (wanted.length === 0) return [];
  /** @type {[Emoji[], Emoji[], Emoji[]]} */
  const found = [[], [], []];
  for (const { emoji } of groups) {
    for (const one of emoji) {
      const rank = rankOf(one, wanted);
      if (rank !== null) found[rank].push(one);
    }
  }
  return found.flat().slice(0, limit);
}

/**
 * @param {Emoji} emoji
 * @param {string[]} wanted
 * @returns {0 | 1 | 2 | null}
 */
function rankOf({ name, words }, wanted) {
  const plainName = plain(name);
  if (plainName.startsWith(wanted.join(" "))) return 0;
  const named = plainName.split(/[^\p{L}\p{N}]+/u);
  const starts = (/** @type {string[]} */ texts) => (/** @type {string} */ word) =>
    texts.some((text) => text.startsWith(word));
  if (wanted.every(starts(named))) return 1;
  return wanted.every(starts([...named, ...words])) ? 2 : null;
}

/**
 * Without case and accents, as people type it.
 * @param {string} text
 * @returns {string}
 */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
