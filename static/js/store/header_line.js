/** The line under the name of the open chat. */

/** @import {Conversation, State} from "../types.js" */
import { formatDuration } from "../lib/durations.js";
import { typingLine } from "./around.js";
import { isPresent } from "./members.js";
import { presenceOf } from "./presence.js";
import { presentMembers } from "./select.js";

/**
 * Who types; else whether the other is there, or how many people are.
 * @param {State} state
 * @param {Conversation} conversation
 * @param {(iso: string) => string} lastSeen "Last seen 09:26"
 * @returns {string}
 */
export function headerLine(state, conversation, lastSeen) {
  const typing = typingLine(state, conversation.id);
  if (typing) return typing;
  const line = plainLine(state, conversation, lastSeen);
  const seconds = conversation.settings?.disappear_after_seconds;
  const fades = seconds ? `disappearing messages: ${formatDuration(seconds)}` : "";
  return [line, line ? fades : fades.replace("d", "D")].filter(Boolean).join(" · ");
}

/**
 * @param {State} state
 * @param {Conversation} conversation
 * @param {(iso: string) => string} lastSeen
 * @returns {string}
 */
function plainLine(state, conversation, lastSeen) {
  if (conversation.type === "DM") return peerLine(state, conversation, lastSeen);
  if (conversation.space_id) return conversation.topic ?? "";
  const count = conversation.members_count || presentMembers(state, conversation.id).length;
  const word = conversation.type === "CHANNEL" ? "subscriber" : "member";
  const all = `${count} ${word}${count === 1 ? "" : "s"}`;
  const there = onlineMembers(state, conversation.id);
  return there > 0 ? `${all}, ${there} online` : all;
}

/**
 * @param {State} state
 * @param {Conversation} conversation
 * @param {(iso: string) => string} lastSeen
 * @returns {string}
 */
function peerLine(state, { peer }, lastSeen) {
  if (!peer) return "";
  const seen = presenceOf(state, peer.id);
  if (seen?.status === "online") return seen.custom_status || "Online";
  if (seen?.status === "away") return seen.custom_status || "Away";
  if (seen?.status === "dnd") return "Do not disturb";
  if (seen?.last_seen_at) return lastSeen(seen.last_seen_at);
  return `@${peer.username}`;
}

/**
 * Members known to be there now, the reader among them.
 * @param {State} state
 * @param {string} id
 * @returns {number}
 */
function onlineMembers(state, id) {
  let count = 0;
  for (const member of Object.values(state.members[id] ?? {})) {
    if (!isPresent(member)) continue;
    const status = presenceOf(state, member.user.id)?.status;
    if (status === "online" || status === "dnd" || status === "away") count += 1;
  }
  return count;
}
