/** Who waits for the end of which execution: nested executions, told by the commit that makes the end durable. */

export class Closings {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Resolves when that execution is told of next, or when the signal fires. */
  next(executionArn: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const waiting = this.#waiting.get(executionArn) ?? new Set();
      this.#waiting.set(executionArn, waiting);
      const done = () => {
        waiting.delete(done);
        if (waiting.size === 0 && this.#waiting.get(executionArn) === waiting) this.#waiting.delete(executionArn);
        signal.removeEventListener("abort", done);
        resolve();
      };
      waiting.add(done);
      signal.addEventListener("abort", done);
    });
  }

  tell(executionArn: string): void {
    const waiting = this.#waiting.get(executionArn);
    if (waiting) for (const done of [...waiting]) done();
  }

  tellAll(): void {
    for (const arn of [...this.#waiting.keys()]) this.tell(arn);
  }
}
