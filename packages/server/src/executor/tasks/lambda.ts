/**
 * Functions as tasks: by their own ARN (the payload in, the payload out), and as `lambda:invoke` with and
 * without a task token (the API's request in, its response out, as the first Java SDK showed it; recorded).
 */

import { invalidExecutionInput, payloadBytesMax, type Resource } from "@stile/states";
import { ServiceError } from "../../aws/index.ts";
import type { Integration, TaskOutcome, TaskRequest } from "../integration.ts";

/** What main.ts lends us of the Lambda service. */
export interface FunctionInvoker {
  invoke(request: {
    readonly functionName: string;
    readonly qualifier?: string;
    readonly payload: string;
    readonly clientContext?: string;
    readonly invocationType: "RequestResponse" | "Event" | "DryRun";
    readonly logType?: "Tail";
    readonly signal?: AbortSignal;
    readonly accountId: string;
    readonly region: string;
  }): Promise<{
    readonly statusCode: number;
    readonly payload: string;
    readonly functionError?: string | undefined;
    readonly executedVersion: string;
    readonly requestId: string;
    readonly logResult?: string | undefined;
  }>;
}

export function lambdaTasks(functions: FunctionInvoker): Integration {
  return {
    name: "lambda",
    serves: (resource) => resource.kind === "lambda" || isInvoke(resource),
    run: (request) =>
      request.resource.kind === "lambda" ? callFunction(functions, request, request.resource.functionArn) : callInvoke(functions, request),
  };
}

function isInvoke(resource: Resource): boolean {
  return resource.kind === "service" && !resource.sdk && resource.service === "lambda" && resource.action === "invoke";
}

async function callFunction(functions: FunctionInvoker, request: TaskRequest, functionArn: string): Promise<TaskOutcome> {
  try {
    const { payload, functionError } = await functions.invoke({
      functionName: functionArn,
      payload: request.parameters,
      invocationType: "RequestResponse",
      signal: request.signal,
      accountId: request.accountId,
      region: request.region,
    });
    if (functionError !== undefined) return functionFailure(payload);
    // A function may hand over any bytes as its answer; a state's result is JSON. Too large comes before not JSON (recorded).
    return payload.length > payloadBytesMax || isReadable(payload)
      ? { kind: "succeeded", output: payload }
      : { kind: "failed", error: "Lambda.Unknown", cause: "The function's answer is not JSON, or nested too deep." };
  } catch (error) {
    return refusal(error);
  }
}

interface InvokeParameters {
  readonly FunctionName?: unknown;
  readonly Qualifier?: unknown;
  readonly Payload?: unknown;
  readonly ClientContext?: unknown;
  readonly InvocationType?: unknown;
  readonly LogType?: unknown;
}

async function callInvoke(functions: FunctionInvoker, request: TaskRequest): Promise<TaskOutcome> {
  const parameters = JSON.parse(request.parameters) as InvokeParameters;
  const { FunctionName, Qualifier, ClientContext, InvocationType = "RequestResponse", LogType } = parameters;
  if (typeof FunctionName !== "string") {
    return { kind: "failed", error: "States.Runtime", cause: "The field 'FunctionName' is required but was missing or not a string" };
  }
  try {
    const response = await functions.invoke({
      functionName: FunctionName,
      ...(typeof Qualifier === "string" ? { qualifier: Qualifier } : {}),
      ...(typeof ClientContext === "string" ? { clientContext: ClientContext } : {}),
      ...(LogType === "Tail" ? { logType: "Tail" } : {}),
      // Without a Payload, or with null, the function gets an empty object (recorded).
      payload: JSON.stringify(parameters.Payload ?? {}),
      invocationType: InvocationType as "RequestResponse" | "Event" | "DryRun",
      signal: request.signal,
      accountId: request.accountId,
      region: request.region,
    });
    // The response was read as JSON, so its cause is printed anew; a direct call shows the runtime's own text (recorded).
    if (response.functionError !== undefined) return functionFailure(JSON.stringify(payloadValue(response.payload)));
    const output = JSON.stringify(invokeOutput(response));
    return { kind: request.taskToken === undefined ? "succeeded" : "submitted", output };
  } catch (error) {
    return refusal(error);
  }
}

type InvokeResponse = Awaited<ReturnType<FunctionInvoker["invoke"]>>;

/** The members and headers that AWS shows, in its order (recorded: TaskSucceeded of lambda:invoke). */
function invokeOutput({ executedVersion, payload, statusCode, requestId, logResult }: InvokeResponse): unknown {
  const length = String(Buffer.byteLength(payload));
  const date = new Date().toUTCString();
  return {
    ExecutedVersion: executedVersion,
    ...(logResult === undefined ? {} : { LogResult: logResult }),
    Payload: payloadValue(payload),
    SdkHttpMetadata: {
      AllHttpHeaders: {
        "X-Amz-Executed-Version": [executedVersion],
        "x-amzn-Remapped-Content-Length": ["0"],
        Connection: ["keep-alive"],
        "x-amzn-RequestId": [requestId],
        "Content-Length": [length],
        Date: [date],
        "X-Amzn-Trace-Id": [`root=1-${requestId.slice(0, 8)}-${requestId.replaceAll("-", "").slice(8)};sampled=0`],
        "Content-Type": ["application/json"],
      },
      HttpHeaders: {
        Connection: "keep-alive",
        "Content-Length": length,
        "Content-Type": "application/json",
        Date: date,
        "X-Amz-Executed-Version": executedVersion,
        "x-amzn-Remapped-Content-Length": "0",
        "x-amzn-RequestId": requestId,
        "X-Amzn-Trace-Id": `root=1-${requestId.slice(0, 8)}-${requestId.replaceAll("-", "").slice(8)};sampled=0`,
      },
      HttpStatusCode: statusCode,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: statusCode,
  };
}

/** A function may answer text that is not JSON (an Event invocation answers none): it stays text. So does what nests too deep. */
function payloadValue(payload: string): unknown {
  return isReadable(payload) ? JSON.parse(payload) : payload;
}

/** JSON of a depth over which everything that reads it later may recurse, the same as of an input. */
function isReadable(text: string): boolean {
  return invalidExecutionInput(text) === undefined;
}

/** The error's name is the payload's errorType; the cause is the payload as the runtime wrote it (recorded). */
function functionFailure(payload: string): TaskOutcome {
  const { errorType } = (payloadValue(payload) ?? {}) as { errorType?: unknown };
  return { kind: "failed", error: typeof errorType === "string" ? errorType : "Lambda.Unknown", cause: payload };
}

/** A refusal by the service itself, worded as the first Java SDK does (recorded: Lambda.ResourceNotFoundException). */
function refusal(error: unknown): TaskOutcome {
  if (!(error instanceof ServiceError)) throw error;
  const { code, httpStatus, message, fields } = error;
  // Nobody answered: there is no status to tell of.
  if (code === "SdkClientException") return { kind: "failed", error: `Lambda.${code}`, cause: message };
  const requestId = error.requestId ?? (typeof fields["requestId"] === "string" ? fields["requestId"] : crypto.randomUUID());
  return {
    kind: "failed",
    error: `Lambda.${code}`,
    cause: `${message} (Service: AWSLambda; Status Code: ${httpStatus}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
  };
}
