/**
 * StepFunctions: every structure and enum of the API, and its operations. Made by `npm run codegen` from botocore
 * 1.43.11 (API version 2016-11-23); do not edit. Timestamps are milliseconds since 1970, blobs Uint8Array.
 */
import type { ServiceModel } from "../aws/model.ts";
import table from "./stepfunctions.json" with { type: "json" };

/** The table behind the types: routes, constraints and errors. */
export const model = table as unknown as ServiceModel;

export type StepFunctionsOperations = {
  readonly CreateActivity: { readonly input: CreateActivityInput; readonly output: CreateActivityOutput };
  readonly CreateStateMachine: { readonly input: CreateStateMachineInput; readonly output: CreateStateMachineOutput };
  readonly CreateStateMachineAlias: { readonly input: CreateStateMachineAliasInput; readonly output: CreateStateMachineAliasOutput };
  readonly DeleteActivity: { readonly input: DeleteActivityInput; readonly output: DeleteActivityOutput };
  readonly DeleteStateMachine: { readonly input: DeleteStateMachineInput; readonly output: DeleteStateMachineOutput };
  readonly DeleteStateMachineAlias: { readonly input: DeleteStateMachineAliasInput; readonly output: DeleteStateMachineAliasOutput };
  readonly DeleteStateMachineVersion: { readonly input: DeleteStateMachineVersionInput; readonly output: DeleteStateMachineVersionOutput };
  readonly DescribeActivity: { readonly input: DescribeActivityInput; readonly output: DescribeActivityOutput };
  readonly DescribeExecution: { readonly input: DescribeExecutionInput; readonly output: DescribeExecutionOutput };
  readonly DescribeMapRun: { readonly input: DescribeMapRunInput; readonly output: DescribeMapRunOutput };
  readonly DescribeStateMachine: { readonly input: DescribeStateMachineInput; readonly output: DescribeStateMachineOutput };
  readonly DescribeStateMachineAlias: { readonly input: DescribeStateMachineAliasInput; readonly output: DescribeStateMachineAliasOutput };
  readonly DescribeStateMachineForExecution: {
    readonly input: DescribeStateMachineForExecutionInput;
    readonly output: DescribeStateMachineForExecutionOutput;
  };
  readonly GetActivityTask: { readonly input: GetActivityTaskInput; readonly output: GetActivityTaskOutput };
  readonly GetExecutionHistory: { readonly input: GetExecutionHistoryInput; readonly output: GetExecutionHistoryOutput };
  readonly ListActivities: { readonly input: ListActivitiesInput; readonly output: ListActivitiesOutput };
  readonly ListExecutions: { readonly input: ListExecutionsInput; readonly output: ListExecutionsOutput };
  readonly ListMapRuns: { readonly input: ListMapRunsInput; readonly output: ListMapRunsOutput };
  readonly ListStateMachineAliases: { readonly input: ListStateMachineAliasesInput; readonly output: ListStateMachineAliasesOutput };
  readonly ListStateMachineVersions: { readonly input: ListStateMachineVersionsInput; readonly output: ListStateMachineVersionsOutput };
  readonly ListStateMachines: { readonly input: ListStateMachinesInput; readonly output: ListStateMachinesOutput };
  readonly ListTagsForResource: { readonly input: ListTagsForResourceInput; readonly output: ListTagsForResourceOutput };
  readonly PublishStateMachineVersion: {
    readonly input: PublishStateMachineVersionInput;
    readonly output: PublishStateMachineVersionOutput;
  };
  readonly RedriveExecution: { readonly input: RedriveExecutionInput; readonly output: RedriveExecutionOutput };
  readonly SendTaskFailure: { readonly input: SendTaskFailureInput; readonly output: SendTaskFailureOutput };
  readonly SendTaskHeartbeat: { readonly input: SendTaskHeartbeatInput; readonly output: SendTaskHeartbeatOutput };
  readonly SendTaskSuccess: { readonly input: SendTaskSuccessInput; readonly output: SendTaskSuccessOutput };
  readonly StartExecution: { readonly input: StartExecutionInput; readonly output: StartExecutionOutput };
  readonly StartSyncExecution: { readonly input: StartSyncExecutionInput; readonly output: StartSyncExecutionOutput };
  readonly StopExecution: { readonly input: StopExecutionInput; readonly output: StopExecutionOutput };
  readonly TagResource: { readonly input: TagResourceInput; readonly output: TagResourceOutput };
  readonly TestState: { readonly input: TestStateInput; readonly output: TestStateOutput };
  readonly UntagResource: { readonly input: UntagResourceInput; readonly output: UntagResourceOutput };
  readonly UpdateMapRun: { readonly input: UpdateMapRunInput; readonly output: UpdateMapRunOutput };
  readonly UpdateStateMachine: { readonly input: UpdateStateMachineInput; readonly output: UpdateStateMachineOutput };
  readonly UpdateStateMachineAlias: { readonly input: UpdateStateMachineAliasInput; readonly output: UpdateStateMachineAliasOutput };
  readonly ValidateStateMachineDefinition: {
    readonly input: ValidateStateMachineDefinitionInput;
    readonly output: ValidateStateMachineDefinitionOutput;
  };
};

