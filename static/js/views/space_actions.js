/** What is done to a space and its channels, from menus and by dragging. */

/** @import {Conversation, Space} from "../types.js" */
/** @import {SpaceOrder} from "../api/spaces.js" */
import { explain } from "../api/errors.js";
import { isolated } from "../lib/text.js";
import { Turns } from "../lib/turns.js";
import { spaceFetched } from "../store/catchup.js";
import { conversationRemoved, unreadCount } from "../store/conversations.js";
import { isUnread } from "../store/list.js";
import { channelsOf, spacesInOrder } from "../store/space_rooms.js";
import { spaceOrdered, spaceRemoved, spacesMoved } from "../store/spaces.js";
import { confirmDialog } from "./confirm_dialog.js";

/** @typedef {import("./context.js").Context} Context */

/** Two orders on their way at once might arrive the wrong way round. */
const orders = new Turns();
const OWN_ORDER = "own";

/**
 * Shows an order at once, and what the server has where it refuses.
 * @param {Context} context
 * @param {Space} space
 * @param {SpaceOrder} order
 * @param {string} [said] to those who cannot see it, once it is so
 */
export async function saveOrder({ announcer, api, live, store, toasts }, space, order, said) {
  store.apply(spaceOrdered, space.id, order);
  try {
    const saved = await orders.takeLast(space.id, async () => {
      await api.spaces.order(space.id, order);
      return true;
    });
    if (saved && said) announcer.say(said);
  } catch (error) {
    toasts.show(explain(error), { tone: "error" });
    // What was asked for meanwhile is shown, and may still be taken.
    if (!orders.isAwaited(space.id))
      await live.keeper.spaces.refresh(space.id).catch(() => undefined);
  }
}

/**
 * A step further up or down among the person's own spaces.
 * @param {Context} context
 * @param {Space} space
 * @param {1 | -1} by
 */
export async function moveSpace({ announcer, api, store, toasts }, space, by) {
  try {
    await orders.take(OWN_ORDER, async () => {
      // From where the step before it led.
      const ids = spacesInOrder(store.state).map(({ id }) => id);
      const at = ids.indexOf(space.id);
      const to = at + by;
      if (at < 0 || to < 0 || to >= ids.length) return;
      await api.spaces.setPosition(space.id, to);
      store.apply(spacesMoved, ids.toSpliced(at, 1).toSpliced(to, 0, space.id));
      announcer.say(`${isolated(space.name)} is now ${to + 1} of ${ids.length}`);
    });
  } catch (error) {
    toasts.show(explain(error), { tone: "error" });
  }
}

/**
 * @param {Context} context
 * @param {Space} space
 */
export function markSpaceRead({ live, store, toasts }, space) {
  const unread = channelsOf(store.state, space.id).filter(isUnread);
  for (const { id, last_seq } of unread) live.watermarks.read(id, last_seq);
  const some = unread.filter((one) => unreadCount(one) > 0).length;
  toasts.show(some > 0 ? `${isolated(space.name)} marked as read` : "Nothing was unread");
}

/**
 * @param {Context} context
 * @param {Space} space
 */
export function leaveSpace({ api, page, router, store }, space) {
  const how =
    space.joining === "open" ? "You can join again." : "Somebody has to let you in to come back.";
  confirmDialog({
    title: `Leave ${isolated(space.name)}?`,
    text: `You will no longer see its channels. ${how}`,
    action: "Leave space",
    run: async () => {
      page.leaving.add(space.id);
      try {
        await api.spaces.leave(space.id);
        if (router.place.spaceId === space.id) router.home();
        store.apply(spaceRemoved, space.id);
      } finally {
        setTimeout(() => page.leaving.delete(space.id));
      }
    },
  });
}

/**
 * @param {Context} context
 * @param {Space} space
 * @param {Conversation} channel
 */
export function deleteChannel({ api, page, store }, space, channel) {
  confirmDialog({
    title: `Delete #${isolated(channel.title ?? "")}?`,
    text: "The channel and all that was said in it go for everyone, for good.",
    action: "Delete channel",
    run: async () => {
      page.leaving.add(channel.id);
      try {
        await api.spaces.deleteChannel(space.id, channel.id);
        store.apply(conversationRemoved, channel.id);
      } finally {
        setTimeout(() => page.leaving.delete(channel.id), 1000);
      }
    },
  });
}

/**
 * @param {Context} context
 * @param {Space} space
 * @param {string} categoryId
 */
export function deleteCategory({ api, live }, space, categoryId) {
  const title = space.categories.find(({ id }) => id === categoryId)?.title ?? "";
  confirmDialog({
    title: `Delete the category ${isolated(title)}?`,
    text: "Its channels stay, under no heading.",
    action: "Delete category",
    run: async () => {
      await api.spaces.deleteCategory(space.id, categoryId);
      await live.keeper.spaces.refresh(space.id);
    },
  });
}

/**
 * A space that one has just come into: shown, with what its members want to say first.
 * @param {Context} context
 * @param {import("../types.js").SpaceJSON} joined
 */
export function enterSpace(context, joined) {
  const { later, page, store } = context;
  store.apply(spaceFetched, joined);
  page.welcomed.add(joined.id);
  // The dialog gives the keyboard back when it closes; the space takes it after that.
  setTimeout(() => {
    page.openSpace(joined.id);
    const space = store.state.spaces[joined.id];
    if (space && (space.welcome_text || space.rules)) {
      later.use("spaceWelcome", (part) => part.openWelcome(space));
    }
  });
}
