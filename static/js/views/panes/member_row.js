/** @import {Conversation, Member, State} from "../../types.js" */
import { element } from "../../lib/dom.js";
import { formatLastSeen } from "../../lib/times.js";
import { presenceOf } from "../../store/presence.js";
import { personAvatar } from "../avatar.js";
import { icon } from "../icons.js";
import { withPresence } from "../list_row.js";
import { openMenu } from "../menu.js";
import { memberItems } from "./member_menu.js";

/** @type {Record<string, string>} */
export const ROLE_NAMES = { OWNER: "Owner", ADMIN: "Admin", MODERATOR: "Moderator" };

const PRESENCE_WORDS = { online: "Online", away: "Away", dnd: "Do not disturb" };

/**
 * Whether somebody is there, in words; empty where that is not known.
 * @param {State} state
 * @param {string} userId
 * @returns {string}
 */
export function presenceWords(state, userId) {
  const seen = presenceOf(state, userId);
  if (!seen) return "";
  const words = PRESENCE_WORDS[/** @type {keyof typeof PRESENCE_WORDS} */ (seen.status)];
  if (words) return words;
  return seen.last_seen_at ? formatLastSeen(seen.last_seen_at, new Date()) : "";
}

/**
 * Somebody in a conversation: whether they are there, what they are, and what one can do.
 * @param {import("../context.js").Context} context
 * @param {Conversation} conversation
 * @param {Member} member
 * @param {boolean} [narrow] the role stands in the line below
 * @returns {HTMLElement}
 */
export function memberRow(context, conversation, member, narrow = false) {
  const { state } = context.store;
  const { user, role } = member;
  const name = user.display_name || user.username;
  const typing = state.typing[conversation.id]?.[user.id] ?? false;
  const me = user.id === state.me.id;
  const there = typing ? "Typing" : presenceWords(state, user.id);
  const title = ROLE_NAMES[role];
  const is = me ? "You" : there || `@${user.username}`;
  const line = narrow && title ? `${title}, ${me ? "you" : is}` : is;
  const items = memberItems(context, conversation, member);
  const more = element(
    "button",
    {
      type: "button",
      class: "icon-button member-more",
      "aria-label": `More for ${name}`,
      title: "More",
      "aria-haspopup": "menu",
      onclick: () => openMenu({ anchor: more, label: name, items }),
    },
    icon("ellipsis", 18),
  );
  const status = presenceOf(state, user.id)?.status ?? "";
  return element(
    "li",
    { class: "member" },
    withPresence(personAvatar(user, "medium"), status === "offline" ? "" : status),
    element(
      "span",
      { class: "member-words" },
      element("span", { class: "member-name", dir: "auto", title: `@${user.username}` }, name),
      element("span", { class: typing ? "member-line typing" : "member-line" }, line),
    ),
    title && !narrow && element("span", { class: "tag" }, title),
    items.length > 0 && more,
  );
}

/**
 * What a row's look depends on: unchanged, it is left alone.
 * @param {State} state
 * @param {Conversation} conversation
 * @param {Member[]} members
 * @returns {string}
 */
export function memberKey(state, conversation, members) {
  const own = `${conversation.id} ${conversation.role} ${conversation.permissions.join()}`;
  const parts = members.map(({ user, role, rev }) => {
    const typing = state.typing[conversation.id]?.[user.id] ?? "";
    return `${user.id} ${role} ${rev} ${presenceWords(state, user.id)} ${typing}`;
  });
  return [own, ...parts].join("\n");
}
