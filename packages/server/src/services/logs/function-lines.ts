/**
 * What functions print, on its way into their log groups: gathered for a moment and written a batch at a time, so that an
 * invocation never waits for it. What is printed faster than it can be written is left out, and how much is said in
 * the log itself.
 */

import { parseArn, ServiceError } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { InputEvent } from "./event-store.ts";
import { groupKind, type GroupRecord } from "./group-record.ts";
import { newGroup } from "./groups.ts";
import { batchSpanMs, eventOverheadBytes, gatheredBytesMax, gatherMs, unwrittenBytesMax } from "./limits.ts";
import { groupKey, type Home, homeOf, streamKey } from "./names.ts";
import { storedChange } from "./stored-change.ts";
import { streamKind, type StreamRecord } from "./stream-record.ts";
import type { StreamWriters } from "./stream-writers.ts";

/** What a function printed, and where it goes: the group and the stream are made when they are missing. */
export interface FunctionLine {
  readonly functionArn: string;
  readonly group: string;
  readonly stream: string;
  readonly timestampMs: number;
  readonly message: string;
}

interface LineDestination {
  readonly home: Home;
  readonly group: string;
  readonly stream: string;
}

export interface FunctionLines {
  /** Returns at once. */
  readonly add: (line: FunctionLine) => void;
  /** Resolves when all that was added is written, or given up. */
  close(): Promise<void>;
}

interface Gathered {
  readonly destination: LineDestination;
  lines: InputEvent[];
  bytes: number;
  leftOut: number;
  writing: Promise<void> | undefined;
}

export function createFunctionLines(deps: {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly writers: StreamWriters;
}): FunctionLines {
  const { platform, records, writers } = deps;
  const { clock, logger, random } = platform;
  const gathered = new Map<string, Gathered>();
  let unwrittenBytes = 0;
  let cancel: (() => void) | undefined;

  const groupAt = async ({ home, group }: LineDestination): Promise<GroupRecord> => {
    const key = groupKey(home, group);
    const found = await records.get<GroupRecord>(groupKind, key);
    if (found !== undefined) return found.value;
    const made = newGroup(home, group, random.uuid(), clock.nowMs());
    return (await storedChange<GroupRecord>(records, groupKind, key, (present) => present ?? made)) ?? made;
  };
  const write = async (destination: LineDestination, lines: readonly InputEvent[]): Promise<void> => {
    const group = await groupAt(destination);
    try {
      await writers.put(group, destination.stream, lines);
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === "ResourceNotFoundException")) throw error;
      const made: StreamRecord = { name: destination.stream, id: random.uuid(), createdMs: clock.nowMs(), bytes: 0 };
      const key = streamKey(group.id, destination.stream);
      await storedChange<StreamRecord>(records, streamKind, key, (present) => present ?? made);
      writers.forget(key);
      await writers.put(group, destination.stream, lines);
    }
  };
  /** Lines of one process come in order, those of several may not. */
  const inOrder = (lines: readonly InputEvent[]): readonly InputEvent[] => {
    const sorted = lines.every(({ timestamp }, index) => timestamp >= (lines[index - 1]?.timestamp ?? 0));
    return sorted ? lines : [...lines].sort((one, other) => one.timestamp - other.timestamp);
  };
  const flush = (key: string, one: Gathered): void => {
    if (one.writing !== undefined || one.lines.length === 0) return;
    const { lines, bytes, leftOut } = one;
    one.lines = [];
    one.bytes = 0;
    one.leftOut = 0;
    const last = lines.at(-1)?.timestamp ?? 0;
    const told =
      leftOut === 0
        ? lines
        : [...lines, { timestamp: last, message: `${leftOut} lines were left out: they came faster than they could be written` }];
    const ordered = inOrder(told).filter(({ timestamp }) => timestamp >= last - batchSpanMs);
    one.writing = write(one.destination, ordered)
      .catch((error: unknown) =>
        logger.warn("what a function printed could not be written", { logGroup: one.destination.group, lines: lines.length, error }),
      )
      .finally(() => {
        unwrittenBytes -= bytes;
        one.writing = undefined;
        if (one.lines.length === 0) gathered.delete(key);
        else arm();
      });
  };
  function arm(): void {
    cancel ??= clock.at(clock.nowMs() + gatherMs, () => {
      cancel = undefined;
      for (const [key, one] of gathered) flush(key, one);
    });
  }

  return {
    add({ functionArn, group, stream, timestampMs, message }) {
      const key = `${functionArn} ${group} ${stream}`;
      let one = gathered.get(key);
      if (one === undefined) {
        const home = parseArn(functionArn);
        if (home === undefined) return;
        one = { destination: { home: homeOf(home), group, stream }, lines: [], bytes: 0, leftOut: 0, writing: undefined };
        gathered.set(key, one);
      }
      const bytes = message.length + eventOverheadBytes;
      if (unwrittenBytes + bytes > unwrittenBytesMax) {
        one.leftOut += 1;
        return;
      }
      unwrittenBytes += bytes;
      one.lines.push({ timestamp: timestampMs, message: `${message}\n` });
      one.bytes += bytes;
      if (one.bytes > gatheredBytesMax) flush(key, one);
      arm();
    },
    async close() {
      while (gathered.size > 0) {
        for (const [key, one] of gathered) {
          if (one.lines.length === 0 && one.writing === undefined) gathered.delete(key);
          flush(key, one);
        }
        await Promise.all([...gathered.values()].map(({ writing }) => writing));
      }
      cancel?.();
    },
  };
}
