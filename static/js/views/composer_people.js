/** @import {Conversation, State} from "../types.js" */
import { element } from "../lib/dom.js";

/** The list of what a sign in the composer may mean, people after "@" say: it comes when somebody is about to write. */
export class ComposerPeople {
  /**
   * @param {import("./context.js").Context} context
   * @param {import("./composer_field.js").ComposerField} field
   * @param {import("./composer.js").Composer | null} composer that knows commands
   */
  constructor(context, field, composer) {
    this.context = context;
    this.field = field;
    this.composer = composer;
    this.place = element("div", {});
    /** @type {string | null} */
    this.conversationId = null;
    field.text.addEventListener("focus", () => this.#load());
    field.text.addEventListener("input", () => /[@#:/]/.test(field.text.value) && this.#load());
  }

  /**
   * @param {State} state
   * @param {Conversation} conversation
   */
  update(state, conversation) {
    this.conversationId = conversation.id;
    this.field.mentions?.setPeople(state, conversation);
  }

  /** What cannot be had now is asked for again with the next sign. */
  #load() {
    if (this.field.mentions) return;
    this.context.later.load("mentions").then(
      () => this.#arrived(),
      () => undefined,
    );
  }

  #arrived() {
    if (this.field.mentions) return;
    const { composer, context } = this;
    const { later, store } = context;
    const { MentionBox, MentionSearch, commandChoices } = later.loaded.get("mentions");
    const box = this.field.offerPeople(MentionBox);
    new MentionSearch(context, box);
    if (composer) box.commands = (query) => commandChoices(context, composer, query);
    this.place.replaceWith(box.element);
    const conversation = store.state.conversations[this.conversationId ?? ""];
    if (conversation) box.setPeople(store.state, conversation);
  }
}
