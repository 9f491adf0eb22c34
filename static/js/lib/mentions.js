/** "@", "#" or ":" in what is being typed: where it stands, and who or what could be meant. */

/** @typedef {{start: number, query: string}} MentionQuery */
/** @typedef {{username: string, name: string}} Mentionable */

const LONGEST_NAME = 32;
const BEFORE_CARET = /(?:^|[\s([{"'“‘*_~>])([@#:])([\p{L}\p{N}_.+-]*)$/u;

/**
 * The mention under way before the caret: its sign at the start of a word, and what follows it.
 * @param {string} text
 * @param {number} caret
 * @param {string} [sign]
 * @returns {MentionQuery | null}
 */
export function mentionBefore(text, caret, sign = "@") {
  const from = Math.max(0, caret - LONGEST_NAME - 2);
  const [, found, query] = BEFORE_CARET.exec(text.slice(from, caret)) ?? [];
  if (found !== sign || query === undefined || query.length > LONGEST_NAME) return null;
  return { start: caret - query.length - 1, query };
}

/**
 * The command under way before the caret: a "/" that the text begins with, and letters.
 * @param {string} text
 * @param {number} caret
 * @returns {MentionQuery | null}
 */
export function commandBefore(text, caret) {
  const [, query] = /^\/([a-z]*)$/u.exec(text.slice(0, Math.min(caret, LONGEST_NAME))) ?? [];
  return query === undefined || caret > LONGEST_NAME ? null : { start: 0, query };
}

/**
 * Those whose username or a word of whose name starts with the query, then those that hold it.
 * @template {Mentionable} T
 * @param {T[]} people
 * @param {string} query
 * @param {number} limit
 * @returns {T[]}
 */
export function matchMentions(people, query, limit) {
  const wanted = plain(query);
  /** @type {[T[], T[]]} */
  const found = [[], []];
  for (const person of people) {
    const name = plain(person.name);
    const username = person.username.toLowerCase();
    const words = name.split(/\s+/u);
    if (username.startsWith(wanted) || words.some((word) => word.startsWith(wanted))) {
      found[0].push(person);
    } else if (username.includes(wanted) || name.includes(wanted)) found[1].push(person);
  }
  return found.flat().slice(0, limit);
}

/**
 * The text with the mention written out, and where the caret stands then.
 * @param {string} text
 * @param {number} caret
 * @param {MentionQuery} query
 * @param {string} written with its sign
 * @returns {{text: string, caret: number}}
 */
export function writeMention(text, caret, { start }, written) {
  const rest = text.slice(caret).replace(/^ /u, "");
  const before = `${text.slice(0, start)}${written} `;
  return { text: before + rest, caret: before.length };
}

/**
 * Without case and accents, as people type it.
 * @param {string} text
 * @returns {string}
 */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
