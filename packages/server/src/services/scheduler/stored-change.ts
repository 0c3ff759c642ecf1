/** A change of one record, decided again when somebody else wrote first. */

import type { RecordStore } from "../../storage/ports/records.ts";
import { changeStored } from "../../stored/index.ts";
import { conflict } from "./errors.ts";

/** Writes what `change` makes of the value; undefined removes it. Throws what `change` throws, and ConflictException. */
export async function storedChange<T>(
  records: RecordStore,
  kind: string,
  key: string,
  change: (value: T | undefined) => T | undefined,
): Promise<T | undefined> {
  return await changeStored(records, kind, key, change, {
    contended: (cause) => conflict("The resource was modified concurrently.", cause),
  });
}
