/** Functions of a Lambda that is elsewhere, behind the same port as those of this server. */

import type { AwsCaller } from "../../aws/index.ts";
import type { FunctionInvoker } from "./lambda.ts";

/** What Invoke answers, as the model has it. */
interface InvokeAnswer {
  readonly StatusCode?: number;
  readonly Payload?: Uint8Array;
  readonly FunctionError?: string;
  readonly ExecutedVersion?: string;
  readonly LogResult?: string;
}

export function functionsElsewhere(aws: AwsCaller, requestId: () => string): FunctionInvoker {
  return {
    async invoke({ functionName, qualifier, payload, clientContext, invocationType, logType, signal, accountId, region }) {
      const answer = await aws.call<InvokeAnswer>({
        service: "lambda",
        operation: "Invoke",
        input: {
          FunctionName: functionName,
          InvocationType: invocationType,
          Payload: Buffer.from(payload),
          ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
          ...(clientContext === undefined ? {} : { ClientContext: clientContext }),
          ...(logType === undefined ? {} : { LogType: logType }),
        },
        region,
        accountId,
        signal,
      });
      return {
        statusCode: answer.StatusCode ?? 200,
        payload: Buffer.from(answer.Payload ?? new Uint8Array()).toString("utf8"),
        functionError: answer.FunctionError,
        executedVersion: answer.ExecutedVersion ?? "$LATEST",
        requestId: requestId(),
        logResult: answer.LogResult,
      };
    },
  };
}
