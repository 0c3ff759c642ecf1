/**
 * What the tables cannot know: fields that are accepted without an effect, fields that are refused, and where Stile
 * behaves otherwise than AWS. Kept by hand; an operation that has nothing to say is not named. The names are checked
 * against the models by the compiler.
 */

import type { LambdaOperations } from "../../packages/server/src/models/lambda.ts";
import type { StepFunctionsOperations } from "../../packages/server/src/models/stepfunctions.ts";

export interface Notes<Operation extends string = string> {
  /** What holds for the service as a whole. */
  readonly service: readonly string[];
  readonly operations: Readonly<Partial<Record<Operation, readonly string[]>>>;
}

const noLocation = "Answers no `Location`: there is no link from which the package can be fetched.";
const settingsWithoutEffect =
  "Kept and answered, without effect (said in the log): `DeadLetterConfig`, `KMSKeyArn`, `VpcConfig`, `TracingConfig` Active, `LoggingConfig.LogFormat` JSON, `EphemeralStorage`. `SnapStart` and `Role` are kept and answered, without effect.";
const settingsRefused =
  "Refused with `InvalidParameterValueException`: container images, `FileSystemConfigs`, `CodeSigningConfigArn`, `CapacityProviderConfig`, `DurableConfig`, `TenancyConfig`, `PublishTo`, `SourceKMSKeyArn`, runtimes other than nodejs20/22/24.x, python3.8 to 3.14, provided.al2 and provided.al2023.";
const destinations =
  "Destinations are functions of the same region; sqs, sns, events, s3 and kafka are refused with `InvalidParameterValueException`. The function's role is not asked for its permission.";

export const lambdaNotes: Notes<keyof LambdaOperations & string> = {
  service: [
    "Functions run as processes of this machine: Node.js functions by the server's own Node.js whatever their version says, Python functions by a Python on PATH, `provided.*` by their `bootstrap` file. There is no other isolation than the process and its bounds of memory and time.",
    "`/var/task`, `/opt` and `/tmp` are not there under these names: code finds its folder in `LAMBDA_TASK_ROOT`, its layers in `STILE_LAYERS_ROOT`; error reports say `/var/task` and `/opt`.",
    "Policies are kept and not checked: there are no identities to check yet.",
    "Functions are Active as soon as they are created or updated; `State` is never Pending.",
    "What a function prints goes to CloudWatch Logs; the newest of it is kept in memory besides: `GET /_stile/api/functions/<name>/logs`.",
  ],
  operations: {
    AddPermission: ["The policy is not checked when a function is invoked."],
    CreateFunction: [settingsWithoutEffect, settingsRefused, "`Code` in S3 is refused unless the server has an S3 to read it from."],
    CreateEventSourceMapping: [
      "Sources of other services, and what Kafka, DocumentDB, provisioned pollers, metrics and KMS keys need, are refused with `InvalidParameterValueException`.",
      "Queues: one poller waits; under load up to five batches are worked on at once, or `MaximumConcurrency`. What the function fails comes back when its visibility timeout is over.",
      "The new state is reached when the answer comes: Creating, Updating and the like are only ever seen in that answer.",
    ],
    DeleteFunction: ["Packages nobody refers to any more are removed a few seconds later."],
    GetAccountSettings: [
      "The limits are AWS's defaults. `TotalCodeSize` is not held: the disk is. Besides reserved concurrency the number of processes is bounded by the machine: further invocations wait for one.",
    ],
    GetFunction: [noLocation, "Tags are answered with any qualifier."],
    GetLayerVersion: [noLocation],
    GetLayerVersionByArn: [noLocation],
    Invoke: [
      "`DurableExecutionName` and `TenantId` are refused with `InvalidParameterValueException`.",
      "Event invocations wait in the store and outlive the server; one that was running when the server ended is run again.",
      "A chain of destinations is cut after 16 functions.",
    ],
    InvokeAsync: ["The same queue as Invoke with InvocationType Event, with its limit of 1 MiB."],
    ListAliases: ["`FunctionVersion` filters each page: a page may hold fewer than `MaxItems` while there are more."],
    ListFunctions: ["`MasterRegion` is refused with `InvalidParameterValueException`. A page holds at most 50."],
    ListLayers: ["The filters work on each page: a page may hold fewer than `MaxItems` while there are more."],
    PublishLayerVersion: [noLocation, "A layer's `extensions/` are not started. `AWS_LAMBDA_EXEC_WRAPPER` is not followed."],
    PublishVersion: ["`PublishTo` is refused with `InvalidParameterValueException`. `SnapStart` has no effect."],
    PutFunctionConcurrency: ["Concurrency is not reserved against other functions: it bounds, and does not set processes aside."],
    PutFunctionEventInvokeConfig: [destinations],
    TagResource: ["Functions and event source mappings."],
    UpdateFunctionCode: ["`SourceKMSKeyArn`, `ImageUri` and `PublishTo` are refused with `InvalidParameterValueException`."],
    UpdateFunctionConfiguration: [settingsWithoutEffect, settingsRefused],
    UpdateFunctionEventInvokeConfig: [destinations],
  },
};

const machineFields =
  "`roleArn` and `tracingConfiguration` are kept and answered, without effect. `publish`, execution logging other than OFF and customer managed keys are refused with `NotImplementedException`.";

export const stepFunctionsNotes: Notes<keyof StepFunctionsOperations & string> = {
  service: [
    "Roles are not assumed: a task runs with the server's own means.",
    "Versions and aliases of state machines, redrive and Map Runs of the API are refused as the table says.",
  ],
  operations: {
    CreateActivity: ["Encryption other than AWS_OWNED_KEY is refused with `NotImplementedException`."],
    CreateStateMachine: [machineFields],
    DescribeExecution: ["`redriveCount` is always 0."],
    ListExecutions: ["`mapRunArn` and `redriveFilter` are refused with `NotImplementedException`. PENDING_REDRIVE lists nothing."],
    StartExecution: ["`traceHeader` is kept and answered; nothing traces."],
    StartSyncExecution: ["`billingDetails` are computed from the duration with 64 MB of memory, whatever was used."],
    UpdateStateMachine: [machineFields],
  },
};
