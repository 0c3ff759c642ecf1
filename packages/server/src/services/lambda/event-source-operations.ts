import { type Call, parseArn } from "../../aws/index.ts";
import { resolveFunction } from "./aliases.ts";
import { type LambdaContext, operation } from "./context.ts";
import type { GivenSettings } from "./event-source-poller.ts";
import { type EventSourceMappingRecord, mappingConfiguration } from "./event-source-record.ts";
import { invalidParameter, parseFunctionName, qualifiedArn, resourceConflict } from "./function-name.ts";
import { eventSourceListMax } from "./limits.ts";
import { checkTags } from "./tags.ts";

/** Of sources that Stile does not have, and what has no meaning without AWS around it. */
const refused: readonly (keyof GivenSettings)[] = [
  "AmazonManagedKafkaEventSourceConfig",
  "DocumentDBEventSourceConfig",
  "KMSKeyArn",
  "LoggingConfig",
  "MetricsConfig",
  "ProvisionedPollerConfig",
  "Queues",
  "SelfManagedEventSource",
  "SelfManagedKafkaEventSourceConfig",
  "SourceAccessConfigurations",
  "Topics",
];

function refuseUnsupported(given: GivenSettings): void {
  for (const name of refused) if (given[name] !== undefined) throw invalidParameter(`Stile does not support ${name} yet.`);
}

type Context = LambdaContext & { readonly call: Call };

/** The ARN as Lambda keeps it, and how long the function may take. */
async function functionOf(context: Context, text: string) {
  const name = parseFunctionName(text, context.call);
  const { record } = await resolveFunction(context, name, { arnInError: qualifiedArn(name), dice: 0 });
  return { functionArn: qualifiedArn(name), functionTimeoutSeconds: record.timeoutSeconds };
}

/** Feeds a function from a queue or a stream, from now on and after every start. */
export const createEventSourceMapping = operation("CreateEventSourceMapping", {
  async handle({ EventSourceArn: arn, FunctionName, Enabled = true, Tags = {}, ...given }, context) {
    const { call, eventSources, platform } = context;
    refuseUnsupported(given);
    if (arn === undefined || parseArn(arn) === undefined) throw invalidParameter("Unrecognized event source.");
    const { kind, aws } = eventSources.kindOf(arn);
    const { functionArn, functionTimeoutSeconds } = await functionOf(context, FunctionName);
    const settings = await kind.settings(given, { arn, functionTimeoutSeconds, present: undefined, aws });
    return await eventSources.changing(async () => {
      const known = eventSources.list(call).find((mapping) => mapping.eventSourceArn === arn && mapping.functionArn === functionArn);
      if (known !== undefined) {
        throw resourceConflict(
          `The event source arn (" ${arn} ") and function (" ${parseFunctionName(FunctionName, call).name} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${known.uuid}`,
        );
      }
      const record: EventSourceMappingRecord = {
        uuid: platform.random.uuid(),
        accountId: call.accountId,
        region: call.region,
        eventSourceArn: arn,
        functionArn,
        isEnabled: Enabled,
        settings,
        tags: checkTags(Tags),
        modifiedMs: call.nowMs,
      };
      await eventSources.save(record);
      return mappingConfiguration(record, "Creating", eventSources.lastResult(record));
    });
  },
});

const stateOf = ({ isEnabled }: EventSourceMappingRecord) => (isEnabled ? ("Enabled" as const) : ("Disabled" as const));

export const getEventSourceMapping = operation("GetEventSourceMapping", {
  handle({ UUID }, { call, eventSources }) {
    const record = eventSources.get(call, UUID);
    return mappingConfiguration(record, stateOf(record), eventSources.lastResult(record));
  },
});

/** Changes settings, or switches the mapping on or off; what is not named stays. */
export const updateEventSourceMapping = operation("UpdateEventSourceMapping", {
  async handle({ UUID, FunctionName, Enabled, ...given }, context) {
    const { call, eventSources } = context;
    refuseUnsupported(given);
    return await eventSources.changing(async () => {
      const present = eventSources.get(call, UUID);
      const { eventSourceArn: arn } = present;
      const { kind, aws } = eventSources.kindOf(arn);
      const { functionArn, functionTimeoutSeconds } = await functionOf(context, FunctionName ?? present.functionArn);
      const settings = await kind.settings(given, { arn, functionTimeoutSeconds, present: present.settings, aws });
      const record = { ...present, functionArn, settings, isEnabled: Enabled ?? present.isEnabled, modifiedMs: call.nowMs };
      await eventSources.save(record);
      const state = record.isEnabled === present.isEnabled ? "Updating" : record.isEnabled ? "Enabling" : "Disabling";
      return mappingConfiguration(record, state, eventSources.lastResult(record));
    });
  },
});

/** Deletes a mapping. A batch that the function has already is still ended. */
export const deleteEventSourceMapping = operation("DeleteEventSourceMapping", {
  async handle({ UUID }, { call, eventSources }) {
    return await eventSources.changing(async () => {
      const record = eventSources.get(call, UUID);
      const lastResult = eventSources.lastResult(record);
      await eventSources.delete(record);
      return mappingConfiguration(record, "Deleting", lastResult);
    });
  },
});

/** The mappings of the caller's account and region, of one function or one source when asked so. */
export const listEventSourceMappings = operation("ListEventSourceMappings", {
  handle({ EventSourceArn, FunctionName, Marker, MaxItems = eventSourceListMax }, { call, eventSources }) {
    const wanted = FunctionName === undefined ? undefined : qualifiedArn(parseFunctionName(FunctionName, call));
    const after = Marker === undefined ? "" : Buffer.from(Marker, "base64url").toString("latin1");
    const found = eventSources
      .list(call)
      .filter(
        (record) =>
          record.uuid > after &&
          (EventSourceArn === undefined || record.eventSourceArn === EventSourceArn) &&
          (wanted === undefined || record.functionArn === wanted),
      );
    const page = found.slice(0, Math.min(MaxItems, eventSourceListMax));
    const last = page.at(-1);
    return {
      EventSourceMappings: page.map((record) => mappingConfiguration(record, stateOf(record), eventSources.lastResult(record))),
      NextMarker: found.length > page.length && last !== undefined ? Buffer.from(last.uuid).toString("base64url") : undefined,
    };
  },
});
