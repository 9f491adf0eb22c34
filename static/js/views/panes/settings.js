/** @import {Conversation, State} from "../../types.js" */
import { explain } from "../../api/errors.js";
import { element, setText } from "../../lib/dom.js";
import { formatDuration } from "../../lib/durations.js";
import { changesBetween, collide, merge } from "../../lib/three_way.js";
import { conversationLoaded } from "../../store/conversations.js";
import { isOffered } from "../../store/features.js";
import { kindOf } from "../../store/posting.js";
import { Conflict, currentIn } from "../conflict.js";
import { checkField, selectField, showFieldErrors, textAreaField, textField } from "../fields.js";
import { archiveForAll, deleteForAll, unarchiveForAll } from "./for_all.js";
import { LifeFields, lifeSettingsOf, lifeValuesOf, lifeWords, offerFades } from "./life_fields.js";
import { paneRow, paneSection } from "./parts.js";

const SLOW_MODES = [10, 30, 60, 300, 900, 3600];

/** @typedef {{title: string, topic: string, slow: string, history: boolean, forwards: boolean} & import("./life_fields.js").LifeValues} Values */

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
    this.forwards = checkField({
      id: "settings-forwards",
      label: "Messages can be forwarded to other chats",
      checked: true,
    });
    this.life = new LifeFields();
    this.status = element("p", { class: "help", role: "status" });
    this.error = element("p", { class: "form-error", role: "alert" });
    this.conflict = new Conflict();
    this.save = element("button", { type: "submit", class: "button button-primary" }, "Save");
    this.form = element(
      "form",
      { class: "pane-form", novalidate: true },
      this.name.element,
      this.topic.element,
      this.slow.element,
      this.history.element,
      this.forwards.element,
      ...this.life.elements,
      this.conflict.element,
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
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    const manage = conversation.space_id ? "manage_channels" : "manage_conversation";
    const may = conversation.permissions.includes(manage);
    const closed = !may || conversation.type === "DM";
    this.form.hidden = closed || conversation.archived_at !== null;
    // Nothing typed here yet: what others set meanwhile shows at once.
    if (this.base && this.base !== conversation && this.#unchanged()) this.#fill(conversation);
    const fades = String(this.base?.settings?.disappear_after_seconds ?? 0);
    offerFades(this.life.fades, fades, isOffered(state, "disappearing", conversation.space_id));
    this.#drawClosing(conversation, closed);
  }

  /**
   * @param {Conversation} conversation
   * @param {Values} [values] others than what it says
   */
  #fill(conversation, { title, topic, slow, history, forwards, ...life } = valuesOf(conversation)) {
    this.base = conversation;
    this.name.input.value = title;
    this.topic.input.value = topic;
    this.slow.input.value = slow;
    this.history.input.checked = history;
    this.forwards.input.checked = forwards;
    this.life.fill(life);
    for (const field of [this.name, this.topic, this.slow]) field.setError("");
    this.conflict.hide();
    setText(this.error, "");
  }

  /** @returns {Values} */
  #values() {
    return {
      title: this.name.input.value.trim(),
      topic: this.topic.input.value.trim(),
      slow: this.slow.input.value,
      history: this.history.input.checked,
      forwards: this.forwards.input.checked,
      ...this.life.values(),
    };
  }

  #unchanged() {
    const { base } = this;
    return (
      base !== null && Object.keys(changesBetween(valuesOf(base), this.#values())).length === 0
    );
  }

  async #submit() {
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
      const body = { ...bodyOf(changesBetween(valuesOf(base), values)), version: base.version };
      const changed = await this.context.api.patchConversation(base.id, body);
      this.context.store.apply(conversationLoaded, changed);
      if (this.base?.id === base.id) this.#fill(changed);
      setText(this.status, "Saved.");
    } catch (error) {
      const current = currentIn(error, base);
      if (current) this.#meet(current, base, values);
      else this.#refused(error);
    } finally {
      this.save.disabled = false;
    }
  }

  /** @param {unknown} error */
  #refused(error) {
    const fields = { title: this.name, topic: this.topic, settings: this.slow };
    if (!showFieldErrors(error, fields)) setText(this.error, explain(error));
  }

  /**
   * Somebody else was first: what they left alone is saved after all, for the rest one is asked.
   * @param {Conversation} current
   * @param {Conversation} base
   * @param {Values} mine
   */
  #meet(current, base, mine) {
    if (this.base?.id !== base.id) return;
    const former = valuesOf(base);
    const theirs = valuesOf(current);
    const keep = () => {
      this.#fill(current, merge(former, mine, theirs));
      // Not before this answer is dealt with.
      queueMicrotask(() => this.#submit());
    };
    if (!collide(former, mine, theirs)) {
      keep();
      return;
    }
    const take = () => {
      this.#fill(current);
      this.name.input.focus();
    };
    const lines = /** @type {[string, string][]} */ ([
      ["Name", theirs.title],
      ["Topic", theirs.topic],
      ["Slow mode", theirs.slow === "0" ? "Off" : formatDuration(Number(theirs.slow))],
      ...lifeWords(theirs),
    ]);
    this.conflict.show(lines, { take, keep });
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
    forwards: settings?.allow_forwards ?? true,
    ...lifeValuesOf(settings),
  };
}

/**
 * @param {Partial<Values>} changes
 * @returns {Parameters<import("../../api/chat.js").ChatApi["patchConversation"]>[1]} for the server
 */
function bodyOf({ slow, history, forwards, edits, seenBy, fades, kept, ...changes }) {
  const settings = lifeSettingsOf({ edits, seenBy, fades, kept });
  if (slow !== undefined) settings.slow_mode_seconds = Number(slow);
  if (history !== undefined) settings.history_for_newcomers = history;
  if (forwards !== undefined) settings.allow_forwards = forwards;
  return { ...changes, ...(Object.keys(settings).length > 0 ? { settings } : {}) };
}
