/**
 * What DynamoDB demands of an input before it looks at anything else. It demands less, and words it a little differently, than the
 * published model: names of tables have 3 to 255 characters, values of an enum are listed in the order of its own tables, patterns are
 * told before lengths, and of many faults the first ten.
 */

import { createConstraints, type Problem, type ServiceError, type ServiceModel } from "../../../aws/index.ts";
import { batchWriteRequestsMax } from "../limits.ts";
import { validationException } from "../errors.ts";

type Input = Readonly<Record<string, unknown>>;
type Shapes = ServiceModel["shapes"];

const tableName = { type: "string", min: 3, max: 255, pattern: "[a-zA-Z0-9_.-]+" } as const;

/** What refusals were seen to say, where it differs from the model. */
const corrections: Shapes = {
  TableArn: tableName,
  TableName: tableName,
  IndexName: tableName,
  ReturnConsumedCapacity: { type: "string", enum: ["INDEXES", "TOTAL", "NONE"] },
  ReturnItemCollectionMetrics: { type: "string", enum: ["SIZE", "NONE"] },
  ReturnValue: { type: "string", enum: ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"] },
  ReturnValuesOnConditionCheckFailure: { type: "string", enum: ["ALL_OLD", "NONE"] },
  ConditionalOperator: { type: "string", enum: ["OR", "AND"] },
  ComparisonOperator: {
    type: "string",
    enum: ["IN", "NULL", "BETWEEN", "LT", "NOT_CONTAINS", "EQ", "GT", "NOT_NULL", "NE", "LE", "BEGINS_WITH", "GE", "CONTAINS"],
  },
  Select: { type: "string", enum: ["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"] },
  ScalarAttributeType: { type: "string", enum: ["B", "N", "S"] },
  KeyType: { type: "string", enum: ["HASH", "RANGE"] },
  ProjectionType: { type: "string", enum: ["ALL", "INCLUDE", "KEYS_ONLY"] },
  AttributeAction: { type: "string", enum: ["DELETE", "PUT", "ADD"] },
  KeySchema: { type: "list", min: 1, max: 2, member: { shape: "KeySchemaElement" } },
  // Held by DynamoDB itself, with texts of its own: see the operations.
  WriteRequests: { type: "list", member: { shape: "WriteRequest" } },
  StringSetAttributeValue: { type: "list", member: { shape: "AnyString" } },
  NumberSetAttributeValue: { type: "list", member: { shape: "AnyString" } },
  BinarySetAttributeValue: { type: "list", member: { shape: "BinaryAttributeValue" } },
  AnyString: { type: "string" },
  AttributeName: { type: "string" },
};

const problemsToldMax = 10;

/** Values of attributes are judged by the operations, which also know where they stand; a null among them counts as empty. */
export function createDynamoDbCheck(model: ServiceModel): (operation: string, input: Input) => void {
  const shapes: Record<string, Shapes[string]> = { ...model.shapes, AttributeValue: { type: "structure", members: {} } };
  for (const [name, shape] of Object.entries(corrections))
    if (name === "AnyString" || model.shapes[name] !== undefined) shapes[name] = shape;
  for (const name of operationsByName) requireByName(shapes, name);
  const created = shapes["CreateTableInput"];
  // Only a replica of a table in another account is made without them, which Stile does not do.
  if (created !== undefined) shapes["CreateTableInput"] = { ...created, required: ["AttributeDefinitions", "TableName", "KeySchema"] };
  for (const [name, members] of Object.entries(tagOperations)) {
    if (shapes[`${name}Input`] !== undefined) shapes[`${name}Input`] = { type: "structure", members };
  }
  const constraints = createConstraints({ ...model, shapes }, (_shape, problems) => refusal(problems));
  return (operation, input) => {
    if (operationsByName.has(operation)) requireTableName(input);
    if (operation === "BatchWriteItem") requireRequestCounts(input);
    const shape = model.operations[operation]?.input;
    if (shape !== undefined) constraints.check(shape, withTableNames(input));
  };
}

/** Operations on one table say in a sentence what its name must be. */
const operationsByName: ReadonlySet<string> = new Set(["CreateTable", "DeleteTable", "DescribeTable", "UpdateTable"]);

/** Operations on tags say themselves what is missing and what is no table's ARN: of the model's members only the tags are left. */
const tagOperations: Readonly<Record<string, NonNullable<Shapes[string]["members"]>>> = {
  TagResource: { Tags: { shape: "TagList" } },
  UntagResource: { TagKeys: { shape: "TagKeyList" } },
  ListTagsOfResource: {},
};

/** Their sentence has been said when the model is asked: of the name's constraints only the pattern is left. */
function requireByName(shapes: Record<string, Shapes[string]>, operation: string): void {
  const input = shapes[`${operation}Input`];
  if (input?.members?.["TableName"] === undefined) return;
  shapes["NamedTable"] = { type: "string", pattern: tableName.pattern };
  shapes[`${operation}Input`] = { ...input, members: { ...input.members, TableName: { shape: "NamedTable" } } };
}

function requireTableName({ TableName: name }: Input): void {
  if (name === undefined) throw validationException("The parameter 'TableName' is required but was not present in the request");
  if (typeof name !== "string" || name.startsWith("arn:")) return;
  if (name.length < tableName.min || name.length > tableName.max) {
    throw validationException("TableName must be at least 3 characters long and at most 255 characters long");
  }
}

/** Java shows objects by their hashes; which ones means nothing. */
const javaHash = 0x1e88b3c;

/** A map of lists is refused as a whole. */
function requireRequestCounts({ RequestItems: tables }: Input): void {
  if (typeof tables !== "object" || tables === null) return;
  const lists = Object.entries(tables as Readonly<Record<string, readonly unknown[] | null>>);
  if (lists.every(([, list]) => list !== null && list.length >= 1 && list.length <= batchWriteRequestsMax)) return;
  if (lists.some(([, list]) => list === null)) return;
  const listed = lists.map(
    ([name, list]) =>
      `${name}=[${(list ?? []).map((_, at) => `com.amazonaws.dynamodb.v20120810.WriteRequest@${(javaHash + at).toString(16)}`).join(", ")}]`,
  );
  const constraint = `[Member must have length less than or equal to ${batchWriteRequestsMax}, Member must have length greater than or equal to 1]`;
  throw refusal([
    ...mapKeyProblems(
      lists.map(([name]) => name),
      `'{${listed.join(", ")}}'`,
    ),
    { path: ["requestItems"], echo: `'{${listed.join(", ")}}'`, constraint: `Map value must satisfy constraint: ${constraint}` },
  ]);
}

function mapKeyProblems(names: readonly string[], echo: string): readonly Problem[] {
  const fine = names.every((name) => name.startsWith("arn:") || (name.length >= 3 && name.length <= 255 && /^[a-zA-Z0-9_.-]+$/.test(name)));
  if (fine) return [];
  const constraint =
    "Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]";
  return [{ path: ["requestItems"], echo, constraint }];
}

/** Tables may be named by ARN; the constraints are those of the name in it. */
function withTableNames(input: Input): Input {
  let named = input;
  const { TableName: name, RequestItems: tables, TransactItems: actions } = input;
  if (typeof name === "string" && name.startsWith("arn:")) named = { ...named, TableName: nameIn(name) };
  if (typeof tables === "object" && tables !== null && Object.keys(tables).some((key) => key.startsWith("arn:"))) {
    named = { ...named, RequestItems: Object.fromEntries(Object.entries(tables).map(([key, value]) => [nameIn(key), value])) };
  }
  if (Array.isArray(actions) && JSON.stringify(actions).includes('"TableName":"arn:')) {
    named = { ...named, TransactItems: actions.map((action: Record<string, Input>) => mapValues(action, withTableNames)) };
  }
  return named;
}

function mapValues(object: Record<string, Input>, map: (value: Input) => Input): Record<string, Input> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

function nameIn(arn: string): string {
  return arn.startsWith("arn:") ? (/:table\/([^/]+)$/.exec(arn)?.[1] ?? arn) : arn;
}

function refusal(problems: readonly Problem[]): ServiceError {
  const told = patternsFirst(problems).slice(0, problemsToldMax);
  const texts = told.map(
    ({ path, echo, constraint }) => `Value ${shown(echo)} at '${path.toReversed().join(".")}' failed to satisfy constraint: ${constraint}`,
  );
  const count = told.length === 1 ? "1 validation error" : `${told.length} validation errors`;
  return validationException(`${count} detected: ${texts.join("; ")}`);
}

/** Elements of a key schema are shown as Java's builders print them. */
function shown(echo = ""): string {
  return echo.replaceAll(/\{AttributeName=([^,}]*), KeyType=([^}]*)\}/g, "KeySchemaElement(attributeName=$1, keyType=$2)");
}

/** Of the faults of one value, that of its pattern comes first. */
function patternsFirst(problems: readonly Problem[]): readonly Problem[] {
  const sorted = [...problems];
  for (let at = 1; at < sorted.length; at++) {
    const problem = sorted[at] as Problem;
    if (!problem.constraint.startsWith("Member must satisfy regular expression pattern")) continue;
    let to = at;
    while (to > 0 && samePlace(sorted[to - 1] as Problem, problem)) to -= 1;
    sorted.splice(to, 0, ...sorted.splice(at, 1));
  }
  return sorted;
}

function samePlace(one: Problem, other: Problem): boolean {
  return one.path.join(".") === other.path.join(".");
}
