/** Calls between the services of this server: the operation is run here, without HTTP between the two. */

import type { Platform } from "../platform/platform.ts";
import { partitionOf } from "./arn.ts";
import type { ApiRequest, AwsCaller } from "./caller.ts";
import type { Call } from "./operation.ts";
import { ServiceError } from "./service-error.ts";
import type { Service } from "./service.ts";

export interface EmbeddedCallerOptions {
  /** Asked at each call, since services that call one another are made one after another. */
  readonly service: (name: string) => Service | undefined;
  readonly platform: Platform;
  /** Where this server can be reached: what operations answer URLs with. */
  readonly endpointUrl: () => string;
}

export function createEmbeddedCaller({ service, platform, endpointUrl }: EmbeddedCallerOptions): AwsCaller {
  return {
    async call<Output>(request: ApiRequest): Promise<Output> {
      const found = service(request.service);
      if (found === undefined) {
        throw new ServiceError("UnknownOperationException", `Stile has no embedded service ${request.service}.`, { httpStatus: 404 });
      }
      const { accountId, region } = request;
      const partition = partitionOf(region);
      const call: Call = {
        requestId: platform.random.uuid(),
        accountId,
        region,
        partition,
        principalArn: request.principalArn ?? `arn:${partition}:iam::${accountId}:root`,
        endpointUrl: endpointUrl(),
        nowMs: platform.clock.nowMs(),
        signal: request.signal ?? neverAborted,
      };
      return (await found.call(request.operation, request.input, call)) as Output;
    },
  };
}

const neverAborted = new AbortController().signal;
