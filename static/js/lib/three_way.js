/** What becomes of a form whose subject somebody else changes meanwhile: values by their names. */

/**
 * @template {Record<string, string | boolean>} T
 * @param {T} before
 * @param {T} after
 * @returns {Partial<T>} only what differs, as it is after
 */
export function changesBetween(before, after) {
  const changed = Object.entries(after).filter(([name, value]) => value !== before[name]);
  return /** @type {Partial<T>} */ (Object.fromEntries(changed));
}

/**
 * Whether both changed the same, and not alike: then a person has to decide.
 * @template {Record<string, string | boolean>} T
 * @param {T} base what both began with
 * @param {T} mine
 * @param {T} theirs
 * @returns {boolean}
 */
export function collide(base, mine, theirs) {
  const changed = Object.entries(changesBetween(base, mine));
  return changed.some(([name, value]) => theirs[name] !== base[name] && theirs[name] !== value);
}

/**
 * @template {Record<string, string | boolean>} T
 * @param {T} base
 * @param {T} mine
 * @param {T} theirs
 * @returns {T} theirs, with what was changed here
 */
export function merge(base, mine, theirs) {
  return { ...theirs, ...changesBetween(base, mine) };
}
