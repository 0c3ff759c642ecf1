/**
 * From the parameters of a task, JSON with members in Pascal case, to the typed input of an API operation. Wherever the
 * API wants a text and the workflow has something else, its JSON is taken: a message body may be an object (recorded).
 */

import { type MemberModel, readTimestamp, type ServiceModel, type ShapeModel, shapeOf } from "../../aws/index.ts";
import { pascalCase } from "./service-names.ts";

export type ApiParameters =
  | { readonly kind: "input"; readonly input: Record<string, unknown> }
  /** In AWS's words, one for each member that cannot be. */
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/**
 * A null counts as given and is not sent: it is the service that refuses it then (recorded: DynamoDB's Item). Where the
 * API has a token by which it recognises a repetition, and none is given, `idempotencyToken` is it.
 */
export function apiParameters(
  model: ServiceModel,
  shapeName: string | undefined,
  parameters: unknown,
  idempotencyToken: string,
): ApiParameters {
  const problems: string[] = [];
  const shape: ShapeModel = shapeName === undefined ? { type: "structure" } : shapeOf(model, shapeName);
  const input = structure(model, shape, parameters ?? {}, "Parameters", problems) as Record<string, unknown>;
  if (problems.length > 0) return { kind: "refused", problems };
  for (const [name, member] of Object.entries(shape.members ?? {})) if (member.idempotencyToken) input[name] ??= idempotencyToken;
  return { kind: "input", input };
}

/** Beyond this many, AWS would not be read either. */
const problemsMax = 20;

function structure(model: ServiceModel, shape: ShapeModel, value: unknown, field: string, problems: string[]): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(field, "an OBJECT", problems);
  const members = membersOf(shape);
  const input: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value)) {
    const member = members.get(name);
    if (member === undefined) addProblem(problems, `The field "${name}" is not supported by Step Functions`);
    else if (given !== null) input[member.name] = typed(model, member, given, name, problems);
  }
  for (const required of shape.required ?? []) {
    const name = pascalCase(required);
    if (!Object.hasOwn(value, name) && !members.get(name)?.idempotencyToken)
      addProblem(problems, `The field "${name}" is required but was missing`);
  }
  return input;
}

interface NamedMember extends MemberModel {
  readonly name: string;
}

const namedMembers = new WeakMap<ShapeModel, ReadonlyMap<string, NamedMember>>();

function membersOf(shape: ShapeModel): ReadonlyMap<string, NamedMember> {
  let members = namedMembers.get(shape);
  if (members === undefined) {
    members = new Map(Object.entries(shape.members ?? {}).map(([name, member]) => [pascalCase(name), { ...member, name }]));
    namedMembers.set(shape, members);
  }
  return members;
}

function typed(model: ServiceModel, member: MemberModel, value: unknown, field: string, problems: string[]): unknown {
  const shape = shapeOf(model, member.shape);
  if (shape.document === true) return value;
  switch (shape.type) {
    case "structure":
      return structure(model, shape, value, field, problems);
    case "list":
      if (!Array.isArray(value)) return refuse(field, "an ARRAY", problems);
      return value.map((element) => (element === null ? null : typed(model, shape.member as MemberModel, element, field, problems)));
    case "map":
      if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(field, "an OBJECT", problems);
      return Object.fromEntries(
        Object.entries(value).map(([key, entry]) => [
          key,
          entry === null ? null : typed(model, shape.value as MemberModel, entry, key, problems),
        ]),
      );
    case "string":
    case "character":
      return textOf(value);
    case "blob":
      return Buffer.from(textOf(value));
    case "boolean":
      return typeof value === "boolean" ? value : refuse(field, "a BOOLEAN", problems);
    case "integer":
    case "long":
    case "biginteger":
      return Number.isInteger(value) ? value : refuse(field, "an INTEGER", problems);
    case "float":
    case "double":
    case "bigdecimal":
      return typeof value === "number" ? value : refuse(field, "a NUMBER", problems);
    case "timestamp":
      return readTimestamp(value) ?? refuse(field, "a TIMESTAMP", problems);
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function refuse(field: string, wanted: string, problems: string[]): undefined {
  addProblem(problems, `The value for the field "${field}" must be ${wanted}`);
}

function addProblem(problems: string[], problem: string): void {
  if (problems.length < problemsMax) problems.push(problem);
}
