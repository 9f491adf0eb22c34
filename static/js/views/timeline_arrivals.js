/** @import {Conversation, Message, State} from "../types.js" */
import { withoutMarkup } from "../lib/markup.js";
import { personName } from "../store/select.js";
import { systemText } from "../store/system_text.js";

/** Notices what came since the last look: says it, and tells when something of our own was sent. */
export class Arrivals {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    /** @type {number | null} of what was here when the chat was opened, or came since */
    this.newest = null;
    /** @type {State["pending"] | null} */
    this.pending = null;
  }

  opened() {
    this.newest = null;
    this.pending = null;
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   * @returns {boolean} whether a message was just sent from here
   */
  look(state, conversation) {
    this.#announce(state, conversation);
    const before = this.pending;
    this.pending = state.pending;
    if (before === null || before === state.pending) return false;
    return Object.values(state.pending).some(
      ({ client_id, conversation_id }) =>
        conversation_id === conversation.id && !(client_id in before),
    );
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  #announce(state, conversation) {
    const before = this.newest;
    this.newest = Math.max(conversation.last_seq, before ?? 0);
    if (before === null || this.newest === before || !document.hasFocus()) return;
    const { announcer } = this.context;
    for (const message of newerThan(state, conversation, before)) {
      if (message.sender_id === state.me.id || message.deleted) continue;
      if (message.type === "SYSTEM") announcer.say(systemText(state, message));
      else announcer.message(personName(state, message.sender_id), withoutMarkup(message.body));
    }
  }
}

/**
 * Where the window ends earlier, the last message is all that is known of what came.
 * @param {State} state
 * @param {Conversation} conversation
 * @param {number} seq
 * @returns {Message[]}
 */
function newerThan(state, { id, last_message }, seq) {
  const timeline = state.timelines[id];
  if (!timeline || timeline.has_after) return last_message ? [last_message] : [];
  const from = timeline.messages.findLastIndex((message) => message.seq <= seq) + 1;
  return timeline.messages.slice(from);
}
