/** Spaces: what they are, and that their channels come and go with them. */

/** @import {Conversation, EventFrame, Space, SpaceJSON, State} from "../types.js" */
import { conversationLoaded, conversationRemoved } from "./conversations.js";
import { isLoaded } from "./loaded.js";
import { rowByRow } from "./rows.js";
import { without } from "./state.js";

/** What `version` counts the changes of. */
const CONTENT = /** @type {const} */ ([
  "name",
  "description",
  "rules",
  "welcome_text",
  "is_discoverable",
  "joining",
  "version",
]);

/** How a mark begins that this person alone was told of. */
const MINE = "mine";

/**
 * Whether a space is out of date for this person alone: nobody else asks for it for that.
 * @param {string | undefined} mark
 * @returns {boolean}
 */
export function isOwnMark(mark) {
  return mark?.startsWith(MINE) ?? false;
}

/**
 * Whole spaces from REST, sync or an event: channels that are not in them are not to be seen here.
 * @param {State} state
 * @param {SpaceJSON[]} incoming
 * @param {string} [heard] what was known to be out of date when they were asked for
 * @returns {State}
 */
export function spacesLoaded(state, incoming, heard) {
  let next = state;
  for (const space of incoming) next = oneLoaded(next, space, heard);
  const channels = incoming.flatMap((space) => space.channels);
  return channels.length > 0 ? rowByRow(next, channels, channelLoaded) : next;
}

/**
 * Spaces in which somebody came or went and nothing else changed.
 * @param {State} state
 * @param {{id: string, members_count: number}[]} counts
 * @returns {State}
 */
export function spacesCounted(state, counts) {
  const spaces = { ...state.spaces };
  for (const { id, members_count } of counts) {
    if (spaces[id]) spaces[id] = { ...spaces[id], members_count };
  }
  return counts.length > 0 ? { ...state, spaces } : state;
}

/**
 * @param {State} state
 * @param {SpaceJSON} incoming
 * @param {string} [heard]
 * @returns {State}
 */
function oneLoaded(state, { channels, ...incoming }, heard) {
  const { id } = incoming;
  const known = state.spaces[id];
  const space =
    known && known.version > incoming.version ? { ...incoming, ...contentOf(known) } : incoming;
  const mark = state.staleSpaces[id];
  // What was heard since it was asked for may not be in it.
  const isSettled = mark === undefined || mark === heard || mark === markOf(incoming.structure);
  const staleSpaces = isSettled ? without(state.staleSpaces, id) : state.staleSpaces;
  const next = { ...state, staleSpaces, spaces: { ...state.spaces, [id]: space } };
  if (!isSettled) return next;
  const there = new Set(channels.map((channel) => channel.id));
  return Object.values(state.conversations)
    .filter((one) => one.space_id === id && !there.has(one.id))
    .reduce((current, one) => conversationRemoved(current, one.id), next);
}

/** @param {Space} space @returns {Partial<Space>} */
function contentOf(space) {
  return Object.fromEntries(CONTENT.map((key) => [key, space[key]]));
}

/**
 * A channel that is not looked at is as new as its row; one that is, is brought up to it.
 * @param {State} state
 * @param {Conversation} channel
 * @returns {State}
 */
function channelLoaded(state, channel) {
  const { id, rev } = channel;
  const next = conversationLoaded(state, channel);
  const cursor = next.cursors[id] ?? 0;
  if (cursor >= rev) return next;
  if (!isLoaded(next, id)) return { ...next, cursors: { ...next.cursors, [id]: rev } };
  return { ...next, stale: { ...next.stale, [id]: next.stale[id] ?? "gap" } };
}

/**
 * `space.updated`: with roles the shared part, without them the person's own.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function spaceUpdated(state, { d }) {
  const known = state.spaces[d.id];
  if (!known) return stale(state, d.id, "unknown");
  if (d.roles === undefined) return personalUpdated(state, known, d);
  const content = d.version < known.version ? contentOf(known) : {};
  const space = { ...known, ...d, ...content };
  const next = { ...state, spaces: { ...state.spaces, [d.id]: space } };
  return d.structure === known.structure ? next : stale(next, d.id, markOf(d.structure));
}

/**
 * @param {State} state
 * @param {Space} known
 * @param {Partial<Space> & {id: string}} own
 * @returns {State}
 */
function personalUpdated(state, known, own) {
  const next = { ...state, spaces: { ...state.spaces, [own.id]: { ...known, ...own } } };
  const roles = own.my_role_ids?.join() ?? known.my_role_ids.join();
  const rights = own.my_permissions?.join() ?? known.my_permissions.join();
  const isSame = roles === known.my_role_ids.join() && rights === known.my_permissions.join();
  // With other roles one sees other channels, and may do other things in them.
  return isSame ? next : stale(next, own.id, `${MINE} ${roles} ${rights}`);
}

/**
 * `space.removed`, or it was asked for and is not there.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function spaceRemoved(state, id) {
  const next = {
    ...state,
    spaces: without(state.spaces, id),
    customEmoji: without(state.customEmoji, id),
    staleSpaces: without(state.staleSpaces, id),
    spaceMembers: without(state.spaceMembers, id),
    formerMembers: without(state.formerMembers, id),
    membersHeard: without(state.membersHeard, id),
  };
  return Object.values(state.conversations)
    .filter((one) => one.space_id === id)
    .reduce((current, one) => conversationRemoved(current, one.id), next);
}

/**
 * Categories and channels in another order, shown here before the server has heard of it.
 * @param {State} state
 * @param {string} id
 * @param {{id: string | null, channels: string[]}[]} order
 * @returns {State}
 */
export function spaceOrdered(state, id, order) {
  const space = state.spaces[id];
  if (!space) return state;
  const places = order.flatMap((one) => (one.id === null ? [] : [one.id]));
  const categories = space.categories.map((one) => ({ ...one, position: places.indexOf(one.id) }));
  const conversations = { ...state.conversations };
  for (const { id: category_id, channels } of order) {
    channels.forEach((name, position) => {
      const channel = conversations[name];
      if (channel) conversations[name] = { ...channel, category_id, position };
    });
  }
  const spaces = { ...state.spaces, [id]: { ...space, categories } };
  return { ...state, spaces, conversations };
}

/**
 * The person's own spaces stand in this order now.
 * @param {State} state
 * @param {string[]} ids
 * @returns {State}
 */
export function spacesMoved(state, ids) {
  const spaces = { ...state.spaces };
  ids.forEach((id, position) => {
    const space = spaces[id];
    if (space) spaces[id] = { ...space, position };
  });
  return { ...state, spaces };
}

/**
 * @param {State} state
 * @param {string} id
 * @param {string} mark
 * @returns {State}
 */
function stale(state, id, mark) {
  return { ...state, staleSpaces: { ...state.staleSpaces, [id]: mark } };
}

/** @param {string} structure @returns {string} */
function markOf(structure) {
  return `structure ${structure}`;
}
