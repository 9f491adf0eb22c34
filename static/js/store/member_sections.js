/** The members of a space as a pane lists them: those of roles that are shown apart, then the rest. */

/** @import {Space, SpaceMember, SpaceRole, State} from "../types.js" */
import { presenceOf } from "./presence.js";
import { rolesOf } from "./space_members.js";

/**
 * What of a list of members came so far: who is there first, then by name.
 * @typedef {Object} MemberWindows
 * @property {SpaceMember[]} members
 * @property {Map<string, string>} statuses of those who were there when they came, by user
 * @property {string | null} next null: that is all
 * @property {number} total
 * @property {number} online
 */
/** @typedef {{member: SpaceMember, status: string}} Seen `status` empty: not there, or not known */
/** @typedef {{key: string, title: string, count: number, people: Seen[]}} MemberSection */

/** @type {MemberWindows} */
export const NO_WINDOWS = { members: [], statuses: new Map(), next: null, total: 0, online: 0 };

/**
 * @param {State} state
 * @param {Space} space
 * @param {MemberWindows} windows
 * @returns {MemberSection[]} none of them empty
 */
export function memberSections(state, space, { members, statuses, next, total, online }) {
  const complete = next === null;
  const known = state.spaceMembers[space.id] ?? {};
  /** @type {Map<string, MemberSection>} */
  const apart = new Map();
  const here = section("online", "Members online");
  const away = section("offline", "Offline");
  for (const one of members) {
    const now = known[one.user.id];
    // Gone since the list came.
    if (now === null) continue;
    const member = now ?? one;
    const status = statusOf(state, member, statuses);
    const role = roleApart(space, member);
    // Those who are not there stand with their role once all came: else each window moved the list.
    if (role && (status || complete)) {
      const its = apart.get(role.id) ?? section(role.id, role.name);
      its.people.push({ member, status });
      apart.set(role.id, its);
    } else (status ? here : away).people.push({ member, status });
  }
  const roles = space.roles
    .toSorted((a, b) => b.position - a.position)
    .flatMap(({ id }) => apart.get(id) ?? []);
  for (const its of roles)
    its.people.sort((a, b) => Number(a.status === "") - Number(b.status === ""));
  for (const its of [...roles, here, away]) its.count = its.people.length;
  if (!complete) {
    const grouped = roles.reduce((sum, { count }) => sum + count, 0);
    here.count = Math.max(here.count, online - grouped);
    away.count = Math.max(away.count, total - online);
  }
  return [...roles, here, away].filter(({ people }) => people.length > 0);
}

/** @param {string} key @param {string} title @returns {MemberSection} */
function section(key, title) {
  return { key, title, count: 0, people: [] };
}

/**
 * @param {State} state
 * @param {SpaceMember} member
 * @param {Map<string, string>} statuses
 * @returns {string}
 */
function statusOf(state, { user }, statuses) {
  const status = presenceOf(state, user.id)?.status ?? statuses.get(user.id) ?? "";
  return status === "offline" ? "" : status;
}

/**
 * The highest role of a member under whose name they stand.
 * @param {Space} space
 * @param {SpaceMember} member
 * @returns {SpaceRole | undefined}
 */
function roleApart(space, member) {
  return rolesOf(space, member).find(({ shown_apart }) => shown_apart);
}

/**
 * Whether the person here stands above a member: owners above all, else by the highest role.
 * @param {State} state
 * @param {Space} space
 * @param {SpaceMember} member
 * @returns {boolean}
 */
export function standsAbove(state, space, member) {
  if (member.is_owner || member.user.id === state.me.id) return false;
  if (space.owner_id === state.me.id) return true;
  const mine = space.roles.filter(({ id }) => space.my_role_ids.includes(id));
  return rankOf(mine) > rankOf(rolesOf(space, member));
}

/** @param {SpaceRole[]} roles @returns {number} */
function rankOf(roles) {
  return roles.reduce((highest, { position }) => Math.max(highest, position), 0);
}
