/**
 * EventBridge: every structure and enum of the API, and its operations. Made by `npm run codegen` from botocore
 * 1.43.11 (API version 2015-10-07); do not edit. Timestamps are milliseconds since 1970, blobs Uint8Array.
 */
import type { ServiceModel } from "../aws/model.ts";
import table from "./events.json" with { type: "json" };

/** The table behind the types: routes, constraints and errors. */
export const model = table as unknown as ServiceModel;

export type EventBridgeOperations = {
  readonly ActivateEventSource: { readonly input: ActivateEventSourceRequest; readonly output: void };
  readonly CancelReplay: { readonly input: CancelReplayRequest; readonly output: CancelReplayResponse };
  readonly CreateApiDestination: { readonly input: CreateApiDestinationRequest; readonly output: CreateApiDestinationResponse };
  readonly CreateArchive: { readonly input: CreateArchiveRequest; readonly output: CreateArchiveResponse };
  readonly CreateConnection: { readonly input: CreateConnectionRequest; readonly output: CreateConnectionResponse };
  readonly CreateEndpoint: { readonly input: CreateEndpointRequest; readonly output: CreateEndpointResponse };
  readonly CreateEventBus: { readonly input: CreateEventBusRequest; readonly output: CreateEventBusResponse };
  readonly CreatePartnerEventSource: { readonly input: CreatePartnerEventSourceRequest; readonly output: CreatePartnerEventSourceResponse };
  readonly DeactivateEventSource: { readonly input: DeactivateEventSourceRequest; readonly output: void };
  readonly DeauthorizeConnection: { readonly input: DeauthorizeConnectionRequest; readonly output: DeauthorizeConnectionResponse };
  readonly DeleteApiDestination: { readonly input: DeleteApiDestinationRequest; readonly output: DeleteApiDestinationResponse };
  readonly DeleteArchive: { readonly input: DeleteArchiveRequest; readonly output: DeleteArchiveResponse };
  readonly DeleteConnection: { readonly input: DeleteConnectionRequest; readonly output: DeleteConnectionResponse };
  readonly DeleteEndpoint: { readonly input: DeleteEndpointRequest; readonly output: DeleteEndpointResponse };
  readonly DeleteEventBus: { readonly input: DeleteEventBusRequest; readonly output: void };
  readonly DeletePartnerEventSource: { readonly input: DeletePartnerEventSourceRequest; readonly output: void };
  readonly DeleteRule: { readonly input: DeleteRuleRequest; readonly output: void };
  readonly DescribeApiDestination: { readonly input: DescribeApiDestinationRequest; readonly output: DescribeApiDestinationResponse };
  readonly DescribeArchive: { readonly input: DescribeArchiveRequest; readonly output: DescribeArchiveResponse };
  readonly DescribeConnection: { readonly input: DescribeConnectionRequest; readonly output: DescribeConnectionResponse };
  readonly DescribeEndpoint: { readonly input: DescribeEndpointRequest; readonly output: DescribeEndpointResponse };
  readonly DescribeEventBus: { readonly input: DescribeEventBusRequest; readonly output: DescribeEventBusResponse };
  readonly DescribeEventSource: { readonly input: DescribeEventSourceRequest; readonly output: DescribeEventSourceResponse };
  readonly DescribePartnerEventSource: {
    readonly input: DescribePartnerEventSourceRequest;
    readonly output: DescribePartnerEventSourceResponse;
  };
  readonly DescribeReplay: { readonly input: DescribeReplayRequest; readonly output: DescribeReplayResponse };
  readonly DescribeRule: { readonly input: DescribeRuleRequest; readonly output: DescribeRuleResponse };
  readonly DisableRule: { readonly input: DisableRuleRequest; readonly output: void };
  readonly EnableRule: { readonly input: EnableRuleRequest; readonly output: void };
  readonly ListApiDestinations: { readonly input: ListApiDestinationsRequest; readonly output: ListApiDestinationsResponse };
  readonly ListArchives: { readonly input: ListArchivesRequest; readonly output: ListArchivesResponse };
  readonly ListConnections: { readonly input: ListConnectionsRequest; readonly output: ListConnectionsResponse };
  readonly ListEndpoints: { readonly input: ListEndpointsRequest; readonly output: ListEndpointsResponse };
  readonly ListEventBuses: { readonly input: ListEventBusesRequest; readonly output: ListEventBusesResponse };
  readonly ListEventSources: { readonly input: ListEventSourcesRequest; readonly output: ListEventSourcesResponse };
  readonly ListPartnerEventSourceAccounts: {
    readonly input: ListPartnerEventSourceAccountsRequest;
    readonly output: ListPartnerEventSourceAccountsResponse;
  };
  readonly ListPartnerEventSources: { readonly input: ListPartnerEventSourcesRequest; readonly output: ListPartnerEventSourcesResponse };
  readonly ListReplays: { readonly input: ListReplaysRequest; readonly output: ListReplaysResponse };
  readonly ListRuleNamesByTarget: { readonly input: ListRuleNamesByTargetRequest; readonly output: ListRuleNamesByTargetResponse };
  readonly ListRules: { readonly input: ListRulesRequest; readonly output: ListRulesResponse };
  readonly ListTagsForResource: { readonly input: ListTagsForResourceRequest; readonly output: ListTagsForResourceResponse };
  readonly ListTargetsByRule: { readonly input: ListTargetsByRuleRequest; readonly output: ListTargetsByRuleResponse };
  readonly PutEvents: { readonly input: PutEventsRequest; readonly output: PutEventsResponse };
  readonly PutPartnerEvents: { readonly input: PutPartnerEventsRequest; readonly output: PutPartnerEventsResponse };
  readonly PutPermission: { readonly input: PutPermissionRequest; readonly output: void };
  readonly PutRule: { readonly input: PutRuleRequest; readonly output: PutRuleResponse };
  readonly PutTargets: { readonly input: PutTargetsRequest; readonly output: PutTargetsResponse };
  readonly RemovePermission: { readonly input: RemovePermissionRequest; readonly output: void };
  readonly RemoveTargets: { readonly input: RemoveTargetsRequest; readonly output: RemoveTargetsResponse };
  readonly StartReplay: { readonly input: StartReplayRequest; readonly output: StartReplayResponse };
  readonly TagResource: { readonly input: TagResourceRequest; readonly output: TagResourceResponse };
  readonly TestEventPattern: { readonly input: TestEventPatternRequest; readonly output: TestEventPatternResponse };
  readonly UntagResource: { readonly input: UntagResourceRequest; readonly output: UntagResourceResponse };
  readonly UpdateApiDestination: { readonly input: UpdateApiDestinationRequest; readonly output: UpdateApiDestinationResponse };
  readonly UpdateArchive: { readonly input: UpdateArchiveRequest; readonly output: UpdateArchiveResponse };
  readonly UpdateConnection: { readonly input: UpdateConnectionRequest; readonly output: UpdateConnectionResponse };
  readonly UpdateEndpoint: { readonly input: UpdateEndpointRequest; readonly output: UpdateEndpointResponse };
  readonly UpdateEventBus: { readonly input: UpdateEventBusRequest; readonly output: UpdateEventBusResponse };
};

