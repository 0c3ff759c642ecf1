/**
 * Lambda: every structure and enum of the API, and its operations. Made by `npm run codegen` from botocore
 * 1.43.11 (API version 2015-03-31); do not edit. Timestamps are milliseconds since 1970, blobs Uint8Array.
 */
import type { ServiceModel } from "../aws/model.ts";
import table from "./lambda.json" with { type: "json" };

/** The table behind the types: routes, constraints and errors. */
export const model = table as unknown as ServiceModel;

export type LambdaOperations = {
  readonly AddLayerVersionPermission: {
    readonly input: AddLayerVersionPermissionRequest;
    readonly output: AddLayerVersionPermissionResponse;
  };
  readonly AddPermission: { readonly input: AddPermissionRequest; readonly output: AddPermissionResponse };
  readonly CheckpointDurableExecution: {
    readonly input: CheckpointDurableExecutionRequest;
    readonly output: CheckpointDurableExecutionResponse;
  };
  readonly CreateAlias: { readonly input: CreateAliasRequest; readonly output: AliasConfiguration };
  readonly CreateCapacityProvider: { readonly input: CreateCapacityProviderRequest; readonly output: CreateCapacityProviderResponse };
  readonly CreateCodeSigningConfig: { readonly input: CreateCodeSigningConfigRequest; readonly output: CreateCodeSigningConfigResponse };
  readonly CreateEventSourceMapping: { readonly input: CreateEventSourceMappingRequest; readonly output: EventSourceMappingConfiguration };
  readonly CreateFunction: { readonly input: CreateFunctionRequest; readonly output: FunctionConfiguration };
  readonly CreateFunctionUrlConfig: { readonly input: CreateFunctionUrlConfigRequest; readonly output: CreateFunctionUrlConfigResponse };
  readonly DeleteAlias: { readonly input: DeleteAliasRequest; readonly output: void };
  readonly DeleteCapacityProvider: { readonly input: DeleteCapacityProviderRequest; readonly output: DeleteCapacityProviderResponse };
  readonly DeleteCodeSigningConfig: { readonly input: DeleteCodeSigningConfigRequest; readonly output: DeleteCodeSigningConfigResponse };
  readonly DeleteEventSourceMapping: { readonly input: DeleteEventSourceMappingRequest; readonly output: EventSourceMappingConfiguration };
  readonly DeleteFunction: { readonly input: DeleteFunctionRequest; readonly output: DeleteFunctionResponse };
  readonly DeleteFunctionCodeSigningConfig: { readonly input: DeleteFunctionCodeSigningConfigRequest; readonly output: void };
  readonly DeleteFunctionConcurrency: { readonly input: DeleteFunctionConcurrencyRequest; readonly output: void };
  readonly DeleteFunctionEventInvokeConfig: { readonly input: DeleteFunctionEventInvokeConfigRequest; readonly output: void };
  readonly DeleteFunctionUrlConfig: { readonly input: DeleteFunctionUrlConfigRequest; readonly output: void };
  readonly DeleteLayerVersion: { readonly input: DeleteLayerVersionRequest; readonly output: void };
  readonly DeleteProvisionedConcurrencyConfig: { readonly input: DeleteProvisionedConcurrencyConfigRequest; readonly output: void };
  readonly GetAccountSettings: { readonly input: GetAccountSettingsRequest; readonly output: GetAccountSettingsResponse };
  readonly GetAlias: { readonly input: GetAliasRequest; readonly output: AliasConfiguration };
  readonly GetCapacityProvider: { readonly input: GetCapacityProviderRequest; readonly output: GetCapacityProviderResponse };
  readonly GetCodeSigningConfig: { readonly input: GetCodeSigningConfigRequest; readonly output: GetCodeSigningConfigResponse };
  readonly GetDurableExecution: { readonly input: GetDurableExecutionRequest; readonly output: GetDurableExecutionResponse };
  readonly GetDurableExecutionHistory: {
    readonly input: GetDurableExecutionHistoryRequest;
    readonly output: GetDurableExecutionHistoryResponse;
  };
  readonly GetDurableExecutionState: { readonly input: GetDurableExecutionStateRequest; readonly output: GetDurableExecutionStateResponse };
  readonly GetEventSourceMapping: { readonly input: GetEventSourceMappingRequest; readonly output: EventSourceMappingConfiguration };
  readonly GetFunction: { readonly input: GetFunctionRequest; readonly output: GetFunctionResponse };
  readonly GetFunctionCodeSigningConfig: {
    readonly input: GetFunctionCodeSigningConfigRequest;
    readonly output: GetFunctionCodeSigningConfigResponse;
  };
  readonly GetFunctionConcurrency: { readonly input: GetFunctionConcurrencyRequest; readonly output: GetFunctionConcurrencyResponse };
  readonly GetFunctionConfiguration: { readonly input: GetFunctionConfigurationRequest; readonly output: FunctionConfiguration };
  readonly GetFunctionEventInvokeConfig: {
    readonly input: GetFunctionEventInvokeConfigRequest;
    readonly output: FunctionEventInvokeConfig;
  };
  readonly GetFunctionRecursionConfig: {
    readonly input: GetFunctionRecursionConfigRequest;
    readonly output: GetFunctionRecursionConfigResponse;
  };
  readonly GetFunctionScalingConfig: { readonly input: GetFunctionScalingConfigRequest; readonly output: GetFunctionScalingConfigResponse };
  readonly GetFunctionUrlConfig: { readonly input: GetFunctionUrlConfigRequest; readonly output: GetFunctionUrlConfigResponse };
  readonly GetLayerVersion: { readonly input: GetLayerVersionRequest; readonly output: GetLayerVersionResponse };
  readonly GetLayerVersionByArn: { readonly input: GetLayerVersionByArnRequest; readonly output: GetLayerVersionResponse };
  readonly GetLayerVersionPolicy: { readonly input: GetLayerVersionPolicyRequest; readonly output: GetLayerVersionPolicyResponse };
  readonly GetPolicy: { readonly input: GetPolicyRequest; readonly output: GetPolicyResponse };
  readonly GetProvisionedConcurrencyConfig: {
    readonly input: GetProvisionedConcurrencyConfigRequest;
    readonly output: GetProvisionedConcurrencyConfigResponse;
  };
  readonly GetRuntimeManagementConfig: {
    readonly input: GetRuntimeManagementConfigRequest;
    readonly output: GetRuntimeManagementConfigResponse;
  };
  readonly Invoke: { readonly input: InvocationRequest; readonly output: InvocationResponse };
  readonly InvokeAsync: { readonly input: InvokeAsyncRequest; readonly output: InvokeAsyncResponse };
  readonly InvokeWithResponseStream: { readonly input: InvokeWithResponseStreamRequest; readonly output: InvokeWithResponseStreamResponse };
  readonly ListAliases: { readonly input: ListAliasesRequest; readonly output: ListAliasesResponse };
  readonly ListCapacityProviders: { readonly input: ListCapacityProvidersRequest; readonly output: ListCapacityProvidersResponse };
  readonly ListCodeSigningConfigs: { readonly input: ListCodeSigningConfigsRequest; readonly output: ListCodeSigningConfigsResponse };
  readonly ListDurableExecutionsByFunction: {
    readonly input: ListDurableExecutionsByFunctionRequest;
    readonly output: ListDurableExecutionsByFunctionResponse;
  };
  readonly ListEventSourceMappings: { readonly input: ListEventSourceMappingsRequest; readonly output: ListEventSourceMappingsResponse };
  readonly ListFunctionEventInvokeConfigs: {
    readonly input: ListFunctionEventInvokeConfigsRequest;
    readonly output: ListFunctionEventInvokeConfigsResponse;
  };
  readonly ListFunctionUrlConfigs: { readonly input: ListFunctionUrlConfigsRequest; readonly output: ListFunctionUrlConfigsResponse };
  readonly ListFunctionVersionsByCapacityProvider: {
    readonly input: ListFunctionVersionsByCapacityProviderRequest;
    readonly output: ListFunctionVersionsByCapacityProviderResponse;
  };
  readonly ListFunctions: { readonly input: ListFunctionsRequest; readonly output: ListFunctionsResponse };
  readonly ListFunctionsByCodeSigningConfig: {
    readonly input: ListFunctionsByCodeSigningConfigRequest;
    readonly output: ListFunctionsByCodeSigningConfigResponse;
  };
  readonly ListLayerVersions: { readonly input: ListLayerVersionsRequest; readonly output: ListLayerVersionsResponse };
  readonly ListLayers: { readonly input: ListLayersRequest; readonly output: ListLayersResponse };
  readonly ListProvisionedConcurrencyConfigs: {
    readonly input: ListProvisionedConcurrencyConfigsRequest;
    readonly output: ListProvisionedConcurrencyConfigsResponse;
  };
  readonly ListTags: { readonly input: ListTagsRequest; readonly output: ListTagsResponse };
  readonly ListVersionsByFunction: { readonly input: ListVersionsByFunctionRequest; readonly output: ListVersionsByFunctionResponse };
  readonly PublishLayerVersion: { readonly input: PublishLayerVersionRequest; readonly output: PublishLayerVersionResponse };
  readonly PublishVersion: { readonly input: PublishVersionRequest; readonly output: FunctionConfiguration };
  readonly PutFunctionCodeSigningConfig: {
    readonly input: PutFunctionCodeSigningConfigRequest;
    readonly output: PutFunctionCodeSigningConfigResponse;
  };
  readonly PutFunctionConcurrency: { readonly input: PutFunctionConcurrencyRequest; readonly output: Concurrency };
  readonly PutFunctionEventInvokeConfig: {
    readonly input: PutFunctionEventInvokeConfigRequest;
    readonly output: FunctionEventInvokeConfig;
  };
  readonly PutFunctionRecursionConfig: {
    readonly input: PutFunctionRecursionConfigRequest;
    readonly output: PutFunctionRecursionConfigResponse;
  };
  readonly PutFunctionScalingConfig: { readonly input: PutFunctionScalingConfigRequest; readonly output: PutFunctionScalingConfigResponse };
  readonly PutProvisionedConcurrencyConfig: {
    readonly input: PutProvisionedConcurrencyConfigRequest;
    readonly output: PutProvisionedConcurrencyConfigResponse;
  };
  readonly PutRuntimeManagementConfig: {
    readonly input: PutRuntimeManagementConfigRequest;
    readonly output: PutRuntimeManagementConfigResponse;
  };
  readonly RemoveLayerVersionPermission: { readonly input: RemoveLayerVersionPermissionRequest; readonly output: void };
  readonly RemovePermission: { readonly input: RemovePermissionRequest; readonly output: void };
  readonly SendDurableExecutionCallbackFailure: {
    readonly input: SendDurableExecutionCallbackFailureRequest;
    readonly output: SendDurableExecutionCallbackFailureResponse;
  };
  readonly SendDurableExecutionCallbackHeartbeat: {
    readonly input: SendDurableExecutionCallbackHeartbeatRequest;
    readonly output: SendDurableExecutionCallbackHeartbeatResponse;
  };
  readonly SendDurableExecutionCallbackSuccess: {
    readonly input: SendDurableExecutionCallbackSuccessRequest;
    readonly output: SendDurableExecutionCallbackSuccessResponse;
  };
  readonly StopDurableExecution: { readonly input: StopDurableExecutionRequest; readonly output: StopDurableExecutionResponse };
  readonly TagResource: { readonly input: TagResourceRequest; readonly output: void };
  readonly UntagResource: { readonly input: UntagResourceRequest; readonly output: void };
  readonly UpdateAlias: { readonly input: UpdateAliasRequest; readonly output: AliasConfiguration };
  readonly UpdateCapacityProvider: { readonly input: UpdateCapacityProviderRequest; readonly output: UpdateCapacityProviderResponse };
  readonly UpdateCodeSigningConfig: { readonly input: UpdateCodeSigningConfigRequest; readonly output: UpdateCodeSigningConfigResponse };
  readonly UpdateEventSourceMapping: { readonly input: UpdateEventSourceMappingRequest; readonly output: EventSourceMappingConfiguration };
  readonly UpdateFunctionCode: { readonly input: UpdateFunctionCodeRequest; readonly output: FunctionConfiguration };
  readonly UpdateFunctionConfiguration: { readonly input: UpdateFunctionConfigurationRequest; readonly output: FunctionConfiguration };
  readonly UpdateFunctionEventInvokeConfig: {
    readonly input: UpdateFunctionEventInvokeConfigRequest;
    readonly output: FunctionEventInvokeConfig;
  };
  readonly UpdateFunctionUrlConfig: { readonly input: UpdateFunctionUrlConfigRequest; readonly output: UpdateFunctionUrlConfigResponse };
};

