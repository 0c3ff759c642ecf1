/** What every operation of the Step Functions service finds in its context, and the maker of operations. */

import { operationsOf } from "../../aws/index.ts";
import type { Executor, SdkCatalogue } from "../../executor/index.ts";
import type { StepFunctionsOperations } from "../../models/stepfunctions.ts";
import type { Platform } from "../../platform/platform.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { ActivityRecords } from "./activity-records.ts";
import type { PageTokens } from "./page-tokens.ts";
import type { StateMachines } from "./state-machines.ts";

export interface StepFunctionsContext {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly executor: Executor;
  readonly stateMachines: StateMachines;
  readonly activities: ActivityRecords;
  readonly pageTokens: PageTokens;
  /** What SDK integrations there are; without it every one is accepted. */
  readonly sdkCatalogue?: () => Promise<SdkCatalogue>;
}

export const operation = operationsOf<StepFunctionsOperations, StepFunctionsContext>();
