/** @import {Conversation, State} from "../types.js" */
import { element } from "../lib/dom.js";
import { findEmoji } from "../lib/emoji.js";
import { matchMentions } from "../lib/mentions.js";
import { channelsOf } from "../store/space_rooms.js";
import { loadEmoji } from "./emoji_data.js";

/** A word of so many letters is looked for: a colon stands in many sentences. */
const SHORTEST_EMOJI = 2;

/**
 * What can be written in the place of a sign and what follows it, or `run` instead.
 * @typedef {{written: string, nodes: () => Node[], run?: () => void}} Choice
 */

/**
 * The channels of the same space that one sees, by the start of a word in their names.
 * @param {State} state
 * @param {Conversation} conversation
 * @param {string} query
 * @param {number} atMost
 * @returns {Choice[]}
 */
export function channelChoices(state, { space_id: spaceId }, query, atMost) {
  if (!spaceId) return [];
  const channels = channelsOf(state, spaceId).map(({ title }) => ({
    username: title ?? "",
    name: title ?? "",
  }));
  return matchMentions(channels, query, atMost).map(({ name }) => ({
    written: `#${name}`,
    nodes: () => [
      element("span", { class: "mention-sign", "aria-hidden": "true" }, "#"),
      element("span", { class: "mention-name", dir: "auto" }, name),
    ],
  }));
}

/** Emoji by their names; what they are called is loaded with the first that is looked for. */
export class EmojiOffer {
  /** @param {() => void} onLoaded */
  constructor(onLoaded) {
    this.onLoaded = onLoaded;
    /** @type {import("../lib/emoji.js").EmojiGroup[] | null} */
    this.groups = null;
    this.loading = false;
  }

  /**
   * @param {string} query
   * @param {number} atMost
   * @returns {Choice[]}
   */
  find(query, atMost) {
    if (query.length < SHORTEST_EMOJI) return [];
    if (!this.groups) {
      this.#load();
      return [];
    }
    return findEmoji(this.groups, query.replaceAll("_", " "), atMost).map(({ emoji, name }) => ({
      written: emoji,
      nodes: () => [
        element("span", { class: "mention-sign", "aria-hidden": "true" }, emoji),
        element("span", { class: "mention-name" }, name),
      ],
    }));
  }

  async #load() {
    if (this.loading) return;
    this.loading = true;
    try {
      this.groups = await loadEmoji();
      this.onLoaded();
    } catch {
      // The next letter asks again.
    }
    this.loading = false;
  }
}
