/** A table as it is kept, and the form of it that operations work with. */

import type {
  AttributeDefinition,
  KeySchemaElement,
  LocalSecondaryIndex,
  OnDemandThroughput,
  Projection,
  SSESpecification,
  StreamSpecification,
  Tag,
  WarmThroughput,
} from "../../../models/dynamodb.ts";
import { invariant } from "../../../platform/invariant.ts";

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

/** A global secondary index as it is kept. */
export interface GlobalIndexRecord {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: Projection;
  readonly ProvisionedThroughput?: Throughput | undefined;
  readonly OnDemandThroughput?: OnDemandThroughput | undefined;
  readonly WarmThroughput?: WarmThroughput | undefined;
  /** CREATING while the items that were there before are being read into it. */
  readonly status: "CREATING" | "ACTIVE";
  /** Names the kind of its records; another index of the same name has another. */
  readonly indexId: string;
}

export interface LocalIndexRecord {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: Projection;
  readonly indexId: string;
}

/** A stream, the present one or an earlier one whose records are still to be read. */
export interface StreamRecord {
  /** The ARN's last part: when it was made. */
  readonly label: string;
  readonly viewType: NonNullable<StreamSpecification["StreamViewType"]>;
  readonly createdMs: number;
  /** Set when the stream was disabled. */
  readonly disabledMs?: number | undefined;
  /** Names the kind of its records. */
  readonly streamId: string;
}

/** The record of a table, kind `dynamodb/table`. */
export interface TableRecord {
  readonly name: string;
  /** AWS's TableId; names the kinds of its items. */
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly createdMs: number;
  readonly attributes: readonly AttributeDefinition[];
  readonly keySchema: readonly KeySchemaElement[];
  readonly billingMode: "PROVISIONED" | "PAY_PER_REQUEST";
  /** When it last became PAY_PER_REQUEST. */
  readonly payPerRequestMs?: number | undefined;
  readonly throughput: Throughput;
  readonly throughputIncreasedMs?: number | undefined;
  readonly throughputDecreasedMs?: number | undefined;
  readonly decreasesToday?: number | undefined;
  readonly onDemand?: OnDemandThroughput | undefined;
  readonly warm?: WarmThroughput | undefined;
  readonly globalIndexes: readonly GlobalIndexRecord[];
  readonly localIndexes: readonly LocalIndexRecord[];
  readonly stream?: StreamRecord | undefined;
  readonly earlierStreams?: readonly StreamRecord[] | undefined;
  readonly encryption?: SSESpecification | undefined;
  readonly tableClass?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS" | undefined;
  readonly deletionProtection?: boolean | undefined;
  readonly tags: readonly Tag[];
  readonly expiry?: ExpiryRecord | undefined;
  readonly policy?: { readonly text: string; readonly revision: string } | undefined;
  readonly restored?: RestoreRecord | undefined;
  /** What was last counted: AWS does so about every six hours. */
  readonly counted?: Counted | undefined;
}

/** Of which backup a table was made. */
export interface RestoreRecord {
  readonly backupId: string;
  readonly backupArn: string;
  readonly sourceArn: string;
  readonly atMs: number;
  /** Until all of it is there the table is not open. */
  readonly inProgress: boolean;
}

/** TimeToLive. */
export interface ExpiryRecord {
  /** The attribute that holds when an item's time is over. */
  readonly attribute: string;
  /** Names the kind of the entries by time. */
  readonly expiryId: string;
  /** False while items that were there before still have to be entered by their time. */
  readonly entered: boolean;
}

export interface Counted {
  readonly atMs: number;
  /** How long it took; a table is read through for it. */
  readonly tookMs: number;
  readonly items: number;
  readonly bytes: number;
  readonly indexes: { readonly [indexId: string]: { readonly items: number; readonly bytes: number } };
}

export type KeyType = "S" | "N" | "B";

/** One attribute of a key. */
export interface KeyPart {
  readonly name: string;
  readonly type: KeyType;
}

/** How items are found: in the table, or in one of its indexes. */
export interface KeySchema {
  readonly hash: KeyPart;
  readonly range: KeyPart | undefined;
  /** Both, in order. */
  readonly parts: readonly KeyPart[];
}