export interface ActivateEventSourceRequest {
  readonly Name: string;
}

export interface ApiDestination {
  readonly ApiDestinationArn?: string;
  readonly Name?: string;
  readonly ApiDestinationState?: ApiDestinationState;
  readonly ConnectionArn?: string;
  readonly InvocationEndpoint?: string;
  readonly HttpMethod?: ApiDestinationHttpMethod;
  readonly InvocationRateLimitPerSecond?: number;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
}

export type ApiDestinationHttpMethod = "POST" | "GET" | "HEAD" | "OPTIONS" | "PUT" | "PATCH" | "DELETE";

export type ApiDestinationState = "ACTIVE" | "INACTIVE";

export interface AppSyncParameters {
  readonly GraphQLOperation?: string;
}

export interface Archive {
  readonly ArchiveName?: string;
  readonly EventSourceArn?: string;
  readonly State?: ArchiveState;
  readonly StateReason?: string;
  readonly RetentionDays?: number;
  readonly SizeBytes?: number;
  readonly EventCount?: number;
  readonly CreationTime?: number;
}

export type ArchiveState = "ENABLED" | "DISABLED" | "CREATING" | "UPDATING" | "CREATE_FAILED" | "UPDATE_FAILED";

export type AssignPublicIp = "ENABLED" | "DISABLED";

export interface AwsVpcConfiguration {
  readonly Subnets: readonly string[];
  readonly SecurityGroups?: readonly string[];
  readonly AssignPublicIp?: AssignPublicIp;
}

export interface BatchArrayProperties {
  readonly Size?: number;
}

export interface BatchParameters {
  readonly JobDefinition: string;
  readonly JobName: string;
  readonly ArrayProperties?: BatchArrayProperties;
  readonly RetryStrategy?: BatchRetryStrategy;
}

export interface BatchRetryStrategy {
  readonly Attempts?: number;
}

export interface CancelReplayRequest {
  readonly ReplayName: string;
}

export interface CancelReplayResponse {
  readonly ReplayArn?: string;
  readonly State?: ReplayState;
  readonly StateReason?: string;
}

export interface CapacityProviderStrategyItem {
  readonly capacityProvider: string;
  readonly weight?: number;
  readonly base?: number;
}

export interface Condition {
  readonly Type: string;
  readonly Key: string;
  readonly Value: string;
}

export interface Connection {
  readonly ConnectionArn?: string;
  readonly Name?: string;
  readonly ConnectionState?: ConnectionState;
  readonly StateReason?: string;
  readonly AuthorizationType?: ConnectionAuthorizationType;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
  readonly LastAuthorizedTime?: number;
}

export interface ConnectionApiKeyAuthResponseParameters {
  readonly ApiKeyName?: string;
}

