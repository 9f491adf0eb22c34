/** Who is in a conversation. A departure leaves a mark, so that a late page cannot undo it. */

/** @import {DepartedMember, EventFrame, Member, State} from "../types.js" */
import { changeConversation, conversationRemoved } from "./conversations.js";
import { noteReceipt } from "./receipts.js";
import { without } from "./state.js";

/**
 * @param {Member | DepartedMember} member
 * @returns {member is Member}
 */
export function isPresent(member) {
  return "user" in member && !member.left;
}

/**
 * @param {Member | DepartedMember} member
 * @returns {string}
 */
function userId(member) {
  return "user" in member ? member.user.id : member.user_id;
}

/**
 * @param {State} state
 * @param {string} id
 * @param {Member | DepartedMember} member
 * @returns {State}
 */
export function noteMember(state, id, member) {
  const uid = userId(member);
  const known = state.members[id]?.[uid];
  if (known && known.rev > member.rev) return state;
  const next = {
    ...state,
    members: { ...state.members, [id]: { ...state.members[id], [uid]: memberOnly(member) } },
  };
  if (!("user" in member)) return next;
  const people = { ...next.people, [uid]: member.user };
  return noteReceipt({ ...next, people }, id, {
    user_id: uid,
    delivered_seq: member.delivered_seq ?? null,
    read_seq: member.read_seq ?? null,
  });
}

/**
 * The member alone: watermarks live in `receipts`, the count in the conversation, each in one place.
 * @param {Member | DepartedMember} member
 * @returns {Member | DepartedMember}
 */
function memberOnly(member) {
  if (!("user" in member)) return member;
  const { members_count: _count, ...rest } = /** @type {Member & {members_count?: number}} */ (
    member
  );
  return { ...rest, read_seq: null, delivered_seq: null };
}

/**
 * Members were asked for: from here on the events about them are kept, and the answer laid under them.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function membersRequested(state, id) {
  return { ...state, members: { ...state.members, [id]: {} } };
}

/**
 * The members from REST, unless the conversation went, or began anew, while they were on their way.
 * @param {State} state
 * @param {string} id
 * @param {Member[]} members
 * @returns {State}
 */
export function membersLoaded(state, id, members) {
  if (!state.members[id]) return state;
  return members.reduce((current, member) => noteMember(current, id, member), state);
}

/**
 * They did not come: without the mark they are asked for again.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function membersFailed(state, id) {
  return { ...state, members: without(state.members, id) };
}

/**
 * `member.updated`: joined, or changed.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function memberUpdated(state, frame) {
  const id = frame.c ?? frame.d.conversation_id;
  const counted = withCount(state, id, frame);
  /** @type {Member} */
  const member = frame.d;
  const noted = state.members[id]
    ? noteMember(counted, id, { ...member, rev: member.rev ?? frame.rev ?? 0 })
    : counted;
  const mine = member.user?.id === state.me.id;
  return mine
    ? changeConversation(noted, id, (known) => ({ ...known, ...ownRights(member) }))
    : noted;
}

/**
 * @param {Partial<Member>} member
 * @returns {{role?: string, permissions?: string[]}}
 */
function ownRights({ role, permissions }) {
  return { ...(role === undefined ? {} : { role }), ...(permissions ? { permissions } : {}) };
}

/**
 * The count a membership event carries; in its absence the count stays until the next catch-up.
 * @param {State} state
 * @param {string} id
 * @param {EventFrame} frame
 * @returns {State}
 */
function withCount(state, id, frame) {
  const count = frame.d.members_count;
  const known = state.conversations[id];
  if (count === undefined || !known) return state;
  if (frame.rev !== undefined && frame.rev <= known.rev) return state;
  return changeConversation(state, id, (conversation) => ({
    ...conversation,
    members_count: count,
  }));
}

/**
 * `member.removed`
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function memberRemoved(state, frame) {
  const id = frame.c;
  if (id === undefined) return state;
  if (frame.d.user_id === state.me.id) return conversationRemoved(state, id);
  const counted = withCount(state, id, frame);
  if (!state.members[id]) return counted;
  return noteMember(counted, id, { user_id: frame.d.user_id, left: true, rev: frame.rev ?? 0 });
}
