/** @import {Conversation} from "../types.js" */
import { changesBetween, collide, merge } from "../lib/three_way.js";
import { conversationFetched } from "../store/catchup.js";
import { Conflict, currentIn } from "./conflict.js";
import { openDialog } from "./dialog.js";
import { textAreaField, textField } from "./fields.js";
import { attempt, hasText } from "./start_dialog.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {{title: string, topic: string}} Values */

/**
 * The name of a channel and what it is about. What others change meanwhile stays as they set it.
 * @param {Context} context
 * @param {Conversation} channel
 */
export function openEditChannelDialog(context, channel) {
  new ChannelEdit(context, channel);
}

class ChannelEdit {
  /**
   * @param {Context} context
   * @param {Conversation} channel
   */
  constructor(context, channel) {
    this.context = context;
    /** As it was when the form was filled in. */
    this.base = channel;
    this.title = textField({ id: "channel-title", label: "Name", maxlength: 128 });
    this.topic = textAreaField({
      id: "channel-topic",
      label: "What it is about",
      maxlength: 1024,
    });
    this.#fill(valuesOf(channel));
    this.conflict = new Conflict();
    const { dialog } = openDialog({
      title: "Edit channel",
      body: [this.title.element, this.topic.element, this.conflict.element],
      actions: [
        { label: "Cancel", kind: "secondary" },
        { label: "Save", kind: "primary", run: () => this.#save() },
      ],
    });
    this.form = dialog.querySelector("form");
  }

  /** @param {Values} values */
  #fill({ title, topic }) {
    this.title.input.value = title;
    this.topic.input.value = topic;
  }

  /** @returns {Promise<boolean>} false: not saved, and the dialog says why */
  async #save() {
    const { base, title, topic } = this;
    title.setError("");
    topic.setError("");
    this.conflict.hide();
    if (!hasText(title, "Give the channel a name.")) return false;
    const mine = { title: title.input.value.trim(), topic: topic.input.value.trim() };
    const changes = changesBetween(valuesOf(base), mine);
    if (Object.keys(changes).length === 0) return true;
    const { api, store } = this.context;
    try {
      const body = { ...changes, version: base.version };
      const saved = await attempt(() => api.patchConversation(base.id, body), { title, topic });
      if (saved) store.apply(conversationFetched, saved);
      return saved !== null;
    } catch (error) {
      const current = currentIn(error, base);
      if (!current) throw error;
      return this.#meet(current, mine);
    }
  }

  /**
   * Somebody else was first: what they left alone is saved after all, for the rest one is asked.
   * @param {Conversation} current
   * @param {Values} mine
   * @returns {boolean | Promise<boolean>}
   */
  #meet(current, mine) {
    const former = valuesOf(this.base);
    const theirs = valuesOf(current);
    const keep = () => {
      this.base = current;
      this.#fill(merge(former, mine, theirs));
    };
    if (!collide(former, mine, theirs)) {
      keep();
      return this.#save();
    }
    const take = () => {
      this.base = current;
      this.#fill(theirs);
      this.title.input.focus();
    };
    const saveMine = () => {
      keep();
      this.form?.requestSubmit();
    };
    const lines = /** @type {[string, string][]} */ ([
      ["Name", theirs.title],
      ["What it is about", theirs.topic],
    ]);
    this.conflict.show(lines, { take, keep: saveMine });
    return false;
  }
}

/**
 * @param {Conversation} channel
 * @returns {Values}
 */
function valuesOf({ title, topic }) {
  return { title: title ?? "", topic: topic ?? "" };
}
