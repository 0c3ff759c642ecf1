/**
 * CloudWatchLogs: every structure and enum of the API, and its operations. Made by `npm run codegen` from botocore
 * 1.43.11 (API version 2014-03-28); do not edit. Timestamps are milliseconds since 1970, blobs Uint8Array.
 */
import type { ServiceModel } from "../aws/model.ts";
import table from "./logs.json" with { type: "json" };

/** The table behind the types: routes, constraints and errors. */
export const model = table as unknown as ServiceModel;

export type CloudWatchLogsOperations = {
  readonly AssociateKmsKey: { readonly input: AssociateKmsKeyRequest; readonly output: void };
  readonly AssociateSourceToS3TableIntegration: {
    readonly input: AssociateSourceToS3TableIntegrationRequest;
    readonly output: AssociateSourceToS3TableIntegrationResponse;
  };
  readonly CancelExportTask: { readonly input: CancelExportTaskRequest; readonly output: void };
  readonly CancelImportTask: { readonly input: CancelImportTaskRequest; readonly output: CancelImportTaskResponse };
  readonly CreateDelivery: { readonly input: CreateDeliveryRequest; readonly output: CreateDeliveryResponse };
  readonly CreateExportTask: { readonly input: CreateExportTaskRequest; readonly output: CreateExportTaskResponse };
  readonly CreateImportTask: { readonly input: CreateImportTaskRequest; readonly output: CreateImportTaskResponse };
  readonly CreateLogAnomalyDetector: { readonly input: CreateLogAnomalyDetectorRequest; readonly output: CreateLogAnomalyDetectorResponse };
  readonly CreateLogGroup: { readonly input: CreateLogGroupRequest; readonly output: void };
  readonly CreateLogStream: { readonly input: CreateLogStreamRequest; readonly output: void };
  readonly CreateLookupTable: { readonly input: CreateLookupTableRequest; readonly output: CreateLookupTableResponse };
  readonly CreateScheduledQuery: { readonly input: CreateScheduledQueryRequest; readonly output: CreateScheduledQueryResponse };
  readonly DeleteAccountPolicy: { readonly input: DeleteAccountPolicyRequest; readonly output: void };
  readonly DeleteDataProtectionPolicy: { readonly input: DeleteDataProtectionPolicyRequest; readonly output: void };
  readonly DeleteDelivery: { readonly input: DeleteDeliveryRequest; readonly output: void };
  readonly DeleteDeliveryDestination: { readonly input: DeleteDeliveryDestinationRequest; readonly output: void };
  readonly DeleteDeliveryDestinationPolicy: { readonly input: DeleteDeliveryDestinationPolicyRequest; readonly output: void };
  readonly DeleteDeliverySource: { readonly input: DeleteDeliverySourceRequest; readonly output: void };
  readonly DeleteDestination: { readonly input: DeleteDestinationRequest; readonly output: void };
  readonly DeleteIndexPolicy: { readonly input: DeleteIndexPolicyRequest; readonly output: DeleteIndexPolicyResponse };
  readonly DeleteIntegration: { readonly input: DeleteIntegrationRequest; readonly output: DeleteIntegrationResponse };
  readonly DeleteLogAnomalyDetector: { readonly input: DeleteLogAnomalyDetectorRequest; readonly output: void };
  readonly DeleteLogGroup: { readonly input: DeleteLogGroupRequest; readonly output: void };
  readonly DeleteLogStream: { readonly input: DeleteLogStreamRequest; readonly output: void };
  readonly DeleteLookupTable: { readonly input: DeleteLookupTableRequest; readonly output: void };
  readonly DeleteMetricFilter: { readonly input: DeleteMetricFilterRequest; readonly output: void };
  readonly DeleteQueryDefinition: { readonly input: DeleteQueryDefinitionRequest; readonly output: DeleteQueryDefinitionResponse };
  readonly DeleteResourcePolicy: { readonly input: DeleteResourcePolicyRequest; readonly output: void };
  readonly DeleteRetentionPolicy: { readonly input: DeleteRetentionPolicyRequest; readonly output: void };
  readonly DeleteScheduledQuery: { readonly input: DeleteScheduledQueryRequest; readonly output: DeleteScheduledQueryResponse };
  readonly DeleteSubscriptionFilter: { readonly input: DeleteSubscriptionFilterRequest; readonly output: void };
  readonly DeleteTransformer: { readonly input: DeleteTransformerRequest; readonly output: void };
  readonly DescribeAccountPolicies: { readonly input: DescribeAccountPoliciesRequest; readonly output: DescribeAccountPoliciesResponse };
  readonly DescribeConfigurationTemplates: {
    readonly input: DescribeConfigurationTemplatesRequest;
    readonly output: DescribeConfigurationTemplatesResponse;
  };
  readonly DescribeDeliveries: { readonly input: DescribeDeliveriesRequest; readonly output: DescribeDeliveriesResponse };
  readonly DescribeDeliveryDestinations: {
    readonly input: DescribeDeliveryDestinationsRequest;
    readonly output: DescribeDeliveryDestinationsResponse;
  };
  readonly DescribeDeliverySources: { readonly input: DescribeDeliverySourcesRequest; readonly output: DescribeDeliverySourcesResponse };
  readonly DescribeDestinations: { readonly input: DescribeDestinationsRequest; readonly output: DescribeDestinationsResponse };
  readonly DescribeExportTasks: { readonly input: DescribeExportTasksRequest; readonly output: DescribeExportTasksResponse };
  readonly DescribeFieldIndexes: { readonly input: DescribeFieldIndexesRequest; readonly output: DescribeFieldIndexesResponse };
  readonly DescribeImportTaskBatches: {
    readonly input: DescribeImportTaskBatchesRequest;
    readonly output: DescribeImportTaskBatchesResponse;
  };
  readonly DescribeImportTasks: { readonly input: DescribeImportTasksRequest; readonly output: DescribeImportTasksResponse };
  readonly DescribeIndexPolicies: { readonly input: DescribeIndexPoliciesRequest; readonly output: DescribeIndexPoliciesResponse };
  readonly DescribeLogGroups: { readonly input: DescribeLogGroupsRequest; readonly output: DescribeLogGroupsResponse };
  readonly DescribeLogStreams: { readonly input: DescribeLogStreamsRequest; readonly output: DescribeLogStreamsResponse };
  readonly DescribeLookupTables: { readonly input: DescribeLookupTablesRequest; readonly output: DescribeLookupTablesResponse };
  readonly DescribeMetricFilters: { readonly input: DescribeMetricFiltersRequest; readonly output: DescribeMetricFiltersResponse };
  readonly DescribeQueries: { readonly input: DescribeQueriesRequest; readonly output: DescribeQueriesResponse };
  readonly DescribeQueryDefinitions: { readonly input: DescribeQueryDefinitionsRequest; readonly output: DescribeQueryDefinitionsResponse };
  readonly DescribeResourcePolicies: { readonly input: DescribeResourcePoliciesRequest; readonly output: DescribeResourcePoliciesResponse };
  readonly DescribeSubscriptionFilters: {
    readonly input: DescribeSubscriptionFiltersRequest;
    readonly output: DescribeSubscriptionFiltersResponse;
  };
  readonly DisassociateKmsKey: { readonly input: DisassociateKmsKeyRequest; readonly output: void };
  readonly DisassociateSourceFromS3TableIntegration: {
    readonly input: DisassociateSourceFromS3TableIntegrationRequest;
    readonly output: DisassociateSourceFromS3TableIntegrationResponse;
  };
  readonly FilterLogEvents: { readonly input: FilterLogEventsRequest; readonly output: FilterLogEventsResponse };
  readonly GetDataProtectionPolicy: { readonly input: GetDataProtectionPolicyRequest; readonly output: GetDataProtectionPolicyResponse };
  readonly GetDelivery: { readonly input: GetDeliveryRequest; readonly output: GetDeliveryResponse };
  readonly GetDeliveryDestination: { readonly input: GetDeliveryDestinationRequest; readonly output: GetDeliveryDestinationResponse };
  readonly GetDeliveryDestinationPolicy: {
    readonly input: GetDeliveryDestinationPolicyRequest;
    readonly output: GetDeliveryDestinationPolicyResponse;
  };
  readonly GetDeliverySource: { readonly input: GetDeliverySourceRequest; readonly output: GetDeliverySourceResponse };
  readonly GetIntegration: { readonly input: GetIntegrationRequest; readonly output: GetIntegrationResponse };
  readonly GetLogAnomalyDetector: { readonly input: GetLogAnomalyDetectorRequest; readonly output: GetLogAnomalyDetectorResponse };
  readonly GetLogEvents: { readonly input: GetLogEventsRequest; readonly output: GetLogEventsResponse };
  readonly GetLogFields: { readonly input: GetLogFieldsRequest; readonly output: GetLogFieldsResponse };
  readonly GetLogGroupFields: { readonly input: GetLogGroupFieldsRequest; readonly output: GetLogGroupFieldsResponse };
  readonly GetLogObject: { readonly input: GetLogObjectRequest; readonly output: GetLogObjectResponse };
  readonly GetLogRecord: { readonly input: GetLogRecordRequest; readonly output: GetLogRecordResponse };
  readonly GetLookupTable: { readonly input: GetLookupTableRequest; readonly output: GetLookupTableResponse };
  readonly GetQueryResults: { readonly input: GetQueryResultsRequest; readonly output: GetQueryResultsResponse };
  readonly GetScheduledQuery: { readonly input: GetScheduledQueryRequest; readonly output: GetScheduledQueryResponse };
  readonly GetScheduledQueryHistory: { readonly input: GetScheduledQueryHistoryRequest; readonly output: GetScheduledQueryHistoryResponse };
  readonly GetTransformer: { readonly input: GetTransformerRequest; readonly output: GetTransformerResponse };
  readonly ListAggregateLogGroupSummaries: {
    readonly input: ListAggregateLogGroupSummariesRequest;
    readonly output: ListAggregateLogGroupSummariesResponse;
  };
  readonly ListAnomalies: { readonly input: ListAnomaliesRequest; readonly output: ListAnomaliesResponse };
  readonly ListIntegrations: { readonly input: ListIntegrationsRequest; readonly output: ListIntegrationsResponse };
  readonly ListLogAnomalyDetectors: { readonly input: ListLogAnomalyDetectorsRequest; readonly output: ListLogAnomalyDetectorsResponse };
  readonly ListLogGroups: { readonly input: ListLogGroupsRequest; readonly output: ListLogGroupsResponse };
  readonly ListLogGroupsForQuery: { readonly input: ListLogGroupsForQueryRequest; readonly output: ListLogGroupsForQueryResponse };
  readonly ListScheduledQueries: { readonly input: ListScheduledQueriesRequest; readonly output: ListScheduledQueriesResponse };
  readonly ListSourcesForS3TableIntegration: {
    readonly input: ListSourcesForS3TableIntegrationRequest;
    readonly output: ListSourcesForS3TableIntegrationResponse;
  };
  readonly ListTagsForResource: { readonly input: ListTagsForResourceRequest; readonly output: ListTagsForResourceResponse };
  readonly ListTagsLogGroup: { readonly input: ListTagsLogGroupRequest; readonly output: ListTagsLogGroupResponse };
  readonly PutAccountPolicy: { readonly input: PutAccountPolicyRequest; readonly output: PutAccountPolicyResponse };
  readonly PutBearerTokenAuthentication: { readonly input: PutBearerTokenAuthenticationRequest; readonly output: void };
  readonly PutDataProtectionPolicy: { readonly input: PutDataProtectionPolicyRequest; readonly output: PutDataProtectionPolicyResponse };
  readonly PutDeliveryDestination: { readonly input: PutDeliveryDestinationRequest; readonly output: PutDeliveryDestinationResponse };
  readonly PutDeliveryDestinationPolicy: {
    readonly input: PutDeliveryDestinationPolicyRequest;
    readonly output: PutDeliveryDestinationPolicyResponse;
  };
  readonly PutDeliverySource: { readonly input: PutDeliverySourceRequest; readonly output: PutDeliverySourceResponse };
  readonly PutDestination: { readonly input: PutDestinationRequest; readonly output: PutDestinationResponse };
  readonly PutDestinationPolicy: { readonly input: PutDestinationPolicyRequest; readonly output: void };
  readonly PutIndexPolicy: { readonly input: PutIndexPolicyRequest; readonly output: PutIndexPolicyResponse };
  readonly PutIntegration: { readonly input: PutIntegrationRequest; readonly output: PutIntegrationResponse };
  readonly PutLogEvents: { readonly input: PutLogEventsRequest; readonly output: PutLogEventsResponse };
  readonly PutLogGroupDeletionProtection: { readonly input: PutLogGroupDeletionProtectionRequest; readonly output: void };
  readonly PutMetricFilter: { readonly input: PutMetricFilterRequest; readonly output: void };
  readonly PutQueryDefinition: { readonly input: PutQueryDefinitionRequest; readonly output: PutQueryDefinitionResponse };
  readonly PutResourcePolicy: { readonly input: PutResourcePolicyRequest; readonly output: PutResourcePolicyResponse };
  readonly PutRetentionPolicy: { readonly input: PutRetentionPolicyRequest; readonly output: void };
  readonly PutSubscriptionFilter: { readonly input: PutSubscriptionFilterRequest; readonly output: void };
  readonly PutTransformer: { readonly input: PutTransformerRequest; readonly output: void };
  readonly StartLiveTail: { readonly input: StartLiveTailRequest; readonly output: StartLiveTailResponse };
  readonly StartQuery: { readonly input: StartQueryRequest; readonly output: StartQueryResponse };
  readonly StopQuery: { readonly input: StopQueryRequest; readonly output: StopQueryResponse };
  readonly TagLogGroup: { readonly input: TagLogGroupRequest; readonly output: void };
  readonly TagResource: { readonly input: TagResourceRequest; readonly output: void };
  readonly TestMetricFilter: { readonly input: TestMetricFilterRequest; readonly output: TestMetricFilterResponse };
  readonly TestTransformer: { readonly input: TestTransformerRequest; readonly output: TestTransformerResponse };
  readonly UntagLogGroup: { readonly input: UntagLogGroupRequest; readonly output: void };
  readonly UntagResource: { readonly input: UntagResourceRequest; readonly output: void };
  readonly UpdateAnomaly: { readonly input: UpdateAnomalyRequest; readonly output: void };
  readonly UpdateDeliveryConfiguration: {
    readonly input: UpdateDeliveryConfigurationRequest;
    readonly output: UpdateDeliveryConfigurationResponse;
  };
  readonly UpdateLogAnomalyDetector: { readonly input: UpdateLogAnomalyDetectorRequest; readonly output: void };
  readonly UpdateLookupTable: { readonly input: UpdateLookupTableRequest; readonly output: UpdateLookupTableResponse };
  readonly UpdateScheduledQuery: { readonly input: UpdateScheduledQueryRequest; readonly output: UpdateScheduledQueryResponse };
};

