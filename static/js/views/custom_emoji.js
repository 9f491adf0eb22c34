/** @import {CustomEmoji} from "../store/custom_emoji.js" */
/** @import {EmojiGroup} from "../lib/emoji.js" */
/** @import {Context} from "./context.js" */
/** @import {State} from "../types.js" */
import { element } from "../lib/dom.js";
import { CustomEmojiKeeper } from "../realtime/custom_emoji.js";
import { customEmojiOf, reactionOf } from "../store/custom_emoji.js";

/** How one of a space is shown. @typedef {{name: string, picture: Node | string, removed: boolean}} EmojiLook */
/**
 * The emoji that one may choose from besides those of Unicode.
 * @typedef {Object} OwnEmoji
 * @property {() => EmojiGroup | null} now
 * @property {(changed: () => void) => () => void} watch until its answer is called
 */

/** What stands for an emoji that its space has no more. */
const REMOVED = "❔";

/** @type {CustomEmojiKeeper | null} the one of the page */
let keeper = null;

/**
 * @param {Context} context
 * @param {string} spaceId
 */
function want({ store, api }, spaceId) {
  keeper ??= new CustomEmojiKeeper(store, api.http);
  keeper.want(spaceId);
}

/**
 * An emoji of the space that a channel is in; until it is known there is room for it.
 * @param {Context} context
 * @param {string} conversationId
 * @param {string} reaction
 * @returns {EmojiLook}
 */
export function customLook(context, conversationId, reaction) {
  const { state } = context.store;
  const spaceId = state.conversations[conversationId]?.space_id ?? "";
  want(context, spaceId);
  const emoji = customEmojiOf(state, spaceId, reaction);
  if (emoji) return { name: nameOf(emoji), picture: pictureOf(emoji), removed: false };
  if (emoji === null) return { name: "Removed emoji", picture: REMOVED, removed: true };
  return { name: "Emoji of this space", picture: "", removed: false };
}

/**
 * Those of a space, as a group to choose from.
 * @param {Context} context
 * @param {string} spaceId
 * @returns {OwnEmoji}
 */
export function ownEmoji(context, spaceId) {
  const { store } = context;
  want(context, spaceId);
  return {
    now: () => groupOf(store.state, spaceId),
    watch: (changed) => {
      let before = store.state.customEmoji[spaceId]?.known;
      return store.subscribe(({ customEmoji }) => {
        const known = customEmoji[spaceId]?.known;
        if (known === before) return;
        before = known;
        changed();
      });
    },
  };
}

/**
 * @param {State} state
 * @param {string} spaceId
 * @returns {EmojiGroup | null}
 */
function groupOf(state, spaceId) {
  const all = Object.values(state.customEmoji[spaceId]?.known ?? {});
  if (all.length === 0) return null;
  const sorted = all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const emoji = sorted.map((one) => ({
    emoji: reactionOf(one),
    name: nameOf(one),
    words: [one.name],
    picture: () => pictureOf(one),
  }));
  return { title: state.spaces[spaceId]?.name ?? "", emoji };
}

/** @param {CustomEmoji} emoji */
function nameOf({ name }) {
  return `:${name}:`;
}

/**
 * @param {CustomEmoji} emoji
 * @returns {HTMLElement}
 */
function pictureOf({ name, image_url, animated }) {
  const shown = { class: "custom-emoji", alt: `:${name}:`, src: image_url, draggable: "false" };
  const image = element("img", shown);
  if (!animated || !matchMedia("(prefers-reduced-motion: reduce)").matches) return image;
  return stillOf(image);
}

/**
 * The first frame of a picture that moves.
 * @param {HTMLImageElement} image
 * @returns {HTMLElement}
 */
function stillOf(image) {
  const still = element("canvas", { class: "custom-emoji", role: "img", "aria-label": image.alt });
  image.addEventListener("load", () => {
    still.width = image.naturalWidth;
    still.height = image.naturalHeight;
    still.getContext("2d")?.drawImage(image, 0, 0);
  });
  return still;
}
