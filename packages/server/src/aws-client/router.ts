/**
 * The one `AwsCaller` that main.ts hands out: for each service it knows whether the API is answered in this process, by
 * another server, or by AWS, and those who call do not.
 */

import { type ApiRequest, type AwsCaller, ServiceError, type ServiceModel } from "../aws/index.ts";
import type { AwsClient, Target } from "./client.ts";
import { awsEndpoint } from "./endpoints.ts";
import { connectionsDefault, connectTimeoutMsDefault, maxAttemptsDefault, timeoutMsDefault } from "./limits.ts";
import type { RemoteRoute, ServiceRoutes } from "./routes.ts";

export interface RouterOptions {
  readonly routes: ServiceRoutes;
  readonly embedded: AwsCaller;
  /** Whether this server has such a service. Asked at each call: services are made one after another. */
  readonly isEmbedded: (service: string) => boolean;
  readonly models: { model(service: string): Promise<ServiceModel | undefined> };
  readonly client: AwsClient;
}

export function createRouter({ routes, embedded, isEmbedded, models, client }: RouterOptions): AwsCaller {
  const targets = new Map<string, Target>();
  const targetOf = async (route: RemoteRoute, { service, region }: ApiRequest): Promise<Target> => {
    const key = `${service} ${region}`;
    let target = targets.get(key);
    if (target === undefined) {
      const model = await models.model(service);
      if (model === undefined) throw new ServiceError("SdkClientException", `Stile has no API model of ${service}.`, { httpStatus: 501 });
      targets.set(key, (target = remoteTarget(model, route, route.region ?? region)));
    }
    return target;
  };
  return {
    async call<Output>(request: ApiRequest): Promise<Output> {
      const route = routes.get(request.service) ?? { kind: "embedded" };
      if (route.kind !== "embedded") return (await client.call(await targetOf(route, request), request)) as Output;
      if (isEmbedded(request.service)) return embedded.call<Output>(request);
      throw noRoute(request);
    },
  };
}

function remoteTarget(model: ServiceModel, route: RemoteRoute, region: string): Target {
  const { url, signingRegion } = route.kind === "aws" ? awsEndpoint(model, region) : { url: route.url, signingRegion: region };
  return {
    model,
    url,
    signingRegion,
    credentials: route.credentials,
    hostPrefixes: route.kind === "aws",
    timeoutMs: route.timeoutMs ?? timeoutMsDefault,
    connectTimeoutMs: route.connectTimeoutMs ?? connectTimeoutMsDefault,
    maxAttempts: route.maxAttempts ?? maxAttemptsDefault,
    connections: route.connections ?? connectionsDefault,
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
