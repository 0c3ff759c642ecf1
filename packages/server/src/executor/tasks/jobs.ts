/**
 * `.sync`: the end of a job is found out by asking the service about it again and again, as AWS does for most of them. One
 * row of the table says for an action how to ask, how to read the answer, and how to stop the job.
 */

import type { ServiceError } from "../../aws/index.ts";
import type { TaskOutcome, TaskRequest } from "../integration.ts";
import { jobPollMaxMs, jobPollMinMs } from "../limits.ts";
import { askApi, type ApiTaskDeps, shownOutput } from "./api-task.ts";

/** JSON of an answer, Pascal case. */
type Shown = Readonly<Record<string, unknown>>;

export interface Job {
  /** The model's name. */
  readonly service: string;
  /** The operation that tells of the job, and its input: from the answer of the start and the task's parameters. */
  readonly describe: string;
  readonly input: (started: Shown, parameters: Shown) => Readonly<Record<string, unknown>>;
  /** Path of the part of the answer that is the result of the state; empty for the whole. */
  readonly output: readonly (string | number)[];
  /** Members of the start's answer that the result has as well. */
  readonly also?: readonly string[];
  /** Path of the status within the answer. */
  readonly status: readonly (string | number)[];
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
  /** The job has ended when the service does not know it any more, and has succeeded by that. */
  readonly goneIsDone?: boolean;
  /** A job that has ended in one of `succeeded` may have failed all the same. */
  readonly hasFailed?: (output: Shown) => boolean;
  readonly stop?: { readonly operation: string; readonly input: (started: Shown, parameters: Shown) => Readonly<Record<string, unknown>> };
}

const at = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown> | undefined)?.[step], value);

const stopReason = "Stopped by Step Functions";

/** SageMaker's jobs are called by the name they were given, and differ in nothing else. */
function sageMakerJob(kind: string, status = `${kind}Status`, stops = true): Job {
  const input = (_started: Shown, parameters: Shown) => ({ [`${kind}Name`]: parameters[`${kind}Name`] });
  return {
    service: "sagemaker",
    describe: `Describe${kind}`,
    input,
    output: [],
    status: [status],
    succeeded: ["Completed"],
    failed: ["Failed", "Stopped"],
    ...(stops ? { stop: { operation: `Stop${kind}`, input } } : {}),
  };
}

function eksThing(describe: string, part: string, name: string, ends: Pick<Job, "succeeded" | "failed" | "goneIsDone">): Job {
  return {
    service: "eks",
    describe,
    input: (_started, parameters) =>
      part === "Cluster"
        ? { name: parameters["Name"] }
        : { clusterName: parameters["ClusterName"], [name]: parameters[name.charAt(0).toUpperCase() + name.slice(1)] },
    output: [],
    status: [part, "Status"],
    ...ends,
  };
}

const made = { succeeded: ["ACTIVE"], failed: ["FAILED", "CREATE_FAILED", "DEGRADED"] };
const deleted = { succeeded: [], failed: ["FAILED", "DELETE_FAILED"], goneIsDone: true };

function serverlessApplication(succeeded: string): Job {
  return {
    service: "emr-serverless",
    describe: "GetApplication",
    input: (started, parameters) => ({ applicationId: started["ApplicationId"] ?? parameters["ApplicationId"] }),
    output: [],
    status: ["Application", "State"],
    succeeded: [succeeded],
    failed: succeeded === "TERMINATED" ? [] : ["TERMINATED"],
  };
}

const serverlessRun = (started: Shown, parameters: Shown) => ({
  applicationId: started["ApplicationId"] ?? parameters["ApplicationId"],
  jobRunId: started["JobRunId"] ?? parameters["JobRunId"],
});
const build = (started: Shown) => at(started, ["Build", "Id"]);
const buildBatch = (started: Shown) => at(started, ["BuildBatch", "Id"]);
const buildEnds = { succeeded: ["SUCCEEDED"], failed: ["FAILED", "FAULT", "TIMED_OUT", "STOPPED"] };
const batchOfBuilds: Job = {
  service: "codebuild",
  describe: "BatchGetBuildBatches",
  input: (started) => ({ ids: [buildBatch(started)] }),
  output: ["BuildBatches", 0],
  status: ["BuildBatches", 0, "BuildBatchStatus"],
  ...buildEnds,
  stop: { operation: "StopBuildBatch", input: (started) => ({ id: buildBatch(started) }) },
};

