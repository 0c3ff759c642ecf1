/**
 * What every protocol of AWS does for a service: find the operation a request names, read its input, write its
 * output or its refusal. A protocol is made for one model and compiles what it needs at first use.
 */
import type { IncomingHttpHeaders } from "node:http";
import { createAwsJson } from "./aws-json.ts";
import type { ServiceModel } from "./model.ts";
import { createRestJson } from "./rest-json.ts";
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
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
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
  /** Throws SerializationException for what cannot be read. Constraints are not checked here. */
  readInput(route: Route, request: WireRequest): unknown;
  writeOutput(operation: string, output: unknown, requestId: string): WireResponse;
  writeError(error: ServiceError, requestId: string): WireResponse;
}

/** The protocol that model speaks. `restXml` and `query` join here when the first service needs them. */
export function protocolOf(model: ServiceModel): Protocol {
  switch (model.protocol) {
    case "json":
      return createAwsJson(model);
    case "rest-json":
      return createRestJson(model);
    default:
      throw new Error(`${model.service} speaks ${model.protocol}, which Stile does not speak yet`);
  }
}
