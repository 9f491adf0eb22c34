/** What a person does to a chat for themselves alone, with a way back. */

/** @import {Conversation, OwnState} from "../types.js" */
import { explain } from "../api/errors.js";
import { isolated } from "../lib/text.js";
import { conversationFetched } from "../store/catchup.js";
import { conversationRemoved, unreadCount } from "../store/conversations.js";
import { folderNames, isMuted, isUnread } from "../store/list.js";
import { conversationName } from "../store/select.js";
import { confirmDialog } from "./confirm_dialog.js";
import { openMenu } from "./menu.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./menu.js").MenuItem} MenuItem */

const HOUR_MS = 3_600_000;
/** As long as there is a chat. */
const ALWAYS = "9999-12-31T00:00:00Z";
const MUTES = [
  { label: "For 1 hour", hours: 1 },
  { label: "For 8 hours", hours: 8 },
  { label: "For 1 week", hours: 7 * 24 },
  { label: "Until I turn it on again", hours: 0 },
];

/**
 * Changes the own part of a chat; says so where it is not plain to see, and offers to undo it.
 * @param {Context} context
 * @param {Conversation} conversation
 * @param {Partial<OwnState>} changes
 * @param {string} [said]
 */
export async function changeOwn(context, conversation, changes, said) {
  try {
    await applyOwn(context, conversation, changes, said);
  } catch (error) {
    context.toasts.show(explain(error), { tone: "error" });
  }
}

/**
 * The same, for who shows what was refused in a place of their own.
 * @param {Context} context
 * @param {Conversation} conversation
 * @param {Partial<OwnState>} changes
 * @param {string} [said]
 * @returns {Promise<true>}
 */
