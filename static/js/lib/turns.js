/** Lets tasks of one kind run one after the other, each whether or not the one before it failed. */
export class Turns {
  constructor() {
    /** @type {Map<string, Promise<any>>} the last task of each kind */
    this.last = new Map();
    /** @type {Map<string, () => Promise<any>>} the one that takes the place of those before it */
    this.waiting = new Map();
  }

  /**
   * @template T
   * @param {string} key
   * @param {() => Promise<T>} task
   * @returns {Promise<T>}
   */
  async take(key, task) {
    const before = this.last.get(key);
    const turn = before ? before.then(task, task) : task();
    this.last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.last.get(key) === turn) this.last.delete(key);
    }
  }

  /**
   * The same for tasks of which the last says all that those before it do: they need not run.
   * @template T
   * @param {string} key
   * @param {() => Promise<T>} task
   * @returns {Promise<T | null>} null: a later one took its place
   */
  takeLast(key, task) {
    this.waiting.set(key, task);
    return this.take(key, async () => {
      if (this.waiting.get(key) !== task) return null;
      this.waiting.delete(key);
      return task();
    });
  }

  /**
   * Whether one waits for its turn that says all.
   * @param {string} key
   */
  isAwaited(key) {
    return this.waiting.has(key);
  }
}
