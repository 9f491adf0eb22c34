/** Whether one may write in a conversation now; if not, why, and whom to ask. */

/** @import {Conversation, Message, State} from "../types.js" */
import { isolated } from "../lib/text.js";
import { conversationName, presentMembers } from "./select.js";

/** @typedef {{icon: string, text: string, reopen: boolean}} Closed */

/** @type {Closed} */
const VOICE = {
  icon: "volume-2",
  text: "Voice rooms open with calls. Until then this one only keeps its place.",
  reopen: false,
};

/**
 * Why nothing can be written here; null where it can.
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {Closed | null}
 */
export function closedReason(state, conversation) {
  const { permissions, type } = conversation;
  const who = whomToAsk(state, conversation);
  if (conversation.archived_at) {
    const manage = conversation.space_id ? "manage_channels" : "manage_conversation";
    const reopen = permissions.includes(manage);
    const ask = who && !reopen ? ` ${who} can open it again.` : "";
    return { icon: "archive", text: `This ${kindOf(conversation)} is archived.${ask}`, reopen };
  }
  if (conversation.channel_kind === "voice" && conversation.space_id) return VOICE;
  if (permissions.includes("send")) return null;
  if (conversation.space_id) {
    const text =
      conversation.channel_kind === "announcement"
        ? "Few write here, everyone reads. Your roles do not let you write."
        : "Your roles do not let you write in this channel.";
    return {
      icon: conversation.channel_kind === "announcement" ? "megaphone" : "lock",
      text,
      reopen: false,
    };
  }
  if (type === "CHANNEL") {
    return { icon: "megaphone", text: "Only admins can post here", reopen: false };
  }
  if (type === "DM") {
    const text = `You can't write to ${isolated(conversationName(conversation))}.`;
    return { icon: "ban", text, reopen: false };
  }
  const ask = who ? ` ${who} can change that.` : "";
  return { icon: "ban", text: `You can't write here.${ask}`, reopen: false };
}

/**
 * What a conversation is called in a sentence.
 * @param {Conversation} conversation
 * @returns {"chat" | "group" | "channel"}
 */
export function kindOf({ type }) {
  if (type === "DM") return "chat";
  return type === "CHANNEL" ? "channel" : "group";
}

/**
 * The first of those who run the conversation.
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {string}
 */
function whomToAsk(state, { id, type }) {
  if (type === "DM") return "";
  const found = presentMembers(state, id).find(
    ({ role, user }) => (role === "OWNER" || role === "ADMIN") && user.id !== state.me.id,
  );
  return found ? isolated(found.user.display_name || found.user.username) : "";
}

/**
 * Seconds between two messages of this person here; 0 without slow mode, or above it.
 * @param {Conversation} conversation
 * @returns {number}
 */
export function slowModeSeconds({ settings, permissions }) {
  if (permissions.includes("manage_messages")) return 0;
  return settings?.slow_mode_seconds ?? 0;
}

/**
 * When this person may send again, in milliseconds since 1970; 0: no wait that the page knows of.
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {number}
 */
export function nextSendAt(state, conversation) {
  const seconds = slowModeSeconds(conversation);
  if (seconds === 0) return 0;
  const mine = (/** @type {Message | null | undefined} */ message) =>
    message && message.sender_id === state.me.id && message.type !== "SYSTEM" ? message : null;
  const last =
    state.timelines[conversation.id]?.messages.findLast((message) => mine(message)) ??
    mine(conversation.last_message);
  const times = last ? [Date.parse(last.created_at)] : [];
  for (const { conversation_id, state: how, created_at } of Object.values(state.pending)) {
    if (conversation_id === conversation.id && how !== "failed") times.push(Date.parse(created_at));
  }
  return times.length > 0 ? Math.max(...times) + seconds * 1000 : 0;
}

/**
 * The message that Ctrl+Up replies to: the newest one, or the one before the message that is
 * being replied to now.
 * @param {State} state
 * @param {string} id
 * @param {number} [before]
 * @returns {Message | null}
 */
export function messageToReplyTo(state, id, before = Number.POSITIVE_INFINITY) {
  const timeline = state.timelines[id];
  return (
    timeline?.messages.findLast(
      ({ seq, type, deleted }) =>
        seq < before && seq <= timeline.to_seq && type !== "SYSTEM" && !deleted,
    ) ?? null
  );
}