export interface ActivityFailedEventDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface ActivityListItem {
  readonly activityArn: string;
  readonly name: string;
  readonly creationDate: number;
}

export interface ActivityScheduleFailedEventDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface ActivityScheduledEventDetails {
  readonly resource: string;
  readonly input?: string;
  readonly inputDetails?: HistoryEventExecutionDataDetails;
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
}

export interface ActivityStartedEventDetails {
  readonly workerName?: string;
}

export interface ActivitySucceededEventDetails {
  readonly output?: string;
  readonly outputDetails?: HistoryEventExecutionDataDetails;
}

export interface ActivityTimedOutEventDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface AssignedVariablesDetails {
  readonly truncated?: boolean;
}

export interface BillingDetails {
  readonly billedMemoryUsedInMB?: number;
  readonly billedDurationInMilliseconds?: number;
}

export interface CloudWatchEventsExecutionDataDetails {
  readonly included?: boolean;
}

export interface CloudWatchLogsLogGroup {
  readonly logGroupArn?: string;
}

export interface CreateActivityInput {
  readonly name: string;
  readonly tags?: readonly Tag[];
  readonly encryptionConfiguration?: EncryptionConfiguration;
}

export interface CreateActivityOutput {
  readonly activityArn: string;
  readonly creationDate: number;
}

export interface CreateStateMachineAliasInput {
  readonly description?: string;
  readonly name: string;
  readonly routingConfiguration: readonly RoutingConfigurationListItem[];
}

export interface CreateStateMachineAliasOutput {
  readonly stateMachineAliasArn: string;
  readonly creationDate: number;
}

export interface CreateStateMachineInput {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: StateMachineType;
  readonly loggingConfiguration?: LoggingConfiguration;
  readonly tags?: readonly Tag[];
  readonly tracingConfiguration?: TracingConfiguration;
  readonly publish?: boolean;
  readonly versionDescription?: string;
  readonly encryptionConfiguration?: EncryptionConfiguration;
}

export interface CreateStateMachineOutput {
  readonly stateMachineArn: string;
  readonly creationDate: number;
  readonly stateMachineVersionArn?: string;
}

export interface DeleteActivityInput {
  readonly activityArn: string;
}

export type DeleteActivityOutput = { readonly [member: string]: never };

export interface DeleteStateMachineAliasInput {
  readonly stateMachineAliasArn: string;
}

export type DeleteStateMachineAliasOutput = { readonly [member: string]: never };

export interface DeleteStateMachineInput {
  readonly stateMachineArn: string;
}

export type DeleteStateMachineOutput = { readonly [member: string]: never };

export interface DeleteStateMachineVersionInput {
  readonly stateMachineVersionArn: string;
}

export type DeleteStateMachineVersionOutput = { readonly [member: string]: never };

export interface DescribeActivityInput {
  readonly activityArn: string;
}

