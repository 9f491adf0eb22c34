/** The members of a space as a pane lists them: those of roles that are shown apart, then the rest. */

/** @import {Space, SpaceMember, SpaceRole, State} from "../types.js" */
/** @import {MemberWindows} from "./member_windows.js" */
import { presenceOf } from "./presence.js";
import { rolesOf } from "./space_members.js";

/** @typedef {{member: SpaceMember, status: string}} Seen `status` empty: not there, or not known */
/** @typedef {{key: string, title: string, count: number, people: Seen[]}} MemberSection */

/**
 * @param {State} state
 * @param {Space} space
 * @param {MemberWindows} windows
 * @returns {MemberSection[]} none of them empty
 */
export function memberSections(state, space, windows) {
  const { members, statuses, next, total, online } = windows;
  const complete = next === null;
  const known = state.spaceMembers[space.id] ?? {};
  /** @type {Map<string, MemberSection>} */
  const apart = new Map();
  const here = section("online", "Members online");
  const away = section("offline", "Offline");
  const placeOf = (/** @type {Seen} */ { member, status }) => {
    const role = roleApart(space, member);
    // Those who are not there stand with their role once all came: else each window moved the list.
    if (!role || (!status && !complete)) return status ? here : away;
    const its = apart.get(role.id) ?? section(role.id, role.name);
    apart.set(role.id, its);
    return its;
  };
  for (const one of members) {
    const member = known[one.user.id];
    // Gone since the list came.
    if (member === null) continue;
    const seen = seenAs(state, member ?? one, statuses);
    placeOf(seen).people.push(seen);
  }
  for (const member of newcomers(known, windows)) {
    const seen = seenAs(state, member, statuses);
    if (seen.status || complete) putByName(placeOf(seen).people, seen);
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
 * Who is known to be in the space and does not stand in the list, having come after it.
 * @param {Record<string, SpaceMember | null>} known
 * @param {MemberWindows} windows
 * @returns {SpaceMember[]}
 */
function newcomers(known, { ids, takesNewcomers }) {
  if (!takesNewcomers) return [];
  return Object.values(known).flatMap((member) =>
    member === null || ids.has(member.user.id) ? [] : [member],
  );
}

/**
 * @param {Seen[]} people in their order
 * @param {Seen} seen who comes before the next of the same presence by name
 */
function putByName(people, seen) {
  const name = nameOf(seen.member);
  const isThere = seen.status !== "";
  const at = people.findIndex(
    ({ member, status }) => (status !== "") === isThere && nameOf(member) > name,
  );
  people.splice(at < 0 ? people.length : at, 0, seen);
}

/**
 * As the server orders by it.
 * @param {SpaceMember} member
 * @returns {string}
 */
function nameOf({ nickname, user }) {
  return (nickname || user.display_name || user.username).toLowerCase();
}

/**
 * @param {State} state
 * @param {SpaceMember} member
 * @param {Map<string, string>} statuses
 * @returns {Seen}
 */
function seenAs(state, member, statuses) {
  const id = member.user.id;
  const status = presenceOf(state, id)?.status ?? statuses.get(id) ?? "";
  return { member, status: status === "offline" ? "" : status };
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