export interface AccountLimit {
  readonly TotalCodeSize?: number;
  readonly CodeSizeUnzipped?: number;
  readonly CodeSizeZipped?: number;
  readonly ConcurrentExecutions?: number;
  readonly UnreservedConcurrentExecutions?: number;
}

export interface AccountUsage {
  readonly TotalCodeSize?: number;
  readonly FunctionCount?: number;
}

export interface AddLayerVersionPermissionRequest {
  readonly LayerName: string;
  readonly VersionNumber: number;
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly OrganizationId?: string;
  readonly RevisionId?: string;
}

export interface AddLayerVersionPermissionResponse {
  readonly Statement?: string;
  readonly RevisionId?: string;
}

export interface AddPermissionRequest {
  readonly FunctionName: string;
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly EventSourceToken?: string;
  readonly Qualifier?: string;
  readonly RevisionId?: string;
  readonly PrincipalOrgID?: string;
  readonly FunctionUrlAuthType?: FunctionUrlAuthType;
  readonly InvokedViaFunctionUrl?: boolean;
}

export interface AddPermissionResponse {
  readonly Statement?: string;
}

export interface AliasConfiguration {
  readonly AliasArn?: string;
  readonly Name?: string;
  readonly FunctionVersion?: string;
  readonly Description?: string;
  readonly RoutingConfig?: AliasRoutingConfiguration;
  readonly RevisionId?: string;
}

export interface AliasRoutingConfiguration {
  readonly AdditionalVersionWeights?: { readonly [key: string]: number };
}

export interface AllowedPublishers {
  readonly SigningProfileVersionArns: readonly string[];
}

export interface AmazonManagedKafkaEventSourceConfig {
  readonly ConsumerGroupId?: string;
  readonly SchemaRegistryConfig?: KafkaSchemaRegistryConfig;
}

export type ApplicationLogLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

export type Architecture = "x86_64" | "arm64";

export interface CallbackDetails {
  readonly CallbackId?: string;
  readonly Result?: string;
  readonly Error?: ErrorObject;
}

export interface CallbackFailedDetails {
  readonly Error: EventError;
}

export interface CallbackOptions {
  readonly TimeoutSeconds?: number;
  readonly HeartbeatTimeoutSeconds?: number;
}

export interface CallbackStartedDetails {
  readonly CallbackId: string;
  readonly HeartbeatTimeout?: number;
  readonly Timeout?: number;
}

export interface CallbackSucceededDetails {
  readonly Result: EventResult;
}

export interface CallbackTimedOutDetails {
  readonly Error: EventError;
}

export interface CapacityProvider {
  readonly CapacityProviderArn: string;
  readonly State: CapacityProviderState;
  readonly VpcConfig: CapacityProviderVpcConfig;
  readonly PermissionsConfig: CapacityProviderPermissionsConfig;
  readonly InstanceRequirements?: InstanceRequirements;
  readonly CapacityProviderScalingConfig?: CapacityProviderScalingConfig;
  readonly KmsKeyArn?: string;
  readonly LastModified?: string;
}

export interface CapacityProviderConfig {
  readonly LambdaManagedInstancesCapacityProviderConfig: LambdaManagedInstancesCapacityProviderConfig;
}

export interface CapacityProviderPermissionsConfig {
  readonly CapacityProviderOperatorRoleArn: string;
}

export type CapacityProviderPredefinedMetricType = "LambdaCapacityProviderAverageCPUUtilization";

export interface CapacityProviderScalingConfig {
  readonly MaxVCpuCount?: number;
  readonly ScalingMode?: CapacityProviderScalingMode;
  readonly ScalingPolicies?: readonly TargetTrackingScalingPolicy[];
}

export type CapacityProviderScalingMode = "Auto" | "Manual";

export type CapacityProviderState = "Pending" | "Active" | "Failed" | "Deleting";

export interface CapacityProviderVpcConfig {
  readonly SubnetIds: readonly string[];
  readonly SecurityGroupIds: readonly string[];
}

export interface ChainedInvokeDetails {
  readonly Result?: string;
  readonly Error?: ErrorObject;
}

export interface ChainedInvokeFailedDetails {
  readonly Error: EventError;
}

export interface ChainedInvokeOptions {
  readonly FunctionName: string;
  readonly TenantId?: string;
}

export interface ChainedInvokeStartedDetails {
  readonly FunctionName: string;
  readonly TenantId?: string;
  readonly Input?: EventInput;
  readonly ExecutedVersion?: string;
  readonly DurableExecutionArn?: string;
}

export interface ChainedInvokeStoppedDetails {
  readonly Error: EventError;
}

export interface ChainedInvokeSucceededDetails {
  readonly Result: EventResult;
}

export interface ChainedInvokeTimedOutDetails {
  readonly Error: EventError;
}

