/** @import {Message} from "../types.js" */
/** @import {Context} from "./context.js" */
import { explain } from "../api/errors.js";
import { reactedPage } from "../api/own_lists.js";
import { element, setText } from "../lib/dom.js";
import { isCustom } from "../store/custom_emoji.js";
import { personAvatar } from "./avatar.js";
import { customLook } from "./custom_emoji.js";
import { openDialog } from "./dialog.js";

const WAIT_MS = 350;
const LOOK_MS = 300;
const NAMES = 12;
const ID = "who-reacted";

/** @type {HTMLElement | null} */
let tip = null;
/** @type {HTMLElement | null} the pill that it is about */
let about = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
/** @type {ReturnType<typeof setInterval> | undefined} */
let watching;

/**
 * Says who reacted, beside the pill that is pointed at or has the keyboard, until it is left.
 * @param {Context} context
 * @param {Message} message
 * @param {string} emoji
 * @param {HTMLElement} pill
 */
export function showWho(context, message, emoji, pill) {
  if (about === pill) return;
  hide();
  about = pill;
  // A pill that is drawn anew is never left.
  watching = setInterval(() => pill.isConnected || hide(), LOOK_MS);
  waiting = setTimeout(() => fill(context, message, emoji, pill), WAIT_MS);
  for (const left of ["pointerleave", "blur", "click"]) {
    pill.addEventListener(left, hide, { once: true });
  }
}

function hide() {
  clearTimeout(waiting);
  clearInterval(watching);
  document.removeEventListener("keydown", pressed, true);
  document.removeEventListener("scroll", hide, true);
  about?.removeAttribute("aria-describedby");
  about = null;
  tip?.remove();
  tip = null;
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.key !== "Escape") return;
  // It lies on top, so it closes first.
  event.stopPropagation();
  hide();
}

/**
 * @param {Context} context
 * @param {Message} message
 * @param {string} emoji
 * @param {HTMLElement} pill
 */
async function fill(context, message, emoji, pill) {
  let text = "";
  try {
    const { results } = await reactedPage(context.api.http, message.id, { emoji });
    const count = message.reactions.find((one) => one.emoji === emoji)?.count ?? results.length;
    text = sentence(
      results.map(({ user }) =>
        user.id === context.store.state.me.id ? "You" : user.display_name || user.username,
      ),
      Math.max(count, results.length),
      isCustom(emoji) ? customLook(context, message.conversation_id, emoji).name : emoji,
    );
  } catch (error) {
    text = explain(error);
  }
  if (about !== pill || !pill.isConnected || text === "") return;
  tip = element("div", { class: "tip", id: ID, role: "tooltip", popover: "manual", dir: "auto" });
  setText(tip, text);
  document.body.append(tip);
  tip.showPopover();
  const box = pill.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left), innerWidth - tip.offsetWidth - 8);
  const above = box.top - tip.offsetHeight - 6;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : box.bottom + 6}px`;
  pill.setAttribute("aria-describedby", ID);
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("scroll", hide, true);
}

/**
 * @param {string[]} names
 * @param {number} count of all who reacted
 * @param {string} emoji
 * @returns {string}
 */
export function sentence(names, count, emoji) {
  if (names.length === 0) return "";
  const own = names.includes("You") ? ["You"] : [];
  const shown = [...own, ...names.filter((name) => name !== "You")].slice(0, NAMES);
  const rest = count - shown.length;
  if (rest > 0) shown.push(rest === 1 ? "1 other" : `${rest} others`);
  const list = new Intl.ListFormat("en", { type: "conjunction" }).format(shown);
  return `${list} reacted with ${emoji}`;
}

/**
 * Everybody who reacted to a message, for fingers and for those who want them all.
 * @param {Context} context
 * @param {Message} message
 */
export function openWhoReacted(context, message) {
  const list = element("ul", { class: "who-list", "aria-busy": "true" });
  const more = element(
    "button",
    { type: "button", class: "button-text", hidden: true },
    "Show more",
  );
  /** @type {string | null} */
  let cursor = null;
  const load = async () => {
    more.disabled = true;
    try {
      const page = await reactedPage(context.api.http, message.id, { cursor });
      cursor = page.next;
      const first = list.childElementCount;
      list.append(...page.results.map((one) => row(context, message, one)));
      if (first > 0) /** @type {HTMLElement} */ (list.children[first])?.focus();
      more.hidden = cursor === null;
    } catch (error) {
      fail(error);
    }
    more.disabled = false;
    list.removeAttribute("aria-busy");
  };
  more.addEventListener("click", load);
  const { fail } = openDialog({
    title: "Reactions",
    body: [list, more],
    actions: [{ label: "Close", kind: "secondary" }],
  });
  load();
}

/**
 * @param {Context} context
 * @param {Message} message
 * @param {import("../api/own_lists.js").Reacted} reacted
 */
function row(context, { conversation_id }, { user, emoji }) {
  const look = isCustom(emoji) ? customLook(context, conversation_id, emoji) : null;
  const name = user.display_name || user.username;
  return element(
    "li",
    { tabindex: "-1" },
    personAvatar(user, "small"),
    element("span", { class: "receipt-name", dir: "auto" }, name),
    element("span", { class: "pill-emoji" }, look?.picture ?? emoji),
  );
}
