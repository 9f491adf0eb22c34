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
  const children = shown.map(({ emoji, count, me }) =>
    element(
      "button",
      {
        type: "button",
        class: me ? "pill mine" : "pill",
        "aria-pressed": String(me),
        "aria-label": `${emoji}, ${count === 1 ? "1 person" : `${count} people`}`,
        "aria-disabled": mayReact ? null : "true",
        "data-stop": `pill ${emoji}`,
        tabindex: "-1",
        onclick: () => mayReact && actions.react(message, emoji, !me),
        onpointerenter: (/** @type {PointerEvent} */ event) =>
          event.pointerType === "mouse" && who(event, message, emoji, actions),
        onfocus: (/** @type {Event} */ event) => who(event, message, emoji, actions),
      },
      element("span", { class: "pill-emoji" }, emoji),
      element("span", { class: "pill-count" }, String(count)),
    ),
  );
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
 * @param {Event} event
 * @param {Message} message
 * @param {string} emoji
 * @param {RowActions} actions
 */
function who({ currentTarget }, message, emoji, actions) {
  actions.who(message, emoji, /** @type {HTMLElement} */ (currentTarget));
}
