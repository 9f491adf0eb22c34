const READ_AFTER_MS = 1000;

/** Marks as read only what stayed in view for a second, in a focused tab. */
export class Reading {
  /**
   * @param {import("./context.js").Context} context
   * @param {() => number} lowestSeq seq of the lowest message in view; -1 with no view of them
   */
  constructor(context, lowestSeq) {
    this.context = context;
    this.lowestSeq = lowestSeq;
    /** @type {string | null} */
    this.conversationId = null;
    /** Marked as unread when it was opened: seeing it takes the mark away, a later one stays. */
    this.marked = false;
    this.timer = 0;
    window.addEventListener("focus", () => this.soon());
    document.addEventListener("visibilitychange", () => this.soon());
  }

  /** @param {import("../types.js").Conversation} conversation */
  opened({ id, marked_unread }) {
    this.conversationId = id;
    this.marked = marked_unread;
  }

  /** Something came into view. */
  soon() {
    const id = this.conversationId;
    const conversation = this.context.store.state.conversations[id ?? ""];
    if (this.timer || !conversation) return;
    const before = this.#seenSeq();
    const isMarked = this.marked && before >= 0;
    if (before <= conversation.last_read_seq && !isMarked) return;
    this.timer = Number(
      setTimeout(() => {
        this.timer = 0;
        const seq = Math.min(before, this.#seenSeq());
        if (seq >= 0 && this.conversationId === id) {
          this.context.live.watermarks.read(conversation.id, seq);
          if (this.marked) this.context.live.watermarks.unmark(conversation.id);
          this.marked = false;
        }
        this.soon();
      }, READ_AFTER_MS),
    );
  }

  #seenSeq() {
    const looking = document.visibilityState === "visible" && document.hasFocus();
    return looking ? this.lowestSeq() : -1;
  }
}
