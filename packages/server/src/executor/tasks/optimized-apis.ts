/**
 * The optimized integrations that are one call of an API: which, and how the first Java SDK, after which their errors are
 * worded, calls the service. ("Integrating optimized services" in the developer guide, one page a service.)
 */

import type { FirstSdkNames } from "./api-refusal.ts";
import { pascalCase } from "./service-names.ts";

export interface OptimizedApi {
  /** The model's name. */
  readonly service: string;
  readonly names: FirstSdkNames;
  /** Actions whose operation is called otherwise. */
  readonly operations?: Readonly<Record<string, string>>;
}

const amazon = (prefix: string, name = prefix): FirstSdkNames => ({
  prefix,
  exception: `Amazon${name}Exception`,
  service: `Amazon${name}`,
});
const aws = (prefix: string, name = prefix): FirstSdkNames => ({ prefix, exception: `AWS${name}Exception`, service: `AWS${name}` });

/** By the service as the resource names it. */
const optimizedApis: Readonly<Record<string, OptimizedApi>> = {
  athena: { service: "athena", names: amazon("Athena") },
  batch: { service: "batch", names: aws("Batch") },
  bedrock: { service: "bedrock", names: amazon("Bedrock") },
  codebuild: { service: "codebuild", names: aws("CodeBuild") },
  databrew: { service: "databrew", names: aws("GlueDataBrew") },
  // Recorded: DynamoDB.AmazonDynamoDBException (Service: AmazonDynamoDBv2; ...
  dynamodb: {
    service: "dynamodb",
    names: { prefix: "DynamoDB", exception: "AmazonDynamoDBException", service: "AmazonDynamoDBv2" },
  },
  ecs: { service: "ecs", names: amazon("ECS") },
  eks: { service: "eks", names: amazon("EKS") },
  elasticmapreduce: {
    service: "emr",
    names: amazon("ElasticMapReduce"),
    operations: {
      createCluster: "RunJobFlow",
      terminateCluster: "TerminateJobFlows",
      addStep: "AddJobFlowSteps",
      cancelStep: "CancelSteps",
      setClusterTerminationProtection: "SetTerminationProtection",
      modifyInstanceFleetByName: "ModifyInstanceFleet",
      modifyInstanceGroupByName: "ModifyInstanceGroups",
    },
  },
  "emr-containers": { service: "emr-containers", names: amazon("EMRContainers") },
  "emr-serverless": { service: "emr-serverless", names: amazon("EMRServerless") },
  events: { service: "events", names: amazon("EventBridge") },
  glue: { service: "glue", names: aws("Glue") },
  mediaconvert: { service: "mediaconvert", names: aws("MediaConvert") },
  sagemaker: { service: "sagemaker", names: amazon("SageMaker") },
  // Recorded: SNS.NotFoundException and SQS.AmazonSQSException.
  sns: { service: "sns", names: amazon("SNS") },
  sqs: { service: "sqs", names: amazon("SQS") },
};

export interface OptimizedOperation {
  readonly service: string;
  readonly operation: string;
  readonly names: FirstSdkNames;
}

/** undefined for what is more than a call of an API: functions, nested executions, HTTP. */
export function optimizedOperation(service: string, action: string): OptimizedOperation | undefined {
  const api = Object.hasOwn(optimizedApis, service) ? optimizedApis[service] : undefined;
  // Models are called through another endpoint than the one that trains them.
  if (api && action === "invokeModel") return { service: "bedrock-runtime", operation: "InvokeModel", names: api.names };
  return api && { service: api.service, operation: api.operations?.[action] ?? pascalCase(action), names: api.names };
}
