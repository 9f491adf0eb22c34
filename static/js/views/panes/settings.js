/** @import {Conversation, State} from "../../types.js" */
import { ApiError, explain } from "../../api/errors.js";
import { element, setText } from "../../lib/dom.js";
import { formatDuration } from "../../lib/durations.js";
import { conversationLoaded } from "../../store/conversations.js";
import { kindOf } from "../../store/posting.js";
import { checkField, selectField, showFieldErrors, textAreaField, textField } from "../fields.js";
import { archiveForAll, deleteForAll, unarchiveForAll } from "./for_all.js";
import { paneRow, paneSection } from "./parts.js";

const SLOW_MODES = [10, 30, 60, 300, 900, 3600];

/** @typedef {{title: string, topic: string, slow: string, history: boolean}} Values */

/** What can be set about a conversation for everyone in it. */
export class SettingsContent {
  /** @param {import("../context.js").Context} context */
  constructor(context) {
    this.context = context;
    /** @type {Conversation | null} as it was when the form was filled in */
    this.base = null;
    this.name = textField({ id: "settings-title", label: "Name" });
    this.topic = textAreaField({
      id: "settings-topic",
      label: "Topic",
      help: "What it is about. Everyone in it sees this.",
    });
    this.slow = selectField({
      id: "settings-slow",
      label: "Slow mode",
      help: "How long people wait between two messages. Moderators don't.",
      value: "0",
      choices: [
        ["0", "Off"],
        ...SLOW_MODES.map(
          (seconds) => /** @type {[string, string]} */ ([String(seconds), formatDuration(seconds)]),
        ),
      ],
    });
    this.history = checkField({
      id: "settings-history",
      label: "Newcomers read what was said before",
      checked: true,
    });
    this.status = element("p", { class: "help", role: "status" });
    this.error = element("p", { class: "form-error", role: "alert" });
    this.conflict = element("div", { class: "pane-conflict", role: "alert", hidden: true });
    this.save = element("button", { type: "submit", class: "button button-primary" }, "Save");
    this.form = element(
      "form",
      { class: "pane-form", novalidate: true },
      this.name.element,
      this.topic.element,
      this.slow.element,
      this.history.element,
      this.conflict,
      this.error,
      this.save,
      this.status,
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.closing = element("div", {});
    this.element = element("div", { class: "details-content" }, this.form, this.closing);
    this.closingOf = "";
  }

  /** @param {Conversation} conversation */
  title(conversation) {
    return conversation.type === "CHANNEL" ? "Channel settings" : "Group settings";
  }

  /** @param {Conversation} conversation */
  open(conversation) {
    this.base = null;
    this.#fill(conversation);
    setText(this.status, "");
  }

  /**
   * @param {State} _state
   * @param {Conversation} conversation
   */
  update(_state, conversation) {
    const manage = conversation.space_id ? "manage_channels" : "manage_conversation";
    const may = conversation.permissions.includes(manage);
    const closed = !may || conversation.type === "DM";
    this.form.hidden = closed || conversation.archived_at !== null;
    // Nothing typed here yet: what others set meanwhile shows at once.
    if (this.base && this.base !== conversation && this.#unchanged()) this.#fill(conversation);
    this.#drawClosing(conversation, closed);
  }

  /** @param {Conversation} conversation */
  #fill(conversation) {
    this.base = conversation;
    const { title, topic, slow, history } = valuesOf(conversation);
    this.name.input.value = title;
    this.topic.input.value = topic;
    this.slow.input.value = slow;
    this.history.input.checked = history;
    for (const field of [this.name, this.topic, this.slow]) field.setError("");
    this.conflict.hidden = true;
    setText(this.error, "");
  }

  /** @returns {Values} */
  #values() {
    return {
      title: this.name.input.value.trim(),
      topic: this.topic.input.value.trim(),
      slow: this.slow.input.value,
      history: this.history.input.checked,
    };
  }

  #unchanged() {
    return this.base !== null && sameValues(this.#values(), valuesOf(this.base));
  }

