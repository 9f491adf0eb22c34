/** @import {Conversation, Member} from "../../types.js" */
/** @import {MenuItem} from "../menu.js" */
import { explain } from "../../api/errors.js";
import { isolated } from "../../lib/text.js";
import { conversationFetched } from "../../store/catchup.js";
import { rightsOver } from "../../store/member_rights.js";
import { noteMember } from "../../store/members.js";
import { kindOf } from "../../store/posting.js";
import { conversationName } from "../../store/select.js";
import { confirmDialog } from "../confirm_dialog.js";
import { openBanDialog } from "./ban_dialog.js";
import { openPermissionsDialog } from "./permissions_dialog.js";

/** @typedef {import("../context.js").Context} Context */

/** @type {Record<string, string>} */
const MAKE = {
  OWNER: "Make an owner, too",
  ADMIN: "Make admin",
  MODERATOR: "Make moderator",
  MEMBER: "Make member",
};
/** @type {Record<string, string>} */
const STEP_DOWN = {
  ADMIN: "Step down to admin",
  MODERATOR: "Step down to moderator",
  MEMBER: "Step down to member",
};

/**
 * What the person here may do to a member, and nothing else.
 * @param {Context} context
 * @param {Conversation} conversation
 * @param {Member} member
 * @returns {(MenuItem | "separator")[]}
 */
export function memberItems(context, conversation, member) {
  const { me } = context.store.state;
  const rights = rightsOver(conversation, me.id, member);
  const own = member.user.id === me.id;
  /** @type {MenuItem[]} */
  const items = [];
  if (rights.message) {
    const run = () => writeTo(context, member.user.id);
    items.push({ label: "Message", icon: "message-square", run });
  }
  for (const role of rights.roles) {
    const label = own ? STEP_DOWN[role] : MAKE[role];
    const run = () => giveRole(context, conversation, member, role);
    if (label) items.push({ label, icon: own ? "shield" : "user-cog", run });
  }
  if (rights.permissions) {
    const run = () => openPermissionsDialog(context, conversation, member);
    items.push({ label: "Permissions…", icon: "shield", run });
  }
  if (rights.transfer) {
    const run = () => transfer(context, conversation, member);
    items.push({ label: "Hand over ownership…", icon: "crown", run });
  }
  /** @type {MenuItem[]} */
  const last = [];
  const danger = true;
  if (!own) {
    const run = () =>
      context.later.use("reportDialog", (part) => part.openUserReport(context, member.user));
    last.push({ label: "Report…", icon: "flag", danger, run });
  }
  if (rights.remove) {
    const run = () => remove(context, conversation, member);
    last.push({ label: "Remove…", icon: "user-minus", danger, run });
  }
  if (rights.ban) {
    const run = () => openBanDialog(context, conversation, member.user);
    last.push({ label: "Ban…", icon: "ban", danger, run });
  }
  return last.length > 0 ? [...items, "separator", ...last] : items;
}

/** @param {Member} member */
function nameOf({ user }) {
  return isolated(user.display_name || user.username);
}

/**
 * @param {Context} context
 * @param {string} userId
 */
export async function writeTo({ api, router, store, toasts }, userId) {
  try {
    const conversation = await api.startChat(userId);
    store.apply(conversationFetched, conversation);
    router.open(conversation.id);
  } catch (error) {
    toasts.show(explain(error), { tone: "error" });
  }
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 * @param {Member} member
 * @param {string} role
 */
async function giveRole(context, conversation, member, role) {
  const { api, store, toasts } = context;
  const own = member.user.id === store.state.me.id;
  const change = async () => {
    const changed = await api.patchMember(conversation.id, member.user.id, { role });
    store.apply(noteMember, conversation.id, changed);
  };
  // Rights that one gives away do not come back by oneself.
  if (own || role === "OWNER") {
    const text = own
      ? "Only somebody above you can give you this role back."
      : `${nameOf(member)} can then do all that you can, and you can't take that back.`;
    const action = (own ? STEP_DOWN : MAKE)[role] ?? "Change role";
    confirmDialog({ title: `${action}?`, text, action, run: change });
    return;
  }
  try {
    await change();
    const word =
      role === "MEMBER" ? "a member" : `${role === "ADMIN" ? "an admin" : "a moderator"}`;
    toasts.show(`${nameOf(member)} is ${word} now`);
  } catch (error) {
    toasts.show(explain(error), { tone: "error" });
  }
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 * @param {Member} member
 */
function transfer({ api, store }, conversation, member) {
  confirmDialog({
    title: `Hand this ${kindOf(conversation)} over to ${nameOf(member)}?`,
    text: `${nameOf(member)} becomes its owner, and you an admin. Only the owner can hand it on or delete it.`,
    action: "Hand over",
    run: async () => {
      store.apply(conversationFetched, await api.transfer(conversation.id, member.user.id));
    },
  });
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 * @param {Member} member
 */
function remove({ api }, conversation, member) {
  confirmDialog({
    title: `Remove ${nameOf(member)}?`,
    text: `They no longer see ${isolated(conversationName(conversation))}. An invite lets them back in.`,
    action: "Remove",
    run: () => api.removeMember(conversation.id, member.user.id),
  });
}
