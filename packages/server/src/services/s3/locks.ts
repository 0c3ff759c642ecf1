/** One thing at a time for each name; other names do not wait. */
export interface Locks {
  run<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer>;
}

export function createLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(name, work) {
      const before = tails.get(name);
      const mine = before === undefined ? work() : before.then(work, work);
      // The next one waits for the end, whichever it is; who asked sees the failure.
      const tail = mine.then(
        () => undefined,
        () => undefined,
      );
      tails.set(name, tail);
      void tail.then(() => {
        if (tails.get(name) === tail) tails.delete(name);
      });
      return mine;
    },
  };
}