export interface CheckpointDurableExecutionRequest {
  readonly DurableExecutionArn: string;
  readonly CheckpointToken: string;
  readonly Updates?: readonly OperationUpdate[];
  readonly ClientToken?: string;
}

export interface CheckpointDurableExecutionResponse {
  readonly CheckpointToken?: string;
  readonly NewExecutionState: CheckpointUpdatedExecutionState;
}

export interface CheckpointUpdatedExecutionState {
  readonly Operations?: readonly Operation[];
  readonly NextMarker?: string;
}

export interface CodeSigningConfig {
  readonly CodeSigningConfigId: string;
  readonly CodeSigningConfigArn: string;
  readonly Description?: string;
  readonly AllowedPublishers: AllowedPublishers;
  readonly CodeSigningPolicies: CodeSigningPolicies;
  readonly LastModified: string;
}

export interface CodeSigningPolicies {
  readonly UntrustedArtifactOnDeployment?: CodeSigningPolicy;
}

export type CodeSigningPolicy = "Warn" | "Enforce";

export interface Concurrency {
  readonly ReservedConcurrentExecutions?: number;
}

export interface ContextDetails {
  readonly ReplayChildren?: boolean;
  readonly Result?: string;
  readonly Error?: ErrorObject;
}

export interface ContextFailedDetails {
  readonly Error: EventError;
}

export interface ContextOptions {
  readonly ReplayChildren?: boolean;
}

export type ContextStartedDetails = { readonly [member: string]: never };

export interface ContextSucceededDetails {
  readonly Result: EventResult;
}

export interface Cors {
  readonly AllowCredentials?: boolean;
  readonly AllowHeaders?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowOrigins?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly MaxAge?: number;
}

export interface CreateAliasRequest {
  readonly FunctionName: string;
  readonly Name: string;
  readonly FunctionVersion: string;
  readonly Description?: string;
  readonly RoutingConfig?: AliasRoutingConfiguration;
}

export interface CreateCapacityProviderRequest {
  readonly CapacityProviderName: string;
  readonly VpcConfig: CapacityProviderVpcConfig;
  readonly PermissionsConfig: CapacityProviderPermissionsConfig;
  readonly InstanceRequirements?: InstanceRequirements;
  readonly CapacityProviderScalingConfig?: CapacityProviderScalingConfig;
  readonly KmsKeyArn?: string;
  readonly Tags?: { readonly [key: string]: string };
}

export interface CreateCapacityProviderResponse {
  readonly CapacityProvider: CapacityProvider;
}

export interface CreateCodeSigningConfigRequest {
  readonly Description?: string;
  readonly AllowedPublishers: AllowedPublishers;
  readonly CodeSigningPolicies?: CodeSigningPolicies;
  readonly Tags?: { readonly [key: string]: string };
}

export interface CreateCodeSigningConfigResponse {
  readonly CodeSigningConfig: CodeSigningConfig;
}

export interface CreateEventSourceMappingRequest {
  readonly EventSourceArn?: string;
  readonly FunctionName: string;
  readonly Enabled?: boolean;
  readonly BatchSize?: number;
  readonly FilterCriteria?: FilterCriteria;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly ParallelizationFactor?: number;
  readonly StartingPosition?: EventSourcePosition;
  readonly StartingPositionTimestamp?: number;
  readonly DestinationConfig?: DestinationConfig;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly MaximumRetryAttempts?: number;
  readonly Tags?: { readonly [key: string]: string };
  readonly TumblingWindowInSeconds?: number;
  readonly Topics?: readonly string[];
  readonly Queues?: readonly string[];
  readonly SourceAccessConfigurations?: readonly SourceAccessConfiguration[];
  readonly SelfManagedEventSource?: SelfManagedEventSource;
  readonly FunctionResponseTypes?: readonly FunctionResponseType[];
  readonly AmazonManagedKafkaEventSourceConfig?: AmazonManagedKafkaEventSourceConfig;
  readonly SelfManagedKafkaEventSourceConfig?: SelfManagedKafkaEventSourceConfig;
  readonly ScalingConfig?: ScalingConfig;
  readonly DocumentDBEventSourceConfig?: DocumentDBEventSourceConfig;
  readonly KMSKeyArn?: string;
  readonly MetricsConfig?: EventSourceMappingMetricsConfig;
  readonly LoggingConfig?: EventSourceMappingLoggingConfig;
  readonly ProvisionedPollerConfig?: ProvisionedPollerConfig;
}

export interface CreateFunctionRequest {
  readonly FunctionName: string;
  readonly Runtime?: Runtime;
  readonly Role: string;
  readonly Handler?: string;
  readonly Code: FunctionCode;
  readonly Description?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Publish?: boolean;
  readonly VpcConfig?: VpcConfig;
  readonly PackageType?: PackageType;
  readonly DeadLetterConfig?: DeadLetterConfig;
  readonly Environment?: Environment;
  readonly KMSKeyArn?: string;
  readonly TracingConfig?: TracingConfig;
  readonly Tags?: { readonly [key: string]: string };
  readonly Layers?: readonly string[];
  readonly FileSystemConfigs?: readonly FileSystemConfig[];
  readonly ImageConfig?: ImageConfig;
  readonly CodeSigningConfigArn?: string;
  readonly Architectures?: readonly Architecture[];
  readonly EphemeralStorage?: EphemeralStorage;
  readonly SnapStart?: SnapStart;
  readonly LoggingConfig?: LoggingConfig;
  readonly CapacityProviderConfig?: CapacityProviderConfig;
  readonly PublishTo?: FunctionVersionLatestPublished;
  readonly DurableConfig?: DurableConfig;
  readonly TenancyConfig?: TenancyConfig;
}

export interface CreateFunctionUrlConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly AuthType: FunctionUrlAuthType;
  readonly Cors?: Cors;
  readonly InvokeMode?: InvokeMode;
}

export interface CreateFunctionUrlConfigResponse {
  readonly FunctionUrl: string;
  readonly FunctionArn: string;
  readonly AuthType: FunctionUrlAuthType;
  readonly Cors?: Cors;
  readonly CreationTime: string;
  readonly InvokeMode?: InvokeMode;
}

export interface DeadLetterConfig {
  readonly TargetArn?: string;
}

export interface DeleteAliasRequest {
  readonly FunctionName: string;
  readonly Name: string;
}

export interface DeleteCapacityProviderRequest {
  readonly CapacityProviderName: string;
}

export interface DeleteCapacityProviderResponse {
  readonly CapacityProvider: CapacityProvider;
}

export interface DeleteCodeSigningConfigRequest {
  readonly CodeSigningConfigArn: string;
}

export type DeleteCodeSigningConfigResponse = { readonly [member: string]: never };

export interface DeleteEventSourceMappingRequest {
  readonly UUID: string;
}

export interface DeleteFunctionCodeSigningConfigRequest {
  readonly FunctionName: string;
}

export interface DeleteFunctionConcurrencyRequest {
  readonly FunctionName: string;
}

export interface DeleteFunctionEventInvokeConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

export interface DeleteFunctionRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

export interface DeleteFunctionResponse {
  readonly StatusCode?: number;
}

export interface DeleteFunctionUrlConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

export interface DeleteLayerVersionRequest {
  readonly LayerName: string;
  readonly VersionNumber: number;
}

export interface DeleteProvisionedConcurrencyConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier: string;
}

export interface DestinationConfig {
  readonly OnSuccess?: OnSuccess;
  readonly OnFailure?: OnFailure;
}

export interface DocumentDBEventSourceConfig {
  readonly DatabaseName?: string;
  readonly CollectionName?: string;
  readonly FullDocument?: FullDocument;
}

export interface DurableConfig {
  readonly RetentionPeriodInDays?: number;
  readonly ExecutionTimeout?: number;
}

export type EndPointType = "KAFKA_BOOTSTRAP_SERVERS";

export interface Environment {
  readonly Variables?: { readonly [key: string]: string };
}

export interface EnvironmentError {
  readonly ErrorCode?: string;
  readonly Message?: string;
}

export interface EnvironmentResponse {
  readonly Variables?: { readonly [key: string]: string };
  readonly Error?: EnvironmentError;
}

export interface EphemeralStorage {
  readonly Size: number;
}

export interface ErrorObject {
  readonly ErrorMessage?: string;
  readonly ErrorType?: string;
  readonly ErrorData?: string;
  readonly StackTrace?: readonly string[];
}

