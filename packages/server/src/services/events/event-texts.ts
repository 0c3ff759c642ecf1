/**
 * Events that many deliveries share: written once, so that an event of 256 KB that a thousand targets want does not take
 * a thousand times its size, and removed after the last delivery. The count is in memory; what a crash leaves behind is
 * found at the next start.
 */

import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import type { Logger } from "../../platform/platform.ts";
import { OutboxFull } from "../../outbox/index.ts";
import { everyRecord } from "../../stored/index.ts";
import { eventTextsBytesMax, eventTextsKeptBytesMax } from "./limits.ts";

const textKind = "events.event";

export interface EventTexts {
  /** Makes room for an event that so many deliveries share; the change is to be written with them. Throws OutboxFull. */
  prepare(key: string, text: string, deliveries: number): RecordChange;
  /** The write failed. */
  abandon(key: string): void;
  read(key: string): Promise<string | undefined>;
  /** One delivery is over, and its record is gone. */
  done(key: string): void;
  /** Told the keys of all deliveries that an earlier server left, takes up their events and removes the others. */
  open(keys: AsyncIterable<string>): Promise<void>;
  close(): Promise<void>;
}

interface Held {
  deliveries: number;
  readonly bytes: number;
  /** Kept while there is room; else it is read when it is wanted. */
  text: string | undefined;
}

export function createEventTexts(records: RecordStore, logger: Logger): EventTexts {
  const held = new Map<string, Held>();
  const removing = new Set<Promise<void>>();
  let bytes = 0;
  let keptBytes = 0;

  const forget = (key: string) => {
    const one = held.get(key);
    if (one === undefined) return;
    held.delete(key);
    bytes -= one.bytes;
    if (one.text !== undefined) keptBytes -= one.bytes;
  };
  const remove = (key: string) => {
    const task: Promise<void> = records
      .write([{ kind: textKind, key, value: undefined }])
      .catch((error: unknown) =>
        logger.warn("an event that is not needed any more could not be removed; the next start removes it", { error }),
      )
      .finally(() => removing.delete(task));
    removing.add(task);
  };

  return {
    prepare(key, text, deliveries) {
      if (bytes > 0 && bytes + text.length > eventTextsBytesMax) throw new OutboxFull();
      const isKept = keptBytes + text.length <= eventTextsKeptBytesMax;
      held.set(key, { deliveries, bytes: text.length, text: isKept ? text : undefined });
      bytes += text.length;
      if (isKept) keptBytes += text.length;
      return { kind: textKind, key, value: text, expectedRevision: 0 };
    },
    abandon: forget,
    async read(key) {
      return held.get(key)?.text ?? (await records.get<string>(textKind, key))?.value;
    },
    done(key) {
      const one = held.get(key);
      if (one === undefined) return;
      one.deliveries -= 1;
      if (one.deliveries > 0) return;
      forget(key);
      remove(key);
    },
    async open(keys) {
      const left = new Map<string, number>();
      for await (const key of keys) left.set(key, (left.get(key) ?? 0) + 1);
      for await (const { key, value } of everyRecord<string>(records, textKind, { atATime: 50 })) {
        const deliveries = left.get(key);
        if (held.has(key)) continue;
        if (deliveries === undefined) {
          remove(key);
          continue;
        }
        held.set(key, { deliveries, bytes: value.length, text: undefined });
        bytes += value.length;
      }
    },
    async close() {
      await Promise.all(removing);
    },
  };
}
