/** Invocations: who asks for what with which payload, and what the caller is answered. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { partitionOf, ServiceError } from "../../aws/index.ts";
import { invariant } from "../../platform/invariant.ts";
import { type LambdaContext, operation } from "./context.ts";
import { functionEnvironment } from "./environment.ts";
import { functionArn, parseFunctionName, qualifiedArn } from "./function-name.ts";
import { findFunction, type FunctionRecord } from "./function-record.ts";
import { clientContextBytesMax, eventPayloadBytesMax, initTimeoutMs, interpreterOverheadMb, requestPayloadBytesMax } from "./limits.ts";
import type { FunctionRevision } from "./runtime/pool.ts";
import type { LaunchPlan, Outcome } from "./runtime/process.ts";
import { supportedRuntimes } from "./runtimes.ts";

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

const bootstrapPath = (file: string) => fileURLToPath(new URL(`./runtime/bootstrap/${file}`, import.meta.url));

/** How a process for this record is started: code on disk, program, environment. Throws InvalidRuntimeException when the program is absent. */
async function planOf(record: FunctionRecord, context: LambdaContext): Promise<LaunchPlan> {
  const { platform } = context;
  const taskRoot = await context.code.folderOf(record.code.sha256);
  const family = supportedRuntimes.get(record.runtime);
  invariant(family !== undefined, `a stored function has the runtime ${record.runtime}`);
  const day = new Date(platform.clock.nowMs()).toISOString().slice(0, 10).replaceAll("-", "/");
  const environment = functionEnvironment(record, {
    taskRoot,
    endpointUrl: context.endpointUrl(),
    logStream: `${day}/[$LATEST]${platform.random.uuid().replaceAll("-", "")}`,
    credentials: context.credentials,
    server: context.serverEnvironment,
  });
  const timeoutMs = record.timeoutSeconds * 1_000;
  const plan = {
    taskRoot,
    environment,
    dataKibMax: (record.memoryMb + interpreterOverheadMb[family]) * 1_024,
    initTimeoutMs: Math.max(initTimeoutMs, timeoutMs),
    timeoutMs,
  };
  switch (family) {
    case "node":
      return { ...plan, program: process.execPath, arguments: [`--max-old-space-size=${record.memoryMb}`, bootstrapPath("node.mjs")] };
    case "provided":
      return { ...plan, program: join(taskRoot, "bootstrap"), arguments: [] };
    case "python": {
      const python = await context.interpreters.python(record.runtime);
      if (python.kind === "absent") {
        throw new ServiceError(
          "InvalidRuntimeException",
          `Runtime unavailable: ${record.runtime} needs a Python on PATH (${python.reason}).`,
          {
            httpStatus: 502,
            fields: { Type: "Server" },
          },
        );
      }
      return { ...plan, program: python.program, arguments: [...python.arguments, bootstrapPath("python.py")] };
    }
  }
}

function revisionOf(record: FunctionRecord, context: LambdaContext): FunctionRevision {
  const arn = functionArn(record);
  return {
    key: `${arn}@${record.revisionId}`,
    functionArn: arn,
    timeoutMs: record.timeoutSeconds * 1_000,
    plan: () => planOf(record, context),
  };
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

/** The log tail as CloudWatch Logs would hold it: AWS's lines around what the function printed. */
function logTail(outcome: Outcome, requestId: string, memoryMb: number): string {
  const billedMs = Math.max(1, Math.ceil(outcome.durationMs));
  const init = outcome.initDurationMs === undefined ? "" : `Init Duration: ${outcome.initDurationMs.toFixed(2)} ms\t`;
  const printed = Buffer.from(outcome.logTail).toString("utf8");
  const text =
    `START RequestId: ${requestId} Version: $LATEST\n${printed}${printed === "" || printed.endsWith("\n") ? "" : "\n"}END RequestId: ${requestId}\n` +
    `REPORT RequestId: ${requestId}\tDuration: ${outcome.durationMs.toFixed(2)} ms\tBilled Duration: ${billedMs} ms\tMemory Size: ${memoryMb} MB\t${init}\n`;
  const bytes = Buffer.from(text);
  return bytes.subarray(Math.max(0, bytes.byteLength - 4_096)).toString("base64");
}

interface Answer extends Omit<InvokeResult, "payload"> {
  readonly payload: Uint8Array | string;
}

async function answerTo(request: InvokeRequest, context: LambdaContext): Promise<Answer> {
  const { platform, records, pool } = context;
  const { accountId, region, invocationType } = request;
  const name = parseFunctionName(request.functionName, { accountId, region, partition: partitionOf(region) }, request.qualifier);
  const payload = request.payload.length === 0 ? "{}" : request.payload;
  checkPayload(payload, invocationType);
  const clientContext = decodedClientContext(request.clientContext);
  // Invoke, other than the Get operations, names the version it did not find even when nobody named one.
  const { value: record } = await findFunction(records, name, qualifiedArn({ ...name, qualifier: name.qualifier ?? "$LATEST" }));
  const requestId = request.requestId ?? platform.random.uuid();
  const wantsLog = request.logType === "Tail" && invocationType === "RequestResponse";
  const invocation = { requestId, invokedFunctionArn: qualifiedArn(name), payload, clientContext, wantsLog };
  const base = { executedVersion: "$LATEST", requestId, payload: "" };

  switch (invocationType) {
    case "DryRun":
      return { ...base, statusCode: 204 };
    case "Event":
      context.events.add({
        functionArn: functionArn(name),
        requestId,
        payloadBytes: Buffer.byteLength(payload),
        async run() {
          // As it is now: code and settings may have changed since the event came in.
          const { value } = await findFunction(records, name);
          const outcome = await pool.invoke(revisionOf(value, context), invocation);
          return outcome.kind === "response";
        },
      });
      return { ...base, statusCode: 202 };
    case "RequestResponse": {
      const outcome = await pool.invoke(revisionOf(record, context), invocation, request.signal);
      return {
        ...base,
        statusCode: 200,
        payload: outcome.payload,
        ...(outcome.kind === "error" ? { functionError: "Unhandled" as const } : {}),
        ...(wantsLog ? { logResult: logTail(outcome, requestId, record.memoryMb) } : {}),
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