export interface DescribeActivityOutput {
  readonly activityArn: string;
  readonly name: string;
  readonly creationDate: number;
  readonly encryptionConfiguration?: EncryptionConfiguration;
}

export interface DescribeExecutionInput {
  readonly executionArn: string;
  readonly includedData?: IncludedData;
}

export interface DescribeExecutionOutput {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly input?: string;
  readonly inputDetails?: CloudWatchEventsExecutionDataDetails;
  readonly output?: string;
  readonly outputDetails?: CloudWatchEventsExecutionDataDetails;
  readonly traceHeader?: string;
  readonly mapRunArn?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly redriveCount?: number;
  readonly redriveDate?: number;
  readonly redriveStatus?: ExecutionRedriveStatus;
  readonly redriveStatusReason?: string;
}

export interface DescribeMapRunInput {
  readonly mapRunArn: string;
}

export interface DescribeMapRunOutput {
  readonly mapRunArn: string;
  readonly executionArn: string;
  readonly status: MapRunStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly toleratedFailureCount: number;
  readonly itemCounts: MapRunItemCounts;
  readonly executionCounts: MapRunExecutionCounts;
  readonly redriveCount?: number;
  readonly redriveDate?: number;
}

export interface DescribeStateMachineAliasInput {
  readonly stateMachineAliasArn: string;
}

export interface DescribeStateMachineAliasOutput {
  readonly stateMachineAliasArn?: string;
  readonly name?: string;
  readonly description?: string;
  readonly routingConfiguration?: readonly RoutingConfigurationListItem[];
  readonly creationDate?: number;
  readonly updateDate?: number;
}

export interface DescribeStateMachineForExecutionInput {
  readonly executionArn: string;
  readonly includedData?: IncludedData;
}

export interface DescribeStateMachineForExecutionOutput {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly updateDate: number;
  readonly loggingConfiguration?: LoggingConfiguration;
  readonly tracingConfiguration?: TracingConfiguration;
  readonly mapRunArn?: string;
  readonly label?: string;
  readonly revisionId?: string;
  readonly encryptionConfiguration?: EncryptionConfiguration;
  readonly variableReferences?: { readonly [key: string]: readonly string[] };
}

export interface DescribeStateMachineInput {
  readonly stateMachineArn: string;
  readonly includedData?: IncludedData;
}

export interface DescribeStateMachineOutput {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status?: StateMachineStatus;
  readonly definition: string;
  readonly roleArn: string;
  readonly type: StateMachineType;
  readonly creationDate: number;
  readonly loggingConfiguration?: LoggingConfiguration;
  readonly tracingConfiguration?: TracingConfiguration;
  readonly label?: string;
  readonly revisionId?: string;
  readonly description?: string;
  readonly encryptionConfiguration?: EncryptionConfiguration;
  readonly variableReferences?: { readonly [key: string]: readonly string[] };
}

export interface EncryptionConfiguration {
  readonly kmsKeyId?: string;
  readonly kmsDataKeyReusePeriodSeconds?: number;
  readonly type: EncryptionType;
}

export type EncryptionType = "AWS_OWNED_KEY" | "CUSTOMER_MANAGED_KMS_KEY";

export interface EvaluationFailedEventDetails {
  readonly error?: string;
  readonly cause?: string;
  readonly location?: string;
  readonly state: string;
}

export interface ExecutionAbortedEventDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface ExecutionFailedEventDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface ExecutionListItem {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly mapRunArn?: string;
  readonly itemCount?: number;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly redriveCount?: number;
  readonly redriveDate?: number;
}

export type ExecutionRedriveFilter = "REDRIVEN" | "NOT_REDRIVEN";

export type ExecutionRedriveStatus = "REDRIVABLE" | "NOT_REDRIVABLE" | "REDRIVABLE_BY_MAP_RUN";

export interface ExecutionRedrivenEventDetails {
  readonly redriveCount?: number;
}

