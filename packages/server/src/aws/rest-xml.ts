/**
 * restXml, as S3 speaks it: method, path, fixed query parameters and sometimes a header name the operation; members
 * travel in path, query, headers or an XML body, or one of them is the body (Smithy "AWS restXml protocol"). Bodies of
 * objects are streams in both directions; every other body is small and checked against its checksums here.
 */
import { invariant } from "../platform/invariant.ts";
import { checkBodyChecksums } from "./body-checksums.ts";
import { compileBoundReader, compileBoundWriter, type BoundReader, type BoundWriter } from "./http-bindings.ts";
import { type MemberModel, type ServiceModel, shapeOf } from "./model.ts";
import { statusOf } from "./operation.ts";
import type { Protocol, WireRequest, WireResponse } from "./protocol.ts";
import { invalidArgument, malformedXml, refuseProblems, s3Error } from "./rest-xml-refusals.ts";
import { createRestRoutes } from "./rest-routes.ts";
import { escapeXml, MalformedXml, parseXml, xmlDeclaration } from "./xml.ts";
import { createXmlShapes, type XmlShapes } from "./xml-shapes.ts";

interface CompiledInput {
  readonly bound: BoundReader;
  readonly body: (request: WireRequest) => Record<string, unknown>;
}

type Body = WireResponse["body"];

interface CompiledOutput {
  readonly bound: BoundWriter;
  readonly body: (output: Record<string, unknown>, headers: Record<string, string>) => Body;
}

export function createRestXml(model: ServiceModel): Protocol {
  const shapes = createXmlShapes(model);
  const routes = createRestRoutes(model, () => s3Error("InvalidURI", "Couldn't parse the specified URI."));
  const inputs = new Map<string, CompiledInput>();
  const outputs = new Map<string, CompiledOutput>();
  const payloadOf = (operation: string) => {
    const name = model.operations[operation]?.input;
    const shape = name === undefined ? undefined : shapeOf(model, name);
    return shape?.payload === undefined ? undefined : shape.members?.[shape.payload];
  };

  return {
    route: (request) => routes.find(request.method, request.path, request.query, request.headers),
    streams: (operation) => payloadOf(operation)?.streaming === true,
    refuseProblems: (shapeName, problems) => refuseProblems(shapeOf(model, shapeName), problems),
    readInput(route, request) {
      const { input: name, checksumRequired = false } = model.operations[route.operation] ?? {};
      if (name === undefined) return {};
      let input = inputs.get(name);
      if (input === undefined) inputs.set(name, (input = compileInput(model, name, shapes)));
      if (request.stream === undefined) checkBodyChecksums(request, checksumRequired);
      const value = input.body(request);
      input.bound(route, request, value);
      asDecoded(request, value);
      return value;
    },
    writeOutput(operation, output, requestId): WireResponse {
      const { output: name, status: usual = 200 } = model.operations[operation] ?? {};
      const headers = responseHeaders(requestId);
      if (name === undefined) return { status: usual, headers, body: "" };
      let compiled = outputs.get(name);
      if (compiled === undefined) outputs.set(name, (compiled = compileOutput(model, name, shapes)));
      invariant(typeof output === "object" && output !== null, `${operation} answered no object`);
      const body = compiled.body(output as Record<string, unknown>, headers);
      compiled.bound(output as Record<string, unknown>, headers);
      return { status: statusOf(output) ?? usual, headers, body };
    },
    writeError(thrown, requestId) {
      const error = s3Error.from(thrown);
      const headers = { ...responseHeaders(requestId), ...error.headers };
      if (error.httpStatus === 304) return { status: 304, headers, body: "", errorCode: error.code };
      let fields = "";
      for (const [name, value] of Object.entries(error.fields)) {
        if (value !== undefined) fields += `<${name}>${escapeXml(String(value))}</${name}>`;
      }
      const body = `${xmlDeclaration}<Error><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message>${fields}<RequestId>${requestId}</RequestId><HostId>${hostId(requestId)}</HostId></Error>`;
      return { status: error.httpStatus, headers: { ...headers, "Content-Type": "application/xml" }, body, errorCode: error.code };
    },
  };
}

function responseHeaders(requestId: string): Record<string, string> {
  return { "x-amz-request-id": requestId, "x-amz-id-2": hostId(requestId) };
}

/** S3 names the machine that answered; here it is the request's id once more, in the form of such an id. */
function hostId(requestId: string): string {
  return Buffer.from(requestId).toString("base64");
}

/** The encoding of signed chunks is gone when a handler sees the body: length and encoding are those of the content. */
function asDecoded(request: WireRequest, value: Record<string, unknown>): void {
  const decoded = request.headers["x-amz-decoded-content-length"];
  if (typeof decoded === "string" && "ContentLength" in value) value.ContentLength = Number(decoded);
  const encoding = value.ContentEncoding;
  if (typeof encoding !== "string" || !encoding.includes("aws-chunked")) return;
  const left = encoding
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "aws-chunked" && one !== "");
  value.ContentEncoding = left.length === 0 ? undefined : left.join(",");
}

