/** @import {Context} from "./context.js" */
import { ApiError } from "../api/errors.js";
import { sendPoll } from "../api/polls.js";
import { serverNow } from "../lib/clock.js";
import { makeUuid } from "../lib/uuid.js";
import { messageAnswered } from "../store/pending.js";
import { openDialog } from "./dialog.js";
import { checkField, selectField, textField } from "./fields.js";
import { PollOptions } from "./poll_options.js";

const HOUR = 3600;

/** @type {[seconds: string, label: string][]} */
const ENDS = [
  ["", "When somebody closes it"],
  [String(HOUR), "In 1 hour"],
  [String(8 * HOUR), "In 8 hours"],
  [String(24 * HOUR), "In 1 day"],
  [String(72 * HOUR), "In 3 days"],
  [String(168 * HOUR), "In 1 week"],
];

/**
 * Asks everyone in a conversation something.
 * @param {Context} context
 * @param {string} conversationId
 * @param {string} [asked] the question, as far as it is known
 */
export function openPollDialog(context, conversationId, asked = "") {
  const { limits } = context.boot;
  const fields = {
    question: textField({
      id: "poll-question",
      label: "Question",
      value: asked,
      maxlength: limits.poll_question_code_points,
    }),
    options: new PollOptions(limits),
    multiple: checkField({ id: "poll-multiple", label: "Several answers", checked: false }),
    anonymous: checkField({
      id: "poll-anonymous",
      label: "Anonymous",
      help: "Nobody sees who voted for what.",
      checked: false,
    }),
    end: selectField({ id: "poll-end", label: "Closes", value: "", choices: ENDS }),
  };
  const { question, options, multiple, anonymous, end } = fields;
  // Sent again after an answer that was lost, it is still one poll.
  const client_id = makeUuid();
  openDialog({
    title: "New poll",
    body: [question.element, options.element, end.element, multiple.element, anonymous.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Send poll",
        kind: "primary",
        run: () => ask(context, conversationId, client_id, fields),
      },
    ],
  });
  question.input.focus();
}

/**
 * @typedef {Object} Fields
 * @property {import("./fields.js").Field<HTMLInputElement>} question
 * @property {PollOptions} options
 * @property {{input: HTMLInputElement}} multiple
 * @property {{input: HTMLInputElement}} anonymous
 * @property {import("./fields.js").Field<HTMLSelectElement>} end
 */

/**
 * @param {Context} context
 * @param {string} conversationId
 * @param {string} client_id
 * @param {Fields} fields
 * @returns {Promise<boolean>} whether it was sent
 */
async function ask({ api, store }, conversationId, client_id, fields) {
  const { question, options, multiple, anonymous, end } = fields;
  const body = question.input.value.trim();
  question.setError(body ? "" : "Ask something.");
  const complaint = options.check();
  if (!body) question.input.focus();
  else if (complaint) options.focusProblem();
  if (!body || complaint) return false;
  const seconds = Number(end.input.value);
  const poll = {
    options: options.texts(),
    multiple: multiple.input.checked,
    anonymous: anonymous.input.checked,
    closes_at: seconds ? new Date(serverNow() + seconds * 1000).toISOString() : null,
  };
  try {
    const sent = await sendPoll(api, conversationId, { client_id, body, poll });
    store.apply(messageAnswered, sent);
    return true;
  } catch (error) {
    if (!showRefusal(error, fields)) throw error;
    return false;
  }
}

/**
 * @param {unknown} error
 * @param {Fields} fields
 * @returns {boolean} whether it is said beside the field that it is about
 */
function showRefusal(error, { question, options }) {
  if (!(error instanceof ApiError)) return false;
  const { body, "poll.options": of } = error.errors;
  if (body) question.setError(body.join(" "));
  if (of) options.setError(of.join(" "));
  return Boolean(body || of);
}