  /** @param {number} [version] to be replaced; without it the one that the form was filled from */
  async #submit(version) {
    const { base } = this;
    if (!base || this.save.disabled) return;
    const values = this.#values();
    for (const field of [this.name, this.topic, this.slow]) field.setError("");
    setText(this.error, "");
    setText(this.status, "");
    if (!values.title) {
      this.name.setError(`Give the ${kindOf(base)} a name.`);
      this.name.input.focus();
      return;
    }
    this.save.disabled = true;
    try {
      const body = { ...changesBetween(valuesOf(base), values), version: version ?? base.version };
      const changed = await this.context.api.patchConversation(base.id, body);
      this.context.store.apply(conversationLoaded, changed);
      if (this.base?.id === base.id) this.#fill(changed);
      setText(this.status, "Saved.");
    } catch (error) {
      this.#refused(error, base);
    } finally {
      this.save.disabled = false;
    }
  }

  /**
   * @param {unknown} error
   * @param {Conversation} base
   */
  #refused(error, base) {
    if (error instanceof ApiError && error.code === "version_conflict" && error.current) {
      this.#showConflict({ ...base, ...error.current });
      return;
    }
    const fields = { title: this.name, topic: this.topic, settings: this.slow };
    if (!showFieldErrors(error, fields)) setText(this.error, explain(error));
  }

  /**
   * Somebody else saved first: theirs is shown, ours is still in the form.
   * @param {Conversation} current
   */
  #showConflict(current) {
    const theirs = valuesOf(current);
    const line = (/** @type {string} */ label, /** @type {string} */ value) =>
      element(
        "p",
        {},
        element("strong", {}, `${label}: `),
        element("span", { dir: "auto" }, value || "empty"),
      );
    const keep = () => {
      this.conflict.hidden = true;
      this.base = current;
      this.#submit(current.version);
    };
    const take = () => {
      this.#fill(current);
      this.name.input.focus();
    };
    const button = (/** @type {string} */ label, /** @type {() => void} */ onclick) =>
      element("button", { type: "button", class: "button", onclick }, label);
    this.conflict.replaceChildren(
      element("p", {}, "Somebody else changed this while you were at it. Now it says:"),
      line("Name", theirs.title),
      line("Topic", theirs.topic),
      line("Slow mode", theirs.slow === "0" ? "Off" : formatDuration(Number(theirs.slow))),
      element(
        "div",
        { class: "dialog-actions" },
        button("Use theirs", take),
        button("Save mine", keep),
      ),
    );
    this.conflict.hidden = false;
    this.conflict.querySelector("button")?.focus();
  }

  /**
   * @param {Conversation} conversation
   * @param {boolean} closed
   */
  #drawClosing(conversation, closed) {
    const { context } = this;
    const { archived_at, id, role } = conversation;
    const key = `${id} ${archived_at} ${role} ${closed}`;
    if (key === this.closingOf) return;
    this.closingOf = key;
    const kind = kindOf(conversation);
    if (closed) {
      this.closing.replaceChildren(
        element("p", { class: "help" }, `Only those who run this ${kind} change its settings.`),
      );
      return;
    }
    const archive = archived_at
      ? paneRow({
          icon: "archive-restore",
          label: `Unarchive this ${kind}`,
          run: () => unarchiveForAll(context, conversation),
        })
      : paneRow({
          icon: "archive",
          label: "Archive for everyone",
          run: () => archiveForAll(context, conversation),
        });
    const remove =
      role === "OWNER" &&
      paneRow({
        icon: "trash-2",
        label: `Delete this ${kind}`,
        danger: true,
        run: () => deleteForAll(context, conversation),
      });
    this.closing.replaceChildren(paneSection("For everyone", archive, remove));
  }
}

/**
 * @param {Conversation} conversation
 * @returns {Values}
 */
function valuesOf({ title, topic, settings }) {
  return {
    title: title ?? "",
    topic: topic ?? "",
    slow: String(settings?.slow_mode_seconds ?? 0),
    history: settings?.history_for_newcomers ?? true,
  };
}

/**
 * @param {Values} a
 * @param {Values} b
 */
function sameValues(a, b) {
  return a.title === b.title && a.topic === b.topic && a.slow === b.slow && a.history === b.history;
}

/**
 * Only what was changed here: the rest stays as others set it.
 * @param {Values} before
 * @param {Values} after
 */
function changesBetween(before, after) {
  /** @type {Partial<import("../../types.js").ConversationSettings>} */
  const settings = {};
  if (after.slow !== before.slow) settings.slow_mode_seconds = Number(after.slow);
  if (after.history !== before.history) settings.history_for_newcomers = after.history;
  return {
    ...(after.title === before.title ? {} : { title: after.title }),
    ...(after.topic === before.topic ? {} : { topic: after.topic }),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  };
}
