/** Pages of listings, as EventBridge asks for them. */

import type { RecordStore, StoredRecord } from "../../storage/ports/records.ts";
import { pageOf as storedPage, placeIn as placeInToken, tokenOf } from "../../stored/index.ts";
import { invalid } from "./errors.ts";
import { pageItemsMax } from "./limits.ts";

export interface PageRequest {
  readonly NextToken?: string | undefined;
  readonly Limit?: number | undefined;
}

/** Throws ValidationException. */
export function placeIn(token: string): string {
  const place = placeInToken(token);
  if (place === undefined) throw invalid("Parameter NextToken is not valid.");
  return place;
}

/** The rows below `prefix` that `isWanted`, at most `Limit` of them. */
export async function pageOf<T>(
  records: RecordStore,
  kind: string,
  { prefix, namePrefix = "" }: { readonly prefix: string; readonly namePrefix?: string | undefined },
  { NextToken, Limit = pageItemsMax }: PageRequest,
  isWanted?: (value: T) => boolean,
): Promise<{ readonly rows: readonly StoredRecord<T>[]; readonly NextToken: string | undefined }> {
  const after = NextToken === undefined ? undefined : prefix + placeIn(NextToken);
  const { rows, more } = await storedPage<T>(records, kind, { prefix: prefix + namePrefix, after, limit: Limit }, isWanted);
  return { rows, NextToken: more === undefined ? undefined : tokenOf(more.slice(prefix.length)) };
}
