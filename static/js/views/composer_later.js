import { MenuPress } from "./menu_press.js";

/**
 * What is to be sent, and what empties the composer once it is taken.
 * @typedef {{conversationId: string, body: string, replyTo: string | null, taken: () => void}} Wanted
 */

/**
 * The button that sends has a menu with times: by right click, by holding a finger on it, and by
 * Ctrl+Shift+Enter in the text.
 * @param {import("./context.js").Context} context
 * @param {import("./composer.js").Composer} composer
 */
export function offerToSchedule(context, composer) {
  const open = () =>
    context.later.use("scheduling", ({ openScheduleMenu }) =>
      openScheduleMenu(context, composer.sendButton, () => wantedOf(context, composer)),
    );
  new MenuPress(composer.element, ".send-button", open);
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const { key, ctrlKey, metaKey, shiftKey } = event;
    if (key !== "Enter" || !shiftKey || !(ctrlKey || metaKey) || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    open();
  };
  composer.element.addEventListener("keydown", onKey, { capture: true });
}

/**
 * @param {import("./context.js").Context} context
 * @param {import("./composer.js").Composer} composer
 * @returns {Wanted | null} null: there is nothing that could be sent later
 */
function wantedOf({ live }, composer) {
  const { mode, conversationId } = composer;
  const { body, empty, tooLong } = composer.field.read();
  if (conversationId === null || empty || tooLong || mode?.kind === "edit") return null;
  const replyTo = mode?.message.id ?? null;
  const taken = () => {
    composer.drafts.write(conversationId, "");
    composer.drafts.leave(conversationId);
    live.typing.stopped(conversationId);
    if (composer.conversationId !== conversationId) return;
    composer.field.set("");
    composer.restored = false;
    composer.cancel();
  };
  return { conversationId, body, replyTo, taken };
}
