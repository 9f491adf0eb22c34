/** @import {Conversation, User} from "../../types.js" */
import { isolated } from "../../lib/text.js";
import { conversationName } from "../../store/select.js";
import { openDialog } from "../dialog.js";
import { selectField, textField } from "../fields.js";
import { attempt } from "../start_dialog.js";

const DAY_SECONDS = 86_400;

/** @type {[value: string, label: string][]} */
const LENGTHS = [
  ["", "For good"],
  [String(DAY_SECONDS), "1 day"],
  [String(7 * DAY_SECONDS), "7 days"],
  [String(30 * DAY_SECONDS), "30 days"],
];

/**
 * @param {import("../context.js").Context} context
 * @param {Conversation} conversation
 * @param {User} user
 */
export function openBanDialog({ api, toasts }, conversation, user) {
  const name = isolated(user.display_name || user.username);
  const reason = textField({
    id: "ban-reason",
    label: "Reason",
    help: "Those who can ban see it.",
    maxlength: 512,
  });
  const length = selectField({ id: "ban-length", label: "How long", value: "", choices: LENGTHS });
  openDialog({
    title: `Ban ${name}?`,
    text: `They leave ${isolated(conversationName(conversation))} at once, and no invite lets them back in.`,
    body: [reason.element, length.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Ban",
        kind: "danger",
        run: async () => {
          const seconds = length.input.value ? Number(length.input.value) : null;
          const ban = () => api.ban(conversation.id, user.id, reason.input.value.trim(), seconds);
          if (!(await attempt(ban, { reason, expires_in: length }))) return false;
          toasts.show(`${name} is banned`);
          return true;
        },
      },
    ],
  });
}
