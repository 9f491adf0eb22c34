/** Emoji that spaces have made their own: asked for where one is shown or chosen from. */

/** @import {EventReducer, State} from "../types.js" */

/**
 * @typedef {Object} CustomEmoji
 * @property {string} id
 * @property {string} space_id
 * @property {string} name without colons
 * @property {string} image_url
 * @property {boolean} animated
 * @property {number} version
 */

/**
 * The emoji of one space.
 * @typedef {Object} SpaceEmoji
 * @property {Record<string, CustomEmoji> | null} known by id; null: on their way
 * @property {Record<string, CustomEmoji | null>} heard what was told of since they were asked for
 *   last; null: removed
 */

const SIGN = "custom:";

/**
 * @param {string} reaction
 * @returns {boolean} whether it is an emoji of a space
 */
export function isCustom(reaction) {
  return reaction.startsWith(SIGN);
}

/** @param {CustomEmoji} emoji @returns {string} what one reacts with */
export function reactionOf({ id }) {
  return SIGN + id;
}

/**
 * @param {State} state
 * @param {string} spaceId
 * @param {string} reaction
 * @returns {CustomEmoji | null | undefined} null: removed; undefined: not known yet
 */
export function customEmojiOf({ customEmoji }, spaceId, reaction) {
  const known = customEmoji[spaceId]?.known;
  return known ? (known[reaction.slice(SIGN.length)] ?? null) : undefined;
}

/**
 * They are being asked for: what is told from now on may not be in the answer.
 * @param {State} state
 * @param {string} spaceId
 * @returns {State}
 */
export function customEmojiRequested(state, spaceId) {
  return withEmoji(state, spaceId, { known: state.customEmoji[spaceId]?.known ?? null, heard: {} });
}

/**
 * @param {State} state
 * @param {string} spaceId
 * @param {CustomEmoji[]} emoji all of them
 * @returns {State}
 */
export function customEmojiLoaded(state, spaceId, emoji) {
  const asked = state.customEmoji[spaceId];
  if (!asked) return state;
  const known = Object.fromEntries(emoji.map((one) => [one.id, one]));
  return withEmoji(state, spaceId, { known: withHeard(known, asked.heard), heard: asked.heard });
}

/** `space.emoji` @type {EventReducer} */
export function customEmojiHeard(state, { d }) {
  const asked = state.customEmoji[d.space_id];
  if (!asked) return state;
  const heard = { ...asked.heard, [d.emoji_id]: d.emoji };
  const known = asked.known && withHeard(asked.known, heard);
  return withEmoji(state, d.space_id, { known, heard });
}

/**
 * @param {Record<string, CustomEmoji>} known
 * @param {Record<string, CustomEmoji | null>} heard
 */
function withHeard(known, heard) {
  const next = { ...known };
  for (const [id, emoji] of Object.entries(heard)) {
    if (!emoji) delete next[id];
    else if ((next[id]?.version ?? 0) < emoji.version) next[id] = emoji;
  }
  return next;
}

/**
 * @param {State} state
 * @param {string} spaceId
 * @param {SpaceEmoji} emoji
 * @returns {State}
 */
function withEmoji(state, spaceId, emoji) {
  return { ...state, customEmoji: { ...state.customEmoji, [spaceId]: emoji } };
}