export interface Event {
  readonly EventType?: EventType;
  readonly SubType?: string;
  readonly EventId?: number;
  readonly Id?: string;
  readonly Name?: string;
  readonly EventTimestamp?: number;
  readonly ParentId?: string;
  readonly ExecutionStartedDetails?: ExecutionStartedDetails;
  readonly ExecutionSucceededDetails?: ExecutionSucceededDetails;
  readonly ExecutionFailedDetails?: ExecutionFailedDetails;
  readonly ExecutionTimedOutDetails?: ExecutionTimedOutDetails;
  readonly ExecutionStoppedDetails?: ExecutionStoppedDetails;
  readonly ContextStartedDetails?: ContextStartedDetails;
  readonly ContextSucceededDetails?: ContextSucceededDetails;
  readonly ContextFailedDetails?: ContextFailedDetails;
  readonly WaitStartedDetails?: WaitStartedDetails;
  readonly WaitSucceededDetails?: WaitSucceededDetails;
  readonly WaitCancelledDetails?: WaitCancelledDetails;
  readonly StepStartedDetails?: StepStartedDetails;
  readonly StepSucceededDetails?: StepSucceededDetails;
  readonly StepFailedDetails?: StepFailedDetails;
  readonly ChainedInvokeStartedDetails?: ChainedInvokeStartedDetails;
  readonly ChainedInvokeSucceededDetails?: ChainedInvokeSucceededDetails;
  readonly ChainedInvokeFailedDetails?: ChainedInvokeFailedDetails;
  readonly ChainedInvokeTimedOutDetails?: ChainedInvokeTimedOutDetails;
  readonly ChainedInvokeStoppedDetails?: ChainedInvokeStoppedDetails;
  readonly CallbackStartedDetails?: CallbackStartedDetails;
  readonly CallbackSucceededDetails?: CallbackSucceededDetails;
  readonly CallbackFailedDetails?: CallbackFailedDetails;
  readonly CallbackTimedOutDetails?: CallbackTimedOutDetails;
  readonly InvocationCompletedDetails?: InvocationCompletedDetails;
}

export interface EventError {
  readonly Payload?: ErrorObject;
  readonly Truncated?: boolean;
}

export interface EventInput {
  readonly Payload?: string;
  readonly Truncated?: boolean;
}

export interface EventResult {
  readonly Payload?: string;
  readonly Truncated?: boolean;
}

export interface EventSourceMappingConfiguration {
  readonly UUID?: string;
  readonly StartingPosition?: EventSourcePosition;
  readonly StartingPositionTimestamp?: number;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly ParallelizationFactor?: number;
  readonly EventSourceArn?: string;
  readonly FilterCriteria?: FilterCriteria;
  readonly FunctionArn?: string;
  readonly LastModified?: number;
  readonly LastProcessingResult?: string;
  readonly State?: string;
  readonly StateTransitionReason?: string;
  readonly DestinationConfig?: DestinationConfig;
  readonly Topics?: readonly string[];
  readonly Queues?: readonly string[];
  readonly SourceAccessConfigurations?: readonly SourceAccessConfiguration[];
  readonly SelfManagedEventSource?: SelfManagedEventSource;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly MaximumRetryAttempts?: number;
  readonly TumblingWindowInSeconds?: number;
  readonly FunctionResponseTypes?: readonly FunctionResponseType[];
  readonly AmazonManagedKafkaEventSourceConfig?: AmazonManagedKafkaEventSourceConfig;
  readonly SelfManagedKafkaEventSourceConfig?: SelfManagedKafkaEventSourceConfig;
  readonly ScalingConfig?: ScalingConfig;
  readonly DocumentDBEventSourceConfig?: DocumentDBEventSourceConfig;
  readonly KMSKeyArn?: string;
  readonly FilterCriteriaError?: FilterCriteriaError;
  readonly EventSourceMappingArn?: string;
  readonly MetricsConfig?: EventSourceMappingMetricsConfig;
  readonly LoggingConfig?: EventSourceMappingLoggingConfig;
  readonly ProvisionedPollerConfig?: ProvisionedPollerConfig;
}

export interface EventSourceMappingLoggingConfig {
  readonly SystemLogLevel?: EventSourceMappingSystemLogLevel;
}

export type EventSourceMappingMetric = "EventCount" | "ErrorCount" | "KafkaMetrics";

export interface EventSourceMappingMetricsConfig {
  readonly Metrics?: readonly EventSourceMappingMetric[];
}

export type EventSourceMappingSystemLogLevel = "DEBUG" | "INFO" | "WARN";

export type EventSourcePosition = "TRIM_HORIZON" | "LATEST" | "AT_TIMESTAMP";

export type EventType =
  | "ExecutionStarted"
  | "ExecutionSucceeded"
  | "ExecutionFailed"
  | "ExecutionTimedOut"
  | "ExecutionStopped"
  | "ContextStarted"
  | "ContextSucceeded"
  | "ContextFailed"
  | "WaitStarted"
  | "WaitSucceeded"
  | "WaitCancelled"
  | "StepStarted"
  | "StepSucceeded"
  | "StepFailed"
  | "ChainedInvokeStarted"
  | "ChainedInvokeSucceeded"
  | "ChainedInvokeFailed"
  | "ChainedInvokeTimedOut"
  | "ChainedInvokeStopped"
  | "CallbackStarted"
  | "CallbackSucceeded"
  | "CallbackFailed"
  | "CallbackTimedOut"
  | "InvocationCompleted";

export interface Execution {
  readonly DurableExecutionArn: string;
  readonly DurableExecutionName: string;
  readonly FunctionArn: string;
  readonly Status: ExecutionStatus;
  readonly StartTimestamp: number;
  readonly EndTimestamp?: number;
}

export interface ExecutionDetails {
  readonly InputPayload?: string;
}

export interface ExecutionFailedDetails {
  readonly Error: EventError;
}

export interface ExecutionStartedDetails {
  readonly Input: EventInput;
  readonly ExecutionTimeout: number;
}

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "STOPPED";

export interface ExecutionStoppedDetails {
  readonly Error: EventError;
}

export interface ExecutionSucceededDetails {
  readonly Result: EventResult;
}

export interface ExecutionTimedOutDetails {
  readonly Error?: EventError;
}

export interface FileSystemConfig {
  readonly Arn: string;
  readonly LocalMountPath: string;
}

export interface Filter {
  readonly Pattern?: string;
}

export interface FilterCriteria {
  readonly Filters?: readonly Filter[];
}

export interface FilterCriteriaError {
  readonly ErrorCode?: string;
  readonly Message?: string;
}

export type FullDocument = "UpdateLookup" | "Default";

export interface FunctionCode {
  readonly ZipFile?: Uint8Array;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly S3ObjectVersion?: string;
  readonly ImageUri?: string;
  readonly SourceKMSKeyArn?: string;
}

export interface FunctionCodeLocation {
  readonly RepositoryType?: string;
  readonly Location?: string;
  readonly ImageUri?: string;
  readonly ResolvedImageUri?: string;
  readonly SourceKMSKeyArn?: string;
}

export interface FunctionConfiguration {
  readonly FunctionName?: string;
  readonly FunctionArn?: string;
  readonly Runtime?: Runtime;
  readonly Role?: string;
  readonly Handler?: string;
  readonly CodeSize?: number;
  readonly Description?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly LastModified?: string;
  readonly CodeSha256?: string;
  readonly Version?: string;
  readonly VpcConfig?: VpcConfigResponse;
  readonly DeadLetterConfig?: DeadLetterConfig;
  readonly Environment?: EnvironmentResponse;
  readonly KMSKeyArn?: string;
  readonly TracingConfig?: TracingConfigResponse;
  readonly MasterArn?: string;
  readonly RevisionId?: string;
  readonly Layers?: readonly Layer[];
  readonly State?: State;
  readonly StateReason?: string;
  readonly StateReasonCode?: StateReasonCode;
  readonly LastUpdateStatus?: LastUpdateStatus;
  readonly LastUpdateStatusReason?: string;
  readonly LastUpdateStatusReasonCode?: LastUpdateStatusReasonCode;
  readonly FileSystemConfigs?: readonly FileSystemConfig[];
  readonly PackageType?: PackageType;
  readonly ImageConfigResponse?: ImageConfigResponse;
  readonly SigningProfileVersionArn?: string;
  readonly SigningJobArn?: string;
  readonly Architectures?: readonly Architecture[];
  readonly EphemeralStorage?: EphemeralStorage;
  readonly SnapStart?: SnapStartResponse;
  readonly RuntimeVersionConfig?: RuntimeVersionConfig;
  readonly LoggingConfig?: LoggingConfig;
  readonly CapacityProviderConfig?: CapacityProviderConfig;
  readonly ConfigSha256?: string;
  readonly DurableConfig?: DurableConfig;
  readonly TenancyConfig?: TenancyConfig;
}

export interface FunctionEventInvokeConfig {
  readonly LastModified?: number;
  readonly FunctionArn?: string;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: DestinationConfig;
}

export type FunctionResponseType = "ReportBatchItemFailures";

export interface FunctionScalingConfig {
  readonly MinExecutionEnvironments?: number;
  readonly MaxExecutionEnvironments?: number;
}

export type FunctionUrlAuthType = "NONE" | "AWS_IAM";

