/**
 * The records of streams, written along with the changes they tell. Sequence numbers are given out before a write and
 * grow; a reader is shown only what is below every number whose write is still under way, so that none is passed over.
 */

import type { Clock } from "../../../platform/platform.ts";
import type { RecordChange, RecordStore } from "../../../storage/ports/records.ts";
import { keyOf } from "../items/expiry-entries.ts";
import type { StreamedChange } from "../items/item-writer.ts";
import { streamKindOf } from "../tables/table.ts";
import { holdsBytes, type Item, itemBytes } from "../values/attribute-value.ts";

/** Who changed an item where it was not a caller: DynamoDB itself, for an item whose time was over. */
export interface StreamUser {
  readonly Type: "Service";
  readonly PrincipalId: string;
}

/** A record of a stream as it is kept; its key is the sequence number. */
export interface KeptStreamRecord {
  readonly id: string;
  readonly event: "INSERT" | "MODIFY" | "REMOVE";
  readonly atMs: number;
  readonly keys: Item;
  readonly newImage?: Item | undefined;
  readonly oldImage?: Item | undefined;
  readonly bytes: number;
  readonly user?: StreamUser | undefined;
  /** 1: there is base64 in it. */
  readonly binary?: 1 | undefined;
}

export interface StreamRecords {
  /** Continues behind what is kept already. To be called for each stream at start. */
  resume(streamId: string): Promise<void>;
  /** The records of those changes; `done` is to be called when their write is through, either way. */
  take(changes: readonly StreamedChange[], user: StreamUser | undefined): { readonly changes: readonly RecordChange[]; done(): void };
  /** Records below it may be shown; undefined: all. */
  visibleBefore(streamId: string): string | undefined;
  /** A sequence number greater than all that were given out. */
  next(): string;
}

/** As long as AWS's, and of one length, so that they are in order as texts too. */
const digits = 20;

export function sequenceText(sequence: number): string {
  return `1${String(sequence).padStart(digits, "0")}`;
}

export function createStreamRecords(records: RecordStore, clock: Clock, uuid: () => string): StreamRecords {
  let last = 0;
  const underWay = new Map<string, Set<number>>();
  const nextSequence = (): number => (last = Math.max(last + 1, clock.nowMs() * 1_000));
  const nothing = { changes: [], done: () => {} };

  return {
    async resume(streamId) {
      const [newest] = await records.list(streamKindOf(streamId), { reverse: true, limit: 1 });
      if (newest !== undefined) last = Math.max(last, Number(newest.key.slice(1)));
    },
    take(changes, user) {
      if (changes.length === 0) return nothing;
      const taken: (readonly [Set<number>, number])[] = [];
      const written = changes.map(({ table, before, after }) => {
        const stream = table.record.stream as NonNullable<typeof table.record.stream>;
        const sequence = nextSequence();
        let open = underWay.get(stream.streamId);
        if (open === undefined) underWay.set(stream.streamId, (open = new Set()));
        open.add(sequence);
        taken.push([open, sequence]);
        const keys = keyOf(table, (after ?? before) as Item);
        const viewed = stream.viewType;
        const newImage = viewed === "NEW_IMAGE" || viewed === "NEW_AND_OLD_IMAGES" ? after : undefined;
        const oldImage = viewed === "OLD_IMAGE" || viewed === "NEW_AND_OLD_IMAGES" ? before : undefined;
        const images = [keys, newImage, oldImage].filter((image) => image !== undefined);
        const kept: KeptStreamRecord = {
          id: uuid().replaceAll("-", ""),
          event: before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
          atMs: clock.nowMs(),
          keys,
          newImage,
          oldImage,
          bytes: images.reduce((sum, image) => sum + itemBytes(image), 0),
          user,
          binary: images.some(holdsBytes) ? 1 : undefined,
        };
        return { kind: streamKindOf(stream.streamId), key: sequenceText(sequence), value: kept, expectedRevision: 0 };
      });
      return {
        changes: written,
        done() {
          for (const [open, sequence] of taken) open.delete(sequence);
        },
      };
    },
    visibleBefore(streamId) {
      const open = underWay.get(streamId);
      return open === undefined || open.size === 0 ? undefined : sequenceText(Math.min(...open));
    },
    next: () => sequenceText(nextSequence()),
  };
}