export interface ExecutionStartedEventDetails {
  readonly input?: string;
  readonly inputDetails?: HistoryEventExecutionDataDetails;
  readonly roleArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly stateMachineVersionArn?: string;
}

export type ExecutionStatus = "SUCCEEDED" | "TIMED_OUT" | "PENDING_REDRIVE" | "ABORTED" | "FAILED" | "RUNNING";

export interface ExecutionSucceededEventDetails {
  readonly output?: string;
  readonly outputDetails?: HistoryEventExecutionDataDetails;
}

export interface ExecutionTimedOutEventDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface GetActivityTaskInput {
  readonly activityArn: string;
  readonly workerName?: string;
}

export interface GetActivityTaskOutput {
  readonly taskToken?: string;
  readonly input?: string;
}

export interface GetExecutionHistoryInput {
  readonly executionArn: string;
  readonly maxResults?: number;
  readonly reverseOrder?: boolean;
  readonly nextToken?: string;
  readonly includeExecutionData?: boolean;
}

export interface GetExecutionHistoryOutput {
  readonly events: readonly HistoryEvent[];
  readonly nextToken?: string;
}

export interface HistoryEvent {
  readonly timestamp: number;
  readonly type: HistoryEventType;
  readonly id: number;
  readonly previousEventId?: number;
  readonly activityFailedEventDetails?: ActivityFailedEventDetails;
  readonly activityScheduleFailedEventDetails?: ActivityScheduleFailedEventDetails;
  readonly activityScheduledEventDetails?: ActivityScheduledEventDetails;
  readonly activityStartedEventDetails?: ActivityStartedEventDetails;
  readonly activitySucceededEventDetails?: ActivitySucceededEventDetails;
  readonly activityTimedOutEventDetails?: ActivityTimedOutEventDetails;
  readonly taskFailedEventDetails?: TaskFailedEventDetails;
  readonly taskScheduledEventDetails?: TaskScheduledEventDetails;
  readonly taskStartFailedEventDetails?: TaskStartFailedEventDetails;
  readonly taskStartedEventDetails?: TaskStartedEventDetails;
  readonly taskSubmitFailedEventDetails?: TaskSubmitFailedEventDetails;
  readonly taskSubmittedEventDetails?: TaskSubmittedEventDetails;
  readonly taskSucceededEventDetails?: TaskSucceededEventDetails;
  readonly taskTimedOutEventDetails?: TaskTimedOutEventDetails;
  readonly executionFailedEventDetails?: ExecutionFailedEventDetails;
  readonly executionStartedEventDetails?: ExecutionStartedEventDetails;
  readonly executionSucceededEventDetails?: ExecutionSucceededEventDetails;
  readonly executionAbortedEventDetails?: ExecutionAbortedEventDetails;
  readonly executionTimedOutEventDetails?: ExecutionTimedOutEventDetails;
  readonly executionRedrivenEventDetails?: ExecutionRedrivenEventDetails;
  readonly mapStateStartedEventDetails?: MapStateStartedEventDetails;
  readonly mapIterationStartedEventDetails?: MapIterationEventDetails;
  readonly mapIterationSucceededEventDetails?: MapIterationEventDetails;
  readonly mapIterationFailedEventDetails?: MapIterationEventDetails;
  readonly mapIterationAbortedEventDetails?: MapIterationEventDetails;
  readonly lambdaFunctionFailedEventDetails?: LambdaFunctionFailedEventDetails;
  readonly lambdaFunctionScheduleFailedEventDetails?: LambdaFunctionScheduleFailedEventDetails;
  readonly lambdaFunctionScheduledEventDetails?: LambdaFunctionScheduledEventDetails;
  readonly lambdaFunctionStartFailedEventDetails?: LambdaFunctionStartFailedEventDetails;
  readonly lambdaFunctionSucceededEventDetails?: LambdaFunctionSucceededEventDetails;
  readonly lambdaFunctionTimedOutEventDetails?: LambdaFunctionTimedOutEventDetails;
  readonly stateEnteredEventDetails?: StateEnteredEventDetails;
  readonly stateExitedEventDetails?: StateExitedEventDetails;
  readonly mapRunStartedEventDetails?: MapRunStartedEventDetails;
  readonly mapRunFailedEventDetails?: MapRunFailedEventDetails;
  readonly mapRunRedrivenEventDetails?: MapRunRedrivenEventDetails;
  readonly evaluationFailedEventDetails?: EvaluationFailedEventDetails;
}

