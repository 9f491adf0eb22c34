/** Own messages on their way: shown at once, never twice, never lost. */

/** @import {EventMessage, Message, Pending, State} from "../types.js" */
import { noteOwnSend } from "./conversations.js";
import { messageNoted } from "./noted.js";
import { without } from "./state.js";

/**
 * @param {State} state
 * @param {Pending} pending
 * @returns {State}
 */
export function sendStarted(state, pending) {
  return { ...state, pending: { ...state.pending, [pending.client_id]: pending } };
}

/**
 * The server answered a send (or told us of it by event): the message takes the pending one's place.
 * Until the timeline reaches it without a hole, the pending one stays in view, marked sent.
 * @param {State} state
 * @param {Message} message
 * @returns {State}
 */
export function sendAcked(state, message) {
  const noted = messageAnswered(state, message);
  return settlePending(noteOwnSend(noted, message.conversation_id, message), message);
}

/**
 * The server's answer to an edit, a deletion or a reaction of ours; its event may come before or after.
 * @param {State} state
 * @param {Message} message
 * @returns {State}
 */
export function messageAnswered(state, message) {
  return messageNoted(state, message.conversation_id, { message, full: true });
}

/**
 * Drops the pending entry that this message answers, wherever the message came from.
 * @param {State} state
 * @param {Pick<EventMessage, "client_id" | "sender_id" | "conversation_id" | "seq">} message
 * @returns {State}
 */
export function settlePending(state, message) {
  const clientId = message.client_id;
  if (!clientId || message.sender_id !== state.me.id) return state;
  const known = state.pending[clientId];
  if (!known || known.conversation_id !== message.conversation_id) return state;
  const timeline = state.timelines[message.conversation_id];
  // A window that ends earlier shows nothing of the end, so nothing blinks there.
  const isAbove = timeline?.loaded && !timeline.has_after && message.seq > timeline.to_seq;
  if (isAbove) {
    const { reason: _reason, ...rest } = known;
    return sendStarted(state, { ...rest, state: "sent" });
  }
  return { ...state, pending: without(state.pending, clientId) };
}

/**
 * After the timeline grew: pending entries whose message is now in view go.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function settleSent(state, id) {
  const timeline = state.timelines[id];
  if (!timeline?.loaded || Object.keys(state.pending).length === 0) return state;
  return timeline.messages
    .filter((message) => message.seq <= timeline.to_seq)
    .reduce((current, message) => settlePending(current, message), state);
}

/**
 * The server refused, or could not be reached for too long.
 * @param {State} state
 * @param {string} clientId
 * @param {string} reason
 * @returns {State}
 */
export function sendFailed(state, clientId, reason) {
  const known = state.pending[clientId];
  if (!known || known.state === "sent") return state;
  return sendStarted(state, { ...known, state: "failed", reason });
}

/**
 * The same message again, under the same client id: the server will not make a second one.
 * @param {State} state
 * @param {string} clientId
 * @returns {State}
 */
export function sendRetried(state, clientId) {
  const known = state.pending[clientId];
  if (known?.state !== "failed") return state;
  const { reason: _reason, ...rest } = known;
  return sendStarted(state, { ...rest, state: "pending" });
}

/**
 * Messages to chats that are gone, whatever became of them on their way: nothing shows them.
 * @param {State} state
 * @returns {import("../types.js").Pending[]}
 */
export function strandedSends({ pending, conversations, missing }) {
  return Object.values(pending).filter(
    ({ conversation_id: id, state }) =>
      state !== "sent" && !(id in conversations) && !(id in missing),
  );
}

/**
 * @param {State} state
 * @param {string} clientId
 * @returns {State}
 */
export function strandedDropped(state, clientId) {
  return { ...state, pending: without(state.pending, clientId) };
}

/**
 * @param {State} state
 * @param {string} clientId
 * @returns {State}
 */
export function sendDiscarded(state, clientId) {
  const known = state.pending[clientId];
  if (known?.state !== "failed") return state;
  return { ...state, pending: without(state.pending, clientId) };
}
