/** @import {Conversation, Message, Space, User} from "../types.js" */
import { sendReport } from "../api/reports.js";
import { isolated } from "../lib/text.js";
import { kindOf } from "../store/posting.js";
import { conversationName, personName } from "../store/select.js";
import { openDialog } from "./dialog.js";
import { checkField, selectField, textAreaField } from "./fields.js";
import { attempt } from "./start_dialog.js";

/** @typedef {import("./context.js").Context} Context */

const DETAILS_AT_MOST = 2000;
/** Messages before the reported one that can be shown with it. */
const BEFORE = 5;

/** @type {[value: string, label: string][]} */
const REASONS = [
  ["", "Choose a reason"],
  ["spam", "Spam or scam"],
  ["harassment", "Harassment or bullying"],
  ["hate", "Hate"],
  ["violence", "Threats or violence"],
  ["sexual", "Sexual content nobody asked for"],
  ["child_safety", "Danger to a child"],
  ["self_harm", "Danger to themselves"],
  ["privacy", "Somebody's private information"],
  ["impersonation", "Pretends to be somebody else"],
  ["illegal", "Something else against the law"],
  ["other", "Something else"],
];

/**
 * @param {Context} context
 * @param {Message} message
 */
export function openMessageReport(context, message) {
  const { state } = context.store;
  const name = isolated(personName(state, message.sender_id));
  const before = messagesBefore(context, message);
  const count = before.length === 1 ? "message" : `${before.length} messages`;
  const around = checkField({
    id: "report-before",
    label: `Show the ${count} before it, too`,
    checked: false,
  });
  openReport(context, {
    title: "Report this message?",
    text: `It goes to the people who run this server, with your name. ${name} does not learn of it.`,
    more: before.length > 0 ? [around.element] : [],
    target: () => ({
      message_id: message.id,
      message_ids: around.input.checked ? before.map(({ id }) => id) : [],
    }),
    seen: () =>
      around.input.checked
        ? `They see the ${before.length + 1} messages you chose, nothing else.`
        : "They see the message you chose, nothing else.",
  });
}

/**
 * @param {Context} context
 * @param {User} user
 */
export function openUserReport(context, user) {
  const name = isolated(user.display_name || user.username);
  openReport(context, {
    title: `Report ${name}?`,
    text: `It goes to the people who run this server, with your name. ${name} does not learn of it. To show what they wrote, report the message.`,
    target: () => ({ user_id: user.id }),
    seen: () => "They see no messages, only what you wrote.",
  });
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 */
export function openConversationReport(context, conversation) {
  openReport(context, {
    title: `Report this ${kindOf(conversation)}?`,
    text: `It goes to the people who run this server, with your name, and to nobody in ${isolated(conversationName(conversation))}. To show what was written there, report the message.`,
    target: () => ({ conversation_id: conversation.id }),
    seen: () => "They see its name and topic, and no messages.",
  });
}

/**
 * @param {Context} context
 * @param {Space} space
 */
export function openSpaceReport(context, space) {
  openReport(context, {
    title: `Report ${isolated(space.name)}?`,
    text: "It goes to the people who run this server, with your name, and to nobody in this space. To show what was written there, report the message.",
    target: () => ({ space_id: space.id }),
    seen: () => "They see its name, description and rules, and no messages.",
  });
}

/**
 * @param {Context} context
 * @param {Object} options
 * @param {string} options.title
 * @param {string} options.text
 * @param {Node[]} [options.more]
 * @param {() => {user_id?: string, message_id?: string, conversation_id?: string, space_id?: string, message_ids?: string[]}} options.target
 * @param {() => string} options.seen what those who look at it see
 */
function openReport({ api, toasts }, { title, text, more = [], target, seen }) {
  const reason = selectField({ id: "report-reason", label: "Reason", value: "", choices: REASONS });
  const details = textAreaField({
    id: "report-details",
    label: "What happened (optional)",
    maxlength: DETAILS_AT_MOST,
  });
  openDialog({
    title,
    text,
    body: [reason.element, details.element, ...more],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Send report",
        kind: "danger",
        run: async () => {
          reason.setError("");
          details.setError("");
          if (!reason.input.value) {
            reason.setError("Choose a reason.");
            reason.input.focus();
            return false;
          }
          const given = { reason: reason.input.value, details: details.input.value.trim() };
          const report = { ...target(), ...given };
          const kept = await attempt(() => sendReport(api, report), { reason, details });
          if (!kept) return false;
          const first = kept.reason === given.reason && kept.details === given.details;
          toasts.show(
            first
              ? `Report sent to the people who run this server. ${seen()}`
              : "You have reported this before. That report still waits to be looked at.",
          );
          return true;
        },
      },
    ],
  });
}

/**
 * What was said just before a message, as far as it is here and follows without a hole.
 * @param {Context} context
 * @param {Message} message
 * @returns {Message[]}
 */
function messagesBefore({ store }, message) {
  const loaded = store.state.timelines[message.conversation_id]?.messages ?? [];
  return loaded
    .filter((one) => one.seq < message.seq && one.type !== "SYSTEM" && !one.deleted)
    .slice(-BEFORE);
}
