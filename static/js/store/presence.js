/** Who is there: what the server told us of the people that we watch. */

/** @import {EventFrame, Presence, State} from "../types.js" */
import { isPresent } from "./members.js";

const PEERS_AT_MOST = 100;
const MEMBERS_AT_MOST = 200;

/**
 * What to show of a person's presence: nothing where it is not known, not watched, or the line has
 * been down for longer than a moment.
 * @param {State} state
 * @param {string} userId
 * @returns {Presence | null}
 */
export function presenceOf(state, userId) {
  const seen = state.presence[userId];
  const { status, attempts } = state.connection;
  return seen?.status && status !== "closed" && attempts < 2 ? seen : null;
}

/**
 * Whom to watch: ourselves, the others of the listed direct chats, the members of the open one, of a
 * channel those of its space who were seen here.
 * @param {State} state
 * @param {string | null} openId
 * @returns {string[]} user ids
 */
export function peopleOnScreen(state, openId) {
  const people = new Set([state.me.id]);
  for (const id of state.order) {
    if (people.size > PEERS_AT_MOST) break;
    const conversation = state.conversations[id];
    if (conversation?.peer && !conversation.archived) people.add(conversation.peer.id);
  }
  let left = MEMBERS_AT_MOST;
  const spaceId = openId && state.conversations[openId]?.space_id;
  for (const [id, member] of Object.entries((spaceId && state.spaceMembers[spaceId]) || {})) {
    if (left === 0) break;
    if (member === null) continue;
    people.add(id);
    left -= 1;
  }
  for (const member of Object.values((openId && state.members[openId]) || {})) {
    if (left === 0) break;
    if (!isPresent(member)) continue;
    people.add(member.user.id);
    left -= 1;
  }
  return [...people];
}

/**
 * `presence`
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function presenceHeard(state, frame) {
  /** @type {Presence} */
  const seen = frame.d;
  return { ...state, presence: { ...state.presence, [seen.user_id]: seen } };
}

/**
 * The answer to watching: everybody watched, and nobody else. Who was heard of meanwhile is known
 * better than the answer does.
 * @param {State} state
 * @param {Presence[]} presences
 * @param {Set<string>} heard
 * @returns {State}
 */
export function presencesLoaded(state, presences, heard) {
  /** @type {Record<string, Presence>} */
  const presence = {};
  for (const seen of presences) {
    const known = heard.has(seen.user_id) ? state.presence[seen.user_id] : undefined;
    presence[seen.user_id] = known ?? seen;
  }
  return { ...state, presence };
}
