import { explain } from "../api/errors.js";
import { element } from "../lib/dom.js";
import { RecentEmoji } from "../offline/recent_emoji.js";
import { Shelf, THREAD_DRAFTS } from "../offline/shelf.js";
import { SkinTone } from "../offline/skin_tone.js";
import { presenceOf } from "../store/presence.js";
import { confirmDialog } from "./confirm_dialog.js";
import { openMenu } from "./menu.js";
import { markAllRead } from "./own_actions.js";
import { openPrivacyDialog } from "./privacy_dialog.js";
import { openShortcutSheet } from "./shortcut_sheet.js";
import { hintOf } from "./shortcuts.js";

/** @typedef {import("./context.js").Context} Context */

const CHOICES = /** @type {const} */ ([
  ["online", "Online"],
  ["away", "Away"],
  ["dnd", "Do not disturb"],
  ["offline", "Invisible"],
]);

/**
 * Who is signed in here, how others see them, and the way out.
 * @param {Context} context
 * @param {HTMLElement} anchor
 */
export function openAccountMenu(context, anchor) {
  const { me } = context.store.state;
  const name = me.display_name || me.username;
  openMenu({
    anchor,
    label: `${name}, @${me.username}`,
    heading: { title: name, line: `@${me.username}` },
    items: [
      ...presenceItems(context),
      {
        label: "Inbox",
        icon: "inbox",
        hint: hintOf("inbox"),
        run: () => context.router.openInbox(),
      },
      {
        label: "Bookmarks",
        icon: "bookmark",
        run: () => context.router.openInbox("bookmarks"),
      },
      { label: "Mark all as read", icon: "mail-open", run: () => markAllRead(context) },
      {
        label: "Keyboard shortcuts",
        icon: "keyboard",
        hint: hintOf("shortcuts"),
        run: () => openShortcutSheet(context),
      },
      { label: "Privacy…", icon: "shield", run: () => openPrivacyDialog(context) },
      ...moderationItems(context),
      "separator",
      { label: "Sign out", icon: "log-out", run: () => signOut(context) },
    ],
  });
}

/**
 * @param {Context} context
 * @returns {(import("./menu.js").MenuItem | "separator")[]}
 */
function presenceItems(context) {
  const { state } = context.store;
  const now = presenceOf(state, state.me.id)?.status ?? "online";
  return [
    ...CHOICES.map(([status, label]) => ({
      label,
      checked: now === status,
      run: () => choose(context, status),
    })),
    "separator",
  ];
}

/**
 * For those who look after this server.
 * @param {Context} context
 * @returns {import("./menu.js").MenuItem[]}
 */
function moderationItems({ boot }) {
  if (!boot.is_moderator) return [];
  return [{ label: "Moderation", icon: "flag", run: () => location.assign("/admin/") }];
}

/**
 * @param {Context} context
 * @param {(typeof CHOICES)[number][0]} status
 */
async function choose({ live, toasts }, status) {
  try {
    await live.presence.choose(status);
  } catch (error) {
    toasts.show(explain(error), { tone: "error" });
  }
}

/**
 * What was typed and not sent goes from this device with the session: say so first.
 * @param {Context} context
 */
function signOut(context) {
  const { api, drafts, edits, store } = context;
  const unsent = Object.values(store.state.pending).filter((one) => one.state !== "sent");
  const waiting = unsent.length + drafts.count() + edits.changed().length;
  if (waiting === 0) {
    forget(context);
    submitSignOut(context);
    return;
  }
  const text =
    waiting === 1
      ? "1 message has not been sent yet. Signing out deletes it from this device."
      : `${waiting} messages have not been sent yet. Signing out deletes them from this device.`;
  confirmDialog({
    title: "Sign out now?",
    text,
    action: "Sign out",
    run: async () => {
      await api.signOut();
      forget(context);
      location.assign("/signin");
    },
  });
}

/**
 * Nothing of this person stays on the device; what the server has of it stays there.
 * @param {Context} context
 */
function forget({ boot, drafts, edits, live, preferences }) {
  live.outbox.shelf.clear();
  drafts.shelf.clear();
  edits.shelf.clear();
  new Shelf(localStorage, `${THREAD_DRAFTS}.${boot.me.id}.`).clear();
  preferences.clear();
  new RecentEmoji(localStorage).clear();
  new SkinTone(localStorage).set("");
}

/** @param {Context} context */
function submitSignOut({ boot }) {
  const token = { type: "hidden", name: "csrfmiddlewaretoken", value: boot.csrf_token };
  const form = element(
    "form",
    { method: "post", action: "/signout", hidden: true },
    element("input", token),
  );
  document.body.append(form);
  form.submit();
}
