/** @import {Conversation, Member} from "../../types.js" */
import { element } from "../../lib/dom.js";
import { isolated } from "../../lib/text.js";
import { permissionChanges } from "../../store/member_rights.js";
import { noteMember } from "../../store/members.js";
import { openDialog } from "../dialog.js";
import { checkField } from "../fields.js";

/** @type {[permission: string, label: string][]} */
const WORDS = [
  ["send", "Send messages"],
  ["reply", "Reply"],
  ["react", "React"],
  ["mention_all", "Mention everyone with @all"],
  ["pin", "Pin messages"],
  ["invite", "Make invite links"],
  ["add_members", "Add people"],
  ["remove_members", "Remove people"],
  ["manage_messages", "Delete what others wrote"],
  ["ban", "Ban people"],
  ["manage_conversation", "Change name, topic and settings"],
  ["manage_roles", "Change roles and permissions"],
];

/**
 * What one member may do, beyond or below their role. Only what the person here may do themselves.
 * @param {import("../context.js").Context} context
 * @param {Conversation} conversation
 * @param {Member} member
 */
export function openPermissionsDialog({ api, store }, conversation, member) {
  const name = isolated(member.user.display_name || member.user.username);
  const boxes = WORDS.filter(([permission]) => conversation.permissions.includes(permission)).map(
    ([permission, label]) => {
      const checked = member.permissions.includes(permission);
      return { permission, ...checkField({ id: `may-${permission}`, label, checked }) };
    },
  );
  const list = boxes.map((box) => box.element);
  openDialog({
    title: `What ${name} may do`,
    text: "This adds to their role, or takes from it.",
    body: [element("div", { class: "check-list" }, ...list)],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Save",
        kind: "primary",
        run: async () => {
          const chosen = boxes.map(({ permission, input }) => [permission, input.checked]);
          const changes = permissionChanges(conversation.type, member, Object.fromEntries(chosen));
          const body = { permissions: changes };
          const changed = await api.patchMember(conversation.id, member.user.id, body);
          store.apply(noteMember, conversation.id, changed);
        },
      },
    ],
  });
}
