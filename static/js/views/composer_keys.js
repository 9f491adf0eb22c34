/** @import {Composer} from "./composer.js" */
import { messageToReplyTo } from "../store/posting.js";
import { lastOwnMessage } from "../store/select.js";
import { isSendKey } from "./composer_parts.js";

/**
 * A key in the text that the list of what a sign may mean left alone.
 * @param {Composer} composer
 * @param {KeyboardEvent} event
 */
export function composerKey(composer, event) {
  const { key } = event;
  if (isSendKey(event, composer.context.preferences.enterSends())) {
    event.preventDefault();
    composer.element.requestSubmit();
  } else if (key === "Escape" && composer.mode) {
    event.preventDefault();
    event.stopPropagation();
    composer.cancel();
  } else if (key === "ArrowUp" && !event.shiftKey && !event.altKey) {
    upwards(composer, event, event.ctrlKey || event.metaKey);
  }
}

/**
 * Up edits the last own message, Ctrl+Up replies to the newest, again to the one before.
 * @param {Composer} composer
 * @param {KeyboardEvent} event
 * @param {boolean} reply
 */
function upwards(composer, event, reply) {
  const { conversationId: id, field, mode } = composer;
  if (id === null || (!reply && (field.text.value !== "" || mode))) return;
  const { state } = composer.context.store;
  if (reply && !state.conversations[id]?.permissions.includes("reply")) return;
  const from = mode?.kind === "reply" ? mode.message.seq : undefined;
  const message = reply ? messageToReplyTo(state, id, from) : lastOwnMessage(state, id);
  if (!message) return;
  event.preventDefault();
  if (reply) composer.reply(message);
  else composer.edit(message);
}
