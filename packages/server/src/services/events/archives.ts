/** Archives of a bus's events. */

import { RecordConflict } from "../../storage/ports/records.ts";
import { archiveKey, archiveKind, type ArchiveRecord } from "./archive-store.ts";
import { busOrRefusal } from "./bus-record.ts";
import { type EventsContext, operation } from "./context.ts";
import { alreadyExists, concurrentModification, invalidParameter, limitExceeded, notFound, notSupported } from "./errors.ts";
import { archivesMax } from "./limits.ts";
import { arnParts, busNamed, eventsArn, homePrefix } from "./names.ts";
import { pageOf } from "./page.ts";
import { checkPattern } from "./rules.ts";

export const createArchive = operation("CreateArchive", {
  async handle(input, context) {
    const { call, records, archives, platform } = context;
    const { ArchiveName, EventSourceArn, Description, EventPattern, RetentionDays = 0 } = input;
    if (input.KmsKeyIdentifier !== undefined) throw notSupported("KmsKeyIdentifier");
    if (!arnParts(EventSourceArn)?.resource.startsWith("event-bus/"))
      throw invalidParameter("EventSourceArn", "Provided Arn is not of an event bus.");
    const bus = busNamed(EventSourceArn, call);
    await Promise.all([busOrRefusal(records, bus), archives.load()]);
    if (EventPattern !== undefined) checkPattern(EventPattern);
    const key = archiveKey(call, ArchiveName);
    if (archives.find(key) !== undefined) throw alreadyExists(`Archive ${ArchiveName}`);
    const others = await records.list(archiveKind, { prefix: homePrefix(call), limit: archivesMax });
    if (others.length >= archivesMax) throw limitExceeded();
    const nowMs = platform.clock.nowMs();
    const arn = eventsArn(call, `archive/${ArchiveName}`);
    await put(context, key, {
      name: ArchiveName,
      arn,
      id: platform.random.uuid(),
      bus,
      sourceArn: EventSourceArn,
      ...(Description === undefined ? {} : { description: Description }),
      ...(EventPattern === undefined ? {} : { pattern: EventPattern }),
      retentionDays: RetentionDays,
      createdMs: nowMs,
    });
    return { ArchiveArn: arn, State: "ENABLED", CreationTime: nowMs };
  },
});

async function put({ archives }: Pick<EventsContext, "archives">, key: string, record: ArchiveRecord): Promise<void> {
  try {
    await archives.put(key, record);
  } catch (error) {
    throw error instanceof RecordConflict ? concurrentModification(error) : error;
  }
}

async function findArchive(
  name: string,
  { call, archives }: Pick<EventsContext, "archives"> & { readonly call: Parameters<typeof archiveKey>[0] },
) {
  await archives.load();
  const key = archiveKey(call, name);
  const found = archives.find(key);
  if (found === undefined) throw notFound(`Archive ${name} does not exist.`);
  return { key, record: found.record };
}

export const updateArchive = operation("UpdateArchive", {
  async handle({ ArchiveName, Description, EventPattern, RetentionDays, KmsKeyIdentifier }, context) {
    if (KmsKeyIdentifier !== undefined) throw notSupported("KmsKeyIdentifier");
    const { key, record } = await findArchive(ArchiveName, context);
    if (EventPattern !== undefined) checkPattern(EventPattern);
    await put(context, key, {
      ...record,
      ...(Description === undefined ? {} : { description: Description }),
      ...(EventPattern === undefined ? {} : { pattern: EventPattern }),
      ...(RetentionDays === undefined ? {} : { retentionDays: RetentionDays }),
    });
    return { ArchiveArn: record.arn, State: "ENABLED", CreationTime: record.createdMs };
  },
});

export const deleteArchive = operation("DeleteArchive", {
  async handle({ ArchiveName }, context) {
    const { key } = await findArchive(ArchiveName, context);
    await context.archives.remove(key);
    return {};
  },
});

async function described(record: ArchiveRecord, { archives }: Pick<EventsContext, "archives">) {
  const { count, bytes } = await archives.figures(record);
  return {
    ArchiveName: record.name,
    EventSourceArn: record.sourceArn,
    State: "ENABLED" as const,
    RetentionDays: record.retentionDays,
    SizeBytes: bytes,
    EventCount: count,
    CreationTime: record.createdMs,
  };
}

export const describeArchive = operation("DescribeArchive", {
  async handle({ ArchiveName }, context) {
    const { record } = await findArchive(ArchiveName, context);
    const about = { ArchiveArn: record.arn, Description: record.description, EventPattern: record.pattern };
    return { ...about, ...(await described(record, context)) };
  },
});

export const listArchives = operation("ListArchives", {
  async handle({ NamePrefix, EventSourceArn, State, ...request }, context) {
    const { call, records } = context;
    const isWanted = ({ sourceArn }: ArchiveRecord) =>
      (EventSourceArn === undefined || sourceArn === EventSourceArn) && (State === undefined || State === "ENABLED");
    const { rows, NextToken } = await pageOf<ArchiveRecord>(
      records,
      archiveKind,
      { prefix: homePrefix(call), namePrefix: NamePrefix },
      request,
      isWanted,
    );
    return { Archives: await Promise.all(rows.map(({ value }) => described(value, context))), NextToken };
  },
});
