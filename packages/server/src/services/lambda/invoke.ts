/** Invocations: who asks for what with which payload, and what the caller is answered. */

import { parseArn, partitionOf, ServiceError } from "../../aws/index.ts";
import { resolveFunction } from "./aliases.ts";
import { type LambdaContext, operation } from "./context.ts";
import type { BatchOutcome } from "./event-source-poller.ts";
import type { EventOutcome } from "./event-outcome.ts";
import type { EventRecord } from "./event-queue.ts";
import { functionArn, parseFunctionName, qualifiedArn } from "./function-name.ts";
import { type FunctionRecord, versionText } from "./function-record.ts";
import { logDestination, revisionOf } from "./launch.ts";
import { clientContextBytesMax, eventPayloadBytesMax, requestPayloadBytesMax } from "./limits.ts";
import type { InvocationRequest, Outcome } from "./runtime/process.ts";

/** An invocation as a workflow or another service asks for it. */
export interface InvokeRequest {
  /** Name, partial ARN or ARN, with or without `:qualifier`. */
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  /** JSON; empty means `{}`. */
  readonly payload: Uint8Array | string;
  /** Base64 of JSON, as in the header X-Amz-Client-Context. */
  readonly clientContext?: string | undefined;
  readonly invocationType: "RequestResponse" | "Event" | "DryRun";
  readonly logType?: "Tail" | "None" | undefined;
  /** Ends the wait for a process; a function that runs already goes on. */
  readonly signal?: AbortSignal | undefined;
  readonly accountId: string;
  readonly region: string;
  /** What the function is told as its request id; a new one unless given. */
  readonly requestId?: string | undefined;
}

export interface InvokeResult {
  /** 200, 202 (Event), 204 (DryRun). */
  readonly statusCode: number;
  /** JSON text, or whatever bytes a function answered read as UTF-8; empty for Event and DryRun. */
  readonly payload: string;
  readonly functionError?: "Unhandled" | "Handled";
  readonly executedVersion: string;
  readonly requestId: string;
  /** Base64 of the last 4 KiB of the log, with logType Tail. */
  readonly logResult?: string;
}

function checkPayload(payload: Uint8Array | string, type: InvokeRequest["invocationType"]): void {
  const bytes = Buffer.byteLength(payload);
  if (type === "Event" && bytes > eventPayloadBytesMax) {
    throw new ServiceError(
      "RequestTooLargeException",
      `${bytes} byte payload is too large for the Event invocation type (service limit ${eventPayloadBytesMax} bytes)`,
      { httpStatus: 413, fields: { Type: "User" } },
    );
  }
  if (bytes > requestPayloadBytesMax) {
    throw new ServiceError(
      "RequestEntityTooLargeException",
      `Request must be smaller than ${requestPayloadBytesMax} bytes for the InvokeFunction operation`,
      {
        httpStatus: 413,
        fields: { Type: "User" },
      },
    );
  }
  try {
    JSON.parse(
      typeof payload === "string" ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8"),
    );
  } catch (error) {
    throw new ServiceError("InvalidRequestContentException", `Could not parse request body into json: ${(error as Error).message}`, {
      fields: { Type: "User" },
    });
  }
}

/** The JSON inside a client context, in ASCII as it travels in a header. */
function decodedClientContext(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  const refuse = () =>
    new ServiceError("InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.", {
      fields: { Type: "User" },
    });
  if (base64.length > clientContextBytesMax) throw refuse();
  try {
    const text = JSON.stringify(JSON.parse(Buffer.from(base64, "base64").toString("utf8")));
    return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  } catch {
    throw refuse();
  }
}

/** What CloudWatch Logs holds behind an invocation's own lines. */
function reportLine(outcome: Outcome, requestId: string, memoryMb: number): string {
  const billedMs = Math.max(1, Math.ceil(outcome.durationMs));
  const init = outcome.initDurationMs === undefined ? "" : `Init Duration: ${outcome.initDurationMs.toFixed(2)} ms\t`;
  return `REPORT RequestId: ${requestId}\tDuration: ${outcome.durationMs.toFixed(2)} ms\tBilled Duration: ${billedMs} ms\tMemory Size: ${memoryMb} MB\t${init}`;
}

/** The log tail as CloudWatch Logs would hold it: AWS's lines around what the function printed. */
function logTail(outcome: Outcome, requestId: string, record: FunctionRecord): string {
  const printed = Buffer.from(outcome.logTail).toString("utf8");
  const text =
    `START RequestId: ${requestId} Version: ${versionText(record)}\n${printed}${printed === "" || printed.endsWith("\n") ? "" : "\n"}END RequestId: ${requestId}\n` +
    `${reportLine(outcome, requestId, record.memoryMb)}\n`;
  const bytes = Buffer.from(text);
  return bytes.subarray(Math.max(0, bytes.byteLength - 4_096)).toString("base64");
}

/** The version a name leads to just now, and one invocation of it, within the function's reserved concurrency. */
async function carryOut(
  { record, latest }: Awaited<ReturnType<typeof resolveFunction>>,
  invocation: InvocationRequest,
  context: LambdaContext,
  signal?: AbortSignal,
): Promise<Outcome> {
  const outcome = await context.concurrency.hold(latest, () => context.pool.invoke(revisionOf(record, context), invocation, signal));
  const { requestId } = invocation;
  const line = { functionArn: functionArn(record), version: versionText(record), requestId };
  const destination = logDestination(record, context);
  context.logs.add({ ...line, message: `END RequestId: ${requestId}` }, destination);
  context.logs.add({ ...line, message: reportLine(outcome, requestId, record.memoryMb).trimEnd() }, destination);
  return outcome;
}

