/**
 * awsJson 1.0 and 1.1: every request is `POST /`, the header `X-Amz-Target` names the operation, input and output
 * are the whole JSON body. (Smithy "AWS JSON 1.0 protocol".)
 */
import { createErrorShapes } from "./error-shape.ts";
import { eventMessage, eventStreamType } from "./event-stream.ts";
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
      const stream = streamMember(model, shape);
      if (stream !== undefined) {
        const events = (output as Readonly<Record<string, AsyncIterable<StreamedEvent>>>)[stream.name];
        return {
          ...respond(200, "", requestId, { "Content-Type": eventStreamType }),
          body: eventMessages(events ?? noEvents(), stream.members, shapes, contentType),
        };
      }
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

/** One of the stream's members, by its name. */
type StreamedEvent = Readonly<Record<string, unknown>>;

async function* noEvents(): AsyncGenerator<StreamedEvent> {}

/** The member of an output that is a stream of events; undefined for every other output. */
function streamMember(model: ServiceModel, output: string | undefined) {
  for (const [name, member] of Object.entries(model.shapes[output ?? ""]?.members ?? {})) {
    const shape = model.shapes[member.shape];
    if (shape?.eventStream === true) return { name, members: shape.members ?? {} };
  }
  return undefined;
}

/** Smithy, "Event streams": in RPC protocols the rest of the output comes first, as a message of its own. */
async function* eventMessages(
  events: AsyncIterable<StreamedEvent>,
  members: NonNullable<ServiceModel["shapes"][string]["members"]>,
  shapes: ReturnType<typeof createJsonShapes>,
  contentType: string,
): AsyncGenerator<Uint8Array> {
  yield eventMessage({ ":message-type": "event", ":event-type": "initial-response", ":content-type": contentType }, "{}");
  for await (const event of events) {
    for (const [name, value] of Object.entries(event)) {
      const member = members[name];
      if (member === undefined) continue;
      const kind: Record<string, string> = name.endsWith("Exception")
        ? { ":message-type": "exception", ":exception-type": name }
        : { ":message-type": "event", ":event-type": name };
      yield eventMessage({ ...kind, ":content-type": "application/json" }, JSON.stringify(shapes.writer(member.shape)(value)));
    }
  }
}
