/** `sqs:sendMessage`, with and without a task token. */

import type { AwsCaller } from "../../aws/index.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Integration } from "../integration.ts";

export function sqsTasks({ aws }: { readonly aws: AwsCaller; readonly platform: Platform }): Integration {
  return {
    name: "sqs:sendMessage",
    serves: (resource) => resource.kind === "service" && !resource.sdk && resource.service === "sqs" && resource.action === "sendMessage",
    async run({ parameters, region, accountId, taskToken, roleArn, signal }) {
      const input = JSON.parse(parameters) as Record<string, unknown>;
      const MessageBody = typeof input["MessageBody"] === "string" ? input["MessageBody"] : JSON.stringify(input["MessageBody"]);
      const output = await aws.call({
        service: "sqs",
        operation: "SendMessage",
        input: { ...input, MessageBody },
        region,
        accountId,
        principalArn: roleArn,
        signal,
      });
      return { kind: taskToken === undefined ? "succeeded" : "submitted", output: JSON.stringify(output) };
    },
  };
}
