/** Listings: a page of the records below a prefix, and the token that says where the next one begins. */

import type { RecordStore, StoredRecord } from "../storage/ports/records.ts";

const stepRows = 500;

/** Every record below a prefix, in the order of the keys, read in steps. */
export async function* everyRecord<T>(
  records: RecordStore,
  kind: string,
  {
    prefix = "",
    after,
    atATime = stepRows,
  }: { readonly prefix?: string; readonly after?: string | undefined; readonly atATime?: number } = {},
): AsyncGenerator<StoredRecord<T>> {
  let last = after;
  for (;;) {
    const rows = await records.list<T>(kind, { prefix, ...(last === undefined ? {} : { after: last }), limit: atATime });
    yield* rows;
    last = rows.at(-1)?.key;
    if (rows.length < atATime) return;
  }
}

/** The records that are wanted, `limit` at most; `more` is the key to go on after, undefined on the last page. */
export async function pageOf<T>(
  records: RecordStore,
  kind: string,
  { prefix, after, limit }: { readonly prefix: string; readonly after: string | undefined; readonly limit: number },
  isWanted: (value: T) => boolean = () => true,
): Promise<{ readonly rows: readonly StoredRecord<T>[]; readonly more: string | undefined }> {
  const rows: StoredRecord<T>[] = [];
  let last = after;
  // One more than asked for tells whether there is another page.
  for await (const row of everyRecord<T>(records, kind, { prefix, after, atATime: limit + 1 })) {
    if (rows.length === limit) return { rows, more: last };
    if (isWanted(row.value)) rows.push(row);
    last = row.key;
  }
  return { rows, more: undefined };
}

/** A token hides a place: relative to a prefix that the listing adds, so that it opens no other listing. */
export function tokenOf(place: string): string {
  return Buffer.from(place).toString("base64url");
}

/** undefined for a text that is no token. */
export function placeIn(token: string): string | undefined {
  const place = Buffer.from(token, "base64url").toString("utf8");
  return place === "" || place.includes("\0") || tokenOf(place) !== token ? undefined : place;
}
