/**
 * `states:startExecution`: a workflow starts another one and, with `.sync`, waits for its end. The child is started under
 * a name that follows from the task, so that a start which is repeated after a crash finds the child that is there. Its
 * end is heard of from the commit that makes it durable, where the child runs in this server, and asked for elsewhere.
 */

import type { ServiceResource } from "@stile/states";
import type { ServiceError, ServiceModel } from "../../aws/index.ts";
import type { Integration, TaskOutcome, TaskRequest } from "../integration.ts";
import { jobPollMaxMs, jobPollMinMs, startPauseMs, startTriesMax } from "../limits.ts";
import { apiOutput } from "./api-output.ts";
import { type ApiAnswer, type ApiTaskCall, type ApiTaskDeps, askApi, callApi, idempotencyUuid, shownOutput } from "./api-task.ts";
import { firstSdkRefusal } from "./api-refusal.ts";
import { withSdkMetadata } from "./sdk-metadata.ts";

export interface NestedExecutionDeps extends ApiTaskDeps {
  /**
   * Resolves when the execution may have ended, or when the signal fires; at once when nothing is known of it. undefined
   * when Step Functions is elsewhere.
   */
  readonly whenClosed: ((executionArn: string, signal: AbortSignal) => Promise<void>) | undefined;
}

const names = { prefix: "StepFunctions", exception: "AWSStepFunctionsException", service: "AWSStepFunctions" };
const service = "stepfunctions";

export function nestedExecutionTasks(deps: NestedExecutionDeps): Integration {
  return {
    name: "states:startExecution",
    serves: (resource) =>
      resource.kind === "service" && !resource.sdk && resource.service === "states" && resource.action === "startExecution",
    run: (request) => (request.submission === undefined ? start(deps, request) : waitForEnd(deps, request, request.submission)),
    stop: (request, submission) => stop(deps, request, submission),
  };
}

async function start(deps: NestedExecutionDeps, request: TaskRequest): Promise<TaskOutcome> {
  const model = await stepFunctionsModel(deps);
  const given = JSON.parse(request.parameters) as Readonly<Record<string, unknown>>;
  const name = given["Name"] ?? idempotencyUuid(request);
  const call = { model, operation: "StartExecution", parameters: { ...given, Name: name } };
  const requestId = deps.platform.random.uuid();
  const started = await callPatiently(deps, call, request);
  const answer = started.kind === "refused" ? await startedBefore(deps, request, given, String(name), started) : started;
  if (answer.kind === "failed") return answer.outcome;
  if (answer.kind === "refused") return firstSdkRefusal(answer.error, model, names, requestId);
  const shown = shownOutput(call, answer.output, 1);
  const bytes = Buffer.byteLength(JSON.stringify(shown));
  const output = withSdkMetadata(shown, { service, requestId, bytes, nowMs: deps.platform.clock.nowMs() });
  const { pattern } = request.resource as ServiceResource;
  return { kind: pattern === "requestResponse" ? "succeeded" : "submitted", output: JSON.stringify(output) };
}

/** Many parents at once may ask for more than is taken in at a time: the SDKs ask again then, and so does this. */
async function callPatiently(deps: NestedExecutionDeps, call: ApiTaskCall, request: TaskRequest): Promise<ApiAnswer> {
  for (let tries = 1, delayMs = startPauseMs; ; tries++, delayMs = Math.min(delayMs * 2, jobPollMaxMs)) {
    const answer = await callApi(deps, call, request);
    if (answer.kind !== "refused" || !passes(answer.error) || tries === startTriesMax || request.signal.aborted) return answer;
    await pause(deps, delayMs, request.signal);
  }
}

async function stepFunctionsModel({ models }: ApiTaskDeps): Promise<ServiceModel> {
  const model = await models.model(service);
  if (model === undefined) throw new Error("the model of Step Functions is missing");
  return model;
}

/**
 * The name is taken: by the child that an earlier dispatch of this task has started and that has ended since, when the name
 * is the task's own or the task may have been dispatched before.
 */
