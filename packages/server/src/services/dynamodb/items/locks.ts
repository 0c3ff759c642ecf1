/** Changes of one item come one after another: who wants it waits for those who came before. */

export type Release = () => void;

export class KeyedLocks {
  /** The end of each queue; a key that nobody holds is not there. */
  readonly #queues = new Map<string, Promise<void>>();

  /** One key. Answers at once, without a promise, where nobody holds it: nearly always. */
  take(key: string): Release | Promise<Release> {
    const before = this.#queues.get(key);
    let finish = (): void => {};
    const held = new Promise<void>((resolve) => (finish = resolve));
    this.#queues.set(key, held);
    const release = (): void => {
      if (this.#queues.get(key) === held) this.#queues.delete(key);
      finish();
    };
    return before === undefined ? release : before.then(() => release);
  }

  /** Several keys, taken in one order by everybody, so that no two wait for each other. */
  async takeAll(keys: readonly string[]): Promise<Release> {
    const releases: Release[] = [];
    for (const key of [...new Set(keys)].sort()) releases.push(await this.take(key));
    return () => {
      for (const release of releases) release();
    };
  }
}
