/**
 * Between XML on the wire and the values handlers see, for one service model: what `json-shapes.ts` is to JSON. Each
 * shape is compiled once. Elements the model does not know are ignored, their order does not matter. The same for
 * query's answers and restXml (Smithy "XML bindings").
 */
import { invariant, InvariantViolation } from "../platform/invariant.ts";
import { setEntry } from "./json-shapes.ts";
import { type MemberModel, type ServiceModel, type ShapeModel, shapeOf, type TimestampFormat } from "./model.ts";
import { readTimestamp, writeTimestamp } from "./timestamps.ts";
import { escapeXml, MalformedXml, type XmlElement } from "./xml.ts";

/** Throws MalformedXml for what is not of the shape. */
export type XmlReader = (element: XmlElement) => unknown;
/** The value as an element of that name; `attributes` go into its tag as they are, with a space in front. */
export type XmlWriter = (value: unknown, name: string, attributes?: string) => string;

export interface XmlShapes {
  reader(shapeName: string): XmlReader;
  /** A value of the wrong type is a bug of the handler. */
  writer(shapeName: string): XmlWriter;
}

/** `checksRequired: false`: a value without a required member is written as it is; the other side refuses it. */
export function createXmlShapes(model: ServiceModel, { checksRequired = true } = {}): XmlShapes {
  const shapeToWrite = (name: string) => (checksRequired ? shapeOf(model, name) : { ...shapeOf(model, name), required: [] });
  const readers = new Map<string, XmlReader>();
  const writers = new Map<string, XmlWriter>();
  const readerOf = (name: string): XmlReader =>
    compileOnce(
      readers,
      name,
      (late) => (element) => late()(element),
      () => compileReader(model, shapeOf(model, name), readerOf),
    );
  const writerOf = (name: string): XmlWriter =>
    compileOnce(
      writers,
      name,
      (late) => (value, element, attributes) => late()(value, element, attributes),
      () => compileWriter(model, name, shapeToWrite(name), writeMember),
    );
  const writeMember = (member: MemberModel): XmlWriter => {
    const shape = shapeOf(model, member.shape);
    if (shape.type !== "timestamp" || member.timestampFormat === undefined) return writerOf(member.shape);
    return timestampWriter(member.timestampFormat);
  };
  return { reader: readerOf, writer: writerOf };
}

/** Compiles a shape at its first use. A shape that contains itself finds a stand-in that forwards to the result. */
function compileOnce<F>(known: Map<string, F>, name: string, forward: (late: () => F) => F, compile: () => F): F {
  const found = known.get(name);
  if (found !== undefined) return found;
  let compiled: F | undefined;
  known.set(
    name,
    forward(() => {
      invariant(compiled !== undefined, `shape ${name} was used before it was compiled`);
      return compiled;
    }),
  );
  compiled = compile();
  known.set(name, compiled);
  return compiled;
}

/** Whether a list or map stands without an element around it. */
function isFlattened(member: MemberModel, shape: ShapeModel): boolean {
  return member.flattened === true || shape.flattened === true;
}

/** Name of a member's element. That of a flattened list is its elements' own, where they have one. */
function elementName(model: ServiceModel, name: string, member: MemberModel): string {
  const shape = shapeOf(model, member.shape);
  if (shape.type === "list" && isFlattened(member, shape)) return shape.member?.locationName ?? member.locationName ?? name;
  return member.locationName ?? name;
}

function compileReader(model: ServiceModel, shape: ShapeModel, readerOf: (name: string) => XmlReader): XmlReader {
  switch (shape.type) {
    case "structure":
      return structureReader(model, shape, readerOf);
    case "list": {
      invariant(shape.member !== undefined, "a list has an element shape");
      const read = readerOf(shape.member.shape);
      const name = shape.member.locationName ?? "member";
      return (element) => element.children.filter((child) => child.name === name).map(read);
    }
    case "map": {
      const entry = entryReader(shape, readerOf);
      return (element) => mapOf(element.children.filter((child) => child.name === "entry").map(entry));
    }
    case "integer":
    case "long":
    case "biginteger":
      return (element) => numberOf(element, /^[+-]?\d{1,19}$/);
    case "float":
    case "double":
    case "bigdecimal":
      return (element) => numberOf(element, /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/);
    case "boolean":
      return (element) => {
        const text = element.text.trim().toLowerCase();
        if (text !== "true" && text !== "false") throw new MalformedXml(`${element.name} is neither true nor false`);
        return text === "true";
      };
    case "timestamp":
      return (element) => {
        const epochMs = readTimestamp(element.text.trim());
        if (epochMs === undefined) throw new MalformedXml(`${element.name} is no timestamp`);
        return epochMs;
      };
    case "blob":
      return (element) => Buffer.from(element.text.trim(), "base64");
    case "string":
    case "character":
      return (element) => element.text;
  }
}