export interface FunctionUrlConfig {
  readonly FunctionUrl: string;
  readonly FunctionArn: string;
  readonly CreationTime: string;
  readonly LastModifiedTime: string;
  readonly Cors?: Cors;
  readonly AuthType: FunctionUrlAuthType;
  readonly InvokeMode?: InvokeMode;
}

export type FunctionVersion = "ALL";

export type FunctionVersionLatestPublished = "LATEST_PUBLISHED";

export interface FunctionVersionsByCapacityProviderListItem {
  readonly FunctionArn: string;
  readonly State: State;
}

export type GetAccountSettingsRequest = { readonly [member: string]: never };

export interface GetAccountSettingsResponse {
  readonly AccountLimit?: AccountLimit;
  readonly AccountUsage?: AccountUsage;
}

export interface GetAliasRequest {
  readonly FunctionName: string;
  readonly Name: string;
}

export interface GetCapacityProviderRequest {
  readonly CapacityProviderName: string;
}

export interface GetCapacityProviderResponse {
  readonly CapacityProvider: CapacityProvider;
}

export interface GetCodeSigningConfigRequest {
  readonly CodeSigningConfigArn: string;
}

export interface GetCodeSigningConfigResponse {
  readonly CodeSigningConfig: CodeSigningConfig;
}

export interface GetDurableExecutionHistoryRequest {
  readonly DurableExecutionArn: string;
  readonly IncludeExecutionData?: boolean;
  readonly MaxItems?: number;
  readonly Marker?: string;
  readonly ReverseOrder?: boolean;
}

export interface GetDurableExecutionHistoryResponse {
  readonly Events: readonly Event[];
  readonly NextMarker?: string;
}

export interface GetDurableExecutionRequest {
  readonly DurableExecutionArn: string;
}

export interface GetDurableExecutionResponse {
  readonly DurableExecutionArn: string;
  readonly DurableExecutionName: string;
  readonly FunctionArn: string;
  readonly InputPayload?: string;
  readonly Result?: string;
  readonly Error?: ErrorObject;
  readonly StartTimestamp: number;
  readonly Status: ExecutionStatus;
  readonly EndTimestamp?: number;
  readonly Version?: string;
  readonly TraceHeader?: TraceHeader;
}

export interface GetDurableExecutionStateRequest {
  readonly DurableExecutionArn: string;
  readonly CheckpointToken: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface GetDurableExecutionStateResponse {
  readonly Operations: readonly Operation[];
  readonly NextMarker?: string;
}

export interface GetEventSourceMappingRequest {
  readonly UUID: string;
}

export interface GetFunctionCodeSigningConfigRequest {
  readonly FunctionName: string;
}

export interface GetFunctionCodeSigningConfigResponse {
  readonly CodeSigningConfigArn: string;
  readonly FunctionName: string;
}

export interface GetFunctionConcurrencyRequest {
  readonly FunctionName: string;
}

export interface GetFunctionConcurrencyResponse {
  readonly ReservedConcurrentExecutions?: number;
}

export interface GetFunctionConfigurationRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

export interface GetFunctionEventInvokeConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

export interface GetFunctionRecursionConfigRequest {
  readonly FunctionName: string;
}

export interface GetFunctionRecursionConfigResponse {
  readonly RecursiveLoop?: RecursiveLoop;
}

export interface GetFunctionRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

export interface GetFunctionResponse {
  readonly Configuration?: FunctionConfiguration;
  readonly Code?: FunctionCodeLocation;
  readonly Tags?: { readonly [key: string]: string };
  readonly TagsError?: TagsError;
  readonly Concurrency?: Concurrency;
}

export interface GetFunctionScalingConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier: string;
}

export interface GetFunctionScalingConfigResponse {
  readonly FunctionArn?: string;
  readonly AppliedFunctionScalingConfig?: FunctionScalingConfig;
  readonly RequestedFunctionScalingConfig?: FunctionScalingConfig;
}

export interface GetFunctionUrlConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

export interface GetFunctionUrlConfigResponse {
  readonly FunctionUrl: string;
  readonly FunctionArn: string;
  readonly AuthType: FunctionUrlAuthType;
  readonly Cors?: Cors;
  readonly CreationTime: string;
  readonly LastModifiedTime: string;
  readonly InvokeMode?: InvokeMode;
}

export interface GetLayerVersionByArnRequest {
  readonly Arn: string;
}

export interface GetLayerVersionPolicyRequest {
  readonly LayerName: string;
  readonly VersionNumber: number;
}

export interface GetLayerVersionPolicyResponse {
  readonly Policy?: string;
  readonly RevisionId?: string;
}

export interface GetLayerVersionRequest {
  readonly LayerName: string;
  readonly VersionNumber: number;
}

export interface GetLayerVersionResponse {
  readonly Content?: LayerVersionContentOutput;
  readonly LayerArn?: string;
  readonly LayerVersionArn?: string;
  readonly Description?: string;
  readonly CreatedDate?: string;
  readonly Version?: number;
  readonly CompatibleRuntimes?: readonly Runtime[];
  readonly LicenseInfo?: string;
  readonly CompatibleArchitectures?: readonly Architecture[];
}

export interface GetPolicyRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

export interface GetPolicyResponse {
  readonly Policy?: string;
  readonly RevisionId?: string;
}

export interface GetProvisionedConcurrencyConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier: string;
}

export interface GetProvisionedConcurrencyConfigResponse {
  readonly RequestedProvisionedConcurrentExecutions?: number;
  readonly AvailableProvisionedConcurrentExecutions?: number;
  readonly AllocatedProvisionedConcurrentExecutions?: number;
  readonly Status?: ProvisionedConcurrencyStatusEnum;
  readonly StatusReason?: string;
  readonly LastModified?: string;
}

export interface GetRuntimeManagementConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

export interface GetRuntimeManagementConfigResponse {
  readonly UpdateRuntimeOn?: UpdateRuntimeOn;
  readonly RuntimeVersionArn?: string;
  readonly FunctionArn?: string;
}

export interface ImageConfig {
  readonly EntryPoint?: readonly string[];
  readonly Command?: readonly string[];
  readonly WorkingDirectory?: string;
}

export interface ImageConfigError {
  readonly ErrorCode?: string;
  readonly Message?: string;
}

export interface ImageConfigResponse {
  readonly ImageConfig?: ImageConfig;
  readonly Error?: ImageConfigError;
}

export interface InstanceRequirements {
  readonly Architectures?: readonly Architecture[];
  readonly AllowedInstanceTypes?: readonly string[];
  readonly ExcludedInstanceTypes?: readonly string[];
}

export interface InvocationCompletedDetails {
  readonly StartTimestamp: number;
  readonly EndTimestamp: number;
  readonly RequestId: string;
  readonly Error?: EventError;
}

export interface InvocationRequest {
  readonly FunctionName: string;
  readonly InvocationType?: InvocationType;
  readonly LogType?: LogType;
  readonly ClientContext?: string;
  readonly DurableExecutionName?: string;
  readonly Payload?: Uint8Array;
  readonly Qualifier?: string;
  readonly TenantId?: string;
}

export interface InvocationResponse {
  readonly StatusCode?: number;
  readonly FunctionError?: string;
  readonly LogResult?: string;
  readonly Payload?: Uint8Array;
  readonly ExecutedVersion?: string;
  readonly DurableExecutionArn?: string;
}

export type InvocationType = "Event" | "RequestResponse" | "DryRun";

export interface InvokeAsyncRequest {
  readonly FunctionName: string;
  readonly InvokeArgs: Uint8Array;
}

export interface InvokeAsyncResponse {
  readonly Status?: number;
}

export type InvokeMode = "BUFFERED" | "RESPONSE_STREAM";

export interface InvokeResponseStreamUpdate {
  readonly Payload?: Uint8Array;
}

export interface InvokeWithResponseStreamCompleteEvent {
  readonly ErrorCode?: string;
  readonly ErrorDetails?: string;
  readonly LogResult?: string;
}

export interface InvokeWithResponseStreamRequest {
  readonly FunctionName: string;
  readonly InvocationType?: ResponseStreamingInvocationType;
  readonly LogType?: LogType;
  readonly ClientContext?: string;
  readonly Qualifier?: string;
  readonly Payload?: Uint8Array;
  readonly TenantId?: string;
}

export interface InvokeWithResponseStreamResponse {
  readonly StatusCode?: number;
  readonly ExecutedVersion?: string;
  readonly EventStream?: AsyncIterable<InvokeWithResponseStreamResponseEvent>;
  readonly ResponseStreamContentType?: string;
}

export interface InvokeWithResponseStreamResponseEvent {
  readonly PayloadChunk?: InvokeResponseStreamUpdate;
  readonly InvokeComplete?: InvokeWithResponseStreamCompleteEvent;
}

