/** The executor's front door. */
export { type ActivityAssignment, Executor, type ExecutorDeps, type TokenEvent } from "./executor.ts";
export type { Integration, TaskOutcome, TaskRequest } from "./integration.ts";
export type { CommittedBatch } from "./batch.ts";
export type { TakenStep } from "./shard.ts";
export type { StartRequest, StoredHeader } from "./live-run.ts";
export { keepPruning } from "./retention.ts";
export { type FunctionInvoker, lambdaTasks } from "./tasks/lambda.ts";
export { apiParameters } from "./tasks/api-parameters.ts";
export { type ApiGatewayTarget, apiGatewayTasks } from "./tasks/api-gateway.ts";
export type { ApiModels } from "./tasks/api-task.ts";
export { awsSdkTasks } from "./tasks/aws-sdk.ts";
export { functionsElsewhere } from "./tasks/functions-elsewhere.ts";
export { httpTasks } from "./tasks/http.ts";
export { mapRunBuckets } from "./tasks/map-run-buckets.ts";
export { nestedExecutionTasks } from "./tasks/nested-execution.ts";
export { optimizedTasks } from "./tasks/optimized.ts";
export { openSdkCatalogue, type SdkCatalogue } from "./tasks/sdk-catalogue.ts";
