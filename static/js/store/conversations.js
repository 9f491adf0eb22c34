/** The conversation list: its rows, their order, and what is unread. */

/** @import {Conversation, EventFrame, Message, MessageChange, State} from "../types.js" */
import { withoutThreadsIn } from "./followed.js";
import { mentionsCounted, mentionsLeft } from "./mentions.js";
import { mergeMessage, requote, withoutHidden } from "./messages.js";
import { orderWith } from "./order.js";
import { without } from "./state.js";

/** The asking person's part of a conversation: absent in shared events. */
const PERSONAL_DEFAULTS = {
  role: null,
  permissions: [],
  unread_count: 0,
  mention_count: 0,
  last_read_seq: 0,
  visible_from_seq: 1,
  muted_until: null,
  pinned: false,
  archived: false,
  folder: null,
  notification_level: null,
  marked_unread: false,
  draft: null,
  is_request: false,
  peer: null,
};

/**
 * Unread messages of a conversation, computed from watermarks, never counted row by row.
 * @param {Pick<Conversation, "last_seq" | "last_read_seq" | "visible_from_seq">} conversation
 * @returns {number}
 */
export function unreadCount({ last_seq, last_read_seq, visible_from_seq }) {
  return Math.max(0, last_seq - Math.max(last_read_seq, visible_from_seq - 1));
}

/**
 * @param {State} state
 * @param {Conversation} conversation
 * @returns {State}
 */
export function withConversation(state, conversation) {
  if (state.conversations[conversation.id] === conversation) return state;
  const conversations = { ...state.conversations, [conversation.id]: conversation };
  const peer = conversation.peer;
  const isNews = peer && state.people[peer.id] !== peer;
  const people = isNews ? { ...state.people, [peer.id]: peer } : state.people;
  const order = orderWith(state.order, state.conversations, conversation);
  return { ...state, conversations, people, order };
}

/**
 * A whole conversation from REST, sync or changes. Older than what events already told us, only
 * its personal part is taken.
 * @param {State} state
 * @param {Conversation} incoming
 * @returns {State}
 */
export function conversationLoaded(state, incoming) {
  // What one may do in it changed after this was written down: it is asked for once more.
  if (Number(state.missing[incoming.id]) > incoming.rev) return state;
  const known = state.conversations[incoming.id];
  let next = incoming;
  if (known) {
    next = incoming.rev >= known.rev ? incoming : { ...known, ...personalPart(incoming) };
    next = { ...next, last_read_seq: Math.max(known.last_read_seq, incoming.last_read_seq) };
    if (known.last_seq > next.last_seq) {
      next = { ...next, last_seq: known.last_seq, last_message: known.last_message };
    }
  }
  const cursors =
    incoming.id in state.cursors
      ? state.cursors
      : { ...state.cursors, [incoming.id]: incoming.rev };
  const ready = { ...state, cursors, missing: without(state.missing, incoming.id) };
  return known
    ? recounted(ready, known, next, incoming, incoming.rev)
    : withConversation(ready, next);
}

/**
 * @param {Partial<Conversation>} conversation
 * @returns {Partial<Conversation>}
 */
function personalPart(conversation) {
  /** @type {Record<string, unknown>} */
  const part = {};
  for (const key of Object.keys(PERSONAL_DEFAULTS)) {
    const value = conversation[/** @type {keyof Conversation} */ (key)];
    if (value !== undefined) part[key] = value;
  }
  return /** @type {Partial<Conversation>} */ (part);
}

/**
 * `conversation.created`: its personal part may come later, over REST.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function conversationCreated(state, frame) {
  const incoming = /** @type {Conversation} */ (frame.d);
  const id = incoming.id;
  if (state.conversations[id]) return conversationUpdated(state, frame);
  const complete = incoming.permissions !== undefined && incoming.visible_from_seq !== undefined;
  const loaded = conversationLoaded(state, { ...PERSONAL_DEFAULTS, ...incoming });
  return complete ? loaded : { ...loaded, missing: { ...loaded.missing, [id]: true } };
}

/**
 * `conversation.updated`: with `rev` the shared part, without it the personal part.
 * @param {State} state
 * @param {EventFrame} frame
 * @returns {State}
 */