export interface ConnectionAuthResponseParameters {
  readonly BasicAuthParameters?: ConnectionBasicAuthResponseParameters;
  readonly OAuthParameters?: ConnectionOAuthResponseParameters;
  readonly ApiKeyAuthParameters?: ConnectionApiKeyAuthResponseParameters;
  readonly InvocationHttpParameters?: ConnectionHttpParameters;
  readonly ConnectivityParameters?: DescribeConnectionConnectivityParameters;
}

export type ConnectionAuthorizationType = "BASIC" | "OAUTH_CLIENT_CREDENTIALS" | "API_KEY";

export interface ConnectionBasicAuthResponseParameters {
  readonly Username?: string;
}

export interface ConnectionBodyParameter {
  readonly Key?: string;
  readonly Value?: string;
  readonly IsValueSecret?: boolean;
}

export interface ConnectionHeaderParameter {
  readonly Key?: string;
  readonly Value?: string;
  readonly IsValueSecret?: boolean;
}

export interface ConnectionHttpParameters {
  readonly HeaderParameters?: readonly ConnectionHeaderParameter[];
  readonly QueryStringParameters?: readonly ConnectionQueryStringParameter[];
  readonly BodyParameters?: readonly ConnectionBodyParameter[];
}

export interface ConnectionOAuthClientResponseParameters {
  readonly ClientID?: string;
}

export type ConnectionOAuthHttpMethod = "GET" | "POST" | "PUT";

export interface ConnectionOAuthResponseParameters {
  readonly ClientParameters?: ConnectionOAuthClientResponseParameters;
  readonly AuthorizationEndpoint?: string;
  readonly HttpMethod?: ConnectionOAuthHttpMethod;
  readonly OAuthHttpParameters?: ConnectionHttpParameters;
}

export interface ConnectionQueryStringParameter {
  readonly Key?: string;
  readonly Value?: string;
  readonly IsValueSecret?: boolean;
}

export type ConnectionState =
  | "CREATING"
  | "UPDATING"
  | "DELETING"
  | "AUTHORIZED"
  | "DEAUTHORIZED"
  | "AUTHORIZING"
  | "DEAUTHORIZING"
  | "ACTIVE"
  | "FAILED_CONNECTIVITY";

export interface ConnectivityResourceConfigurationArn {
  readonly ResourceConfigurationArn: string;
}

export interface ConnectivityResourceParameters {
  readonly ResourceParameters: ConnectivityResourceConfigurationArn;
}

export interface CreateApiDestinationRequest {
  readonly Name: string;
  readonly Description?: string;
  readonly ConnectionArn: string;
  readonly InvocationEndpoint: string;
  readonly HttpMethod: ApiDestinationHttpMethod;
  readonly InvocationRateLimitPerSecond?: number;
}

export interface CreateApiDestinationResponse {
  readonly ApiDestinationArn?: string;
  readonly ApiDestinationState?: ApiDestinationState;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
}

export interface CreateArchiveRequest {
  readonly ArchiveName: string;
  readonly EventSourceArn: string;
  readonly Description?: string;
  readonly EventPattern?: string;
  readonly RetentionDays?: number;
  readonly KmsKeyIdentifier?: string;
}

export interface CreateArchiveResponse {
  readonly ArchiveArn?: string;
  readonly State?: ArchiveState;
  readonly StateReason?: string;
  readonly CreationTime?: number;
}

export interface CreateConnectionApiKeyAuthRequestParameters {
  readonly ApiKeyName: string;
  readonly ApiKeyValue: string;
}

export interface CreateConnectionAuthRequestParameters {
  readonly BasicAuthParameters?: CreateConnectionBasicAuthRequestParameters;
  readonly OAuthParameters?: CreateConnectionOAuthRequestParameters;
  readonly ApiKeyAuthParameters?: CreateConnectionApiKeyAuthRequestParameters;
  readonly InvocationHttpParameters?: ConnectionHttpParameters;
  readonly ConnectivityParameters?: ConnectivityResourceParameters;
}

export interface CreateConnectionBasicAuthRequestParameters {
  readonly Username: string;
  readonly Password: string;
}

export interface CreateConnectionOAuthClientRequestParameters {
  readonly ClientID: string;
  readonly ClientSecret: string;
}

export interface CreateConnectionOAuthRequestParameters {
  readonly ClientParameters: CreateConnectionOAuthClientRequestParameters;
  readonly AuthorizationEndpoint: string;
  readonly HttpMethod: ConnectionOAuthHttpMethod;
  readonly OAuthHttpParameters?: ConnectionHttpParameters;
}

export interface CreateConnectionRequest {
  readonly Name: string;
  readonly Description?: string;
  readonly AuthorizationType: ConnectionAuthorizationType;
  readonly AuthParameters: CreateConnectionAuthRequestParameters;
  readonly InvocationConnectivityParameters?: ConnectivityResourceParameters;
  readonly KmsKeyIdentifier?: string;
}

