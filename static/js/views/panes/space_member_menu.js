/** What one can do about a member of a space, and nothing else. */

/** @import {Space, SpaceMember} from "../../types.js" */
/** @import {MenuItem} from "../menu.js" */
import { isolated } from "../../lib/text.js";
import { standsAbove } from "../../store/member_sections.js";
import { rolesOf, spaceMembersLoaded } from "../../store/space_members.js";
import { confirmDialog } from "../confirm_dialog.js";
import { openNicknameDialog } from "../space_dialogs.js";
import { openSpaceBanDialog } from "./ban_dialog.js";
import { writeTo } from "./member_menu.js";

/** @typedef {import("../context.js").Context} Context */

/**
 * @param {Space} space
 * @param {SpaceMember} member
 * @param {string} name
 * @returns {{title: string, line: string}}
 */
export function headingFor(space, member, name) {
  const roles = rolesOf(space, member).map((role) => role.name);
  const line = [...(member.is_owner ? ["Owner"] : []), ...roles].join(", ");
  return { title: name, line: line || `@${member.user.username}` };
}

/**
 * @param {Context} context
 * @param {Space} space
 * @param {SpaceMember} member
 * @param {string} name
 * @returns {(MenuItem | "separator")[]}
 */
export function itemsFor(context, space, member, name) {
  const { user } = member;
  const { state } = context.store;
  if (user.id === state.me.id) {
    return [
      { label: "Your nickname…", icon: "user", run: () => openNicknameDialog(context, space) },
    ];
  }
  const above = standsAbove(state, space, member);
  const may = (/** @type {string} */ one) => above && space.my_permissions.includes(one);
  /** @type {(MenuItem | "separator")[]} */
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
 * @param {Context} context
 * @param {Space} space
 * @param {SpaceMember} member
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
