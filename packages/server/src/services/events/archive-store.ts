/**
 * Archives: which events of a bus are kept, and the events themselves, in the order in which they say they happened, one
 * record each: a replay hands them out by that time (StartReplay), while they are kept for so many days from when they
 * came. Events of a replay are not kept again.
 */

import { compilePattern, type EventPattern } from "../../event-pattern/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import type { IncomingEvent } from "./event.ts";
import { removedAtATime, retentionEveryMs } from "./limits.ts";
import { type BusName, busKey, homePrefix, type Home } from "./names.ts";
import { everyRecord } from "../../stored/index.ts";

export interface ArchiveRecord {
  readonly name: string;
  readonly arn: string;
  /** Of the keys of its events: another archive of the same name has another one. */
  readonly id: string;
  readonly bus: BusName;
  readonly sourceArn: string;
  readonly description?: string;
  readonly pattern?: string;
  /** 0: for ever. */
  readonly retentionDays: number;
  readonly createdMs: number;
}

export interface ArchivedEvent {
  readonly id: string;
  readonly text: string;
  readonly timeMs: number;
  readonly ingestedMs: number;
}

export const archiveKind = "events.archive";
export const archivedKind = "events.archived";
/** Archives that are gone, whose events have still to be removed; the key is the archive's id. */
const purgeKind = "events.archive-purge";

export function archiveKey(home: Pick<Home, "accountId" | "region">, name: string): string {
  return homePrefix(home) + name;
}

/** Keys of an archive's events sort by the time in the event. */
export function archivedKey(archiveId: string, timeMs: number, eventId = ""): string {
  return `${archiveId}/${String(Math.max(timeMs, 0)).padStart(15, "0")}-${eventId}`;
}

export interface Archives {
  load(): Promise<void>;
  /** Whether an event of that source may be kept by an archive of the bus. */
  mayKeep(bus: BusName, source: string): boolean;
  /** What must be written with these events; `written` after that. */
  keep(events: readonly IncomingEvent[]): { readonly changes: readonly RecordChange[]; readonly written: () => void };
  find(key: string): { readonly record: ArchiveRecord; readonly revision: number } | undefined;
  /** Creates or changes it. Rejects with RecordConflict. */
  put(key: string, record: ArchiveRecord): Promise<void>;
  remove(key: string): Promise<void>;
  /** Counted when first asked for, and kept up to date from then on. */
  figures(record: ArchiveRecord): Promise<{ readonly count: number; readonly bytes: number }>;
  /** Begins to remove what is past its retention. */
  open(): Promise<void>;
  close(): Promise<void>;
}

interface Held {
  readonly record: ArchiveRecord;
  readonly revision: number;
  readonly pattern: EventPattern | undefined;
}

interface Figures {
  count: number;
  bytes: number;
}