export interface HistoryEventExecutionDataDetails {
  readonly truncated?: boolean;
}

export type HistoryEventType =
  | "ActivityFailed"
  | "ActivityScheduled"
  | "ActivityScheduleFailed"
  | "ActivityStarted"
  | "ActivitySucceeded"
  | "ActivityTimedOut"
  | "ChoiceStateEntered"
  | "ChoiceStateExited"
  | "ExecutionAborted"
  | "ExecutionFailed"
  | "ExecutionStarted"
  | "ExecutionSucceeded"
  | "ExecutionTimedOut"
  | "FailStateEntered"
  | "LambdaFunctionFailed"
  | "LambdaFunctionScheduled"
  | "LambdaFunctionScheduleFailed"
  | "LambdaFunctionStarted"
  | "LambdaFunctionStartFailed"
  | "LambdaFunctionSucceeded"
  | "LambdaFunctionTimedOut"
  | "MapIterationAborted"
  | "MapIterationFailed"
  | "MapIterationStarted"
  | "MapIterationSucceeded"
  | "MapStateAborted"
  | "MapStateEntered"
  | "MapStateExited"
  | "MapStateFailed"
  | "MapStateStarted"
  | "MapStateSucceeded"
  | "ParallelStateAborted"
  | "ParallelStateEntered"
  | "ParallelStateExited"
  | "ParallelStateFailed"
  | "ParallelStateStarted"
  | "ParallelStateSucceeded"
  | "PassStateEntered"
  | "PassStateExited"
  | "SucceedStateEntered"
  | "SucceedStateExited"
  | "TaskFailed"
  | "TaskScheduled"
  | "TaskStarted"
  | "TaskStartFailed"
  | "TaskStateAborted"
  | "TaskStateEntered"
  | "TaskStateExited"
  | "TaskSubmitFailed"
  | "TaskSubmitted"
  | "TaskSucceeded"
  | "TaskTimedOut"
  | "WaitStateAborted"
  | "WaitStateEntered"
  | "WaitStateExited"
  | "MapRunAborted"
  | "MapRunFailed"
  | "MapRunStarted"
  | "MapRunSucceeded"
  | "ExecutionRedriven"
  | "MapRunRedriven"
  | "EvaluationFailed";

export type IncludedData = "ALL_DATA" | "METADATA_ONLY";

export interface InspectionData {
  readonly input?: string;
  readonly afterArguments?: string;
  readonly afterInputPath?: string;
  readonly afterParameters?: string;
  readonly result?: string;
  readonly afterResultSelector?: string;
  readonly afterResultPath?: string;
  readonly request?: InspectionDataRequest;
  readonly response?: InspectionDataResponse;
  readonly variables?: string;
  readonly errorDetails?: InspectionErrorDetails;
  readonly afterItemsPath?: string;
  readonly afterItemSelector?: string;
  readonly afterItemBatcher?: string;
  readonly afterItemsPointer?: string;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
  readonly maxConcurrency?: number;
}

export interface InspectionDataRequest {
  readonly protocol?: string;
  readonly method?: string;
  readonly url?: string;
  readonly headers?: string;
  readonly body?: string;
}

export interface InspectionDataResponse {
  readonly protocol?: string;
  readonly statusCode?: string;
  readonly statusMessage?: string;
  readonly headers?: string;
  readonly body?: string;
}

export interface InspectionErrorDetails {
  readonly catchIndex?: number;
  readonly retryIndex?: number;
  readonly retryBackoffIntervalSeconds?: number;
}

export type InspectionLevel = "INFO" | "DEBUG" | "TRACE";

