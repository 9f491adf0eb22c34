import { normaliseBody } from "../lib/text.js";
import { makeUuid } from "../lib/uuid.js";
import { isOffered } from "../store/features.js";
import { MenuPress } from "./menu_press.js";

/**
 * What is to be sent, and what empties the composer once it is taken.
 * @typedef {Object} Wanted
 * @property {string} clientId the same as long as the same is wanted
 * @property {string} conversationId
 * @property {string} body
 * @property {string | null} replyTo
 * @property {() => void} taken
 */

/**
 * The button that sends has a menu with times: by right click, by holding a finger on it, and by
 * Ctrl+Shift+Enter in the text.
 * @param {import("./context.js").Context} context
 * @param {import("./composer.js").Composer} composer
 */
export function offerToSchedule(context, composer) {
  /** @type {Wanted | null} what was not taken yet, as far as is known here: its answer may be lost */
  let last = null;
  const wanted = () => {
    const next = wantedOf(composer, () => {
      if (last?.clientId === next?.clientId) last = null;
    });
    if (next && last && isSame(next, last)) next.clientId = last.clientId;
    last = next ?? last;
    return next;
  };
  const open = () => {
    const { state } = context.store;
    const conversation = state.conversations[composer.conversationId ?? ""];
    if (!isOffered(state, "scheduled", conversation?.space_id)) return;
    context.later.use("scheduling", ({ openScheduleMenu }) =>
      openScheduleMenu(context, composer.sendButton, wanted),
    );
  };
  composer.openTimes = open;
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
 * @param {Wanted} one
 * @param {Wanted} other
 */
function isSame(one, other) {
  const { conversationId, body, replyTo } = other;
  return one.conversationId === conversationId && one.body === body && one.replyTo === replyTo;
}

/**
 * @param {import("./composer.js").Composer} composer
 * @param {() => void} onTaken
 * @returns {Wanted | null} null: there is nothing that could be sent later
 */
function wantedOf(composer, onTaken) {
  const { mode, conversationId } = composer;
  const { body, empty, tooLong } = composer.field.read();
  if (conversationId === null || empty || tooLong || mode?.kind === "edit") return null;
  const replyTo = mode?.message.id ?? null;
  const taken = () => {
    onTaken();
    // What was typed meanwhile stays. While a message is edited, the draft waits behind the edit.
    if (normaliseBody(composer.drafts.read(conversationId)) !== body) return;
    const isWritten = composer.conversationId === conversationId && composer.mode?.kind !== "edit";
    if (isWritten) composer.emptied();
    else composer.forgetDraft(conversationId);
  };
  return { clientId: makeUuid(), conversationId, body, replyTo, taken };
}
