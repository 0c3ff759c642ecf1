/**
 * A service on the wire: a generated model, the operations that are implemented, and what they need. `handle` takes
 * a request to its end: find the operation, read and check the input, run the handler, write output or refusal.
 */
import type { Logger } from "../platform/platform.ts";
import { invariant } from "../platform/invariant.ts";
import { createConstraints } from "./constraints.ts";
import { bodyBytesMaxDefault } from "./limits.ts";
import type { ServiceModel } from "./model.ts";
import type { Call, Operation } from "./operation.ts";
import { oldProtocolOf, type Protocol, protocolOf, type Route, type WireRequest, type WireResponse } from "./protocol.ts";
import { notImplemented, ServiceError } from "./service-error.ts";

export interface Service {
  readonly model: ServiceModel;
  /** Bodies longer than this are refused before they are read. */
  readonly bodyBytesMax: number;
  /** Names of the operations that have a handler; the rest of the model answers NotImplementedException. */
  readonly implemented: ReadonlySet<string>;
  /** The operation a request names; undefined when it is none of this service. Throws when the path is malformed. */
  route(request: WireRequest): Route | undefined;
  /**
   * Never throws: what goes wrong becomes a response in the service's protocol. `route` spares finding the operation
   * again where the caller did already.
   */
  handle(request: WireRequest, call: Call, route?: Route): Promise<WireResponse>;
  /**
   * The operation without the wire, for calls from inside: the input is checked as if it had come by HTTP, the output
   * is the handler's. Throws ServiceError for what the service refuses.
   */
  call(operation: string, input: unknown, call: Call): Promise<unknown>;
  /** Whether the request's body is handed to the handler while it comes in, instead of being collected first. */
  streams(route: Route): boolean;
  /**
   * The request as the model's paths have it, where host or form show that it is this service's and the path alone does
   * not: S3's buckets may be in the host name. undefined when it is none of the service's, or needs no change.
   */
  readonly claim?: (request: WireRequest) => WireRequest | undefined;
  /** Whether the service judges by itself who may ask this: a browser's preflight, a form with a signed policy. */
  readonly judgesItself?: (route: Route, request: WireRequest) => boolean;
  /** A refusal that is known before the body is (too large, wrong signature), in the protocol that the request speaks. */
  refuse(error: ServiceError, requestId: string, request?: WireRequest): WireResponse;
}

export interface ServiceDefinition<Deps> {
  readonly model: ServiceModel;
  readonly operations: readonly Operation<Deps>[];
  /** What every handler finds in its context, besides `call`. */
  readonly deps: Deps;
  readonly logger: Logger;
  readonly bodyBytesMax?: number;
  /** For a service that words what is missing in its own way: instead of the model's constraints. Throws ServiceError. */
  readonly check?: (operation: string, input: Readonly<Record<string, unknown>>) => void;
  /** For a service that speaks a dialect of its own; the model's protocol unless given. */
  readonly protocol?: Protocol;
}