export type KmsKeyState = "DISABLED" | "PENDING_DELETION" | "PENDING_IMPORT" | "UNAVAILABLE" | "CREATING";

export interface LambdaFunctionFailedEventDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface LambdaFunctionScheduleFailedEventDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface LambdaFunctionScheduledEventDetails {
  readonly resource: string;
  readonly input?: string;
  readonly inputDetails?: HistoryEventExecutionDataDetails;
  readonly timeoutInSeconds?: number;
  readonly taskCredentials?: TaskCredentials;
}

export interface LambdaFunctionStartFailedEventDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface LambdaFunctionSucceededEventDetails {
  readonly output?: string;
  readonly outputDetails?: HistoryEventExecutionDataDetails;
}

export interface LambdaFunctionTimedOutEventDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface ListActivitiesInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface ListActivitiesOutput {
  readonly activities: readonly ActivityListItem[];
  readonly nextToken?: string;
}

export interface ListExecutionsInput {
  readonly stateMachineArn?: string;
  readonly statusFilter?: ExecutionStatus;
  readonly maxResults?: number;
  readonly nextToken?: string;
  readonly mapRunArn?: string;
  readonly redriveFilter?: ExecutionRedriveFilter;
}

export interface ListExecutionsOutput {
  readonly executions: readonly ExecutionListItem[];
  readonly nextToken?: string;
}

export interface ListMapRunsInput {
  readonly executionArn: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface ListMapRunsOutput {
  readonly mapRuns: readonly MapRunListItem[];
  readonly nextToken?: string;
}

export interface ListStateMachineAliasesInput {
  readonly stateMachineArn: string;
  readonly nextToken?: string;
  readonly maxResults?: number;
}

export interface ListStateMachineAliasesOutput {
  readonly stateMachineAliases: readonly StateMachineAliasListItem[];
  readonly nextToken?: string;
}

export interface ListStateMachineVersionsInput {
  readonly stateMachineArn: string;
  readonly nextToken?: string;
  readonly maxResults?: number;
}

export interface ListStateMachineVersionsOutput {
  readonly stateMachineVersions: readonly StateMachineVersionListItem[];
  readonly nextToken?: string;
}

export interface ListStateMachinesInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface ListStateMachinesOutput {
  readonly stateMachines: readonly StateMachineListItem[];
  readonly nextToken?: string;
}

export interface ListTagsForResourceInput {
  readonly resourceArn: string;
}

export interface ListTagsForResourceOutput {
  readonly tags?: readonly Tag[];
}

export interface LogDestination {
  readonly cloudWatchLogsLogGroup?: CloudWatchLogsLogGroup;
}

export type LogLevel = "ALL" | "ERROR" | "FATAL" | "OFF";

export interface LoggingConfiguration {
  readonly level?: LogLevel;
  readonly includeExecutionData?: boolean;
  readonly destinations?: readonly LogDestination[];
}

export interface MapIterationEventDetails {
  readonly name?: string;
  readonly index?: number;
}

export interface MapRunExecutionCounts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly total: number;
  readonly resultsWritten: number;
  readonly failuresNotRedrivable?: number;
  readonly pendingRedrive?: number;
}

export interface MapRunFailedEventDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface MapRunItemCounts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly total: number;
  readonly resultsWritten: number;
  readonly failuresNotRedrivable?: number;
  readonly pendingRedrive?: number;
}

export interface MapRunListItem {
  readonly executionArn: string;
  readonly mapRunArn: string;
  readonly stateMachineArn: string;
  readonly startDate: number;
  readonly stopDate?: number;
}

export interface MapRunRedrivenEventDetails {
  readonly mapRunArn?: string;
  readonly redriveCount?: number;
}

export interface MapRunStartedEventDetails {
  readonly mapRunArn?: string;
}

export type MapRunStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";

export interface MapStateStartedEventDetails {
  readonly length?: number;
}

export interface MockErrorOutput {
  readonly error?: string;
  readonly cause?: string;
}

export interface MockInput {
  readonly result?: string;
  readonly errorOutput?: MockErrorOutput;
  readonly fieldValidationMode?: MockResponseValidationMode;
}

