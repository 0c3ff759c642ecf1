/** DescribeTable, ListTables and DeleteTable. */

import { operation } from "../context.ts";
import { resourceInUse, validationException } from "../errors.ts";
import { purgeOf } from "../tables/background.ts";
import { describeTable } from "../tables/table-description.ts";

export const describeTableOperation = operation("DescribeTable", {
  handle({ TableName }, { call, tables, background }) {
    const table = tables.requireNamed(call, TableName);
    background.count(table);
    return { Table: describeTable(table, table.record.restored?.inProgress === true ? "CREATING" : "ACTIVE") };
  },
});

const namesMax = 100;

export const listTables = operation("ListTables", {
  handle({ ExclusiveStartTableName, Limit = namesMax }, { call, tables }) {
    const TableNames = tables.names(call, ExclusiveStartTableName, Limit + 1);
    if (TableNames.length <= Limit) return { TableNames };
    const page = TableNames.slice(0, Limit);
    return { TableNames: page, LastEvaluatedTableName: page.at(-1) as string };
  },
});

export const deleteTable = operation("DeleteTable", {
  async handle({ TableName }, { call, tables, background, backups, platform }) {
    const table = tables.requireNamed(call, TableName);
    const purge = purgeOf(table, platform.random.uuid());
    const refuseProtected = (record: typeof table.record) => {
      if (record.deletionProtection === true) {
        throw validationException(
          `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
        );
      }
      if (record.restored?.inProgress === true) {
        throw resourceInUse(`Attempt to change a resource which is still in use: Table is being created: ${record.name}`);
      }
      if (backups.inUse({ tableId: record.id })) {
        throw resourceInUse(`Attempt to change a resource which is still in use: Table is being backed up: ${record.name}`);
      }
      if (record.globalIndexes.some(({ status }) => status === "CREATING")) {
        throw resourceInUse(`Attempt to change a resource which is still in use: Table is being updated: ${record.name}`);
      }
    };
    await tables.remove(table, refuseProtected, [purge]);
    background.purge(table, purge.key);
    const { record, arn } = table;
    const { BillingModeSummary: billing, GlobalSecondaryIndexes: global, LocalSecondaryIndexes: local } = describeTable(table, "DELETING");
    return {
      TableDescription: {
        TableName: record.name,
        TableStatus: "DELETING",
        ProvisionedThroughput: { NumberOfDecreasesToday: record.decreasesToday ?? 0, ...record.throughput },
        TableSizeBytes: record.counted?.bytes ?? 0,
        ItemCount: record.counted?.items ?? 0,
        TableArn: arn,
        TableId: record.id,
        ...(billing && { BillingModeSummary: billing }),
        ...(global && { GlobalSecondaryIndexes: global }),
        ...(local && { LocalSecondaryIndexes: local }),
      },
    };
  },
});
