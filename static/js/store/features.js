/** What the server offers to the reader: everywhere, or in some spaces. */

/** @import {State} from "../types.js" */
import { newsFor } from "./gathered.js";

/** @typedef {"threads" | "polls" | "scheduled" | "disappearing" | "forwards"} Feature */

/**
 * @param {State} state
 * @param {{features: Record<string, boolean>, features_in_spaces: Record<string, string[]>}} config
 * @returns {State}
 */
export function featuresLoaded(state, config) {
  const features = { everywhere: config.features, inSpaces: config.features_in_spaces };
  return { ...state, features };
}

/** `features.updated` @param {State} state @returns {State} */
export function featuresHeard(state) {
  return newsFor(state, "features");
}

/**
 * @param {State} state
 * @param {Feature} feature
 * @param {string | null | undefined} spaceId of a channel; null: outside of spaces
 * @returns {boolean}
 */
export function isOffered({ features: { everywhere, inSpaces } }, feature, spaceId) {
  return everywhere[feature] !== false || Boolean(inSpaces[spaceId ?? ""]?.includes(feature));
}

/**
 * @param {State} state
 * @param {Feature} feature
 * @returns {boolean} whether it is offered in some place at least
 */
export function isOfferedSomewhere(state, feature) {
  const spaces = Object.keys(state.features.inSpaces);
  return [null, ...spaces].some((spaceId) => isOffered(state, feature, spaceId));
}
