const KEY = "chatty.skin_tone";

/** The colour of skin that a person gives to emoji on this device; empty: the plain yellow. */
export class SkinTone {
  /** @param {Storage} storage */
  constructor(storage) {
    this.storage = storage;
  }

  /** @returns {string} */
  get() {
    return this.storage.getItem(KEY) ?? "";
  }

  /** @param {string} tone */
  set(tone) {
    try {
      if (tone) this.storage.setItem(KEY, tone);
      else this.storage.removeItem(KEY);
    } catch {
      // A full or forbidden storage costs only this convenience.
    }
  }
}
