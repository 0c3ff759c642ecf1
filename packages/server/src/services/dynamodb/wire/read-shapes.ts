/**
 * DynamoDB reads JSON with a reader of its own: what it says of a wrong type differs from other services', and depends on
 * whether the value is a member of a structure or an element of a list or map.
 */

import { serializationException, type ServiceModel } from "../../../aws/index.ts";
import { Binary } from "../values/binary.ts";

export type Reader = (wire: unknown) => unknown;

type ShapeModel = ServiceModel["shapes"][string];

/** A member of a structure, or an element of a list or map. */
type Position = "member" | "element";

const javaPackage = "com.amazonaws.dynamodb.v20120810.";

export function createReaders(model: ServiceModel): (shapeName: string) => Reader {
  const readers = new Map<string, Reader>();
  const readerOf = (name: string, position: Position): Reader => {
    const key = `${position} ${name}`;
    const known = readers.get(key);
    if (known !== undefined) return known;
    let compiled: Reader | undefined;
    // A shape that contains itself finds a stand-in that forwards to the result.
    readers.set(key, (wire) => (compiled as Reader)(wire));
    compiled = compile(name, position);
    readers.set(key, compiled);
    return compiled;
  };
  const shapeOf = (name: string): ShapeModel => model.shapes[name] as ShapeModel;

  const compile = (name: string, position: Position): Reader => {
    const shape = shapeOf(name);
    switch (shape.type) {
      case "structure": {
        const members = new Map(Object.entries(shape.members ?? {}).map(([member, { shape: of }]) => [member, readerOf(of, "member")]));
        return (wire) => readStructure(wire, name, members, position);
      }
      case "list": {
        const read = readerOf(shape.member?.shape ?? "", "element");
        return (wire) => {
          if (Array.isArray(wire)) return inPlace(wire, read);
          if (position === "element") throw serializationException("Expected list or null");
          if (typeof wire === "object") throw serializationException("Start of structure or map found where not expected");
          throw serializationException("Unexpected field type");
        };
      }
      case "map": {
        const read = readerOf(shape.value?.shape ?? "", "element");
        const typeName = javaType(shapeOf, name);
        return (wire) => {
          if (typeof wire === "object" && !Array.isArray(wire)) return readEntries(wire as Record<string, unknown>, read);
          if (position === "element") throw serializationException("Expected map or null");
          throw serializationException(Array.isArray(wire) ? `Unrecognized collection type ${typeName}` : "Unexpected field type");
        };
      }
      case "string":
        return (wire) => (typeof wire === "string" ? wire : wrongScalar(wire, "String"));
      case "boolean":
        return readBoolean;
      case "integer":
        return (wire) => (typeof wire === "number" ? Math.floor(wire) : wrongScalar(wire, "Integer"));
      case "long":
        return (wire) => (typeof wire === "number" ? Math.floor(wire) : wrongScalar(wire, "Long"));
      case "double":
      case "float":
        return (wire) => (typeof wire === "number" ? wire : wrongScalar(wire, "Double"));
      case "timestamp":
        return (wire) => (typeof wire === "number" ? Math.round(wire * 1000) : wrongScalar(wire, "Date"));
      case "blob":
        return readBlob;
      default:
        throw new Error(`DynamoDB has no ${shape.type}`);
    }
  };
  return (name) => readerOf(name, "member");
}

/** Members the model does not know are dropped, as is null; a value that has neither is handed on as it came. */
function readStructure(wire: unknown, name: string, members: ReadonlyMap<string, Reader>, position: Position): unknown {
  if (typeof wire !== "object" || wire === null) {
    throw serializationException(position === "member" ? "Unexpected field type" : "Unexpected value type in payload");
  }
  if (Array.isArray(wire)) throw serializationException(`Unrecognized collection type class ${javaPackage}${name}`);
  const from = wire as Record<string, unknown>;
  let stray = false;
  for (const member of Object.keys(from)) {
    const read = members.get(member);
    const given = from[member];
    if (read === undefined || given === null) {
      stray = true;
      continue;
    }
    const value = read(given);
    if (value !== given) from[member] = value;
  }
  if (!stray) return from;
  const kept: Record<string, unknown> = {};
  for (const member of Object.keys(from)) if (members.has(member) && from[member] !== null) kept[member] = from[member];
  return kept;
}

function inPlace(list: unknown[], read: Reader): unknown[] {
  for (let at = 0; at < list.length; at++) if (list[at] !== null) list[at] = read(list[at]);
  return list;
}

function readEntries(map: Record<string, unknown>, read: Reader): Record<string, unknown> {
  for (const key of Object.keys(map)) {
    const given = map[key];
    if (given === null) continue;
    const value = read(given);
    if (value === given) continue;
    if (key === "__proto__") Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
    else map[key] = value;
  }
  return map;
}

/** What Java calls the type of a map. */
function javaType(shapeOf: (name: string) => ShapeModel, name: string): string {
  const shape = shapeOf(name);
  switch (shape.type) {
    case "map":
      return `java.util.Map<java.lang.String, ${javaType(shapeOf, shape.value?.shape ?? "")}>`;
    case "list":
      return `java.util.List<${javaType(shapeOf, shape.member?.shape ?? "")}>`;
    case "structure":
      return javaPackage + name;
    default:
      return "java.lang.String";
  }
}

function wrongScalar(wire: unknown, wanted: string): never {
  if (Array.isArray(wire))
    throw serializationException(`Unrecognized collection type class ${javaClasses[wanted] ?? `java.lang.${wanted}`}`);
  if (typeof wire === "object") throw serializationException("Start of structure or map found where not expected");
  throw serializationException(`${tokenName(wire)} cannot be converted to ${wanted}`);
}

const javaClasses: Readonly<Record<string, string>> = { Date: "java.util.Date" };

function tokenName(wire: unknown): string {
  switch (typeof wire) {
    case "string":
      return "STRING_VALUE";
    case "number":
      return Number.isInteger(wire) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
    default:
      return wire === true ? "TRUE_VALUE" : "FALSE_VALUE";
  }
}

const booleanWords: Readonly<Record<string, boolean>> = { TRUE: true, "1": true, YES: true, FALSE: false, "0": false, NO: false };

function readBoolean(wire: unknown): boolean {
  if (typeof wire === "boolean") return wire;
  if (typeof wire !== "string") return wrongScalar(wire, "Boolean");
  const word = wire.toUpperCase();
  const read = Object.hasOwn(booleanWords, word) ? booleanWords[word] : undefined;
  if (read === undefined) throw serializationException("Unexpected token received from parser");
  return read;
}

function readBlob(wire: unknown): Binary {
  if (Array.isArray(wire)) throw serializationException("Unrecognized collection type class java.nio.ByteBuffer");
  if (typeof wire === "object") throw serializationException("Start of structure or map found where not expected");
  if (typeof wire !== "string") throw serializationException("only base-64-encoded strings are convertible to bytes");
  if (wire.length % 4 !== 0) {
    throw serializationException(`Base64 encoded length is expected a multiple of 4 bytes but found: ${wire.length}`);
  }
  const stray = /[^A-Za-z0-9+/=]/.exec(wire);
  if (stray !== null) throw serializationException(`Invalid Base64 character: '${stray[0]}'`);
  const bytes = Binary.fromBase64Text(wire);
  if (bytes.toJSON() !== wire) throw serializationException("Invalid last non-pad Base64 character dectected");
  return bytes;
}