export function createArchives(records: RecordStore, { clock, logger }: Platform): Archives {
  const held = new Map<string, Held>();
  const byBus = new Map<string, Held[]>();
  /** By archive id. */
  const figures = new Map<string, Promise<Figures>>();
  let loading: Promise<void> | undefined;
  let cancelSweep: (() => void) | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  let closed = false;

  const index = () => {
    byBus.clear();
    for (const archive of held.values()) {
      const key = busKey(archive.record.bus);
      byBus.set(key, [...(byBus.get(key) ?? []), archive]);
    }
  };
  const hold = (key: string, record: ArchiveRecord, revision: number) => {
    held.set(key, { record, revision, pattern: record.pattern === undefined ? undefined : compilePattern(record.pattern) });
  };
  const load = async () => {
    for await (const { key, value, revision } of everyRecord<ArchiveRecord>(records, archiveKind)) hold(key, value, revision);
    index();
  };
  const note = async (id: string, count: number, bytes: number) => {
    const known = await figures.get(id);
    if (known === undefined) return;
    known.count += count;
    known.bytes += bytes;
  };

  /** Removes an archive's events that came before that time and happened before it, some at a time. */
  const removeBefore = async (id: string, beforeMs: number | undefined) => {
    const range = { prefix: `${id}/`, ...(beforeMs === undefined ? {} : { before: archivedKey(id, beforeMs) }) };
    for (let after = ""; !closed; ) {
      const rows = await records.list<ArchivedEvent>(archivedKind, { ...range, after, limit: removedAtATime });
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.key;
      const gone = rows.filter(({ value }) => beforeMs === undefined || value.ingestedMs < beforeMs);
      if (gone.length === 0) continue;
      await records.write(gone.map(({ key }) => ({ kind: archivedKind, key, value: undefined })));
      await note(id, -gone.length, -gone.reduce((sum, { value }) => sum + value.text.length, 0));
    }
  };
  const sweep = async () => {
    for await (const { key } of everyRecord(records, purgeKind)) {
      await removeBefore(key, undefined);
      if (!closed) await records.write([{ kind: purgeKind, key, value: undefined }]);
    }
    for (const { record } of held.values()) {
      if (record.retentionDays > 0) await removeBefore(record.id, clock.nowMs() - record.retentionDays * 86_400_000);
    }
  };
  const runSweep = () => {
    sweeping = sweeping
      .then(sweep)
      .catch((error: unknown) => logger.error("archives could not be swept; it is tried again in an hour", { error }));
    return sweeping;
  };
  const sweepAgainAndAgain = () => {
    if (closed) return;
    void runSweep();
    cancelSweep = clock.at(clock.nowMs() + retentionEveryMs, sweepAgainAndAgain);
  };

  return {
    load: () => (loading ??= load()),
    mayKeep: (bus, source) => byBus.get(busKey(bus))?.some(({ pattern }) => pattern?.mayMatch("source", source) ?? true) ?? false,
    keep(events) {
      const changes: RecordChange[] = [];
      const counted: [id: string, bytes: number][] = [];
      for (const { bus, id, text, timeMs, ingestedMs, parsed } of events) {
        if (Object.hasOwn(parsed, "replay-name")) continue;
        for (const { record, pattern } of byBus.get(busKey(bus)) ?? []) {
          if (pattern?.matches(parsed) === false) continue;
          changes.push({
            kind: archivedKind,
            key: archivedKey(record.id, timeMs, id),
            value: { id, text, timeMs, ingestedMs } satisfies ArchivedEvent,
          });
          counted.push([record.id, text.length]);
        }
      }
      return { changes, written: () => counted.forEach(([id, bytes]) => void note(id, 1, bytes)) };
    },
    find: (key) => held.get(key),
    async put(key, record) {
      const revision = held.get(key)?.revision ?? 0;
      await records.write([{ kind: archiveKind, key, value: record, expectedRevision: revision }]);
      hold(key, record, revision + 1);
      index();
    },
    async remove(key) {
      const archive = held.get(key);
      if (archive === undefined) return;
      const { id } = archive.record;
      await records.write([
        { kind: archiveKind, key, value: undefined, expectedRevision: archive.revision },
        { kind: purgeKind, key: id, value: true },
      ]);
      held.delete(key);
      figures.delete(id);
      index();
      void runSweep();
    },
    async figures({ id }) {
      let known = figures.get(id);
      if (known === undefined) {
        const count = async (): Promise<Figures> => {
          const counted = { count: 0, bytes: 0 };
          for await (const { value } of everyRecord<ArchivedEvent>(records, archivedKind, { prefix: `${id}/`, atATime: 100 })) {
            counted.count += 1;
            counted.bytes += value.text.length;
          }
          return counted;
        };
        figures.set(id, (known = count()));
        known.catch(() => figures.delete(id));
      }
      return await known;
    },
    async open() {
      await (loading ??= load());
      sweepAgainAndAgain();
    },
    async close() {
      closed = true;
      cancelSweep?.();
      await sweeping;
    },
  };
}
