/**
 * Scheduler: every structure and enum of the API, and its operations. Made by `npm run codegen` from botocore
 * 1.43.11 (API version 2021-06-30); do not edit. Timestamps are milliseconds since 1970, blobs Uint8Array.
 */
import type { ServiceModel } from "../aws/model.ts";
import table from "./scheduler.json" with { type: "json" };

/** The table behind the types: routes, constraints and errors. */
export const model = table as unknown as ServiceModel;

export type SchedulerOperations = {
  readonly CreateSchedule: { readonly input: CreateScheduleInput; readonly output: CreateScheduleOutput };
  readonly CreateScheduleGroup: { readonly input: CreateScheduleGroupInput; readonly output: CreateScheduleGroupOutput };
  readonly DeleteSchedule: { readonly input: DeleteScheduleInput; readonly output: DeleteScheduleOutput };
  readonly DeleteScheduleGroup: { readonly input: DeleteScheduleGroupInput; readonly output: DeleteScheduleGroupOutput };
  readonly GetSchedule: { readonly input: GetScheduleInput; readonly output: GetScheduleOutput };
  readonly GetScheduleGroup: { readonly input: GetScheduleGroupInput; readonly output: GetScheduleGroupOutput };
  readonly ListScheduleGroups: { readonly input: ListScheduleGroupsInput; readonly output: ListScheduleGroupsOutput };
  readonly ListSchedules: { readonly input: ListSchedulesInput; readonly output: ListSchedulesOutput };
  readonly ListTagsForResource: { readonly input: ListTagsForResourceInput; readonly output: ListTagsForResourceOutput };
  readonly TagResource: { readonly input: TagResourceInput; readonly output: TagResourceOutput };
  readonly UntagResource: { readonly input: UntagResourceInput; readonly output: UntagResourceOutput };
  readonly UpdateSchedule: { readonly input: UpdateScheduleInput; readonly output: UpdateScheduleOutput };
};

export type ActionAfterCompletion = "NONE" | "DELETE";

export type AssignPublicIp = "ENABLED" | "DISABLED";

export interface AwsVpcConfiguration {
  readonly AssignPublicIp?: AssignPublicIp;
  readonly SecurityGroups?: readonly string[];
  readonly Subnets: readonly string[];
}

export interface CapacityProviderStrategyItem {
  readonly base?: number;
  readonly capacityProvider: string;
  readonly weight?: number;
}

export interface CreateScheduleGroupInput {
  readonly ClientToken?: string;
  readonly Name: string;
  readonly Tags?: readonly Tag[];
}

export interface CreateScheduleGroupOutput {
  readonly ScheduleGroupArn: string;
}

export interface CreateScheduleInput {
  readonly ActionAfterCompletion?: ActionAfterCompletion;
  readonly ClientToken?: string;
  readonly Description?: string;
  readonly EndDate?: number;
  readonly FlexibleTimeWindow: FlexibleTimeWindow;
  readonly GroupName?: string;
  readonly KmsKeyArn?: string;
  readonly Name: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly StartDate?: number;
  readonly State?: ScheduleState;
  readonly Target: Target;
}

export interface CreateScheduleOutput {
  readonly ScheduleArn: string;
}

export interface DeadLetterConfig {
  readonly Arn?: string;
}

export interface DeleteScheduleGroupInput {
  readonly ClientToken?: string;
  readonly Name: string;
}

export type DeleteScheduleGroupOutput = { readonly [member: string]: never };

export interface DeleteScheduleInput {
  readonly ClientToken?: string;
  readonly GroupName?: string;
  readonly Name: string;
}

export type DeleteScheduleOutput = { readonly [member: string]: never };

export interface EcsParameters {
  readonly CapacityProviderStrategy?: readonly CapacityProviderStrategyItem[];
  readonly EnableECSManagedTags?: boolean;
  readonly EnableExecuteCommand?: boolean;
  readonly Group?: string;
  readonly LaunchType?: LaunchType;
  readonly NetworkConfiguration?: NetworkConfiguration;
  readonly PlacementConstraints?: readonly PlacementConstraint[];
  readonly PlacementStrategy?: readonly PlacementStrategy[];
  readonly PlatformVersion?: string;
  readonly PropagateTags?: PropagateTags;
  readonly ReferenceId?: string;
  readonly Tags?: readonly { readonly [key: string]: string }[];
  readonly TaskCount?: number;
  readonly TaskDefinitionArn: string;
}

export interface EventBridgeParameters {
  readonly DetailType: string;
  readonly Source: string;
}

export interface FlexibleTimeWindow {
  readonly MaximumWindowInMinutes?: number;
  readonly Mode: FlexibleTimeWindowMode;
}

export type FlexibleTimeWindowMode = "OFF" | "FLEXIBLE";

export interface GetScheduleGroupInput {
  readonly Name: string;
}