const jobs: Readonly<Record<string, Job>> = {
  "athena:startQueryExecution": {
    service: "athena",
    describe: "GetQueryExecution",
    input: (started) => ({ QueryExecutionId: started["QueryExecutionId"] }),
    output: [],
    status: ["QueryExecution", "Status", "State"],
    succeeded: ["SUCCEEDED"],
    failed: ["FAILED", "CANCELLED"],
    stop: { operation: "StopQueryExecution", input: (started) => ({ QueryExecutionId: started["QueryExecutionId"] }) },
  },
  "batch:submitJob": {
    service: "batch",
    describe: "DescribeJobs",
    input: (started) => ({ jobs: [started["JobId"]] }),
    output: ["Jobs", 0],
    status: ["Jobs", 0, "Status"],
    succeeded: ["SUCCEEDED"],
    failed: ["FAILED"],
    stop: { operation: "TerminateJob", input: (started) => ({ jobId: started["JobId"], reason: stopReason }) },
  },
  "bedrock:createModelCustomizationJob": {
    service: "bedrock",
    describe: "GetModelCustomizationJob",
    input: (started) => ({ jobIdentifier: started["JobArn"] }),
    output: [],
    status: ["Status"],
    succeeded: ["Completed"],
    failed: ["Failed", "Stopped"],
    stop: { operation: "StopModelCustomizationJob", input: (started) => ({ jobIdentifier: started["JobArn"] }) },
  },
  "codebuild:startBuild": {
    service: "codebuild",
    describe: "BatchGetBuilds",
    input: (started) => ({ ids: [build(started)] }),
    output: ["Builds", 0],
    status: ["Builds", 0, "BuildStatus"],
    ...buildEnds,
    stop: { operation: "StopBuild", input: (started) => ({ id: build(started) }) },
  },
  "codebuild:startBuildBatch": batchOfBuilds,
  "codebuild:retryBuildBatch": batchOfBuilds,
  "databrew:startJobRun": {
    service: "databrew",
    describe: "DescribeJobRun",
    input: (started, parameters) => ({ Name: parameters["Name"], RunId: started["RunId"] }),
    output: [],
    status: ["State"],
    succeeded: ["SUCCEEDED"],
    failed: ["FAILED", "TIMEOUT", "STOPPED"],
    stop: { operation: "StopJobRun", input: (started, parameters) => ({ Name: parameters["Name"], RunId: started["RunId"] }) },
  },
  "ecs:runTask": {
    service: "ecs",
    describe: "DescribeTasks",
    input: (started) => ({ cluster: at(started, ["Tasks", 0, "ClusterArn"]), tasks: [at(started, ["Tasks", 0, "TaskArn"])] }),
    output: ["Tasks", 0],
    status: ["Tasks", 0, "LastStatus"],
    succeeded: ["STOPPED"],
    failed: [],
    // A task has stopped either way; what its containers ended with decides.
    hasFailed: ({ Containers, StopCode }) =>
      StopCode === "TaskFailedToStart" || !Array.isArray(Containers) || Containers.some(({ ExitCode }: Shown) => ExitCode !== 0),
    stop: {
      operation: "StopTask",
      input: (started) => ({
        cluster: at(started, ["Tasks", 0, "ClusterArn"]),
        task: at(started, ["Tasks", 0, "TaskArn"]),
        reason: stopReason,
      }),
    },
  },
  "eks:createCluster": eksThing("DescribeCluster", "Cluster", "name", made),
  "eks:deleteCluster": eksThing("DescribeCluster", "Cluster", "name", deleted),
  "eks:createFargateProfile": eksThing("DescribeFargateProfile", "FargateProfile", "fargateProfileName", made),
  "eks:deleteFargateProfile": eksThing("DescribeFargateProfile", "FargateProfile", "fargateProfileName", deleted),
  "eks:createNodegroup": eksThing("DescribeNodegroup", "Nodegroup", "nodegroupName", made),
  "eks:deleteNodegroup": eksThing("DescribeNodegroup", "Nodegroup", "nodegroupName", deleted),
  "elasticmapreduce:createCluster": {
    service: "emr",
    describe: "DescribeCluster",
    input: (started) => ({ ClusterId: started["ClusterId"] }),
    output: [],
    also: ["ClusterId"],
    status: ["Cluster", "Status", "State"],
    succeeded: ["RUNNING", "WAITING"],
    failed: ["TERMINATED", "TERMINATED_WITH_ERRORS"],
    stop: { operation: "TerminateJobFlows", input: (started) => ({ JobFlowIds: [started["ClusterId"]] }) },
  },
  "elasticmapreduce:terminateCluster": {
    service: "emr",
    describe: "DescribeCluster",
    input: (_started, parameters) => ({ ClusterId: parameters["ClusterId"] }),
    output: [],
    status: ["Cluster", "Status", "State"],
    succeeded: ["TERMINATED", "TERMINATED_WITH_ERRORS"],
    failed: [],
  },
  "elasticmapreduce:addStep": {
    service: "emr",
    describe: "DescribeStep",
    input: (started, parameters) => ({ ClusterId: parameters["ClusterId"], StepId: started["StepId"] }),
    output: [],
    status: ["Step", "Status", "State"],
    succeeded: ["COMPLETED"],
    failed: ["FAILED", "CANCELLED", "INTERRUPTED"],
    stop: {
      operation: "CancelSteps",
      input: (started, parameters) => ({ ClusterId: parameters["ClusterId"], StepIds: [started["StepId"]] }),
    },
  },
  "emr-containers:startJobRun": {
    service: "emr-containers",
    describe: "DescribeJobRun",
    input: (started) => ({ virtualClusterId: started["VirtualClusterId"], id: started["Id"] }),
    output: ["JobRun"],
    status: ["JobRun", "State"],
    succeeded: ["COMPLETED"],
    failed: ["FAILED", "CANCELLED"],
    stop: {
      operation: "CancelJobRun",
      input: (started) => ({ virtualClusterId: started["VirtualClusterId"], id: started["Id"] }),
    },
  },
  "emr-containers:deleteVirtualCluster": {
    service: "emr-containers",
    describe: "DescribeVirtualCluster",
    input: (started) => ({ id: started["Id"] }),
    output: ["VirtualCluster"],
    status: ["VirtualCluster", "State"],
    succeeded: ["TERMINATED"],
    failed: ["ARRESTED"],
  },
  "emr-serverless:createApplication": serverlessApplication("CREATED"),
  "emr-serverless:startApplication": serverlessApplication("STARTED"),
  "emr-serverless:stopApplication": serverlessApplication("STOPPED"),
  "emr-serverless:deleteApplication": serverlessApplication("TERMINATED"),
  "emr-serverless:startJobRun": {
    service: "emr-serverless",
    describe: "GetJobRun",
    input: serverlessRun,
    output: ["JobRun"],
    status: ["JobRun", "State"],
    succeeded: ["SUCCESS"],
    failed: ["FAILED", "CANCELLED"],
    stop: { operation: "CancelJobRun", input: serverlessRun },
  },
  "emr-serverless:cancelJobRun": {
    service: "emr-serverless",
    describe: "GetJobRun",
    input: serverlessRun,
    output: ["JobRun"],
    status: ["JobRun", "State"],
    succeeded: ["CANCELLED", "SUCCESS", "FAILED"],
    failed: [],
  },
  "glue:startJobRun": {
    service: "glue",
    describe: "GetJobRun",
    input: (started, parameters) => ({ JobName: parameters["JobName"], RunId: started["JobRunId"] }),
    output: ["JobRun"],
    status: ["JobRun", "JobRunState"],
    succeeded: ["SUCCEEDED"],
    failed: ["FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"],
    stop: {
      operation: "BatchStopJobRun",
      input: (started, parameters) => ({ JobName: parameters["JobName"], JobRunIds: [started["JobRunId"]] }),
    },
  },
  "mediaconvert:createJob": {
    service: "mediaconvert",
    describe: "GetJob",
    input: (started) => ({ Id: at(started, ["Job", "Id"]) }),
    output: [],
    status: ["Job", "Status"],
    succeeded: ["COMPLETE"],
    failed: ["ERROR", "CANCELED"],
    stop: { operation: "CancelJob", input: (started) => ({ Id: at(started, ["Job", "Id"]) }) },
  },
  "sagemaker:createTrainingJob": sageMakerJob("TrainingJob"),
  "sagemaker:createTransformJob": sageMakerJob("TransformJob"),
  "sagemaker:createProcessingJob": sageMakerJob("ProcessingJob"),
  "sagemaker:createHyperParameterTuningJob": sageMakerJob("HyperParameterTuningJob"),
  "sagemaker:createLabelingJob": sageMakerJob("LabelingJob"),
};

