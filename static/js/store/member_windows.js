/** Lists of members, as far as they came: they are long, and come in windows. */

/** @import {MemberWindow, SpaceMember} from "../types.js" */

/**
 * What of a list of members came so far: who is there first, then by name.
 * @typedef {Object} MemberWindows
 * @property {SpaceMember[]} members
 * @property {Set<string>} ids of the same
 * @property {Map<string, string>} statuses of those who were there when they came, by user
 * @property {string | null} next null: that is all
 * @property {number} total
 * @property {number} online
 * @property {boolean} takesNewcomers whoever comes into the space belongs in it, too
 */

/** @type {MemberWindows} */
export const NO_WINDOWS = {
  members: [],
  ids: new Set(),
  statuses: new Map(),
  next: null,
  total: 0,
  online: 0,
  takesNewcomers: false,
};

/**
 * The list with its next window: who came, went or moved between two may stand in both.
 * @param {MemberWindows} windows
 * @param {MemberWindow} page
 * @param {boolean} takesNewcomers
 * @returns {MemberWindows}
 */
export function windowJoined(windows, page, takesNewcomers) {
  const fresh = page.results.filter(({ user }) => !windows.ids.has(user.id));
  const statuses = new Map(windows.statuses);
  for (const { user } of page.results) if (user.presence) statuses.set(user.id, user.presence);
  return {
    members: [...windows.members, ...fresh],
    ids: new Set([...windows.ids, ...fresh.map(({ user }) => user.id)]),
    statuses,
    next: page.next,
    total: page.total ?? windows.total,
    online: page.online ?? windows.online,
    takesNewcomers,
  };
}
