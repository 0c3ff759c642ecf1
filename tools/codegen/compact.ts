/**
 * Turns one botocore `service-2.json` into the compact table the server reads (`aws/model.ts` describes it).
 * Pure: text in, text out. What no part of the server can use is dropped, everything else is kept, so that a
 * constraint AWS publishes can never be lost silently: an attribute nobody has thought about is an error here.
 */
import type { MemberModel, OperationModel, ProtocolName, ServiceModel, ShapeModel } from "../../packages/server/src/aws/model.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- the published JSON, whose form the code below reads member by member
type Json = { readonly [key: string]: any };

/** Corrections learnt from AWS's recorded answers, which the published model does not show. */
export interface Overlay {
  /** Order in which AWS's "Member must satisfy enum value set" lists the values. */
  readonly enumOrder?: Readonly<Record<string, readonly string[]>>;
  /** What the model of a service that moved from the query protocol to JSON no longer says about its old form. */
  readonly oldQueryForm?: {
    readonly xmlNamespace: string;
    /** List or map shape -> the name of an element, and for maps those of key and value. */
    readonly names: Readonly<Record<string, readonly [element: string, key?: string, value?: string]>>;
    /** Error shape -> its code. */
    readonly errorCodes: Readonly<Record<string, string>>;
  };
  /** The namespace of documents, where botocore names it for inputs only. */
  readonly xmlNamespace?: string;
  /** Shape of an output -> name of the document's root element, which botocore's parser does not look at. */
  readonly rootNames?: Readonly<Record<string, string>>;
  /** Shapes whose pattern the service does not hold requests against: it judges them itself. */
  readonly withoutPattern?: readonly string[];
}

/** Attributes of a shape that change nothing for a server. */
const ignoredShapeKeys = new Set([
  "documentation",
  "box",
  "deprecated",
  "deprecatedMessage",
  "deprecatedSince",
  "exception",
  "fault",
  "synthetic",
  "wrapper",
  "retryable",
  "internalonly",
  "xmlOrder",
  "requiresLength",
]);
const keptShapeKeys = new Set([
  "type",
  "members",
  "required",
  "payload",
  "member",
  "key",
  "value",
  "min",
  "max",
  "pattern",
  "enum",
  "timestampFormat",
  "sensitive",
  "streaming",
  "eventstream",
  "event",
  "union",
  "document",
  "flattened",
  "locationName",
  "xmlNamespace",
  "error",
]);
const ignoredMemberKeys = new Set([
  "documentation",
  "box",
  "deprecated",
  "deprecatedMessage",
  "deprecatedSince",
  "contextParam",
  "hostLabel",
  "xmlNamespace",
  "jsonvalue",
  "sensitive",
  "internalonly",
]);
const keptMemberKeys = new Set([
  "shape",
  "location",
  "locationName",
  "timestampFormat",
  "streaming",
  "flattened",
  "xmlAttribute",
  "eventheader",
  "eventpayload",
  "idempotencyToken",
  "queryName",
]);

export function compactModel(service: string, raw: Json, botocore: string, overlay: Overlay = {}): ServiceModel {
  const metadata = raw.metadata as Json;
  const protocol = metadata.protocol as ProtocolName;
  return {
    service,
    botocore,
    apiVersion: metadata.apiVersion,
    serviceId: metadata.serviceId,
    protocol,
    // jsonVersion also appears on rest-json services, where it means nothing.
    ...(protocol === "json" ? { jsonVersion: metadata.jsonVersion, targetPrefix: metadata.targetPrefix } : {}),
    endpointPrefix: metadata.endpointPrefix,
    signingName: metadata.signingName ?? metadata.endpointPrefix,
    ...(metadata.awsQueryCompatible === undefined ? {} : { queryCompatible: true as const }),
    ...(overlay.oldQueryForm === undefined ? {} : { xmlNamespace: overlay.oldQueryForm.xmlNamespace }),
    ...xmlNamespaceOf(metadata.xmlNamespace ?? overlay.xmlNamespace),
    operations: mapValues(raw.operations, compactOperation),
    shapes: mapValues(raw.shapes, (shape: Json, name) => compactShape(shape, name, overlay)),
  };
}

function xmlNamespaceOf(xmlNamespace: string | undefined): { readonly xmlNamespace?: string } {
  return xmlNamespace === undefined ? {} : { xmlNamespace };
}

function compactOperation(operation: Json): OperationModel {
  return {
    method: operation.http.method,
    uri: operation.http.requestUri,
    status: operation.http.responseCode ?? 200,
    ...(operation.input === undefined ? {} : { input: operation.input.shape }),
    ...(operation.output === undefined ? {} : { output: operation.output.shape }),
    errors: (operation.errors ?? []).map((error: Json) => error.shape),
    ...(operation.httpChecksum?.requestChecksumRequired === true ? { checksumRequired: true } : {}),
    ...(operation.deprecated === true ? { deprecated: true } : {}),
    ...(operation.endpoint?.hostPrefix === undefined ? {} : { hostPrefix: operation.endpoint.hostPrefix }),
  };
}

