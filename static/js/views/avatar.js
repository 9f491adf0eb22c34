/** @import {Conversation, User} from "../types.js" */
import { element } from "../lib/dom.js";
import { initials, personColour } from "../lib/person.js";
import { conversationName } from "../store/select.js";

/**
 * A circle for a person. Hidden from screen readers: initials read as words only disturb.
 * @param {Pick<User, "id" | "display_name" | "username">} user
 * @param {"small" | "medium" | "large"} size
 * @returns {HTMLSpanElement}
 */
export function personAvatar(user, size) {
  const name = user.display_name || user.username;
  return badge(user.id, name, `avatar avatar-${size}`);
}

/**
 * A circle for a direct chat, a squircle for a group.
 * @param {Conversation} conversation
 * @param {"small" | "medium" | "large"} size
 * @returns {HTMLSpanElement}
 */
export function conversationAvatar(conversation, size) {
  if (conversation.peer) return personAvatar(conversation.peer, size);
  const shape = `avatar avatar-${size} avatar-group`;
  return badge(conversation.id, conversationName(conversation), shape);
}

/**
 * A squircle for a space.
 * @param {{id: string, name: string}} space
 * @param {"rail" | "large"} size
 * @returns {HTMLSpanElement}
 */
export function spaceAvatar({ id, name }, size) {
  return badge(id, name, `avatar avatar-${size} avatar-group`);
}

/**
 * @param {string} id
 * @param {string} name
 * @param {string} shape
 */
function badge(id, name, shape) {
  const properties = { class: `${shape} ${personColour(id)}`, "aria-hidden": "true" };
  return element("span", properties, initials(name));
}
