/**
 * One or two letters for an avatar.
 * @param {string} name
 * @returns {string}
 */
export function initials(name) {
  const words = name.split(/[\s._-]+/u).filter(Boolean);
  const first = Array.from(words[0] ?? "?")[0] ?? "?";
  const last = words.length > 1 ? (Array.from(words[words.length - 1] ?? "")[0] ?? "") : "";
  return (first + last).toLocaleUpperCase();
}

/**
 * The colour class of a person or group, the same on every page: `p1` to `p8`.
 * @param {string} id
 * @returns {string}
 */
export function personColour(id) {
  // FNV-1a with a final mix: ids made in the same second differ in few characters.
  let hash = 0x811c9dc5;
  for (const char of id) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return `p${((hash ^ (hash >>> 13)) & 7) + 1}`;
}
