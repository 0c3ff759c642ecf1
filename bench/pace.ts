/**
 * Requests at a fixed rate, whether the server keeps up or not. A generator that waits for an answer before it sends
 * the next request asks least when the server is slowest, and its percentiles flatter; here the time a request waited
 * for a free connection counts.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { HttpConnection } from "./http-connection.ts";

export interface PaceOptions {
  readonly connections: readonly HttpConnection[];
  readonly perSecond: number;
  readonly isOver: () => boolean;
  /** Sends one request and resolves with its answer's arrival. `fromMs`, of performance.now(), is where its latency begins. */
  readonly send: (connection: HttpConnection, fromMs: number) => Promise<void>;
}

export async function pace({ connections, perSecond, isOver, send }: PaceOptions): Promise<void> {
  const beganMs = performance.now();
  let next = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (!isOver()) {
        const dueMs = beganMs + (next++ * 1_000) / perSecond;
        const earlyMs = dueMs - performance.now();
        if (earlyMs > 0) await sleep(earlyMs);
        // A connection that was free in time waited for the generator's own timer, which is not the server's fault.
        await send(connection, earlyMs > 0 ? performance.now() : dueMs);
      }
    }),
  );
}
