/** The tokens of listings of groups, streams and filters. */

import { placeIn } from "../../stored/index.ts";
import { invalidParameter } from "./errors.ts";

/** Where a listing goes on; undefined at its beginning. Throws InvalidParameterException. */
export function placeOf(nextToken: string | undefined): string | undefined {
  if (nextToken === undefined) return undefined;
  const place = placeIn(nextToken);
  if (place === undefined) throw invalidParameter("The specified nextToken is invalid.");
  return place;
}