export function jobOf(service: string, action: string): Job | undefined {
  const name = `${service}:${action}`;
  return Object.hasOwn(jobs, name) ? jobs[name] : undefined;
}

/** Every action of the table, for its test. */
export const jobActions: readonly string[] = Object.keys(jobs);

/** Asks until the job has ended, ever less often. When the task is cancelled meanwhile, the job is stopped. */
export async function waitForJob(deps: ApiTaskDeps, job: Job, request: TaskRequest, submission: string): Promise<TaskOutcome> {
  const started = JSON.parse(submission) as Shown;
  const parameters = JSON.parse(request.parameters) as Shown;
  const { clock } = deps.platform;
  const input = job.input(started, parameters);
  for (let delayMs = jobPollMinMs; !request.signal.aborted; delayMs = Math.min(delayMs * 1.5, jobPollMaxMs)) {
    const outcome = await askForEnd(deps, job, { input, started }, request);
    if (outcome) return outcome;
    await new Promise<void>((resolve) => {
      const cancel = clock.at(clock.nowMs() + delayMs, resolve);
      request.signal.addEventListener("abort", () => (cancel(), resolve()), { once: true });
    });
  }
  if (request.signal.reason === "cancelled") await stopJob(deps, job, request, submission);
  return { kind: "failed", error: "States.TaskFailed", cause: "Nobody waits for this job any more." };
}

