/**
 * What all lists share: keys in order, those with the same prefix up to a delimiter rolled into one entry, page by page.
 * A rolled-up prefix is skipped by one seek, however many keys it holds.
 */
import { afterPrefix, encodeForm } from "./keys.ts";
import { pageMax } from "./limits.ts";
import { invalidArgument } from "./refusals.ts";

export interface ListRequest {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  /** Entries greater than this one; a rolled-up prefix counts as an entry. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface Listed<Entry> {
  readonly entries: readonly Entry[];
  readonly prefixes: readonly string[];
  readonly truncated: boolean;
  /** The last key or rolled-up prefix of the page: where the next one goes on. */
  readonly last: string | undefined;
}

/** Where to read: keys greater than `after`, or this key and greater ones. */
export type Seek = { readonly after: string } | { readonly from: string } | undefined;

/**
 * Entries come from `read` in pages, in the order of their keys, each at least as great as the seek; an empty page is the
 * end. `keyOf` tells an entry's key; entries `skip` names are passed over.
 */
export async function listKeys<Entry>(
  request: ListRequest,
  read: (seek: Seek, limit: number) => Promise<readonly Entry[]>,
  keyOf: (entry: Entry) => string,
  skip: (entry: Entry) => boolean,
): Promise<Listed<Entry>> {
  const { prefix, delimiter, after, limit } = request;
  const entries: Entry[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  let seek: Seek = after === undefined ? undefined : { after };
  const rolledUp = (key: string): string | undefined => {
    if (delimiter === undefined || delimiter === "") return undefined;
    const end = key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  // The last page ended with a rolled-up prefix: what is below it was told already.
  const told = after === undefined ? undefined : rolledUp(after);
  if (told !== undefined && told === after) seek = seekBehind(told);
  if (limit === 0) return { entries, prefixes, truncated: false, last };
  let behind: string | undefined;
  let atATime = delimiter === undefined ? pageMax + 1 : readWithDelimiter;
  for (;;) {
    const wanted = limit + 1 - entries.length - prefixes.length;
    const page = await read(seek, Math.min(wanted, atATime));
    if (page.length === 0) return { entries, prefixes, truncated: false, last };
    let passed = 0;
    for (const entry of page) {
      const key = keyOf(entry);
      if (behind !== undefined && key.startsWith(behind)) {
        passed += 1;
        continue;
      }
      seek = { after: key };
      if (skip(entry)) continue;
      const common = rolledUp(key);
      if (entries.length + prefixes.length === limit) return { entries, prefixes, truncated: true, last };
      if (common === undefined) {
        entries.push(entry);
        last = key;
        continue;
      }
      prefixes.push(common);
      last = common;
      behind = common;
      seek = seekBehind(common);
    }
    if (seek === undefined) return { entries, prefixes, truncated: false, last };
    // Of what is read with a delimiter most may be rolled up into one prefix: then less is read, and a seek goes on behind it.
    atATime = passed > page.length / 2 ? Math.max(readMin, Math.floor(atATime / 4)) : Math.min(pageMax + 1, atATime * 2);
  }
}

/** Entries of the first read, and the fewest of a later one. */
const readWithDelimiter = 100;
const readMin = 4;

function seekBehind(prefix: string): Seek {
  const from = afterPrefix(prefix);
  return from === undefined ? undefined : { from };
}

/** Keys per page as asked for, at most a thousand. Throws InvalidArgument. */
export function pageLimit(asked: number | undefined, name: string): number {
  if (asked === undefined) return pageMax;
  if (!Number.isInteger(asked) || asked < 0 || asked > 2_147_483_647) {
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, String(asked));
  }
  return Math.min(asked, pageMax);
}

/** Names in answers as `encoding-type=url` asks for them: XML cannot hold every sign a key may. */
export function encoder(encodingType: string | undefined): (text: string) => string {
  if (encodingType !== "url") return (text) => text;
  return encodeForm;
}
