/** restJson1 and restXml: members travel in path, query, headers and body, or one of them is the body (Smithy "HTTP bindings"). */

import { createHash } from "node:crypto";
import {
  compileBoundReader,
  compileBoundWriter,
  createJsonShapes,
  createXmlShapes,
  encodeRfc3986,
  type MemberModel,
  type OperationModel,
  parseJsonBody,
  parseXml,
  type ServiceModel,
  type ShapeModel,
  shapeOf,
  writeTimestamp,
} from "../aws/index.ts";
import { readJsonRefusal } from "./json-wire.ts";
import type { ClientWire, WireAnswer, WireCall } from "./wire.ts";
import { readXmlRefusal } from "./xml-refusal.ts";

/** A body in the form of one of the two protocols. */
interface BodyForm {
  readonly contentType: string;
  /** `root` is the name of the document's element, for XML. */
  write(shapeName: string, value: unknown, root: string): string;
  read(shapeName: string, body: Uint8Array): unknown;
}

type Members = Record<string, unknown>;
type WriteInput = (input: Readonly<Members>) => WireCall;
type ReadOutput = (answer: WireAnswer) => Members;

export function createRestWire(model: ServiceModel): ClientWire {
  const isXml = model.protocol === "rest-xml";
  const form = isXml ? xmlForm(model) : jsonForm(model);
  const writers = new Map<string, WriteInput>();
  const readers = new Map<string, ReadOutput>();
  return {
    writeInput(operation, input) {
      let write = writers.get(operation);
      if (write === undefined) writers.set(operation, (write = compileInput(model, operation, form)));
      return write((input ?? {}) as Members);
    },
    streams(operation) {
      const payload = payloadOf(model, model.operations[operation]?.output);
      return payload?.member.streaming === true || payload?.shape.streaming === true;
    },
    readOutput(operation, answer) {
      let read = readers.get(operation);
      if (read === undefined) readers.set(operation, (read = compileOutput(model, operation, form)));
      return read(answer);
    },
    readRefusal: isXml ? readXmlRefusal : readJsonRefusal,
  };
}

function jsonForm(model: ServiceModel): BodyForm {
  const shapes = createJsonShapes(model, { checksRequired: false });
  return {
    contentType: "application/json",
    write: (name, value) => JSON.stringify(shapes.writer(name)(value)),
    read: (name, body) => shapes.reader(name)(parseJsonBody(body) ?? {}),
  };
}

function xmlForm(model: ServiceModel): BodyForm {
  const shapes = createXmlShapes(model, { checksRequired: false });
  const xmlns = model.xmlNamespace === undefined ? "" : ` xmlns="${model.xmlNamespace}"`;
  return {
    contentType: "application/xml",
    write: (name, value, root) => shapes.writer(name)(value, root, xmlns),
    read: (name, body) => {
      if (body.length === 0) return {};
      const document = parseXml(Buffer.from(body).toString("utf8"));
      // GetBucketLocation: the document is its one member (Smithy "s3UnwrappedXmlOutput").
      return shapes.reader(name)(name === "GetBucketLocationOutput" ? { ...document, children: [document] } : document);
    },
  };
}

interface Payload {
  readonly name: string;
  readonly member: MemberModel;
  readonly shape: ShapeModel;
}

function payloadOf(model: ServiceModel, shapeName: string | undefined): Payload | undefined {
  const shape = shapeName === undefined ? undefined : shapeOf(model, shapeName);
  const member = shape?.payload === undefined ? undefined : shape.members?.[shape.payload];
  return shape?.payload === undefined || member === undefined
    ? undefined
    : { name: shape.payload, member, shape: shapeOf(model, member.shape) };
}

