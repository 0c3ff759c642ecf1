/**
 * restJson1: method and path name the operation; members travel in path, query, headers or the JSON body, or one
 * of them is the body (Smithy "AWS restJson1 protocol"). Lambda and AppSync speak it.
 */
import { invariant } from "../platform/invariant.ts";
import { createErrorShapes } from "./error-shape.ts";
import { compileBoundReader, compileBoundWriter, type BoundReader, type BoundWriter } from "./http-bindings.ts";
import { parseJsonBody, serializationException } from "./json-body.ts";
import { createJsonShapes, type JsonShapes, type Reader, type Writer } from "./json-shapes.ts";
import { type ServiceModel, type ShapeModel, shapeOf } from "./model.ts";
import type { Protocol, WireResponse } from "./protocol.ts";
import { createRestRoutes } from "./rest-routes.ts";

interface CompiledInput {
  readonly bound: BoundReader;
  readonly body: (body: Uint8Array) => Record<string, unknown>;
}

interface CompiledOutput {
  readonly bound: BoundWriter;
  readonly body: (output: Record<string, unknown>) => WrittenBody;
}

interface WrittenBody {
  /** undefined when there is no body. */
  readonly contentType: string | undefined;
  readonly body: string | Uint8Array;
}

export function createRestJson(model: ServiceModel): Protocol {
  const shapes = createJsonShapes(model);
  const routes = createRestRoutes(model);
  const errorOnWire = createErrorShapes(model);
  const inputs = new Map<string, CompiledInput>();
  const outputs = new Map<string, CompiledOutput>();

  return {
    route: (request) => routes.find(request.method, request.path, request.query, request.headers),
    readInput(route, request) {
      const name = model.operations[route.operation]?.input;
      if (name === undefined) return {};
      let input = inputs.get(name);
      if (input === undefined) inputs.set(name, (input = compileInput(model, name, shapes)));
      const value = input.body(request.body);
      input.bound(route, request, value);
      return value;
    },
    writeOutput(operation, output, requestId): WireResponse {
      const { output: name, status = 200 } = model.operations[operation] ?? {};
      const headers: Record<string, string> = { "x-amzn-RequestId": requestId };
      if (name === undefined) return { status, headers, body: "" };
      let compiled = outputs.get(name);
      if (compiled === undefined) outputs.set(name, (compiled = compileOutput(model, name, shapes)));
      invariant(typeof output === "object" && output !== null, `${operation} answered no object`);
      const { contentType, body } = compiled.body(output as Record<string, unknown>);
      if (contentType !== undefined) headers["Content-Type"] = contentType;
      const boundStatus = compiled.bound(output as Record<string, unknown>, headers) ?? status;
      // RFC 9110 15.3.5: a 204 has no body.
      return { status: boundStatus, headers, body: boundStatus === 204 || boundStatus === 304 ? "" : body };
    },
    writeError(error, requestId) {
      const { status, code, members, headers } = errorOnWire(error);
      return {
        status,
        headers: { "x-amzn-RequestId": requestId, "x-amzn-errortype": code, "Content-Type": "application/json", ...headers },
        body: JSON.stringify(members),
        errorCode: code,
      };
    },
  };
}

function compileInput(model: ServiceModel, name: string, shapes: JsonShapes): CompiledInput {
  const shape = shapeOf(model, name);
  const bound = compileBoundReader(model, shape);
  const payload = payloadOf(model, shape);
  if (payload === undefined) {
    const read = shapes.reader(name);
    return { bound, body: (body) => read(parseJsonBody(body) ?? {}) as Record<string, unknown> };
  }
  const readPayload = payloadReader(payload.shape, shapes.reader(payload.shapeName));
  return {
    bound,
    body: (body) => {
      const value = body.length === 0 ? undefined : readPayload(body);
      return value === undefined ? {} : { [payload.name]: value };
    },
  };
}

/** The member that is the whole body, if there is one. */
function payloadOf(model: ServiceModel, shape: ShapeModel) {
  const member = shape.payload === undefined ? undefined : shape.members?.[shape.payload];
  if (shape.payload === undefined || member === undefined) return undefined;
  return { name: shape.payload, shapeName: member.shape, shape: shapeOf(model, member.shape) };
}

function payloadReader(shape: ShapeModel, read: Reader): (body: Uint8Array) => unknown {
  if (shape.type === "blob") return (body) => body;
  if (shape.type === "string") {
    return (body) => {
      try {
        return new TextDecoder("utf-8", { fatal: true }).decode(body);
      } catch (cause) {
        throw serializationException("The request body is not valid UTF-8.", cause);
      }
    };
  }
  return (body) => read(parseJsonBody(body));
}

function compileOutput(model: ServiceModel, name: string, shapes: JsonShapes): CompiledOutput {
  const shape = shapeOf(model, name);
  const bound = compileBoundWriter(model, shape);
  const payload = payloadOf(model, shape);
  if (payload === undefined) {
    const write = shapes.writer(name);
    return { bound, body: (output) => ({ contentType: "application/json", body: JSON.stringify(write(output)) }) };
  }
  invariant(payload.shape.eventStream !== true, `${name} answers with an event stream, which the wire does not write yet`);
  const write = payloadWriter(payload.shape, shapes.writer(payload.shapeName));
  return { bound, body: (output) => write(output[payload.name]) };
}

function payloadWriter(shape: ShapeModel, write: Writer): (value: unknown) => WrittenBody {
  return (value) => {
    if (value === undefined || value === null) return { contentType: undefined, body: "" };
    if (shape.type === "blob") {
      invariant(value instanceof Uint8Array, "a blob payload is a Uint8Array");
      return { contentType: "application/octet-stream", body: value };
    }
    if (shape.type === "string") return { contentType: "text/plain", body: String(value) };
    return { contentType: "application/json", body: JSON.stringify(write(value)) };
  };
}
