/** @import {Conversation} from "../types.js" */
import { element } from "../lib/dom.js";
import { formatDay } from "../lib/times.js";
import { conversationName } from "../store/select.js";
import { conversationAvatar } from "./avatar.js";
import { icon } from "./icons.js";

/**
 * The very beginning of a conversation, said quietly.
 * @param {HTMLElement} node
 * @param {Conversation} conversation
 */
export function renderStart(node, conversation) {
  if (conversation.space_id) {
    renderChannelStart(node, conversation);
    return;
  }
  const name = conversationName(conversation);
  node.replaceChildren(
    conversationAvatar(conversation, "large"),
    element("p", { class: "start-name", dir: "auto" }, name),
    element("p", { class: "start-words" }, words(conversation)),
  );
}

/**
 * @param {HTMLElement} node
 * @param {Conversation} conversation
 */
function renderChannelStart(node, conversation) {
  const voice = conversation.channel_kind === "voice";
  const sign = { announcement: "megaphone", voice: "volume-2" }[conversation.channel_kind ?? ""];
  const text = voice
    ? "Voice rooms open with calls. Until then this one only keeps its place."
    : `This is where #${conversationName(conversation)} begins.`;
  node.replaceChildren(
    element("span", { class: "start-sign", "aria-hidden": "true" }, icon(sign ?? "hash", 28)),
    element("p", { class: "start-name", dir: "auto" }, conversationName(conversation)),
    element("p", { class: "start-words", dir: "auto" }, text),
    ...(conversation.topic
      ? [element("p", { class: "start-words", dir: "auto" }, conversation.topic)]
      : []),
  );
}

/** @param {Conversation} conversation */
function words(conversation) {
  if (conversation.visible_from_seq > 1) return "Earlier messages were written before you joined.";
  const day = formatDay(conversation.created_at, new Date());
  const when = day === "Today" || day === "Yesterday" ? day.toLowerCase() : `on ${day}`;
  const { type } = conversation;
  if (type === "DM") return `Your chat began ${when}.`;
  return type === "CHANNEL" ? `The channel began ${when}.` : `The group began ${when}.`;
}
