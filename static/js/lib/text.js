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

/**
 * "one, two and three" in the reader's language.
 * @param {string[]} names
 * @returns {string}
 */
export function joinNames(names) {
  return new Intl.ListFormat(undefined, { type: "conjunction" }).format(names);
}