/** undefined while the job runs, and while nobody can say. */
async function askForEnd(
  deps: ApiTaskDeps,
  job: Job,
  { input, started }: { readonly input: Shown; readonly started: Shown },
  request: TaskRequest,
): Promise<TaskOutcome | undefined> {
  const model = await deps.models.model(job.service);
  if (model === undefined) return undefined;
  const answer = await askApi(deps.aws, { service: job.service, operation: job.describe, input }, request);
  if (answer.kind === "refused")
    return job.goneIsDone && isGone(answer.error) ? { kind: "succeeded", output: "{}" } : lasting(answer.error);
  const shown = shownOutput({ model, operation: job.describe, parameters: undefined }, answer.output, 1);
  const status = at(shown, job.status);
  if (typeof status !== "string") return undefined;
  const also = Object.fromEntries((job.also ?? []).map((name) => [name, started[name]]));
  const output = { ...also, ...((at(shown, job.output) ?? shown) as Shown) };
  const text = JSON.stringify(output);
  if (job.failed.includes(status) || (job.succeeded.includes(status) && job.hasFailed?.(output))) {
    return { kind: "failed", error: "States.TaskFailed", cause: text };
  }
  return job.succeeded.includes(status) ? { kind: "succeeded", output: text } : undefined;
}

function isGone({ code, httpStatus }: ServiceError): boolean {
  return httpStatus === 404 || /NotFound/.test(code);
}

/** A service that is away for a moment, or asks for patience, does not end the wait; that the job may not be asked about does. */
function lasting(error: ServiceError): TaskOutcome | undefined {
  const passes = error.code === "SdkClientException" || error.httpStatus >= 500 || /Throttl|TooManyRequests|RequestLimit/.test(error.code);
  return passes ? undefined : { kind: "failed", error: "States.TaskFailed", cause: error.message };
}

/** Asked once, as AWS does its best: a job that cannot be stopped is logged. */
export async function stopJob(deps: ApiTaskDeps, job: Job, request: TaskRequest, submission: string): Promise<void> {
  if (job.stop === undefined) return;
  const input = job.stop.input(JSON.parse(submission) as Shown, JSON.parse(request.parameters) as Shown);
  const unaborted = { ...request, signal: new AbortController().signal };
  const answer = await askApi(deps.aws, { service: job.service, operation: job.stop.operation, input }, unaborted);
  if (answer.kind === "refused") {
    deps.platform.logger.warn("a job could not be stopped", { service: job.service, operation: job.stop.operation, error: answer.error });
  }
}
