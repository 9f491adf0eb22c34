import { cutText } from "../lib/text.js";
import { DraftSync } from "../realtime/draft_sync.js";

const SHOWN_OF_THEIRS = 80;

/** The drafts of the composer: here, and on this person's other devices. */
export class ComposerDrafts {
  /**
   * @param {import("./context.js").Context} context
   * @param {(id: string) => void} onArrived a conversation's text came from another device
   */
  constructor(context, onArrived) {
    const { drafts, toasts } = context;
    this.drafts = drafts;
    const onConflict = (/** @type {string} */ id, /** @type {string} */ theirs) => {
      const use = () => {
        drafts.write(id, theirs);
        onArrived(id);
      };
      const text = `On another device you wrote: ${cutText(theirs, SHOWN_OF_THEIRS)}`;
      toasts.show(text, { action: { label: "Use that", run: use } });
    };
    this.sync = new DraftSync({ ...context, onArrived, onConflict });
  }

  /** @param {string} id */
  read(id) {
    return this.drafts.read(id);
  }

  /**
   * @param {string} id
   * @param {string} text
   */
  write(id, text) {
    this.drafts.write(id, text);
  }

  /**
   * The text was sent, or is left alone: the other devices get it at once.
   * @param {string} id
   */
  leave(id) {
    this.drafts.save();
    this.sync.push(id);
  }
}
