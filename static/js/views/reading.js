const READ_AFTER_MS = 1000;

/** Marks as read only what stayed in view for a second, in a focused tab. */
export class Reading {
  /**
   * @param {import("./context.js").Context} context
   * @param {() => number} lowestSeq seq of the lowest message in view
   */
  constructor(context, lowestSeq) {
    this.context = context;
    this.lowestSeq = lowestSeq;
    /** @type {string | null} */
    this.conversationId = null;
    this.timer = 0;
    window.addEventListener("focus", () => this.soon());
    document.addEventListener("visibilitychange", () => this.soon());
  }

  /** Something came into view. */
  soon() {
    const id = this.conversationId;
    const conversation = this.context.store.state.conversations[id ?? ""];
    if (this.timer || !conversation) return;
    const before = this.#seenSeq();
    if (before <= conversation.last_read_seq) return;
    this.timer = Number(
      setTimeout(() => {
        this.timer = 0;
        const seq = Math.min(before, this.#seenSeq());
        if (seq > 0 && this.conversationId === id) {
          this.context.live.watermarks.read(conversation.id, seq);
        }
        this.soon();
      }, READ_AFTER_MS),
    );
  }

  #seenSeq() {
    const looking = document.visibilityState === "visible" && document.hasFocus();
    return looking ? this.lowestSeq() : 0;
  }
}
