/** @import {Message} from "../types.js" */
/** @import {RowActions} from "./message.js" */
import { element } from "../lib/dom.js";

/** Reactions shown before "+4". */
const MOST_PILLS = 8;

/**
 * The reactions of a message, each with how many gave it.
 * @param {Message} message
 * @param {boolean} mayReact
 * @param {RowActions} actions
 * @param {boolean} expanded
 */
export function pills(message, mayReact, actions, expanded) {
  const shown = expanded ? message.reactions : message.reactions.slice(0, MOST_PILLS);
  const children = shown.map((reaction) => pill(message, reaction, mayReact, actions));
  const rest = message.reactions.length - shown.length;
  if (rest > 0) {
    const label = `Show ${rest} more reactions`;
    const properties = { type: "button", class: "pill", "aria-label": label, title: label };
    const onclick = () => actions.expand(message.id);
    children.push(
      element(
        "button",
        { ...properties, "data-stop": "more", tabindex: "-1", onclick },
        `+${rest}`,
      ),
    );
  }
  return element("div", { class: "pills", role: "group", "aria-label": "Reactions" }, ...children);
}

/**
 * @param {Message} message
 * @param {Message["reactions"][number]} reaction
 * @param {boolean} mayReact
 * @param {RowActions} actions
 */
function pill(message, { emoji, count, me }, mayReact, actions) {
  const { name, picture, removed } = actions.lookOf(message, emoji) ?? asText(emoji);
  // One that was removed can only be taken back.
  const mayPress = mayReact && (me || !removed);
  return element(
    "button",
    {
      type: "button",
      class: me ? "pill mine" : "pill",
      "aria-pressed": String(me),
      "aria-label": `${name}, ${count === 1 ? "1 person" : `${count} people`}`,
      "aria-disabled": mayPress ? null : "true",
      "data-stop": `pill ${emoji}`,
      tabindex: "-1",
      onclick: () => mayPress && actions.react(message, emoji, !me),
      onpointerenter: (/** @type {PointerEvent} */ event) =>
        event.pointerType === "mouse" && who(event, message, emoji, actions),
      onfocus: (/** @type {Event} */ event) => who(event, message, emoji, actions),
    },
    element("span", { class: "pill-emoji" }, picture),
    element("span", { class: "pill-count" }, String(count)),
  );
}

/** @param {string} emoji */
function asText(emoji) {
  return { name: emoji, picture: emoji, removed: false };
}

/**
 * @param {Event} event
 * @param {Message} message
 * @param {string} emoji
 * @param {RowActions} actions
 */
function who({ currentTarget }, message, emoji, actions) {
  actions.who(message, emoji, /** @type {HTMLElement} */ (currentTarget));
}
