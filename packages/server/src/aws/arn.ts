/** `arn:partition:service:region:account:resource`; the resource may hold colons and slashes of its own. */

export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for global resources. */
  readonly region: string;
  readonly accountId: string;
  /** Everything behind the fifth colon: `stateMachine:hello`, `role/admin`. */
  readonly resource: string;
}

/** undefined when the text is not an ARN: fewer than six parts, no `arn`, or no service, partition or resource. */
export function parseArn(text: string): Arn | undefined {
  if (!text.startsWith("arn:")) return undefined;
  const partitionEnd = text.indexOf(":", 4);
  const serviceEnd = partitionEnd < 0 ? -1 : text.indexOf(":", partitionEnd + 1);
  const regionEnd = serviceEnd < 0 ? -1 : text.indexOf(":", serviceEnd + 1);
  const accountEnd = regionEnd < 0 ? -1 : text.indexOf(":", regionEnd + 1);
  if (accountEnd < 0) return undefined;
  const arn = {
    partition: text.slice(4, partitionEnd),
    service: text.slice(partitionEnd + 1, serviceEnd),
    region: text.slice(serviceEnd + 1, regionEnd),
    accountId: text.slice(regionEnd + 1, accountEnd),
    resource: text.slice(accountEnd + 1),
  };
  return arn.partition === "" || arn.service === "" || arn.resource === "" ? undefined : arn;
}

export function formatArn({ partition, service, region, accountId, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** The partition a region belongs to, by AWS's naming of regions. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  if (region.startsWith("us-iso-")) return "aws-iso";
  if (region.startsWith("us-isob-")) return "aws-iso-b";
  if (region.startsWith("eusc-")) return "aws-eusc";
  return "aws";
}

/** Whether the text has the form of a region: `us-east-1`, `us-gov-west-1`. */
export function isRegion(text: string): boolean {
  return text.length <= 32 && /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(text);
}

/** AWS's own URL of a queue: it names the region, whoever answers. */
export function queueUrlOf({ region, accountId, resource }: Pick<Arn, "region" | "accountId" | "resource">): string {
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://sqs.${region}.${suffix}/${accountId}/${resource}`;
}
