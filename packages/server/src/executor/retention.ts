/**
 * Closed executions are kept for so many days and then forgotten with their histories, in small bites between
 * which others write. Their names are free again (AWS: 90 days).
 */

import type { Platform } from "../platform/platform.ts";
import type { ExecutionStore } from "../storage/ports/executions.ts";
import { pruneBite, pruneEveryMs, prunePauseMs } from "./limits.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** Begins pruning now and then; answers how to stop. */
export function keepPruning(store: ExecutionStore, platform: Platform, retentionDays: number): () => void {
  const { clock, logger } = platform;
  let cancel = () => {};
  let stopped = false;

  const later = (delayMs: number) => {
    if (!stopped) cancel = clock.at(clock.nowMs() + delayMs, () => void bite());
  };
  const bite = async () => {
    try {
      const pruned = await store.prune({ closedBeforeMs: clock.nowMs() - retentionDays * dayMs, limit: pruneBite });
      if (pruned > 0) logger.debug("pruned closed executions", { executions: pruned });
      later(pruned === pruneBite ? prunePauseMs : pruneEveryMs);
    } catch (error) {
      logger.error("closed executions could not be pruned; trying again later", { error });
      later(pruneEveryMs);
    }
  };

  later(prunePauseMs);
  return () => {
    stopped = true;
    cancel();
  };
}