type AddMember = (value: Record<string, unknown>, element: XmlElement) => void;

function structureReader(model: ServiceModel, shape: ShapeModel, readerOf: (name: string) => XmlReader): XmlReader {
  const byElement = new Map<string, AddMember>();
  const attributes: { readonly name: string; readonly attribute: string }[] = [];
  const flattenedLists: string[] = [];
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    if (member.location !== undefined) continue;
    const memberShape = shapeOf(model, member.shape);
    const wireName = elementName(model, name, member);
    if (member.xmlAttribute === true) {
      attributes.push({ name, attribute: member.locationName ?? name });
    } else if (memberShape.type === "list" && isFlattened(member, memberShape)) {
      const read = readerOf(memberShape.member?.shape ?? "");
      flattenedLists.push(name);
      byElement.set(wireName, (value, element) => ((value[name] ??= []) as unknown[]).push(read(element)));
    } else if (memberShape.type === "map" && isFlattened(member, memberShape)) {
      const entry = entryReader(memberShape, readerOf);
      byElement.set(wireName, (value, element) => {
        const [key, entryValue] = entry(element);
        setEntry((value[name] ??= {}) as Record<string, unknown>, key, entryValue);
      });
    } else {
      const read = readerOf(member.shape);
      byElement.set(wireName, (value, element) => {
        if (value[name] !== undefined) throw new MalformedXml(`${wireName} is there twice`);
        value[name] = read(element);
      });
    }
  }
  return (element) => {
    const value: Record<string, unknown> = {};
    for (const { name, attribute } of attributes) {
      const text = element.attributes.get(attribute);
      if (text !== undefined) value[name] = text;
    }
    for (const child of element.children) byElement.get(child.name)?.(value, child);
    return value;
  };
}

function entryReader(shape: ShapeModel, readerOf: (name: string) => XmlReader): (entry: XmlElement) => [string, unknown] {
  const keyName = shape.key?.locationName ?? "key";
  const valueName = shape.value?.locationName ?? "value";
  const read = readerOf(shape.value?.shape ?? "");
  return (entry) => {
    const key = entry.children.find((child) => child.name === keyName);
    const value = entry.children.find((child) => child.name === valueName);
    if (key === undefined || value === undefined) throw new MalformedXml("a map's entry lacks its key or its value");
    return [key.text, read(value)];
  };
}

function mapOf(entries: readonly [string, unknown][]): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (const [key, value] of entries) setEntry(map, key, value);
  return map;
}

function numberOf(element: XmlElement, pattern: RegExp): number {
  const text = element.text.trim();
  if (!pattern.test(text)) throw new MalformedXml(`${element.name} is no number`);
  return Number(text);
}

function compileWriter(model: ServiceModel, shapeName: string, shape: ShapeModel, writerOf: (member: MemberModel) => XmlWriter): XmlWriter {
  const wrong = (value: unknown): never => {
    throw new InvariantViolation(`an output of shape ${shapeName} (${shape.type}) is ${Array.isArray(value) ? "an array" : typeof value}`);
  };
  switch (shape.type) {
    case "structure":
      return structureWriter(model, shapeName, shape, writerOf, wrong);
    case "list": {
      const items = itemsWriter(shape, writerOf, wrong);
      const itemName = shape.member?.locationName ?? "member";
      return (value, name, attributes = "") => tag(name, attributes, items(value, itemName));
    }
    case "map": {
      const entries = entriesWriter(shape, writerOf, wrong);
      return (value, name, attributes = "") => tag(name, attributes, entries(value, "entry"));
    }
    case "string":
    case "character":
      return (value, name, attributes = "") => tag(name, attributes, typeof value === "string" ? escapeXml(value) : wrong(value));
    case "boolean":
      return (value, name, attributes = "") => tag(name, attributes, typeof value === "boolean" ? String(value) : wrong(value));
    case "integer":
    case "long":
    case "biginteger":
      return (value, name, attributes = "") => tag(name, attributes, Number.isInteger(value) ? String(value) : wrong(value));
    case "float":
    case "double":
    case "bigdecimal":
      return (value, name, attributes = "") => tag(name, attributes, typeof value === "number" ? String(value) : wrong(value));
    case "timestamp":
      return timestampWriter(shape.timestampFormat ?? "iso8601");
    case "blob":
      return (value, name, attributes = "") =>
        tag(name, attributes, value instanceof Uint8Array ? Buffer.from(value).toString("base64") : wrong(value));
  }
}

