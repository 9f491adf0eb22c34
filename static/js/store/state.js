/** @import {Me, State} from "../types.js" */

/**
 * The store before anything was loaded.
 * @param {Me} me
 * @returns {State}
 */
export function initialState(me) {
  return {
    me,
    connection: { status: "connecting", attempts: 0 },
    booted: false,
    accountCursor: null,
    accountStale: false,
    resync: false,
    conversations: {},
    order: [],
    cursors: {},
    stale: {},
    missing: {},
    held: {},
    timelines: {},
    members: {},
    receipts: {},
    pins: {},
    latePins: {},
    mentionLog: {},
    typing: {},
    presence: {},
    people: { [me.id]: me },
    pending: {},
    gathered: {},
    news: { bookmarks: 0, mentions: 0, threads: 0, features: 0 },
    features: { everywhere: {}, inSpaces: {} },
    waiting: {},
    followed: null,
    clockSent: {},
    spaces: {},
    customEmoji: {},
    staleSpaces: {},
    spaceMembers: {},
    formerMembers: {},
    membersHeard: {},
    catchUps: 0,
  };
}

/**
 * A copy of a record without one key.
 * @template T
 * @param {Record<string, T>} record
 * @param {string} key
 * @returns {Record<string, T>}
 */
export function without(record, key) {
  if (!(key in record)) return record;
  const { [key]: _dropped, ...rest } = record;
  return rest;
}
