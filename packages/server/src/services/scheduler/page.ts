/** Listings: a page of the records below a prefix, and the token that says where the next one begins. */

import type { RecordStore, StoredRecord } from "../../storage/ports/records.ts";
import { invalid } from "./errors.ts";
import { pageItemsMax } from "./limits.ts";

export interface PageRequest {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/** The rows below `prefix` that `isWanted`, at most `MaxResults` of them. A token is relative to `base`, so that it opens no other account's listing. */
export async function pageOf<T>(
  records: RecordStore,
  kind: string,
  { base, prefix }: { readonly base: string; readonly prefix: string },
  { NextToken, MaxResults = pageItemsMax }: PageRequest,
  isWanted: (value: T) => boolean = () => true,
): Promise<{ readonly rows: readonly StoredRecord<T>[]; readonly NextToken: string | undefined }> {
  const rows: StoredRecord<T>[] = [];
  let after = NextToken === undefined ? undefined : base + placeIn(NextToken);
  for (;;) {
    const found = await records.list<T>(kind, { prefix, ...(after === undefined ? {} : { after }), limit: MaxResults + 1 });
    for (const row of found) {
      if (rows.length === MaxResults) return { rows, NextToken: Buffer.from((after ?? "").slice(base.length)).toString("base64url") };
      if (isWanted(row.value)) rows.push(row);
      after = row.key;
    }
    if (found.length <= MaxResults) return { rows, NextToken: undefined };
  }
}

function placeIn(token: string): string {
  const place = Buffer.from(token, "base64url").toString("utf8");
  if (place === "" || place.includes("\0") || Buffer.from(place).toString("base64url") !== token) throw invalid("Invalid NextToken.");
  return place;
}

const stepRows = 500;

/** Every record below a prefix, read in steps. */
export async function* everyRecord<T>(records: RecordStore, kind: string, prefix = ""): AsyncGenerator<StoredRecord<T>> {
  let after: string | undefined;
  for (;;) {
    const rows = await records.list<T>(kind, { prefix, ...(after === undefined ? {} : { after }), limit: stepRows });
    yield* rows;
    after = rows.at(-1)?.key;
    if (rows.length < stepRows) return;
  }
}
