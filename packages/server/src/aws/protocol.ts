/**
 * What every protocol of AWS does for a service: find the operation a request names, read its input, write its
 * output or its refusal. A protocol is made for one model and compiles what it needs at first use.
 */
import type { IncomingHttpHeaders } from "node:http";
import { createAwsJson } from "./aws-json.ts";
import type { Problem } from "./constraints.ts";
import type { ServiceModel } from "./model.ts";
import { createQuery, queryFormOf } from "./query.ts";
import { createRestJson } from "./rest-json.ts";
import { createRestXml } from "./rest-xml.ts";
import type { ServiceError } from "./service-error.ts";

/** An HTTP request with its body, decompressed. */
export interface WireRequest {
  readonly method: string;
  /** As it came, still percent-encoded, without the query: `/2015-03-31/functions/hello`. */
  readonly path: string;
  /** What follows the question mark, still percent-encoded; empty when there is none. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  /** The body as it comes in, for operations that stream theirs; `body` is empty then. To be read once. */
  readonly stream?: AsyncIterable<Uint8Array>;
  /** Headers that came behind the body. */
  readonly trailers?: ReadonlyMap<string, string>;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** A stream comes with a Content-Length among the headers, and is ended early when the client goes away. */
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Set on refusals: for metrics and the log. */
  readonly errorCode?: string;
}

/** The operation a request names, with what its path held. */
export interface Route {
  readonly operation: string;
  /** Label -> text, percent-decoded. Empty for protocols that have no labels. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface Protocol {
  /** undefined when the request names no operation of this service. */
  route(request: WireRequest): Route | undefined;
  /** The refusal of a request that names no operation, where it is not AWS's usual UnknownOperationException. */
  refuseRoute?(request: WireRequest): ServiceError;
  /** Throws SerializationException for what cannot be read. Constraints are not checked here. */
  readInput(route: Route, request: WireRequest): unknown;
  /** Whether the body of that operation is handed on while it comes in. */
  streams?(operation: string): boolean;
  /** The refusal of an input that breaks the model's constraints, where it is not AWS's usual ValidationException. */
  refuseProblems?(shapeName: string, problems: readonly Problem[]): ServiceError;
  writeOutput(operation: string, output: unknown, requestId: string): WireResponse;
  writeError(error: ServiceError, requestId: string): WireResponse;
}

/** The protocol that model speaks. */
export function protocolOf(model: ServiceModel): Protocol {
  switch (model.protocol) {
    case "json":
      return createAwsJson(model);
    case "rest-json":
      return createRestJson(model);
    case "rest-xml":
      return createRestXml(model);
    case "query":
      return createQuery(model);
    default:
      throw new Error(`${model.service} speaks ${model.protocol}, which Stile does not speak yet`);
  }
}

/** For a service that moved from the query protocol to JSON: how it answers requests of the old form. */
export function oldProtocolOf(model: ServiceModel): Protocol | undefined {
  return model.queryCompatible === true ? createQuery(queryFormOf(model)) : undefined;
}
