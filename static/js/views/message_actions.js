import { explain } from "../api/errors.js";
import { isCustom } from "../store/custom_emoji.js";
import { messageAnswered } from "../store/pending.js";

/** @typedef {import("../types.js").Message} Message */

/**
 * What can be done with a message, from its buttons, its menu and the keyboard.
 * @param {import("./context.js").Context} context
 */
export function messageActions(context) {
  const { api, later, live, toasts, page, store } = context;
  /** @type {import("./emoji_popover.js").EmojiPopover | null} made when it is first wanted */
  let popover = null;
  /** @param {Promise<void>} change */
  const tell = (change) =>
    change.catch((error) => void toasts.show(explain(error), { tone: "error" }));
  /** @type {import("./message.js").MessageActions["react"]} */
  const react = (message, emoji, active) =>
    void tell(live.change(active ? "reaction.add" : "reaction.remove", message, { emoji }));
  return {
    react,
    reply: (/** @type {Message} */ message) => page.composer.reply(message),
    edit: (/** @type {Message} */ message) => page.composer.edit(message),
    pickEmoji: (/** @type {Message} */ message, /** @type {HTMLElement} */ anchor) =>
      void later.use("emojiPopover", ({ EmojiPopover }) => {
        popover ??= new EmojiPopover(context);
        const { space_id = null } = store.state.conversations[message.conversation_id] ?? {};
        popover.open(anchor, space_id, (picked) => react(message, picked, true));
      }),
    // While it is on its way, nothing is said: it is not worth to hold what is typed for it.
    who: (
      /** @type {Message} */ message,
      /** @type {string} */ emoji,
      /** @type {HTMLElement} */ pill,
    ) => later.loaded.get("whoReacted")?.showWho(context, message, emoji, pill),
    // Only channels have them, and those are drawn once this part is here.
    lookOf: (/** @type {Message} */ { conversation_id }, /** @type {string} */ emoji) =>
      isCustom(emoji)
        ? later.loaded.get("spaces")?.customLook(context, conversation_id, emoji)
        : undefined,
    remove: (/** @type {Message} */ message) =>
      void later.use("menus", ({ openDeleteDialog }) => openDeleteDialog(context, message)),
    recover: (/** @type {Message} */ message) =>
      void tell(api.recover(message.id).then((back) => store.apply(messageAnswered, back))),
    retry: (/** @type {string} */ clientId) => live.outbox.retry(clientId),
    discard: (/** @type {string} */ clientId) => live.outbox.discard(clientId),
  };
}
