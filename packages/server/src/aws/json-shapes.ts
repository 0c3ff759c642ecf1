/**
 * Between JSON on the wire and the values handlers see, for one service model. Each shape is compiled once into a
 * closure that walks a value, takes the members the model knows (unknown ones are ignored, as AWS does) and
 * refuses wrong JSON types with SerializationException. Lengths, patterns and enums are `constraints.ts`' matter.
 */
import { invariant, InvariantViolation } from "../platform/invariant.ts";
import { serializationException } from "./json-body.ts";
import { type MemberModel, type ServiceModel, type ShapeModel, shapeOf, type TimestampFormat } from "./model.ts";
import { readTimestamp, writeTimestamp } from "./timestamps.ts";

export type Reader = (wire: unknown) => unknown;
export type Writer = (value: unknown) => unknown;

export interface JsonShapes {
  /** Wire JSON of that shape -> value. Of structures, only members without an HTTP location are read. */
  reader(shapeName: string): Reader;
  /** Value -> what JSON.stringify takes. A value of the wrong type is a bug of the handler. */
  writer(shapeName: string): Writer;
}

/** `checksRequired: false`: a value without a required member is written as it is; the other side refuses it. */
export function createJsonShapes(model: ServiceModel, { checksRequired = true } = {}): JsonShapes {
  const readers = new Map<string, Reader>();
  const writers = new Map<string, Writer>();
  const readerOf = (name: string) => compileOnce(readers, name, () => compileReader(shapeOf(model, name), readMember));
  const readMember = (member: MemberModel): Reader =>
    shapeOf(model, member.shape).type === "timestamp" ? readTimestampValue : readerOf(member.shape);
  const shapeToWrite = (name: string) => (checksRequired ? shapeOf(model, name) : { ...shapeOf(model, name), required: [] });
  const writerOf = (name: string) => compileOnce(writers, name, () => compileWriter(name, shapeToWrite(name), writeMember));
  const writeMember = (member: MemberModel): Writer => {
    const shape = shapeOf(model, member.shape);
    if (shape.type !== "timestamp") return writerOf(member.shape);
    return timestampWriter(member.timestampFormat ?? shape.timestampFormat ?? "unixTimestamp");
  };
  return { reader: readerOf, writer: writerOf };
}

/** Compiles a shape at its first use. A shape that contains itself finds a stand-in that forwards to the result. */
function compileOnce(known: Map<string, Reader>, name: string, compile: () => Reader): Reader {
  const found = known.get(name);
  if (found !== undefined) return found;
  let compiled: Reader | undefined;
  known.set(name, (value) => {
    invariant(compiled !== undefined, `shape ${name} was used before it was compiled`);
    return compiled(value);
  });
  compiled = compile();
  known.set(name, compiled);
  return compiled;
}

function compileReader(shape: ShapeModel, member: (member: MemberModel) => Reader): Reader {
  if (shape.document === true) return (wire) => wire;
  switch (shape.type) {
    case "structure":
      return structureReader(shape, member);
    case "list": {
      invariant(shape.member !== undefined, "a list has an element shape");
      return listReader(member(shape.member));
    }
    case "map": {
      invariant(shape.value !== undefined, "a map has a value shape");
      return mapReader(member(shape.value));
    }
    case "string":
    case "character":
      return (wire) => (typeof wire === "string" ? wire : refuse(wire, "a String"));
    case "boolean":
      return (wire) => (typeof wire === "boolean" ? wire : refuse(wire, "a Boolean"));
    case "integer":
      return (wire) => (Number.isInteger(wire) && Math.abs(wire as number) <= 2_147_483_648 ? wire : refuse(wire, "an Integer"));
    case "long":
    case "biginteger":
      return (wire) => (Number.isInteger(wire) ? wire : refuse(wire, "a Long"));
    case "float":
    case "double":
    case "bigdecimal":
      return (wire) => (typeof wire === "number" ? wire : (nonFinite(wire) ?? refuse(wire, "a Double")));
    case "timestamp":
      return readTimestampValue;
    case "blob":
      return (wire) => (typeof wire === "string" ? readBase64(wire) : refuse(wire, "a Blob"));
  }
}

function structureReader(shape: ShapeModel, read: (member: MemberModel) => Reader): Reader {
  const members = Object.entries(shape.members ?? {})
    .filter(([, member]) => member.location === undefined)
    .map(([name, member]) => ({ name, wireName: member.locationName ?? name, read: read(member) }));
  return (wire) => {
    const from = asObject(wire);
    const value: Record<string, unknown> = {};
    for (const member of members) {
      // Only own members: `constructor` and its like are not input.
      const given = Object.hasOwn(from, member.wireName) ? from[member.wireName] : undefined;
      if (given !== undefined && given !== null) value[member.name] = member.read(given);
    }
    return value;
  };
}

