/** Pages of listings, as Scheduler asks for them. */

import type { RecordStore, StoredRecord } from "../../storage/ports/records.ts";
import { pageOf as storedPage, placeIn, tokenOf } from "../../stored/index.ts";
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
  isWanted?: (value: T) => boolean,
): Promise<{ readonly rows: readonly StoredRecord<T>[]; readonly NextToken: string | undefined }> {
  const place = NextToken === undefined ? undefined : placeIn(NextToken);
  if (NextToken !== undefined && place === undefined) throw invalid("Invalid NextToken.");
  const after = place === undefined ? undefined : base + place;
  const { rows, more } = await storedPage<T>(records, kind, { prefix, after, limit: MaxResults }, isWanted);
  return { rows, NextToken: more === undefined ? undefined : tokenOf(more.slice(base.length)) };
}
