/**
 * awsJson 1.0 as DynamoDB speaks it: types of errors with their Java package, refusals of JSON in its own words, and the CRC32 of
 * every body in a header, which clients hold against what they received. Answers about items are written as they are.
 */

import { crc32 } from "node:zlib";
import {
  createJsonShapes,
  parseJsonBody,
  type Protocol,
  type Route,
  ServiceError,
  type ServiceModel,
  type WireResponse,
} from "../../../aws/index.ts";
import { requirePresentedSignature } from "./presented-signature.ts";
import { createReaders } from "./read-shapes.ts";

const contentType = "application/x-amz-json-1.0";
const emptyInput = Object.freeze({});

/** Errors that come from the frame around DynamoDB rather than from itself. */
const frameErrors: Readonly<Record<string, string>> = {
  SerializationException: "com.amazon.coral.service#",
  UnknownOperationException: "com.amazon.coral.service#",
  MissingAuthenticationTokenException: "com.amazon.coral.service#",
  IncompleteSignatureException: "com.amazon.coral.service#",
  InvalidSignatureException: "com.amazon.coral.service#",
  UnrecognizedClientException: "com.amazon.coral.service#",
  AccessDeniedException: "com.amazon.coral.service#",
  InternalFailure: "com.amazon.coral.service#",
  ValidationException: "com.amazon.coral.validate#",
};

/** What DynamoDB's request ids end with: 52 digits and capitals in all. Before it stands the id by which the log knows the request. */
const requestIdEnd = "SO5AEMVJF66Q9ASUAAJG";

/** `asIs`: operations whose outputs are JSON already, without timestamps. */
export function createDynamoDbProtocol(model: ServiceModel, asIs: ReadonlySet<string>): Protocol {
  const readers = createReaders(model);
  const shapes = createJsonShapes(model);
  const prefix = `${model.targetPrefix ?? ""}.`;
  const routes = new Map<string, Route>();
  for (const name of Object.keys(model.operations)) routes.set(prefix + name, { operation: name, labels: {} });

  const respond = (status: number, body: string, requestId: string): WireResponse => ({
    status,
    headers: {
      "x-amzn-RequestId": requestId.replaceAll("-", "").toUpperCase() + requestIdEnd,
      "x-amz-crc32": String(crc32(body)),
      "Content-Type": contentType,
    },
    body,
  });
  return {
    route(request) {
      const target = request.headers["x-amz-target"];
      return typeof target === "string" && request.method === "POST" ? routes.get(target) : undefined;
    },
    readInput({ operation }, request) {
      const shape = model.operations[operation]?.input;
      if (shape === undefined) return emptyInput;
      let wire: unknown;
      try {
        wire = parseJsonBody(request.body);
      } catch (error) {
        // Of a body that is no JSON at all DynamoDB tells nothing more.
        if (error instanceof ServiceError && error.code === "SerializationException")
          throw new ServiceError(error.code, "", { cause: error });
        throw error;
      }
      if (wire === undefined) throw new ServiceError("SerializationException", "");
      requirePresentedSignature(request);
      if (typeof wire !== "object" || wire === null || Array.isArray(wire)) throw new ServiceError("SerializationException", "");
      return readers(shape)(wire);
    },
    writeOutput(operation, output, requestId) {
      const shape = model.operations[operation]?.output;
      if (shape === undefined || output === undefined) return respond(200, shape === undefined ? "" : "{}", requestId);
      return respond(200, JSON.stringify(asIs.has(operation) ? output : shapes.writer(shape)(output)), requestId);
    },
    writeError(error, requestId) {
      const { code, message } = error;
      const shape = model.shapes[code];
      const known = shape?.error !== undefined;
      const type = (frameErrors[code] ?? "com.amazonaws.dynamodb.v20120810#") + code;
      const ofFrame = (frameErrors[code] ?? "").endsWith("coral.service#");
      const messageMember = ofFrame || (known && shape.members?.["Message"] !== undefined) ? "Message" : "message";
      const told = code === "UnknownOperationException" || message === "" ? {} : { [messageMember]: message };
      const status = shape?.error?.status ?? (code === "UnknownOperationException" ? 400 : error.httpStatus);
      return { ...respond(status, JSON.stringify({ __type: type, ...told, ...error.fields }), requestId), errorCode: code };
    },
  };
}