function listReader(read: Reader): Reader {
  return (wire) => {
    if (!Array.isArray(wire)) return refuse(wire, "a List");
    return wire.map((element) => (element === null ? null : read(element)));
  };
}

function mapReader(read: Reader): Reader {
  return (wire) => {
    const from = asObject(wire);
    const value: Record<string, unknown> = {};
    for (const key of Object.keys(from)) {
      const given = from[key];
      setEntry(value, key, given === null ? null : read(given));
    }
    return value;
  };
}

/** Assigns, but as data also where the key is `__proto__`. */
export function setEntry(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

function asObject(wire: unknown): Record<string, unknown> {
  if (typeof wire !== "object" || wire === null || Array.isArray(wire)) return refuse(wire, "a Map");
  return wire as Record<string, unknown>;
}

function readTimestampValue(wire: unknown): number {
  return readTimestamp(wire) ?? refuse(wire, "a Timestamp");
}

function readBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw serializationException("A Blob is not valid Base64.");
  return Buffer.from(text, "base64");
}

function nonFinite(wire: unknown): number | undefined {
  return wire === "NaN" || wire === "Infinity" || wire === "-Infinity" ? Number(wire) : undefined;
}

/** The texts of AWS's own JSON reader: it names the token it met and the Java type it wanted. */
function refuse(wire: unknown, wanted: string): never {
  if (Array.isArray(wire)) throw serializationException("Start of list found where not expected.");
  if (typeof wire === "object" && wire !== null) throw serializationException("Start of structure or map found where not expected.");
  if (wanted === "a List" || wanted === "a Map") throw serializationException("Unexpected field type.");
  throw serializationException(`${tokenName(wire)} can not be converted to ${wanted}`);
}

function tokenName(wire: unknown): string {
  switch (typeof wire) {
    case "string":
      return "STRING_VALUE";
    case "number":
      return Number.isInteger(wire) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
    case "boolean":
      return wire ? "TRUE_VALUE" : "FALSE_VALUE";
    default:
      return "NULL_VALUE";
  }
}

function compileWriter(name: string, shape: ShapeModel, member: (member: MemberModel) => Writer): Writer {
  const wrong = (value: unknown): never => {
    throw new InvariantViolation(`an output of shape ${name} (${shape.type}) is ${Array.isArray(value) ? "an array" : typeof value}`);
  };
  if (shape.document === true) return (value) => value;
  switch (shape.type) {
    case "structure":
      return structureWriter(name, shape, member, wrong);
    case "list": {
      invariant(shape.member !== undefined, "a list has an element shape");
      const write = member(shape.member);
      return (value) => (Array.isArray(value) ? value.map((element) => (element === null ? null : write(element))) : wrong(value));
    }
    case "map": {
      invariant(shape.value !== undefined, "a map has a value shape");
      const write = member(shape.value);
      return (value) => {
        if (typeof value !== "object" || value === null) return wrong(value);
        const wire: Record<string, unknown> = {};
        for (const [key, entry] of Object.entries(value))
          if (entry !== undefined) setEntry(wire, key, entry === null ? null : write(entry));
        return wire;
      };
    }
    case "string":
    case "character":
      return (value) => (typeof value === "string" ? value : wrong(value));
    case "boolean":
      return (value) => (typeof value === "boolean" ? value : wrong(value));
    case "integer":
    case "long":
    case "biginteger":
      return (value) => (Number.isInteger(value) ? value : wrong(value));
    case "float":
    case "double":
    case "bigdecimal":
      return (value) => (typeof value === "number" ? (Number.isFinite(value) ? value : String(value)) : wrong(value));
    case "timestamp":
      return timestampWriter(shape.timestampFormat ?? "unixTimestamp");
    case "blob":
      return (value) => (value instanceof Uint8Array ? base64Of(value) : wrong(value));
  }
}

function structureWriter(
  name: string,
  shape: ShapeModel,
  write: (member: MemberModel) => Writer,
  wrong: (value: unknown) => never,
): Writer {
  const required = new Set(shape.required);
  const members = Object.entries(shape.members ?? {})
    .filter(([, member]) => member.location === undefined)
    .map(([member, at]) => ({ name: member, wireName: at.locationName ?? member, required: required.has(member), write: write(at) }));
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(value);
    const wire: Record<string, unknown> = {};
    for (const member of members) {
      const given = (value as Record<string, unknown>)[member.name];
      if (given !== undefined && given !== null) wire[member.wireName] = member.write(given);
      else invariant(!member.required, `an output of shape ${name} lacks ${member.name}`);
    }
    return wire;
  };
}

function timestampWriter(format: TimestampFormat): Writer {
  return (value) => {
    invariant(typeof value === "number" && Number.isFinite(value), "a timestamp is a number of milliseconds");
    return writeTimestamp(value, format);
  };
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
