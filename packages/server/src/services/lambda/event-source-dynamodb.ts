/** Functions fed from the streams of DynamoDB tables: what can be set. Reading is `event-source-stream.ts`' matter. */

import { type AwsCaller, parseArn, ServiceError } from "../../aws/index.ts";
import type { EventSourceMappingConfiguration } from "../../models/lambda.ts";
import { compileFilters } from "./event-source-filter.ts";
import type { EventSourceKind, GivenSettings } from "./event-source-poller.ts";
import type { EventSourceSettings } from "./event-source-record.ts";
import { StreamPoller } from "./event-source-stream.ts";
import { invalidParameter } from "./function-name.ts";
import * as limits from "./limits.ts";

export const dynamoDbEventSource: EventSourceKind = {
  service: "dynamodb",
  settings: checkSettings,
  start: (deps) => new StreamPoller(deps),
};

const batchSizeDefault = 100;

async function checkSettings(
  request: GivenSettings,
  { arn, present, aws }: Parameters<EventSourceKind["settings"]>[1],
): Promise<EventSourceSettings> {
  const before = present?.more ?? {};
  const position = request.StartingPosition ?? before.StartingPosition;
  if (position === undefined)
    throw invalidParameter(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  if (position === "AT_TIMESTAMP") throw invalidParameter("Unsupported starting position for arn type: AT_TIMESTAMP");
  if (request.ScalingConfig !== undefined) throw invalidParameter("ScalingConfig is not a valid parameter for DynamoDB event sources.");
  requireOneAtATime(request);
  const filterCriteria = request.FilterCriteria ?? present?.filterCriteria;
  compileFilters(filterCriteria);
  const destination = request.DestinationConfig ?? before.DestinationConfig;
  checkDestination(destination?.OnFailure?.Destination);
  const age = request.MaximumRecordAgeInSeconds ?? before.MaximumRecordAgeInSeconds ?? -1;
  if (age !== -1 && age < limits.eventSourceRecordAgeSecondsMin) {
    throw invalidParameter(`MaximumRecordAgeInSeconds is -1 or at least ${limits.eventSourceRecordAgeSecondsMin}.`);
  }
  await checkStream(arn, aws);
  const more: Partial<EventSourceMappingConfiguration> = {
    StartingPosition: position,
    ParallelizationFactor: 1,
    BisectBatchOnFunctionError: request.BisectBatchOnFunctionError ?? before.BisectBatchOnFunctionError ?? false,
    MaximumRetryAttempts: request.MaximumRetryAttempts ?? before.MaximumRetryAttempts ?? -1,
    MaximumRecordAgeInSeconds: age,
    TumblingWindowInSeconds: 0,
    DestinationConfig: destination ?? { OnFailure: {} },
  };
  return {
    batchSize: request.BatchSize ?? present?.batchSize ?? batchSizeDefault,
    batchingWindowSeconds: request.MaximumBatchingWindowInSeconds ?? present?.batchingWindowSeconds ?? 0,
    // An empty list takes the filters away.
    filterCriteria: (filterCriteria?.Filters ?? []).length === 0 ? undefined : filterCriteria,
    responseTypes: request.FunctionResponseTypes ?? present?.responseTypes,
    more,
  };
}

/** A shard is read by one at a time, so that its records stay in order. */
function requireOneAtATime({ ParallelizationFactor: factor, TumblingWindowInSeconds: window }: GivenSettings): void {
  if (factor !== undefined && factor !== 1) throw invalidParameter("Stile does not support a ParallelizationFactor other than 1 yet.");
  if (window !== undefined && window !== 0) throw invalidParameter("Stile does not support TumblingWindowInSeconds yet.");
}

function checkDestination(destination: string | undefined): void {
  if (destination === undefined || destination === "") return;
  const service = parseArn(destination)?.service;
  if (service !== "sqs" && service !== "sns")
    throw invalidParameter(`The destination must be an SQS queue or an SNS topic: ${destination}`);
}

async function checkStream(arn: string, aws: AwsCaller): Promise<void> {
  const { region = "", accountId = "", resource = "" } = parseArn(arn) ?? {};
  if (!resource.includes("/stream/")) throw invalidParameter(`Unrecognized event source, must be a DynamoDB stream: ${arn}`);
  try {
    await aws.call({ service: "dynamodbstreams", operation: "DescribeStream", input: { StreamArn: arn }, region, accountId });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw invalidParameter(error.code === "ResourceNotFoundException" ? `Stream not found: ${arn}` : error.message);
  }
}
