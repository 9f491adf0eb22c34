const KEY = "chatty.recent_emoji";
const KEPT = 24;
const AT_FIRST = ["👍", "❤️", "😂", "😮", "😢", "🎉", "🙏", "🔥"];

/** The emoji chosen last on this device, the newest first; some common ones until there are any. */
export class RecentEmoji {
  /** @param {Storage} storage */
  constructor(storage) {
    this.storage = storage;
  }

  /** @returns {string[]} */
  list() {
    const chosen = (this.storage.getItem(KEY) ?? "").split(" ").filter(Boolean);
    return [...chosen, ...AT_FIRST.filter((emoji) => !chosen.includes(emoji))].slice(0, KEPT);
  }

  /** @param {string} emoji */
  add(emoji) {
    const chosen = (this.storage.getItem(KEY) ?? "").split(" ").filter(Boolean);
    const next = [emoji, ...chosen.filter((other) => other !== emoji)].slice(0, KEPT);
    try {
      this.storage.setItem(KEY, next.join(" "));
    } catch {
      // A full or forbidden storage costs only this convenience.
    }
  }

  /** Signing out: nothing of this person stays. */
  clear() {
    this.storage.removeItem(KEY);
  }
}
