/**
 * What the first Java SDK adds to every answer, and optimized integrations therefore show: the HTTP response as it came.
 * Members and their order are recorded; calls within this server have no HTTP, and show what AWS's would have been.
 */

interface HeaderStyle {
  readonly contentType: string;
  /** As the service writes it. */
  readonly connection: "connection" | "Connection";
  /** Headers only this service sends, before and after the request's id. */
  readonly before?: readonly (readonly [string, string])[];
}

const json10: HeaderStyle = { contentType: "application/x-amz-json-1.0", connection: "connection" };
const styles: Readonly<Record<string, HeaderStyle>> = {
  dynamodb: { ...json10, connection: "Connection", before: [["Server", "Server"]] },
  sns: { contentType: "text/xml", connection: "connection" },
};

export interface AnswerFacts {
  /** The model's name. */
  readonly service: string;
  readonly requestId: string;
  /** Of the answer's body. */
  readonly bytes: number;
  readonly nowMs: number;
}

/** The output's members with the SDK's own among them, all in the order of the alphabet. */
export function withSdkMetadata(output: Readonly<Record<string, unknown>>, facts: AnswerFacts): Record<string, unknown> {
  const { contentType, connection, before = [] } = styles[facts.service] ?? json10;
  const headers: readonly (readonly [string, string])[] = [
    ...before,
    ["x-amzn-RequestId", facts.requestId],
    [connection, "keep-alive"],
    ["Content-Length", String(facts.bytes)],
    ["Date", new Date(facts.nowMs).toUTCString()],
    ["Content-Type", contentType],
  ];
  const all: Record<string, unknown> = {
    ...output,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries([...headers].sort(([one], [other]) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1))),
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: facts.requestId },
  };
  return Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
}
