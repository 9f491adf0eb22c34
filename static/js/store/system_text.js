/** What happened in a conversation, in words: its SYSTEM messages. */

/** @import {Message, State} from "../types.js" */
import { formatDuration } from "../lib/durations.js";
import { isolated, joinNames } from "../lib/text.js";
import { shortName } from "./around.js";

/** @type {Record<string, string>} */
const ROLES = {
  OWNER: "an owner",
  ADMIN: "an admin",
  MODERATOR: "a moderator",
  MEMBER: "a member",
};

/** @type {Record<string, string>} */
const SEEN_BY = {
  everyone: "everyone",
  moderators: "moderators alone",
  nobody: "authors alone",
};

/** @type {Record<string, string>} */
const FILES = {
  all: "files of every kind",
  media: "pictures, video and sound alone",
  images: "pictures alone",
};

/** @typedef {Record<string, any>} Details */
/** @typedef {{who: string, whom: string, own: boolean, are: string}} Names `own`: it is about who did it */

/** @type {Record<string, (names: Names, details: Details) => string>} */
const SENTENCES = {
  members_added: ({ who, whom }) => `${who} added ${whom}`,
  member_joined: ({ who }) => `${who} joined with an invite link`,
  member_left: ({ who }) => `${who} left`,
  member_removed: ({ who, whom }) => `${who} removed ${whom}`,
  member_banned: ({ who, whom }) => `${who} banned ${whom}`,
  role_changed: ({ who, whom, own, are }, { role }) => {
    const what = ROLES[role] ?? "a member";
    return own ? `${who} ${are} now ${what}` : `${who} made ${whom} ${what}`;
  },
  owner_changed: ({ who, whom }) => `${who} made ${whom} the owner`,
  title_changed: ({ who }, { title }) => `${who} changed the name to "${isolated(title)}"`,
  topic_changed: ({ who }, { topic }) =>
    topic
      ? `${who} changed the description to "${isolated(topic)}"`
      : `${who} removed the description`,
  slow_mode_changed: ({ who }, { seconds }) =>
    seconds > 0
      ? `${who} set slow mode to ${formatDuration(seconds)}`
      : `${who} turned slow mode off`,
  history_changed: ({ who }, { visible }) =>
    visible
      ? `${who} let newcomers see earlier messages`
      : `${who} hid earlier messages from newcomers`,
  edit_window_changed: ({ who }, { seconds }) =>
    seconds > 0
      ? `${who} let messages be edited for ${formatDuration(seconds)}`
      : `${who} let messages be edited at any time`,
  edit_history_changed: ({ who }, { seen_by }) =>
    `${who} let ${SEEN_BY[seen_by] ?? "others"} see what messages said before they were edited`,
  disappearing_changed: ({ who }, { seconds }) =>
    seconds > 0
      ? `${who} set messages to disappear after ${formatDuration(seconds)}`
      : `${who} turned disappearing messages off`,
  retention_changed: ({ who }, { days }) =>
    days > 0
      ? `${who} set messages to be kept for ${formatDuration(days * 86_400)}`
      : `${who} set messages to be kept without end`,
  forwards_changed: ({ who }, { allowed }) =>
    allowed ? `${who} let messages be forwarded` : `${who} kept messages from being forwarded`,
  file_types_changed: ({ who }, { allowed }) =>
    `${who} let ${FILES[allowed] ?? "other files"} be sent here`,
  archived: ({ who }) => `${who} archived this chat for everyone`,
  unarchived: ({ who }) => `${who} opened this chat again`,
};

/**
 * "Amara added Noor and Ilse", with the reader as "you"; the server's own words for a kind that
 * this page does not know.
 * @param {State} state
 * @param {Pick<Message, "sender_id" | "body" | "metadata">} message
 * @returns {string}
 */
export function systemText(state, message) {
  const details = /** @type {Details | undefined} */ (message.metadata?.system);
  const sentence = SENTENCES[details?.kind];
  if (!details || !sentence) return message.body;
  /** @type {string[]} */
  const ids = details.user_ids ?? [];
  const names = {
    who: message.sender_id === state.me.id ? "You" : shortName(state, message.sender_id),
    whom: joinNames(ids.map((id) => (id === state.me.id ? "you" : shortName(state, id)))),
    own: ids.length === 1 && ids[0] === message.sender_id,
    are: message.sender_id === state.me.id ? "are" : "is",
  };
  // Words that came with the message are better than "Someone".
  const known = [message.sender_id, ...ids].every((id) => id === null || id in state.people);
  return known ? sentence(names, details) : message.body || sentence(names, details);
}
