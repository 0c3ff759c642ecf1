/**
 * Which service a request is for. In this order: the `X-Amz-Target` prefix, the service of the credential scope, what a
 * service claims by the host name, a path that only one service's model has, the host name. Nothing of it is verified here.
 */
import type { CredentialScope, Route, Service, WireRequest } from "../aws/index.ts";

export interface ServiceRoutes {
  /** undefined when nothing tells. May throw a ServiceError for a malformed path. */
  find(request: WireRequest, scope: CredentialScope | undefined): FoundService | undefined;
}

export interface FoundService {
  readonly service: Service;
  /** As the service's paths have it: the bucket of a host name stands in the path. */
  readonly request: WireRequest;
  /** undefined: the service is clear, its operation unknown. */
  readonly route: Route | undefined;
}

export function createServiceRoutes(services: readonly Service[]): ServiceRoutes {
  const byTarget = new Map<string, Service>();
  const bySigningName = new Map<string, Service[]>();
  const byHostLabel = new Map<string, Service>();
  const byPath: Service[] = [];
  for (const service of services) {
    const { targetPrefix, signingName, endpointPrefix, protocol } = service.model;
    if (targetPrefix !== undefined) byTarget.set(targetPrefix, service);
    bySigningName.set(signingName, [...(bySigningName.get(signingName) ?? []), service]);
    byHostLabel.set(endpointPrefix, service);
    if (protocol === "rest-json" || protocol === "rest-xml") byPath.push(service);
  }
  // S3's paths hold anything; whoever has paths of its own goes first.
  byPath.sort((left, right) => Number(left.model.protocol === "rest-xml") - Number(right.model.protocol === "rest-xml"));
  const claiming = services.filter(({ claim }) => claim !== undefined);

  const withPath = (candidates: readonly Service[], request: WireRequest): FoundService | undefined => {
    for (const service of candidates) {
      const asked = service.claim?.(request) ?? request;
      const route = service.route(asked);
      if (route !== undefined) return { service, route, request: asked };
    }
    return undefined;
  };
  return {
    find(request, scope) {
      const target = request.headers["x-amz-target"];
      if (typeof target === "string") {
        const service = byTarget.get(target.slice(0, Math.max(target.lastIndexOf("."), 0)));
        if (service !== undefined) return { service, route: service.route(request), request };
      }
      const signedFor = scope === undefined ? undefined : bySigningName.get(scope.service);
      if (signedFor?.[0] !== undefined) return withPath(signedFor, request) ?? { service: signedFor[0], route: undefined, request };
      // Signed for a service that is not here: another service's path must not answer for it.
      if (scope !== undefined && scope.service !== "") return undefined;
      for (const service of claiming) {
        const asked = service.claim?.(request);
        if (asked !== undefined) return { service, route: service.route(asked), request: asked };
      }
      const named = byHostLabel.get(hostLabel(request.headers.host ?? ""));
      return withPath(byPath, request) ?? (named === undefined ? undefined : { service: named, route: named.route(request), request });
    },
  };
}

/** `states` of `sync-states.us-east-1.amazonaws.com:443`; empty where the host names no service. */
function hostLabel(host: string): string {
  const label = host.slice(0, Math.max(host.indexOf("."), 0)).toLowerCase();
  return label.startsWith("sync-") ? label.slice("sync-".length) : label;
}
