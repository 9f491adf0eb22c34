/** @import {Message} from "../types.js" */
import { element } from "../lib/dom.js";
import { formatCountdown } from "../lib/durations.js";
import { withoutMarkup } from "../lib/markup.js";
import { isolated } from "../lib/text.js";
import { icon } from "./icons.js";

/** @typedef {{kind: "reply" | "edit", message: Message}} Mode */

/**
 * What is being answered or edited, above the text.
 * @param {Mode} mode
 * @param {string} name of who wrote the original
 * @param {() => void} cancel
 * @returns {Node[]}
 */
export function stripContent({ kind, message }, name, cancel) {
  const edit = kind === "edit";
  const labels = { "aria-label": "Cancel", title: "Cancel (Esc)" };
  return [
    icon(edit ? "pencil" : "reply"),
    element(
      "div",
      { class: "strip-text" },
      element("strong", {}, edit ? "Edit message" : `Reply to ${isolated(name)}`),
      element("span", { dir: "auto" }, edit ? message.body : withoutMarkup(message.body)),
    ),
    element(
      "button",
      { type: "button", class: "icon-button", ...labels, onclick: cancel },
      icon("x", 18),
    ),
  ];
}

/**
 * The button that sends or saves; while one has to wait it counts down.
 * @param {HTMLButtonElement} button
 * @param {{ready: boolean, empty: boolean, edit: boolean, wait: number}} state `wait` in seconds
 */
export function drawSendButton(button, { ready, empty, edit, wait }) {
  const label = edit ? "Save changes" : "Send";
  const look = wait > 0 ? formatCountdown(wait) : label;
  button.hidden = empty && !edit && wait === 0;
  button.setAttribute("aria-disabled", String(!ready));
  if (button.dataset.look === look) return;
  button.dataset.look = look;
  // The seconds are for the eye: read aloud each time they would disturb.
  button.setAttribute("aria-label", wait > 0 ? "Send, after a pause" : label);
  button.title = wait > 0 ? "You can send again in a moment" : label;
  button.replaceChildren(wait > 0 ? look : icon(edit ? "check" : "arrow-up"));
}

/**
 * Whether a key sends what is written.
 * @param {KeyboardEvent} event
 * @param {boolean} enterSends without any other key
 */
export function isSendKey({ altKey, ctrlKey, key, metaKey, shiftKey }, enterSends) {
  return key === "Enter" && (ctrlKey || metaKey || (shiftKey !== enterSends && !altKey));
}

/** What a text begins with that may be no message; whether there is such a command is asked later. */
const COMMAND = /^\/(?:(?:poll|schedule)(?!\S)|(?:invite|mute|leave)\s*$)/;

/**
 * Does what a text asks for, or has it sent: once the part of the page that knows is here.
 * @param {import("./context.js").Context} context
 * @param {import("./composer.js").Composer} composer
 * @param {string} text
 * @param {() => void} send
 * @returns {boolean} false: it is no command
 */
export function tryCommand(context, composer, text, send) {
  if (!COMMAND.test(text)) return false;
  const { conversationId } = composer;
  context.later.use("mentions", ({ runCommand }) => {
    // Meanwhile another chat may have been opened, or something else been typed.
    if (composer.conversationId !== conversationId || composer.field.read().body !== text) return;
    if (!runCommand(context, composer, text)) send();
  });
  return true;
}
