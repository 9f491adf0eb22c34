/** People this page knows: to be chosen for a chat, a group, an invitation. */

/** @import {State, User} from "../types.js" */

/**
 * Everybody known but oneself: those one talks with directly first, then by name.
 * @param {State} state
 * @returns {User[]}
 */
export function knownPeople(state) {
  const direct = new Set(
    Object.values(state.conversations).map(({ peer, type }) => type === "DM" && peer?.id),
  );
  return Object.values(state.people)
    .filter(({ id, username }) => id !== state.me.id && username !== "")
    .toSorted(
      (a, b) =>
        Number(direct.has(b.id)) - Number(direct.has(a.id)) ||
        a.display_name.localeCompare(b.display_name),
    );
}

const REASONS = {
  forbidden: "is banned here",
  cannot_message: "can't be added by you",
  blocked: "is somebody you blocked",
  suspended: "has a suspended account",
  already_exists: "is in it already",
};

/**
 * Why people could not be added, a sentence each.
 * @param {{user_id: string, code: string}[]} notAdded
 * @param {(userId: string) => string} nameOf
 * @returns {string[]}
 */
export function notAddedReasons(notAdded, nameOf) {
  return notAdded.map(({ user_id, code }) => {
    const reason = REASONS[/** @type {keyof typeof REASONS} */ (code)] ?? "couldn't be added";
    return `${nameOf(user_id)} ${reason}.`;
  });
}
