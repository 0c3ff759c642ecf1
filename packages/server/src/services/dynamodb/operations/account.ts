/** What DynamoDB says of the account, and of features of which nothing is there to be told. */

import { ServiceError } from "../../../aws/index.ts";
import { operation } from "../context.ts";
import { notSupported, tableNotFound, validationException } from "../errors.ts";
import { tableNameOf } from "../tables/tables.ts";

const unitsOfAccount = 80_000;
const unitsOfTable = 40_000;
const cachePeriodMinutes = 1_440;

/** The quotas of a new account; nothing here holds anybody to them. */
export const describeLimits = operation("DescribeLimits", {
  handle: () => ({
    AccountMaxReadCapacityUnits: unitsOfAccount,
    AccountMaxWriteCapacityUnits: unitsOfAccount,
    TableMaxReadCapacityUnits: unitsOfTable,
    TableMaxWriteCapacityUnits: unitsOfTable,
  }),
});

export const describeEndpoints = operation("DescribeEndpoints", {
  handle: (_input, { call }) => ({ Endpoints: [{ Address: new URL(call.endpointUrl).host, CachePeriodInMinutes: cachePeriodMinutes }] }),
});

export const describeContinuousBackups = operation("DescribeContinuousBackups", {
  handle({ TableName }, { call, tables }) {
    if (tables.find(call, TableName) === undefined) throw missingTable(tableNameOf(TableName, call) ?? TableName);
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
      },
    };
  },
});

export const updateContinuousBackups = operation("UpdateContinuousBackups", {
  handle({ TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled } }, { call, tables }) {
    if (tables.find(call, TableName) === undefined) throw missingTable(tableNameOf(TableName, call) ?? TableName);
    if (PointInTimeRecoveryEnabled) throw notSupported("point-in-time recovery");
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
      },
    };
  },
});

/** Operations on backups have an error of their own. */
function missingTable(name: string): ServiceError {
  return new ServiceError("TableNotFoundException", `Table not found: ${name}`);
}

/** No export, import or global table can be made, so there is none. */
export const listExports = operation("ListExports", { handle: () => ({ ExportSummaries: [] }) });
export const listImports = operation("ListImports", { handle: () => ({ ImportSummaryList: [] }) });
export const listGlobalTables = operation("ListGlobalTables", { handle: () => ({ GlobalTables: [] }) });

export const describeContributorInsights = operation("DescribeContributorInsights", {
  handle({ TableName, IndexName }, { call, tables }) {
    const table = tables.find(call, TableName);
    if (table === undefined) throw tableNotFound(TableName);
    if (IndexName !== undefined && !table.indexes.some(({ name }) => name === IndexName)) {
      throw validationException(`The table does not have the specified index: ${IndexName}`);
    }
    return { TableName: table.record.name, ...(IndexName === undefined ? {} : { IndexName }), ContributorInsightsStatus: "DISABLED" };
  },
});

export const describeKinesisStreamingDestination = operation("DescribeKinesisStreamingDestination", {
  handle({ TableName }, { call, tables }) {
    const table = tables.requireNamed(call, TableName);
    return { TableName: table.record.name, KinesisDataStreamDestinations: [] };
  },
});
