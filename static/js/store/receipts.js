/** How far each person has received and read: watermarks that only move up. */

/** @import {EventFrame, Receipt, State} from "../types.js" */
import { ownReadMoved } from "./conversations.js";

/**
 * @param {number | null | undefined} known
 * @param {number | null | undefined} incoming
 * @returns {number | null}
 */
function higher(known, incoming) {
  if (known === null || known === undefined) return incoming ?? null;
  if (incoming === null || incoming === undefined) return known;
  return Math.max(known, incoming);
}

/**
 * @param {State} state
 * @param {string} id
 * @param {Receipt} receipt
 * @returns {State}
 */
export function noteReceipt(state, id, { user_id, delivered_seq, read_seq }) {
  if (!state.conversations[id]) return state;
  const known = state.receipts[id]?.[user_id];
  const next = {
    user_id,
    delivered_seq: higher(known?.delivered_seq, delivered_seq),
    read_seq: higher(known?.read_seq, read_seq),
  };
  const same = known?.delivered_seq === next.delivered_seq && known?.read_seq === next.read_seq;
  const noted = same
    ? state
    : {
        ...state,
        receipts: { ...state.receipts, [id]: { ...state.receipts[id], [user_id]: next } },
      };
  return user_id === state.me.id && next.read_seq !== null
    ? ownReadMoved(noted, id, next.read_seq)
    : noted;
}

/**
 * `receipt.updated`
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function receiptUpdated(state, frame) {
  return frame.c === undefined ? state : noteReceipt(state, frame.c, frame.d);
}

/**
 * Reading shown at once here, before the server has heard of it.
 * @param {State} state
 * @param {string} id
 * @param {number} seq
 * @returns {State}
 */
export function readHere(state, id, seq) {
  return noteReceipt(state, id, { user_id: state.me.id, delivered_seq: seq, read_seq: seq });
}

/**
 * Who sends a message, or causes a line of the conversation's own, has read up to it; where reading is
 * hidden from us it stays hidden.
 * @param {State} state
 * @param {string} id
 * @param {{seq: number, sender_id: string | null}} message
 * @returns {State}
 */
export function noteSenderRead(state, id, { seq, sender_id }) {
  if (sender_id === null) return state;
  const known = state.receipts[id]?.[sender_id];
  if (!known) return state;
  return noteReceipt(state, id, {
    user_id: sender_id,
    delivered_seq: known.delivered_seq === null ? null : seq,
    read_seq: known.read_seq === null ? null : seq,
  });
}
