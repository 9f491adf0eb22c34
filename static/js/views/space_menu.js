/** The menus of a space, of its headings and of its channels: only what one may do. */

/** @import {Category, Conversation, Space} from "../types.js" */
/** @import {SpaceOrder} from "../api/spaces.js" */
/** @import {MenuItem} from "./menu.js" */
import { isolated } from "../lib/text.js";
import { isMuted, isUnread } from "../store/list.js";
import {
  categoryStepped,
  channelStepped,
  channelToOpen,
  orderOfSections,
  sectionsOf,
  spacesInOrder,
} from "../store/space_rooms.js";
import { openEditChannelDialog } from "./channel_edit_dialog.js";
import { openMenu } from "./menu.js";
import { changeOwn, markRead, openMuteMenu } from "./own_actions.js";
import {
  deleteCategory,
  deleteChannel,
  leaveSpace,
  markSpaceRead,
  moveSpace,
  saveOrder,
} from "./space_actions.js";
import { openCategoryDialog, openChannelDialog, openNicknameDialog } from "./space_dialogs.js";

/** @typedef {import("./context.js").Context} Context */

/** Whoever holds one of these has something to do in the settings. */
const SETTLERS = [
  "manage_conversation",
  "manage_channels",
  "manage_roles",
  "add_members",
  "remove_members",
  "ban",
  "view_audit",
];

/** @type {[level: string, label: string][]} */
export const CHANNEL_LEVELS = [
  ["default", "Mentions, as usual in spaces"],
  ["all", "Every message"],
  ["nothing", "Nothing"],
];

/**
 * @param {Space} space
 * @returns {boolean}
 */
export function maySettle({ my_permissions }) {
  return SETTLERS.some((one) => my_permissions.includes(one));
}

/**
 * @param {Context} context
 * @param {Space} space
 * @param {import("./menu.js").Anchor} anchor
 */
export function openSpaceMenu(context, space, anchor) {
  openMenu({ anchor, label: space.name, items: spaceItems(context, space) });
}

/**
 * @param {Context} context
 * @param {Space} space
 * @returns {(MenuItem | "separator")[]}
 */
function spaceItems(context, space) {
  const { later, router, store } = context;
  const may = (/** @type {string} */ one) => space.my_permissions.includes(one);
  const channelId =
    router.place.conversationId && router.spaceOf(router.place.conversationId) === space.id
      ? router.place.conversationId
      : channelToOpen(store.state, space, context.preferences.channelIn(space.id));
  /** @type {(MenuItem | "separator")[]} */
  const items = [];
  if (may("invite") && channelId !== null) {
    const run = () => router.openWith(channelId, "invites");
    items.push({ label: "Invite people", icon: "user-plus", run });
  }
  if (maySettle(space)) {
    const run = () => location.assign(`/s/${space.id}/settings/overview`);
    items.push({ label: "Space settings", icon: "settings", run });
  }
  if (may("manage_channels")) {
    items.push(
      { label: "New channel…", icon: "plus", run: () => openChannelDialog(context, space, null) },
      {
        label: "New category…",
        icon: "folder-plus",
        run: () => openCategoryDialog(context, space, null),
      },
    );
  }
  if (items.length > 0) items.push("separator");
  items.push(
    { label: "Mark all as read", icon: "mail-open", run: () => markSpaceRead(context, space) },
    { label: "Your nickname…", icon: "user", run: () => openNicknameDialog(context, space) },
  );
  if (space.welcome_text || space.rules) {
    const run = () => later.use("spaceWelcome", (part) => part.openWelcome(space));
    items.push({ label: "Welcome and rules", icon: "info", run });
  }
  const ids = spacesInOrder(store.state).map(({ id }) => id);
  const at = ids.indexOf(space.id);
  if (at > 0) {
    const run = () => moveSpace(context, space, -1);
    items.push({ label: "Move up", icon: "arrow-up", run });
  }
  if (at < ids.length - 1) {
    const run = () => moveSpace(context, space, 1);
    items.push({ label: "Move down", icon: "arrow-down", run });
  }
  if (space.owner_id !== store.state.me.id) {
    const danger = true;
    const report = () => later.use("reportDialog", (part) => part.openSpaceReport(context, space));
    const leave = () => leaveSpace(context, space);
    items.push(
      "separator",
      { label: "Report space…", icon: "flag", danger, run: report },
      { label: "Leave space…", icon: "log-out", danger, run: leave },
    );
  }
  return items;
}

/**
 * @param {Context} context
 * @param {Space} space
 * @param {string} categoryId
 * @param {import("./menu.js").Anchor} anchor
 */