export interface AccountPolicy {
  readonly policyName?: string;
  readonly policyDocument?: string;
  readonly lastUpdatedTime?: number;
  readonly policyType?: PolicyType;
  readonly scope?: Scope;
  readonly selectionCriteria?: string;
  readonly accountId?: string;
}

export type ActionStatus = "IN_PROGRESS" | "CLIENT_ERROR" | "FAILED" | "COMPLETE";

export interface AddKeyEntry {
  readonly key: string;
  readonly value: string;
  readonly overwriteIfExists?: boolean;
}

export interface AddKeys {
  readonly entries: readonly AddKeyEntry[];
}

export interface AggregateLogGroupSummary {
  readonly logGroupCount?: number;
  readonly groupingIdentifiers?: readonly GroupingIdentifier[];
}

export interface Anomaly {
  readonly anomalyId: string;
  readonly patternId: string;
  readonly anomalyDetectorArn: string;
  readonly patternString: string;
  readonly patternRegex?: string;
  readonly priority?: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly description: string;
  readonly active: boolean;
  readonly state: State;
  readonly histogram: { readonly [key: string]: number };
  readonly logSamples: readonly LogEvent[];
  readonly patternTokens: readonly PatternToken[];
  readonly logGroupArnList: readonly string[];
  readonly suppressed?: boolean;
  readonly suppressedDate?: number;
  readonly suppressedUntil?: number;
  readonly isPatternLevelSuppression?: boolean;
}

export interface AnomalyDetector {
  readonly anomalyDetectorArn?: string;
  readonly detectorName?: string;
  readonly logGroupArnList?: readonly string[];
  readonly evaluationFrequency?: EvaluationFrequency;
  readonly filterPattern?: string;
  readonly anomalyDetectorStatus?: AnomalyDetectorStatus;
  readonly kmsKeyId?: string;
  readonly creationTimeStamp?: number;
  readonly lastModifiedTimeStamp?: number;
  readonly anomalyVisibilityTime?: number;
}

export type AnomalyDetectorStatus = "INITIALIZING" | "TRAINING" | "ANALYZING" | "FAILED" | "DELETED" | "PAUSED";

export interface AssociateKmsKeyRequest {
  readonly logGroupName?: string;
  readonly kmsKeyId: string;
  readonly resourceIdentifier?: string;
}

export interface AssociateSourceToS3TableIntegrationRequest {
  readonly integrationArn: string;
  readonly dataSource: DataSource;
}

export interface AssociateSourceToS3TableIntegrationResponse {
  readonly identifier?: string;
}

export interface CSV {
  readonly quoteCharacter?: string;
  readonly delimiter?: string;
  readonly columns?: readonly string[];
  readonly source?: string;
  readonly destination?: string;
}

export interface CancelExportTaskRequest {
  readonly taskId: string;
}

export interface CancelImportTaskRequest {
  readonly importId: string;
}

export interface CancelImportTaskResponse {
  readonly importId?: string;
  readonly importStatistics?: ImportStatistics;
  readonly importStatus?: ImportStatus;
  readonly creationTime?: number;
  readonly lastUpdatedTime?: number;
}

export interface ConfigurationTemplate {
  readonly service?: string;
  readonly logType?: string;
  readonly resourceType?: string;
  readonly deliveryDestinationType?: DeliveryDestinationType;
  readonly defaultDeliveryConfigValues?: ConfigurationTemplateDeliveryConfigValues;
  readonly allowedFields?: readonly RecordField[];
  readonly allowedOutputFormats?: readonly OutputFormat[];
  readonly allowedActionForAllowVendedLogsDeliveryForResource?: string;
  readonly allowedFieldDelimiters?: readonly string[];
  readonly allowedSuffixPathFields?: readonly string[];
  readonly deliverySourceConfiguration?: readonly DeliverySourceConfigurationSchema[];
  readonly s3TablesIntegration?: S3TablesIntegration;
}

