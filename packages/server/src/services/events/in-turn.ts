/** One change of one thing at a time; changes of different things do not wait for one another. */

export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` after all that was given for that key before; answers or rejects as it does. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
