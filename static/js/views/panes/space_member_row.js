/** @import {Conversation, Space, State} from "../../types.js" */
/** @import {MemberSection, Seen} from "../../store/member_sections.js" */
import { element, hiddenText } from "../../lib/dom.js";
import { personColour } from "../../lib/person.js";
import { isolated } from "../../lib/text.js";
import { standsAbove } from "../../store/member_sections.js";
import { spaceMembersLoaded, standingOf } from "../../store/space_members.js";
import { personAvatar } from "../avatar.js";
import { confirmDialog } from "../confirm_dialog.js";
import { withPresence } from "../list_row.js";
import { openMenu } from "../menu.js";
import { openNicknameDialog } from "../space_dialogs.js";
import { openSpaceBanDialog } from "./ban_dialog.js";
import { writeTo } from "./member_menu.js";

const PRESENCE_WORDS = { online: "online", away: "away", dnd: "do not disturb" };

/** @typedef {{context: import("../context.js").Context, space: Space, channel: Conversation, seen: Seen}} Shown */

/**
 * @param {HTMLElement} node
 * @param {MemberSection} section
 */
export function renderSectionHead(node, { title, count }) {
  node.classList.add("space-members-head");
  node.replaceChildren(
    element("h3", { dir: "auto" }, title, hiddenText(`, ${count}`)),
    element("span", { class: "space-members-count", "aria-hidden": "true" }, String(count)),
  );
}

/**
 * Somebody in a space: a button that opens what one can do.
 * @param {HTMLElement} node
 * @param {string} known what it shows already
 * @param {Shown} shown
 * @returns {string} what it shows now
 */
export function renderSpaceMember(node, known, shown) {
  const { context, space, channel, seen } = shown;
  const { user } = seen.member;
  const { state } = context.store;
  const { name, colour } = standingOf(state, space.id, user.id, personColour);
  const typing = state.typing[channel.id]?.[user.id] ?? false;
  const line = typing ? "Typing" : seen.status ? (user.custom_status ?? "") : "";
  const look = JSON.stringify([
    name,
    colour,
    line,
    seen.status,
    seen.member.is_owner,
    space.version,
  ]);
  if (look === known) return known;
  const active = node.contains(document.activeElement);
  const words = PRESENCE_WORDS[/** @type {keyof typeof PRESENCE_WORDS} */ (seen.status)];
  const button = element(
    "button",
    {
      type: "button",
      class: seen.status ? "space-member" : "space-member away",
      "data-user": user.id,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      title: `@${user.username}`,
      tabindex: "-1",
      onclick: () => openMemberMenu(shown, button),
    },
    withPresence(personAvatar(user, "small"), seen.status),
    element(
      "span",
      { class: "space-member-words" },
      element("span", { class: `space-member-name ${colour}`, dir: "auto" }, name),
      hiddenText(`, ${words ?? "offline"}`),
      line && hiddenText(", "),
      line &&
        element(
          "span",
          { class: typing ? "space-member-line typing" : "space-member-line", dir: "auto" },
          line,
        ),
    ),
  );
  node.replaceChildren(button);
  if (active) button.focus({ preventScroll: true });
  return look;
}

/**
 * @param {Shown} shown
 * @param {HTMLElement} anchor
 */
function openMemberMenu({ context, space, seen }, anchor) {
  const { member } = seen;
  const { user } = member;
  const { state } = context.store;
  const { name } = standingOf(state, space.id, user.id, personColour);
  const roles = space.roles.filter(
    ({ id, position }) => position > 0 && member.role_ids.includes(id),
  );
  const line = [member.is_owner ? "Owner" : "", ...roles.map((role) => role.name)]
    .filter(Boolean)
    .join(", ");
  openMenu({
    anchor,
    label: name,
    heading: { title: name, line: line || `@${user.username}` },
    items: itemsFor({ context, space, member, name, state }),
  });
}

/**
 * @param {{context: import("../context.js").Context, space: Space, member: import("../../types.js").SpaceMember, name: string, state: State}} about
 * @returns {(import("../menu.js").MenuItem | "separator")[]}
 */
function itemsFor({ context, space, member, name, state }) {
  const { user } = member;
  if (user.id === state.me.id) {
    return [
      { label: "Your nickname…", icon: "user", run: () => openNicknameDialog(context, space) },
    ];
  }
  const above = standsAbove(state, space, member);
  const may = (/** @type {string} */ one) => above && space.my_permissions.includes(one);
  /** @type {(import("../menu.js").MenuItem | "separator")[]} */
  const items = [
    { label: "Message", icon: "message-square", run: () => writeTo(context, user.id) },
  ];
  if (may("manage_roles")) {
    const run = () => location.assign(`/s/${space.id}/settings/members/${user.id}`);
    items.push({ label: "Roles and nickname", icon: "user-cog", run });
  }
  items.push("separator");
  if (may("remove_members")) {
    const run = () => remove(context, space, member, name);
    items.push({ label: "Remove…", icon: "user-minus", danger: true, run });
  }
  if (may("ban")) {
    const run = () => openSpaceBanDialog(context, space, user);
    items.push({ label: "Ban…", icon: "ban", danger: true, run });
  }
  const report = () =>
    context.later.use("reportDialog", (part) => part.openUserReport(context, user));
  items.push({ label: "Report…", icon: "flag", danger: true, run: report });
  return items;
}

/**
 * @param {import("../context.js").Context} context
 * @param {Space} space
 * @param {import("../../types.js").SpaceMember} member
 * @param {string} name
 */
function remove({ api, store }, space, member, name) {
  confirmDialog({
    title: `Remove ${isolated(name)}?`,
    text: `They no longer see ${isolated(space.name)}. An invite lets them back in.`,
    action: "Remove",
    run: async () => {
      await api.spaces.removeMember(space.id, member.user.id);
      store.apply(spaceMembersLoaded, space.id, [], [member.user.id]);
    },
  });
}