function tag(name: string, attributes: string, content: string): string {
  return content === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function structureWriter(
  model: ServiceModel,
  shapeName: string,
  shape: ShapeModel,
  writerOf: (member: MemberModel) => XmlWriter,
  wrong: (value: unknown) => never,
): XmlWriter {
  const required = new Set(shape.required);
  const members = Object.entries(shape.members ?? {})
    .filter(([, member]) => member.location === undefined && member.xmlAttribute !== true)
    .map(([name, member]) => ({ name, required: required.has(name), write: memberWriter(model, name, member, writerOf, wrong) }));
  const attributesOf = attributeWriter(shape);
  return (value, name, attributes = "") => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(value);
    let content = "";
    for (const member of members) {
      const given = (value as Record<string, unknown>)[member.name];
      if (given !== undefined && given !== null) content += member.write(given);
      else invariant(!member.required, `an output of shape ${shapeName} lacks ${member.name}`);
    }
    return tag(name, attributes + attributesOf(value as Record<string, unknown>), content);
  };
}

/** Members that are attributes, and the declaration of the prefix they use. */
function attributeWriter(shape: ShapeModel): (value: Record<string, unknown>) => string {
  const attributes = Object.entries(shape.members ?? {}).filter(([, member]) => member.xmlAttribute === true);
  if (attributes.length === 0) return () => "";
  const { xmlNamespace } = shape;
  const declared = xmlNamespace === undefined ? "" : ` xmlns:${xmlNamespace.prefix}="${escapeXml(xmlNamespace.uri)}"`;
  return (value) => {
    const written = attributes
      .filter(([name]) => value[name] !== undefined)
      .map(([name, member]) => ` ${member.locationName ?? name}="${escapeXml(String(value[name]))}"`);
    return written.length === 0 ? "" : declared + written.join("");
  };
}

function memberWriter(
  model: ServiceModel,
  name: string,
  member: MemberModel,
  writerOf: (member: MemberModel) => XmlWriter,
  wrong: (value: unknown) => never,
): (value: unknown) => string {
  const shape = shapeOf(model, member.shape);
  const wireName = elementName(model, name, member);
  if (isFlattened(member, shape) && shape.type === "list") {
    const items = itemsWriter(shape, writerOf, wrong);
    return (value) => items(value, wireName);
  }
  if (isFlattened(member, shape) && shape.type === "map") {
    const entries = entriesWriter(shape, writerOf, wrong);
    return (value) => entries(value, wireName);
  }
  const write = writerOf(member);
  return (value) => write(value, wireName);
}

function itemsWriter(shape: ShapeModel, writerOf: (member: MemberModel) => XmlWriter, wrong: (value: unknown) => never) {
  invariant(shape.member !== undefined, "a list has an element shape");
  const write = writerOf(shape.member);
  return (value: unknown, itemName: string): string => {
    if (!Array.isArray(value)) return wrong(value);
    let content = "";
    for (const item of value) content += write(item, itemName);
    return content;
  };
}

function entriesWriter(shape: ShapeModel, writerOf: (member: MemberModel) => XmlWriter, wrong: (value: unknown) => never) {
  invariant(shape.value !== undefined, "a map has a value shape");
  const write = writerOf(shape.value);
  const keyName = shape.key?.locationName ?? "key";
  const valueName = shape.value.locationName ?? "value";
  return (value: unknown, entryName: string): string => {
    if (typeof value !== "object" || value === null) return wrong(value);
    let content = "";
    for (const [key, entry] of Object.entries(value)) {
      if (entry !== undefined && entry !== null) content += tag(entryName, "", tag(keyName, "", escapeXml(key)) + write(entry, valueName));
    }
    return content;
  };
}

function timestampWriter(format: TimestampFormat): XmlWriter {
  return (value, name, attributes = "") => {
    invariant(typeof value === "number" && Number.isFinite(value), "a timestamp is a number of milliseconds");
    // S3 writes the fraction of a second also where there is none.
    return tag(name, attributes, format === "iso8601" ? new Date(value).toISOString() : String(writeTimestamp(value, format)));
  };
}
