/** The channels of a space in their order, and what is unread in them. */

/** @import {Category, Conversation, Space, State} from "../types.js" */
import { unreadCount } from "./conversations.js";
import { isMuted, isQuiet, isUnread } from "./list.js";

/** A heading and what stands under it; null: what stands under none. @typedef {{category: Category | null, channels: Conversation[]}} Section */
/** @typedef {{count: number, mention: boolean, quiet: boolean, muted: boolean, unread: boolean}} ChannelBadge */
/** @typedef {{count: number, mentions: number, unread: boolean}} SpaceBadge */

/** @type {WeakMap<Record<string, Conversation>, Map<string, Conversation[]>>} */
const grouped = new WeakMap();

/** @type {Conversation[]} */
const NONE = [];

/**
 * The channels of a space that one may see, by their positions.
 * @param {State} state
 * @param {string} spaceId
 * @returns {Conversation[]}
 */
export function channelsOf({ conversations }, spaceId) {
  let bySpace = grouped.get(conversations);
  if (!bySpace) {
    bySpace = new Map();
    for (const one of Object.values(conversations)) {
      if (!one.space_id) continue;
      const others = bySpace.get(one.space_id);
      if (others) others.push(one);
      else bySpace.set(one.space_id, [one]);
    }
    for (const channels of bySpace.values()) channels.sort(byPosition);
    grouped.set(conversations, bySpace);
  }
  return bySpace.get(spaceId) ?? NONE;
}

/**
 * @param {{id: string, position?: number}} a
 * @param {{id: string, position?: number}} b
 * @returns {number}
 */
function byPosition(a, b) {
  return (a.position ?? 0) - (b.position ?? 0) || (a.id < b.id ? -1 : 1);
}

/**
 * @param {State} state
 * @returns {Space[]} in the person's own order
 */
export function spacesInOrder({ spaces }) {
  return Object.values(spaces).toSorted(byPosition);
}

/**
 * What the list of channels shows: those under no heading first.
 * @param {State} state
 * @param {Space} space
 * @returns {Section[]}
 */
export function sectionsOf(state, space) {
  const channels = channelsOf(state, space.id);
  const categories = space.categories.toSorted(byPosition);
  const known = new Set(categories.map(({ id }) => id));
  const free = channels.filter(({ category_id }) => !category_id || !known.has(category_id));
  /** @type {Section[]} */
  const sections = free.length > 0 ? [{ category: null, channels: free }] : [];
  for (const category of categories) {
    const inIt = channels.filter(({ category_id }) => category_id === category.id);
    sections.push({ category, channels: inIt });
  }
  return sections;
}

/**
 * The channels in the order in which they stand below each other.
 * @param {State} state
 * @param {Space} space
 * @returns {string[]}
 */
export function channelIds(state, space) {
  return sectionsOf(state, space).flatMap(({ channels }) => channels.map(({ id }) => id));
}

/**
 * Where a space opens: the channel that was open last, else the first with something to read.
 * @param {State} state
 * @param {Space} space
 * @param {string | null} last
 * @returns {string | null}
 */
export function channelToOpen(state, space, last) {
  const ids = channelIds(state, space);
  if (last !== null && ids.includes(last)) return last;
  const written = ids.find((id) => state.conversations[id]?.channel_kind !== "voice");
  return written ?? ids[0] ?? null;
}

/**
 * @param {Conversation} channel
 * @param {number} now milliseconds
 * @returns {ChannelBadge}
 */
export function channelBadge(channel, now) {
  const count = unreadCount(channel);
  return {
    count,
    mention: channel.mention_count > 0 && count > 0,
    quiet: isQuiet(channel, now),
    muted: isMuted(channel, now),
    unread: isUnread(channel),
  };
}

/**
 * What is unread for the reader in a space, and whether anything else is.
 * @param {State} state
 * @param {string} spaceId
 * @param {number} now milliseconds
 * @returns {SpaceBadge}
 */
export function spaceBadge(state, spaceId, now) {
  const badge = { count: 0, mentions: 0, unread: false };
  for (const channel of channelsOf(state, spaceId)) {
    if (!isUnread(channel)) continue;
    const { quiet, muted } = channelBadge(channel, now);
    badge.mentions += channel.mention_count;
    badge.count += quiet ? channel.mention_count : unreadCount(channel);
    badge.unread ||= !muted;
  }
  return badge;
}

/**
 * Whether not everyone in the space sees a channel.
 * @param {Space | undefined} space
 * @param {string} channelId
 * @returns {boolean}
 */
export function isPrivate(space, channelId) {
  return space?.private_channel_ids?.includes(channelId) ?? false;
}

/**
 * The order with one channel moved before another, or to the end of a heading.
 * @param {{id: string | null, channels: string[]}[]} order
 * @param {string} channelId
 * @param {string | null} categoryId
 * @param {string | null} before
 * @returns {{id: string | null, channels: string[]}[]}
 */
export function withChannelMoved(order, channelId, categoryId, before) {
  const others = order.map(({ id, channels }) => ({
    id,
    channels: channels.filter((one) => one !== channelId),
  }));
  if (!others.some(({ id }) => id === categoryId)) others.unshift({ id: categoryId, channels: [] });
  return others.map(({ id, channels }) => {
    if (id !== categoryId) return { id, channels };
    const at = before === null ? -1 : channels.indexOf(before);
    return { id, channels: channels.toSpliced(at < 0 ? channels.length : at, 0, channelId) };
  });
}

/**
 * @param {Section[]} sections
 * @returns {{id: string | null, channels: string[]}[]} as the server takes it
 */
export function orderOfSections(sections) {
  return sections.map(({ category, channels }) => ({
    id: category?.id ?? null,
    channels: channels.map(({ id }) => id),
  }));
}

/**
 * The order with one channel a step further up or down, over headings too.
 * @param {{id: string | null, channels: string[]}[]} order
 * @param {string} channelId
 * @param {1 | -1} by
 * @returns {{id: string | null, channels: string[]}[] | null} null: it is at the end already
 */
export function channelStepped(order, channelId, by) {
  const section = order.findIndex(({ channels }) => channels.includes(channelId));
  const here = order[section];
  if (!here) return null;
  const at = here.channels.indexOf(channelId) + by;
  if (at >= 0 && at < here.channels.length) {
    const before = by < 0 ? here.channels[at] : here.channels[at + 1];
    return withChannelMoved(order, channelId, here.id, before ?? null);
  }
  const next = order[section + by];
  if (!next) return null;
  return withChannelMoved(order, channelId, next.id, by < 0 ? null : (next.channels[0] ?? null));
}

/**
 * The order with one heading a step further up or down, its channels with it.
 * @param {{id: string | null, channels: string[]}[]} order
 * @param {string} categoryId
 * @param {1 | -1} by
 * @returns {{id: string | null, channels: string[]}[] | null} null: it is at the end already
 */
export function categoryStepped(order, categoryId, by) {
  const at = order.findIndex(({ id }) => id === categoryId);
  const other = order[at + by];
  const moved = order[at];
  if (!moved || !other || other.id === null) return null;
  return order.toSpliced(at, 1).toSpliced(at + by, 0, moved);
}
