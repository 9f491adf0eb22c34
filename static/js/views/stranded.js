/** @import {State} from "../types.js" */
import { strandedDropped, strandedSends } from "../store/pending.js";

/** What was written to a chat that is gone since: said once, with the text, and let go of then. */
export class Stranded {
  /** @param {import("./context.js").Context} context */
  constructor(context) {
    this.context = context;
    /** @type {unknown[]} */
    this.seen = [];
    this.telling = false;
  }

  /** @param {State} state */
  update(state) {
    const { order, pending, booted, connection, resync } = state;
    const seen = [order.length, pending];
    // What is not known yet may only be on its way.
    if (!booted || connection.status !== "open" || resync || this.telling) return;
    if (seen.every((value, at) => value === this.seen[at])) return;
    this.seen = seen;
    const found = this.#find(state);
    if (found.length > 0) this.#tell(found);
  }

  /**
   * @param {State} state
   * @returns {{text: string, forget: () => void}[]}
   */
  #find(state) {
    const { drafts, edits, store } = this.context;
    const isGone = (/** @type {string} */ id) => !state.conversations[id] && !state.missing[id];
    return [
      ...strandedSends(state).map(({ body, client_id }) => ({
        text: body,
        forget: () => store.apply(strandedDropped, client_id),
      })),
      ...drafts
        .all()
        .filter(isGone)
        .map((id) => ({
          text: drafts.read(id),
          forget: () => drafts.forget(id),
        })),
      ...edits
        .changed()
        .filter(isGone)
        .map((id) => ({
          text: edits.read(id)?.text ?? "",
          forget: () => edits.forget(id),
        })),
    ];
  }

  /** @param {{text: string, forget: () => void}[]} found */
  async #tell(found) {
    this.telling = true;
    const texts = found.map(({ text }) => text).filter((text) => text.trim() !== "");
    const forget = () => {
      this.telling = false;
      for (const one of found) one.forget();
    };
    if (texts.length === 0) {
      forget();
      return;
    }
    let told = false;
    await this.context.later.use("strandedDialog", ({ openStrandedDialog }) => {
      told = true;
      // A retry comes here too.
      this.telling = true;
      openStrandedDialog(this.context, texts, forget);
    });
    // It could not be loaded, or something else was wanted meanwhile: what was written stays here,
    // and is said when the next change of chats or messages makes us look again.
    if (!told) this.telling = false;
  }
}
