/** @import {Conversation, User} from "../../types.js" */
import { isolated } from "../../lib/text.js";
import { conversationName } from "../../store/select.js";
import { spaceMembersLoaded } from "../../store/space_members.js";
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
  const from = conversationName(conversation);
  askBan(toasts, from, user, (...how) => api.ban(conversation.id, user.id, ...how));
}

/**
 * @param {import("../context.js").Context} context
 * @param {import("../../types.js").Space} space
 * @param {User} user
 */
export function openSpaceBanDialog({ api, store, toasts }, space, user) {
  askBan(toasts, space.name, user, async (...how) => {
    await api.spaces.ban(space.id, user.id, ...how);
    store.apply(spaceMembersLoaded, space.id, [], [user.id]);
    return true;
  });
}

/**
 * @param {import("../toasts.js").Toasts} toasts
 * @param {string} from
 * @param {User} user
 * @param {(reason: string, expiresIn: number | null) => Promise<unknown>} carryOut
 */
function askBan(toasts, from, user, carryOut) {
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
    text: `They leave ${isolated(from)} at once, and no invite lets them back in.`,
    body: [reason.element, length.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Ban",
        kind: "danger",
        run: async () => {
          const seconds = length.input.value ? Number(length.input.value) : null;
          const ban = () => carryOut(reason.input.value.trim(), seconds);
          if (!(await attempt(ban, { reason, expires_in: length }))) return false;
          toasts.show(`${name} is banned`);
          return true;
        },
      },
    ],
  });
}
