/** Work done again and again, each time some while after the last has ended. */

import type { Clock, Logger } from "../../../platform/platform.ts";

export interface Periodic {
  /** Ends it; resolves when it does not run any more. */
  close(): Promise<void>;
}

export function periodically(
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  everyMs: number,
  what: string,
  body: (stopped: () => boolean) => Promise<void>,
): Periodic {
  let stopped = false;
  let cancel = (): void => {};
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      await body(() => stopped);
    } catch (error) {
      if (!stopped) logger.error(`could not ${what}; it is tried again`, { error });
    }
    if (!stopped) arm();
  };
  const arm = (): void => {
    cancel = clock.at(clock.nowMs() + everyMs, () => {
      running = run();
    });
  };
  arm();
  return {
    async close() {
      stopped = true;
      cancel();
      await running;
    },
  };
}