/** An index as operations see it. */
export interface Index {
  readonly name: string;
  readonly global: boolean;
  readonly key: KeySchema;
  /** The index's key, then the table's: the attributes of a start key. */
  readonly startKeyParts: readonly KeyPart[];
  /** What its entries hold; undefined: everything. */
  readonly projected: ReadonlySet<string> | undefined;
  readonly kind: string;
  readonly indexId: string;
  /** A global index that is not ACTIVE yet is kept up with writes, but not read. */
  readonly active: boolean;
}

/** A table as operations see it: made anew with every change of its record. */
export interface Table {
  readonly record: TableRecord;
  readonly arn: string;
  readonly key: KeySchema;
  readonly indexes: readonly Index[];
  readonly itemKind: string;
  /** Whether a put needs to know nothing of what it replaces. */
  readonly plain: boolean;
  readonly pending: PendingWrites;
}

/** Writes that were decided by one form of a table and are not through yet. */
export interface PendingWrites {
  writes: number;
  idle: (() => void) | undefined;
  /** Those of the form before, some of which may be under way still. */
  readonly earlier: PendingWrites | undefined;
}

export const tableKind = "dynamodb/table";

export function tableKey({ accountId, region }: { readonly accountId: string; readonly region: string }, name: string): string {
  return `${accountId}/${region}/${name}`;
}

function tableArn({ partition, region, accountId, name }: Pick<TableRecord, "partition" | "region" | "accountId" | "name">): string {
  return `arn:${partition}:dynamodb:${region}:${accountId}:table/${name}`;
}

export const itemKindOf = (tableId: string): string => `dynamodb/item/${tableId}`;
export const indexKindOf = (tableId: string, indexId: string): string => `dynamodb/index/${tableId}/${indexId}`;
export const expiryKindOf = (expiryId: string): string => `dynamodb/expiry/${expiryId}`;
export const streamKindOf = (streamId: string): string => `dynamodb/stream/${streamId}`;

/** `before` is the form the table had until now. */
export function compileTable(record: TableRecord, before?: Table): Table {
  const typeOf = new Map(record.attributes.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  const keyOf = (schema: readonly KeySchemaElement[]): KeySchema => {
    const parts = schema.map(({ AttributeName: name }) => {
      const type = typeOf.get(name);
      invariant(type !== undefined, `the key attribute ${name} of ${record.name} is defined`);
      return { name, type };
    });
    const [hash, range] = parts;
    invariant(hash !== undefined, "a key schema has a partition key");
    return { hash, range, parts };
  };
  const key = keyOf(record.keySchema);
  const indexOf = (index: GlobalIndexRecord | LocalIndexRecord, global: boolean): Index => {
    const indexKey = keyOf(index.KeySchema);
    const own = new Set(indexKey.parts.map(({ name }) => name));
    const startKeyParts = [...indexKey.parts, ...key.parts.filter(({ name }) => !own.has(name))];
    const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
    return {
      name: index.IndexName,
      global,
      key: indexKey,
      startKeyParts,
      projected: ProjectionType === "ALL" ? undefined : new Set([...startKeyParts.map(({ name }) => name), ...NonKeyAttributes]),
      kind: indexKindOf(record.id, index.indexId),
      indexId: index.indexId,
      active: !("status" in index) || index.status === "ACTIVE",
    };
  };
  const indexes = [
    ...record.globalIndexes.map((index) => indexOf(index, true)),
    ...record.localIndexes.map((index: LocalIndexRecord) => indexOf(index, false)),
  ];
  const same = before !== undefined && writtenAlike(before.record, record);
  return {
    record,
    arn: tableArn(record),
    key,
    indexes,
    itemKind: itemKindOf(record.id),
    plain: indexes.length === 0 && record.stream === undefined && record.expiry === undefined,
    pending: same ? before.pending : { writes: 0, idle: undefined, earlier: busy(before?.pending) },
  };
}

/** What there is to wait for. */
function busy(pending: PendingWrites | undefined): PendingWrites | undefined {
  if (pending === undefined || pending.writes > 0) return pending;
  return busy(pending.earlier);
}

/** Whether writes go to the same places in both forms of a table. */
function writtenAlike(one: TableRecord, other: TableRecord): boolean {
  const places = ({ globalIndexes, localIndexes, stream, expiry }: TableRecord): string =>
    JSON.stringify([[...globalIndexes, ...localIndexes].map(({ indexId }) => indexId), stream?.streamId, expiry?.expiryId]);
  return places(one) === places(other);
}

/** For requests that name indexes the way CreateTable does. */
export type GivenIndex = Pick<LocalSecondaryIndex, "IndexName" | "KeySchema" | "Projection">;
