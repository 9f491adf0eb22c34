/** What the page knows. Types only: this module has no code. */

/** @import {Connection, Conversation, DepartedMember, EventFrame, Followed, Me, Member, MentionLog, Message, MessageChange, Pending, Presence, Receipt, Space, SpaceMember, Timeline, User, Waiting} from "./types.js" */

/**
 * @typedef {Object} State
 * @property {Me} me
 * @property {Connection} connection
 * @property {boolean} booted
 * @property {string | null} accountCursor
 * @property {boolean} accountStale
 * @property {boolean | "everyone"} resync `sync` is needed; here alone, or by all who are connected
 * @property {Record<string, Conversation>} conversations
 * @property {string[]} order ids, last activity first
 * @property {Record<string, number>} cursors rev through which timeline and members are complete
 * @property {Record<string, "gap" | "told" | "partly">} stale conversations that need `changes`: by what was
 *   seen here, or because the server said so to all in it; `partly`: some of it came, and more is to come
 * @property {Record<string, true | number>} missing conversations heard of but not known, or not since
 * this `rev`
 * @property {Record<string, EventFrame[]>} held events that came before the one they follow
 * @property {Record<string, Timeline>} timelines
 * @property {Record<string, Record<string, Member | DepartedMember>>} members
 * @property {Record<string, Record<string, Receipt>>} receipts
 * @property {Record<string, Message[]>} pins of the conversations that were opened, the newest pin first
 * @property {Record<string, MessageChange[]>} latePins changes that arrived while the pins were on their way
 * @property {Record<string, MentionLog>} mentionLog
 * @property {Record<string, Record<string, true>>} typing everybody else who types now, by conversation
 * @property {Record<string, Presence>} presence of the people that we watch, by user
 * @property {Record<string, User>} people
 * @property {Record<string, Pending>} pending by client_id
 * @property {Record<string, Message>} gathered messages that the inbox shows, by id
 * @property {{bookmarks: number, mentions: number, threads: number, features: number}} news raised
 *   where what was asked for may lack something
 * @property {{everywhere: Record<string, boolean>, inSpaces: Record<string, string[]>}} features that
 *   are offered, and those that are in some spaces besides
 * @property {Record<string, Followed | null> | null} followed threads that were last answered in, by
 *   their first message; null: not followed any more, and all of it: not asked for yet
 * @property {Record<string, Waiting>} waiting how many own messages wait, by conversation, where it
 *   was asked for or told
 * @property {Record<string, true>} clockSent own messages that stop waiting and are not there yet
 * @property {Record<string, Space>} spaces
 * @property {Record<string, import("./store/custom_emoji.js").SpaceEmoji>} customEmoji of the spaces where
 *   they were asked for
 * @property {Record<string, string>} staleSpaces those to be asked for again, and what says so
 * @property {Record<string, Record<string, SpaceMember | null>>} spaceMembers of the spaces that were
 *   opened, by user; null: no member
 * @property {Record<string, Record<string, SpaceMember | null>>} formerMembers what was known of them
 *   before the page caught up: until they are looked up again they look as they did
 * @property {Record<string, number>} membersHeard how often events told of a space's members
 * @property {number} catchUps how often this page caught up: what was asked for before the last time
 *   may be out of date
 */

export {};
