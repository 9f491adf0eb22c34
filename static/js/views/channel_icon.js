/** @import {Conversation, Space} from "../types.js" */
import { isPrivate } from "../store/space_rooms.js";

const KINDS = { announcement: "megaphone", voice: "volume-2" };

/**
 * The sign of a channel: what it is, or that not everyone sees it.
 * @param {Conversation} channel
 * @param {Space | undefined} space
 * @returns {string} name of an icon
 */
export function channelIcon(channel, space) {
  const kind = KINDS[/** @type {keyof typeof KINDS} */ (channel.channel_kind)];
  return kind ?? (isPrivate(space, channel.id) ? "lock" : "hash");
}