export interface CreateConnectionResponse {
  readonly ConnectionArn?: string;
  readonly ConnectionState?: ConnectionState;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
}

export interface CreateEndpointRequest {
  readonly Name: string;
  readonly Description?: string;
  readonly RoutingConfig: RoutingConfig;
  readonly ReplicationConfig?: ReplicationConfig;
  readonly EventBuses: readonly EndpointEventBus[];
  readonly RoleArn?: string;
}

export interface CreateEndpointResponse {
  readonly Name?: string;
  readonly Arn?: string;
  readonly RoutingConfig?: RoutingConfig;
  readonly ReplicationConfig?: ReplicationConfig;
  readonly EventBuses?: readonly EndpointEventBus[];
  readonly RoleArn?: string;
  readonly State?: EndpointState;
}

export interface CreateEventBusRequest {
  readonly Name: string;
  readonly EventSourceName?: string;
  readonly Description?: string;
  readonly KmsKeyIdentifier?: string;
  readonly DeadLetterConfig?: DeadLetterConfig;
  readonly LogConfig?: LogConfig;
  readonly Tags?: readonly Tag[];
}

export interface CreateEventBusResponse {
  readonly EventBusArn?: string;
  readonly Description?: string;
  readonly KmsKeyIdentifier?: string;
  readonly DeadLetterConfig?: DeadLetterConfig;
  readonly LogConfig?: LogConfig;
}

export interface CreatePartnerEventSourceRequest {
  readonly Name: string;
  readonly Account: string;
}

export interface CreatePartnerEventSourceResponse {
  readonly EventSourceArn?: string;
}

export interface DeactivateEventSourceRequest {
  readonly Name: string;
}

export interface DeadLetterConfig {
  readonly Arn?: string;
}

export interface DeauthorizeConnectionRequest {
  readonly Name: string;
}

export interface DeauthorizeConnectionResponse {
  readonly ConnectionArn?: string;
  readonly ConnectionState?: ConnectionState;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
  readonly LastAuthorizedTime?: number;
}

export interface DeleteApiDestinationRequest {
  readonly Name: string;
}

export type DeleteApiDestinationResponse = { readonly [member: string]: never };

export interface DeleteArchiveRequest {
  readonly ArchiveName: string;
}

export type DeleteArchiveResponse = { readonly [member: string]: never };

export interface DeleteConnectionRequest {
  readonly Name: string;
}

export interface DeleteConnectionResponse {
  readonly ConnectionArn?: string;
  readonly ConnectionState?: ConnectionState;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
  readonly LastAuthorizedTime?: number;
}

export interface DeleteEndpointRequest {
  readonly Name: string;
}

export type DeleteEndpointResponse = { readonly [member: string]: never };

export interface DeleteEventBusRequest {
  readonly Name: string;
}

export interface DeletePartnerEventSourceRequest {
  readonly Name: string;
  readonly Account: string;
}

export interface DeleteRuleRequest {
  readonly Name: string;
  readonly EventBusName?: string;
  readonly Force?: boolean;
}

export interface DescribeApiDestinationRequest {
  readonly Name: string;
}

export interface DescribeApiDestinationResponse {
  readonly ApiDestinationArn?: string;
  readonly Name?: string;
  readonly Description?: string;
  readonly ApiDestinationState?: ApiDestinationState;
  readonly ConnectionArn?: string;
  readonly InvocationEndpoint?: string;
  readonly HttpMethod?: ApiDestinationHttpMethod;
  readonly InvocationRateLimitPerSecond?: number;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
}

export interface DescribeArchiveRequest {
  readonly ArchiveName: string;
}

export interface DescribeArchiveResponse {
  readonly ArchiveArn?: string;
  readonly ArchiveName?: string;
  readonly EventSourceArn?: string;
  readonly Description?: string;
  readonly EventPattern?: string;
  readonly State?: ArchiveState;
  readonly StateReason?: string;
  readonly KmsKeyIdentifier?: string;
  readonly RetentionDays?: number;
  readonly SizeBytes?: number;
  readonly EventCount?: number;
  readonly CreationTime?: number;
}

export interface DescribeConnectionConnectivityParameters {
  readonly ResourceParameters: DescribeConnectionResourceParameters;
}

export interface DescribeConnectionRequest {
  readonly Name: string;
}

export interface DescribeConnectionResourceParameters {
  readonly ResourceConfigurationArn: string;
  readonly ResourceAssociationArn: string;
}

export interface DescribeConnectionResponse {
  readonly ConnectionArn?: string;
  readonly Name?: string;
  readonly Description?: string;
  readonly InvocationConnectivityParameters?: DescribeConnectionConnectivityParameters;
  readonly ConnectionState?: ConnectionState;
  readonly StateReason?: string;
  readonly AuthorizationType?: ConnectionAuthorizationType;
  readonly SecretArn?: string;
  readonly KmsKeyIdentifier?: string;
  readonly AuthParameters?: ConnectionAuthResponseParameters;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
  readonly LastAuthorizedTime?: number;
}