export function conversationUpdated(state, frame) {
  const id = frame.c ?? frame.d.id;
  const known = state.conversations[id];
  if (!known) return { ...state, missing: { ...state.missing, [id]: true } };
  if (frame.rev === undefined) {
    return recounted(state, known, withPersonal(known, frame.d), frame.d, frame.d.as_of_rev);
  }
  if (frame.rev <= known.rev) return state;
  /** @type {Conversation} */
  const next = { ...known, ...frame.d, ...personalPart(known), last_message: known.last_message };
  next.last_seq = Math.max(known.last_seq, next.last_seq ?? 0);
  const shown = withConversation(state, next);
  // Archived or opened again, everyone may do other things in it than before: ask which.
  return Boolean(next.archived_at) === Boolean(known.archived_at)
    ? shown
    : { ...shown, missing: { ...shown.missing, [id]: frame.rev } };
}

/**
 * The conversation with its mentions counted: by the server, and by what was heard since.
 * @param {State} state
 * @param {Conversation} known
 * @param {Conversation} next
 * @param {Partial<Conversation>} counted what the server says
 * @param {number} [rev] of when it was so
 * @returns {State}
 */
function recounted(state, known, next, counted, rev) {
  const { mention_count: number, last_read_seq: read } = counted;
  if (number === undefined || read === undefined || rev === undefined) {
    return withConversation(state, next);
  }
  const before = { ...next, mention_count: known.mention_count };
  const { count, mentionLog } = mentionsCounted(state, before, { count: number, rev, read });
  return withConversation({ ...state, mentionLog }, { ...next, mention_count: count });
}

/**
 * @param {Conversation} known
 * @param {Partial<Conversation>} incoming
 * @returns {Conversation}
 */
function withPersonal(known, incoming) {
  const part = personalPart(incoming);
  const last_read_seq = Math.max(known.last_read_seq, part.last_read_seq ?? 0);
  return { ...known, ...part, last_read_seq };
}

/**
 * A message was created, changed or deleted: the row's preview, order and unread follow.
 * @param {State} state
 * @param {string} id
 * @param {MessageChange} change
 * @returns {State}
 */
export function noteLastMessage(state, id, change) {
  const known = state.conversations[id];
  if (!known) return state;
  const seq = change.message.seq;
  const last = known.last_message;
  const own = state.timelines[id]?.messages ?? [];
  if (last && seq < last.seq) {
    const changed = requote(last, mergeMessage(undefined, change, state.me.id));
    const requoted = changed === last ? last : withoutHidden(changed, own);
    return withConversation(
      state,
      requoted === last ? known : { ...known, last_message: requoted },
    );
  }
  const merged = mergeMessage(last?.seq === seq ? last : undefined, change, state.me.id);
  if (merged === last) return state;
  const shown = withoutHidden(merged, own);
  const next = { ...known, last_message: shown, last_seq: Math.max(known.last_seq, seq) };
  return withConversation(state, next);
}

/**
 * The person who sent a message has read up to it.
 * @param {State} state
 * @param {string} id
 * @param {Pick<Message, "seq" | "sender_id">} message
 * @returns {State}
 */
export function noteOwnSend(state, id, { seq, sender_id }) {
  return sender_id === state.me.id ? ownReadMoved(state, id, seq) : state;
}

/**
 * The own watermark moved: here, in another tab, or on another device.
 * @param {State} state
 * @param {string} id
 * @param {number} seq
 * @returns {State}
 */
export function ownReadMoved(state, id, seq) {
  const known = state.conversations[id];
  if (!known || seq <= known.last_read_seq) return state;
  const last_read_seq = Math.min(seq, known.last_seq);
  const next = { ...known, last_read_seq, marked_unread: false };
  return withConversation(state, { ...next, mention_count: mentionsLeft(state, next) });
}

/**
 * @param {State} state
 * @param {string} id
 * @param {(conversation: Conversation) => Conversation} change
 * @returns {State}
 */
export function changeConversation(state, id, change) {
  const known = state.conversations[id];
  return known ? withConversation(state, change(known)) : state;
}

/**
 * Everything of a conversation we may no longer see goes; what we typed into it stays pending.
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
export function conversationRemoved(state, id) {
  const conversations = without(state.conversations, id);
  return {
    ...state,
    conversations,
    order: state.order.filter((other) => other !== id),
    cursors: without(state.cursors, id),
    stale: without(state.stale, id),
    missing: without(state.missing, id),
    held: without(state.held, id),
    timelines: without(state.timelines, id),
    members: without(state.members, id),
    receipts: without(state.receipts, id),
    pins: without(state.pins, id),
    latePins: without(state.latePins, id),
    mentionLog: without(state.mentionLog, id),
    typing: without(state.typing, id),
    waiting: without(state.waiting, id),
    followed: withoutThreadsIn(state.followed, id),
  };
}
