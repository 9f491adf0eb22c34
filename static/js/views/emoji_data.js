/** @import {EmojiGroup} from "../lib/emoji.js" */
import { readEmojiGroups } from "../lib/emoji.js";

/** @type {Promise<EmojiGroup[]> | null} */
let loading = null;

/**
 * Every emoji with its names: large, so it comes when it is first wanted.
 * @returns {Promise<EmojiGroup[]>} rejected where it cannot be had now
 */
export function loadEmoji() {
  loading ??= import("../vendor/emoji.js").then(
    ({ EMOJI_GROUPS }) => readEmojiGroups(EMOJI_GROUPS),
    (error) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}
