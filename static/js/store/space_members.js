/** Who is in a space, as far as it was looked up: their names there, and their roles. */

/** @import {Conversation, EventFrame, Message, Space, SpaceMember, SpaceRole, State} from "../types.js" */
import { isPrivate } from "./space_rooms.js";

/** @typedef {{name: string, colour: string, tag: string}} Standing `colour` is a class, or empty */

/**
 * A space was opened: from here on what events say of its members is kept.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function spaceMembersRequested(state, id) {
  if (state.spaceMembers[id] || !state.spaces[id]) return state;
  return { ...state, spaceMembers: { ...state.spaceMembers, [id]: {} } };
}

/**
 * Members from REST, unless the space is gone, or the page caught up while they were on their way.
 * @param {State} state
 * @param {string} id
 * @param {SpaceMember[]} members
 * @param {string[]} [absent] who was asked for and is no member
 * @param {State} [asked] when they were asked for: what became known since is newer than they are
 * @returns {State}
 */
export function spaceMembersLoaded(state, id, members, absent = [], asked = state) {
  if (!state.spaces[id] || asked.catchUps !== state.catchUps) return state;
  const [now, before] = [state.spaceMembers[id] ?? {}, asked.spaceMembers[id] ?? {}];
  const isNews = (/** @type {string} */ userId) => now[userId] === before[userId];
  const known = { ...now };
  const people = { ...state.people };
  for (const userId of absent) if (isNews(userId)) known[userId] = null;
  for (const member of members) {
    if (isNews(member.user.id)) known[member.user.id] = memberOnly(member);
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
  const heard = memberHeard(state, d.space_id, d.members_count);
  return heard.spaceMembers[d.space_id] ? spaceMembersLoaded(heard, d.space_id, [d]) : heard;
}

/**
 * `space_member.removed`
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function spaceMemberRemoved(state, { d }) {
  const heard = memberHeard(state, d.space_id, d.members_count);
  return heard.spaceMembers[d.space_id]
    ? spaceMembersLoaded(heard, d.space_id, [], [d.user_id])
    : heard;
}

/**
 * The page caught up: who came, went or changed meanwhile was told to nobody here, so members are
 * asked for again when somebody looks. Until then those who are shown look as they did.
 * @param {State} state
 * @returns {State}
 */
export function spaceMembersForgotten(state) {
  const formerMembers = { ...state.formerMembers };
  for (const [id, known] of Object.entries(state.spaceMembers)) {
    formerMembers[id] = { ...formerMembers[id], ...known };
  }
  return { ...state, formerMembers, spaceMembers: {}, catchUps: state.catchUps + 1 };
}

/**
 * What a member was last known to be.
 * @param {State} state
 * @param {string} spaceId
 * @param {string} userId
 * @returns {SpaceMember | null | undefined} null: no member; undefined: not looked up
 */
export function memberOf({ formerMembers, spaceMembers }, spaceId, userId) {
  const known = spaceMembers[spaceId]?.[userId];
  return known === undefined ? formerMembers[spaceId]?.[userId] : known;
}

/**
 * Changes when those who were found to see a channel have to be asked for anew. Who comes into a
 * space sees the channels that are open to all of it, and events tell of them; who sees a private
 * one follows from rules that only the server knows whole.
 * @param {State} state
 * @param {Conversation} channel
 * @returns {string}
 */
export function seersMark({ catchUps, membersHeard, spaces }, { id, space_id }) {
  const space = spaces[space_id ?? ""];
  const closed = isPrivate(space, id) && `${space?.structure} ${membersHeard[space?.id ?? ""]}`;
  return `${id} ${catchUps} ${closed}`;
}

/**
 * @param {State} state
 * @param {string} id
 * @param {number | undefined} count how many there are now
 * @returns {State}
 */
function memberHeard(state, id, count) {
  const space = state.spaces[id];
  if (!space) return state;
  const membersHeard = { ...state.membersHeard, [id]: (state.membersHeard[id] ?? 0) + 1 };
  if (count === undefined || count === space.members_count) return { ...state, membersHeard };
  const spaces = { ...state.spaces, [id]: { ...space, members_count: count } };
  return { ...state, membersHeard, spaces };
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
  const member = memberOf(state, spaceId, userId);
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