function compactShape(shape: Json, name: string, overlay: Overlay): ShapeModel {
  for (const key of Object.keys(shape)) {
    if (!keptShapeKeys.has(key) && !ignoredShapeKeys.has(key)) {
      throw new Error(`shape ${name} has the attribute "${key}", which codegen does not know: decide whether the server needs it`);
    }
  }
  const kept: Record<string, unknown> = { type: shape.type };
  for (const key of ["required", "payload", "min", "max", "pattern", "timestampFormat", "locationName"]) {
    if (shape[key] !== undefined) kept[key] = shape[key];
  }
  if (overlay.withoutPattern?.includes(name) === true) delete kept.pattern;
  for (const key of ["sensitive", "streaming", "union", "document", "flattened"]) if (shape[key] === true) kept[key] = true;
  if (shape.eventstream === true) kept.eventStream = true;
  const rootName = overlay.rootNames?.[name];
  if (rootName !== undefined) kept.locationName = rootName;
  // Without a prefix it is the document's own, which the service's says already.
  if (shape.xmlNamespace?.prefix !== undefined) kept.xmlNamespace = shape.xmlNamespace;
  if (shape.enum !== undefined) kept.enum = enumInRecordedOrder(name, shape.enum, overlay.enumOrder?.[name]);
  if (shape.exception === true || shape.error !== undefined) {
    const queryCode = overlay.oldQueryForm?.errorCodes[name];
    kept.error = { ...compactError(shape), ...(queryCode === undefined ? {} : { queryCode }) };
  }
  if (shape.members !== undefined) kept.members = mapValues(shape.members, (member: Json, key) => compactMember(member, key, name));
  for (const key of ["member", "key", "value"]) if (shape[key] !== undefined) kept[key] = compactMember(shape[key], key, name);
  const [queryName, keyName, valueName] = overlay.oldQueryForm?.names[name] ?? [];
  if (queryName !== undefined) kept.queryName = queryName;
  if (keyName !== undefined) kept.key = { ...(kept.key as MemberModel), locationName: keyName };
  if (valueName !== undefined) kept.value = { ...(kept.value as MemberModel), locationName: valueName };
  return kept as unknown as ShapeModel;
}

function compactError(shape: Json): ShapeModel["error"] {
  const error = (shape.error ?? {}) as Json;
  const status = error.httpStatusCode ?? (shape.fault === true ? 500 : 400);
  return {
    status,
    senderFault: error.senderFault ?? (shape.fault !== true && status < 500),
    ...(error.code === undefined ? {} : { code: error.code }),
  };
}

function compactMember(member: Json, name: string, owner: string): MemberModel {
  for (const key of Object.keys(member)) {
    if (!keptMemberKeys.has(key) && !ignoredMemberKeys.has(key)) {
      throw new Error(`${owner}.${name} has the attribute "${key}", which codegen does not know: decide whether the server needs it`);
    }
  }
  const kept: Record<string, unknown> = { shape: member.shape };
  if (member.location !== undefined) kept.location = member.location;
  if (member.locationName !== undefined && member.locationName !== name) kept.locationName = member.locationName;
  if (member.timestampFormat !== undefined) kept.timestampFormat = member.timestampFormat;
  for (const key of ["streaming", "flattened", "xmlAttribute"]) if (member[key] === true) kept[key] = true;
  if (member.eventheader === true) kept.eventHeader = true;
  if (member.eventpayload === true) kept.eventPayload = true;
  if (member.idempotencyToken === true) kept.idempotencyToken = true;
  if (member.queryName !== undefined) kept.queryName = member.queryName;
  return kept as unknown as MemberModel;
}

function enumInRecordedOrder(name: string, values: readonly string[], recorded: readonly string[] | undefined): readonly string[] {
  if (recorded === undefined) return values;
  if ([...recorded].sort().join() !== [...values].sort().join()) {
    throw new Error(`the recorded order of ${name} and the model list different values: correct the overlay`);
  }
  return recorded;
}

/** One line an operation and one line a shape: a new botocore shows as a readable diff. */
export function printModel(model: ServiceModel): string {
  const { operations, shapes, ...head } = model;
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  const table = (name: string, rows: object) =>
    `  ${JSON.stringify(name)}: {\n${Object.entries(rows)
      .map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(",\n")}\n  }`;
  return `{\n${lines.join("\n")}\n${table("operations", operations)},\n${table("shapes", shapes)}\n}\n`;
}

// oxlint-disable-next-line typescript/no-explicit-any -- as above
function mapValues<Out>(table: Json, change: (value: any, key: string) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value, key)]));
}
