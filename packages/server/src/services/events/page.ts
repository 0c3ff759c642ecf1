/** Listings: a page of the records below a prefix, and the token that says where the next one begins. */

import type { RecordStore, StoredRecord } from "../../storage/ports/records.ts";
import { invalid } from "./errors.ts";
import { pageItemsMax } from "./limits.ts";

export interface PageRequest {
  readonly NextToken?: string | undefined;
  readonly Limit?: number | undefined;
}

/** A token hides where the page ended; relative to the listing's prefix, so that it opens no other listing. */
export function tokenOf(place: string): string {
  return Buffer.from(place).toString("base64url");
}

export function placeIn(token: string): string {
  const place = Buffer.from(token, "base64url").toString("utf8");
  if (place === "" || place.includes("\0") || tokenOf(place) !== token) throw invalid("Parameter NextToken is not valid.");
  return place;
}

/** The rows below `prefix` that `isWanted`, at most `Limit` of them. */
export async function pageOf<T>(
  records: RecordStore,
  kind: string,
  { prefix, namePrefix = "" }: { readonly prefix: string; readonly namePrefix?: string | undefined },
  { NextToken, Limit = pageItemsMax }: PageRequest,
  isWanted: (value: T) => boolean = () => true,
): Promise<{ readonly rows: readonly StoredRecord<T>[]; readonly NextToken: string | undefined }> {
  const rows: StoredRecord<T>[] = [];
  let after = NextToken === undefined ? undefined : prefix + placeIn(NextToken);
  for (;;) {
    const found = await records.list<T>(kind, { prefix: prefix + namePrefix, ...(after === undefined ? {} : { after }), limit: Limit + 1 });
    for (const [index, row] of found.entries()) {
      if (rows.length === Limit) return { rows, NextToken: tokenOf((found[index - 1]?.key ?? after ?? "").slice(prefix.length)) };
      if (isWanted(row.value)) rows.push(row);
      after = row.key;
    }
    if (found.length <= Limit) return { rows, NextToken: undefined };
  }
}

const stepRows = 500;

/** Every record below a prefix, read in steps. */
export async function* everyRecord<T>(
  records: RecordStore,
  kind: string,
  prefix = "",
  atATime = stepRows,
): AsyncGenerator<StoredRecord<T>> {
  let after: string | undefined;
  for (;;) {
    const rows = await records.list<T>(kind, { prefix, ...(after === undefined ? {} : { after }), limit: atATime });
    yield* rows;
    after = rows.at(-1)?.key;
    if (rows.length < atATime) return;
  }
}
