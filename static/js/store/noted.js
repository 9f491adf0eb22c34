/** A message that was created, changed or deleted, in every place that shows it. */

/** @import {MessageChange, State} from "../types.js" */
import { noteLastMessage } from "./conversations.js";
import { noteGathered } from "./gathered.js";
import { notePins } from "./pins.js";
import { noteMessage } from "./timelines.js";

/**
 * @param {State} state
 * @param {string} id
 * @param {MessageChange} change
 * @returns {State}
 */
export function messageNoted(state, id, change) {
  const noted = noteMessage(noteLastMessage(state, id, change), id, change);
  return noteGathered(notePins(noted, id, change), change);
}
