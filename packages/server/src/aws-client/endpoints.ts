/** Where AWS answers: the host names of its partitions. */

import { partitionOf, type ServiceModel } from "../aws/index.ts";

const suffixes: Readonly<Record<string, string>> = {
  aws: "amazonaws.com",
  "aws-cn": "amazonaws.com.cn",
  "aws-us-gov": "amazonaws.com",
  "aws-iso": "c2s.ic.gov",
  "aws-iso-b": "sc2s.sgov.gov",
  "aws-eusc": "amazonaws.eu",
};

/** The one region in which services without regions are signed for, a partition each. */
const globalRegions: Readonly<Record<string, string>> = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
};

const globalServices: ReadonlySet<string> = new Set(["iam"]);

export interface Endpoint {
  /** Without a trailing slash. */
  readonly url: string;
  readonly signingRegion: string;
}

/** AWS's own endpoint of the service in that region. */
export function awsEndpoint({ service, endpointPrefix }: Pick<ServiceModel, "service" | "endpointPrefix">, region: string): Endpoint {
  const partition = partitionOf(region);
  const suffix = suffixes[partition] ?? suffixes["aws"];
  if (globalServices.has(service)) {
    const host =
      partition === "aws" ? endpointPrefix : `${endpointPrefix}.${partition === "aws-cn" ? "cn-north-1" : partition.slice("aws-".length)}`;
    return { url: `https://${host}.${suffix}`, signingRegion: globalRegions[partition] ?? region };
  }
  return { url: `https://${endpointPrefix}.${region}.${suffix}`, signingRegion: region };
}
