/** Settings of asynchronous invocation, one for a function ($LATEST), a version or an alias: tries, age, destinations. */

import { parseArn } from "../../aws/index.ts";
import type { DestinationConfig, FunctionEventInvokeConfig } from "../../models/lambda.ts";
import type { RecordStore, StoredRecord } from "../../storage/ports/records.ts";
import { resolveFunction } from "./aliases.ts";
import { belongingKey, belongingsPrefix, eventInvokeConfigKind } from "./belongings.ts";
import { operation } from "./context.ts";
import {
  functionArn,
  type FunctionHome,
  type FunctionName,
  invalidParameter,
  parseFunctionName,
  resourceNotFound,
} from "./function-name.ts";
import { decidingAgain, findFunction } from "./function-record.ts";
import { listItemsMax } from "./limits.ts";
import { pageOf } from "./page.ts";

export interface EventInvokeRecord {
  /** As it is part of the ARN: `$LATEST`, a number, an alias. */
  readonly qualifier: string;
  readonly maximumRetryAttempts: number | undefined;
  readonly maximumEventAgeSeconds: number | undefined;
  /** ARNs of functions. */
  readonly onSuccess: string | undefined;
  readonly onFailure: string | undefined;
  readonly lastModifiedMs: number;
}

const qualifierOf = (name: FunctionName) => name.qualifier ?? "$LATEST";
const arnOf = (name: FunctionName, qualifier: string) => `${functionArn(name)}:${qualifier}`;
const keyOf = (name: FunctionName) => belongingKey(name, qualifierOf(name));

export async function findEventInvokeConfig(
  records: RecordStore,
  name: FunctionName,
): Promise<StoredRecord<EventInvokeRecord> | undefined> {
  return await records.get<EventInvokeRecord>(eventInvokeConfigKind, keyOf(name));
}

async function requireConfig(records: RecordStore, name: FunctionName): Promise<StoredRecord<EventInvokeRecord>> {
  const found = await findEventInvokeConfig(records, name);
  if (found === undefined) throw resourceNotFound(`The function ${arnOf(name, qualifierOf(name))} doesn't have an EventInvokeConfig`);
  return found;
}

function configurationOf(name: FunctionName, config: EventInvokeRecord): FunctionEventInvokeConfig {
  const { onSuccess, onFailure } = config;
  return {
    LastModified: config.lastModifiedMs,
    FunctionArn: arnOf(name, config.qualifier),
    MaximumRetryAttempts: config.maximumRetryAttempts,
    MaximumEventAgeInSeconds: config.maximumEventAgeSeconds,
    DestinationConfig: {
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
    },
  };
}

/** Services AWS delivers records to that this server does not have. */
const absentServices = new Set(["sqs", "sns", "events", "s3"]);

/** A destination that can be served: a function of this account and region that exists and is another one. Empty text means none. */
async function checkedDestination(
  records: RecordStore,
  name: FunctionName,
  home: FunctionHome,
  destination: string | undefined,
): Promise<string | undefined> {
  if (destination === undefined || destination === "") return undefined;
  const arn = parseArn(destination);
  if (destination.startsWith("kafka://") || (arn !== undefined && absentServices.has(arn.service)))
    throw invalidParameter(
      `Stile does not deliver to ${arn?.service ?? "kafka"} destinations yet; the destination must be a function: ${destination}`,
    );
  if (arn?.service !== "lambda" || !arn.resource.startsWith("function:"))
    throw invalidParameter(`The destination ARN ${destination} is invalid.`);
  const target = parseFunctionName(destination, home);
  if (functionArn(target) === functionArn(name)) throw invalidParameter("You can't specify the function as a destination for itself.");
  await resolveFunction({ records }, target);
  return destination;
}

type Settings = Pick<EventInvokeRecord, "maximumRetryAttempts" | "maximumEventAgeSeconds" | "onSuccess" | "onFailure">;
interface SettingsInput {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: DestinationConfig;
}