function compileInput(model: ServiceModel, name: string, shapes: XmlShapes): CompiledInput {
  const shape = shapeOf(model, name);
  const bound = compileBoundReader(model, shape, (member, text, wanted) =>
    invalidArgument(
      wanted === "an Integer" || wanted === "a Long"
        ? `Provided ${member} not an integer or within integer range`
        : `The value of ${member} is not ${wanted.toLowerCase()}`,
      member,
      text,
    ),
  );
  const payload = shape.payload === undefined ? undefined : shape.members?.[shape.payload];
  if (shape.payload === undefined || payload === undefined) {
    const hasBody = Object.values(shape.members ?? {}).some((member) => member.location === undefined);
    const read = shapes.reader(name);
    return {
      bound,
      body: ({ body }) => (hasBody && body.length > 0 ? (readDocument(body, undefined, read) as Record<string, unknown>) : {}),
    };
  }
  const member = shape.payload;
  const read = payloadReader(model, member, payload, shapes);
  const required = shape.required?.includes(member) === true;
  return {
    bound,
    body: (request) => {
      if (request.stream !== undefined) return { [member]: request.stream };
      if (request.body.length > 0) return { [member]: read(request.body) };
      if (required) throw s3Error("MissingRequestBodyError", "Request Body is empty");
      return {};
    },
  };
}

function payloadReader(model: ServiceModel, name: string, member: MemberModel, shapes: XmlShapes): (body: Uint8Array) => unknown {
  const shape = shapeOf(model, member.shape);
  if (shape.type === "blob") return (body) => body;
  if (shape.type === "string") return decodeUtf8;
  const read = shapes.reader(member.shape);
  const rootName = member.locationName ?? name;
  return (body) => readDocument(body, rootName, read);
}

function readDocument(body: Uint8Array, rootName: string | undefined, read: (element: ReturnType<typeof parseXml>) => unknown): unknown {
  try {
    const root = parseXml(decodeUtf8(body));
    if (rootName !== undefined && root.name !== rootName) throw new MalformedXml(`the document is no ${rootName}`);
    return read(root);
  } catch (cause) {
    if (cause instanceof MalformedXml) throw malformedXml(cause);
    throw cause;
  }
}

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    throw malformedXml(cause);
  }
}

function compileOutput(model: ServiceModel, name: string, shapes: XmlShapes): CompiledOutput {
  const shape = shapeOf(model, name);
  const bound = compileBoundWriter(model, shape);
  const xmlns = model.xmlNamespace === undefined ? "" : ` xmlns="${escapeXml(model.xmlNamespace)}"`;
  const payload = shape.payload === undefined ? undefined : shape.members?.[shape.payload];
  if (shape.payload !== undefined && payload !== undefined) {
    const member = shape.payload;
    const write = payloadWriter(model, member, payload, shapes, xmlns);
    return { bound, body: (output, headers) => write(output[member], headers) };
  }
  const inBody = Object.entries(shape.members ?? {}).filter(([, member]) => member.location === undefined);
  if (inBody.length === 0) return { bound, body: () => "" };
  const [only] = inBody;
  // GetBucketLocation: the document is its one member (Smithy "s3UnwrappedXmlOutput").
  if (name === "GetBucketLocationOutput" && only !== undefined) {
    const [member, { shape: memberShape }] = only;
    const write = shapes.writer(memberShape);
    return { bound, body: (output, headers) => document(headers, write(output[member] ?? "", member, xmlns)) };
  }
  const write = shapes.writer(name);
  const rootName = shape.locationName ?? name;
  return { bound, body: (output, headers) => document(headers, write(output, rootName, xmlns)) };
}

function document(headers: Record<string, string>, content: string): string {
  headers["Content-Type"] = "application/xml";
  return xmlDeclaration + content;
}

function payloadWriter(model: ServiceModel, name: string, member: MemberModel, shapes: XmlShapes, xmlns: string) {
  const shape = shapeOf(model, member.shape);
  if (shape.type === "blob") {
    return (value: unknown): Body => {
      if (value === undefined) return "";
      invariant(value instanceof Uint8Array || isAsyncIterable(value), "a blob payload is bytes or a stream of them");
      return value;
    };
  }
  if (shape.type === "string") {
    return (value: unknown, headers: Record<string, string>): Body => {
      if (value !== undefined) headers["Content-Type"] = "application/json";
      return value === undefined ? "" : String(value);
    };
  }
  const write = shapes.writer(member.shape);
  const rootName = member.locationName ?? name;
  return (value: unknown, headers: Record<string, string>): Body =>
    value === undefined ? "" : document(headers, write(value, rootName, xmlns));
}

function isAsyncIterable(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
