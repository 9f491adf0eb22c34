/** A message that was created, changed or deleted, in every place that shows it. */

/** @import {MessageChange, State} from "../types.js" */
import { noteLastMessage } from "./conversations.js";
import { notePins } from "./pins.js";
import { noteMessage } from "./timelines.js";

/**
 * @param {State} state
 * @param {string} id
 * @param {MessageChange} change
 * @returns {State}
 */
export function messageNoted(state, id, change) {
  return notePins(noteMessage(noteLastMessage(state, id, change), id, change), id, change);
}