export interface GetScheduleGroupOutput {
  readonly Arn?: string;
  readonly CreationDate?: number;
  readonly LastModificationDate?: number;
  readonly Name?: string;
  readonly State?: ScheduleGroupState;
}

export interface GetScheduleInput {
  readonly GroupName?: string;
  readonly Name: string;
}

export interface GetScheduleOutput {
  readonly ActionAfterCompletion?: ActionAfterCompletion;
  readonly Arn?: string;
  readonly CreationDate?: number;
  readonly Description?: string;
  readonly EndDate?: number;
  readonly FlexibleTimeWindow?: FlexibleTimeWindow;
  readonly GroupName?: string;
  readonly KmsKeyArn?: string;
  readonly LastModificationDate?: number;
  readonly Name?: string;
  readonly ScheduleExpression?: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly StartDate?: number;
  readonly State?: ScheduleState;
  readonly Target?: Target;
}

export interface KinesisParameters {
  readonly PartitionKey: string;
}

export type LaunchType = "EC2" | "FARGATE" | "EXTERNAL";

export interface ListScheduleGroupsInput {
  readonly MaxResults?: number;
  readonly NamePrefix?: string;
  readonly NextToken?: string;
}

export interface ListScheduleGroupsOutput {
  readonly NextToken?: string;
  readonly ScheduleGroups: readonly ScheduleGroupSummary[];
}

export interface ListSchedulesInput {
  readonly GroupName?: string;
  readonly MaxResults?: number;
  readonly NamePrefix?: string;
  readonly NextToken?: string;
  readonly State?: ScheduleState;
}

export interface ListSchedulesOutput {
  readonly NextToken?: string;
  readonly Schedules: readonly ScheduleSummary[];
}

export interface ListTagsForResourceInput {
  readonly ResourceArn: string;
}

export interface ListTagsForResourceOutput {
  readonly Tags?: readonly Tag[];
}

export interface NetworkConfiguration {
  readonly awsvpcConfiguration?: AwsVpcConfiguration;
}

export interface PlacementConstraint {
  readonly expression?: string;
  readonly type?: PlacementConstraintType;
}

export type PlacementConstraintType = "distinctInstance" | "memberOf";

export interface PlacementStrategy {
  readonly field?: string;
  readonly type?: PlacementStrategyType;
}

export type PlacementStrategyType = "random" | "spread" | "binpack";

export type PropagateTags = "TASK_DEFINITION";

export interface RetryPolicy {
  readonly MaximumEventAgeInSeconds?: number;
  readonly MaximumRetryAttempts?: number;
}

export interface SageMakerPipelineParameter {
  readonly Name: string;
  readonly Value: string;
}

export interface SageMakerPipelineParameters {
  readonly PipelineParameterList?: readonly SageMakerPipelineParameter[];
}

export type ScheduleGroupState = "ACTIVE" | "DELETING";

export interface ScheduleGroupSummary {
  readonly Arn?: string;
  readonly CreationDate?: number;
  readonly LastModificationDate?: number;
  readonly Name?: string;
  readonly State?: ScheduleGroupState;
}

export type ScheduleState = "ENABLED" | "DISABLED";

export interface ScheduleSummary {
  readonly Arn?: string;
  readonly CreationDate?: number;
  readonly GroupName?: string;
  readonly LastModificationDate?: number;
  readonly Name?: string;
  readonly State?: ScheduleState;
  readonly Target?: TargetSummary;
}

export interface SqsParameters {
  readonly MessageGroupId?: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface TagResourceInput {
  readonly ResourceArn: string;
  readonly Tags: readonly Tag[];
}

export type TagResourceOutput = { readonly [member: string]: never };

export interface Target {
  readonly Arn: string;
  readonly DeadLetterConfig?: DeadLetterConfig;
  readonly EcsParameters?: EcsParameters;
  readonly EventBridgeParameters?: EventBridgeParameters;
  readonly Input?: string;
  readonly KinesisParameters?: KinesisParameters;
  readonly RetryPolicy?: RetryPolicy;
  readonly RoleArn: string;
  readonly SageMakerPipelineParameters?: SageMakerPipelineParameters;
  readonly SqsParameters?: SqsParameters;
}

export interface TargetSummary {
  readonly Arn: string;
}

export interface UntagResourceInput {
  readonly ResourceArn: string;
  readonly TagKeys: readonly string[];
}

export type UntagResourceOutput = { readonly [member: string]: never };

export interface UpdateScheduleInput {
  readonly ActionAfterCompletion?: ActionAfterCompletion;
  readonly ClientToken?: string;
  readonly Description?: string;
  readonly EndDate?: number;
  readonly FlexibleTimeWindow: FlexibleTimeWindow;
  readonly GroupName?: string;
  readonly KmsKeyArn?: string;
  readonly Name: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly StartDate?: number;
  readonly State?: ScheduleState;
  readonly Target: Target;
}

export interface UpdateScheduleOutput {
  readonly ScheduleArn: string;
}
