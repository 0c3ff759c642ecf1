/**
 * DynamoDB: every structure and enum of the API, and its operations. Made by `npm run codegen` from botocore
 * 1.43.11 (API version 2012-08-10); do not edit. Timestamps are milliseconds since 1970, blobs Uint8Array.
 */
import type { ServiceModel } from "../aws/model.ts";
import table from "./dynamodb.json" with { type: "json" };

/** The table behind the types: routes, constraints and errors. */
export const model = table as unknown as ServiceModel;

export type DynamoDBOperations = {
  readonly BatchExecuteStatement: { readonly input: BatchExecuteStatementInput; readonly output: BatchExecuteStatementOutput };
  readonly BatchGetItem: { readonly input: BatchGetItemInput; readonly output: BatchGetItemOutput };
  readonly BatchWriteItem: { readonly input: BatchWriteItemInput; readonly output: BatchWriteItemOutput };
  readonly CreateBackup: { readonly input: CreateBackupInput; readonly output: CreateBackupOutput };
  readonly CreateGlobalTable: { readonly input: CreateGlobalTableInput; readonly output: CreateGlobalTableOutput };
  readonly CreateTable: { readonly input: CreateTableInput; readonly output: CreateTableOutput };
  readonly DeleteBackup: { readonly input: DeleteBackupInput; readonly output: DeleteBackupOutput };
  readonly DeleteItem: { readonly input: DeleteItemInput; readonly output: DeleteItemOutput };
  readonly DeleteResourcePolicy: { readonly input: DeleteResourcePolicyInput; readonly output: DeleteResourcePolicyOutput };
  readonly DeleteTable: { readonly input: DeleteTableInput; readonly output: DeleteTableOutput };
  readonly DescribeBackup: { readonly input: DescribeBackupInput; readonly output: DescribeBackupOutput };
  readonly DescribeContinuousBackups: { readonly input: DescribeContinuousBackupsInput; readonly output: DescribeContinuousBackupsOutput };
  readonly DescribeContributorInsights: {
    readonly input: DescribeContributorInsightsInput;
    readonly output: DescribeContributorInsightsOutput;
  };
  readonly DescribeEndpoints: { readonly input: DescribeEndpointsRequest; readonly output: DescribeEndpointsResponse };
  readonly DescribeExport: { readonly input: DescribeExportInput; readonly output: DescribeExportOutput };
  readonly DescribeGlobalTable: { readonly input: DescribeGlobalTableInput; readonly output: DescribeGlobalTableOutput };
  readonly DescribeGlobalTableSettings: {
    readonly input: DescribeGlobalTableSettingsInput;
    readonly output: DescribeGlobalTableSettingsOutput;
  };
  readonly DescribeImport: { readonly input: DescribeImportInput; readonly output: DescribeImportOutput };
  readonly DescribeKinesisStreamingDestination: {
    readonly input: DescribeKinesisStreamingDestinationInput;
    readonly output: DescribeKinesisStreamingDestinationOutput;
  };
  readonly DescribeLimits: { readonly input: DescribeLimitsInput; readonly output: DescribeLimitsOutput };
  readonly DescribeTable: { readonly input: DescribeTableInput; readonly output: DescribeTableOutput };
  readonly DescribeTableReplicaAutoScaling: {
    readonly input: DescribeTableReplicaAutoScalingInput;
    readonly output: DescribeTableReplicaAutoScalingOutput;
  };
  readonly DescribeTimeToLive: { readonly input: DescribeTimeToLiveInput; readonly output: DescribeTimeToLiveOutput };
  readonly DisableKinesisStreamingDestination: {
    readonly input: KinesisStreamingDestinationInput;
    readonly output: KinesisStreamingDestinationOutput;
  };
  readonly EnableKinesisStreamingDestination: {
    readonly input: KinesisStreamingDestinationInput;
    readonly output: KinesisStreamingDestinationOutput;
  };
  readonly ExecuteStatement: { readonly input: ExecuteStatementInput; readonly output: ExecuteStatementOutput };
  readonly ExecuteTransaction: { readonly input: ExecuteTransactionInput; readonly output: ExecuteTransactionOutput };
  readonly ExportTableToPointInTime: { readonly input: ExportTableToPointInTimeInput; readonly output: ExportTableToPointInTimeOutput };
  readonly GetItem: { readonly input: GetItemInput; readonly output: GetItemOutput };
  readonly GetResourcePolicy: { readonly input: GetResourcePolicyInput; readonly output: GetResourcePolicyOutput };
  readonly ImportTable: { readonly input: ImportTableInput; readonly output: ImportTableOutput };
  readonly ListBackups: { readonly input: ListBackupsInput; readonly output: ListBackupsOutput };
  readonly ListContributorInsights: { readonly input: ListContributorInsightsInput; readonly output: ListContributorInsightsOutput };
  readonly ListExports: { readonly input: ListExportsInput; readonly output: ListExportsOutput };
  readonly ListGlobalTables: { readonly input: ListGlobalTablesInput; readonly output: ListGlobalTablesOutput };
  readonly ListImports: { readonly input: ListImportsInput; readonly output: ListImportsOutput };
  readonly ListTables: { readonly input: ListTablesInput; readonly output: ListTablesOutput };
  readonly ListTagsOfResource: { readonly input: ListTagsOfResourceInput; readonly output: ListTagsOfResourceOutput };
  readonly PutItem: { readonly input: PutItemInput; readonly output: PutItemOutput };
  readonly PutResourcePolicy: { readonly input: PutResourcePolicyInput; readonly output: PutResourcePolicyOutput };
  readonly Query: { readonly input: QueryInput; readonly output: QueryOutput };
  readonly RestoreTableFromBackup: { readonly input: RestoreTableFromBackupInput; readonly output: RestoreTableFromBackupOutput };
  readonly RestoreTableToPointInTime: { readonly input: RestoreTableToPointInTimeInput; readonly output: RestoreTableToPointInTimeOutput };
  readonly Scan: { readonly input: ScanInput; readonly output: ScanOutput };
  readonly TagResource: { readonly input: TagResourceInput; readonly output: void };
  readonly TransactGetItems: { readonly input: TransactGetItemsInput; readonly output: TransactGetItemsOutput };
  readonly TransactWriteItems: { readonly input: TransactWriteItemsInput; readonly output: TransactWriteItemsOutput };
  readonly UntagResource: { readonly input: UntagResourceInput; readonly output: void };
  readonly UpdateContinuousBackups: { readonly input: UpdateContinuousBackupsInput; readonly output: UpdateContinuousBackupsOutput };
  readonly UpdateContributorInsights: { readonly input: UpdateContributorInsightsInput; readonly output: UpdateContributorInsightsOutput };
  readonly UpdateGlobalTable: { readonly input: UpdateGlobalTableInput; readonly output: UpdateGlobalTableOutput };
  readonly UpdateGlobalTableSettings: { readonly input: UpdateGlobalTableSettingsInput; readonly output: UpdateGlobalTableSettingsOutput };
  readonly UpdateItem: { readonly input: UpdateItemInput; readonly output: UpdateItemOutput };
  readonly UpdateKinesisStreamingDestination: {
    readonly input: UpdateKinesisStreamingDestinationInput;
    readonly output: UpdateKinesisStreamingDestinationOutput;
  };
  readonly UpdateTable: { readonly input: UpdateTableInput; readonly output: UpdateTableOutput };
  readonly UpdateTableReplicaAutoScaling: {
    readonly input: UpdateTableReplicaAutoScalingInput;
    readonly output: UpdateTableReplicaAutoScalingOutput;
  };
  readonly UpdateTimeToLive: { readonly input: UpdateTimeToLiveInput; readonly output: UpdateTimeToLiveOutput };
};

