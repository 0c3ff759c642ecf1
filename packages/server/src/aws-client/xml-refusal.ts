/** How services that speak XML refuse: `<ErrorResponse><Error>` of query, `<Response><Errors><Error>` of EC2, `<Error>` of S3. */

import { MalformedXml, parseXml, type XmlElement } from "../aws/index.ts";
import { requestIdOf, type WireAnswer, type WireRefusal } from "./wire.ts";

export function readXmlRefusal(answer: WireAnswer): WireRefusal {
  const root = rootOf(answer.body);
  const errors = root && find(root, "Errors");
  const error = root && (find(errors ?? root, "Error") ?? (root.name === "Error" ? root : undefined));
  const fields = Object.fromEntries(
    (error?.children ?? []).filter(({ children }) => children.length === 0).map(({ name, text }) => [name, text]),
  );
  const { Code, Message, RequestId, HostId: _host, Type: _type, ...others } = fields;
  return {
    // A HEAD request is refused without a body.
    code: Code || (answer.status === 404 ? "NotFound" : `HTTP${answer.status}`),
    message: Message || (answer.status === 404 ? "Not Found" : "No message"),
    requestId: RequestId || (root && (find(root, "RequestId") ?? find(root, "RequestID"))?.text) || requestIdOf(answer),
    fields: others,
  };
}

function rootOf(body: Uint8Array): XmlElement | undefined {
  try {
    return body.length === 0 ? undefined : parseXml(Buffer.from(body).toString("utf8"));
  } catch (error) {
    // Such as a proxy's page: what can be said is the status.
    if (error instanceof MalformedXml) return undefined;
    throw error;
  }
}

function find({ children }: XmlElement, name: string): XmlElement | undefined {
  return children.find((child) => child.name === name);
}