/** Throws at start when an operation is not in the model or is there twice. */
export function defineService<Deps extends object>(definition: ServiceDefinition<Deps>): Service {
  const { model, deps, logger } = definition;
  const handlers = new Map<string, Operation<Deps>["handle"]>();
  for (const { name, handle } of definition.operations) {
    invariant(Object.hasOwn(model.operations, name), `${model.service} has no operation ${name}`);
    invariant(!handlers.has(name), `${model.service}:${name} has two handlers`);
    invariant(
      model.protocol === "json" || !answersEventStream(model, name),
      `${model.service}:${name} answers with an event stream, which ${model.protocol} does not write yet`,
    );
    handlers.set(name, handle);
  }
  const protocol = definition.protocol ?? protocolOf(model);
  const oldProtocol = oldProtocolOf(model);
  /** Two forms of one service: JSON requests name their target. */
  const spokenBy = (request: WireRequest): Protocol =>
    oldProtocol === undefined || request.headers["x-amz-target"] !== undefined ? protocol : oldProtocol;
  const constraints = createConstraints(model, protocol.refuseProblems);

  const handlerOf = (operation: string): Operation<Deps>["handle"] => {
    const handle = handlers.get(operation);
    if (handle === undefined) throw notImplemented(model.signingName, operation);
    return handle;
  };
  const check = (operation: string, input: unknown): void => {
    if (definition.check !== undefined) return definition.check(operation, input as Readonly<Record<string, unknown>>);
    const shape = model.operations[operation]?.input;
    if (shape !== undefined) constraints.check(shape, input);
  };
  const run = async (request: WireRequest, call: Call, known: Route | undefined): Promise<WireResponse> => {
    const spoken = spokenBy(request);
    const route = known ?? spoken.route(request);
    if (route === undefined) throw spoken.refuseRoute?.(request) ?? unknownOperation(model, request);
    const handle = handlerOf(route.operation);
    const input = spoken.readInput(route, request);
    check(route.operation, input);
    const output = await handle(input as never, { ...deps, call });
    return spoken.writeOutput(route.operation, output, call.requestId);
  };
  const queryForm = model.protocol === "query" ? protocol : oldProtocol;
  return {
    ...(queryForm === undefined ? {} : { claim: (request) => (isForQuery(model, queryForm, request) ? request : undefined) }),
    model,
    bodyBytesMax: definition.bodyBytesMax ?? bodyBytesMaxDefault,
    implemented: new Set(handlers.keys()),
    route: (request) => spokenBy(request).route(request),
    streams: (route) => protocol.streams?.(route.operation) === true && handlers.has(route.operation),
    refuse: (error, requestId, request) => (request === undefined ? protocol : spokenBy(request)).writeError(error, requestId),
    async call(operation, input, call) {
      const handle = handlerOf(operation);
      check(operation, input);
      try {
        return await handle(input as never, { ...deps, call });
      } catch (thrown) {
        throw asServiceError(thrown, call, model, operation, logger);
      }
    },
    async handle(request, call, route) {
      try {
        return await run(request, call, route);
      } catch (thrown) {
        const asked = request.headers["x-amz-target"] ?? `${request.method} ${request.path}`;
        return spokenBy(request).writeError(asServiceError(thrown, call, model, asked, logger), call.requestId);
      }
    },
  };
}

function answersEventStream(model: ServiceModel, operation: string): boolean {
  const output = model.shapes[model.operations[operation]?.output ?? ""];
  return Object.values(output?.members ?? {}).some((member) => model.shapes[member.shape]?.eventStream === true);
}

/** Whether a request that nobody signed shows by its form whose it is: links that people follow, what curl sends. */
function isForQuery(model: ServiceModel, protocol: Protocol, request: WireRequest): boolean {
  if (request.headers["x-amz-target"] !== undefined) return false;
  if (/(^|&)Action=/.test(request.query)) return protocol.route(request) !== undefined;
  // SQS: queues have paths of their own, and the oldest endpoints of all.
  if (model.queryCompatible !== true) return false;
  const isForm = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  return (isForm && /^\/\d{12}\/[A-Za-z0-9_.-]+$/.test(request.path)) || /^([a-z0-9-]+\.)?queue\./.test(request.headers.host ?? "");
}

/** AWS "Common errors": UnknownOperationException, 404. */
function unknownOperation(model: ServiceModel, request: WireRequest): ServiceError {
  const target = request.headers["x-amz-target"];
  const asked =
    model.protocol === "json"
      ? `operation ${typeof target === "string" ? target.slice(0, 256) : ""}`
      : `${request.method} ${request.path.slice(0, 256)}`;
  return new ServiceError("UnknownOperationException", `${model.serviceId} does not know the ${asked}.`, { httpStatus: 404 });
}

/** A refusal leaves as it is; anything else is a bug, logged once under the request id, of which the caller learns no more than the id. */
function asServiceError(thrown: unknown, call: Call, model: ServiceModel, asked: unknown, logger: Logger): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  logger.error("request failed unexpectedly", {
    requestId: call.requestId,
    service: model.service,
    target: asked,
    error: thrown,
  });
  return new ServiceError(
    "InternalFailure",
    `The request processing has failed because of an internal error; request id ${call.requestId}.`,
    {
      httpStatus: 500,
      cause: thrown,
    },
  );
}
