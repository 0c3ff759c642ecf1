/** An event source mapping as it is stored and as Lambda answers it. */

import type { EventSourceMappingConfiguration, FilterCriteria, FunctionResponseType, ScalingConfig } from "../../models/lambda.ts";
import { partitionOf } from "../../aws/index.ts";

export const eventSourceMappingKind = "lambda.event-source-mapping";

/** How far a source was read for a mapping; keys begin with the mapping's. */
export const eventSourceCheckpointKind = "lambda.event-source-checkpoint";

export interface EventSourceMappingRecord {
  readonly uuid: string;
  readonly accountId: string;
  readonly region: string;
  readonly eventSourceArn: string;
  /** With the qualifier it was given. */
  readonly functionArn: string;
  readonly isEnabled: boolean;
  readonly settings: EventSourceSettings;
  readonly tags: Readonly<Record<string, string>>;
  readonly modifiedMs: number;
}

/** What can be set; each kind of source has some of it. */
export interface EventSourceSettings {
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly filterCriteria?: FilterCriteria | undefined;
  readonly responseTypes?: readonly FunctionResponseType[] | undefined;
  readonly scaling?: ScalingConfig | undefined;
  /** Settings that only sources of one kind have, under the API's names. */
  readonly more?: Partial<EventSourceMappingConfiguration> | undefined;
}

/** How the last batch went, as LastProcessingResult tells it. */
export type ProcessingResult = "No records processed" | "OK" | `PROBLEM: ${string}`;

export function mappingKey({ accountId, region, uuid }: Pick<EventSourceMappingRecord, "accountId" | "region" | "uuid">): string {
  return `${accountId}/${region}/${uuid}`;
}

function mappingArn({ accountId, region, uuid }: Pick<EventSourceMappingRecord, "accountId" | "region" | "uuid">): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${accountId}:event-source-mapping:${uuid}`;
}

/** `state` is told apart: what an operation answers is what it began, not what it has come to. */
export function mappingConfiguration(
  record: EventSourceMappingRecord,
  state: "Creating" | "Enabling" | "Enabled" | "Disabling" | "Disabled" | "Updating" | "Deleting",
  lastResult: ProcessingResult,
): EventSourceMappingConfiguration {
  const { settings } = record;
  return {
    UUID: record.uuid,
    EventSourceMappingArn: mappingArn(record),
    EventSourceArn: record.eventSourceArn,
    FunctionArn: record.functionArn,
    BatchSize: settings.batchSize,
    MaximumBatchingWindowInSeconds: settings.batchingWindowSeconds,
    FilterCriteria: settings.filterCriteria,
    FunctionResponseTypes: settings.responseTypes ?? [],
    ScalingConfig: settings.scaling,
    ...settings.more,
    State: state,
    StateTransitionReason: "USER_INITIATED",
    LastModified: record.modifiedMs,
    LastProcessingResult: lastResult,
  };
}
