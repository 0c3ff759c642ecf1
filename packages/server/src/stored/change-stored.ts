/** A change of one record that is decided from what is stored, and decided again when somebody else wrote first. */

import { type RecordChange, RecordConflict, type RecordStore } from "../storage/ports/records.ts";

const attemptsMax = 5;

export interface ChangeOptions<T> {
  /** Written in the same transaction, given what was stored before. */
  readonly also?: (before: T | undefined) => readonly RecordChange[];
  /** What to throw when others write again and again. */
  readonly contended: (cause: unknown) => Error;
}

/**
 * Writes what `change` makes of the value; undefined removes it, and where there is nothing nothing is written. Answers
 * the new value. Throws what `change` throws.
 */
export async function changeStored<T>(
  records: RecordStore,
  kind: string,
  key: string,
  change: (value: T | undefined) => T | undefined,
  { also = () => [], contended }: ChangeOptions<T>,
): Promise<T | undefined> {
  for (let attempts = 1; ; attempts++) {
    const found = await records.get<T>(kind, key);
    const value = change(found?.value);
    if (value === undefined && found === undefined) return undefined;
    try {
      await records.write([{ kind, key, value, expectedRevision: found?.revision ?? 0 }, ...also(found?.value)]);
      return value;
    } catch (error) {
      if (!(error instanceof RecordConflict)) throw error;
      if (attempts === attemptsMax) throw contended(error);
    }
  }
}