/** In [0, 1). */
const dice = ({ platform }: LambdaContext) => platform.random.uint32() / 2 ** 32;

const textOf = (payload: Uint8Array | string): string => (typeof payload === "string" ? payload : Buffer.from(payload).toString("utf8"));

/** One try of an asynchronous invocation, with code and settings as they are now. */
export async function runEvent(event: EventRecord, payload: string, context: LambdaContext): Promise<EventOutcome> {
  const { name, requestId, clientContext } = event;
  try {
    const resolved = await resolveFunction(context, name, { dice: dice(context) });
    if (resolved.latest.reservedConcurrency === 0) return { kind: "blocked" };
    const invocation = { requestId, invokedFunctionArn: qualifiedArn(name), payload, clientContext, wantsLog: false };
    const outcome = await carryOut(resolved, invocation, context);
    return {
      kind: outcome.kind === "response" ? "succeeded" : "failed",
      executedVersion: versionText(resolved.record),
      payload: textOf(outcome.payload),
    };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return error.code === "ResourceNotFoundException" ? { kind: "gone" } : { kind: "refused", reason: `${error.code}: ${error.message}` };
  }
}

/** One batch of an event source, with code and settings as they are now. */
export async function invokeBatch(functionArn: string, payload: string, context: LambdaContext): Promise<BatchOutcome> {
  const { region = "", accountId = "" } = parseArn(functionArn) ?? {};
  try {
    const { functionError, payload: answer } = await invokeFunction(
      { functionName: functionArn, payload, invocationType: "RequestResponse", region, accountId },
      context,
    );
    return functionError === undefined ? { kind: "succeeded", payload: answer } : { kind: "failed" };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { kind: "refused", code: error.code };
  }
}

interface Answer extends Omit<InvokeResult, "payload"> {
  readonly payload: Uint8Array | string;
}

async function answerTo(request: InvokeRequest, context: LambdaContext): Promise<Answer> {
  const { accountId, region, invocationType } = request;
  const name = parseFunctionName(request.functionName, { accountId, region, partition: partitionOf(region) }, request.qualifier);
  const payload = request.payload.length === 0 ? "{}" : request.payload;
  checkPayload(payload, invocationType);
  const clientContext = decodedClientContext(request.clientContext);
  // Invoke, other than the Get operations, names the version it did not find even when nobody named one.
  const arnInError = qualifiedArn({ ...name, qualifier: name.qualifier ?? "$LATEST" });
  const resolved = await resolveFunction(context, name, { arnInError, dice: dice(context) });
  const requestId = request.requestId ?? context.platform.random.uuid();
  const wantsLog = request.logType === "Tail" && invocationType === "RequestResponse";
  const base = { executedVersion: versionText(resolved.record), requestId, payload: "" };

  switch (invocationType) {
    case "DryRun":
      return { ...base, statusCode: 204 };
    case "Event":
      await context.events.add({ name, requestId, clientContext, payload: textOf(payload) });
      return { ...base, statusCode: 202 };
    case "RequestResponse": {
      const invocation = { requestId, invokedFunctionArn: qualifiedArn(name), payload, clientContext, wantsLog };
      const outcome = await carryOut(resolved, invocation, context, request.signal);
      return {
        ...base,
        statusCode: 200,
        payload: outcome.payload,
        ...(outcome.kind === "error" ? { functionError: "Unhandled" as const } : {}),
        ...(wantsLog ? { logResult: logTail(outcome, requestId, resolved.record) } : {}),
      };
    }
  }
}

/** Invokes a function; what the function does wrong is in the result. Throws ServiceError for what Lambda refuses. */
export async function invokeFunction(request: InvokeRequest, context: LambdaContext): Promise<InvokeResult> {
  const answer = await answerTo(request, context);
  return { ...answer, payload: typeof answer.payload === "string" ? answer.payload : Buffer.from(answer.payload).toString("utf8") };
}

/** Invokes a function; the payload goes back as the very bytes the function answered. */
export const invoke = operation("Invoke", {
  async handle(input, context) {
    const { call } = context;
    if (input.DurableExecutionName !== undefined)
      throw new ServiceError("InvalidParameterValueException", "Stile does not support DurableExecutionName yet.");
    if (input.TenantId !== undefined) throw new ServiceError("InvalidParameterValueException", "Stile does not support TenantId yet.");
    const answer = await answerTo(
      {
        functionName: input.FunctionName,
        qualifier: input.Qualifier,
        payload: input.Payload ?? "",
        clientContext: input.ClientContext,
        invocationType: input.InvocationType ?? "RequestResponse",
        logType: input.LogType,
        signal: call.signal,
        accountId: call.accountId,
        region: call.region,
        requestId: call.requestId,
      },
      context,
    );
    return {
      StatusCode: answer.statusCode,
      FunctionError: answer.functionError,
      LogResult: answer.logResult,
      Payload: typeof answer.payload === "string" ? Buffer.from(answer.payload) : answer.payload,
      ExecutedVersion: answer.statusCode === 200 ? answer.executedVersion : undefined,
    };
  },
});

/** The old way to invoke asynchronously (deprecated by AWS): the same queue. */
export const invokeAsync = operation("InvokeAsync", {
  async handle({ FunctionName, InvokeArgs }, context) {
    const { accountId, region, requestId } = context.call;
    await answerTo({ functionName: FunctionName, payload: InvokeArgs, invocationType: "Event", accountId, region, requestId }, context);
    return { Status: 202 };
  },
});
