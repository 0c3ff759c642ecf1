/**
 * Asynchronous invocations. Held in memory only: what waits when the server stops is lost, and said to be in the log.
 * Failed ones are tried again after one and two minutes as on AWS, then given up with a warning.
 */

import { ServiceError } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import { eventConcurrencyMax, eventQueueBytesMax, eventQueueMax, eventRetryDelaysMs } from "./limits.ts";

export interface QueuedEvent {
  readonly functionArn: string;
  readonly requestId: string;
  readonly payloadBytes: number;
  /** Runs the function once; answers whether it succeeded. Rejects when it could not be run at all. */
  readonly run: () => Promise<boolean>;
}

export interface EventQueue {
  /** Throws TooManyRequestsException when the queue is full. */
  add(event: QueuedEvent): void;
  close(): void;
}

export function createEventQueue({ clock, logger }: Platform): EventQueue {
  const ready: { readonly event: QueuedEvent; readonly attempt: number }[] = [];
  const retries = new Set<() => void>();
  let held = 0;
  let heldBytes = 0;
  let running = 0;
  let closed = false;

  const release = (event: QueuedEvent) => {
    held--;
    heldBytes -= event.payloadBytes;
  };

  const afterFailure = (event: QueuedEvent, attempt: number, reason: string) => {
    const { functionArn, requestId } = event;
    const delayMs = eventRetryDelaysMs[attempt - 1];
    if (closed || delayMs === undefined) {
      release(event);
      logger.warn("an asynchronous invocation failed for good", { functionArn, requestId, attempt, reason });
      return;
    }
    logger.info("an asynchronous invocation failed and will be tried again", { functionArn, requestId, attempt, delayMs, reason });
    const cancel = clock.at(clock.nowMs() + delayMs, () => {
      retries.delete(cancel);
      ready.push({ event, attempt: attempt + 1 });
      pump();
    });
    retries.add(cancel);
  };

  function pump(): void {
    while (!closed && running < eventConcurrencyMax) {
      const next = ready.shift();
      if (next === undefined) return;
      running++;
      next.event
        .run()
        .then(
          (succeeded) => (succeeded ? release(next.event) : afterFailure(next.event, next.attempt, "the function failed")),
          (error: unknown) =>
            afterFailure(next.event, next.attempt, error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
        )
        .finally(() => {
          running--;
          pump();
        });
    }
  }

  return {
    add(event) {
      if (held >= eventQueueMax || heldBytes + event.payloadBytes > eventQueueBytesMax) {
        throw new ServiceError("TooManyRequestsException", "Rate Exceeded. The queue of asynchronous invocations is full.", {
          httpStatus: 429,
          fields: { Type: "User", Reason: "FunctionInvocationRateLimitExceeded" },
        });
      }
      held++;
      heldBytes += event.payloadBytes;
      ready.push({ event, attempt: 1 });
      pump();
    },
    close() {
      closed = true;
      for (const cancel of retries) cancel();
      if (held > 0) logger.warn("asynchronous invocations were lost: their queue is in memory only", { count: held });
    },
  };
}
