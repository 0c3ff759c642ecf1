/** What every operation of SNS finds in its context, and the maker of operations. */

import { operationsOf } from "../../aws/index.ts";
import type { SNSOperations } from "../../models/sns.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Signer } from "./signing.ts";
import type { Topics } from "./topics.ts";

export interface SnsContext {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly topics: Topics;
  readonly deliveries: Deliveries;
  readonly signer: Signer;
}

export const operation = operationsOf<SNSOperations, SnsContext>();
