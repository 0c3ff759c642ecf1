/** A change of one record, decided again when somebody else wrote first. */

import type { RecordChange, RecordStore } from "../../storage/ports/records.ts";
import { changeStored } from "../../stored/index.ts";
import { aborted } from "./errors.ts";

/** Writes what `change` makes of the value, with `also`; undefined removes it. Throws what `change` throws, and OperationAbortedException. */
export async function storedChange<T>(
  records: RecordStore,
  kind: string,
  key: string,
  change: (value: T | undefined) => T | undefined,
  also: (before: T | undefined) => readonly RecordChange[] = () => [],
): Promise<T | undefined> {
  return await changeStored(records, kind, key, change, { also, contended: aborted });
}