function compileInput(model: ServiceModel, operation: string, form: BodyForm): WriteInput {
  const { method, uri, input: shapeName, checksumRequired } = model.operations[operation] as OperationModel;
  const [pathTemplate = "/", fixedQuery = ""] = uri.split("?");
  if (shapeName === undefined) return () => ({ method, path: pathTemplate, query: fixedQuery, headers: {}, body: "" });
  const shape = shapeOf(model, shapeName);
  const members = Object.entries(shape.members ?? {});
  const bound = compileBoundWriter(model, shape);
  const payload = payloadOf(model, shapeName);
  const hasBody = members.some(([, { location }]) => location === undefined);
  const root = shape.locationName ?? shapeName;
  return (input) => {
    const headers: Record<string, string> = {};
    bound(input as Members, headers);
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const [contentType, body] = payload
      ? writePayload(model, form, payload, input[payload.name])
      : hasBody
        ? [form.contentType, form.write(shapeName, input, root)]
        : [undefined, ""];
    const queryParts = [fixedQuery, ...members.flatMap(([name, member]) => queryOf(model, name, member, input[name]))];
    return {
      method,
      path: pathOf(pathTemplate, members, input),
      query: queryParts.filter((part) => part !== "").join("&"),
      headers: {
        ...(contentType === undefined ? {} : { "content-type": contentType }),
        ...(checksumRequired && typeof body === "string" ? { "content-md5": createHash("md5").update(body).digest("base64") } : {}),
        ...lower,
      },
      body,
    };
  };
}

function pathOf(template: string, members: readonly (readonly [string, MemberModel])[], input: Readonly<Members>): string {
  return template.replace(/\{([^}+]+)(\+?)\}/g, (_all, label: string, greedy: string) => {
    const [name] = members.find(([member, { location, locationName }]) => location === "uri" && (locationName ?? member) === label) ?? [];
    const text = String(input[name ?? label] ?? "");
    return greedy === "+" ? text.split("/").map(encodeRfc3986).join("/") : encodeRfc3986(text);
  });
}

function queryOf(model: ServiceModel, name: string, member: MemberModel, value: unknown): string[] {
  if (member.location !== "querystring" || value === undefined || value === null) return [];
  const shape = shapeOf(model, member.shape);
  const part = (key: string, one: unknown) => `${encodeRfc3986(key)}=${encodeRfc3986(queryText(model, member, one))}`;
  if (shape.type === "map") {
    return Object.entries(value as object).flatMap(([key, entry]) =>
      Array.isArray(entry) ? entry.map((one) => part(key, one)) : [part(key, entry)],
    );
  }
  const wireName = member.locationName ?? name;
  return Array.isArray(value) ? value.map((one) => part(wireName, one)) : [part(wireName, value)];
}

function queryText(model: ServiceModel, member: MemberModel, value: unknown): string {
  const shape = shapeOf(model, member.shape);
  const element = shape.type === "list" && shape.member ? shapeOf(model, shape.member.shape) : shape;
  if (element.type === "timestamp") {
    return String(writeTimestamp(value as number, member.timestampFormat ?? element.timestampFormat ?? "iso8601"));
  }
  return String(value);
}

function writePayload(
  model: ServiceModel,
  form: BodyForm,
  { member, shape }: Payload,
  value: unknown,
): [string | undefined, WireCall["body"]] {
  if (value === undefined || value === null) return [undefined, ""];
  if (shape.type === "blob") return ["application/octet-stream", value as Uint8Array | AsyncIterable<Uint8Array>];
  if (shape.type === "string") return ["text/plain", String(value)];
  return [
    form.contentType,
    form.write(member.shape, value, member.locationName ?? shapeOf(model, member.shape).locationName ?? member.shape),
  ];
}

function compileOutput(model: ServiceModel, operation: string, form: BodyForm): ReadOutput {
  const shapeName = model.operations[operation]?.output;
  if (shapeName === undefined) return () => ({});
  const shape = shapeOf(model, shapeName);
  const bound = compileBoundReader(model, shape);
  const payload = payloadOf(model, shapeName);
  const statusMember = Object.entries(shape.members ?? {}).find(([, { location }]) => location === "statusCode")?.[0];
  return (answer) => {
    const output: Members = payload ? readPayload(form, payload, answer) : { ...(form.read(shapeName, answer.body) as Members) };
    const asRequest = { method: "", path: "", query: "", headers: answer.headers, body: answer.body };
    bound({ operation, labels: {} }, asRequest, output);
    if (statusMember !== undefined) output[statusMember] = answer.status;
    return output;
  };
}

function readPayload(form: BodyForm, { name, member, shape }: Payload, answer: WireAnswer): Members {
  if (shape.type === "blob") return { [name]: answer.stream ?? answer.body };
  if (shape.type === "string") return { [name]: Buffer.from(answer.body).toString("utf8") };
  return answer.body.length === 0 ? {} : { [name]: form.read(member.shape, answer.body) };
}