export function openCategoryMenu(context, space, categoryId, anchor) {
  if (!space.my_permissions.includes("manage_channels")) return;
  const category = space.categories.find(({ id }) => id === categoryId);
  if (!category) return;
  const order = orderOfSections(sectionsOf(context.store.state, space));
  openMenu({
    anchor,
    label: category.title,
    items: [
      {
        label: "New channel…",
        icon: "plus",
        run: () => openChannelDialog(context, space, categoryId),
      },
      {
        label: "Rename…",
        icon: "pencil",
        run: () => openCategoryDialog(context, space, category),
      },
      ...steps(context, space, {
        stepped: (by) => categoryStepped(order, categoryId, by),
        saidOf: (next) => headingPlace(next, category),
      }),
      "separator",
      {
        label: "Delete category…",
        icon: "trash-2",
        danger: true,
        run: () => deleteCategory(context, space, categoryId),
      },
    ],
  });
}

/**
 * @param {Context} context
 * @param {Space} space
 * @param {Conversation} channel
 * @param {import("./menu.js").Anchor} anchor
 */
export function openChannelMenu(context, space, channel, anchor) {
  openMenu({
    anchor,
    label: `#${channel.title}`,
    items: channelItems(context, space, channel, anchor),
  });
}

/**
 * @param {Context} context
 * @param {Space} space
 * @param {Conversation} channel
 * @param {import("./menu.js").Anchor} anchor
 * @returns {(MenuItem | "separator")[]}
 */
export function channelItems(context, space, channel, anchor) {
  const own = (/** @type {Parameters<typeof changeOwn>[2]} */ changes) =>
    changeOwn(context, channel, changes);
  /** @type {(MenuItem | "separator")[]} */
  const items = [
    isUnread(channel)
      ? { label: "Mark as read", icon: "mail-open", run: () => markRead(context, channel) }
      : { label: "Mark as unread", icon: "mail", run: () => own({ marked_unread: true }) },
    isMuted(channel, Date.now())
      ? { label: "Unmute", icon: "bell", run: () => own({ muted_until: null }) }
      : { label: "Mute…", icon: "bell-off", run: () => openMuteMenu(context, channel, anchor) },
    {
      label: "Notifications…",
      icon: "bell",
      run: () => openLevelMenu(context, channel, anchor),
    },
  ];
  if (!channel.permissions.includes("manage_channels")) return items;
  const order = orderOfSections(sectionsOf(context.store.state, space));
  items.push("separator", {
    label: "Edit channel…",
    icon: "pencil",
    run: () => openEditChannelDialog(context, channel),
  });
  // The order is the whole space's.
  if (space.my_permissions.includes("manage_channels")) {
    const stepped = (/** @type {1 | -1} */ by) => channelStepped(order, channel.id, by);
    const saidOf = (/** @type {SpaceOrder} */ next) => channelPlace(next, space, channel);
    items.push(...steps(context, space, { stepped, saidOf }));
  }
  items.push("separator", {
    label: "Delete channel…",
    icon: "trash-2",
    danger: true,
    run: () => deleteChannel(context, space, channel),
  });
  return items;
}

/**
 * What one hears of in a channel.
 * @param {Context} context
 * @param {Conversation} channel
 * @param {import("./menu.js").Anchor} anchor
 */
export function openLevelMenu(context, channel, anchor) {
  const level = channel.notification_level ?? "default";
  openMenu({
    anchor,
    label: `Notifications of #${isolated(channel.title ?? "")}`,
    items: CHANNEL_LEVELS.map(([value, label]) => ({
      label,
      checked: value === (level === "mentions" ? "default" : level),
      run: () => changeOwn(context, channel, { notification_level: value }),
    })),
  });
}

/**
 * @param {Context} context
 * @param {Space} space
 * @param {Object} one
 * @param {(by: 1 | -1) => SpaceOrder | null} one.stepped null: there is no further that way
 * @param {(order: SpaceOrder) => string} one.saidOf where it stands then, in words
 * @returns {MenuItem[]}
 */
function steps(context, space, { stepped, saidOf }) {
  /** @type {[1 | -1, string, string][]} */
  const ways = [
    [-1, "Move up", "arrow-up"],
    [1, "Move down", "arrow-down"],
  ];
  return ways.flatMap(([by, label, icon]) => {
    const order = stepped(by);
    if (order === null) return [];
    return [{ label, icon, run: () => saveOrder(context, space, order, saidOf(order)) }];
  });
}

/**
 * @param {SpaceOrder} order
 * @param {Category} category
 * @returns {string}
 */
function headingPlace(order, { id, title }) {
  const headings = order.filter((section) => section.id !== null);
  const at = headings.findIndex((section) => section.id === id);
  return `${isolated(title)} is now heading ${at + 1} of ${headings.length}`;
}

/**
 * @param {SpaceOrder} order
 * @param {Space} space
 * @param {Conversation} channel
 * @returns {string}
 */
function channelPlace(order, { categories }, { id, title }) {
  const section = order.find(({ channels }) => channels.includes(id));
  if (!section) return "";
  const heading = categories.find((one) => one.id === section.id)?.title;
  const under = heading ? ` in ${isolated(heading)}` : "";
  const at = section.channels.indexOf(id) + 1;
  return `${isolated(title ?? "")} is now ${at} of ${section.channels.length}${under}`;
}
