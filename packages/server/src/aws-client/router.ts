/**
 * The one `AwsCaller` that main.ts hands out: for each service it knows whether the API is answered in this process, by
 * another server, or by AWS, and those who call do not.
 */

import { type ApiRequest, type AwsCaller, ServiceError } from "../aws/index.ts";
import type { ServiceRoutes } from "./routes.ts";

export interface RouterOptions {
  readonly routes: ServiceRoutes;
  readonly embedded: AwsCaller;
  /** Whether this server has such a service. Asked at each call: services are made one after another. */
  readonly isEmbedded: (service: string) => boolean;
}

export function createRouter({ routes, embedded, isEmbedded }: RouterOptions): AwsCaller {
  return {
    async call<Output>(request: ApiRequest): Promise<Output> {
      const route = routes.get(request.service) ?? { kind: "embedded" };
      if (route.kind === "embedded" && isEmbedded(request.service)) return embedded.call<Output>(request);
      throw noRoute(request);
    },
  };
}

/** Says how to give the service a place where it is answered. */
function noRoute({ service, operation }: ApiRequest): ServiceError {
  return new ServiceError(
    "SdkClientException",
    `Stile does not embed the service ${service}, so that ${operation} has nowhere to go. ` +
      `Start it with --service ${service}=URL for a server that speaks its API, or with --service ${service}=aws for AWS itself.`,
    { httpStatus: 501 },
  );
}