export type MockResponseValidationMode = "STRICT" | "PRESENT" | "NONE";

export interface PublishStateMachineVersionInput {
  readonly stateMachineArn: string;
  readonly revisionId?: string;
  readonly description?: string;
}

export interface PublishStateMachineVersionOutput {
  readonly creationDate: number;
  readonly stateMachineVersionArn: string;
}

export interface RedriveExecutionInput {
  readonly executionArn: string;
  readonly clientToken?: string;
}

export interface RedriveExecutionOutput {
  readonly redriveDate: number;
}

export interface RoutingConfigurationListItem {
  readonly stateMachineVersionArn: string;
  readonly weight: number;
}

export interface SendTaskFailureInput {
  readonly taskToken: string;
  readonly error?: string;
  readonly cause?: string;
}

export type SendTaskFailureOutput = { readonly [member: string]: never };

export interface SendTaskHeartbeatInput {
  readonly taskToken: string;
}

export type SendTaskHeartbeatOutput = { readonly [member: string]: never };

export interface SendTaskSuccessInput {
  readonly taskToken: string;
  readonly output: string;
}

export type SendTaskSuccessOutput = { readonly [member: string]: never };

export interface StartExecutionInput {
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input?: string;
  readonly traceHeader?: string;
}

export interface StartExecutionOutput {
  readonly executionArn: string;
  readonly startDate: number;
}

export interface StartSyncExecutionInput {
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input?: string;
  readonly traceHeader?: string;
  readonly includedData?: IncludedData;
}

export interface StartSyncExecutionOutput {
  readonly executionArn: string;
  readonly stateMachineArn?: string;
  readonly name?: string;
  readonly startDate: number;
  readonly stopDate: number;
  readonly status: SyncExecutionStatus;
  readonly error?: string;
  readonly cause?: string;
  readonly input?: string;
  readonly inputDetails?: CloudWatchEventsExecutionDataDetails;
  readonly output?: string;
  readonly outputDetails?: CloudWatchEventsExecutionDataDetails;
  readonly traceHeader?: string;
  readonly billingDetails?: BillingDetails;
}

export interface StateEnteredEventDetails {
  readonly name: string;
  readonly input?: string;
  readonly inputDetails?: HistoryEventExecutionDataDetails;
}

export interface StateExitedEventDetails {
  readonly name: string;
  readonly output?: string;
  readonly outputDetails?: HistoryEventExecutionDataDetails;
  readonly assignedVariables?: { readonly [key: string]: string };
  readonly assignedVariablesDetails?: AssignedVariablesDetails;
}

export interface StateMachineAliasListItem {
  readonly stateMachineAliasArn: string;
  readonly creationDate: number;
}

export interface StateMachineListItem {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly type: StateMachineType;
  readonly creationDate: number;
}

export type StateMachineStatus = "ACTIVE" | "DELETING";

export type StateMachineType = "STANDARD" | "EXPRESS";

export interface StateMachineVersionListItem {
  readonly stateMachineVersionArn: string;
  readonly creationDate: number;
}