async function startedBefore(
  { aws }: ApiTaskDeps,
  request: TaskRequest,
  given: Readonly<Record<string, unknown>>,
  name: string,
  refused: Extract<ApiAnswer, { readonly kind: "refused" }>,
): Promise<Exclude<ApiAnswer, { readonly kind: "failed" }>> {
  if (refused.error.code !== "ExecutionAlreadyExists" || (given["Name"] !== undefined && !request.again)) return refused;
  const stateMachineArn = String(given["StateMachineArn"]);
  const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:").split(":").slice(0, 7).join(":")}:${name}`;
  const found = await askApi(aws, { service, operation: "DescribeExecution", input: { executionArn } }, request);
  if (found.kind === "refused") return refused;
  return { kind: "answered", output: { executionArn, startDate: found.output["startDate"] } };
}

const stillRunning = new Set(["RUNNING", "PENDING_REDRIVE"]);

async function waitForEnd(deps: NestedExecutionDeps, request: TaskRequest, submission: string): Promise<TaskOutcome> {
  const executionArn = arnOf(submission);
  const { signal } = request;
  for (let delayMs = jobPollMinMs; ; delayMs = Math.min(delayMs * 1.5, jobPollMaxMs)) {
    await deps.whenClosed?.(executionArn, signal);
    if (signal.aborted) break;
    const described = await askApi(deps.aws, { service, operation: "DescribeExecution", input: { executionArn } }, request);
    if (described.kind === "answered" && !stillRunning.has(String(described.output["status"]))) {
      return outcomeOf(await stepFunctionsModel(deps), described.output, request.resource as ServiceResource);
    }
    if (described.kind === "refused" && !passes(described.error)) {
      return firstSdkRefusal(described.error, await stepFunctionsModel(deps), names, deps.platform.random.uuid());
    }
    await pause(deps, delayMs, signal);
    if (signal.aborted) break;
  }
  // The parent has been stopped, or its task has timed out: the child goes with it.
  if (signal.reason === "cancelled") await stop(deps, request, submission);
  return { kind: "failed", error: "States.TaskFailed", cause: "Nobody waits for this execution any more." };
}

/** A service that is away for a moment, or asks for patience. */
function passes({ code, httpStatus }: ServiceError): boolean {
  return code === "SdkClientException" || code === "ThrottlingException" || httpStatus >= 500;
}

function pause({ platform: { clock } }: ApiTaskDeps, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.at(clock.nowMs() + delayMs, done);
    signal.addEventListener("abort", done);
  });
}

/** Members of DescribeExecution that the integration shows (recorded); it has none of those that came with redrives. */
const shownMembers: ReadonlySet<string> = new Set([
  ...["executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate", "input", "inputDetails", "output"],
  ...["outputDetails", "traceHeader", "error", "cause"],
]);

/** Recorded: `.sync` shows input and output as texts, `.sync:2` as JSON; a failure has the whole description as its cause. */
function outcomeOf(model: ServiceModel, described: Readonly<Record<string, unknown>>, { pattern }: ServiceResource): TaskOutcome {
  const members = Object.fromEntries(Object.entries(described).filter(([name]) => shownMembers.has(name)));
  const shown = apiOutput(model, "DescribeExecutionOutput", members, 1);
  if (pattern === "sync2") {
    for (const name of ["Input", "Output"]) if (typeof shown[name] === "string") shown[name] = JSON.parse(shown[name]) as unknown;
  }
  const text = JSON.stringify(shown);
  return described["status"] === "SUCCEEDED"
    ? { kind: "succeeded", output: text }
    : { kind: "failed", error: "States.TaskFailed", cause: text };
}

async function stop({ aws, platform }: NestedExecutionDeps, request: TaskRequest, submission: string): Promise<void> {
  const input = { executionArn: arnOf(submission) };
  const unaborted = { ...request, signal: new AbortController().signal };
  const answer = await askApi(aws, { service, operation: "StopExecution", input }, unaborted);
  if (answer.kind === "refused") platform.logger.warn("a nested execution could not be stopped", { ...input, error: answer.error });
}

function arnOf(submission: string): string {
  return String((JSON.parse(submission) as { readonly ExecutionArn?: unknown }).ExecutionArn);
}
