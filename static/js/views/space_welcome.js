/** @import {Space} from "../types.js" */
import { element } from "../lib/dom.js";
import { isolated } from "../lib/text.js";
import { openDialog } from "./dialog.js";
import { textNodes } from "./message_text.js";

/**
 * What the members of a space say to those who come, and what they ask of everyone.
 * @param {Space} space
 */
export function openWelcome({ name, welcome_text: welcome, rules }) {
  const { dialog } = openDialog({
    title: `Welcome to ${isolated(name)}`,
    body: [
      element(
        "div",
        { class: "welcome", tabindex: "0", role: "group", "aria-label": "Welcome and rules" },
        ...(welcome ? [text(welcome)] : []),
        ...(rules ? [element("h3", {}, "Rules"), text(rules)] : []),
      ),
    ],
    actions: [{ label: "Start reading", kind: "primary", run: () => undefined }],
  });
  dialog.querySelector("button")?.focus();
}

/** @param {string} words */
function text(words) {
  const paragraph = element(
    "p",
    { class: "welcome-text", dir: "auto" },
    ...textNodes(words, () => null),
  );
  for (const link of paragraph.querySelectorAll("a")) link.tabIndex = 0;
  return paragraph;
}
