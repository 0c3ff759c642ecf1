/** API destinations: HTTP endpoints that rules deliver to. */

import type { ApiDestination } from "../../models/events.ts";
import { apiDestinationKey, apiDestinationKind, type ApiDestinationRecord } from "./api-destination-record.ts";
import { type ConnectionRecord, connectionKey, connectionKind } from "./connection-record.ts";
import { type EventsContext, operation } from "./context.ts";
import { alreadyExists, invalidParameter, limitExceeded, notFound } from "./errors.ts";
import { apiDestinationRateDefault, apiDestinationsMax } from "./limits.ts";
import { arnParts, eventsArn, homePrefix } from "./names.ts";
import { pageOf } from "./page.ts";
import { storedChange } from "./stored-change.ts";

/** Throws ResourceNotFoundException. */
async function checkConnection(arn: string, { records }: Pick<EventsContext, "records">): Promise<void> {
  const home = arnParts(arn);
  const name = home?.resource.split("/")[1] ?? "";
  const found = home && (await records.get<ConnectionRecord>(connectionKind, connectionKey(home, name)));
  if (found?.value.arn !== arn) throw notFound(`Connection '${name === "" ? arn : name}' does not exist.`);
}

/** AWS wants HTTPS; Stile takes HTTP, too, since what is tried out on one machine speaks it. */
function checkEndpoint(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw invalidParameter("InvocationEndpoint", "it is no address of HTTP or HTTPS.");
  }
}

export const createApiDestination = operation("CreateApiDestination", {
  async handle(input, { call, records, platform }) {
    const {
      Name,
      Description,
      ConnectionArn,
      InvocationEndpoint,
      HttpMethod,
      InvocationRateLimitPerSecond = apiDestinationRateDefault,
    } = input;
    checkEndpoint(InvocationEndpoint);
    await checkConnection(ConnectionArn, { records });
    const others = await records.list(apiDestinationKind, { prefix: homePrefix(call), limit: apiDestinationsMax });
    if (others.length >= apiDestinationsMax) throw limitExceeded();
    const nowMs = platform.clock.nowMs();
    const value: ApiDestinationRecord = {
      name: Name,
      arn: eventsArn(call, `api-destination/${Name}/${platform.random.uuid()}`),
      ...(Description === undefined ? {} : { description: Description }),
      connectionArn: ConnectionArn,
      endpoint: InvocationEndpoint,
      method: HttpMethod,
      rate: InvocationRateLimitPerSecond,
      createdMs: nowMs,
      modifiedMs: nowMs,
    };
    await storedChange<ApiDestinationRecord>(records, apiDestinationKind, apiDestinationKey(call, Name), (present) => {
      if (present !== undefined) throw alreadyExists(`An api-destination '${Name}'`);
      return value;
    });
    return { ApiDestinationArn: value.arn, ApiDestinationState: "ACTIVE", CreationTime: nowMs, LastModifiedTime: nowMs };
  },
});

const missing = (name: string) => notFound(`Failed to describe the api-destination(s). An api-destination '${name}' does not exist.`);

export const updateApiDestination = operation("UpdateApiDestination", {
  async handle(input, { call, records, platform }) {
    const { Name, Description, ConnectionArn, InvocationEndpoint, HttpMethod, InvocationRateLimitPerSecond } = input;
    if (InvocationEndpoint !== undefined) checkEndpoint(InvocationEndpoint);
    if (ConnectionArn !== undefined) await checkConnection(ConnectionArn, { records });
    const value = await storedChange<ApiDestinationRecord>(records, apiDestinationKind, apiDestinationKey(call, Name), (present) => {
      if (present === undefined) throw missing(Name);
      return {
        ...present,
        ...(Description === undefined ? {} : { description: Description }),
        ...(ConnectionArn === undefined ? {} : { connectionArn: ConnectionArn }),
        ...(InvocationEndpoint === undefined ? {} : { endpoint: InvocationEndpoint }),
        ...(HttpMethod === undefined ? {} : { method: HttpMethod }),
        ...(InvocationRateLimitPerSecond === undefined ? {} : { rate: InvocationRateLimitPerSecond }),
        modifiedMs: platform.clock.nowMs(),
      };
    });
    return {
      ApiDestinationArn: value?.arn,
      ApiDestinationState: "ACTIVE",
      CreationTime: value?.createdMs,
      LastModifiedTime: value?.modifiedMs,
    };
  },
});

export const deleteApiDestination = operation("DeleteApiDestination", {
  async handle({ Name }, { call, records }) {
    await storedChange<ApiDestinationRecord>(records, apiDestinationKind, apiDestinationKey(call, Name), (present) => {
      if (present === undefined) throw missing(Name);
      return undefined;
    });
    return {};
  },
});

function listed(record: ApiDestinationRecord): ApiDestination {
  return {
    ApiDestinationArn: record.arn,
    Name: record.name,
    ApiDestinationState: "ACTIVE",
    ConnectionArn: record.connectionArn,
    InvocationEndpoint: record.endpoint,
    HttpMethod: record.method,
    InvocationRateLimitPerSecond: record.rate,
    CreationTime: record.createdMs,
    LastModifiedTime: record.modifiedMs,
  };
}

export const describeApiDestination = operation("DescribeApiDestination", {
  async handle({ Name }, { call, records }) {
    const found = await records.get<ApiDestinationRecord>(apiDestinationKind, apiDestinationKey(call, Name));
    if (found === undefined) throw missing(Name);
    return { ...listed(found.value), Description: found.value.description };
  },
});

export const listApiDestinations = operation("ListApiDestinations", {
  async handle({ NamePrefix, ConnectionArn, ...request }, { call, records }) {
    const isWanted = ({ connectionArn }: ApiDestinationRecord) => ConnectionArn === undefined || connectionArn === ConnectionArn;
    const where = { prefix: homePrefix(call), namePrefix: NamePrefix };
    const { rows, NextToken } = await pageOf<ApiDestinationRecord>(records, apiDestinationKind, where, request, isWanted);
    return { ApiDestinations: rows.map(({ value }) => listed(value)), NextToken };
  },
});