export type ApproximateCreationDateTimePrecision = "MILLISECOND" | "MICROSECOND";

export interface ArchivalSummary {
  readonly ArchivalDateTime?: number;
  readonly ArchivalReason?: string;
  readonly ArchivalBackupArn?: string;
}

export type AttributeAction = "ADD" | "PUT" | "DELETE";

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: ScalarAttributeType;
}

export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: Uint8Array;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly Uint8Array[];
  readonly M?: { readonly [key: string]: AttributeValue };
  readonly L?: readonly AttributeValue[];
  readonly NULL?: boolean;
  readonly BOOL?: boolean;
}

export interface AttributeValueUpdate {
  readonly Value?: AttributeValue;
  readonly Action?: AttributeAction;
}

export interface AutoScalingPolicyDescription {
  readonly PolicyName?: string;
  readonly TargetTrackingScalingPolicyConfiguration?: AutoScalingTargetTrackingScalingPolicyConfigurationDescription;
}

export interface AutoScalingPolicyUpdate {
  readonly PolicyName?: string;
  readonly TargetTrackingScalingPolicyConfiguration: AutoScalingTargetTrackingScalingPolicyConfigurationUpdate;
}

export interface AutoScalingSettingsDescription {
  readonly MinimumUnits?: number;
  readonly MaximumUnits?: number;
  readonly AutoScalingDisabled?: boolean;
  readonly AutoScalingRoleArn?: string;
  readonly ScalingPolicies?: readonly AutoScalingPolicyDescription[];
}

export interface AutoScalingSettingsUpdate {
  readonly MinimumUnits?: number;
  readonly MaximumUnits?: number;
  readonly AutoScalingDisabled?: boolean;
  readonly AutoScalingRoleArn?: string;
  readonly ScalingPolicyUpdate?: AutoScalingPolicyUpdate;
}

export interface AutoScalingTargetTrackingScalingPolicyConfigurationDescription {
  readonly DisableScaleIn?: boolean;
  readonly ScaleInCooldown?: number;
  readonly ScaleOutCooldown?: number;
  readonly TargetValue: number;
}

export interface AutoScalingTargetTrackingScalingPolicyConfigurationUpdate {
  readonly DisableScaleIn?: boolean;
  readonly ScaleInCooldown?: number;
  readonly ScaleOutCooldown?: number;
  readonly TargetValue: number;
}

export interface BackupDescription {
  readonly BackupDetails?: BackupDetails;
  readonly SourceTableDetails?: SourceTableDetails;
  readonly SourceTableFeatureDetails?: SourceTableFeatureDetails;
}

export interface BackupDetails {
  readonly BackupArn: string;
  readonly BackupName: string;
  readonly BackupSizeBytes?: number;
  readonly BackupStatus: BackupStatus;
  readonly BackupType: BackupType;
  readonly BackupCreationDateTime: number;
  readonly BackupExpiryDateTime?: number;
}

export type BackupStatus = "CREATING" | "DELETED" | "AVAILABLE";

export interface BackupSummary {
  readonly TableName?: string;
  readonly TableId?: string;
  readonly TableArn?: string;
  readonly BackupArn?: string;
  readonly BackupName?: string;
  readonly BackupCreationDateTime?: number;
  readonly BackupExpiryDateTime?: number;
  readonly BackupStatus?: BackupStatus;
  readonly BackupType?: BackupType;
  readonly BackupSizeBytes?: number;
}

export type BackupType = "USER" | "SYSTEM" | "AWS_BACKUP";

export type BackupTypeFilter = "USER" | "SYSTEM" | "AWS_BACKUP" | "ALL";

