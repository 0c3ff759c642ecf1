/**
 * Members that travel outside the body: labels of the path, query parameters, headers, the status. The same for
 * restJson and restXml (Smithy "HTTP bindings"); compiled once a shape.
 */
import type { IncomingHttpHeaders } from "node:http";
import { InvariantViolation } from "../platform/invariant.ts";
import { setEntry } from "./json-shapes.ts";
import { serializationException } from "./json-body.ts";
import { type MemberModel, type ServiceModel, type ShapeModel, shapeOf } from "./model.ts";
import type { ServiceError } from "./service-error.ts";
import { parseQuery } from "./query-string.ts";
import type { Route, WireRequest } from "./protocol.ts";
import { readTimestamp, writeTimestamp } from "./timestamps.ts";

/** Adds the bound members of an input structure to `value`. */
export type BoundReader = (route: Route, request: WireRequest, value: Record<string, unknown>) => void;

/** Adds the bound members of an output to the headers, and answers the status when a member is bound to it. */
export type BoundWriter = (output: Record<string, unknown>, headers: Record<string, string>) => number | undefined;

/** Words the refusal of text that is not of its member's type; `wanted` is `an Integer`, `a Timestamp`, ... */
export type RefuseText = (wireName: string, text: string, wanted: string) => ServiceError;

const refuseAsJson: RefuseText = (_wireName, _text, wanted) => serializationException(`STRING_VALUE can not be converted to ${wanted}`);

export function compileBoundReader(model: ServiceModel, shape: ShapeModel, refuse: RefuseText = refuseAsJson): BoundReader {
  const steps: BoundReader[] = [];
  const inQuery: ((query: Map<string, string[]>, value: Record<string, unknown>) => void)[] = [];
  const named = new Set<string>();
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const wireName = member.locationName ?? name;
    const read = textReader(model, member, wireName, refuse);
    switch (member.location) {
      case "uri":
        steps.push((route, _request, value) => (value[name] = read(route.labels[wireName] ?? "")));
        break;
      case "querystring":
        named.add(wireName);
        inQuery.push(queryMember(model, name, member, named, refuse));
        break;
      case "header": {
        const header = wireName.toLowerCase();
        const readHeader = headerReader(model, member, wireName, refuse);
        // RFC 9110, 13.1.3 and 13.1.4: of a date that is none nothing depends.
        const isCondition = header === "if-modified-since" || header === "if-unmodified-since";
        steps.push((_route, request, value) => {
          const text = headerText(request.headers, header);
          if (text === undefined || (isCondition && readTimestamp(text) === undefined)) return;
          value[name] = readHeader(text);
        });
        break;
      }
      case "headers": {
        const prefix = wireName.toLowerCase();
        steps.push((_route, request, value) => (value[name] = prefixedHeaders(request.headers, prefix)));
        break;
      }
      default:
    }
  }
  if (inQuery.length > 0) {
    steps.push((_route, request, value) => {
      const query = parseQuery(request.query);
      if (query.size > 0) for (const step of inQuery) step(query, value);
    });
  }
  return (route, request, value) => {
    for (const step of steps) step(route, request, value);
  };
}

function queryMember(model: ServiceModel, name: string, member: MemberModel, named: ReadonlySet<string>, refuse: RefuseText) {
  const wireName = member.locationName ?? name;
  const shape = shapeOf(model, member.shape);
  if (shape.type === "map") {
    // A map in the query takes every parameter that no other member is bound to.
    const list = shape.value !== undefined && shapeOf(model, shape.value.shape).type === "list";
    return (query: Map<string, string[]>, value: Record<string, unknown>): void => {
      const map: Record<string, unknown> = {};
      for (const [key, values] of query) if (!named.has(key)) setEntry(map, key, list ? values : values[0]);
      value[name] = map;
    };
  }
  const read = textReader(model, shape.type === "list" && shape.member !== undefined ? shape.member : member, wireName, refuse);
  return (query: Map<string, string[]>, value: Record<string, unknown>): void => {
    const values = query.get(wireName);
    if (values !== undefined) value[name] = shape.type === "list" ? values.map(read) : read(values[0] ?? "");
  };
}

function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

function prefixedHeaders(headers: IncomingHttpHeaders, prefix: string): Record<string, string> {
  const map: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    if (name.startsWith(prefix)) setEntry(map, name.slice(prefix.length), headerText(headers, name));
  }
  return map;
}

function headerReader(model: ServiceModel, member: MemberModel, wireName: string, refuse: RefuseText): (text: string) => unknown {
  const shape = shapeOf(model, member.shape);
  if (shape.type !== "list" || shape.member === undefined) return textReader(model, member, wireName, refuse);
  const read = textReader(model, shape.member, wireName, refuse);
  return (text) => text.split(",").map((part) => read(part.trim()));
}

/** Reads a scalar from text: path, query and headers know no types. */
function textReader(model: ServiceModel, member: MemberModel, wireName: string, refuseText: RefuseText): (text: string) => unknown {
  const { type } = shapeOf(model, member.shape);
  const refuse = (text: string, wanted: string): never => {
    throw refuseText(wireName, text, wanted);
  };
  switch (type) {
    case "integer":
    case "long":
    case "biginteger":
      return (text) => (/^[+-]?\d{1,19}$/.test(text) ? Number(text) : refuse(text, type === "integer" ? "an Integer" : "a Long"));
    case "float":
    case "double":
    case "bigdecimal":
      return (text) => (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : refuse(text, "a Double"));
    case "boolean":
      return (text) => text === "true" || (text === "false" ? false : refuse(text, "a Boolean"));
    case "timestamp":
      return (text) => readTimestamp(text) ?? refuse(text, "a Timestamp");
    case "blob":
      return (text) => Buffer.from(text, "base64");
    default:
      return (text) => text;
  }
}

export function compileBoundWriter(model: ServiceModel, shape: ShapeModel): BoundWriter {
  const steps: BoundWriter[] = [];
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const wireName = member.locationName ?? name;
    switch (member.location) {
      case "header":
        steps.push((output, headers) => {
          const text = output[name] === undefined || output[name] === null ? undefined : headerValue(model, member, output[name]);
          if (text !== undefined) headers[wireName] = text;
          return undefined;
        });
        break;
      case "headers":
        steps.push((output, headers) => {
          for (const [key, text] of Object.entries((output[name] ?? {}) as object))
            headers[wireName + key] = safeHeader(String(text), name);
          return undefined;
        });
        break;
      case "statusCode":
        steps.push((output) => (typeof output[name] === "number" ? output[name] : undefined));
        break;
      default:
    }
  }
  return (output, headers) => {
    let status: number | undefined;
    for (const step of steps) status = step(output, headers) ?? status;
    return status;
  };
}

function headerValue(model: ServiceModel, member: MemberModel, value: unknown): string {
  const shape = shapeOf(model, member.shape);
  if (shape.type === "timestamp")
    return String(writeTimestamp(value as number, member.timestampFormat ?? shape.timestampFormat ?? "rfc822"));
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return safeHeader(value.join(","), member.shape);
  return safeHeader(String(value), member.shape);
}

/** Text of a handler may not end a header and begin another. Beyond Latin-1 it goes as the bytes of its UTF-8. */
function safeHeader(text: string, name: string): string {
  // oxlint-disable-next-line no-control-regex
  if (/[\0-\x08\n-\x1f\x7f]/.test(text)) throw new InvariantViolation(`the header value of ${name} holds a control character`);
  // oxlint-disable-next-line no-control-regex
  return /[^\0-\xff]/.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text;
}
