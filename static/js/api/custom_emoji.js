/** The emoji of spaces: asked for where one is shown or chosen from. */

/** @typedef {import("../store/custom_emoji.js").CustomEmoji} CustomEmoji */

const AT_ONCE = 100;

/**
 * @param {import("./http.js").Http} http
 * @param {string} spaceId
 * @returns {Promise<CustomEmoji[]>} all of them, by name
 */
export async function customEmojiOf(http, spaceId) {
  /** @type {CustomEmoji[]} */
  const found = [];
  /** @type {string | null} */
  let cursor = null;
  do {
    const page = await http.get(`/spaces/${spaceId}/emoji`, { cursor, limit: AT_ONCE });
    found.push(...page.results);
    cursor = page.next;
  } while (cursor);
  return found;
}
