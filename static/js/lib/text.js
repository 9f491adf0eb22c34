/**
 * The body as the server will keep it: CRLF becomes LF. Half a character, which some input methods
 * leave behind, would cost the connection.
 * @param {string} text
 * @returns {string}
 */
export function normaliseBody(text) {
  return text.toWellFormed().replaceAll("\r\n", "\n");
}

/**
 * Code points, the unit of the server's limits (an emoji outside the BMP counts as one).
 * @param {string} text
 * @returns {number}
 */
export function countCodePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * The first code points of a text, with an ellipsis where something was cut.
 * @param {string} text
 * @param {number} limit
 * @returns {string}
 */
export function cutText(text, limit) {
  const points = Array.from(text);
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join("")}…`;
}

const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * A name inside a sentence of the page: written from right to left, it must turn nothing around
 * it. Others stay as they are.
 * @param {string} name
 * @returns {string}
 */
export function isolated(name) {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

/**
 * "one, two and three" in the reader's language.
 * @param {string[]} names
 * @returns {string}
 */
export function joinNames(names) {
  return new Intl.ListFormat(undefined, { type: "conjunction" }).format(names);
}
