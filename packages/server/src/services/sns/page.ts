/** Listings: a hundred items a page, in the order of their ARNs; the token says behind which one the next page begins. */

import { invalidParameter } from "./errors.ts";
import { listItemsMax } from "./limits.ts";

export function pageOf<Item>(
  all: readonly Item[],
  arnOf: (item: Item) => string,
  token: string | undefined,
): { readonly items: readonly Item[]; readonly nextToken: string | undefined } {
  const after = token === undefined || token === "" ? "" : arnOfToken(token);
  const rest = all.filter((item) => arnOf(item) > after).sort((one, other) => (arnOf(one) < arnOf(other) ? -1 : 1));
  const items = rest.slice(0, listItemsMax);
  const last = items.at(-1);
  const isLast = rest.length <= listItemsMax || last === undefined;
  return { items, nextToken: isLast ? undefined : Buffer.from(arnOf(last)).toString("base64") };
}

function arnOfToken(token: string): string {
  const arn = Buffer.from(token, "base64").toString("latin1");
  if (!arn.startsWith("arn:")) throw invalidParameter("NextToken");
  return arn;
}