export interface KafkaSchemaRegistryAccessConfig {
  readonly Type?: KafkaSchemaRegistryAuthType;
  readonly URI?: string;
}

export type KafkaSchemaRegistryAuthType = "BASIC_AUTH" | "CLIENT_CERTIFICATE_TLS_AUTH" | "SERVER_ROOT_CA_CERTIFICATE";

export interface KafkaSchemaRegistryConfig {
  readonly SchemaRegistryURI?: string;
  readonly EventRecordFormat?: SchemaRegistryEventRecordFormat;
  readonly AccessConfigs?: readonly KafkaSchemaRegistryAccessConfig[];
  readonly SchemaValidationConfigs?: readonly KafkaSchemaValidationConfig[];
}

export type KafkaSchemaValidationAttribute = "KEY" | "VALUE";

export interface KafkaSchemaValidationConfig {
  readonly Attribute?: KafkaSchemaValidationAttribute;
}

export interface LambdaManagedInstancesCapacityProviderConfig {
  readonly CapacityProviderArn: string;
  readonly PerExecutionEnvironmentMaxConcurrency?: number;
  readonly ExecutionEnvironmentMemoryGiBPerVCpu?: number;
}

export type LastUpdateStatus = "Successful" | "Failed" | "InProgress";

export type LastUpdateStatusReasonCode =
  | "EniLimitExceeded"
  | "InsufficientRolePermissions"
  | "InvalidConfiguration"
  | "InternalError"
  | "SubnetOutOfIPAddresses"
  | "InvalidSubnet"
  | "InvalidSecurityGroup"
  | "ImageDeleted"
  | "ImageAccessDenied"
  | "InvalidImage"
  | "KMSKeyAccessDenied"
  | "KMSKeyNotFound"
  | "InvalidStateKMSKey"
  | "DisabledKMSKey"
  | "EFSIOError"
  | "EFSMountConnectivityError"
  | "EFSMountFailure"
  | "EFSMountTimeout"
  | "InvalidRuntime"
  | "InvalidZipFileException"
  | "FunctionError"
  | "VcpuLimitExceeded"
  | "CapacityProviderScalingLimitExceeded"
  | "InsufficientCapacity"
  | "EC2RequestLimitExceeded"
  | "FunctionError.InitTimeout"
  | "FunctionError.RuntimeInitError"
  | "FunctionError.ExtensionInitError"
  | "FunctionError.InvalidEntryPoint"
  | "FunctionError.InvalidWorkingDirectory"
  | "FunctionError.PermissionDenied"
  | "FunctionError.TooManyExtensions"
  | "FunctionError.InitResourceExhausted"
  | "DisallowedByVpcEncryptionControl";

export interface Layer {
  readonly Arn?: string;
  readonly CodeSize?: number;
  readonly SigningProfileVersionArn?: string;
  readonly SigningJobArn?: string;
}

export interface LayerVersionContentInput {
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly S3ObjectVersion?: string;
  readonly ZipFile?: Uint8Array;
}

export interface LayerVersionContentOutput {
  readonly Location?: string;
  readonly CodeSha256?: string;
  readonly CodeSize?: number;
  readonly SigningProfileVersionArn?: string;
  readonly SigningJobArn?: string;
}

export interface LayerVersionsListItem {
  readonly LayerVersionArn?: string;
  readonly Version?: number;
  readonly Description?: string;
  readonly CreatedDate?: string;
  readonly CompatibleRuntimes?: readonly Runtime[];
  readonly LicenseInfo?: string;
  readonly CompatibleArchitectures?: readonly Architecture[];
}

export interface LayersListItem {
  readonly LayerName?: string;
  readonly LayerArn?: string;
  readonly LatestMatchingVersion?: LayerVersionsListItem;
}

