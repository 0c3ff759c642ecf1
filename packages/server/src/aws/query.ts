/**
 * The query protocol: `Action=Publish&TopicArn=...` as a form or behind the question mark, answered in XML. SNS speaks
 * it, and SQS answers it still, by the names its model had before it spoke JSON (`queryFormOf`).
 */
import { createErrorShapes } from "./error-shape.ts";
import { queryParametersMax } from "./limits.ts";
import { type MemberModel, type ServiceModel, type ShapeModel, shapeOf } from "./model.ts";
import type { Protocol, Route, WireRequest, WireResponse } from "./protocol.ts";
import { formTree, malformedInput, readStructure } from "./query-form.ts";
import { parseQuery } from "./query-string.ts";
import { ServiceError } from "./service-error.ts";
import { problemsMessage } from "./constraints.ts";
import { escapeXml } from "./xml.ts";
import { createXmlShapes } from "./xml-shapes.ts";

export function createQuery(model: ServiceModel): Protocol {
  const shapes = createXmlShapes(model);
  const errorOnWire = createErrorShapes(model);
  const namespace = ` xmlns="${escapeXml(model.xmlNamespace ?? "")}"`;
  const routes = new Map(Object.keys(model.operations).map((name): [string, Route] => [name, { operation: name, labels: {} }]));

  const respond = (status: number, xml: string, requestId: string): WireResponse => ({
    status,
    headers: { "x-amzn-RequestId": requestId, "Content-Type": "text/xml" },
    body: indented(xml),
  });
  return {
    route(request) {
      const fields = fieldsOf(request);
      const version = fields.get("Version")?.[0];
      if (version !== undefined && version !== model.apiVersion) return undefined;
      return routes.get(fields.get("Action")?.[0] ?? "");
    },
    refuseRoute(request) {
      const action = fieldsOf(request).get("Action")?.[0];
      if (action === undefined) return new ServiceError("MissingAction", "The request must contain the parameter Action.");
      return new ServiceError("InvalidAction", `Could not find operation ${action.slice(0, 256)} for version ${model.apiVersion}`);
    },
    readInput({ operation }, request) {
      const name = model.operations[operation]?.input;
      if (name === undefined) return {};
      const shape = shapeOf(model, name);
      const input = readStructure(model, shape, formTree(fieldsOf(request)));
      // SQS's queue may be the path that was posted to.
      if (shape.members?.["QueueUrl"] !== undefined && input["QueueUrl"] === undefined && request.path !== "/") {
        input["QueueUrl"] = `http://${request.headers.host ?? ""}${request.path}`;
      }
      return input;
    },
    refuseProblems: (_shape, problems) => new ServiceError("ValidationError", problemsMessage(problems)),
    writeOutput(operation, output, requestId) {
      const shape = model.operations[operation]?.output;
      const result = shape === undefined ? "" : shapes.writer(shape)(output, `${operation}Result`);
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      return respond(200, `<${operation}Response${namespace}>${result}${metadata}</${operation}Response>`, requestId);
    },
    writeError(error, requestId) {
      const { status, queryCode, senderFault, headers } = errorOnWire(error);
      const told = `<Error><Type>${senderFault ? "Sender" : "Receiver"}</Type><Code>${escapeXml(queryCode)}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
      const response = respond(status, `<ErrorResponse${namespace}>${told}<RequestId>${requestId}</RequestId></ErrorResponse>`, requestId);
      return { ...response, headers: { ...headers, ...response.headers }, errorCode: queryCode };
    },
  };
}

/** Parsed once a request, which is asked for its operation and its input one after the other. */
const parsed = new WeakMap<Uint8Array, ReadonlyMap<string, readonly string[]>>();

/** Of the body; of the query string where the body holds no form. */
function fieldsOf(request: WireRequest): ReadonlyMap<string, readonly string[]> {
  const { body, query } = request;
  if (body.length === 0) return parseQuery(query);
  let fields = parsed.get(body);
  if (fields === undefined) parsed.set(body, (fields = parseForm(body)));
  return query === "" ? fields : new Map([...parseQuery(query), ...fields]);
}

function parseForm(body: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  try {
    return parseQuery(text);
  } catch (cause) {
    throw malformedInput(`The request body is not a form of at most ${queryParametersMax} fields.`, cause);
  }
}

/** Two spaces a level and a line for each element, as AWS writes its answers. Text is escaped, so that every bracket is a tag's. */
function indented(xml: string): string {
  let depth = 0;
  let text = "";
  for (const line of xml.split(/(?<=>)(?=<)/)) {
    if (line.startsWith("</")) depth -= 1;
    text += `${"  ".repeat(depth)}${line}\n`;
    if (!line.includes("</") && !line.endsWith("/>")) depth += 1;
  }
  return text;
}

/** The model with the names of the service's old query form, where its lists and maps have some. */
export function queryFormOf(model: ServiceModel): ServiceModel {
  const renamed = (member: MemberModel): MemberModel => {
    const { queryName } = shapeOf(model, member.shape);
    return queryName === undefined ? member : { ...member, locationName: queryName, flattened: true };
  };
  const shapes = Object.entries(model.shapes).map(([name, shape]): [string, ShapeModel] => {
    if (shape.members === undefined) return [name, shape];
    return [name, { ...shape, members: Object.fromEntries(Object.entries(shape.members).map(([member, at]) => [member, renamed(at)])) }];
  });
  return { ...model, shapes: Object.fromEntries(shapes) };
}
