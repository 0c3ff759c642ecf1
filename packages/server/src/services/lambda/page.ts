/** Listings: a page of the records below a prefix, and the marker that says where the next one begins. */

import type { RecordStore, StoredRecord } from "../../storage/ports/records.ts";

export interface Page<T> {
  readonly rows: readonly StoredRecord<T>[];
  /** undefined on the last page. */
  readonly nextMarker: string | undefined;
}

/** A marker hides the key of the last row; where it stands is relative to the prefix, so that it opens no other listing. */
export const markerOf = (prefix: string, key: string): string => Buffer.from(key.slice(prefix.length)).toString("base64url");
export const afterMarker = (prefix: string, marker: string | undefined): string | undefined =>
  marker === undefined ? undefined : prefix + Buffer.from(marker, "base64url").toString("utf8").replaceAll("\0", "");

export async function pageOf<T>(
  records: RecordStore,
  kind: string,
  prefix: string,
  { marker, limit }: { readonly marker: string | undefined; readonly limit: number },
): Promise<Page<T>> {
  const after = afterMarker(prefix, marker);
  // One more than asked for tells whether there is another page.
  const found = await records.list<T>(kind, { prefix, ...(after === undefined ? {} : { after }), limit: limit + 1 });
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, nextMarker: found.length > limit && last !== undefined ? markerOf(prefix, last.key) : undefined };
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
