/**
 * awsJson 1.0 and 1.1: every request is `POST /`, the header `X-Amz-Target` names the operation, input and output
 * are the whole JSON body. (Smithy "AWS JSON 1.0 protocol".)
 */
import { createErrorShapes } from "./error-shape.ts";
import { createJsonShapes } from "./json-shapes.ts";
import { parseJsonBody } from "./json-body.ts";
import type { ServiceModel } from "./model.ts";
import type { Protocol, Route, WireResponse } from "./protocol.ts";

export function createAwsJson(model: ServiceModel): Protocol {
  const shapes = createJsonShapes(model);
  const errorOnWire = createErrorShapes(model);
  const contentType = `application/x-amz-json-${model.jsonVersion ?? "1.0"}`;
  const targetPrefix = `${model.targetPrefix ?? ""}.`;
  const routes = new Map<string, Route>();
  for (const name of Object.keys(model.operations)) routes.set(targetPrefix + name, { operation: name, labels: {} });

  const respond = (status: number, body: string, requestId: string, more?: Record<string, string>): WireResponse => ({
    status,
    headers: { "x-amzn-RequestId": requestId, "Content-Type": contentType, ...more },
    body,
  });
  return {
    route(request) {
      const target = request.headers["x-amz-target"];
      return typeof target === "string" && request.method === "POST" ? routes.get(target) : undefined;
    },
    readInput({ operation }, request) {
      const shape = model.operations[operation]?.input;
      // An empty body is an empty input: `{}` may be left out.
      return shape === undefined ? {} : shapes.reader(shape)(parseJsonBody(request.body) ?? {});
    },
    writeOutput(operation, output, requestId) {
      const shape = model.operations[operation]?.output;
      return respond(200, shape === undefined ? "" : JSON.stringify(shapes.writer(shape)(output)), requestId);
    },
    writeError(error, requestId) {
      const { status, code, queryCode, senderFault, members, headers } = errorOnWire(error);
      const type = model.queryCompatible === true ? `com.amazonaws.${model.service}#${code}` : code;
      // Clients of a service that once spoke the query protocol go on to see its codes (Smithy trait awsQueryCompatible).
      if (model.queryCompatible === true) headers["x-amzn-query-error"] = `${queryCode};${senderFault ? "Sender" : "Receiver"}`;
      return { ...respond(status, JSON.stringify({ __type: type, ...members }), requestId, headers), errorCode: code };
    },
  };
}
