// A browser's storage for tests: its keys are its own properties, as in a browser.
export class FakeStorage {
  #full = false;

  fill() {
    this.#full = true;
  }

  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }

  setItem(key, value) {
    if (this.#full) throw new Error("QuotaExceededError");
    this[key] = String(value);
  }

  removeItem(key) {
    delete this[key];
  }
}
