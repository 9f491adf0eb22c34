/** @import {Command} from "../store/palette.js" */
import { isolated } from "../lib/text.js";
import { isMuted, isUnread } from "../store/list.js";
import { conversationName } from "../store/select.js";
import { STARTS, start } from "./nothing.js";
import { changeOwn, markAllRead, markRead, muteUntilTomorrow } from "./own_actions.js";
import { hintOf } from "./shortcuts.js";

/**
 * What can be done now, here.
 * @param {import("./context.js").Context} context
 * @returns {Command[]}
 */
export function commandsFor(context) {
  const starts = STARTS.map(({ kind, label, icon }) => ({
    id: `new-${kind}`,
    label,
    icon,
    run: () => start(context, kind),
  }));
  return [
    ...starts,
    {
      id: "inbox",
      label: "Inbox",
      icon: "inbox",
      hint: hintOf("inbox"),
      run: () => context.router.openInbox(),
    },
    {
      id: "bookmarks",
      label: "Bookmarks",
      icon: "bookmark",
      run: () => context.router.openInbox("bookmarks"),
    },
    { id: "read-all", label: "Mark all read", icon: "mail-open", run: () => markAllRead(context) },
    ...chatCommands(context),
    {
      id: "shortcuts",
      label: "Keyboard shortcuts",
      icon: "keyboard",
      hint: hintOf("shortcuts"),
      run: () => context.later.use("shortcutSheet", (part) => part.openShortcutSheet(context)),
    },
    {
      id: "archived",
      label: "Archived chats",
      icon: "archive",
      run: () => context.page.showList({ kind: "archived" }),
    },
  ];
}

/**
 * @param {import("./context.js").Context} context
 * @returns {Command[]}
 */
function chatCommands(context) {
  const { router, store } = context;
  const conversation = store.state.conversations[router.place.conversationId ?? ""];
  if (!conversation) return [];
  const name = isolated(conversationName(conversation));
  const own = (/** @type {Partial<import("../types.js").OwnState>} */ changes, said = "") =>
    changeOwn(context, conversation, changes, said);
  /** @type {Command[]} */
  const commands = [
    {
      id: "details",
      label: "Show details",
      icon: "panel-right",
      hint: hintOf("details"),
      run: () => context.page.openPane("details"),
    },
    isMuted(conversation, Date.now())
      ? { id: "unmute", label: "Unmute", icon: "bell", run: () => own({ muted_until: null }) }
      : {
          id: "mute",
          label: "Mute until tomorrow",
          icon: "bell-off",
          run: () => muteUntilTomorrow(context, conversation),
        },
    conversation.archived
      ? {
          id: "unarchive",
          label: `Take ${name} out of the archive`,
          icon: "archive-restore",
          run: () => own({ archived: false }),
        }
      : {
          id: "archive",
          label: `Archive ${name}`,
          icon: "archive",
          run: () => own({ archived: true }, "Chat archived"),
        },
  ];
  if (!isUnread(conversation)) return commands;
  const run = () => markRead(context, conversation);
  const hint = hintOf("mark-read");
  return [{ id: "read", label: "Mark as read", icon: "mail-open", hint, run }, ...commands];
}
