/** Polls: whose vote is whose own, which events for everyone do not say. */

/** @import {EventFrame, Message, State} from "../types.js" */
import { withConversation } from "./conversations.js";
import { withTimeline } from "./timelines.js";

/** `me` is left out while it is not known. @typedef {{id: number, text: string, count: number, me?: boolean}} PollOption */
/**
 * @typedef {Object} Poll
 * @property {PollOption[]} options
 * @property {boolean} multiple
 * @property {boolean} anonymous
 * @property {string | null} closes_at
 * @property {boolean} closed
 * @property {number} voters people, not votes
 * @property {number} [own_rev] as of which it is known what one chose
 */

/** `message.voted`: on this or another device. @param {State} state @param {EventFrame} frame @returns {State} */
export function messageVoted(state, { c: id = "", d }) {
  /** @param {Message} message */
  const voted = (message) =>
    message.id === d.message_id ? withChoice(message, d.option_ids, d.as_of_rev) : message;
  const timeline = state.timelines[id];
  const known = state.conversations[id];
  let next = state;
  if (timeline) {
    next = withTimeline(next, id, { ...timeline, messages: timeline.messages.map(voted) });
  }
  if (known?.last_message) {
    next = withConversation(next, { ...known, last_message: voted(known.last_message) });
  }
  return next;
}

/**
 * @param {Message} message
 * @param {number[]} chosen
 * @param {number} own_rev
 * @returns {Message}
 */
function withChoice(message, chosen, own_rev) {
  const { poll } = message;
  if (!poll || own_rev < (poll.own_rev ?? 0)) return message;
  const options = poll.options.map((option) => ({ ...option, me: chosen.includes(option.id) }));
  return { ...message, poll: { ...poll, options, own_rev } };
}
