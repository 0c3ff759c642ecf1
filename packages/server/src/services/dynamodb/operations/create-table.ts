/** CreateTable. */

import type { CreateTableInput } from "../../../models/dynamodb.ts";
import type { Call } from "../../../aws/index.ts";
import { operation } from "../context.ts";
import { limitExceeded, resourceInUse } from "../errors.ts";
import { tablesMax } from "../limits.ts";
import { describeTable } from "../tables/table-description.ts";
import { requireDefinition, throughputOf } from "../tables/table-definition.ts";
import { newStream } from "../streams/new-stream.ts";
import type { TableRecord } from "../tables/table.ts";
import { requireTags } from "./tags.ts";

export const createTable = operation("CreateTable", {
  async handle(input, { call, tables, platform, streams }) {
    requireDefinition(input);
    const tags = requireTags(input.Tags ?? []);
    if (tables.count(call) >= tablesMax) {
      throw limitExceeded(`Subscriber limit exceeded: There is a limit of ${tablesMax} tables per subscriber`);
    }
    const uuid = () => platform.random.uuid();
    const record = recordOf(input, call, uuid);
    const stream = input.StreamSpecification?.StreamEnabled === true ? newStream(input.StreamSpecification, call.nowMs, uuid) : undefined;
    const table = await tables.create({ ...record, tags, stream });
    if (table === undefined) throw resourceInUse(`Table already exists: ${input.TableName}`);
    if (stream !== undefined) await streams.resume(stream.streamId);
    return { TableDescription: describeTable(table, "CREATING") };
  },
});

/** The record of a new table, without its tags and its stream. */
function recordOf(
  input: CreateTableInput,
  call: Pick<Call, "accountId" | "region" | "partition" | "nowMs">,
  uuid: () => string,
): TableRecord {
  const billingMode = input.BillingMode ?? "PROVISIONED";
  const { accountId, region, partition, nowMs } = call;
  return {
    name: input.TableName.slice(input.TableName.lastIndexOf("/") + 1),
    id: uuid(),
    accountId,
    region,
    partition,
    createdMs: nowMs,
    attributes: input.AttributeDefinitions ?? [],
    keySchema: input.KeySchema ?? [],
    billingMode,
    payPerRequestMs: billingMode === "PAY_PER_REQUEST" ? nowMs : undefined,
    throughput: throughputOf(input.ProvisionedThroughput),
    onDemand: input.OnDemandThroughput,
    warm: input.WarmThroughput,
    globalIndexes: (input.GlobalSecondaryIndexes ?? []).map((index) => ({ ...index, status: "ACTIVE", indexId: uuid() })),
    localIndexes: (input.LocalSecondaryIndexes ?? []).map((index) => ({ ...index, indexId: uuid() })),
    encryption: input.SSESpecification,
    tableClass: input.TableClass,
    deletionProtection: input.DeletionProtectionEnabled,
    tags: [],
    policy: input.ResourcePolicy === undefined ? undefined : { text: input.ResourcePolicy, revision: uuid() },
  };
}
