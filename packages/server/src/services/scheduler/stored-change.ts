/** A change of one record that is decided from what is stored, and decided again when somebody else wrote first. */

import { RecordConflict, type RecordStore } from "../../storage/ports/records.ts";
import { conflict } from "./errors.ts";

const attemptsMax = 5;

/** Writes what `change` makes of the value; undefined removes it. Throws what `change` throws, and ConflictException. */
export async function storedChange<T>(
  records: RecordStore,
  kind: string,
  key: string,
  change: (value: T | undefined) => T | undefined,
): Promise<T | undefined> {
  for (let attempts = 1; ; attempts++) {
    const found = await records.get<T>(kind, key);
    const value = change(found?.value);
    if (value === undefined && found === undefined) return undefined;
    try {
      await records.write([{ kind, key, value, expectedRevision: found?.revision ?? 0 }]);
      return value;
    } catch (error) {
      if (!(error instanceof RecordConflict)) throw error;
      if (attempts === attemptsMax) throw conflict("The resource was modified concurrently.", error);
    }
  }
}
