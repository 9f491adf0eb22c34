/** The dialogs of spaces that people type into: always at hand. */

/** @import {Category, Conversation, Space} from "../types.js" */
import { element } from "../lib/dom.js";
import { Conflict, currentIn } from "./conflict.js";
import { openDialog } from "./dialog.js";
import { checkField, fieldOf, selectField, textAreaField, textField } from "./fields.js";
import { enterSpace } from "./space_actions.js";
import { attempt, hasText } from "./start_dialog.js";

/** @typedef {import("./context.js").Context} Context */

/** @type {[value: string, label: string][]} */
const KINDS = [
  ["text", "Text"],
  ["announcement", "Announcements: few write, everyone reads"],
  ["voice", "Voice room: a place kept until calls are here"],
];
/** More is no template of ours, and the server would not take it. */
const TEMPLATE_BYTES = 1_000_000;

/** @param {Context} context */
export function openCreateSpaceDialog(context) {
  const name = textField({ id: "space-name", label: "Name of the space", maxlength: 128 });
  const description = textAreaField({
    id: "space-description",
    label: "What it is for",
    help: "Shown to those who may join.",
    maxlength: 1024,
  });
  const file = element("input", {
    class: "input input-file",
    type: "file",
    accept: "application/json,.json",
  });
  const template = fieldOf(
    {
      id: "space-template",
      label: "Template (optional)",
      help: "A file with the roles and channels of another space, from its settings.",
    },
    file,
  );
  openDialog({
    title: "New space",
    text: "A place of its own, with channels and roles. You own it.",
    body: [name.element, description.element, template.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Create space",
        kind: "primary",
        run: async () => {
          name.setError("");
          template.setError("");
          if (!hasText(name, "Give the space a name.")) return false;
          const read = await readTemplate(file.files?.[0]);
          template.setError(read.complaint);
          if (read.complaint) return false;
          const body = {
            name: name.input.value.trim(),
            description: description.input.value.trim(),
            ...(read.template === undefined ? {} : { template: read.template }),
          };
          const make = () => context.api.spaces.create(body);
          const made = await attempt(make, { name, description, template });
          if (!made) return false;
          enterSpace(context, made);
          return true;
        },
      },
    ],
  });
}

/**
 * @param {File | undefined} file
 * @returns {Promise<{template?: unknown, complaint: string}>}
 */
async function readTemplate(file) {
  if (!file) return { complaint: "" };
  if (file.size > TEMPLATE_BYTES) return { complaint: "This file is too large for a template." };
  try {
    return { template: JSON.parse(await file.text()), complaint: "" };
  } catch {
    return { complaint: "This file is no template of a space." };
  }
}

/**
 * @param {Context} context
 * @param {Space} space
 * @param {string | null} categoryId under which it stands
 */
export function openChannelDialog(context, space, categoryId) {
  const title = textField({ id: "channel-title", label: "Name", maxlength: 128 });
  const topic = textField({
    id: "channel-topic",
    label: "What it is about",
    help: "Shown beside its name.",
    maxlength: 1024,
  });
  const kind = selectField({ id: "channel-kind", label: "Kind", value: "text", choices: KINDS });
  const category = categoryField(space, categoryId);
  const hidden = checkField({
    id: "channel-private",
    label: "Private",
    help: "Only your highest role sees it, until its permissions say more.",
    checked: false,
  });
  openDialog({
    title: "New channel",
    body: [title.element, topic.element, kind.element, category.element, hidden.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Create channel",
        kind: "primary",
        run: async () => {
          title.setError("");
          topic.setError("");
          if (!hasText(title, "Give the channel a name.")) return false;
          const body = {
            title: title.input.value.trim(),
            topic: topic.input.value.trim(),
            channel_kind: kind.input.value,
            category_id: category.input.value || null,
            private: hidden.input.checked,
          };
          const make = () => context.api.spaces.createChannel(space.id, body);
          const fields = { title, topic, channel_kind: kind, category_id: category };
          const channel = await attempt(make, fields);
          if (!channel) return false;
          await showChannel(context, space, channel);
          return true;
        },
      },
    ],
  });
}

/**
 * @param {Space} space
 * @param {string | null} chosen
 */
function categoryField(space, chosen) {
  const categories = space.categories.toSorted((a, b) => a.position - b.position);
  return selectField({
    id: "channel-category",
    label: "Category",
    value: chosen ?? "",
    choices: [["", "None"], ...categories.map(one)],
  });
}

/** @param {Category} category @returns {[string, string]} */
function one({ id, title }) {
  return [id, title];
}

/**
 * @param {Context} context
 * @param {Space} space
 * @param {Conversation} channel
 */
async function showChannel({ live, router, store }, space, channel) {
  await live.keeper.spaces.refresh(space.id);
  // The dialog gives the keyboard back when it closes; the channel takes it after that.
  if (store.state.conversations[channel.id]) setTimeout(() => router.open(channel.id));
}

/**
 * @param {Context} context
 * @param {Space} space
 * @param {Category | null} category null: a new one
 */
export function openCategoryDialog({ api, live }, space, category) {
  const title = textField({
    id: "category-title",
    label: "Name",
    value: category?.title ?? "",
    maxlength: 128,
  });
  const conflict = new Conflict();
  let base = category;
  /** @param {Category} current somebody else was first: one is asked */
  const meet = (current) => {
    const keep = () => {
      base = current;
      dialog.querySelector("form")?.requestSubmit();
    };
    const take = () => {
      base = current;
      title.input.value = current.title;
      title.input.focus();
    };
    conflict.show([["Name", current.title]], { take, keep });
    return false;
  };
  const { dialog } = openDialog({
    title: category ? "Rename category" : "New category",
    body: [title.element, conflict.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: category ? "Rename" : "Create category",
        kind: "primary",
        run: async () => {
          title.setError("");
          conflict.hide();
          if (!hasText(title, "Give the category a name.")) return false;
          const name = title.input.value.trim();
          const save = () =>
            base
              ? api.spaces.renameCategory(space.id, base.id, name, base.version)
              : api.spaces.createCategory(space.id, name);
          try {
            if (!(await attempt(save, { title }))) return false;
          } catch (error) {
            const current = base && currentIn(error, base);
            if (!current) throw error;
            return meet(current);
          }
          await live.keeper.spaces.refresh(space.id);
          return true;
        },
      },
    ],
  });
}

/**
 * @param {Context} context
 * @param {Space} space
 */
export function openNicknameDialog({ api, live, store }, space) {
  const { me } = store.state;
  const nickname = textField({
    id: "space-nickname",
    label: "Nickname",
    help: `Only in this space. Empty: ${me.display_name || me.username}.`,
    value: space.nickname ?? "",
    maxlength: 64,
  });
  openDialog({
    title: "Your nickname",
    body: [nickname.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Save",
        kind: "primary",
        run: async () => {
          nickname.setError("");
          const name = nickname.input.value.trim();
          const save = () => api.spaces.setNickname(space.id, name || null);
          if (!(await attempt(save, { nickname }))) return false;
          await live.keeper.spaces.refresh(space.id);
          return true;
        },
      },
    ],
  });
}