export interface DescribeEndpointRequest {
  readonly Name: string;
  readonly HomeRegion?: string;
}

export interface DescribeEndpointResponse {
  readonly Name?: string;
  readonly Description?: string;
  readonly Arn?: string;
  readonly RoutingConfig?: RoutingConfig;
  readonly ReplicationConfig?: ReplicationConfig;
  readonly EventBuses?: readonly EndpointEventBus[];
  readonly RoleArn?: string;
  readonly EndpointId?: string;
  readonly EndpointUrl?: string;
  readonly State?: EndpointState;
  readonly StateReason?: string;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
}

export interface DescribeEventBusRequest {
  readonly Name?: string;
}

export interface DescribeEventBusResponse {
  readonly Name?: string;
  readonly Arn?: string;
  readonly Description?: string;
  readonly KmsKeyIdentifier?: string;
  readonly DeadLetterConfig?: DeadLetterConfig;
  readonly Policy?: string;
  readonly LogConfig?: LogConfig;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
}

export interface DescribeEventSourceRequest {
  readonly Name: string;
}

export interface DescribeEventSourceResponse {
  readonly Arn?: string;
  readonly CreatedBy?: string;
  readonly CreationTime?: number;
  readonly ExpirationTime?: number;
  readonly Name?: string;
  readonly State?: EventSourceState;
}

export interface DescribePartnerEventSourceRequest {
  readonly Name: string;
}

export interface DescribePartnerEventSourceResponse {
  readonly Arn?: string;
  readonly Name?: string;
}

export interface DescribeReplayRequest {
  readonly ReplayName: string;
}

export interface DescribeReplayResponse {
  readonly ReplayName?: string;
  readonly ReplayArn?: string;
  readonly Description?: string;
  readonly State?: ReplayState;
  readonly StateReason?: string;
  readonly EventSourceArn?: string;
  readonly Destination?: ReplayDestination;
  readonly EventStartTime?: number;
  readonly EventEndTime?: number;
  readonly EventLastReplayedTime?: number;
  readonly ReplayStartTime?: number;
  readonly ReplayEndTime?: number;
}

export interface DescribeRuleRequest {
  readonly Name: string;
  readonly EventBusName?: string;
}

export interface DescribeRuleResponse {
  readonly Name?: string;
  readonly Arn?: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly State?: RuleState;
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly ManagedBy?: string;
  readonly EventBusName?: string;
  readonly CreatedBy?: string;
}

export interface DisableRuleRequest {
  readonly Name: string;
  readonly EventBusName?: string;
}

export interface EcsParameters {
  readonly TaskDefinitionArn: string;
  readonly TaskCount?: number;
  readonly LaunchType?: LaunchType;
  readonly NetworkConfiguration?: NetworkConfiguration;
  readonly PlatformVersion?: string;
  readonly Group?: string;
  readonly CapacityProviderStrategy?: readonly CapacityProviderStrategyItem[];
  readonly EnableECSManagedTags?: boolean;
  readonly EnableExecuteCommand?: boolean;
  readonly PlacementConstraints?: readonly PlacementConstraint[];
  readonly PlacementStrategy?: readonly PlacementStrategy[];
  readonly PropagateTags?: PropagateTags;
  readonly ReferenceId?: string;
  readonly Tags?: readonly Tag[];
}

export interface EnableRuleRequest {
  readonly Name: string;
  readonly EventBusName?: string;
}

export interface Endpoint {
  readonly Name?: string;
  readonly Description?: string;
  readonly Arn?: string;
  readonly RoutingConfig?: RoutingConfig;
  readonly ReplicationConfig?: ReplicationConfig;
  readonly EventBuses?: readonly EndpointEventBus[];
  readonly RoleArn?: string;
  readonly EndpointId?: string;
  readonly EndpointUrl?: string;
  readonly State?: EndpointState;
  readonly StateReason?: string;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
}

export interface EndpointEventBus {
  readonly EventBusArn: string;
}

export type EndpointState = "ACTIVE" | "CREATING" | "UPDATING" | "DELETING" | "CREATE_FAILED" | "UPDATE_FAILED" | "DELETE_FAILED";

export interface EventBus {
  readonly Name?: string;
  readonly Arn?: string;
  readonly Description?: string;
  readonly Policy?: string;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
}

export interface EventSource {
  readonly Arn?: string;
  readonly CreatedBy?: string;
  readonly CreationTime?: number;
  readonly ExpirationTime?: number;
  readonly Name?: string;
  readonly State?: EventSourceState;
}

export type EventSourceState = "PENDING" | "ACTIVE" | "DELETED";

export interface FailoverConfig {
  readonly Primary: Primary;
  readonly Secondary: Secondary;
}

export interface HttpParameters {
  readonly PathParameterValues?: readonly string[];
  readonly HeaderParameters?: { readonly [key: string]: string };
  readonly QueryStringParameters?: { readonly [key: string]: string };
}

