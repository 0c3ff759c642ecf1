/** What all batch calls have in common: bounds of the whole, and an answer for each entry. */

import { ServiceError } from "../../aws/index.ts";
import type { BatchResultErrorEntry } from "../../models/sqs.ts";
import { batchEntriesMax, batchEntryIdCharsMax } from "./limits.ts";

interface BatchEntry {
  readonly Id: string;
}

/** Throws what makes the whole batch void. `entryName` is AWS's name of an entry, in its refusals. */
export function checkBatch(entries: readonly BatchEntry[] | undefined, entryName: string): void {
  if (entries === undefined || entries.length === 0) {
    throw new ServiceError("EmptyBatchRequest", `There should be at least one ${entryName} in the request.`);
  }
  if (entries.length > batchEntriesMax) {
    throw new ServiceError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${batchEntriesMax}. You have sent ${entries.length}.`,
    );
  }
  const ids = new Set<string>();
  for (const { Id: id } of entries) {
    if (typeof id !== "string" || !/^[A-Za-z0-9_-]+$/.test(id) || id.length > batchEntryIdCharsMax) {
      throw new ServiceError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    }
    if (ids.has(id)) throw new ServiceError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);
    ids.add(id);
  }
}

/** The answer for an entry that was refused; what is no refusal is thrown on. */
export function failedEntry(id: string, error: unknown): BatchResultErrorEntry {
  if (!(error instanceof ServiceError)) throw error;
  return { Id: id, SenderFault: error.httpStatus < 500, Code: error.code, Message: error.message };
}

/** Carries every entry out by itself. */
export async function eachEntry<Entry extends BatchEntry>(
  entries: readonly Entry[],
  carryOut: (entry: Entry) => Promise<void>,
): Promise<{ readonly Successful: { readonly Id: string }[]; readonly Failed: BatchResultErrorEntry[] }> {
  const failures = await Promise.all(
    entries.map((entry) =>
      carryOut(entry).then(
        () => undefined,
        (error: unknown) => failedEntry(entry.Id, error),
      ),
    ),
  );
  return {
    Successful: entries.filter((_, at) => failures[at] === undefined).map(({ Id }) => ({ Id })),
    Failed: failures.filter((failure) => failure !== undefined),
  };
}
