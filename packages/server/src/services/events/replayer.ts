/**
 * Replays: events of an archive put on its bus again, in order. Each step hands out some events and moves the replay's
 * cursor in one transaction, so that a replay that a crash cut short goes on where it stood.
 */

import { type Arn, parseArn, ServiceError } from "../../aws/index.ts";
import type { ReplayState } from "../../models/events.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { archivedKey, archivedKind, type ArchivedEvent } from "./archive-store.ts";
import type { IncomingEvent } from "./event.ts";
import type { ingest } from "./ingest.ts";
import { InTurn } from "./in-turn.ts";
import { replayedAtATime, replayPauseMs } from "./limits.ts";
import { busNamed } from "./names.ts";
import { everyRecord } from "../../stored/index.ts";

export interface ReplayRecord {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly archiveId: string;
  readonly sourceArn: string;
  readonly destinationArn: string;
  /** ARNs of rules; empty: all. */
  readonly filterArns: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
  readonly state: ReplayState;
  readonly stateReason?: string;
  /** Key of the event that was handed out last. */
  readonly cursor?: string;
  readonly lastReplayedMs?: number;
  readonly beganMs: number;
  readonly endedMs?: number;
}

export const replayKind = "events.replay";

export function isUnderWay(state: ReplayState): boolean {
  return state === "STARTING" || state === "RUNNING" || state === "CANCELLING";
}

export interface Replayer {
  /** Goes on with a replay whose record was written. */
  run(key: string): void;
  /** Changes a replay between two of its steps. Throws what `change` throws. */
  change(key: string, change: (replay: ReplayRecord | undefined) => ReplayRecord): Promise<ReplayRecord>;
  open(): Promise<void>;
  close(): Promise<void>;
}

export function createReplayer(deps: {
  readonly records: RecordStore;
  readonly platform: Platform;
  readonly ingest: (
    events: readonly IncomingEvent[],
    also: Parameters<typeof ingest>[2],
    onlyRules: ReadonlySet<string> | undefined,
  ) => Promise<void>;
}): Replayer {
  const { records, platform } = deps;
  const { clock, logger } = platform;
  const turns = new InTurn();
  const running = new Map<string, Promise<void>>();
  const pauses = new Set<() => void>();
  let closed = false;

  /** Answers whether there is more to do. */
  const step = async (key: string): Promise<boolean> => {
    const found = await records.get<ReplayRecord>(replayKind, key);
    if (found === undefined || !isUnderWay(found.value.state)) return false;
    const replay = found.value;
    const changed = (value: ReplayRecord) => ({ kind: replayKind, key, value, expectedRevision: found.revision });
    const ended = (state: ReplayState) => changed({ ...replay, state, endedMs: clock.nowMs() });
    if (replay.state === "CANCELLING") {
      await records.write([ended("CANCELLED")]);
      return false;
    }
    const rows = await records.list<ArchivedEvent>(archivedKind, {
      prefix: `${replay.archiveId}/`,
      from: archivedKey(replay.archiveId, replay.startMs),
      before: archivedKey(replay.archiveId, replay.endMs),
      ...(replay.cursor === undefined ? {} : { after: replay.cursor }),
      limit: replayedAtATime,
    });
    const last = rows.at(-1);
    if (last === undefined) {
      await records.write([ended("COMPLETED")]);
      return false;
    }
    const bus = busNamed(replay.destinationArn, parseArn(replay.destinationArn) as Arn);
    const events = rows.map(({ value: { id, timeMs, ...event } }): IncomingEvent => {
      const text = `${event.text.slice(0, -1)},"replay-name":${JSON.stringify(replay.name)}}`;
      return { bus, id, text, parsed: JSON.parse(text) as Record<string, unknown>, timeMs, ingestedMs: clock.nowMs(), hops: 0 };
    });
    const moved = changed({ ...replay, state: "RUNNING", cursor: last.key, lastReplayedMs: last.value.timeMs });
    await deps.ingest(events, [moved], replay.filterArns.length === 0 ? undefined : new Set(replay.filterArns));
    return true;
  };
  const pause = () =>
    new Promise<void>((resolve) => {
      const end = () => {
        pauses.delete(end);
        cancel();
        resolve();
      };
      const cancel = clock.at(clock.nowMs() + replayPauseMs, end);
      pauses.add(end);
    });
  const work = async (key: string) => {
    for (let more = true; more && !closed; ) {
      try {
        more = await turns.run(key, () => step(key));
      } catch (error) {
        const isFull = error instanceof ServiceError && error.code === "ThrottlingException";
        if (!isFull) logger.error("a replay met with an unexpected failure; it goes on in a moment", { replay: key, error });
        if (!closed) await pause();
      }
    }
  };

  const replayer: Replayer = {
    run(key) {
      if (closed || running.has(key)) return;
      running.set(
        key,
        work(key).finally(() => running.delete(key)),
      );
    },
    async change(key, change) {
      return await turns.run(key, async () => {
        const found = await records.get<ReplayRecord>(replayKind, key);
        const value = change(found?.value);
        await records.write([{ kind: replayKind, key, value, expectedRevision: found?.revision ?? 0 }]);
        return value;
      });
    },
    async open() {
      for await (const { key, value } of everyRecord<ReplayRecord>(records, replayKind)) if (isUnderWay(value.state)) replayer.run(key);
    },
    async close() {
      closed = true;
      for (const end of pauses) end();
      await Promise.all(running.values());
    },
  };
  return replayer;
}