export interface ConfigurationTemplateDeliveryConfigValues {
  readonly recordFields?: readonly string[];
  readonly fieldDelimiter?: string;
  readonly s3DeliveryConfiguration?: S3DeliveryConfiguration;
}

export interface CopyValue {
  readonly entries: readonly CopyValueEntry[];
}

export interface CopyValueEntry {
  readonly source: string;
  readonly target: string;
  readonly overwriteIfExists?: boolean;
}

export interface CreateDeliveryRequest {
  readonly deliverySourceName: string;
  readonly deliveryDestinationArn: string;
  readonly recordFields?: readonly string[];
  readonly fieldDelimiter?: string;
  readonly s3DeliveryConfiguration?: S3DeliveryConfiguration;
  readonly tags?: { readonly [key: string]: string };
}

export interface CreateDeliveryResponse {
  readonly delivery?: Delivery;
}

export interface CreateExportTaskRequest {
  readonly taskName?: string;
  readonly logGroupName: string;
  readonly logStreamNamePrefix?: string;
  readonly from: number;
  readonly to: number;
  readonly destination: string;
  readonly destinationPrefix?: string;
}

export interface CreateExportTaskResponse {
  readonly taskId?: string;
}

export interface CreateImportTaskRequest {
  readonly importSourceArn: string;
  readonly importRoleArn: string;
  readonly importFilter?: ImportFilter;
}

export interface CreateImportTaskResponse {
  readonly importId?: string;
  readonly importDestinationArn?: string;
  readonly creationTime?: number;
}

export interface CreateLogAnomalyDetectorRequest {
  readonly logGroupArnList: readonly string[];
  readonly detectorName?: string;
  readonly evaluationFrequency?: EvaluationFrequency;
  readonly filterPattern?: string;
  readonly kmsKeyId?: string;
  readonly anomalyVisibilityTime?: number;
  readonly tags?: { readonly [key: string]: string };
}

export interface CreateLogAnomalyDetectorResponse {
  readonly anomalyDetectorArn?: string;
}

export interface CreateLogGroupRequest {
  readonly logGroupName: string;
  readonly kmsKeyId?: string;
  readonly tags?: { readonly [key: string]: string };
  readonly logGroupClass?: LogGroupClass;
  readonly deletionProtectionEnabled?: boolean;
}

export interface CreateLogStreamRequest {
  readonly logGroupName: string;
  readonly logStreamName: string;
}

export interface CreateLookupTableRequest {
  readonly lookupTableName: string;
  readonly description?: string;
  readonly tableBody: string;
  readonly kmsKeyId?: string;
  readonly tags?: { readonly [key: string]: string };
}

export interface CreateLookupTableResponse {
  readonly lookupTableArn?: string;
  readonly createdAt?: number;
}

export interface CreateScheduledQueryRequest {
  readonly name: string;
  readonly description?: string;
  readonly queryLanguage: QueryLanguage;
  readonly queryString: string;
  readonly logGroupIdentifiers?: readonly string[];
  readonly scheduleExpression: string;
  readonly timezone?: string;
  readonly startTimeOffset?: number;
  readonly destinationConfiguration?: DestinationConfiguration;
  readonly scheduleStartTime?: number;
  readonly scheduleEndTime?: number;
  readonly executionRoleArn: string;
  readonly state?: ScheduledQueryState;
  readonly tags?: { readonly [key: string]: string };
}

export interface CreateScheduledQueryResponse {
  readonly scheduledQueryArn?: string;
  readonly state?: ScheduledQueryState;
}

export type DataProtectionStatus = "ACTIVATED" | "DELETED" | "ARCHIVED" | "DISABLED";

export interface DataSource {
  readonly name: string;
  readonly type?: string;
}

export interface DataSourceFilter {
  readonly name: string;
  readonly type?: string;
}

export interface DateTimeConverter {
  readonly source: string;
  readonly target: string;
  readonly targetFormat?: string;
  readonly matchPatterns: readonly string[];
  readonly sourceTimezone?: string;
  readonly targetTimezone?: string;
  readonly locale?: string;
}

export interface DeleteAccountPolicyRequest {
  readonly policyName: string;
  readonly policyType: PolicyType;
}

export interface DeleteDataProtectionPolicyRequest {
  readonly logGroupIdentifier: string;
}

export interface DeleteDeliveryDestinationPolicyRequest {
  readonly deliveryDestinationName: string;
}

export interface DeleteDeliveryDestinationRequest {
  readonly name: string;
}

export interface DeleteDeliveryRequest {
  readonly id: string;
}

export interface DeleteDeliverySourceRequest {
  readonly name: string;
}

export interface DeleteDestinationRequest {
  readonly destinationName: string;
}

export interface DeleteIndexPolicyRequest {
  readonly logGroupIdentifier: string;
}

export type DeleteIndexPolicyResponse = { readonly [member: string]: never };

export interface DeleteIntegrationRequest {
  readonly integrationName: string;
  readonly force?: boolean;
}

export type DeleteIntegrationResponse = { readonly [member: string]: never };

export interface DeleteKeys {
  readonly withKeys: readonly string[];
}

export interface DeleteLogAnomalyDetectorRequest {
  readonly anomalyDetectorArn: string;
}

export interface DeleteLogGroupRequest {
  readonly logGroupName: string;
}

export interface DeleteLogStreamRequest {
  readonly logGroupName: string;
  readonly logStreamName: string;
}

export interface DeleteLookupTableRequest {
  readonly lookupTableArn: string;
}

export interface DeleteMetricFilterRequest {
  readonly logGroupName: string;
  readonly filterName: string;
}

export interface DeleteQueryDefinitionRequest {
  readonly queryDefinitionId: string;
}

export interface DeleteQueryDefinitionResponse {
  readonly success?: boolean;
}

export interface DeleteResourcePolicyRequest {
  readonly policyName?: string;
  readonly resourceArn?: string;
  readonly expectedRevisionId?: string;
}

export interface DeleteRetentionPolicyRequest {
  readonly logGroupName: string;
}

export interface DeleteScheduledQueryRequest {
  readonly identifier: string;
}

export type DeleteScheduledQueryResponse = { readonly [member: string]: never };

export interface DeleteSubscriptionFilterRequest {
  readonly logGroupName: string;
  readonly filterName: string;
}

export interface DeleteTransformerRequest {
  readonly logGroupIdentifier: string;
}

export interface Delivery {
  readonly id?: string;
  readonly arn?: string;
  readonly deliverySourceName?: string;
  readonly deliveryDestinationArn?: string;
  readonly deliveryDestinationType?: DeliveryDestinationType;
  readonly recordFields?: readonly string[];
  readonly fieldDelimiter?: string;
  readonly s3DeliveryConfiguration?: S3DeliveryConfiguration;
  readonly tags?: { readonly [key: string]: string };
}

export interface DeliveryDestination {
  readonly name?: string;
  readonly arn?: string;
  readonly deliveryDestinationType?: DeliveryDestinationType;
  readonly outputFormat?: OutputFormat;
  readonly deliveryDestinationConfiguration?: DeliveryDestinationConfiguration;
  readonly tags?: { readonly [key: string]: string };
}

export interface DeliveryDestinationConfiguration {
  readonly destinationResourceArn: string;
}

export type DeliveryDestinationType = "S3" | "CWL" | "FH" | "XRAY";

export interface DeliverySource {
  readonly name?: string;
  readonly arn?: string;
  readonly resourceArns?: readonly string[];
  readonly service?: string;
  readonly logType?: string;
  readonly tags?: { readonly [key: string]: string };
  readonly deliverySourceConfiguration?: { readonly [key: string]: string };
  readonly status?: DeliverySourceStatus;
  readonly statusReason?: DeliverySourceStatusReason;
}

export interface DeliverySourceConfigurationSchema {
  readonly keyName: string;
  readonly valueType: DeliverySourceConfigurationSchemaValueType;
  readonly defaultValue: string;
  readonly supportedValues?: readonly string[];
  readonly minValue?: number;
  readonly maxValue?: number;
}

export type DeliverySourceConfigurationSchemaValueType = "string" | "boolean" | "int" | "double" | "long";

export type DeliverySourceStatus = "ACTIVE" | "INACTIVE";

export type DeliverySourceStatusReason = "RESOURCE_DELETED";

export interface DescribeAccountPoliciesRequest {
  readonly policyType: PolicyType;
  readonly policyName?: string;
  readonly accountIdentifiers?: readonly string[];
  readonly nextToken?: string;
}

export interface DescribeAccountPoliciesResponse {
  readonly accountPolicies?: readonly AccountPolicy[];
  readonly nextToken?: string;
}

export interface DescribeConfigurationTemplatesRequest {
  readonly service?: string;
  readonly logTypes?: readonly string[];
  readonly resourceTypes?: readonly string[];
  readonly deliveryDestinationTypes?: readonly DeliveryDestinationType[];
  readonly nextToken?: string;
  readonly limit?: number;
}

