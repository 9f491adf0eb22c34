/** The second line of a chat in the list: the most urgent thing to know about it. */

/** @import {Conversation, State} from "../types.js" */
import { withoutMarkup } from "../lib/markup.js";
import { cutText } from "../lib/text.js";
import { shortName, typingLine } from "./around.js";
import { pendingOf } from "./select.js";
import { systemText } from "./system_text.js";
import { reachOf } from "./timeline_rows.js";

/** More than this no row shows, and nobody wants to hear of each. */
const LONGEST = 140;
/** So much of a body is looked at, in UTF-16 units. */
const READ_AT_MOST = 1000;

/** @typedef {"typing" | "failed" | "draft" | "message" | "none"} PreviewKind */
/** @typedef {{kind: PreviewKind, lead: string, text: string}} Preview */
/** @typedef {import("./timeline_rows.js").Status} Status */

/**
 * @param {State} state
 * @param {Conversation} conversation
 * @param {{failed: string | null, draft: string}} own a message that was not sent, and what was
 *   typed and waits
 * @returns {Preview}
 */
export function previewOf(state, conversation, { failed, draft }) {
  const typing = typingLine(state, conversation.id);
  if (typing) return { kind: "typing", lead: "", text: typing };
  if (failed !== null) return { kind: "failed", lead: "Not sent. ", text: failed };
  if (draft.trim()) return { kind: "draft", lead: "Draft: ", text: draft };
  const sending = pendingOf(state, conversation.id).at(-1);
  if (sending?.state === "pending") {
    const lead = leadOf(state, conversation, state.me.id);
    return { kind: "message", lead, text: startOf(sending.body) };
  }
  const last = conversation.last_message;
  if (!last) return { kind: "none", lead: "", text: "No messages yet" };
  if (last.type === "SYSTEM") {
    return { kind: "message", lead: "", text: systemText(state, last) };
  }
  const said = last.poll ? `Poll: ${startOf(last.body)}` : startOf(last.body);
  const text = last.deleted ? "Message deleted" : said;
  return { kind: "message", lead: leadOf(state, conversation, last.sender_id), text };
}

/**
 * The start of a body, less its markup.
 * @param {string} body
 */
function startOf(body) {
  return cutText(withoutMarkup(body.slice(0, READ_AT_MOST)), LONGEST);
}

/**
 * Who said it, where that is not plain.
 * @param {State} state
 * @param {Conversation} conversation
 * @param {string | null} senderId
 * @returns {string}
 */
function leadOf(state, conversation, senderId) {
  if (conversation.type === "DM") return "";
  if (senderId === state.me.id) return "You: ";
  return senderId !== null && senderId in state.people ? `${shortName(state, senderId)}: ` : "";
}

/**
 * How far the last message came, if it is an own one and its receipts are known here.
 * @param {State} state
 * @param {Conversation} conversation
 * @param {Status | null} sending
 * @returns {Status | null}
 */
export function lastStatus(state, conversation, sending) {
  if (sending) return sending === "failed" ? null : sending;
  const last = conversation.last_message;
  if (!last || last.deleted || last.type === "SYSTEM" || last.sender_id !== state.me.id)
    return null;
  const heard = Object.keys(state.receipts[conversation.id] ?? {});
  if (!heard.some((userId) => userId !== state.me.id)) return null;
  const { read, delivered } = reachOf(state, conversation.id);
  return last.seq <= read ? "read" : last.seq <= delivered ? "delivered" : "sent";
}
