/** An API destination as it is stored. */

import type { ApiDestinationHttpMethod } from "../../models/events.ts";
import { homePrefix, type Home } from "./names.ts";

export interface ApiDestinationRecord {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly connectionArn: string;
  readonly endpoint: string;
  readonly method: ApiDestinationHttpMethod;
  /** Invocations a second. */
  readonly rate: number;
  readonly createdMs: number;
  readonly modifiedMs: number;
}

export const apiDestinationKind = "events.api-destination";

export function apiDestinationKey(home: Pick<Home, "accountId" | "region">, name: string): string {
  return homePrefix(home) + name;
}
