/**
 * The `Resource` of a Task state (and of an ItemReader or ResultWriter): an ARN that names a Lambda function,
 * an activity, or a service integration. The validator asks whether it may be used, the engine asks what to
 * schedule; both read it through `parseResource`, so that neither takes an ARN apart on its own.
 *
 * Integrations are written `arn:<partition>:states:<region>:<account>:<service>:<action><pattern>`, where
 * region and account are normally empty and an SDK integration has `aws-sdk:` before the service.
 */

/** How a service integration waits: for the answer, for the job (two forms of output), or for a callback. */
export type IntegrationPattern = "requestResponse" | "sync" | "sync2" | "waitForTaskToken";

export type Resource = LambdaResource | ActivityResource | ServiceResource | UnrecognizedResource;

/** A function called directly, without `lambda:invoke`. The ARN may end in a version or an alias. */
export interface LambdaResource {
  readonly kind: "lambda";
  readonly functionArn: string;
}

export interface ActivityResource {
  readonly kind: "activity";
  readonly activityArn: string;
}

export interface ServiceResource {
  readonly kind: "service";
  /** As written in the ARN, without `aws-sdk:`: "lambda", "elasticmapreduce", "dynamodb". */
  readonly service: string;
  /** The API action in lower camel case, without a pattern's suffix: "invoke", "startExecution". */
  readonly action: string;
  readonly pattern: IntegrationPattern;
  /** True for `aws-sdk:` integrations, which call the API as it is; false for optimized ones. */
  readonly sdk: boolean;
  /** `resourceType` of TaskScheduled and its followers in the history: "lambda", "aws-sdk:dynamodb". */
  readonly resourceType: string;
  /** `resource` of the same events: "invoke", "startExecution.sync:2". */
  readonly resource: string;
}

/** Not an ARN, or not one of anything a Task can call. A validated definition holds none in a Task. */
export interface UnrecognizedResource {
  readonly kind: "unrecognized";
  readonly text: string;
}

const suffixes: Readonly<Record<string, IntegrationPattern>> = {
  "": "requestResponse",
  ".sync": "sync",
  ".sync:2": "sync2",
  ".waitForTaskToken": "waitForTaskToken",
};

const lambdaArn = /^arn:[\w-]+:lambda:[\w-]*:\w*:function:[\w$-]+(?::[\w$-]+)?$/;
const activityArn = /^arn:[\w-]+:states:[\w-]+:\w+:activity:\S+$/;
const serviceArn = /^arn:[\w-]+:states:[\w-]*:\w*:(aws-sdk:)?([a-z][\w-]*):([a-z]\w*)(\.sync:2|\.sync|\.waitForTaskToken|)$/;

/**
 * What the text of a `Resource` names. It judges the form only; whether Step Functions offers such an
 * integration is `isTaskIntegration`'s answer.
 */
export function parseResource(text: string): Resource {
  if (lambdaArn.test(text)) return { kind: "lambda", functionArn: text };
  if (activityArn.test(text)) return { kind: "activity", activityArn: text };
  const match = serviceArn.exec(text);
  if (match === null) return { kind: "unrecognized", text };
  const [, prefix = "", service = "", action = "", suffix = ""] = match;
  return {
    kind: "service",
    service,
    action,
    pattern: suffixes[suffix] ?? "requestResponse",
    sdk: prefix !== "",
    resourceType: prefix + service,
    resource: action + suffix,
  };
}

/** The patterns an optimized action offers besides request-response. */
interface Patterns {
  readonly sync?: boolean;
  readonly sync2?: boolean;
  readonly waitForTaskToken?: boolean;
}

const plain: Patterns = {};
const job: Patterns = { sync: true };
const callback: Patterns = { waitForTaskToken: true };
const jobOrCallback: Patterns = { sync: true, waitForTaskToken: true };

/** The optimized integrations: "Integrating optimized services" in the developer guide, one page a service. */
const optimizedIntegrations: Readonly<Record<string, Readonly<Record<string, Patterns>>>> = {
  apigateway: { invoke: callback },
  athena: { startQueryExecution: job, stopQueryExecution: plain, getQueryExecution: plain, getQueryResults: plain },
  batch: { submitJob: job },
  bedrock: { invokeModel: jobOrCallback, createModelCustomizationJob: jobOrCallback },
  codebuild: {
    startBuild: job,
    stopBuild: plain,
    batchDeleteBuilds: plain,
    batchGetReports: plain,
    startBuildBatch: job,
    stopBuildBatch: plain,
    retryBuildBatch: job,
    deleteBuildBatch: plain,
  },
  databrew: { startJobRun: job },
  dynamodb: { getItem: plain, putItem: plain, updateItem: plain, deleteItem: plain },
  ecs: { runTask: jobOrCallback },
  eks: {
    call: plain,
    runJob: jobOrCallback,
    createCluster: job,
    deleteCluster: job,
    createFargateProfile: job,
    deleteFargateProfile: job,
    createNodegroup: job,
    deleteNodegroup: job,
  },
  elasticmapreduce: {
    createCluster: job,
    terminateCluster: job,
    addStep: job,
    cancelStep: plain,
    setClusterTerminationProtection: plain,
    modifyInstanceFleetByName: plain,
    modifyInstanceGroupByName: plain,
  },
  "emr-containers": { createVirtualCluster: plain, deleteVirtualCluster: job, startJobRun: job },
  "emr-serverless": {
    createApplication: job,
    startApplication: job,
    stopApplication: job,
    deleteApplication: job,
    startJobRun: job,
    cancelJobRun: job,
  },
  events: { putEvents: callback },
  glue: { startJobRun: job },
  http: { invoke: plain },
  lambda: { invoke: callback },
  mediaconvert: { createJob: job },
  sagemaker: {
    createEndpoint: plain,
    createEndpointConfig: plain,
    createHyperParameterTuningJob: job,
    createLabelingJob: job,
    createModel: plain,
    createProcessingJob: job,
    createTrainingJob: job,
    createTransformJob: job,
    updateEndpoint: plain,
  },
  sns: { publish: callback },
  sqs: { sendMessage: callback },
  states: { startExecution: { sync: true, sync2: true, waitForTaskToken: true } },
};

/**
 * Whether a Task may use this integration. SDK integrations never wait for a job; their services and actions
 * are not held against a list here, since AWS adds some every month: who has models says what they have (`sdkActionExists`).
 */
export function isTaskIntegration(resource: ServiceResource): boolean {
  if (resource.sdk) return resource.pattern === "requestResponse" || resource.pattern === "waitForTaskToken";
  const actions = own(optimizedIntegrations, resource.service);
  const patterns = actions === undefined ? undefined : own(actions, resource.action);
  if (patterns === undefined) return false;
  return resource.pattern === "requestResponse" || patterns[resource.pattern] === true;
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Where a distributed Map may read its items from. */
export function isItemReader(resource: Resource): boolean {
  return isS3(resource) && (resource.action === "getObject" || resource.action === "listObjectsV2");
}

/** Where a distributed Map may write its results to. */
export function isResultWriter(resource: Resource): boolean {
  return isS3(resource) && resource.action === "putObject";
}

function isS3(resource: Resource): resource is ServiceResource {
  return resource.kind === "service" && !resource.sdk && resource.service === "s3" && resource.pattern === "requestResponse";
}
