/** @import {Conversation, User} from "../types.js" */
import { isolated } from "../lib/text.js";
import { conversationFetched } from "../store/catchup.js";
import { notAddedReasons } from "../store/people.js";
import { openDialog } from "./dialog.js";
import { showFieldErrors, textAreaField, textField } from "./fields.js";
import { NobodyThere, PeopleField } from "./people_field.js";

/** @typedef {import("./context.js").Context} Context */

/**
 * "New chat" with one person, "New group" with some, "New channel" that one writes for many.
 * @param {Context} context
 * @param {"chat" | "group" | "channel"} kind
 */
export function openStartDialog(context, kind) {
  if (kind === "chat") openChatDialog(context);
  else if (kind === "group") openGroupDialog(context);
  else openChannelDialog(context);
}

/** @param {Context} context */
function openChatDialog(context) {
  const person = new PeopleField(context, {
    id: "start-people",
    label: "Username",
    help: "Exactly as they told you, for example noor.haddad, or somebody you know.",
    several: false,
    onChosen: () => person.input.form?.requestSubmit(),
  });
  openDialog({
    title: "New chat",
    body: [person.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Start chat",
        kind: "primary",
        run: async () => {
          const people = await choose(person);
          if (!people) return false;
          const one = people[0];
          if (one) return show(context, await context.api.startChat(one.id));
          person.setError("Enter a username.");
          return false;
        },
      },
    ],
  });
}

/** @param {Context} context */
function openGroupDialog(context) {
  const title = textField({ id: "start-title", label: "Group name" });
  const people = new PeopleField(context, {
    id: "start-people",
    label: "People",
    help: "Usernames, or people you know. You can invite more later.",
    several: true,
  });
  openDialog({
    title: "New group",
    body: [title.element, people.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Create group",
        kind: "primary",
        run: async () => {
          title.setError("");
          const users = await choose(people);
          if (!users || !hasText(title, "Give the group a name.")) return false;
          const ids = users.map(({ id }) => id);
          const make = () => context.api.startGroup(title.input.value.trim(), ids);
          const answer = await attempt(make, { title });
          if (!answer) return false;
          const { not_added = [], ...conversation } = answer;
          tellNotAdded(context, users, not_added);
          return show(context, conversation);
        },
      },
    ],
  });
}

/** @param {Context} context */
function openChannelDialog(context) {
  const title = textField({ id: "start-title", label: "Channel name" });
  const topic = textAreaField({
    id: "start-topic",
    label: "What it is about",
    help: "Shown to everyone who reads it. You can change it later.",
  });
  openDialog({
    title: "New channel",
    text: "You and those you make admins write, everybody else reads.",
    body: [title.element, topic.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Create channel",
        kind: "primary",
        run: async () => {
          title.setError("");
          topic.setError("");
          if (!hasText(title, "Give the channel a name.")) return false;
          const { api } = context;
          const make = () => api.startChannel(title.input.value.trim(), topic.input.value.trim());
          const conversation = await attempt(make, { title, topic });
          return conversation ? show(context, conversation) : false;
        },
      },
    ],
  });
}

/**
 * @param {PeopleField} field
 * @returns {Promise<User[] | null>} null: somebody named is not there, and the field says so
 */
export async function choose(field) {
  try {
    return await field.people();
  } catch (error) {
    if (!(error instanceof NobodyThere)) throw error;
    field.setError(error.message);
    field.input.focus();
    return null;
  }
}

/**
 * Whether something was written; else the field says what it wants.
 * @param {import("./fields.js").Field<HTMLInputElement>} field
 * @param {string} complaint
 * @returns {boolean}
 */
export function hasText(field, complaint) {
  if (field.input.value.trim()) return true;
  field.setError(complaint);
  field.input.focus();
  return false;
}

/**
 * @template T
 * @param {() => Promise<T>} call
 * @param {Record<string, import("./fields.js").Field<any>>} fields
 * @returns {Promise<T | null>} null: refused, and the fields say why
 */
export async function attempt(call, fields) {
  try {
    return await call();
  } catch (error) {
    if (!showFieldErrors(error, fields)) throw error;
    return null;
  }
}

/**
 * Names those who could not be added, each with the reason.
 * @param {Context} context
 * @param {User[]} asked
 * @param {{user_id: string, code: string}[]} notAdded
 */
export function tellNotAdded({ toasts }, asked, notAdded) {
  if (notAdded.length === 0) return;
  const nameOf = (/** @type {string} */ userId) => {
    const user = asked.find(({ id }) => id === userId);
    return isolated(user?.display_name || user?.username || "Somebody");
  };
  toasts.show(notAddedReasons(notAdded, nameOf).join(" "), { tone: "error" });
}

/**
 * @param {Context} context
 * @param {Conversation} conversation
 */
function show({ store, router }, conversation) {
  store.apply(conversationFetched, conversation);
  // The dialog gives the keyboard back when it closes; the chat takes it after that.
  setTimeout(() => router.open(conversation.id));
}
