/** What the model knows about an error: its status, the wire's code, and which members it has besides the message. */
import { createJsonShapes, type Writer } from "./json-shapes.ts";
import type { ServiceModel, ShapeModel } from "./model.ts";
import type { ServiceError } from "./service-error.ts";

export interface ErrorOnWire {
  readonly status: number;
  readonly code: string;
  /** The code in the query protocol, where the model has two. */
  readonly queryCode: string;
  readonly senderFault: boolean;
  /** Message and fields under the names the model gives them. */
  readonly members: Record<string, unknown>;
  readonly headers: Record<string, string>;
}

/** For one model: how a refusal looks. Errors the model does not know (SerializationException, ...) have only a message. */
export function createErrorShapes(model: ServiceModel): (error: ServiceError) => ErrorOnWire {
  const shapes = createJsonShapes(model);
  const shapeByCode = new Map<string, [name: string, shape: ShapeModel]>();
  for (const [name, shape] of Object.entries(model.shapes)) {
    if (shape.error === undefined) continue;
    shapeByCode.set(name, [name, shape]);
    for (const code of [shape.error.code, shape.error.queryCode]) if (code !== undefined) shapeByCode.set(code, [name, shape]);
  }
  return (error) => {
    const found = shapeByCode.get(error.code);
    if (found === undefined) {
      const { code, httpStatus: status, message } = error;
      return { status, code, queryCode: code, senderFault: status < 500, members: { message }, headers: {} };
    }
    const [name, shape] = found;
    const members = withFields(shape, error, shapes.writer(name));
    const headers: Record<string, string> = {};
    for (const [member, at] of Object.entries(shape.members ?? {})) {
      const field = error.fields[member];
      if (at.location === "header" && field !== undefined) headers[at.locationName ?? member] = String(field);
    }
    const code = shape.error?.code ?? (error.code === shape.error?.queryCode ? name : error.code);
    return {
      status: shape.error?.status ?? error.httpStatus,
      code,
      queryCode: shape.error?.queryCode ?? code,
      senderFault: shape.error?.senderFault ?? error.httpStatus < 500,
      members,
      headers,
    };
  };
}

function withFields(shape: ShapeModel, error: ServiceError, write: Writer): Record<string, unknown> {
  const members = shape.members ?? {};
  const messageMember = "Message" in members ? "Message" : "message";
  const value: Record<string, unknown> = { ...error.fields, [messageMember]: error.message };
  // Lambda's errors say whose fault they are.
  if ("Type" in members && value.Type === undefined) value.Type = shape.error?.senderFault === true ? "User" : "Server";
  const written = write(value) as Record<string, unknown>;
  // Some models declare an error without members; the message is sent all the same, as AWS does.
  return messageMember in members ? written : { ...written, message: error.message };
}
