/** Which queue a request means: by URL in every form that clients keep, by ARN, or by the bare name. */

import { isRegion, parseArn } from "../../aws/index.ts";
import { invalidParameterValue } from "./errors.ts";
import { queueNameCharsMax } from "./limits.ts";
import type { QueueName } from "./queue-record.ts";

interface Caller {
  readonly accountId: string;
  readonly region: string;
}

/**
 * `https://sqs.us-east-1.amazonaws.com/123456789012/name`, the older `https://queue.amazonaws.com/...` and
 * `https://us-east-1.queue.amazonaws.com/...`, `http://localhost:4566/queue/us-east-1/000000000000/name`, any other
 * host with `/account/name`, the ARN, or the name. What the text leaves out is the caller's.
 */
export function parseQueueUrl(text: string, caller: Caller): QueueName {
  const arn = parseArn(text);
  if (arn !== undefined) return { accountId: arn.accountId, region: arn.region, name: arn.resource };
  const [, host = "", path] = /^https?:\/\/([^/]*)(\/.*)$/.exec(text) ?? [undefined, "", text];
  const segments = (path ?? "").split("/").filter((segment) => segment !== "");
  // A URL is a name and no way to walk: `../other` is no queue.
  const name = segments.some((segment) => segment === "." || segment === "..") ? "" : (segments.at(-1) ?? "");
  const account = segments.at(-2);
  const region = segments.at(-4) === "queue" ? segments.at(-3) : regionOfHost(host);
  return {
    name,
    accountId: account !== undefined && /^\d{12}$/.test(account) ? account : caller.accountId,
    region: region !== undefined && isRegion(region) ? region : caller.region,
  };
}

function regionOfHost(host: string): string | undefined {
  return /^sqs(?:-fips)?\.([a-z0-9-]+)\./.exec(host)?.[1] ?? /^([a-z0-9-]+)\.queue\./.exec(host)?.[1];
}

/** Throws InvalidParameterValue. */
export function checkQueueName(name: string, isFifo: boolean): void {
  const rest = isFifo && name.endsWith(".fifo") ? name.slice(0, -".fifo".length) : name;
  const fits = /^[A-Za-z0-9_-]+$/.test(rest) && name.length <= queueNameCharsMax && (!isFifo || rest !== name);
  if (fits) return;
  throw invalidParameterValue(
    isFifo
      ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
      : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}
