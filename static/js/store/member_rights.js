/** What one may do to another member of a conversation; the server has the last word. */

/** @import {Conversation, Member} from "../types.js" */

/** @typedef {"OWNER" | "ADMIN" | "MODERATOR" | "MEMBER"} Role */

/** @type {Record<string, number>} */
const RANKS = { MEMBER: 0, MODERATOR: 1, ADMIN: 2, OWNER: 3 };
/** @type {Role[]} */
const ROLES = ["OWNER", "ADMIN", "MODERATOR", "MEMBER"];

const GROUP_MEMBER = ["add_members", "invite", "react", "reply", "send", "send_media"];
const MODERATOR = ["manage_messages", "mention_all", "pin", "remove_members"];
const ADMIN = ["ban", "manage_conversation", "manage_roles", "view_audit"];

/**
 * @typedef {Object} MemberRights
 * @property {boolean} message
 * @property {Role[]} roles that can be given, highest first
 * @property {boolean} permissions
 * @property {boolean} transfer
 * @property {boolean} remove
 * @property {boolean} ban
 */

/**
 * @param {Conversation} conversation
 * @param {string} meId
 * @param {Member} member
 * @returns {MemberRights}
 */
export function rightsOver(conversation, meId, member) {
  const may = (/** @type {string} */ permission) => conversation.permissions.includes(permission);
  const mine = conversation.role ?? "MEMBER";
  if (member.user.id === meId) {
    return { ...NONE, roles: ROLES.filter((role) => rank(role) < rank(mine)) };
  }
  const above = rank(mine) > rank(member.role);
  const roles = ROLES.filter(
    (role) => role !== member.role && (rank(role) < rank(mine) || mine === "OWNER"),
  );
  return {
    message: true,
    roles: may("manage_roles") && above ? roles : [],
    permissions: may("manage_roles") && above,
    transfer: mine === "OWNER" && member.role !== "OWNER",
    remove: may("remove_members") && above,
    ban: may("ban") && above,
  };
}

/** @type {MemberRights} */
const NONE = {
  message: false,
  roles: [],
  permissions: false,
  transfer: false,
  remove: false,
  ban: false,
};

/** @param {string} role @returns {number} */
function rank(role) {
  return RANKS[role] ?? 0;
}

/**
 * What a role brings with it before anything is allowed or denied to one person.
 * @param {Conversation["type"]} type
 * @param {string} role
 * @returns {string[]}
 */
export function permissionsOfRole(type, role) {
  if (role === "MEMBER") return type === "CHANNEL" ? ["react"] : GROUP_MEMBER;
  const moderator = [...GROUP_MEMBER, ...MODERATOR];
  return role === "MODERATOR" ? moderator : [...moderator, ...ADMIN];
}

/**
 * What differs from the role, once these permissions are switched on or off.
 * @param {Conversation["type"]} type
 * @param {Member} member
 * @param {Record<string, boolean>} changes
 * @returns {{allow: string[], deny: string[]}}
 */
export function permissionChanges(type, member, changes) {
  const defaults = permissionsOfRole(type, member.role);
  const known = new Set([...permissionsOfRole("GROUP", "ADMIN"), ...Object.keys(changes)]);
  const has = (/** @type {string} */ one) => changes[one] ?? member.permissions.includes(one);
  return {
    allow: [...known].filter((one) => has(one) && !defaults.includes(one)).toSorted(),
    deny: [...known].filter((one) => !has(one) && defaults.includes(one)).toSorted(),
  };
}