function requireSettings(input: SettingsInput): void {
  const { MaximumRetryAttempts: tries, MaximumEventAgeInSeconds: age, DestinationConfig: destinations } = input;
  if (tries === undefined && age === undefined && destinations?.OnSuccess === undefined && destinations?.OnFailure === undefined)
    throw invalidParameter("You must specify at least one of error handling or destination setting.");
}

/** What the request names over what was. */
async function merged(
  records: RecordStore,
  name: FunctionName,
  home: FunctionHome,
  before: Settings,
  input: SettingsInput,
): Promise<Settings> {
  const { OnSuccess, OnFailure } = input.DestinationConfig ?? {};
  return {
    maximumRetryAttempts: input.MaximumRetryAttempts ?? before.maximumRetryAttempts,
    maximumEventAgeSeconds: input.MaximumEventAgeInSeconds ?? before.maximumEventAgeSeconds,
    onSuccess: OnSuccess === undefined ? before.onSuccess : await checkedDestination(records, name, home, OnSuccess.Destination),
    onFailure: OnFailure === undefined ? before.onFailure : await checkedDestination(records, name, home, OnFailure.Destination),
  };
}

const nothing: Settings = {
  maximumRetryAttempts: undefined,
  maximumEventAgeSeconds: undefined,
  onSuccess: undefined,
  onFailure: undefined,
};

/** Sets all of it: what the request leaves out is taken away. */
export const putFunctionEventInvokeConfig = operation("PutFunctionEventInvokeConfig", {
  async handle(input, { call, records }) {
    const name = parseFunctionName(input.FunctionName, call, input.Qualifier);
    requireSettings(input);
    await resolveFunction({ records }, name);
    const settings = await merged(records, name, call, nothing, input);
    const value: EventInvokeRecord = { ...settings, qualifier: qualifierOf(name), lastModifiedMs: call.nowMs };
    await records.write([{ kind: eventInvokeConfigKind, key: keyOf(name), value }]);
    return configurationOf(name, value);
  },
});

/** Changes what the request names. */
export const updateFunctionEventInvokeConfig = operation("UpdateFunctionEventInvokeConfig", {
  async handle(input, { call, records }) {
    const name = parseFunctionName(input.FunctionName, call, input.Qualifier);
    requireSettings(input);
    await resolveFunction({ records }, name);
    return await decidingAgain(functionArn(name), async () => {
      const { key, revision, value: before } = await requireConfig(records, name);
      const settings = await merged(records, name, call, before, input);
      const value: EventInvokeRecord = { ...settings, qualifier: before.qualifier, lastModifiedMs: call.nowMs };
      await records.write([{ kind: eventInvokeConfigKind, key, value, expectedRevision: revision }]);
      return configurationOf(name, value);
    });
  },
});

export const getFunctionEventInvokeConfig = operation("GetFunctionEventInvokeConfig", {
  async handle(input, { call, records }) {
    const name = parseFunctionName(input.FunctionName, call, input.Qualifier);
    return configurationOf(name, (await requireConfig(records, name)).value);
  },
});

export const deleteFunctionEventInvokeConfig = operation("DeleteFunctionEventInvokeConfig", {
  async handle(input, { call, records }) {
    const name = parseFunctionName(input.FunctionName, call, input.Qualifier);
    const { key } = await requireConfig(records, name);
    await records.write([{ kind: eventInvokeConfigKind, key, value: undefined }]);
  },
});

export const listFunctionEventInvokeConfigs = operation("ListFunctionEventInvokeConfigs", {
  async handle(input, { call, records }) {
    const name = parseFunctionName(input.FunctionName, call);
    await findFunction(records, name);
    const limit = Math.min(input.MaxItems ?? listItemsMax, listItemsMax);
    const { rows, nextMarker } = await pageOf<EventInvokeRecord>(records, eventInvokeConfigKind, belongingsPrefix(name), {
      marker: input.Marker,
      limit,
    });
    return { FunctionEventInvokeConfigs: rows.map(({ value }) => configurationOf(name, value)), NextMarker: nextMarker };
  },
});
