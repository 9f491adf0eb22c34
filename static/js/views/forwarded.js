/** @import {Message, State} from "../types.js" */
import { element } from "../lib/dom.js";
import { icon } from "./icons.js";

/**
 * Above what was said elsewhere first: by whom.
 * @param {Message} message
 * @param {State} state
 */
export function forwardedFrom({ forward }, state) {
  if (!forward) return null;
  const known = state.people[forward.sender_id ?? ""];
  const own = forward.sender_id === state.me.id;
  const name = own ? "you" : known?.display_name || forward.sender_name;
  return element(
    "p",
    { class: "forwarded" },
    icon("forward", 14),
    "Forwarded from ",
    element("strong", { dir: "auto" }, name),
  );
}