export async function applyOwn(context, conversation, changes, said) {
  const { api, store, toasts } = context;
  const former = Object.fromEntries(
    Object.keys(changes).map((key) => [key, conversation[/** @type {keyof OwnState} */ (key)]]),
  );
  store.apply(conversationFetched, await api.patchOwn(conversation.id, changes));
  const undo = () => changeOwn(context, conversation, former);
  if (said) toasts.show(said, { action: { label: "Undo", run: undo } });
  return true;
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 */
export function markRead(context, conversation) {
  if (!isUnread(conversation)) return;
  const counted = unreadCount(conversation) > 0;
  if (counted) context.live.watermarks.read(conversation.id, conversation.last_seq);
  if (conversation.marked_unread) changeOwn(context, conversation, { marked_unread: false });
  const undo = () => changeOwn(context, conversation, { marked_unread: true });
  context.toasts.show("Chat marked as read", { action: { label: "Undo", run: undo } });
}

/** @param {Context} context */
export async function markAllRead(context) {
  try {
    const { conversations } = await context.api.readAll();
    const one = conversations === 1 ? "1 chat" : `${conversations} chats`;
    context.toasts.show(conversations > 0 ? `${one} marked as read` : "Nothing was unread");
  } catch (error) {
    context.toasts.show(explain(error), { tone: "error" });
  }
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 * @param {number} hours 0: for good
 */
export function mute(context, conversation, hours) {
  const until = new Date(Date.now() + hours * HOUR_MS).toISOString();
  changeOwn(
    context,
    conversation,
    { muted_until: hours > 0 ? until : ALWAYS },
    `${isolated(conversationName(conversation))} is muted`,
  );
}

/**
 * Until eight in the morning of the next day.
 * @param {Context} context
 * @param {Conversation} conversation
 */
export function muteUntilTomorrow(context, conversation) {
  const morning = new Date();
  morning.setDate(morning.getDate() + 1);
  morning.setHours(8, 0, 0, 0);
  mute(context, conversation, (morning.getTime() - Date.now()) / HOUR_MS);
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 * @param {import("./menu.js").Anchor} anchor
 */
export function openMuteMenu(context, conversation, anchor) {
  const items = MUTES.map(({ label, hours }) => ({
    label,
    run: () => mute(context, conversation, hours),
  }));
  openMenu({ anchor, label: `Mute ${conversationName(conversation)}`, items });
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 * @param {import("./menu.js").Anchor} anchor
 */
function openFolderMenu(context, conversation, anchor) {
  const move = (/** @type {string | null} */ folder) =>
    changeOwn(
      context,
      conversation,
      { folder },
      folder ? `Moved to ${isolated(folder)}` : "Out of its folder",
    );
  /** @type {(MenuItem | "separator")[]} */
  const items = folderNames(context.store.state).map((name) => ({
    label: name,
    checked: conversation.folder === name,
    run: () => move(name),
  }));
  if (conversation.folder) items.push({ label: "No folder", icon: "x", run: () => move(null) });
  if (items.length > 0) items.push("separator");
  items.push({
    label: "New folder…",
    icon: "folder-plus",
    run: () =>
      context.later.use("folderDialog", (part) => part.openFolderDialog(context, conversation)),
  });
  openMenu({ anchor, label: "Move to folder", items });
}

/**
 * Ends a chat for this person by their own wish: its event may come before the answer, and is no
 * news to them.
 * @param {Context} context
 * @param {string} id
 * @param {() => Promise<void>} end
 */
export async function goingAway({ page, router, store }, id, end) {
  page.leaving.add(id);
  try {
    await end();
    router.close(id);
    store.apply(conversationRemoved, id);
  } finally {
    // Not before the page has drawn itself without it.
    setTimeout(() => page.leaving.delete(id));
  }
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 */
export function leave(context, conversation) {
  const kind = conversation.type === "CHANNEL" ? "channel" : "group";
  confirmDialog({
    title: `Leave this ${kind}?`,
    text: `You will no longer see ${isolated(conversationName(conversation))}. Somebody has to invite you to come back.`,
    action: `Leave ${kind}`,
    run: async () => {
      await goingAway(context, conversation.id, () => context.api.leave(conversation.id));
    },
  });
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 * @param {import("./menu.js").Anchor} anchor
 * @param {string} label
 * @param {(MenuItem | "separator")[]} [first]
 */
export function openConversationMenu(context, conversation, anchor, label, first = []) {
  const items = [...first, ...conversationItems(context, conversation, anchor)];
  openMenu({ anchor, label, items });
}

/**
 * The menu of a chat: the same in the list and in its header.
 * @param {Context} context
 * @param {Conversation} conversation
 * @param {import("./menu.js").Anchor} anchor
 * @returns {(MenuItem | "separator")[]}
 */
export function conversationItems(context, conversation, anchor) {
  const { pinned, archived, type } = conversation;
  const muted = isMuted(conversation, Date.now());
  const own = (/** @type {Partial<OwnState>} */ changes, /** @type {string} */ said = "") =>
    changeOwn(context, conversation, changes, said);
  return [
    isUnread(conversation)
      ? { label: "Mark as read", icon: "mail-open", run: () => markRead(context, conversation) }
      : { label: "Mark as unread", icon: "mail", run: () => own({ marked_unread: true }) },
    pinned
      ? { label: "Unpin", icon: "pin-off", run: () => own({ pinned: false }) }
      : { label: "Pin to the top", icon: "pin", run: () => own({ pinned: true }) },
    muted
      ? { label: "Unmute", icon: "bell", run: () => own({ muted_until: null }) }
      : {
          label: "Mute…",
          icon: "bell-off",
          run: () => openMuteMenu(context, conversation, anchor),
        },
    {
      label: "Move to folder…",
      icon: "folder",
      run: () => openFolderMenu(context, conversation, anchor),
    },
    archived
      ? { label: "Back to chats", icon: "archive-restore", run: () => own({ archived: false }) }
      : { label: "Archive", icon: "archive", run: () => own({ archived: true }, "Chat archived") },
    ...(type === "DM" ? [] : leaveItem(context, conversation)),
  ];
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 * @returns {(MenuItem | "separator")[]}
 */
function leaveItem(context, conversation) {
  const label = conversation.type === "CHANNEL" ? "Leave channel" : "Leave group";
  const run = () => leave(context, conversation);
  return ["separator", { label, icon: "log-out", danger: true, run }];
}