export interface ListAliasesRequest {
  readonly FunctionName: string;
  readonly FunctionVersion?: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListAliasesResponse {
  readonly NextMarker?: string;
  readonly Aliases?: readonly AliasConfiguration[];
}

export interface ListCapacityProvidersRequest {
  readonly State?: CapacityProviderState;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListCapacityProvidersResponse {
  readonly CapacityProviders: readonly CapacityProvider[];
  readonly NextMarker?: string;
}

export interface ListCodeSigningConfigsRequest {
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListCodeSigningConfigsResponse {
  readonly NextMarker?: string;
  readonly CodeSigningConfigs?: readonly CodeSigningConfig[];
}

export interface ListDurableExecutionsByFunctionRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly DurableExecutionName?: string;
  readonly Statuses?: readonly ExecutionStatus[];
  readonly StartedAfter?: number;
  readonly StartedBefore?: number;
  readonly ReverseOrder?: boolean;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListDurableExecutionsByFunctionResponse {
  readonly DurableExecutions?: readonly Execution[];
  readonly NextMarker?: string;
}

export interface ListEventSourceMappingsRequest {
  readonly EventSourceArn?: string;
  readonly FunctionName?: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListEventSourceMappingsResponse {
  readonly NextMarker?: string;
  readonly EventSourceMappings?: readonly EventSourceMappingConfiguration[];
}

export interface ListFunctionEventInvokeConfigsRequest {
  readonly FunctionName: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListFunctionEventInvokeConfigsResponse {
  readonly FunctionEventInvokeConfigs?: readonly FunctionEventInvokeConfig[];
  readonly NextMarker?: string;
}

export interface ListFunctionUrlConfigsRequest {
  readonly FunctionName: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListFunctionUrlConfigsResponse {
  readonly FunctionUrlConfigs: readonly FunctionUrlConfig[];
  readonly NextMarker?: string;
}

export interface ListFunctionVersionsByCapacityProviderRequest {
  readonly CapacityProviderName: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListFunctionVersionsByCapacityProviderResponse {
  readonly CapacityProviderArn: string;
  readonly FunctionVersions: readonly FunctionVersionsByCapacityProviderListItem[];
  readonly NextMarker?: string;
}

export interface ListFunctionsByCodeSigningConfigRequest {
  readonly CodeSigningConfigArn: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListFunctionsByCodeSigningConfigResponse {
  readonly NextMarker?: string;
  readonly FunctionArns?: readonly string[];
}

export interface ListFunctionsRequest {
  readonly MasterRegion?: string;
  readonly FunctionVersion?: FunctionVersion;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListFunctionsResponse {
  readonly NextMarker?: string;
  readonly Functions?: readonly FunctionConfiguration[];
}

export interface ListLayerVersionsRequest {
  readonly CompatibleRuntime?: Runtime;
  readonly LayerName: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
  readonly CompatibleArchitecture?: Architecture;
}

export interface ListLayerVersionsResponse {
  readonly NextMarker?: string;
  readonly LayerVersions?: readonly LayerVersionsListItem[];
}

export interface ListLayersRequest {
  readonly CompatibleRuntime?: Runtime;
  readonly Marker?: string;
  readonly MaxItems?: number;
  readonly CompatibleArchitecture?: Architecture;
}

export interface ListLayersResponse {
  readonly NextMarker?: string;
  readonly Layers?: readonly LayersListItem[];
}

export interface ListProvisionedConcurrencyConfigsRequest {
  readonly FunctionName: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListProvisionedConcurrencyConfigsResponse {
  readonly ProvisionedConcurrencyConfigs?: readonly ProvisionedConcurrencyConfigListItem[];
  readonly NextMarker?: string;
}

export interface ListTagsRequest {
  readonly Resource: string;
}

export interface ListTagsResponse {
  readonly Tags?: { readonly [key: string]: string };
}

export interface ListVersionsByFunctionRequest {
  readonly FunctionName: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface ListVersionsByFunctionResponse {
  readonly NextMarker?: string;
  readonly Versions?: readonly FunctionConfiguration[];
}

export type LogFormat = "JSON" | "Text";

export type LogType = "None" | "Tail";

export interface LoggingConfig {
  readonly LogFormat?: LogFormat;
  readonly ApplicationLogLevel?: ApplicationLogLevel;
  readonly SystemLogLevel?: SystemLogLevel;
  readonly LogGroup?: string;
}

export interface OnFailure {
  readonly Destination?: string;
}

export interface OnSuccess {
  readonly Destination?: string;
}

export interface Operation {
  readonly Id: string;
  readonly ParentId?: string;
  readonly Name?: string;
  readonly Type: OperationType;
  readonly SubType?: string;
  readonly StartTimestamp: number;
  readonly EndTimestamp?: number;
  readonly Status: OperationStatus;
  readonly ExecutionDetails?: ExecutionDetails;
  readonly ContextDetails?: ContextDetails;
  readonly StepDetails?: StepDetails;
  readonly WaitDetails?: WaitDetails;
  readonly CallbackDetails?: CallbackDetails;
  readonly ChainedInvokeDetails?: ChainedInvokeDetails;
}

export type OperationAction = "START" | "SUCCEED" | "FAIL" | "RETRY" | "CANCEL";

export type OperationStatus = "STARTED" | "PENDING" | "READY" | "SUCCEEDED" | "FAILED" | "CANCELLED" | "TIMED_OUT" | "STOPPED";

export type OperationType = "EXECUTION" | "CONTEXT" | "STEP" | "WAIT" | "CALLBACK" | "CHAINED_INVOKE";

export interface OperationUpdate {
  readonly Id: string;
  readonly ParentId?: string;
  readonly Name?: string;
  readonly Type: OperationType;
  readonly SubType?: string;
  readonly Action: OperationAction;
  readonly Payload?: string;
  readonly Error?: ErrorObject;
  readonly ContextOptions?: ContextOptions;
  readonly StepOptions?: StepOptions;
  readonly WaitOptions?: WaitOptions;
  readonly CallbackOptions?: CallbackOptions;
  readonly ChainedInvokeOptions?: ChainedInvokeOptions;
}

export type PackageType = "Zip" | "Image";

export interface ProvisionedConcurrencyConfigListItem {
  readonly FunctionArn?: string;
  readonly RequestedProvisionedConcurrentExecutions?: number;
  readonly AvailableProvisionedConcurrentExecutions?: number;
  readonly AllocatedProvisionedConcurrentExecutions?: number;
  readonly Status?: ProvisionedConcurrencyStatusEnum;
  readonly StatusReason?: string;
  readonly LastModified?: string;
}

export type ProvisionedConcurrencyStatusEnum = "IN_PROGRESS" | "READY" | "FAILED";

export interface ProvisionedPollerConfig {
  readonly MinimumPollers?: number;
  readonly MaximumPollers?: number;
  readonly PollerGroupName?: string;
}

export interface PublishLayerVersionRequest {
  readonly LayerName: string;
  readonly Description?: string;
  readonly Content: LayerVersionContentInput;
  readonly CompatibleRuntimes?: readonly Runtime[];
  readonly LicenseInfo?: string;
  readonly CompatibleArchitectures?: readonly Architecture[];
}

export interface PublishLayerVersionResponse {
  readonly Content?: LayerVersionContentOutput;
  readonly LayerArn?: string;
  readonly LayerVersionArn?: string;
  readonly Description?: string;
  readonly CreatedDate?: string;
  readonly Version?: number;
  readonly CompatibleRuntimes?: readonly Runtime[];
  readonly LicenseInfo?: string;
  readonly CompatibleArchitectures?: readonly Architecture[];
}

export interface PublishVersionRequest {
  readonly FunctionName: string;
  readonly CodeSha256?: string;
  readonly Description?: string;
  readonly RevisionId?: string;
  readonly PublishTo?: FunctionVersionLatestPublished;
}

export interface PutFunctionCodeSigningConfigRequest {
  readonly CodeSigningConfigArn: string;
  readonly FunctionName: string;
}

export interface PutFunctionCodeSigningConfigResponse {
  readonly CodeSigningConfigArn: string;
  readonly FunctionName: string;
}

export interface PutFunctionConcurrencyRequest {
  readonly FunctionName: string;
  readonly ReservedConcurrentExecutions: number;
}

export interface PutFunctionEventInvokeConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: DestinationConfig;
}

export interface PutFunctionRecursionConfigRequest {
  readonly FunctionName: string;
  readonly RecursiveLoop: RecursiveLoop;
}

export interface PutFunctionRecursionConfigResponse {
  readonly RecursiveLoop?: RecursiveLoop;
}

export interface PutFunctionScalingConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier: string;
  readonly FunctionScalingConfig?: FunctionScalingConfig;
}

export interface PutFunctionScalingConfigResponse {
  readonly FunctionState?: State;
}

export interface PutProvisionedConcurrencyConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier: string;
  readonly ProvisionedConcurrentExecutions: number;
}

export interface PutProvisionedConcurrencyConfigResponse {
  readonly RequestedProvisionedConcurrentExecutions?: number;
  readonly AvailableProvisionedConcurrentExecutions?: number;
  readonly AllocatedProvisionedConcurrentExecutions?: number;
  readonly Status?: ProvisionedConcurrencyStatusEnum;
  readonly StatusReason?: string;
  readonly LastModified?: string;
}

export interface PutRuntimeManagementConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly UpdateRuntimeOn: UpdateRuntimeOn;
  readonly RuntimeVersionArn?: string;
}

export interface PutRuntimeManagementConfigResponse {
  readonly UpdateRuntimeOn: UpdateRuntimeOn;
  readonly FunctionArn: string;
  readonly RuntimeVersionArn?: string;
}

export type RecursiveLoop = "Allow" | "Terminate";

export interface RemoveLayerVersionPermissionRequest {
  readonly LayerName: string;
  readonly VersionNumber: number;
  readonly StatementId: string;
  readonly RevisionId?: string;
}

export interface RemovePermissionRequest {
  readonly FunctionName: string;
  readonly StatementId: string;
  readonly Qualifier?: string;
  readonly RevisionId?: string;
}

export type ResponseStreamingInvocationType = "RequestResponse" | "DryRun";

export interface RetryDetails {
  readonly CurrentAttempt?: number;
  readonly NextAttemptDelaySeconds?: number;
}

export type Runtime =
  | "nodejs"
  | "nodejs4.3"
  | "nodejs6.10"
  | "nodejs8.10"
  | "nodejs10.x"
  | "nodejs12.x"
  | "nodejs14.x"
  | "nodejs16.x"
  | "java8"
  | "java8.al2"
  | "java11"
  | "python2.7"
  | "python3.6"
  | "python3.7"
  | "python3.8"
  | "python3.9"
  | "dotnetcore1.0"
  | "dotnetcore2.0"
  | "dotnetcore2.1"
  | "dotnetcore3.1"
  | "dotnet6"
  | "dotnet8"
  | "nodejs4.3-edge"
  | "go1.x"
  | "ruby2.5"
  | "ruby2.7"
  | "provided"
  | "provided.al2"
  | "nodejs18.x"
  | "python3.10"
  | "java17"
  | "ruby3.2"
  | "ruby3.3"
  | "ruby3.4"
  | "python3.11"
  | "nodejs20.x"
  | "provided.al2023"
  | "python3.12"
  | "java21"
  | "python3.13"
  | "nodejs22.x"
  | "nodejs24.x"
  | "python3.14"
  | "java25"
  | "dotnet10"
  | "ruby4.0";

export interface RuntimeVersionConfig {
  readonly RuntimeVersionArn?: string;
  readonly Error?: RuntimeVersionError;
}

export interface RuntimeVersionError {
  readonly ErrorCode?: string;
  readonly Message?: string;
}

export interface ScalingConfig {
  readonly MaximumConcurrency?: number;
}

export type SchemaRegistryEventRecordFormat = "JSON" | "SOURCE";

export interface SelfManagedEventSource {
  readonly Endpoints?: { readonly [key: string]: readonly string[] };
}

export interface SelfManagedKafkaEventSourceConfig {
  readonly ConsumerGroupId?: string;
  readonly SchemaRegistryConfig?: KafkaSchemaRegistryConfig;
}

export interface SendDurableExecutionCallbackFailureRequest {
  readonly CallbackId: string;
  readonly Error?: ErrorObject;
}

export type SendDurableExecutionCallbackFailureResponse = { readonly [member: string]: never };

export interface SendDurableExecutionCallbackHeartbeatRequest {
  readonly CallbackId: string;
}

export type SendDurableExecutionCallbackHeartbeatResponse = { readonly [member: string]: never };

export interface SendDurableExecutionCallbackSuccessRequest {
  readonly CallbackId: string;
  readonly Result?: Uint8Array;
}

export type SendDurableExecutionCallbackSuccessResponse = { readonly [member: string]: never };

export interface SnapStart {
  readonly ApplyOn?: SnapStartApplyOn;
}

export type SnapStartApplyOn = "PublishedVersions" | "None";

export type SnapStartOptimizationStatus = "On" | "Off";

export interface SnapStartResponse {
  readonly ApplyOn?: SnapStartApplyOn;
  readonly OptimizationStatus?: SnapStartOptimizationStatus;
}

export interface SourceAccessConfiguration {
  readonly Type?: SourceAccessType;
  readonly URI?: string;
}

export type SourceAccessType =
  | "BASIC_AUTH"
  | "VPC_SUBNET"
  | "VPC_SECURITY_GROUP"
  | "SASL_SCRAM_512_AUTH"
  | "SASL_SCRAM_256_AUTH"
  | "VIRTUAL_HOST"
  | "CLIENT_CERTIFICATE_TLS_AUTH"
  | "SERVER_ROOT_CA_CERTIFICATE";

export type State = "Pending" | "Active" | "Inactive" | "Failed" | "Deactivating" | "Deactivated" | "ActiveNonInvocable" | "Deleting";

export type StateReasonCode =
  | "Idle"
  | "Creating"
  | "Restoring"
  | "EniLimitExceeded"
  | "InsufficientRolePermissions"
  | "InvalidConfiguration"
  | "InternalError"
  | "SubnetOutOfIPAddresses"
  | "InvalidSubnet"
  | "InvalidSecurityGroup"
  | "ImageDeleted"
  | "ImageAccessDenied"
  | "InvalidImage"
  | "KMSKeyAccessDenied"
  | "KMSKeyNotFound"
  | "InvalidStateKMSKey"
  | "DisabledKMSKey"
  | "EFSIOError"
  | "EFSMountConnectivityError"
  | "EFSMountFailure"
  | "EFSMountTimeout"
  | "InvalidRuntime"
  | "InvalidZipFileException"
  | "FunctionError"
  | "DrainingDurableExecutions"
  | "VcpuLimitExceeded"
  | "CapacityProviderScalingLimitExceeded"
  | "InsufficientCapacity"
  | "EC2RequestLimitExceeded"
  | "FunctionError.InitTimeout"
  | "FunctionError.RuntimeInitError"
  | "FunctionError.ExtensionInitError"
  | "FunctionError.InvalidEntryPoint"
  | "FunctionError.InvalidWorkingDirectory"
  | "FunctionError.PermissionDenied"
  | "FunctionError.TooManyExtensions"
  | "FunctionError.InitResourceExhausted"
  | "DisallowedByVpcEncryptionControl";

export interface StepDetails {
  readonly Attempt?: number;
  readonly NextAttemptTimestamp?: number;
  readonly Result?: string;
  readonly Error?: ErrorObject;
}

export interface StepFailedDetails {
  readonly Error: EventError;
  readonly RetryDetails: RetryDetails;
}

export interface StepOptions {
  readonly NextAttemptDelaySeconds?: number;
}

export type StepStartedDetails = { readonly [member: string]: never };

export interface StepSucceededDetails {
  readonly Result: EventResult;
  readonly RetryDetails: RetryDetails;
}

export interface StopDurableExecutionRequest {
  readonly DurableExecutionArn: string;
  readonly Error?: ErrorObject;
}

export interface StopDurableExecutionResponse {
  readonly StopTimestamp: number;
}

export type SystemLogLevel = "DEBUG" | "INFO" | "WARN";

export interface TagResourceRequest {
  readonly Resource: string;
  readonly Tags: { readonly [key: string]: string };
}

export interface TagsError {
  readonly ErrorCode: string;
  readonly Message: string;
}

export interface TargetTrackingScalingPolicy {
  readonly PredefinedMetricType: CapacityProviderPredefinedMetricType;
  readonly TargetValue: number;
}

export interface TenancyConfig {
  readonly TenantIsolationMode: TenantIsolationMode;
}

export type TenantIsolationMode = "PER_TENANT";

export type ThrottleReason =
  | "ConcurrentInvocationLimitExceeded"
  | "FunctionInvocationRateLimitExceeded"
  | "ReservedFunctionConcurrentInvocationLimitExceeded"
  | "ReservedFunctionInvocationRateLimitExceeded"
  | "CallerRateLimitExceeded"
  | "ConcurrentSnapshotCreateLimitExceeded";

export interface TraceHeader {
  readonly XAmznTraceId?: string;
}

export interface TracingConfig {
  readonly Mode?: TracingMode;
}

export interface TracingConfigResponse {
  readonly Mode?: TracingMode;
}

export type TracingMode = "Active" | "PassThrough";

export interface UntagResourceRequest {
  readonly Resource: string;
  readonly TagKeys: readonly string[];
}

export interface UpdateAliasRequest {
  readonly FunctionName: string;
  readonly Name: string;
  readonly FunctionVersion?: string;
  readonly Description?: string;
  readonly RoutingConfig?: AliasRoutingConfiguration;
  readonly RevisionId?: string;
}

export interface UpdateCapacityProviderRequest {
  readonly CapacityProviderName: string;
  readonly CapacityProviderScalingConfig?: CapacityProviderScalingConfig;
}

export interface UpdateCapacityProviderResponse {
  readonly CapacityProvider: CapacityProvider;
}

export interface UpdateCodeSigningConfigRequest {
  readonly CodeSigningConfigArn: string;
  readonly Description?: string;
  readonly AllowedPublishers?: AllowedPublishers;
  readonly CodeSigningPolicies?: CodeSigningPolicies;
}

export interface UpdateCodeSigningConfigResponse {
  readonly CodeSigningConfig: CodeSigningConfig;
}

export interface UpdateEventSourceMappingRequest {
  readonly UUID: string;
  readonly FunctionName?: string;
  readonly Enabled?: boolean;
  readonly BatchSize?: number;
  readonly FilterCriteria?: FilterCriteria;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly DestinationConfig?: DestinationConfig;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly MaximumRetryAttempts?: number;
  readonly ParallelizationFactor?: number;
  readonly SourceAccessConfigurations?: readonly SourceAccessConfiguration[];
  readonly TumblingWindowInSeconds?: number;
  readonly FunctionResponseTypes?: readonly FunctionResponseType[];
  readonly ScalingConfig?: ScalingConfig;
  readonly AmazonManagedKafkaEventSourceConfig?: AmazonManagedKafkaEventSourceConfig;
  readonly SelfManagedKafkaEventSourceConfig?: SelfManagedKafkaEventSourceConfig;
  readonly DocumentDBEventSourceConfig?: DocumentDBEventSourceConfig;
  readonly KMSKeyArn?: string;
  readonly MetricsConfig?: EventSourceMappingMetricsConfig;
  readonly LoggingConfig?: EventSourceMappingLoggingConfig;
  readonly ProvisionedPollerConfig?: ProvisionedPollerConfig;
}

export interface UpdateFunctionCodeRequest {
  readonly FunctionName: string;
  readonly ZipFile?: Uint8Array;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly S3ObjectVersion?: string;
  readonly ImageUri?: string;
  readonly Publish?: boolean;
  readonly DryRun?: boolean;
  readonly RevisionId?: string;
  readonly Architectures?: readonly Architecture[];
  readonly SourceKMSKeyArn?: string;
  readonly PublishTo?: FunctionVersionLatestPublished;
}

export interface UpdateFunctionConfigurationRequest {
  readonly FunctionName: string;
  readonly Role?: string;
  readonly Handler?: string;
  readonly Description?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly VpcConfig?: VpcConfig;
  readonly Environment?: Environment;
  readonly Runtime?: Runtime;
  readonly DeadLetterConfig?: DeadLetterConfig;
  readonly KMSKeyArn?: string;
  readonly TracingConfig?: TracingConfig;
  readonly RevisionId?: string;
  readonly Layers?: readonly string[];
  readonly FileSystemConfigs?: readonly FileSystemConfig[];
  readonly ImageConfig?: ImageConfig;
  readonly EphemeralStorage?: EphemeralStorage;
  readonly SnapStart?: SnapStart;
  readonly LoggingConfig?: LoggingConfig;
  readonly CapacityProviderConfig?: CapacityProviderConfig;
  readonly DurableConfig?: DurableConfig;
}

export interface UpdateFunctionEventInvokeConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: DestinationConfig;
}

export interface UpdateFunctionUrlConfigRequest {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly AuthType?: FunctionUrlAuthType;
  readonly Cors?: Cors;
  readonly InvokeMode?: InvokeMode;
}

export interface UpdateFunctionUrlConfigResponse {
  readonly FunctionUrl: string;
  readonly FunctionArn: string;
  readonly AuthType: FunctionUrlAuthType;
  readonly Cors?: Cors;
  readonly CreationTime: string;
  readonly LastModifiedTime: string;
  readonly InvokeMode?: InvokeMode;
}

export type UpdateRuntimeOn = "Auto" | "Manual" | "FunctionUpdate";

export interface VpcConfig {
  readonly SubnetIds?: readonly string[];
  readonly SecurityGroupIds?: readonly string[];
  readonly Ipv6AllowedForDualStack?: boolean;
}

export interface VpcConfigResponse {
  readonly SubnetIds?: readonly string[];
  readonly SecurityGroupIds?: readonly string[];
  readonly VpcId?: string;
  readonly Ipv6AllowedForDualStack?: boolean;
}

export interface WaitCancelledDetails {
  readonly Error?: EventError;
}

export interface WaitDetails {
  readonly ScheduledEndTimestamp?: number;
}

export interface WaitOptions {
  readonly WaitSeconds?: number;
}

export interface WaitStartedDetails {
  readonly Duration: number;
  readonly ScheduledEndTimestamp: number;
}

export interface WaitSucceededDetails {
  readonly Duration?: number;
}