export interface DescribeConfigurationTemplatesResponse {
  readonly configurationTemplates?: readonly ConfigurationTemplate[];
  readonly nextToken?: string;
}

export interface DescribeDeliveriesRequest {
  readonly nextToken?: string;
  readonly limit?: number;
}

export interface DescribeDeliveriesResponse {
  readonly deliveries?: readonly Delivery[];
  readonly nextToken?: string;
}

export interface DescribeDeliveryDestinationsRequest {
  readonly nextToken?: string;
  readonly limit?: number;
}

export interface DescribeDeliveryDestinationsResponse {
  readonly deliveryDestinations?: readonly DeliveryDestination[];
  readonly nextToken?: string;
}

export interface DescribeDeliverySourcesRequest {
  readonly nextToken?: string;
  readonly limit?: number;
}

export interface DescribeDeliverySourcesResponse {
  readonly deliverySources?: readonly DeliverySource[];
  readonly nextToken?: string;
}

export interface DescribeDestinationsRequest {
  readonly DestinationNamePrefix?: string;
  readonly nextToken?: string;
  readonly limit?: number;
}

export interface DescribeDestinationsResponse {
  readonly destinations?: readonly Destination[];
  readonly nextToken?: string;
}

export interface DescribeExportTasksRequest {
  readonly taskId?: string;
  readonly statusCode?: ExportTaskStatusCode;
  readonly nextToken?: string;
  readonly limit?: number;
}

export interface DescribeExportTasksResponse {
  readonly exportTasks?: readonly ExportTask[];
  readonly nextToken?: string;
}

export interface DescribeFieldIndexesRequest {
  readonly logGroupIdentifiers: readonly string[];
  readonly nextToken?: string;
}

export interface DescribeFieldIndexesResponse {
  readonly fieldIndexes?: readonly FieldIndex[];
  readonly nextToken?: string;
}

export interface DescribeImportTaskBatchesRequest {
  readonly importId: string;
  readonly batchImportStatus?: readonly ImportStatus[];
  readonly limit?: number;
  readonly nextToken?: string;
}

export interface DescribeImportTaskBatchesResponse {
  readonly importSourceArn?: string;
  readonly importId?: string;
  readonly importBatches?: readonly ImportBatch[];
  readonly nextToken?: string;
}