export type IncludeDetail = "NONE" | "FULL";

export interface InputTransformer {
  readonly InputPathsMap?: { readonly [key: string]: string };
  readonly InputTemplate: string;
}

export interface KinesisParameters {
  readonly PartitionKeyPath: string;
}

export type LaunchType = "EC2" | "FARGATE" | "EXTERNAL";

export type Level = "OFF" | "ERROR" | "INFO" | "TRACE";

export interface ListApiDestinationsRequest {
  readonly NamePrefix?: string;
  readonly ConnectionArn?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export interface ListApiDestinationsResponse {
  readonly ApiDestinations?: readonly ApiDestination[];
  readonly NextToken?: string;
}

export interface ListArchivesRequest {
  readonly NamePrefix?: string;
  readonly EventSourceArn?: string;
  readonly State?: ArchiveState;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export interface ListArchivesResponse {
  readonly Archives?: readonly Archive[];
  readonly NextToken?: string;
}

export interface ListConnectionsRequest {
  readonly NamePrefix?: string;
  readonly ConnectionState?: ConnectionState;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export interface ListConnectionsResponse {
  readonly Connections?: readonly Connection[];
  readonly NextToken?: string;
}

export interface ListEndpointsRequest {
  readonly NamePrefix?: string;
  readonly HomeRegion?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

export interface ListEndpointsResponse {
  readonly Endpoints?: readonly Endpoint[];
  readonly NextToken?: string;
}

export interface ListEventBusesRequest {
  readonly NamePrefix?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export interface ListEventBusesResponse {
  readonly EventBuses?: readonly EventBus[];
  readonly NextToken?: string;
}

export interface ListEventSourcesRequest {
  readonly NamePrefix?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export interface ListEventSourcesResponse {
  readonly EventSources?: readonly EventSource[];
  readonly NextToken?: string;
}

export interface ListPartnerEventSourceAccountsRequest {
  readonly EventSourceName: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export interface ListPartnerEventSourceAccountsResponse {
  readonly PartnerEventSourceAccounts?: readonly PartnerEventSourceAccount[];
  readonly NextToken?: string;
}

export interface ListPartnerEventSourcesRequest {
  readonly NamePrefix: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export interface ListPartnerEventSourcesResponse {
  readonly PartnerEventSources?: readonly PartnerEventSource[];
  readonly NextToken?: string;
}

export interface ListReplaysRequest {
  readonly NamePrefix?: string;
  readonly State?: ReplayState;
  readonly EventSourceArn?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export interface ListReplaysResponse {
  readonly Replays?: readonly Replay[];
  readonly NextToken?: string;
}

export interface ListRuleNamesByTargetRequest {
  readonly TargetArn: string;
  readonly EventBusName?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export interface ListRuleNamesByTargetResponse {
  readonly RuleNames?: readonly string[];
  readonly NextToken?: string;
}

export interface ListRulesRequest {
  readonly NamePrefix?: string;
  readonly EventBusName?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export interface ListRulesResponse {
  readonly Rules?: readonly Rule[];
  readonly NextToken?: string;
}

export interface ListTagsForResourceRequest {
  readonly ResourceARN: string;
}

export interface ListTagsForResourceResponse {
  readonly Tags?: readonly Tag[];
}

export interface ListTargetsByRuleRequest {
  readonly Rule: string;
  readonly EventBusName?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export interface ListTargetsByRuleResponse {
  readonly Targets?: readonly Target[];
  readonly NextToken?: string;
}

export interface LogConfig {
  readonly IncludeDetail?: IncludeDetail;
  readonly Level?: Level;
}

export interface NetworkConfiguration {
  readonly awsvpcConfiguration?: AwsVpcConfiguration;
}

export interface PartnerEventSource {
  readonly Arn?: string;
  readonly Name?: string;
}

export interface PartnerEventSourceAccount {
  readonly Account?: string;
  readonly CreationTime?: number;
  readonly ExpirationTime?: number;
  readonly State?: EventSourceState;
}

export interface PlacementConstraint {
  readonly type?: PlacementConstraintType;
  readonly expression?: string;
}

export type PlacementConstraintType = "distinctInstance" | "memberOf";

export interface PlacementStrategy {
  readonly type?: PlacementStrategyType;
  readonly field?: string;
}

export type PlacementStrategyType = "random" | "spread" | "binpack";

export interface Primary {
  readonly HealthCheck: string;
}

export type PropagateTags = "TASK_DEFINITION";

export interface PutEventsRequest {
  readonly Entries: readonly PutEventsRequestEntry[];
  readonly EndpointId?: string;
}

export interface PutEventsRequestEntry {
  readonly Time?: number;
  readonly Source?: string;
  readonly Resources?: readonly string[];
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly TraceHeader?: string;
}

export interface PutEventsResponse {
  readonly FailedEntryCount?: number;
  readonly Entries?: readonly PutEventsResultEntry[];
}

export interface PutEventsResultEntry {
  readonly EventId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

export interface PutPartnerEventsRequest {
  readonly Entries: readonly PutPartnerEventsRequestEntry[];
}

export interface PutPartnerEventsRequestEntry {
  readonly Time?: number;
  readonly Source?: string;
  readonly Resources?: readonly string[];
  readonly DetailType?: string;
  readonly Detail?: string;
}

export interface PutPartnerEventsResponse {
  readonly FailedEntryCount?: number;
  readonly Entries?: readonly PutPartnerEventsResultEntry[];
}

export interface PutPartnerEventsResultEntry {
  readonly EventId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

export interface PutPermissionRequest {
  readonly EventBusName?: string;
  readonly Action?: string;
  readonly Principal?: string;
  readonly StatementId?: string;
  readonly Condition?: Condition;
  readonly Policy?: string;
}

export interface PutRuleRequest {
  readonly Name: string;
  readonly ScheduleExpression?: string;
  readonly EventPattern?: string;
  readonly State?: RuleState;
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly Tags?: readonly Tag[];
  readonly EventBusName?: string;
}

export interface PutRuleResponse {
  readonly RuleArn?: string;
}

export interface PutTargetsRequest {
  readonly Rule: string;
  readonly EventBusName?: string;
  readonly Targets: readonly Target[];
}

export interface PutTargetsResponse {
  readonly FailedEntryCount?: number;
  readonly FailedEntries?: readonly PutTargetsResultEntry[];
}

export interface PutTargetsResultEntry {
  readonly TargetId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

export interface RedshiftDataParameters {
  readonly SecretManagerArn?: string;
  readonly Database: string;
  readonly DbUser?: string;
  readonly Sql?: string;
  readonly StatementName?: string;
  readonly WithEvent?: boolean;
  readonly Sqls?: readonly string[];
}

export interface RemovePermissionRequest {
  readonly StatementId?: string;
  readonly RemoveAllPermissions?: boolean;
  readonly EventBusName?: string;
}

export interface RemoveTargetsRequest {
  readonly Rule: string;
  readonly EventBusName?: string;
  readonly Ids: readonly string[];
  readonly Force?: boolean;
}

export interface RemoveTargetsResponse {
  readonly FailedEntryCount?: number;
  readonly FailedEntries?: readonly RemoveTargetsResultEntry[];
}

export interface RemoveTargetsResultEntry {
  readonly TargetId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

export interface Replay {
  readonly ReplayName?: string;
  readonly EventSourceArn?: string;
  readonly State?: ReplayState;
  readonly StateReason?: string;
  readonly EventStartTime?: number;
  readonly EventEndTime?: number;
  readonly EventLastReplayedTime?: number;
  readonly ReplayStartTime?: number;
  readonly ReplayEndTime?: number;
}

export interface ReplayDestination {
  readonly Arn: string;
  readonly FilterArns?: readonly string[];
}

export type ReplayState = "STARTING" | "RUNNING" | "CANCELLING" | "COMPLETED" | "CANCELLED" | "FAILED";

export interface ReplicationConfig {
  readonly State?: ReplicationState;
}

export type ReplicationState = "ENABLED" | "DISABLED";

export interface RetryPolicy {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
}

export interface RoutingConfig {
  readonly FailoverConfig: FailoverConfig;
}

export interface Rule {
  readonly Name?: string;
  readonly Arn?: string;
  readonly EventPattern?: string;
  readonly State?: RuleState;
  readonly Description?: string;
  readonly ScheduleExpression?: string;
  readonly RoleArn?: string;
  readonly ManagedBy?: string;
  readonly EventBusName?: string;
}

export type RuleState = "ENABLED" | "DISABLED" | "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

export interface RunCommandParameters {
  readonly RunCommandTargets: readonly RunCommandTarget[];
}

export interface RunCommandTarget {
  readonly Key: string;
  readonly Values: readonly string[];
}

export interface SageMakerPipelineParameter {
  readonly Name: string;
  readonly Value: string;
}

export interface SageMakerPipelineParameters {
  readonly PipelineParameterList?: readonly SageMakerPipelineParameter[];
}

export interface Secondary {
  readonly Route: string;
}

export interface SqsParameters {
  readonly MessageGroupId?: string;
}

export interface StartReplayRequest {
  readonly ReplayName: string;
  readonly Description?: string;
  readonly EventSourceArn: string;
  readonly EventStartTime: number;
  readonly EventEndTime: number;
  readonly Destination: ReplayDestination;
}

export interface StartReplayResponse {
  readonly ReplayArn?: string;
  readonly State?: ReplayState;
  readonly StateReason?: string;
  readonly ReplayStartTime?: number;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface TagResourceRequest {
  readonly ResourceARN: string;
  readonly Tags: readonly Tag[];
}

export type TagResourceResponse = { readonly [member: string]: never };

export interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: InputTransformer;
  readonly KinesisParameters?: KinesisParameters;
  readonly RunCommandParameters?: RunCommandParameters;
  readonly EcsParameters?: EcsParameters;
  readonly BatchParameters?: BatchParameters;
  readonly SqsParameters?: SqsParameters;
  readonly HttpParameters?: HttpParameters;
  readonly RedshiftDataParameters?: RedshiftDataParameters;
  readonly SageMakerPipelineParameters?: SageMakerPipelineParameters;
  readonly DeadLetterConfig?: DeadLetterConfig;
  readonly RetryPolicy?: RetryPolicy;
  readonly AppSyncParameters?: AppSyncParameters;
}

export interface TestEventPatternRequest {
  readonly EventPattern: string;
  readonly Event: string;
}

export interface TestEventPatternResponse {
  readonly Result?: boolean;
}

export interface UntagResourceRequest {
  readonly ResourceARN: string;
  readonly TagKeys: readonly string[];
}

export type UntagResourceResponse = { readonly [member: string]: never };

export interface UpdateApiDestinationRequest {
  readonly Name: string;
  readonly Description?: string;
  readonly ConnectionArn?: string;
  readonly InvocationEndpoint?: string;
  readonly HttpMethod?: ApiDestinationHttpMethod;
  readonly InvocationRateLimitPerSecond?: number;
}

export interface UpdateApiDestinationResponse {
  readonly ApiDestinationArn?: string;
  readonly ApiDestinationState?: ApiDestinationState;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
}

export interface UpdateArchiveRequest {
  readonly ArchiveName: string;
  readonly Description?: string;
  readonly EventPattern?: string;
  readonly RetentionDays?: number;
  readonly KmsKeyIdentifier?: string;
}

export interface UpdateArchiveResponse {
  readonly ArchiveArn?: string;
  readonly State?: ArchiveState;
  readonly StateReason?: string;
  readonly CreationTime?: number;
}

export interface UpdateConnectionApiKeyAuthRequestParameters {
  readonly ApiKeyName?: string;
  readonly ApiKeyValue?: string;
}

export interface UpdateConnectionAuthRequestParameters {
  readonly BasicAuthParameters?: UpdateConnectionBasicAuthRequestParameters;
  readonly OAuthParameters?: UpdateConnectionOAuthRequestParameters;
  readonly ApiKeyAuthParameters?: UpdateConnectionApiKeyAuthRequestParameters;
  readonly InvocationHttpParameters?: ConnectionHttpParameters;
  readonly ConnectivityParameters?: ConnectivityResourceParameters;
}

export interface UpdateConnectionBasicAuthRequestParameters {
  readonly Username?: string;
  readonly Password?: string;
}

export interface UpdateConnectionOAuthClientRequestParameters {
  readonly ClientID?: string;
  readonly ClientSecret?: string;
}

export interface UpdateConnectionOAuthRequestParameters {
  readonly ClientParameters?: UpdateConnectionOAuthClientRequestParameters;
  readonly AuthorizationEndpoint?: string;
  readonly HttpMethod?: ConnectionOAuthHttpMethod;
  readonly OAuthHttpParameters?: ConnectionHttpParameters;
}

export interface UpdateConnectionRequest {
  readonly Name: string;
  readonly Description?: string;
  readonly AuthorizationType?: ConnectionAuthorizationType;
  readonly AuthParameters?: UpdateConnectionAuthRequestParameters;
  readonly InvocationConnectivityParameters?: ConnectivityResourceParameters;
  readonly KmsKeyIdentifier?: string;
}

export interface UpdateConnectionResponse {
  readonly ConnectionArn?: string;
  readonly ConnectionState?: ConnectionState;
  readonly CreationTime?: number;
  readonly LastModifiedTime?: number;
  readonly LastAuthorizedTime?: number;
}

export interface UpdateEndpointRequest {
  readonly Name: string;
  readonly Description?: string;
  readonly RoutingConfig?: RoutingConfig;
  readonly ReplicationConfig?: ReplicationConfig;
  readonly EventBuses?: readonly EndpointEventBus[];
  readonly RoleArn?: string;
}

export interface UpdateEndpointResponse {
  readonly Name?: string;
  readonly Arn?: string;
  readonly RoutingConfig?: RoutingConfig;
  readonly ReplicationConfig?: ReplicationConfig;
  readonly EventBuses?: readonly EndpointEventBus[];
  readonly RoleArn?: string;
  readonly EndpointId?: string;
  readonly EndpointUrl?: string;
  readonly State?: EndpointState;
}

export interface UpdateEventBusRequest {
  readonly Name?: string;
  readonly KmsKeyIdentifier?: string;
  readonly Description?: string;
  readonly DeadLetterConfig?: DeadLetterConfig;
  readonly LogConfig?: LogConfig;
}

export interface UpdateEventBusResponse {
  readonly Arn?: string;
  readonly Name?: string;
  readonly KmsKeyIdentifier?: string;
  readonly Description?: string;
  readonly DeadLetterConfig?: DeadLetterConfig;
  readonly LogConfig?: LogConfig;
}
