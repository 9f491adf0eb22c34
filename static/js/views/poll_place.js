/** @import {Message} from "../types.js" */
import { element } from "../lib/dom.js";

/** After this the part that draws polls is asked for again, when one is to be drawn. */
const RETRY_MS = 15_000;

let failedAt = Number.NEGATIVE_INFINITY;

/**
 * The poll of a message. Until the part of the page that draws it is here, its options to read.
 * @param {import("./context.js").Context} context
 * @param {Message} message
 * @param {() => void} onLoaded polls look different from now on
 * @returns {HTMLElement}
 */
export function pollOf(context, message, onLoaded) {
  const { later } = context;
  const part = later.loaded.get("polls");
  if (part) return part.pollCard(context, message);
  if (performance.now() - failedAt > RETRY_MS) {
    later.load("polls").then(onLoaded, () => {
      failedAt = performance.now();
    });
  }
  const texts = message.poll?.options.map(({ text }) => element("li", { dir: "auto" }, text)) ?? [];
  return element("ul", { class: "poll", "aria-busy": "true" }, ...texts);
}
