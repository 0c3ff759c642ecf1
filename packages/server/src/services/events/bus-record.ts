/** A bus as it is stored. The default bus of an account and region is there without a record. */

import type { DeadLetterConfig, LogConfig } from "../../models/events.ts";
import { type RecordStore, type StoredRecord } from "../../storage/ports/records.ts";
import { notFound } from "./errors.ts";
import { type BusName, busKey, defaultBus } from "./names.ts";

export interface BusRecord {
  readonly name: string;
  readonly description?: string;
  /** A resource policy, as the text that was put. Kept and shown; not enforced yet. */
  readonly policy?: string;
  readonly deadLetter?: DeadLetterConfig;
  readonly log?: LogConfig;
  readonly createdMs: number;
  readonly modifiedMs: number;
}

export const busKind = "events.bus";

/** undefined where there is no such bus; the default bus without a record of its own has revision 0. */
export async function findBus(records: RecordStore, bus: BusName): Promise<Omit<StoredRecord<BusRecord>, "kind"> | undefined> {
  const found = await records.get<BusRecord>(busKind, busKey(bus));
  if (found !== undefined) return found;
  return bus.bus === defaultBus ? { key: busKey(bus), revision: 0, value: { name: defaultBus, createdMs: 0, modifiedMs: 0 } } : undefined;
}

export async function busOrRefusal(records: RecordStore, bus: BusName): Promise<Omit<StoredRecord<BusRecord>, "kind">> {
  const found = await findBus(records, bus);
  if (found === undefined) throw notFound(`Event bus ${bus.bus} does not exist.`);
  return found;
}
