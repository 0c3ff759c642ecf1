/** What a table may be: the key schemas, indexes, throughput and stream of CreateTable and UpdateTable, judged in DynamoDB's order and words. */

import type {
  AttributeDefinition,
  CreateTableInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  Projection,
  ProvisionedThroughput,
} from "../../../models/dynamodb.ts";
import { invalidParameters, notSupported, validationException } from "../errors.ts";
import { capacityUnitsMax, globalIndexesMax, localIndexesMax, nonKeyAttributesMax } from "../limits.ts";
import type { Throughput } from "./table.ts";

/** Throws ValidationException for a table that cannot be. */
export function requireDefinition(input: CreateTableInput): void {
  const { KeySchema: keySchema = [], AttributeDefinitions: definitions = [] } = input;
  requireSupported(input);
  requireBilling(input);
  const defined = definitions.map(({ AttributeName }) => AttributeName);
  requireDefined(keySchema, defined);
  requireKeySchema(keySchema);
  const { LocalSecondaryIndexes: local, GlobalSecondaryIndexes: global } = input;
  if (new Set(defined).size < defined.length) {
    throw invalidParameters("Cannot have multiple definitions for the same attribute: duplicate AttributeName in AttributeDefinitions");
  }
  if (local === undefined && global === undefined && defined.length !== keySchema.length) {
    throw invalidParameters(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  }
  const names = new Set<string>();
  if (local !== undefined) requireLocalIndexes(local, keySchema, defined, names);
  if (global !== undefined) requireGlobalIndexes(global, defined, names, input.BillingMode ?? "PROVISIONED");
  requireNonKeyAttributes([...(local ?? []), ...(global ?? [])]);
  requireAllUsed(defined, keySchema, [...(local ?? []), ...(global ?? [])]);
  requireStream(input.StreamSpecification);
}

/** What would be taken and not done is refused. */
function requireSupported(input: CreateTableInput): void {
  if (input.GlobalTableSourceArn !== undefined || input.GlobalTableSettingsReplicationMode !== undefined) {
    throw notSupported("tables that replicate one of another account");
  }
}

function requireBilling({ BillingMode, ProvisionedThroughput: throughput, OnDemandThroughput: onDemand }: CreateTableInput): void {
  if (BillingMode === "PAY_PER_REQUEST") {
    if (throughput !== undefined) {
      throw invalidParameters("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
    }
    return;
  }
  if (throughput === undefined) {
    throw invalidParameters("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
  }
  if (onDemand !== undefined) throw invalidParameters("OnDemandThroughput cannot be specified when BillingMode is PROVISIONED");
  requireThroughput(throughput);
}

export function requireThroughput({ ReadCapacityUnits: read, WriteCapacityUnits: write }: ProvisionedThroughput, indexName?: string): void {
  const where = indexName === undefined ? "" : ` for index ${indexName}`;
  if (read > capacityUnitsMax) throw validationException(`Given value ${read} for ReadCapacityUnits is out of bounds${where}`);
  if (write > capacityUnitsMax) throw validationException(`Given value ${write} for WriteCapacityUnits is out of bounds${where}`);
}

function requireDefined(keySchema: readonly KeySchemaElement[], defined: readonly string[]): void {
  const keys = keySchema.map(({ AttributeName }) => AttributeName);
  if (keys.every((name) => defined.includes(name))) return;
  throw invalidParameters(
    `Some index key attributes are not defined in AttributeDefinitions. Keys: [${[...new Set(keys)].join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
  );
}

function requireKeySchema([first, second]: readonly KeySchemaElement[]): void {
  if (first?.KeyType !== "HASH") throw validationException("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  if (second === undefined) return;
  if (second.KeyType !== "RANGE") throw validationException("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  if (second.AttributeName === first.AttributeName) {
    throw validationException("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
}

function requireLocalIndexes(
  indexes: readonly LocalSecondaryIndex[],
  tableSchema: readonly KeySchemaElement[],
  defined: readonly string[],
  names: Set<string>,
): void {
  if (indexes.length === 0) throw invalidParameters("List of LocalSecondaryIndexes is empty");
  if (tableSchema.length < 2) {
    throw invalidParameters("Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex");
  }
  for (const { IndexName: name, KeySchema: schema, Projection: projection } of indexes) {
    requireDefined(schema, defined);
    requireKeySchema(schema);
    if (schema.length < 2) throw invalidParameters(`Index KeySchema does not have a range key for index: ${name}`);
    const [own] = schema;
    const [table] = tableSchema;
    if (own?.AttributeName !== table?.AttributeName) {
      throw invalidParameters(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${own?.AttributeName}, table hash key: ${table?.AttributeName}`,
      );
    }
    requireProjection(projection);
    requireNewName(name, names);
  }
  if (indexes.length > localIndexesMax) {
    throw invalidParameters(`Number of LocalSecondaryIndexes exceeds per-table limit of ${localIndexesMax}`);
  }
}

function requireGlobalIndexes(
  indexes: readonly GlobalSecondaryIndex[],
  defined: readonly string[],
  names: Set<string>,
  billingMode: "PROVISIONED" | "PAY_PER_REQUEST",
): void {
  if (indexes.length === 0) throw invalidParameters("List of GlobalSecondaryIndexes is empty");
  for (const index of indexes) {
    requireGlobalIndex(index, defined, billingMode);
    requireNewName(index.IndexName, names);
  }
  if (indexes.length > globalIndexesMax) {
    throw invalidParameters(`GlobalSecondaryIndex count exceeds the per-table limit of ${globalIndexesMax}`);
  }
}

export function requireGlobalIndex(
  { IndexName: name, KeySchema: schema, Projection: projection, ProvisionedThroughput: throughput }: GlobalSecondaryIndex,
  defined: readonly string[],
  billingMode: "PROVISIONED" | "PAY_PER_REQUEST",
): void {
  if (billingMode === "PAY_PER_REQUEST" && throughput !== undefined) {
    throw invalidParameters(`ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`);
  }
  if (billingMode === "PROVISIONED" && throughput === undefined) {
    throw invalidParameters(`ProvisionedThroughput must be specified for index: ${name}`);
  }
  if (throughput !== undefined) requireThroughput(throughput, name);
  if (schema.length > 2) throw notSupported("index keys of more than two attributes");
  requireDefined(schema, defined);
  requireKeySchema(schema);
  requireProjection(projection);
}

function requireProjection({ ProjectionType: type, NonKeyAttributes: attributes }: Projection): void {
  if (type === undefined) throw invalidParameters("Unknown ProjectionType: null");
  if (attributes !== undefined && type !== "INCLUDE") {
    throw invalidParameters(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  }
  if (attributes === undefined && type === "INCLUDE") {
    throw invalidParameters("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
}

function requireNewName(name: string, names: Set<string>): void {
  if (names.has(name)) throw invalidParameters(`Duplicate index name: ${name}`);
  names.add(name);
}

function requireNonKeyAttributes(indexes: readonly { readonly Projection: Projection }[]): void {
  const count = indexes.reduce((sum, { Projection: { NonKeyAttributes = [] } }) => sum + NonKeyAttributes.length, 0);
  if (count > nonKeyAttributesMax) {
    throw invalidParameters(`NonKeyAttributes count exceeds the per-table limit of ${nonKeyAttributesMax}: ${count}`);
  }
}

function requireAllUsed(
  defined: readonly string[],
  tableSchema: readonly KeySchemaElement[],
  indexes: readonly { readonly KeySchema: readonly KeySchemaElement[] }[],
): void {
  const used = new Set([...tableSchema, ...indexes.flatMap(({ KeySchema }) => KeySchema)].map(({ AttributeName }) => AttributeName));
  if (defined.every((name) => used.has(name))) return;
  throw invalidParameters(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
}

export function requireStream(specification: CreateTableInput["StreamSpecification"]): void {
  if (specification === undefined) return;
  const { StreamEnabled: enabled, StreamViewType: viewType } = specification;
  if (enabled && viewType === undefined) {
    throw invalidParameters("StreamViewType must be specified when StreamEnabled is true");
  }
  if (!enabled && viewType !== undefined) {
    throw invalidParameters("StreamViewType cannot be specified when StreamEnabled is false");
  }
}

export function throughputOf(given: ProvisionedThroughput | undefined): Throughput {
  return { ReadCapacityUnits: given?.ReadCapacityUnits ?? 0, WriteCapacityUnits: given?.WriteCapacityUnits ?? 0 };
}

/** Definitions with those of a request added; the same attribute keeps one. */
export function mergedDefinitions(
  present: readonly AttributeDefinition[],
  more: readonly AttributeDefinition[],
): readonly AttributeDefinition[] {
  const given = new Set(more.map(({ AttributeName }) => AttributeName));
  return [...present.filter(({ AttributeName }) => !given.has(AttributeName)), ...more];
}
