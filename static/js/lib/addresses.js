/** Addresses of the web in a text; the server finds the same (`messaging/rules/addresses.py`). */

// Neither space, controls and signs of direction nor quotes and the marks of sentences without
// spaces: those end an address.
const SIGN =
  "[^\\0- \\x7f-\\xa0\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000-\\u3003" +
  '\\u3008-\\u3011\\ufeff\\uff01\\uff08\\uff09\\uff0c\\uff1a\\uff1b\\uff1f<>"`\\[\\]]';
/**
 * The host begins with a letter, a digit or the bracket of an IPv6 address; later brackets are in
 * pairs, so that an address in the text of a link ends with that text.
 */
export const ADDRESS = `https?:\\/\\/(?:\\[[0-9a-f:.]+\\]|[\\p{L}\\p{N}])(?:${SIGN}|\\[${SIGN}*\\])*`;

/** What ends a sentence, not an address. */
const AFTER = ".,;:!?'”’»…}*_~";

/**
 * The address without what belongs to the sentence. A bracket closes the sentence's own, unless
 * the address opened it.
 * @param {string} address
 * @returns {string}
 */
export function trimAddress(address) {
  let end = address.length;
  let surplus = address.split(")").length - address.split("(").length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1] ?? "";
    if (last === ")" && surplus > 0) surplus -= 1;
    else if (!AFTER.includes(last)) break;
  }
  return address.slice(0, end);
}
