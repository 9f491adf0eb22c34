/** Who is in a space, as far as it was looked up: their names there, and their roles. */

/** @import {Conversation, EventFrame, Message, Space, SpaceMember, SpaceRole, State} from "../types.js" */
import { isPrivate } from "./space_rooms.js";
import { without } from "./state.js";

/** @typedef {{name: string, colour: string, tag: string}} Standing `colour` is a class, or empty */

/**
 * A space was opened: from here on what events say of its members is kept.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function spaceMembersRequested(state, id) {
  if (state.spaceMembers[id]) return state;
  return { ...state, spaceMembers: { ...state.spaceMembers, [id]: {} } };
}

/**
 * @param {State} state
 * @param {string} id
 * @param {SpaceMember[]} members
 * @param {string[]} [absent] who was asked for and is no member
 * @returns {State}
 */
export function spaceMembersLoaded(state, id, members, absent = []) {
  const known = { ...state.spaceMembers[id] };
  const people = { ...state.people };
  for (const userId of absent) known[userId] = null;
  for (const member of members) {
    known[member.user.id] = memberOnly(member);
    people[member.user.id] = member.user;
  }
  return { ...state, people, spaceMembers: { ...state.spaceMembers, [id]: known } };
}

/**
 * The member alone: how many there are is the space's, whether they are there is told otherwise.
 * @param {SpaceMember} member
 * @returns {SpaceMember}
 */
function memberOnly({ space_id, user, nickname, role_ids, is_owner, joined_at }) {
  return { space_id, user, nickname, role_ids, is_owner, joined_at };
}

/**
 * `space_member.updated`: came, or has other roles or another name.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function spaceMemberUpdated(state, { d }) {
  const counted = withCount(state, d.space_id, d.members_count);
  return counted.spaceMembers[d.space_id] ? spaceMembersLoaded(counted, d.space_id, [d]) : counted;
}

/**
 * `space_member.removed`
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function spaceMemberRemoved(state, { d }) {
  const counted = withCount(state, d.space_id, d.members_count);
  return counted.spaceMembers[d.space_id]
    ? spaceMembersLoaded(counted, d.space_id, [], [d.user_id])
    : counted;
}

/**
 * Nobody is known to be in it any more: asked for again when somebody looks.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function spaceMembersForgotten(state, id) {
  return { ...state, spaceMembers: without(state.spaceMembers, id) };
}

/**
 * @param {State} state
 * @param {string} id
 * @param {number | undefined} count
 * @returns {State}
 */
function withCount(state, id, count) {
  const space = state.spaces[id];
  if (!space || count === undefined || count === space.members_count) return state;
  return { ...state, spaces: { ...state.spaces, [id]: { ...space, members_count: count } } };
}

/**
 * Those who speak in a channel, of whom it is not known what they are in its space.
 * @param {State} state
 * @param {string} spaceId
 * @param {string} channelId
 * @returns {string[]}
 */
export function unknownSpeakers(state, spaceId, channelId) {
  const known = state.spaceMembers[spaceId];
  /** @type {Message[]} */
  const messages = state.timelines[channelId]?.messages ?? [];
  if (!known) return [];
  const ids = new Set(messages.flatMap((one) => (one.sender_id === null ? [] : [one.sender_id])));
  ids.add(state.me.id);
  return [...ids].filter((id) => !(id in known));
}

/**
 * What somebody is called in a space, and how their name looks there: the colour of their highest
 * role that has one; in a role without a colour that is shown apart everyone keeps their own.
 * @param {State} state
 * @param {string} spaceId
 * @param {string} userId
 * @param {(id: string) => string} ownColour
 * @returns {Standing}
 */
export function standingOf(state, spaceId, userId, ownColour) {
  const member = state.spaceMembers[spaceId]?.[userId];
  const user = state.people[userId];
  const name = member?.nickname || user?.display_name || user?.username || "Someone";
  const roles = rolesOf(state.spaces[spaceId], member ?? null);
  const apart = roles.find(({ shown_apart }) => shown_apart);
  const colour = roles.find((role) => role.colour)?.colour ?? (apart ? ownColour(userId) : "");
  return { name, colour, tag: apart ? apart.name : "" };
}

/**
 * Those of a channel's space that are known here, and may see it.
 * @param {State} state
 * @param {Conversation} channel
 * @param {Set<string> | null} seers who is known to see it, where not everyone does
 * @returns {SpaceMember[]}
 */
export function peopleInChannel(state, { id, space_id }, seers) {
  const spaceId = space_id ?? "";
  const hidden = isPrivate(state.spaces[spaceId], id);
  return Object.values(state.spaceMembers[spaceId] ?? {}).flatMap((member) =>
    member !== null && (!hidden || seers?.has(member.user.id)) ? [member] : [],
  );
}

/**
 * The roles of a member that are more than being there, highest first.
 * @param {Space | undefined} space
 * @param {SpaceMember | null} member
 * @returns {SpaceRole[]}
 */
export function rolesOf(space, member) {
  if (!space || !member) return [];
  return space.roles
    .filter(({ id, position }) => position > 0 && member.role_ids.includes(id))
    .toSorted((a, b) => b.position - a.position);
}
