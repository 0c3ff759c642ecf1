/** awsJson 1.0 and 1.1, and how all JSON protocols refuse. */

import { createJsonShapes, parseJsonBody, type ServiceModel } from "../aws/index.ts";
import { type ClientWire, headerOf, requestIdOf, type WireAnswer, type WireRefusal } from "./wire.ts";

export function createAwsJsonWire(model: ServiceModel): ClientWire {
  const shapes = createJsonShapes(model, { checksRequired: false });
  const contentType = `application/x-amz-json-${model.jsonVersion ?? "1.0"}`;
  return {
    writeInput(operation, input) {
      const shape = model.operations[operation]?.input;
      return {
        method: "POST",
        path: "/",
        query: "",
        headers: { "content-type": contentType, "x-amz-target": `${model.targetPrefix ?? ""}.${operation}` },
        body: shape === undefined ? "{}" : JSON.stringify(shapes.writer(shape)(input ?? {})),
      };
    },
    streams: () => false,
    readOutput(operation, { body }) {
      const shape = model.operations[operation]?.output;
      return shape === undefined ? undefined : shapes.reader(shape)(parseJsonBody(body) ?? {});
    },
    readRefusal: readJsonRefusal,
  };
}

/**
 * The code stands in a header or in the body, with a namespace before a `#` or an address behind a `:`. A service that
 * once spoke query names its old code in a header (Smithy "awsQueryCompatible").
 */
export function readJsonRefusal(answer: WireAnswer): WireRefusal {
  const body = jsonObject(answer.body);
  const { __type, code: bodyCode, Code, message, Message, errorMessage, ...fields } = body;
  const typed = headerOf(answer, "x-amzn-errortype") ?? text(__type) ?? text(bodyCode) ?? text(Code);
  const [withoutAddress = ""] = (typed ?? "").split(":");
  const code = withoutAddress.slice(withoutAddress.indexOf("#") + 1);
  const [queryCode] = (headerOf(answer, "x-amzn-query-error") ?? "").split(";");
  return {
    code: code || queryCode || `HTTP${answer.status}`,
    message:
      text(message) ?? text(Message) ?? text(errorMessage) ?? (Buffer.from(answer.body).toString("utf8").slice(0, 2_000) || "No message"),
    requestId: requestIdOf(answer),
    fields: { ...fields, ...(queryCode ? { queryErrorCode: queryCode } : {}) },
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** An answer that is no JSON object, such as a proxy's page, has no members. */
function jsonObject(body: Uint8Array): Record<string, unknown> {
  try {
    const parsed = parseJsonBody(body);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
