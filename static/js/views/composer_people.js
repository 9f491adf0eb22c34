/** @import {Conversation, State} from "../types.js" */
import { element } from "../lib/dom.js";

/** The list of what a sign in the composer may mean, people after "@" say: it comes when somebody is about to write. */
export class ComposerPeople {
  /**
   * @param {import("./context.js").Context} context
   * @param {import("./composer_field.js").ComposerField} field
   */
  constructor(context, field) {
    this.context = context;
    this.field = field;
    this.place = element("div", {});
    /** @type {string | null} */
    this.conversationId = null;
    field.text.addEventListener("focus", () => this.#load());
    field.text.addEventListener("input", () => /[@#:]/.test(field.text.value) && this.#load());
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
    const { later, store } = this.context;
    const { MentionBox, MentionSearch } = later.loaded.get("mentions");
    const box = this.field.offerPeople(MentionBox);
    new MentionSearch(this.context, box);
    this.place.replaceWith(box.element);
    const conversation = store.state.conversations[this.conversationId ?? ""];
    if (conversation) box.setPeople(store.state, conversation);
  }
}
