/** A change of one record that is decided from what is stored, and decided again when somebody else wrote first. */

import { type RecordChange, RecordConflict, type RecordStore } from "../../storage/ports/records.ts";
import { aborted } from "./errors.ts";

const attemptsMax = 5;

/** Writes what `change` makes of the value, with `also`; undefined removes it. Throws what `change` throws, and OperationAbortedException. */
export async function storedChange<T>(
  records: RecordStore,
  kind: string,
  key: string,
  change: (value: T | undefined) => T | undefined,
  also: (before: T | undefined) => readonly RecordChange[] = () => [],
): Promise<T | undefined> {
  for (let attempts = 1; ; attempts++) {
    const found = await records.get<T>(kind, key);
    const value = change(found?.value);
    try {
      await records.write([{ kind, key, value, expectedRevision: found?.revision ?? 0 }, ...also(found?.value)]);
      return value;
    } catch (error) {
      if (!(error instanceof RecordConflict)) throw error;
      if (attempts === attemptsMax) throw aborted(error);
    }
  }
}

const stepRows = 500;

/** Every record below a prefix, read in steps. */
export async function* everyRecord<T>(records: RecordStore, kind: string, prefix = "", after?: string) {
  let last = after;
  for (;;) {
    const rows = await records.list<T>(kind, { prefix, ...(last === undefined ? {} : { after: last }), limit: stepRows });
    yield* rows;
    last = rows.at(-1)?.key;
    if (rows.length < stepRows) return;
  }
}
