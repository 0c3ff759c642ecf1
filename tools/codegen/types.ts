/**
 * Prints the TypeScript types of one service: an interface a structure, a union an enum, and one table of
 * operations for `operationsOf`. Scalars, lists and maps are written where they are used, so that an interface
 * reads like AWS's API reference.
 */
import type { MemberModel, ServiceModel, ShapeModel } from "../../packages/server/src/aws/model.ts";

export function printTypes(model: ServiceModel, typeName: string): string {
  // Errors are refusals and have no type here, but for those an event stream carries as one of its events.
  const streamed = new Set(
    Object.values(model.shapes).flatMap((shape) =>
      shape.eventStream ? Object.values(shape.members ?? {}).map((member) => member.shape) : [],
    ),
  );
  const named = Object.entries(model.shapes).filter(([name, shape]) => isNamed(shape) && (shape.error === undefined || streamed.has(name)));
  const parts = [
    `/**
 * ${typeName}: every structure and enum of the API, and its operations. Made by \`npm run codegen\` from botocore
 * ${model.botocore} (API version ${model.apiVersion}); do not edit. Timestamps are milliseconds since 1970, blobs Uint8Array.
 */
import type { ServiceModel } from "../aws/model.ts";
import table from "./${model.service}.json" with { type: "json" };

/** The table behind the types: routes, constraints and errors. */
export const model = table as unknown as ServiceModel;`,
    // A type alias, not an interface: only an alias is assignable to OperationTypes' index signature.
    `export type ${typeName}Operations = {\n${Object.entries(model.operations)
      .map(([name, operation]) => {
        const input = operation.input === undefined ? "{ readonly [member: string]: never }" : typeOfShape(model, operation.input);
        const output = operation.output === undefined ? "void" : typeOfShape(model, operation.output);
        return `  readonly ${name}: { readonly input: ${input}; readonly output: ${output} };`;
      })
      .join("\n")}\n};`,
    ...named.map(([name, shape]) => (shape.enum === undefined ? printStructure(model, name, shape) : printEnum(name, shape.enum))),
  ];
  return `${parts.join("\n\n")}\n`;
}

function isNamed(shape: ShapeModel): boolean {
  return (shape.type === "structure" && shape.document !== true) || shape.enum !== undefined;
}

function printEnum(name: string, values: readonly string[]): string {
  return `export type ${name} = ${values.map((value) => JSON.stringify(value)).join(" | ")};`;
}

function printStructure(model: ServiceModel, name: string, shape: ShapeModel): string {
  const members = Object.entries(shape.members ?? {});
  if (members.length === 0) return `export type ${name} = { readonly [member: string]: never };`;
  const lines = members.map(([key, member]) => {
    const optional = shape.required?.includes(key) ? "" : "?";
    return `  readonly ${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}${optional}: ${typeOfMember(model, member)};`;
  });
  return `export interface ${name} {\n${lines.join("\n")}\n}`;
}

function typeOfMember(model: ServiceModel, member: MemberModel | undefined): string {
  if (member === undefined) return "unknown";
  const type = typeOfShape(model, member.shape);
  return member.streaming === true && type === "Uint8Array" ? "Uint8Array | AsyncIterable<Uint8Array>" : type;
}

function typeOfShape(model: ServiceModel, name: string): string {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`no shape ${name}`);
  if (shape.eventStream) return `AsyncIterable<${name}>`;
  if (isNamed(shape)) return name;
  switch (shape.type) {
    case "structure":
      return "unknown";
    case "list": {
      const element = typeOfMember(model, shape.member);
      return `readonly ${element.startsWith("readonly ") ? `(${element})` : element}[]`;
    }
    case "map":
      // Not `Record`, which is the name of a structure in some APIs.
      return `{ readonly [key: string]: ${typeOfMember(model, shape.value)} }`;
    case "string":
    case "character":
      return "string";
    case "boolean":
      return "boolean";
    case "blob":
      return "Uint8Array";
    case "integer":
    case "long":
    case "float":
    case "double":
    case "bigdecimal":
    case "biginteger":
    case "timestamp":
      return "number";
    default:
      throw new Error(`shape ${name} has the unknown type ${String(shape.type)}`);
  }
}
