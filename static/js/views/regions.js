/** @typedef {{element: HTMLElement, focus: () => void}} Region */

/**
 * Puts the keyboard into the next or previous part of the page that is in sight.
 * @param {Region[]} all
 * @param {1 | -1} by
 */
export function goToRegion(all, by) {
  const regions = all.filter(({ element }) => element.checkVisibility());
  const at = regions.findIndex(({ element }) => element.contains(document.activeElement));
  const from = at < 0 && by < 0 ? 0 : at;
  regions[(from + by + regions.length) % regions.length]?.focus();
}