export interface DescribeImportTasksRequest {
  readonly importId?: string;
  readonly importStatus?: ImportStatus;
  readonly importSourceArn?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

export interface DescribeImportTasksResponse {
  readonly imports?: readonly Import[];
  readonly nextToken?: string;
}

export interface DescribeIndexPoliciesRequest {
  readonly logGroupIdentifiers: readonly string[];
  readonly nextToken?: string;
}

export interface DescribeIndexPoliciesResponse {
  readonly indexPolicies?: readonly IndexPolicy[];
  readonly nextToken?: string;
}

export interface DescribeLogGroupsRequest {
  readonly accountIdentifiers?: readonly string[];
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly nextToken?: string;
  readonly limit?: number;
  readonly includeLinkedAccounts?: boolean;
  readonly logGroupClass?: LogGroupClass;
  readonly logGroupIdentifiers?: readonly string[];
}

export interface DescribeLogGroupsResponse {
  readonly logGroups?: readonly LogGroup[];
  readonly nextToken?: string;
}

export interface DescribeLogStreamsRequest {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamNamePrefix?: string;
  readonly orderBy?: OrderBy;
  readonly descending?: boolean;
  readonly nextToken?: string;
  readonly limit?: number;
}

export interface DescribeLogStreamsResponse {
  readonly logStreams?: readonly LogStream[];
  readonly nextToken?: string;
}

export interface DescribeLookupTablesRequest {
  readonly lookupTableNamePrefix?: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface DescribeLookupTablesResponse {
  readonly lookupTables?: readonly LookupTable[];
  readonly nextToken?: string;
}

export interface DescribeMetricFiltersRequest {
  readonly logGroupName?: string;
  readonly filterNamePrefix?: string;
  readonly nextToken?: string;
  readonly limit?: number;
  readonly metricName?: string;
  readonly metricNamespace?: string;
}

export interface DescribeMetricFiltersResponse {
  readonly metricFilters?: readonly MetricFilter[];
  readonly nextToken?: string;
}

export interface DescribeQueriesRequest {
  readonly logGroupName?: string;
  readonly status?: QueryStatus;
  readonly maxResults?: number;
  readonly nextToken?: string;
  readonly queryLanguage?: QueryLanguage;
}

export interface DescribeQueriesResponse {
  readonly queries?: readonly QueryInfo[];
  readonly nextToken?: string;
}

export interface DescribeQueryDefinitionsRequest {
  readonly queryLanguage?: QueryLanguage;
  readonly queryDefinitionNamePrefix?: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface DescribeQueryDefinitionsResponse {
  readonly queryDefinitions?: readonly QueryDefinition[];
  readonly nextToken?: string;
}

export interface DescribeResourcePoliciesRequest {
  readonly nextToken?: string;
  readonly limit?: number;
  readonly resourceArn?: string;
  readonly policyScope?: PolicyScope;
}

export interface DescribeResourcePoliciesResponse {
  readonly resourcePolicies?: readonly ResourcePolicy[];
  readonly nextToken?: string;
}

export interface DescribeSubscriptionFiltersRequest {
  readonly logGroupName: string;
  readonly filterNamePrefix?: string;
  readonly nextToken?: string;
  readonly limit?: number;
}

export interface DescribeSubscriptionFiltersResponse {
  readonly subscriptionFilters?: readonly SubscriptionFilter[];
  readonly nextToken?: string;
}

export interface Destination {
  readonly destinationName?: string;
  readonly targetArn?: string;
  readonly roleArn?: string;
  readonly accessPolicy?: string;
  readonly arn?: string;
  readonly creationTime?: number;
}

export interface DestinationConfiguration {
  readonly s3Configuration: S3Configuration;
}

export interface DisassociateKmsKeyRequest {
  readonly logGroupName?: string;
  readonly resourceIdentifier?: string;
}

export interface DisassociateSourceFromS3TableIntegrationRequest {
  readonly identifier: string;
}

export interface DisassociateSourceFromS3TableIntegrationResponse {
  readonly identifier?: string;
}

export type Distribution = "Random" | "ByLogStream";

export interface Entity {
  readonly keyAttributes?: { readonly [key: string]: string };
  readonly attributes?: { readonly [key: string]: string };
}

export type EntityRejectionErrorType =
  | "InvalidEntity"
  | "InvalidTypeValue"
  | "InvalidKeyAttributes"
  | "InvalidAttributes"
  | "EntitySizeTooLarge"
  | "UnsupportedLogGroupType"
  | "MissingRequiredFields";

export type EvaluationFrequency = "ONE_MIN" | "FIVE_MIN" | "TEN_MIN" | "FIFTEEN_MIN" | "THIRTY_MIN" | "ONE_HOUR";

export type EventSource = "CloudTrail" | "Route53Resolver" | "VPCFlow" | "EKSAudit" | "AWSWAF";

export type ExecutionStatus = "Running" | "InvalidQuery" | "Complete" | "Failed" | "Timeout";

export interface ExportTask {
  readonly taskId?: string;
  readonly taskName?: string;
  readonly logGroupName?: string;
  readonly from?: number;
  readonly to?: number;
  readonly destination?: string;
  readonly destinationPrefix?: string;
  readonly status?: ExportTaskStatus;
  readonly executionInfo?: ExportTaskExecutionInfo;
}

export interface ExportTaskExecutionInfo {
  readonly creationTime?: number;
  readonly completionTime?: number;
}

export interface ExportTaskStatus {
  readonly code?: ExportTaskStatusCode;
  readonly message?: string;
}

export type ExportTaskStatusCode = "CANCELLED" | "COMPLETED" | "FAILED" | "PENDING" | "PENDING_CANCEL" | "RUNNING";

export interface FieldIndex {
  readonly logGroupIdentifier?: string;
  readonly fieldIndexName?: string;
  readonly lastScanTime?: number;
  readonly firstEventTime?: number;
  readonly lastEventTime?: number;
  readonly type?: IndexType;
}

export interface FieldsData {
  readonly data?: Uint8Array;
}

export interface FilterLogEventsRequest {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly nextToken?: string;
  readonly limit?: number;
  readonly interleaved?: boolean;
  readonly unmask?: boolean;
}

export interface FilterLogEventsResponse {
  readonly events?: readonly FilteredLogEvent[];
  readonly searchedLogStreams?: readonly SearchedLogStream[];
  readonly nextToken?: string;
}

export interface FilteredLogEvent {
  readonly logStreamName?: string;
  readonly timestamp?: number;
  readonly message?: string;
  readonly ingestionTime?: number;
  readonly eventId?: string;
}

export type FlattenedElement = "first" | "last";

export interface GetDataProtectionPolicyRequest {
  readonly logGroupIdentifier: string;
}

export interface GetDataProtectionPolicyResponse {
  readonly logGroupIdentifier?: string;
  readonly policyDocument?: string;
  readonly lastUpdatedTime?: number;
}

export interface GetDeliveryDestinationPolicyRequest {
  readonly deliveryDestinationName: string;
}

export interface GetDeliveryDestinationPolicyResponse {
  readonly policy?: Policy;
}

export interface GetDeliveryDestinationRequest {
  readonly name: string;
}

export interface GetDeliveryDestinationResponse {
  readonly deliveryDestination?: DeliveryDestination;
}

export interface GetDeliveryRequest {
  readonly id: string;
}

export interface GetDeliveryResponse {
  readonly delivery?: Delivery;
}

export interface GetDeliverySourceRequest {
  readonly name: string;
}

export interface GetDeliverySourceResponse {
  readonly deliverySource?: DeliverySource;
}

export interface GetIntegrationRequest {
  readonly integrationName: string;
}

export interface GetIntegrationResponse {
  readonly integrationName?: string;
  readonly integrationType?: IntegrationType;
  readonly integrationStatus?: IntegrationStatus;
  readonly integrationDetails?: IntegrationDetails;
}

export interface GetLogAnomalyDetectorRequest {
  readonly anomalyDetectorArn: string;
}

export interface GetLogAnomalyDetectorResponse {
  readonly detectorName?: string;
  readonly logGroupArnList?: readonly string[];
  readonly evaluationFrequency?: EvaluationFrequency;
  readonly filterPattern?: string;
  readonly anomalyDetectorStatus?: AnomalyDetectorStatus;
  readonly kmsKeyId?: string;
  readonly creationTimeStamp?: number;
  readonly lastModifiedTimeStamp?: number;
  readonly anomalyVisibilityTime?: number;
}

export interface GetLogEventsRequest {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamName: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly nextToken?: string;
  readonly limit?: number;
  readonly startFromHead?: boolean;
  readonly unmask?: boolean;
}

export interface GetLogEventsResponse {
  readonly events?: readonly OutputLogEvent[];
  readonly nextForwardToken?: string;
  readonly nextBackwardToken?: string;
}

export interface GetLogFieldsRequest {
  readonly dataSourceName: string;
  readonly dataSourceType: string;
}

export interface GetLogFieldsResponse {
  readonly logFields?: readonly LogFieldsListItem[];
}

export interface GetLogGroupFieldsRequest {
  readonly logGroupName?: string;
  readonly time?: number;
  readonly logGroupIdentifier?: string;
}

export interface GetLogGroupFieldsResponse {
  readonly logGroupFields?: readonly LogGroupField[];
}

export interface GetLogObjectRequest {
  readonly unmask?: boolean;
  readonly logObjectPointer: string;
}

export interface GetLogObjectResponse {
  readonly fieldStream?: AsyncIterable<GetLogObjectResponseStream>;
}

export interface GetLogObjectResponseStream {
  readonly fields?: FieldsData;
  readonly InternalStreamingException?: InternalStreamingException;
}

export interface GetLogRecordRequest {
  readonly logRecordPointer: string;
  readonly unmask?: boolean;
}

export interface GetLogRecordResponse {
  readonly logRecord?: { readonly [key: string]: string };
}

export interface GetLookupTableRequest {
  readonly lookupTableArn: string;
}

export interface GetLookupTableResponse {
  readonly lookupTableArn?: string;
  readonly lookupTableName?: string;
  readonly description?: string;
  readonly tableBody?: string;
  readonly sizeBytes?: number;
  readonly lastUpdatedTime?: number;
  readonly kmsKeyId?: string;
}

export interface GetQueryResultsRequest {
  readonly queryId: string;
  readonly nextToken?: string;
  readonly maxItems?: number;
}

export interface GetQueryResultsResponse {
  readonly queryLanguage?: QueryLanguage;
  readonly results?: readonly (readonly ResultField[])[];
  readonly statistics?: QueryStatistics;
  readonly status?: QueryStatus;
  readonly encryptionKey?: string;
  readonly nextToken?: string;
}

export interface GetScheduledQueryHistoryRequest {
  readonly identifier: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly executionStatuses?: readonly ExecutionStatus[];
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface GetScheduledQueryHistoryResponse {
  readonly name?: string;
  readonly scheduledQueryArn?: string;
  readonly triggerHistory?: readonly TriggerHistoryRecord[];
  readonly nextToken?: string;
}

export interface GetScheduledQueryRequest {
  readonly identifier: string;
}

export interface GetScheduledQueryResponse {
  readonly scheduledQueryArn?: string;
  readonly name?: string;
  readonly description?: string;
  readonly queryLanguage?: QueryLanguage;
  readonly queryString?: string;
  readonly logGroupIdentifiers?: readonly string[];
  readonly scheduleExpression?: string;
  readonly timezone?: string;
  readonly startTimeOffset?: number;
  readonly destinationConfiguration?: DestinationConfiguration;
  readonly state?: ScheduledQueryState;
  readonly lastTriggeredTime?: number;
  readonly lastExecutionStatus?: ExecutionStatus;
  readonly scheduleStartTime?: number;
  readonly scheduleEndTime?: number;
  readonly executionRoleArn?: string;
  readonly creationTime?: number;
  readonly lastUpdatedTime?: number;
}

export interface GetTransformerRequest {
  readonly logGroupIdentifier: string;
}

export interface GetTransformerResponse {
  readonly logGroupIdentifier?: string;
  readonly creationTime?: number;
  readonly lastModifiedTime?: number;
  readonly transformerConfig?: readonly Processor[];
}

export interface Grok {
  readonly source?: string;
  readonly match: string;
}

export interface GroupingIdentifier {
  readonly key?: string;
  readonly value?: string;
}

export interface Import {
  readonly importId?: string;
  readonly importSourceArn?: string;
  readonly importStatus?: ImportStatus;
  readonly importDestinationArn?: string;
  readonly importStatistics?: ImportStatistics;
  readonly importFilter?: ImportFilter;
  readonly creationTime?: number;
  readonly lastUpdatedTime?: number;
  readonly errorMessage?: string;
}

export interface ImportBatch {
  readonly batchId: string;
  readonly status: ImportStatus;
  readonly errorMessage?: string;
}

export interface ImportFilter {
  readonly startEventTime?: number;
  readonly endEventTime?: number;
}

export interface ImportStatistics {
  readonly bytesImported?: number;
}

export type ImportStatus = "IN_PROGRESS" | "CANCELLED" | "COMPLETED" | "FAILED";

export interface IndexPolicy {
  readonly logGroupIdentifier?: string;
  readonly lastUpdateTime?: number;
  readonly policyDocument?: string;
  readonly policyName?: string;
  readonly source?: IndexSource;
}

export type IndexSource = "ACCOUNT" | "LOG_GROUP";

export type IndexType = "FACET" | "FIELD_INDEX";

export type InheritedProperty = "ACCOUNT_DATA_PROTECTION";

export interface InputLogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface IntegrationDetails {
  readonly openSearchIntegrationDetails?: OpenSearchIntegrationDetails;
}

export type IntegrationStatus = "PROVISIONING" | "ACTIVE" | "FAILED";

export interface IntegrationSummary {
  readonly integrationName?: string;
  readonly integrationType?: IntegrationType;
  readonly integrationStatus?: IntegrationStatus;
}

export type IntegrationType = "OPENSEARCH";

export interface InternalStreamingException {
  readonly message?: string;
}

export type ListAggregateLogGroupSummariesGroupBy = "DATA_SOURCE_NAME_TYPE_AND_FORMAT" | "DATA_SOURCE_NAME_AND_TYPE";

export interface ListAggregateLogGroupSummariesRequest {
  readonly accountIdentifiers?: readonly string[];
  readonly includeLinkedAccounts?: boolean;
  readonly logGroupClass?: LogGroupClass;
  readonly logGroupNamePattern?: string;
  readonly dataSources?: readonly DataSourceFilter[];
  readonly groupBy: ListAggregateLogGroupSummariesGroupBy;
  readonly nextToken?: string;
  readonly limit?: number;
}

export interface ListAggregateLogGroupSummariesResponse {
  readonly aggregateLogGroupSummaries?: readonly AggregateLogGroupSummary[];
  readonly nextToken?: string;
}

export interface ListAnomaliesRequest {
  readonly anomalyDetectorArn?: string;
  readonly suppressionState?: SuppressionState;
  readonly limit?: number;
  readonly nextToken?: string;
}

export interface ListAnomaliesResponse {
  readonly anomalies?: readonly Anomaly[];
  readonly nextToken?: string;
}

export interface ListIntegrationsRequest {
  readonly integrationNamePrefix?: string;
  readonly integrationType?: IntegrationType;
  readonly integrationStatus?: IntegrationStatus;
}

export interface ListIntegrationsResponse {
  readonly integrationSummaries?: readonly IntegrationSummary[];
}

export interface ListLogAnomalyDetectorsRequest {
  readonly filterLogGroupArn?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

export interface ListLogAnomalyDetectorsResponse {
  readonly anomalyDetectors?: readonly AnomalyDetector[];
  readonly nextToken?: string;
}

export interface ListLogGroupsForQueryRequest {
  readonly queryId: string;
  readonly nextToken?: string;
  readonly maxResults?: number;
}

export interface ListLogGroupsForQueryResponse {
  readonly logGroupIdentifiers?: readonly string[];
  readonly nextToken?: string;
}

export interface ListLogGroupsRequest {
  readonly logGroupNamePattern?: string;
  readonly logGroupClass?: LogGroupClass;
  readonly includeLinkedAccounts?: boolean;
  readonly accountIdentifiers?: readonly string[];
  readonly nextToken?: string;
  readonly limit?: number;
  readonly dataSources?: readonly DataSourceFilter[];
  readonly fieldIndexNames?: readonly string[];
  readonly logGroupTags?: readonly TagFilter[];
}

export interface ListLogGroupsResponse {
  readonly logGroups?: readonly LogGroupSummary[];
  readonly nextToken?: string;
}

export interface ListScheduledQueriesRequest {
  readonly maxResults?: number;
  readonly nextToken?: string;
  readonly state?: ScheduledQueryState;
}

export interface ListScheduledQueriesResponse {
  readonly nextToken?: string;
  readonly scheduledQueries?: readonly ScheduledQuerySummary[];
}

export interface ListSourcesForS3TableIntegrationRequest {
  readonly integrationArn: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface ListSourcesForS3TableIntegrationResponse {
  readonly sources?: readonly S3TableIntegrationSource[];
  readonly nextToken?: string;
}

export interface ListTagsForResourceRequest {
  readonly resourceArn: string;
}

export interface ListTagsForResourceResponse {
  readonly tags?: { readonly [key: string]: string };
}

export interface ListTagsLogGroupRequest {
  readonly logGroupName: string;
}

export interface ListTagsLogGroupResponse {
  readonly tags?: { readonly [key: string]: string };
}

export interface ListToMap {
  readonly source: string;
  readonly key: string;
  readonly valueKey?: string;
  readonly target?: string;
  readonly flatten?: boolean;
  readonly flattenedElement?: FlattenedElement;
}

export interface LiveTailSessionLogEvent {
  readonly logStreamName?: string;
  readonly logGroupIdentifier?: string;
  readonly message?: string;
  readonly timestamp?: number;
  readonly ingestionTime?: number;
}

export interface LiveTailSessionMetadata {
  readonly sampled?: boolean;
}

export interface LiveTailSessionStart {
  readonly requestId?: string;
  readonly sessionId?: string;
  readonly logGroupIdentifiers?: readonly string[];
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefixes?: readonly string[];
  readonly logEventFilterPattern?: string;
}

export interface LiveTailSessionUpdate {
  readonly sessionMetadata?: LiveTailSessionMetadata;
  readonly sessionResults?: readonly LiveTailSessionLogEvent[];
}

export interface LogEvent {
  readonly timestamp?: number;
  readonly message?: string;
}

export interface LogFieldType {
  readonly type?: string;
  readonly element?: LogFieldType;
  readonly fields?: readonly LogFieldsListItem[];
}

export interface LogFieldsListItem {
  readonly logFieldName?: string;
  readonly logFieldType?: LogFieldType;
}

export interface LogGroup {
  readonly logGroupName?: string;
  readonly creationTime?: number;
  readonly retentionInDays?: number;
  readonly metricFilterCount?: number;
  readonly arn?: string;
  readonly storedBytes?: number;
  readonly kmsKeyId?: string;
  readonly dataProtectionStatus?: DataProtectionStatus;
  readonly inheritedProperties?: readonly InheritedProperty[];
  readonly logGroupClass?: LogGroupClass;
  readonly logGroupArn?: string;
  readonly deletionProtectionEnabled?: boolean;
  readonly bearerTokenAuthenticationEnabled?: boolean;
}

export type LogGroupClass = "STANDARD" | "INFREQUENT_ACCESS" | "DELIVERY";

export interface LogGroupField {
  readonly name?: string;
  readonly percent?: number;
}

export interface LogGroupSummary {
  readonly logGroupName?: string;
  readonly logGroupArn?: string;
  readonly logGroupClass?: LogGroupClass;
}

export interface LogStream {
  readonly logStreamName?: string;
  readonly creationTime?: number;
  readonly firstEventTimestamp?: number;
  readonly lastEventTimestamp?: number;
  readonly lastIngestionTime?: number;
  readonly uploadSequenceToken?: string;
  readonly arn?: string;
  readonly storedBytes?: number;
}

export interface LookupTable {
  readonly lookupTableArn?: string;
  readonly lookupTableName?: string;
  readonly description?: string;
  readonly tableFields?: readonly string[];
  readonly recordsCount?: number;
  readonly sizeBytes?: number;
  readonly lastUpdatedTime?: number;
  readonly kmsKeyId?: string;
}

export interface LowerCaseString {
  readonly withKeys: readonly string[];
}

export interface MetricFilter {
  readonly filterName?: string;
  readonly filterPattern?: string;
  readonly metricTransformations?: readonly MetricTransformation[];
  readonly creationTime?: number;
  readonly logGroupName?: string;
  readonly applyOnTransformedLogs?: boolean;
  readonly fieldSelectionCriteria?: string;
  readonly emitSystemFieldDimensions?: readonly string[];
}

export interface MetricFilterMatchRecord {
  readonly eventNumber?: number;
  readonly eventMessage?: string;
  readonly extractedValues?: { readonly [key: string]: string };
}

export interface MetricTransformation {
  readonly metricName: string;
  readonly metricNamespace: string;
  readonly metricValue: string;
  readonly defaultValue?: number;
  readonly dimensions?: { readonly [key: string]: string };
  readonly unit?: StandardUnit;
}

export interface MoveKeyEntry {
  readonly source: string;
  readonly target: string;
  readonly overwriteIfExists?: boolean;
}

export interface MoveKeys {
  readonly entries: readonly MoveKeyEntry[];
}

export type OCSFVersion = "V1.1" | "V1.5";

export interface OpenSearchApplication {
  readonly applicationEndpoint?: string;
  readonly applicationArn?: string;
  readonly applicationId?: string;
  readonly status?: OpenSearchResourceStatus;
}

export interface OpenSearchCollection {
  readonly collectionEndpoint?: string;
  readonly collectionArn?: string;
  readonly status?: OpenSearchResourceStatus;
}

export interface OpenSearchDataAccessPolicy {
  readonly policyName?: string;
  readonly status?: OpenSearchResourceStatus;
}

export interface OpenSearchDataSource {
  readonly dataSourceName?: string;
  readonly status?: OpenSearchResourceStatus;
}

export interface OpenSearchEncryptionPolicy {
  readonly policyName?: string;
  readonly status?: OpenSearchResourceStatus;
}

export interface OpenSearchIntegrationDetails {
  readonly dataSource?: OpenSearchDataSource;
  readonly application?: OpenSearchApplication;
  readonly collection?: OpenSearchCollection;
  readonly workspace?: OpenSearchWorkspace;
  readonly encryptionPolicy?: OpenSearchEncryptionPolicy;
  readonly networkPolicy?: OpenSearchNetworkPolicy;
  readonly accessPolicy?: OpenSearchDataAccessPolicy;
  readonly lifecyclePolicy?: OpenSearchLifecyclePolicy;
}

export interface OpenSearchLifecyclePolicy {
  readonly policyName?: string;
  readonly status?: OpenSearchResourceStatus;
}

export interface OpenSearchNetworkPolicy {
  readonly policyName?: string;
  readonly status?: OpenSearchResourceStatus;
}

export interface OpenSearchResourceConfig {
  readonly kmsKeyArn?: string;
  readonly dataSourceRoleArn: string;
  readonly dashboardViewerPrincipals: readonly string[];
  readonly applicationArn?: string;
  readonly retentionDays: number;
}

export interface OpenSearchResourceStatus {
  readonly status?: OpenSearchResourceStatusType;
  readonly statusMessage?: string;
}

export type OpenSearchResourceStatusType = "ACTIVE" | "NOT_FOUND" | "ERROR";

export interface OpenSearchWorkspace {
  readonly workspaceId?: string;
  readonly status?: OpenSearchResourceStatus;
}

export type OrderBy = "LogStreamName" | "LastEventTime";

export type OutputFormat = "json" | "plain" | "w3c" | "raw" | "parquet";

export interface OutputLogEvent {
  readonly timestamp?: number;
  readonly message?: string;
  readonly ingestionTime?: number;
}

export interface ParseCloudfront {
  readonly source?: string;
}

export interface ParseJSON {
  readonly source?: string;
  readonly destination?: string;
}

export interface ParseKeyValue {
  readonly source?: string;
  readonly destination?: string;
  readonly fieldDelimiter?: string;
  readonly keyValueDelimiter?: string;
  readonly keyPrefix?: string;
  readonly nonMatchValue?: string;
  readonly overwriteIfExists?: boolean;
}

export interface ParsePostgres {
  readonly source?: string;
}

export interface ParseRoute53 {
  readonly source?: string;
}

export interface ParseToOCSF {
  readonly source?: string;
  readonly eventSource: EventSource;
  readonly ocsfVersion: OCSFVersion;
  readonly mappingVersion?: string;
}

export interface ParseVPC {
  readonly source?: string;
}

export interface ParseWAF {
  readonly source?: string;
}

export interface PatternToken {
  readonly dynamicTokenPosition?: number;
  readonly isDynamic?: boolean;
  readonly tokenString?: string;
  readonly enumerations?: { readonly [key: string]: number };
  readonly inferredTokenName?: string;
}

export interface Policy {
  readonly deliveryDestinationPolicy?: string;
}

export type PolicyScope = "ACCOUNT" | "RESOURCE";

export type PolicyType =
  | "DATA_PROTECTION_POLICY"
  | "SUBSCRIPTION_FILTER_POLICY"
  | "FIELD_INDEX_POLICY"
  | "TRANSFORMER_POLICY"
  | "METRIC_EXTRACTION_POLICY";

export interface Processor {
  readonly addKeys?: AddKeys;
  readonly copyValue?: CopyValue;
  readonly csv?: CSV;
  readonly dateTimeConverter?: DateTimeConverter;
  readonly deleteKeys?: DeleteKeys;
  readonly grok?: Grok;
  readonly listToMap?: ListToMap;
  readonly lowerCaseString?: LowerCaseString;
  readonly moveKeys?: MoveKeys;
  readonly parseCloudfront?: ParseCloudfront;
  readonly parseJSON?: ParseJSON;
  readonly parseKeyValue?: ParseKeyValue;
  readonly parseRoute53?: ParseRoute53;
  readonly parseToOCSF?: ParseToOCSF;
  readonly parsePostgres?: ParsePostgres;
  readonly parseVPC?: ParseVPC;
  readonly parseWAF?: ParseWAF;
  readonly renameKeys?: RenameKeys;
  readonly splitString?: SplitString;
  readonly substituteString?: SubstituteString;
  readonly trimString?: TrimString;
  readonly typeConverter?: TypeConverter;
  readonly upperCaseString?: UpperCaseString;
}

export interface PutAccountPolicyRequest {
  readonly policyName: string;
  readonly policyDocument: string;
  readonly policyType: PolicyType;
  readonly scope?: Scope;
  readonly selectionCriteria?: string;
}

export interface PutAccountPolicyResponse {
  readonly accountPolicy?: AccountPolicy;
}

export interface PutBearerTokenAuthenticationRequest {
  readonly logGroupIdentifier: string;
  readonly bearerTokenAuthenticationEnabled: boolean;
}

export interface PutDataProtectionPolicyRequest {
  readonly logGroupIdentifier: string;
  readonly policyDocument: string;
}

export interface PutDataProtectionPolicyResponse {
  readonly logGroupIdentifier?: string;
  readonly policyDocument?: string;
  readonly lastUpdatedTime?: number;
}

export interface PutDeliveryDestinationPolicyRequest {
  readonly deliveryDestinationName: string;
  readonly deliveryDestinationPolicy: string;
}

export interface PutDeliveryDestinationPolicyResponse {
  readonly policy?: Policy;
}

export interface PutDeliveryDestinationRequest {
  readonly name: string;
  readonly outputFormat?: OutputFormat;
  readonly deliveryDestinationConfiguration?: DeliveryDestinationConfiguration;
  readonly deliveryDestinationType?: DeliveryDestinationType;
  readonly tags?: { readonly [key: string]: string };
}

export interface PutDeliveryDestinationResponse {
  readonly deliveryDestination?: DeliveryDestination;
}

export interface PutDeliverySourceRequest {
  readonly name: string;
  readonly resourceArn: string;
  readonly logType: string;
  readonly tags?: { readonly [key: string]: string };
  readonly deliverySourceConfiguration?: { readonly [key: string]: string };
}

export interface PutDeliverySourceResponse {
  readonly deliverySource?: DeliverySource;
}

export interface PutDestinationPolicyRequest {
  readonly destinationName: string;
  readonly accessPolicy: string;
  readonly forceUpdate?: boolean;
}

export interface PutDestinationRequest {
  readonly destinationName: string;
  readonly targetArn: string;
  readonly roleArn: string;
  readonly tags?: { readonly [key: string]: string };
}

export interface PutDestinationResponse {
  readonly destination?: Destination;
}

export interface PutIndexPolicyRequest {
  readonly logGroupIdentifier: string;
  readonly policyDocument: string;
}

export interface PutIndexPolicyResponse {
  readonly indexPolicy?: IndexPolicy;
}

export interface PutIntegrationRequest {
  readonly integrationName: string;
  readonly resourceConfig: ResourceConfig;
  readonly integrationType: IntegrationType;
}

export interface PutIntegrationResponse {
  readonly integrationName?: string;
  readonly integrationStatus?: IntegrationStatus;
}

export interface PutLogEventsRequest {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly logEvents: readonly InputLogEvent[];
  readonly sequenceToken?: string;
  readonly entity?: Entity;
}

export interface PutLogEventsResponse {
  readonly nextSequenceToken?: string;
  readonly rejectedLogEventsInfo?: RejectedLogEventsInfo;
  readonly rejectedEntityInfo?: RejectedEntityInfo;
}

export interface PutLogGroupDeletionProtectionRequest {
  readonly logGroupIdentifier: string;
  readonly deletionProtectionEnabled: boolean;
}

export interface PutMetricFilterRequest {
  readonly logGroupName: string;
  readonly filterName: string;
  readonly filterPattern: string;
  readonly metricTransformations: readonly MetricTransformation[];
  readonly applyOnTransformedLogs?: boolean;
  readonly fieldSelectionCriteria?: string;
  readonly emitSystemFieldDimensions?: readonly string[];
}

export interface PutQueryDefinitionRequest {
  readonly queryLanguage?: QueryLanguage;
  readonly name: string;
  readonly queryDefinitionId?: string;
  readonly logGroupNames?: readonly string[];
  readonly queryString: string;
  readonly clientToken?: string;
  readonly parameters?: readonly QueryParameter[];
}

export interface PutQueryDefinitionResponse {
  readonly queryDefinitionId?: string;
}

export interface PutResourcePolicyRequest {
  readonly policyName?: string;
  readonly policyDocument?: string;
  readonly resourceArn?: string;
  readonly expectedRevisionId?: string;
}

export interface PutResourcePolicyResponse {
  readonly resourcePolicy?: ResourcePolicy;
  readonly revisionId?: string;
}

export interface PutRetentionPolicyRequest {
  readonly logGroupName: string;
  readonly retentionInDays: number;
}

export interface PutSubscriptionFilterRequest {
  readonly logGroupName: string;
  readonly filterName: string;
  readonly filterPattern: string;
  readonly destinationArn: string;
  readonly roleArn?: string;
  readonly distribution?: Distribution;
  readonly applyOnTransformedLogs?: boolean;
  readonly fieldSelectionCriteria?: string;
  readonly emitSystemFields?: readonly string[];
}

export interface PutTransformerRequest {
  readonly logGroupIdentifier: string;
  readonly transformerConfig: readonly Processor[];
}

export interface QueryCompileError {
  readonly location?: QueryCompileErrorLocation;
  readonly message?: string;
}

export interface QueryCompileErrorLocation {
  readonly startCharOffset?: number;
  readonly endCharOffset?: number;
}

export interface QueryDefinition {
  readonly queryLanguage?: QueryLanguage;
  readonly queryDefinitionId?: string;
  readonly name?: string;
  readonly queryString?: string;
  readonly lastModified?: number;
  readonly logGroupNames?: readonly string[];
  readonly parameters?: readonly QueryParameter[];
}

export interface QueryInfo {
  readonly queryLanguage?: QueryLanguage;
  readonly queryId?: string;
  readonly queryString?: string;
  readonly status?: QueryStatus;
  readonly createTime?: number;
  readonly logGroupName?: string;
  readonly queryDuration?: number;
  readonly bytesScanned?: number;
  readonly userIdentity?: string;
}

export type QueryLanguage = "CWLI" | "SQL" | "PPL";

export interface QueryParameter {
  readonly name: string;
  readonly defaultValue?: string;
  readonly description?: string;
}

export interface QueryStatistics {
  readonly recordsMatched?: number;
  readonly recordsScanned?: number;
  readonly estimatedRecordsSkipped?: number;
  readonly bytesScanned?: number;
  readonly estimatedBytesSkipped?: number;
  readonly logGroupsScanned?: number;
}

export type QueryStatus = "Scheduled" | "Running" | "Complete" | "Failed" | "Cancelled" | "Timeout" | "Unknown";

export interface RecordField {
  readonly name?: string;
  readonly mandatory?: boolean;
}

export interface RejectedEntityInfo {
  readonly errorType: EntityRejectionErrorType;
}

export interface RejectedLogEventsInfo {
  readonly tooNewLogEventStartIndex?: number;
  readonly tooOldLogEventEndIndex?: number;
  readonly expiredLogEventEndIndex?: number;
}

export interface RenameKeyEntry {
  readonly key: string;
  readonly renameTo: string;
  readonly overwriteIfExists?: boolean;
}

export interface RenameKeys {
  readonly entries: readonly RenameKeyEntry[];
}

export interface ResourceConfig {
  readonly openSearchResourceConfig?: OpenSearchResourceConfig;
}

export interface ResourcePolicy {
  readonly policyName?: string;
  readonly policyDocument?: string;
  readonly lastUpdatedTime?: number;
  readonly policyScope?: PolicyScope;
  readonly resourceArn?: string;
  readonly revisionId?: string;
}

export interface ResultField {
  readonly field?: string;
  readonly value?: string;
}

export interface S3Configuration {
  readonly destinationIdentifier: string;
  readonly roleArn: string;
  readonly ownerAccountId?: string;
  readonly kmsKeyId?: string;
}

export interface S3DeliveryConfiguration {
  readonly suffixPath?: string;
  readonly enableHiveCompatiblePath?: boolean;
}

export interface S3TableIntegrationSource {
  readonly identifier?: string;
  readonly dataSource?: DataSource;
  readonly status?: S3TableIntegrationSourceStatus;
  readonly statusReason?: string;
  readonly createdTimeStamp?: number;
  readonly parentSourceIdentifier?: string;
}

export type S3TableIntegrationSourceStatus = "ACTIVE" | "UNHEALTHY" | "FAILED" | "DATA_SOURCE_DELETE_IN_PROGRESS";

export interface S3TablesIntegration {
  readonly datasourceName?: string;
  readonly datasourceType?: string;
}

export interface ScheduledQueryDestination {
  readonly destinationType?: ScheduledQueryDestinationType;
  readonly destinationIdentifier?: string;
  readonly status?: ActionStatus;
  readonly processedIdentifier?: string;
  readonly errorMessage?: string;
}

export type ScheduledQueryDestinationType = "S3";

export type ScheduledQueryState = "ENABLED" | "DISABLED";

export interface ScheduledQuerySummary {
  readonly scheduledQueryArn?: string;
  readonly name?: string;
  readonly state?: ScheduledQueryState;
  readonly lastTriggeredTime?: number;
  readonly lastExecutionStatus?: ExecutionStatus;
  readonly scheduleExpression?: string;
  readonly timezone?: string;
  readonly destinationConfiguration?: DestinationConfiguration;
  readonly creationTime?: number;
  readonly lastUpdatedTime?: number;
}

export type Scope = "ALL";

export interface SearchedLogStream {
  readonly logStreamName?: string;
  readonly searchedCompletely?: boolean;
}

export interface SessionStreamingException {
  readonly message?: string;
}

export interface SessionTimeoutException {
  readonly message?: string;
}

export interface SplitString {
  readonly entries: readonly SplitStringEntry[];
}

export interface SplitStringEntry {
  readonly source: string;
  readonly delimiter: string;
}

export type StandardUnit =
  | "Seconds"
  | "Microseconds"
  | "Milliseconds"
  | "Bytes"
  | "Kilobytes"
  | "Megabytes"
  | "Gigabytes"
  | "Terabytes"
  | "Bits"
  | "Kilobits"
  | "Megabits"
  | "Gigabits"
  | "Terabits"
  | "Percent"
  | "Count"
  | "Bytes/Second"
  | "Kilobytes/Second"
  | "Megabytes/Second"
  | "Gigabytes/Second"
  | "Terabytes/Second"
  | "Bits/Second"
  | "Kilobits/Second"
  | "Megabits/Second"
  | "Gigabits/Second"
  | "Terabits/Second"
  | "Count/Second"
  | "None";

export interface StartLiveTailRequest {
  readonly logGroupIdentifiers: readonly string[];
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefixes?: readonly string[];
  readonly logEventFilterPattern?: string;
}

export interface StartLiveTailResponse {
  readonly responseStream?: AsyncIterable<StartLiveTailResponseStream>;
}

export interface StartLiveTailResponseStream {
  readonly sessionStart?: LiveTailSessionStart;
  readonly sessionUpdate?: LiveTailSessionUpdate;
  readonly SessionTimeoutException?: SessionTimeoutException;
  readonly SessionStreamingException?: SessionStreamingException;
}

export interface StartQueryRequest {
  readonly queryLanguage?: QueryLanguage;
  readonly logGroupName?: string;
  readonly logGroupNames?: readonly string[];
  readonly logGroupIdentifiers?: readonly string[];
  readonly startTime: number;
  readonly endTime: number;
  readonly queryString: string;
  readonly limit?: number;
}

export interface StartQueryResponse {
  readonly queryId?: string;
}

export type State = "Active" | "Suppressed" | "Baseline";

export interface StopQueryRequest {
  readonly queryId: string;
}

export interface StopQueryResponse {
  readonly success?: boolean;
}

export interface SubscriptionFilter {
  readonly filterName?: string;
  readonly logGroupName?: string;
  readonly filterPattern?: string;
  readonly destinationArn?: string;
  readonly roleArn?: string;
  readonly distribution?: Distribution;
  readonly applyOnTransformedLogs?: boolean;
  readonly creationTime?: number;
  readonly fieldSelectionCriteria?: string;
  readonly emitSystemFields?: readonly string[];
}

export interface SubstituteString {
  readonly entries: readonly SubstituteStringEntry[];
}

export interface SubstituteStringEntry {
  readonly source: string;
  readonly from: string;
  readonly to: string;
}

export interface SuppressionPeriod {
  readonly value?: number;
  readonly suppressionUnit?: SuppressionUnit;
}

export type SuppressionState = "SUPPRESSED" | "UNSUPPRESSED";

export type SuppressionType = "LIMITED" | "INFINITE";

export type SuppressionUnit = "SECONDS" | "MINUTES" | "HOURS";

export interface TagFilter {
  readonly key: string;
  readonly values?: readonly string[];
}

export interface TagLogGroupRequest {
  readonly logGroupName: string;
  readonly tags: { readonly [key: string]: string };
}

export interface TagResourceRequest {
  readonly resourceArn: string;
  readonly tags: { readonly [key: string]: string };
}

export interface TestMetricFilterRequest {
  readonly filterPattern: string;
  readonly logEventMessages: readonly string[];
}

export interface TestMetricFilterResponse {
  readonly matches?: readonly MetricFilterMatchRecord[];
}

export interface TestTransformerRequest {
  readonly transformerConfig: readonly Processor[];
  readonly logEventMessages: readonly string[];
}

export interface TestTransformerResponse {
  readonly transformedLogs?: readonly TransformedLogRecord[];
}

export interface TransformedLogRecord {
  readonly eventNumber?: number;
  readonly eventMessage?: string;
  readonly transformedEventMessage?: string;
}

export interface TriggerHistoryRecord {
  readonly queryId?: string;
  readonly executionStatus?: ExecutionStatus;
  readonly triggeredTimestamp?: number;
  readonly errorMessage?: string;
  readonly destinations?: readonly ScheduledQueryDestination[];
}

export interface TrimString {
  readonly withKeys: readonly string[];
}

export type Type = "boolean" | "integer" | "double" | "string";

export interface TypeConverter {
  readonly entries: readonly TypeConverterEntry[];
}

export interface TypeConverterEntry {
  readonly key: string;
  readonly type: Type;
}

export interface UntagLogGroupRequest {
  readonly logGroupName: string;
  readonly tags: readonly string[];
}

export interface UntagResourceRequest {
  readonly resourceArn: string;
  readonly tagKeys: readonly string[];
}

export interface UpdateAnomalyRequest {
  readonly anomalyId?: string;
  readonly patternId?: string;
  readonly anomalyDetectorArn: string;
  readonly suppressionType?: SuppressionType;
  readonly suppressionPeriod?: SuppressionPeriod;
  readonly baseline?: boolean;
}

export interface UpdateDeliveryConfigurationRequest {
  readonly id: string;
  readonly recordFields?: readonly string[];
  readonly fieldDelimiter?: string;
  readonly s3DeliveryConfiguration?: S3DeliveryConfiguration;
}

export type UpdateDeliveryConfigurationResponse = { readonly [member: string]: never };

export interface UpdateLogAnomalyDetectorRequest {
  readonly anomalyDetectorArn: string;
  readonly evaluationFrequency?: EvaluationFrequency;
  readonly filterPattern?: string;
  readonly anomalyVisibilityTime?: number;
  readonly enabled: boolean;
}

export interface UpdateLookupTableRequest {
  readonly lookupTableArn: string;
  readonly description?: string;
  readonly tableBody: string;
  readonly kmsKeyId?: string;
}

export interface UpdateLookupTableResponse {
  readonly lookupTableArn?: string;
  readonly lastUpdatedTime?: number;
}

export interface UpdateScheduledQueryRequest {
  readonly identifier: string;
  readonly description?: string;
  readonly queryLanguage: QueryLanguage;
  readonly queryString: string;
  readonly logGroupIdentifiers?: readonly string[];
  readonly scheduleExpression: string;
  readonly timezone?: string;
  readonly startTimeOffset?: number;
  readonly destinationConfiguration?: DestinationConfiguration;
  readonly scheduleStartTime?: number;
  readonly scheduleEndTime?: number;
  readonly executionRoleArn: string;
  readonly state?: ScheduledQueryState;
}

export interface UpdateScheduledQueryResponse {
  readonly scheduledQueryArn?: string;
  readonly name?: string;
  readonly description?: string;
  readonly queryLanguage?: QueryLanguage;
  readonly queryString?: string;
  readonly logGroupIdentifiers?: readonly string[];
  readonly scheduleExpression?: string;
  readonly timezone?: string;
  readonly startTimeOffset?: number;
  readonly destinationConfiguration?: DestinationConfiguration;
  readonly state?: ScheduledQueryState;
  readonly lastTriggeredTime?: number;
  readonly lastExecutionStatus?: ExecutionStatus;
  readonly scheduleStartTime?: number;
  readonly scheduleEndTime?: number;
  readonly executionRoleArn?: string;
  readonly creationTime?: number;
  readonly lastUpdatedTime?: number;
}

export interface UpperCaseString {
  readonly withKeys: readonly string[];
}