export interface BatchExecuteStatementInput {
  readonly Statements: readonly BatchStatementRequest[];
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

export interface BatchExecuteStatementOutput {
  readonly Responses?: readonly BatchStatementResponse[];
  readonly ConsumedCapacity?: readonly ConsumedCapacity[];
}

export interface BatchGetItemInput {
  readonly RequestItems: { readonly [key: string]: KeysAndAttributes };
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

export interface BatchGetItemOutput {
  readonly Responses?: { readonly [key: string]: readonly { readonly [key: string]: AttributeValue }[] };
  readonly UnprocessedKeys?: { readonly [key: string]: KeysAndAttributes };
  readonly ConsumedCapacity?: readonly ConsumedCapacity[];
}

export interface BatchStatementError {
  readonly Code?: BatchStatementErrorCodeEnum;
  readonly Message?: string;
  readonly Item?: { readonly [key: string]: AttributeValue };
}

export type BatchStatementErrorCodeEnum =
  | "ConditionalCheckFailed"
  | "ItemCollectionSizeLimitExceeded"
  | "RequestLimitExceeded"
  | "ValidationError"
  | "ProvisionedThroughputExceeded"
  | "TransactionConflict"
  | "ThrottlingError"
  | "InternalServerError"
  | "ResourceNotFound"
  | "AccessDenied"
  | "DuplicateItem";

export interface BatchStatementRequest {
  readonly Statement: string;
  readonly Parameters?: readonly AttributeValue[];
  readonly ConsistentRead?: boolean;
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure;
}

export interface BatchStatementResponse {
  readonly Error?: BatchStatementError;
  readonly TableName?: string;
  readonly Item?: { readonly [key: string]: AttributeValue };
}

export interface BatchWriteItemInput {
  readonly RequestItems: { readonly [key: string]: readonly WriteRequest[] };
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: ReturnItemCollectionMetrics;
}

export interface BatchWriteItemOutput {
  readonly UnprocessedItems?: { readonly [key: string]: readonly WriteRequest[] };
  readonly ItemCollectionMetrics?: { readonly [key: string]: readonly ItemCollectionMetrics[] };
  readonly ConsumedCapacity?: readonly ConsumedCapacity[];
}

export type BillingMode = "PROVISIONED" | "PAY_PER_REQUEST";

export interface BillingModeSummary {
  readonly BillingMode?: BillingMode;
  readonly LastUpdateToPayPerRequestDateTime?: number;
}

export interface CancellationReason {
  readonly Item?: { readonly [key: string]: AttributeValue };
  readonly Code?: string;
  readonly Message?: string;
}

export interface Capacity {
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
  readonly CapacityUnits?: number;
}

export type ComparisonOperator =
  | "EQ"
  | "NE"
  | "IN"
  | "LE"
  | "LT"
  | "GE"
  | "GT"
  | "BETWEEN"
  | "NOT_NULL"
  | "NULL"
  | "CONTAINS"
  | "NOT_CONTAINS"
  | "BEGINS_WITH";

export interface Condition {
  readonly AttributeValueList?: readonly AttributeValue[];
  readonly ComparisonOperator: ComparisonOperator;
}

export interface ConditionCheck {
  readonly Key: { readonly [key: string]: AttributeValue };
  readonly TableName: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
  readonly ExpressionAttributeValues?: { readonly [key: string]: AttributeValue };
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure;
}

export type ConditionalOperator = "AND" | "OR";

export interface ConsumedCapacity {
  readonly TableName?: string;
  readonly CapacityUnits?: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
  readonly Table?: Capacity;
  readonly LocalSecondaryIndexes?: { readonly [key: string]: Capacity };
  readonly GlobalSecondaryIndexes?: { readonly [key: string]: Capacity };
}

export interface ContinuousBackupsDescription {
  readonly ContinuousBackupsStatus: ContinuousBackupsStatus;
  readonly PointInTimeRecoveryDescription?: PointInTimeRecoveryDescription;
}

export type ContinuousBackupsStatus = "ENABLED" | "DISABLED";

export type ContributorInsightsAction = "ENABLE" | "DISABLE";

export type ContributorInsightsMode = "ACCESSED_AND_THROTTLED_KEYS" | "THROTTLED_KEYS";

export type ContributorInsightsStatus = "ENABLING" | "ENABLED" | "DISABLING" | "DISABLED" | "FAILED";

export interface ContributorInsightsSummary {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly ContributorInsightsStatus?: ContributorInsightsStatus;
  readonly ContributorInsightsMode?: ContributorInsightsMode;
}

export interface CreateBackupInput {
  readonly TableName: string;
  readonly BackupName: string;
}

export interface CreateBackupOutput {
  readonly BackupDetails?: BackupDetails;
}

export interface CreateGlobalSecondaryIndexAction {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: Projection;
  readonly ProvisionedThroughput?: ProvisionedThroughput;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly WarmThroughput?: WarmThroughput;
}

export interface CreateGlobalTableInput {
  readonly GlobalTableName: string;
  readonly ReplicationGroup: readonly Replica[];
}

export interface CreateGlobalTableOutput {
  readonly GlobalTableDescription?: GlobalTableDescription;
}

export interface CreateGlobalTableWitnessGroupMemberAction {
  readonly RegionName: string;
}

export interface CreateReplicaAction {
  readonly RegionName: string;
}

export interface CreateReplicationGroupMemberAction {
  readonly RegionName: string;
  readonly KMSMasterKeyId?: string;
  readonly ProvisionedThroughputOverride?: ProvisionedThroughputOverride;
  readonly OnDemandThroughputOverride?: OnDemandThroughputOverride;
  readonly GlobalSecondaryIndexes?: readonly ReplicaGlobalSecondaryIndex[];
  readonly TableClassOverride?: TableClass;
}

export interface CreateTableInput {
  readonly AttributeDefinitions?: readonly AttributeDefinition[];
  readonly TableName: string;
  readonly KeySchema?: readonly KeySchemaElement[];
  readonly LocalSecondaryIndexes?: readonly LocalSecondaryIndex[];
  readonly GlobalSecondaryIndexes?: readonly GlobalSecondaryIndex[];
  readonly BillingMode?: BillingMode;
  readonly ProvisionedThroughput?: ProvisionedThroughput;
  readonly StreamSpecification?: StreamSpecification;
  readonly SSESpecification?: SSESpecification;
  readonly Tags?: readonly Tag[];
  readonly TableClass?: TableClass;
  readonly DeletionProtectionEnabled?: boolean;
  readonly WarmThroughput?: WarmThroughput;
  readonly ResourcePolicy?: string;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly GlobalTableSourceArn?: string;
  readonly GlobalTableSettingsReplicationMode?: GlobalTableSettingsReplicationMode;
}

export interface CreateTableOutput {
  readonly TableDescription?: TableDescription;
}

export interface CsvOptions {
  readonly Delimiter?: string;
  readonly HeaderList?: readonly string[];
}

export interface Delete {
  readonly Key: { readonly [key: string]: AttributeValue };
  readonly TableName: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
  readonly ExpressionAttributeValues?: { readonly [key: string]: AttributeValue };
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure;
}

export interface DeleteBackupInput {
  readonly BackupArn: string;
}

export interface DeleteBackupOutput {
  readonly BackupDescription?: BackupDescription;
}

export interface DeleteGlobalSecondaryIndexAction {
  readonly IndexName: string;
}

export interface DeleteGlobalTableWitnessGroupMemberAction {
  readonly RegionName: string;
}

export interface DeleteItemInput {
  readonly TableName: string;
  readonly Key: { readonly [key: string]: AttributeValue };
  readonly Expected?: { readonly [key: string]: ExpectedAttributeValue };
  readonly ConditionalOperator?: ConditionalOperator;
  readonly ReturnValues?: ReturnValue;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: ReturnItemCollectionMetrics;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
  readonly ExpressionAttributeValues?: { readonly [key: string]: AttributeValue };
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure;
}

export interface DeleteItemOutput {
  readonly Attributes?: { readonly [key: string]: AttributeValue };
  readonly ConsumedCapacity?: ConsumedCapacity;
  readonly ItemCollectionMetrics?: ItemCollectionMetrics;
}

export interface DeleteReplicaAction {
  readonly RegionName: string;
}

export interface DeleteReplicationGroupMemberAction {
  readonly RegionName: string;
}

export interface DeleteRequest {
  readonly Key: { readonly [key: string]: AttributeValue };
}

export interface DeleteResourcePolicyInput {
  readonly ResourceArn: string;
  readonly ExpectedRevisionId?: string;
}

export interface DeleteResourcePolicyOutput {
  readonly RevisionId?: string;
}

export interface DeleteTableInput {
  readonly TableName: string;
}

export interface DeleteTableOutput {
  readonly TableDescription?: TableDescription;
}

export interface DescribeBackupInput {
  readonly BackupArn: string;
}

export interface DescribeBackupOutput {
  readonly BackupDescription?: BackupDescription;
}

export interface DescribeContinuousBackupsInput {
  readonly TableName: string;
}

export interface DescribeContinuousBackupsOutput {
  readonly ContinuousBackupsDescription?: ContinuousBackupsDescription;
}

export interface DescribeContributorInsightsInput {
  readonly TableName: string;
  readonly IndexName?: string;
}

export interface DescribeContributorInsightsOutput {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly ContributorInsightsRuleList?: readonly string[];
  readonly ContributorInsightsStatus?: ContributorInsightsStatus;
  readonly LastUpdateDateTime?: number;
  readonly FailureException?: FailureException;
  readonly ContributorInsightsMode?: ContributorInsightsMode;
}

export type DescribeEndpointsRequest = { readonly [member: string]: never };

export interface DescribeEndpointsResponse {
  readonly Endpoints: readonly Endpoint[];
}

export interface DescribeExportInput {
  readonly ExportArn: string;
}

export interface DescribeExportOutput {
  readonly ExportDescription?: ExportDescription;
}

export interface DescribeGlobalTableInput {
  readonly GlobalTableName: string;
}

export interface DescribeGlobalTableOutput {
  readonly GlobalTableDescription?: GlobalTableDescription;
}

export interface DescribeGlobalTableSettingsInput {
  readonly GlobalTableName: string;
}

export interface DescribeGlobalTableSettingsOutput {
  readonly GlobalTableName?: string;
  readonly ReplicaSettings?: readonly ReplicaSettingsDescription[];
}

export interface DescribeImportInput {
  readonly ImportArn: string;
}

export interface DescribeImportOutput {
  readonly ImportTableDescription: ImportTableDescription;
}

export interface DescribeKinesisStreamingDestinationInput {
  readonly TableName: string;
}

export interface DescribeKinesisStreamingDestinationOutput {
  readonly TableName?: string;
  readonly KinesisDataStreamDestinations?: readonly KinesisDataStreamDestination[];
}

export type DescribeLimitsInput = { readonly [member: string]: never };

export interface DescribeLimitsOutput {
  readonly AccountMaxReadCapacityUnits?: number;
  readonly AccountMaxWriteCapacityUnits?: number;
  readonly TableMaxReadCapacityUnits?: number;
  readonly TableMaxWriteCapacityUnits?: number;
}

export interface DescribeTableInput {
  readonly TableName: string;
}

export interface DescribeTableOutput {
  readonly Table?: TableDescription;
}

export interface DescribeTableReplicaAutoScalingInput {
  readonly TableName: string;
}

export interface DescribeTableReplicaAutoScalingOutput {
  readonly TableAutoScalingDescription?: TableAutoScalingDescription;
}

export interface DescribeTimeToLiveInput {
  readonly TableName: string;
}

export interface DescribeTimeToLiveOutput {
  readonly TimeToLiveDescription?: TimeToLiveDescription;
}

export type DestinationStatus = "ENABLING" | "ACTIVE" | "DISABLING" | "DISABLED" | "ENABLE_FAILED" | "UPDATING";

export interface EnableKinesisStreamingConfiguration {
  readonly ApproximateCreationDateTimePrecision?: ApproximateCreationDateTimePrecision;
}

export interface Endpoint {
  readonly Address: string;
  readonly CachePeriodInMinutes: number;
}

export interface ExecuteStatementInput {
  readonly Statement: string;
  readonly Parameters?: readonly AttributeValue[];
  readonly ConsistentRead?: boolean;
  readonly NextToken?: string;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly Limit?: number;
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure;
}

export interface ExecuteStatementOutput {
  readonly Items?: readonly { readonly [key: string]: AttributeValue }[];
  readonly NextToken?: string;
  readonly ConsumedCapacity?: ConsumedCapacity;
  readonly LastEvaluatedKey?: { readonly [key: string]: AttributeValue };
}

export interface ExecuteTransactionInput {
  readonly TransactStatements: readonly ParameterizedStatement[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

export interface ExecuteTransactionOutput {
  readonly Responses?: readonly ItemResponse[];
  readonly ConsumedCapacity?: readonly ConsumedCapacity[];
}

export interface ExpectedAttributeValue {
  readonly Value?: AttributeValue;
  readonly Exists?: boolean;
  readonly ComparisonOperator?: ComparisonOperator;
  readonly AttributeValueList?: readonly AttributeValue[];
}

export interface ExportDescription {
  readonly ExportArn?: string;
  readonly ExportStatus?: ExportStatus;
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly ExportManifest?: string;
  readonly TableArn?: string;
  readonly TableId?: string;
  readonly ExportTime?: number;
  readonly ClientToken?: string;
  readonly S3Bucket?: string;
  readonly S3BucketOwner?: string;
  readonly S3Prefix?: string;
  readonly S3SseAlgorithm?: S3SseAlgorithm;
  readonly S3SseKmsKeyId?: string;
  readonly FailureCode?: string;
  readonly FailureMessage?: string;
  readonly ExportFormat?: ExportFormat;
  readonly BilledSizeBytes?: number;
  readonly ItemCount?: number;
  readonly ExportType?: ExportType;
  readonly IncrementalExportSpecification?: IncrementalExportSpecification;
}

export type ExportFormat = "DYNAMODB_JSON" | "ION";

export type ExportStatus = "IN_PROGRESS" | "COMPLETED" | "FAILED";

export interface ExportSummary {
  readonly ExportArn?: string;
  readonly ExportStatus?: ExportStatus;
  readonly ExportType?: ExportType;
}

export interface ExportTableToPointInTimeInput {
  readonly TableArn: string;
  readonly ExportTime?: number;
  readonly ClientToken?: string;
  readonly S3Bucket: string;
  readonly S3BucketOwner?: string;
  readonly S3Prefix?: string;
  readonly S3SseAlgorithm?: S3SseAlgorithm;
  readonly S3SseKmsKeyId?: string;
  readonly ExportFormat?: ExportFormat;
  readonly ExportType?: ExportType;
  readonly IncrementalExportSpecification?: IncrementalExportSpecification;
}

export interface ExportTableToPointInTimeOutput {
  readonly ExportDescription?: ExportDescription;
}

export type ExportType = "FULL_EXPORT" | "INCREMENTAL_EXPORT";

export type ExportViewType = "NEW_IMAGE" | "NEW_AND_OLD_IMAGES";

export interface FailureException {
  readonly ExceptionName?: string;
  readonly ExceptionDescription?: string;
}

export interface Get {
  readonly Key: { readonly [key: string]: AttributeValue };
  readonly TableName: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
}

export interface GetItemInput {
  readonly TableName: string;
  readonly Key: { readonly [key: string]: AttributeValue };
  readonly AttributesToGet?: readonly string[];
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
}

export interface GetItemOutput {
  readonly Item?: { readonly [key: string]: AttributeValue };
  readonly ConsumedCapacity?: ConsumedCapacity;
}

export interface GetResourcePolicyInput {
  readonly ResourceArn: string;
}

export interface GetResourcePolicyOutput {
  readonly Policy?: string;
  readonly RevisionId?: string;
}

export interface GlobalSecondaryIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: Projection;
  readonly ProvisionedThroughput?: ProvisionedThroughput;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly WarmThroughput?: WarmThroughput;
}

export interface GlobalSecondaryIndexAutoScalingUpdate {
  readonly IndexName?: string;
  readonly ProvisionedWriteCapacityAutoScalingUpdate?: AutoScalingSettingsUpdate;
}

export interface GlobalSecondaryIndexDescription {
  readonly IndexName?: string;
  readonly KeySchema?: readonly KeySchemaElement[];
  readonly Projection?: Projection;
  readonly IndexStatus?: IndexStatus;
  readonly Backfilling?: boolean;
  readonly ProvisionedThroughput?: ProvisionedThroughputDescription;
  readonly IndexSizeBytes?: number;
  readonly ItemCount?: number;
  readonly IndexArn?: string;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly WarmThroughput?: GlobalSecondaryIndexWarmThroughputDescription;
}

export interface GlobalSecondaryIndexInfo {
  readonly IndexName?: string;
  readonly KeySchema?: readonly KeySchemaElement[];
  readonly Projection?: Projection;
  readonly ProvisionedThroughput?: ProvisionedThroughput;
  readonly OnDemandThroughput?: OnDemandThroughput;
}

export interface GlobalSecondaryIndexUpdate {
  readonly Update?: UpdateGlobalSecondaryIndexAction;
  readonly Create?: CreateGlobalSecondaryIndexAction;
  readonly Delete?: DeleteGlobalSecondaryIndexAction;
}

export interface GlobalSecondaryIndexWarmThroughputDescription {
  readonly ReadUnitsPerSecond?: number;
  readonly WriteUnitsPerSecond?: number;
  readonly Status?: IndexStatus;
}

export interface GlobalTable {
  readonly GlobalTableName?: string;
  readonly ReplicationGroup?: readonly Replica[];
}

export interface GlobalTableDescription {
  readonly ReplicationGroup?: readonly ReplicaDescription[];
  readonly GlobalTableArn?: string;
  readonly CreationDateTime?: number;
  readonly GlobalTableStatus?: GlobalTableStatus;
  readonly GlobalTableName?: string;
}

export interface GlobalTableGlobalSecondaryIndexSettingsUpdate {
  readonly IndexName: string;
  readonly ProvisionedWriteCapacityUnits?: number;
  readonly ProvisionedWriteCapacityAutoScalingSettingsUpdate?: AutoScalingSettingsUpdate;
}

export type GlobalTableSettingsReplicationMode = "ENABLED" | "DISABLED" | "ENABLED_WITH_OVERRIDES";

export type GlobalTableStatus = "CREATING" | "ACTIVE" | "DELETING" | "UPDATING";

export interface GlobalTableWitnessDescription {
  readonly RegionName?: string;
  readonly WitnessStatus?: WitnessStatus;
}

export interface GlobalTableWitnessGroupUpdate {
  readonly Create?: CreateGlobalTableWitnessGroupMemberAction;
  readonly Delete?: DeleteGlobalTableWitnessGroupMemberAction;
}

export type ImportStatus = "IN_PROGRESS" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";

export interface ImportSummary {
  readonly ImportArn?: string;
  readonly ImportStatus?: ImportStatus;
  readonly TableArn?: string;
  readonly S3BucketSource?: S3BucketSource;
  readonly CloudWatchLogGroupArn?: string;
  readonly InputFormat?: InputFormat;
  readonly StartTime?: number;
  readonly EndTime?: number;
}

export interface ImportTableDescription {
  readonly ImportArn?: string;
  readonly ImportStatus?: ImportStatus;
  readonly TableArn?: string;
  readonly TableId?: string;
  readonly ClientToken?: string;
  readonly S3BucketSource?: S3BucketSource;
  readonly ErrorCount?: number;
  readonly CloudWatchLogGroupArn?: string;
  readonly InputFormat?: InputFormat;
  readonly InputFormatOptions?: InputFormatOptions;
  readonly InputCompressionType?: InputCompressionType;
  readonly TableCreationParameters?: TableCreationParameters;
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly ProcessedSizeBytes?: number;
  readonly ProcessedItemCount?: number;
  readonly ImportedItemCount?: number;
  readonly FailureCode?: string;
  readonly FailureMessage?: string;
}

export interface ImportTableInput {
  readonly ClientToken?: string;
  readonly S3BucketSource: S3BucketSource;
  readonly InputFormat: InputFormat;
  readonly InputFormatOptions?: InputFormatOptions;
  readonly InputCompressionType?: InputCompressionType;
  readonly TableCreationParameters: TableCreationParameters;
}

export interface ImportTableOutput {
  readonly ImportTableDescription: ImportTableDescription;
}

export interface IncrementalExportSpecification {
  readonly ExportFromTime?: number;
  readonly ExportToTime?: number;
  readonly ExportViewType?: ExportViewType;
}

export type IndexStatus = "CREATING" | "UPDATING" | "DELETING" | "ACTIVE";

export type InputCompressionType = "GZIP" | "ZSTD" | "NONE";

export type InputFormat = "DYNAMODB_JSON" | "ION" | "CSV";

export interface InputFormatOptions {
  readonly Csv?: CsvOptions;
}

export interface ItemCollectionMetrics {
  readonly ItemCollectionKey?: { readonly [key: string]: AttributeValue };
  readonly SizeEstimateRangeGB?: readonly number[];
}

export interface ItemResponse {
  readonly Item?: { readonly [key: string]: AttributeValue };
}

export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: KeyType;
}

export type KeyType = "HASH" | "RANGE";

export interface KeysAndAttributes {
  readonly Keys: readonly { readonly [key: string]: AttributeValue }[];
  readonly AttributesToGet?: readonly string[];
  readonly ConsistentRead?: boolean;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
}

export interface KinesisDataStreamDestination {
  readonly StreamArn?: string;
  readonly DestinationStatus?: DestinationStatus;
  readonly DestinationStatusDescription?: string;
  readonly ApproximateCreationDateTimePrecision?: ApproximateCreationDateTimePrecision;
}

export interface KinesisStreamingDestinationInput {
  readonly TableName: string;
  readonly StreamArn: string;
  readonly EnableKinesisStreamingConfiguration?: EnableKinesisStreamingConfiguration;
}

export interface KinesisStreamingDestinationOutput {
  readonly TableName?: string;
  readonly StreamArn?: string;
  readonly DestinationStatus?: DestinationStatus;
  readonly EnableKinesisStreamingConfiguration?: EnableKinesisStreamingConfiguration;
}

export interface ListBackupsInput {
  readonly TableName?: string;
  readonly Limit?: number;
  readonly TimeRangeLowerBound?: number;
  readonly TimeRangeUpperBound?: number;
  readonly ExclusiveStartBackupArn?: string;
  readonly BackupType?: BackupTypeFilter;
}

export interface ListBackupsOutput {
  readonly BackupSummaries?: readonly BackupSummary[];
  readonly LastEvaluatedBackupArn?: string;
}

export interface ListContributorInsightsInput {
  readonly TableName?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

export interface ListContributorInsightsOutput {
  readonly ContributorInsightsSummaries?: readonly ContributorInsightsSummary[];
  readonly NextToken?: string;
}

export interface ListExportsInput {
  readonly TableArn?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export interface ListExportsOutput {
  readonly ExportSummaries?: readonly ExportSummary[];
  readonly NextToken?: string;
}

export interface ListGlobalTablesInput {
  readonly ExclusiveStartGlobalTableName?: string;
  readonly Limit?: number;
  readonly RegionName?: string;
}

export interface ListGlobalTablesOutput {
  readonly GlobalTables?: readonly GlobalTable[];
  readonly LastEvaluatedGlobalTableName?: string;
}

export interface ListImportsInput {
  readonly TableArn?: string;
  readonly PageSize?: number;
  readonly NextToken?: string;
}

export interface ListImportsOutput {
  readonly ImportSummaryList?: readonly ImportSummary[];
  readonly NextToken?: string;
}

export interface ListTablesInput {
  readonly ExclusiveStartTableName?: string;
  readonly Limit?: number;
}

export interface ListTablesOutput {
  readonly TableNames?: readonly string[];
  readonly LastEvaluatedTableName?: string;
}

export interface ListTagsOfResourceInput {
  readonly ResourceArn: string;
  readonly NextToken?: string;
}

export interface ListTagsOfResourceOutput {
  readonly Tags?: readonly Tag[];
  readonly NextToken?: string;
}

export interface LocalSecondaryIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: Projection;
}

export interface LocalSecondaryIndexDescription {
  readonly IndexName?: string;
  readonly KeySchema?: readonly KeySchemaElement[];
  readonly Projection?: Projection;
  readonly IndexSizeBytes?: number;
  readonly ItemCount?: number;
  readonly IndexArn?: string;
}

export interface LocalSecondaryIndexInfo {
  readonly IndexName?: string;
  readonly KeySchema?: readonly KeySchemaElement[];
  readonly Projection?: Projection;
}

export type MultiRegionConsistency = "EVENTUAL" | "STRONG";

export interface OnDemandThroughput {
  readonly MaxReadRequestUnits?: number;
  readonly MaxWriteRequestUnits?: number;
}

export interface OnDemandThroughputOverride {
  readonly MaxReadRequestUnits?: number;
}

export interface ParameterizedStatement {
  readonly Statement: string;
  readonly Parameters?: readonly AttributeValue[];
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure;
}

export interface PointInTimeRecoveryDescription {
  readonly PointInTimeRecoveryStatus?: PointInTimeRecoveryStatus;
  readonly RecoveryPeriodInDays?: number;
  readonly EarliestRestorableDateTime?: number;
  readonly LatestRestorableDateTime?: number;
}

export interface PointInTimeRecoverySpecification {
  readonly PointInTimeRecoveryEnabled: boolean;
  readonly RecoveryPeriodInDays?: number;
}

export type PointInTimeRecoveryStatus = "ENABLED" | "DISABLED";

export interface Projection {
  readonly ProjectionType?: ProjectionType;
  readonly NonKeyAttributes?: readonly string[];
}

export type ProjectionType = "ALL" | "KEYS_ONLY" | "INCLUDE";

export interface ProvisionedThroughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface ProvisionedThroughputDescription {
  readonly LastIncreaseDateTime?: number;
  readonly LastDecreaseDateTime?: number;
  readonly NumberOfDecreasesToday?: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}

export interface ProvisionedThroughputOverride {
  readonly ReadCapacityUnits?: number;
}

export interface Put {
  readonly Item: { readonly [key: string]: AttributeValue };
  readonly TableName: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
  readonly ExpressionAttributeValues?: { readonly [key: string]: AttributeValue };
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure;
}

export interface PutItemInput {
  readonly TableName: string;
  readonly Item: { readonly [key: string]: AttributeValue };
  readonly Expected?: { readonly [key: string]: ExpectedAttributeValue };
  readonly ReturnValues?: ReturnValue;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: ReturnItemCollectionMetrics;
  readonly ConditionalOperator?: ConditionalOperator;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
  readonly ExpressionAttributeValues?: { readonly [key: string]: AttributeValue };
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure;
}

export interface PutItemOutput {
  readonly Attributes?: { readonly [key: string]: AttributeValue };
  readonly ConsumedCapacity?: ConsumedCapacity;
  readonly ItemCollectionMetrics?: ItemCollectionMetrics;
}

export interface PutRequest {
  readonly Item: { readonly [key: string]: AttributeValue };
}

export interface PutResourcePolicyInput {
  readonly ResourceArn: string;
  readonly Policy: string;
  readonly ExpectedRevisionId?: string;
  readonly ConfirmRemoveSelfResourceAccess?: boolean;
}

export interface PutResourcePolicyOutput {
  readonly RevisionId?: string;
}

export interface QueryInput {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly Select?: Select;
  readonly AttributesToGet?: readonly string[];
  readonly Limit?: number;
  readonly ConsistentRead?: boolean;
  readonly KeyConditions?: { readonly [key: string]: Condition };
  readonly QueryFilter?: { readonly [key: string]: Condition };
  readonly ConditionalOperator?: ConditionalOperator;
  readonly ScanIndexForward?: boolean;
  readonly ExclusiveStartKey?: { readonly [key: string]: AttributeValue };
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ProjectionExpression?: string;
  readonly FilterExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
  readonly ExpressionAttributeValues?: { readonly [key: string]: AttributeValue };
}

export interface QueryOutput {
  readonly Items?: readonly { readonly [key: string]: AttributeValue }[];
  readonly Count?: number;
  readonly ScannedCount?: number;
  readonly LastEvaluatedKey?: { readonly [key: string]: AttributeValue };
  readonly ConsumedCapacity?: ConsumedCapacity;
}

export interface Replica {
  readonly RegionName?: string;
}

export interface ReplicaAutoScalingDescription {
  readonly RegionName?: string;
  readonly GlobalSecondaryIndexes?: readonly ReplicaGlobalSecondaryIndexAutoScalingDescription[];
  readonly ReplicaProvisionedReadCapacityAutoScalingSettings?: AutoScalingSettingsDescription;
  readonly ReplicaProvisionedWriteCapacityAutoScalingSettings?: AutoScalingSettingsDescription;
  readonly ReplicaStatus?: ReplicaStatus;
}

export interface ReplicaAutoScalingUpdate {
  readonly RegionName: string;
  readonly ReplicaGlobalSecondaryIndexUpdates?: readonly ReplicaGlobalSecondaryIndexAutoScalingUpdate[];
  readonly ReplicaProvisionedReadCapacityAutoScalingUpdate?: AutoScalingSettingsUpdate;
}

export interface ReplicaDescription {
  readonly RegionName?: string;
  readonly ReplicaStatus?: ReplicaStatus;
  readonly ReplicaArn?: string;
  readonly ReplicaStatusDescription?: string;
  readonly ReplicaStatusPercentProgress?: string;
  readonly KMSMasterKeyId?: string;
  readonly ProvisionedThroughputOverride?: ProvisionedThroughputOverride;
  readonly OnDemandThroughputOverride?: OnDemandThroughputOverride;
  readonly WarmThroughput?: TableWarmThroughputDescription;
  readonly GlobalSecondaryIndexes?: readonly ReplicaGlobalSecondaryIndexDescription[];
  readonly ReplicaInaccessibleDateTime?: number;
  readonly ReplicaTableClassSummary?: TableClassSummary;
  readonly GlobalTableSettingsReplicationMode?: GlobalTableSettingsReplicationMode;
}

export interface ReplicaGlobalSecondaryIndex {
  readonly IndexName: string;
  readonly ProvisionedThroughputOverride?: ProvisionedThroughputOverride;
  readonly OnDemandThroughputOverride?: OnDemandThroughputOverride;
}

export interface ReplicaGlobalSecondaryIndexAutoScalingDescription {
  readonly IndexName?: string;
  readonly IndexStatus?: IndexStatus;
  readonly ProvisionedReadCapacityAutoScalingSettings?: AutoScalingSettingsDescription;
  readonly ProvisionedWriteCapacityAutoScalingSettings?: AutoScalingSettingsDescription;
}

export interface ReplicaGlobalSecondaryIndexAutoScalingUpdate {
  readonly IndexName?: string;
  readonly ProvisionedReadCapacityAutoScalingUpdate?: AutoScalingSettingsUpdate;
}

export interface ReplicaGlobalSecondaryIndexDescription {
  readonly IndexName?: string;
  readonly ProvisionedThroughputOverride?: ProvisionedThroughputOverride;
  readonly OnDemandThroughputOverride?: OnDemandThroughputOverride;
  readonly WarmThroughput?: GlobalSecondaryIndexWarmThroughputDescription;
}

export interface ReplicaGlobalSecondaryIndexSettingsDescription {
  readonly IndexName: string;
  readonly IndexStatus?: IndexStatus;
  readonly ProvisionedReadCapacityUnits?: number;
  readonly ProvisionedReadCapacityAutoScalingSettings?: AutoScalingSettingsDescription;
  readonly ProvisionedWriteCapacityUnits?: number;
  readonly ProvisionedWriteCapacityAutoScalingSettings?: AutoScalingSettingsDescription;
}

export interface ReplicaGlobalSecondaryIndexSettingsUpdate {
  readonly IndexName: string;
  readonly ProvisionedReadCapacityUnits?: number;
  readonly ProvisionedReadCapacityAutoScalingSettingsUpdate?: AutoScalingSettingsUpdate;
}

export interface ReplicaSettingsDescription {
  readonly RegionName: string;
  readonly ReplicaStatus?: ReplicaStatus;
  readonly ReplicaBillingModeSummary?: BillingModeSummary;
  readonly ReplicaProvisionedReadCapacityUnits?: number;
  readonly ReplicaProvisionedReadCapacityAutoScalingSettings?: AutoScalingSettingsDescription;
  readonly ReplicaProvisionedWriteCapacityUnits?: number;
  readonly ReplicaProvisionedWriteCapacityAutoScalingSettings?: AutoScalingSettingsDescription;
  readonly ReplicaGlobalSecondaryIndexSettings?: readonly ReplicaGlobalSecondaryIndexSettingsDescription[];
  readonly ReplicaTableClassSummary?: TableClassSummary;
}

export interface ReplicaSettingsUpdate {
  readonly RegionName: string;
  readonly ReplicaProvisionedReadCapacityUnits?: number;
  readonly ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate?: AutoScalingSettingsUpdate;
  readonly ReplicaGlobalSecondaryIndexSettingsUpdate?: readonly ReplicaGlobalSecondaryIndexSettingsUpdate[];
  readonly ReplicaTableClass?: TableClass;
}

export type ReplicaStatus =
  | "CREATING"
  | "CREATION_FAILED"
  | "UPDATING"
  | "DELETING"
  | "ACTIVE"
  | "REGION_DISABLED"
  | "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
  | "ARCHIVING"
  | "ARCHIVED"
  | "REPLICATION_NOT_AUTHORIZED";

export interface ReplicaUpdate {
  readonly Create?: CreateReplicaAction;
  readonly Delete?: DeleteReplicaAction;
}

export interface ReplicationGroupUpdate {
  readonly Create?: CreateReplicationGroupMemberAction;
  readonly Update?: UpdateReplicationGroupMemberAction;
  readonly Delete?: DeleteReplicationGroupMemberAction;
}

export interface RestoreSummary {
  readonly SourceBackupArn?: string;
  readonly SourceTableArn?: string;
  readonly RestoreDateTime: number;
  readonly RestoreInProgress: boolean;
}

export interface RestoreTableFromBackupInput {
  readonly TargetTableName: string;
  readonly BackupArn: string;
  readonly BillingModeOverride?: BillingMode;
  readonly GlobalSecondaryIndexOverride?: readonly GlobalSecondaryIndex[];
  readonly LocalSecondaryIndexOverride?: readonly LocalSecondaryIndex[];
  readonly ProvisionedThroughputOverride?: ProvisionedThroughput;
  readonly OnDemandThroughputOverride?: OnDemandThroughput;
  readonly SSESpecificationOverride?: SSESpecification;
}

export interface RestoreTableFromBackupOutput {
  readonly TableDescription?: TableDescription;
}

export interface RestoreTableToPointInTimeInput {
  readonly SourceTableArn?: string;
  readonly SourceTableName?: string;
  readonly TargetTableName: string;
  readonly UseLatestRestorableTime?: boolean;
  readonly RestoreDateTime?: number;
  readonly BillingModeOverride?: BillingMode;
  readonly GlobalSecondaryIndexOverride?: readonly GlobalSecondaryIndex[];
  readonly LocalSecondaryIndexOverride?: readonly LocalSecondaryIndex[];
  readonly ProvisionedThroughputOverride?: ProvisionedThroughput;
  readonly OnDemandThroughputOverride?: OnDemandThroughput;
  readonly SSESpecificationOverride?: SSESpecification;
}

export interface RestoreTableToPointInTimeOutput {
  readonly TableDescription?: TableDescription;
}

export type ReturnConsumedCapacity = "INDEXES" | "TOTAL" | "NONE";

export type ReturnItemCollectionMetrics = "SIZE" | "NONE";

export type ReturnValue = "NONE" | "ALL_OLD" | "UPDATED_OLD" | "ALL_NEW" | "UPDATED_NEW";

export type ReturnValuesOnConditionCheckFailure = "ALL_OLD" | "NONE";

export interface S3BucketSource {
  readonly S3BucketOwner?: string;
  readonly S3Bucket: string;
  readonly S3KeyPrefix?: string;
}

export type S3SseAlgorithm = "AES256" | "KMS";

export interface SSEDescription {
  readonly Status?: SSEStatus;
  readonly SSEType?: SSEType;
  readonly KMSMasterKeyArn?: string;
  readonly InaccessibleEncryptionDateTime?: number;
}

export interface SSESpecification {
  readonly Enabled?: boolean;
  readonly SSEType?: SSEType;
  readonly KMSMasterKeyId?: string;
}

export type SSEStatus = "ENABLING" | "ENABLED" | "DISABLING" | "DISABLED" | "UPDATING";

export type SSEType = "AES256" | "KMS";

export type ScalarAttributeType = "S" | "N" | "B";

export interface ScanInput {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly AttributesToGet?: readonly string[];
  readonly Limit?: number;
  readonly Select?: Select;
  readonly ScanFilter?: { readonly [key: string]: Condition };
  readonly ConditionalOperator?: ConditionalOperator;
  readonly ExclusiveStartKey?: { readonly [key: string]: AttributeValue };
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly TotalSegments?: number;
  readonly Segment?: number;
  readonly ProjectionExpression?: string;
  readonly FilterExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
  readonly ExpressionAttributeValues?: { readonly [key: string]: AttributeValue };
  readonly ConsistentRead?: boolean;
}

export interface ScanOutput {
  readonly Items?: readonly { readonly [key: string]: AttributeValue }[];
  readonly Count?: number;
  readonly ScannedCount?: number;
  readonly LastEvaluatedKey?: { readonly [key: string]: AttributeValue };
  readonly ConsumedCapacity?: ConsumedCapacity;
}

export type Select = "ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES" | "SPECIFIC_ATTRIBUTES" | "COUNT";

export interface SourceTableDetails {
  readonly TableName: string;
  readonly TableId: string;
  readonly TableArn?: string;
  readonly TableSizeBytes?: number;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly TableCreationDateTime: number;
  readonly ProvisionedThroughput: ProvisionedThroughput;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly ItemCount?: number;
  readonly BillingMode?: BillingMode;
}

export interface SourceTableFeatureDetails {
  readonly LocalSecondaryIndexes?: readonly LocalSecondaryIndexInfo[];
  readonly GlobalSecondaryIndexes?: readonly GlobalSecondaryIndexInfo[];
  readonly StreamDescription?: StreamSpecification;
  readonly TimeToLiveDescription?: TimeToLiveDescription;
  readonly SSEDescription?: SSEDescription;
}

export interface StreamSpecification {
  readonly StreamEnabled: boolean;
  readonly StreamViewType?: StreamViewType;
}

export type StreamViewType = "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" | "KEYS_ONLY";

export interface TableAutoScalingDescription {
  readonly TableName?: string;
  readonly TableStatus?: TableStatus;
  readonly Replicas?: readonly ReplicaAutoScalingDescription[];
}

export type TableClass = "STANDARD" | "STANDARD_INFREQUENT_ACCESS";

export interface TableClassSummary {
  readonly TableClass?: TableClass;
  readonly LastUpdateDateTime?: number;
}

export interface TableCreationParameters {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly KeySchema: readonly KeySchemaElement[];
  readonly BillingMode?: BillingMode;
  readonly ProvisionedThroughput?: ProvisionedThroughput;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly SSESpecification?: SSESpecification;
  readonly GlobalSecondaryIndexes?: readonly GlobalSecondaryIndex[];
}

export interface TableDescription {
  readonly AttributeDefinitions?: readonly AttributeDefinition[];
  readonly TableName?: string;
  readonly KeySchema?: readonly KeySchemaElement[];
  readonly TableStatus?: TableStatus;
  readonly CreationDateTime?: number;
  readonly ProvisionedThroughput?: ProvisionedThroughputDescription;
  readonly TableSizeBytes?: number;
  readonly ItemCount?: number;
  readonly TableArn?: string;
  readonly TableId?: string;
  readonly BillingModeSummary?: BillingModeSummary;
  readonly LocalSecondaryIndexes?: readonly LocalSecondaryIndexDescription[];
  readonly GlobalSecondaryIndexes?: readonly GlobalSecondaryIndexDescription[];
  readonly StreamSpecification?: StreamSpecification;
  readonly LatestStreamLabel?: string;
  readonly LatestStreamArn?: string;
  readonly GlobalTableVersion?: string;
  readonly Replicas?: readonly ReplicaDescription[];
  readonly GlobalTableWitnesses?: readonly GlobalTableWitnessDescription[];
  readonly GlobalTableSettingsReplicationMode?: GlobalTableSettingsReplicationMode;
  readonly RestoreSummary?: RestoreSummary;
  readonly SSEDescription?: SSEDescription;
  readonly ArchivalSummary?: ArchivalSummary;
  readonly TableClassSummary?: TableClassSummary;
  readonly DeletionProtectionEnabled?: boolean;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly WarmThroughput?: TableWarmThroughputDescription;
  readonly MultiRegionConsistency?: MultiRegionConsistency;
}

export type TableStatus =
  | "CREATING"
  | "UPDATING"
  | "DELETING"
  | "ACTIVE"
  | "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
  | "ARCHIVING"
  | "ARCHIVED"
  | "REPLICATION_NOT_AUTHORIZED";

export interface TableWarmThroughputDescription {
  readonly ReadUnitsPerSecond?: number;
  readonly WriteUnitsPerSecond?: number;
  readonly Status?: TableStatus;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface TagResourceInput {
  readonly ResourceArn: string;
  readonly Tags: readonly Tag[];
}

export interface ThrottlingReason {
  readonly reason?: string;
  readonly resource?: string;
}

export interface TimeToLiveDescription {
  readonly TimeToLiveStatus?: TimeToLiveStatus;
  readonly AttributeName?: string;
}

export interface TimeToLiveSpecification {
  readonly Enabled: boolean;
  readonly AttributeName: string;
}

export type TimeToLiveStatus = "ENABLING" | "DISABLING" | "ENABLED" | "DISABLED";

export interface TransactGetItem {
  readonly Get: Get;
}

export interface TransactGetItemsInput {
  readonly TransactItems: readonly TransactGetItem[];
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

export interface TransactGetItemsOutput {
  readonly ConsumedCapacity?: readonly ConsumedCapacity[];
  readonly Responses?: readonly ItemResponse[];
}

export interface TransactWriteItem {
  readonly ConditionCheck?: ConditionCheck;
  readonly Put?: Put;
  readonly Delete?: Delete;
  readonly Update?: Update;
}

export interface TransactWriteItemsInput {
  readonly TransactItems: readonly TransactWriteItem[];
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: ReturnItemCollectionMetrics;
  readonly ClientRequestToken?: string;
}

export interface TransactWriteItemsOutput {
  readonly ConsumedCapacity?: readonly ConsumedCapacity[];
  readonly ItemCollectionMetrics?: { readonly [key: string]: readonly ItemCollectionMetrics[] };
}

export interface UntagResourceInput {
  readonly ResourceArn: string;
  readonly TagKeys: readonly string[];
}

export interface Update {
  readonly Key: { readonly [key: string]: AttributeValue };
  readonly UpdateExpression: string;
  readonly TableName: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
  readonly ExpressionAttributeValues?: { readonly [key: string]: AttributeValue };
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure;
}

export interface UpdateContinuousBackupsInput {
  readonly TableName: string;
  readonly PointInTimeRecoverySpecification: PointInTimeRecoverySpecification;
}

export interface UpdateContinuousBackupsOutput {
  readonly ContinuousBackupsDescription?: ContinuousBackupsDescription;
}

export interface UpdateContributorInsightsInput {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly ContributorInsightsAction: ContributorInsightsAction;
  readonly ContributorInsightsMode?: ContributorInsightsMode;
}

export interface UpdateContributorInsightsOutput {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly ContributorInsightsStatus?: ContributorInsightsStatus;
  readonly ContributorInsightsMode?: ContributorInsightsMode;
}

export interface UpdateGlobalSecondaryIndexAction {
  readonly IndexName: string;
  readonly ProvisionedThroughput?: ProvisionedThroughput;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly WarmThroughput?: WarmThroughput;
}

export interface UpdateGlobalTableInput {
  readonly GlobalTableName: string;
  readonly ReplicaUpdates: readonly ReplicaUpdate[];
}

export interface UpdateGlobalTableOutput {
  readonly GlobalTableDescription?: GlobalTableDescription;
}

export interface UpdateGlobalTableSettingsInput {
  readonly GlobalTableName: string;
  readonly GlobalTableBillingMode?: BillingMode;
  readonly GlobalTableProvisionedWriteCapacityUnits?: number;
  readonly GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate?: AutoScalingSettingsUpdate;
  readonly GlobalTableGlobalSecondaryIndexSettingsUpdate?: readonly GlobalTableGlobalSecondaryIndexSettingsUpdate[];
  readonly ReplicaSettingsUpdate?: readonly ReplicaSettingsUpdate[];
}

export interface UpdateGlobalTableSettingsOutput {
  readonly GlobalTableName?: string;
  readonly ReplicaSettings?: readonly ReplicaSettingsDescription[];
}

export interface UpdateItemInput {
  readonly TableName: string;
  readonly Key: { readonly [key: string]: AttributeValue };
  readonly AttributeUpdates?: { readonly [key: string]: AttributeValueUpdate };
  readonly Expected?: { readonly [key: string]: ExpectedAttributeValue };
  readonly ConditionalOperator?: ConditionalOperator;
  readonly ReturnValues?: ReturnValue;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: ReturnItemCollectionMetrics;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [key: string]: string };
  readonly ExpressionAttributeValues?: { readonly [key: string]: AttributeValue };
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure;
}

export interface UpdateItemOutput {
  readonly Attributes?: { readonly [key: string]: AttributeValue };
  readonly ConsumedCapacity?: ConsumedCapacity;
  readonly ItemCollectionMetrics?: ItemCollectionMetrics;
}

export interface UpdateKinesisStreamingConfiguration {
  readonly ApproximateCreationDateTimePrecision?: ApproximateCreationDateTimePrecision;
}

export interface UpdateKinesisStreamingDestinationInput {
  readonly TableName: string;
  readonly StreamArn: string;
  readonly UpdateKinesisStreamingConfiguration?: UpdateKinesisStreamingConfiguration;
}

export interface UpdateKinesisStreamingDestinationOutput {
  readonly TableName?: string;
  readonly StreamArn?: string;
  readonly DestinationStatus?: DestinationStatus;
  readonly UpdateKinesisStreamingConfiguration?: UpdateKinesisStreamingConfiguration;
}

export interface UpdateReplicationGroupMemberAction {
  readonly RegionName: string;
  readonly KMSMasterKeyId?: string;
  readonly ProvisionedThroughputOverride?: ProvisionedThroughputOverride;
  readonly OnDemandThroughputOverride?: OnDemandThroughputOverride;
  readonly GlobalSecondaryIndexes?: readonly ReplicaGlobalSecondaryIndex[];
  readonly TableClassOverride?: TableClass;
}

export interface UpdateTableInput {
  readonly AttributeDefinitions?: readonly AttributeDefinition[];
  readonly TableName: string;
  readonly BillingMode?: BillingMode;
  readonly ProvisionedThroughput?: ProvisionedThroughput;
  readonly GlobalSecondaryIndexUpdates?: readonly GlobalSecondaryIndexUpdate[];
  readonly StreamSpecification?: StreamSpecification;
  readonly SSESpecification?: SSESpecification;
  readonly ReplicaUpdates?: readonly ReplicationGroupUpdate[];
  readonly TableClass?: TableClass;
  readonly DeletionProtectionEnabled?: boolean;
  readonly MultiRegionConsistency?: MultiRegionConsistency;
  readonly GlobalTableWitnessUpdates?: readonly GlobalTableWitnessGroupUpdate[];
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly WarmThroughput?: WarmThroughput;
  readonly GlobalTableSettingsReplicationMode?: GlobalTableSettingsReplicationMode;
}

export interface UpdateTableOutput {
  readonly TableDescription?: TableDescription;
}

export interface UpdateTableReplicaAutoScalingInput {
  readonly GlobalSecondaryIndexUpdates?: readonly GlobalSecondaryIndexAutoScalingUpdate[];
  readonly TableName: string;
  readonly ProvisionedWriteCapacityAutoScalingUpdate?: AutoScalingSettingsUpdate;
  readonly ReplicaUpdates?: readonly ReplicaAutoScalingUpdate[];
}

export interface UpdateTableReplicaAutoScalingOutput {
  readonly TableAutoScalingDescription?: TableAutoScalingDescription;
}

export interface UpdateTimeToLiveInput {
  readonly TableName: string;
  readonly TimeToLiveSpecification: TimeToLiveSpecification;
}

export interface UpdateTimeToLiveOutput {
  readonly TimeToLiveSpecification?: TimeToLiveSpecification;
}

export interface WarmThroughput {
  readonly ReadUnitsPerSecond?: number;
  readonly WriteUnitsPerSecond?: number;
}

export type WitnessStatus = "CREATING" | "DELETING" | "ACTIVE";

export interface WriteRequest {
  readonly PutRequest?: PutRequest;
  readonly DeleteRequest?: DeleteRequest;
}
