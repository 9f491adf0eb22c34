/** @import {PlacedMessage, PlacedThread} from "../api/own_lists.js" */
/** @import {State} from "../types.js" */
/** @import {Context} from "./context.js" */
/** @import {Kind} from "./inbox_list.js" */
import { explain } from "../api/errors.js";
import { bookmarksPage, mentionsPage, setBookmark, threadsPage } from "../api/own_lists.js";
import { ThreadsApi } from "../api/threads.js";
import { threadStood, unreadThreads } from "../store/followed.js";
import { messageAnswered } from "../store/pending.js";
import { bookmarkRow, mentionRow, threadRow } from "./inbox_rows.js";

/** What the inbox lists besides chats. @type {Record<"mentions" | "threads" | "bookmarks", Kind>} */
export const KINDS = {
  mentions: {
    page: mentionsPage,
    isShown: ({ me }, { message }) =>
      !message.deleted && message.mentions?.includes(me.id) === true,
    news: ({ news }) => news.mentions,
    look: (state, found) => [isUnread(state, found)],
    row: (context, state, found) => mentionRow(context, state, found, isUnread(state, found)),
  },
  threads: {
    page: (http, cursor, limit) => threadsPage(http, cursor, limit, true),
    isShown: (state, found) => newAnswers(state, found) > 0,
    news: (state) => [state.news.threads, ...unreadThreads(state).toSorted()],
    look: (state, found) => [newAnswers(state, found)],
    row: (context, state, found) => {
      const readIt = () => markThreadRead(context, found);
      return threadRow(context, state, found, newAnswers(state, found), readIt);
    },
  },
  bookmarks: {
    page: bookmarksPage,
    isShown: (_, { message }) => !message.deleted && message.bookmarked !== false,
    news: ({ news }) => news.bookmarks,
    look: () => [],
    row: (context, state, found) =>
      bookmarkRow(context, state, found, () => removeBookmark(context, found)),
  },
};

/**
 * @param {State} state
 * @param {PlacedMessage} found
 */
function isUnread({ conversations }, { message, conversation }) {
  return message.seq > (conversations[conversation.id]?.last_read_seq ?? 0);
}

/**
 * @param {State} state
 * @param {PlacedThread} found
 */
function newAnswers({ followed }, { message, unread_count }) {
  const known = followed?.[message.id];
  if (known === null) return 0;
  return known ? known.unread : unread_count;
}

/**
 * @param {Context} context
 * @param {PlacedMessage} found
 */
async function removeBookmark({ api, store, toasts }, { message }) {
  try {
    store.apply(messageAnswered, await setBookmark(api.http, message.id, false));
    toasts.show("Bookmark removed");
  } catch (error) {
    toasts.show(explain(error), { tone: "error" });
  }
}

/**
 * @param {Context} context
 * @param {PlacedThread} found
 */
async function markThreadRead({ api, store, toasts }, { message }) {
  const last = store.state.followed?.[message.id]?.last_seq ?? message.thread?.last_seq ?? 0;
  try {
    const standing = await new ThreadsApi(api.http).read(message.id, last);
    store.apply(threadStood, message.id, standing);
  } catch (error) {
    toasts.show(explain(error), { tone: "error" });
  }
}