export interface StopExecutionInput {
  readonly executionArn: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface StopExecutionOutput {
  readonly stopDate: number;
}

export type SyncExecutionStatus = "SUCCEEDED" | "FAILED" | "TIMED_OUT";

export interface Tag {
  readonly key?: string;
  readonly value?: string;
}

export interface TagResourceInput {
  readonly resourceArn: string;
  readonly tags: readonly Tag[];
}

export type TagResourceOutput = { readonly [member: string]: never };

export interface TaskCredentials {
  readonly roleArn?: string;
}

export interface TaskFailedEventDetails {
  readonly resourceType: string;
  readonly resource: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface TaskScheduledEventDetails {
  readonly resourceType: string;
  readonly resource: string;
  readonly region: string;
  readonly parameters: string;
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
  readonly taskCredentials?: TaskCredentials;
}

export interface TaskStartFailedEventDetails {
  readonly resourceType: string;
  readonly resource: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface TaskStartedEventDetails {
  readonly resourceType: string;
  readonly resource: string;
}

export interface TaskSubmitFailedEventDetails {
  readonly resourceType: string;
  readonly resource: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface TaskSubmittedEventDetails {
  readonly resourceType: string;
  readonly resource: string;
  readonly output?: string;
  readonly outputDetails?: HistoryEventExecutionDataDetails;
}

export interface TaskSucceededEventDetails {
  readonly resourceType: string;
  readonly resource: string;
  readonly output?: string;
  readonly outputDetails?: HistoryEventExecutionDataDetails;
}

export interface TaskTimedOutEventDetails {
  readonly resourceType: string;
  readonly resource: string;
  readonly error?: string;
  readonly cause?: string;
}

export type TestExecutionStatus = "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";

export interface TestStateConfiguration {
  readonly retrierRetryCount?: number;
  readonly errorCausedByState?: string;
  readonly mapIterationFailureCount?: number;
  readonly mapItemReaderData?: string;
}

export interface TestStateInput {
  readonly definition: string;
  readonly roleArn?: string;
  readonly input?: string;
  readonly inspectionLevel?: InspectionLevel;
  readonly revealSecrets?: boolean;
  readonly variables?: string;
  readonly stateName?: string;
  readonly mock?: MockInput;
  readonly context?: string;
  readonly stateConfiguration?: TestStateConfiguration;
}

export interface TestStateOutput {
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly inspectionData?: InspectionData;
  readonly nextState?: string;
  readonly status?: TestExecutionStatus;
}

export interface TracingConfiguration {
  readonly enabled?: boolean;
}

export interface UntagResourceInput {
  readonly resourceArn: string;
  readonly tagKeys: readonly string[];
}

export type UntagResourceOutput = { readonly [member: string]: never };

export interface UpdateMapRunInput {
  readonly mapRunArn: string;
  readonly maxConcurrency?: number;
  readonly toleratedFailurePercentage?: number;
  readonly toleratedFailureCount?: number;
}

export type UpdateMapRunOutput = { readonly [member: string]: never };

export interface UpdateStateMachineAliasInput {
  readonly stateMachineAliasArn: string;
  readonly description?: string;
  readonly routingConfiguration?: readonly RoutingConfigurationListItem[];
}

export interface UpdateStateMachineAliasOutput {
  readonly updateDate: number;
}

export interface UpdateStateMachineInput {
  readonly stateMachineArn: string;
  readonly definition?: string;
  readonly roleArn?: string;
  readonly loggingConfiguration?: LoggingConfiguration;
  readonly tracingConfiguration?: TracingConfiguration;
  readonly publish?: boolean;
  readonly versionDescription?: string;
  readonly encryptionConfiguration?: EncryptionConfiguration;
}

export interface UpdateStateMachineOutput {
  readonly updateDate: number;
  readonly revisionId?: string;
  readonly stateMachineVersionArn?: string;
}

export interface ValidateStateMachineDefinitionDiagnostic {
  readonly severity: ValidateStateMachineDefinitionSeverity;
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

export interface ValidateStateMachineDefinitionInput {
  readonly definition: string;
  readonly type?: StateMachineType;
  readonly severity?: ValidateStateMachineDefinitionSeverity;
  readonly maxResults?: number;
}

export interface ValidateStateMachineDefinitionOutput {
  readonly result: ValidateStateMachineDefinitionResultCode;
  readonly diagnostics: readonly ValidateStateMachineDefinitionDiagnostic[];
  readonly truncated?: boolean;
}

export type ValidateStateMachineDefinitionResultCode = "OK" | "FAIL";

export type ValidateStateMachineDefinitionSeverity = "ERROR" | "WARNING";

export type ValidationExceptionReason =
  | "API_DOES_NOT_SUPPORT_LABELED_ARNS"
  | "MISSING_REQUIRED_PARAMETER"
  | "CANNOT_UPDATE_COMPLETED_MAP_RUN"
  | "INVALID_ROUTING_CONFIGURATION";
