/**
 * The services, each given what it needs of the others: what main.ts opened of the world comes in, what the gateway
 * serves goes out. They remember everything before the first request is answered; what acts by itself (executions,
 * deliveries, schedules) begins once the server can be reached.
 */

import type { AccessKeys } from "./access/index.ts";
import { createEmbeddedCaller, defineService, type Service } from "./aws/index.ts";
import { createAwsClient, createRouter, openModelCatalogue } from "./aws-client/index.ts";
import { codeInS3 } from "./code-in-s3.ts";
import { type Config, ConfigError } from "./config.ts";
import { publishStatusChanges } from "./execution-events.ts";
import {
  type ApiGatewayTarget,
  apiGatewayTasks,
  awsSdkTasks,
  type CommittedBatch,
  Executor,
  functionsElsewhere,
  httpTasks,
  lambdaTasks,
  mapRunBuckets,
  nestedExecutionTasks,
  openSdkCatalogue,
  optimizedTasks,
} from "./executor/index.ts";
import { type Authentication, makeSigningPair, type Page } from "./gateway/index.ts";
import type { Platform } from "./platform/platform.ts";
import type { SecretBox } from "./secrets/index.ts";
import { createDynamoDb } from "./services/dynamodb/index.ts";
import { createEvents } from "./services/events/index.ts";
import { createLambda } from "./services/lambda/index.ts";
import { createLogs } from "./services/logs/index.ts";
import { createS3 } from "./services/s3/index.ts";
import { createScheduler } from "./services/scheduler/index.ts";
import { createSns } from "./services/sns/index.ts";
import { createSqs } from "./services/sqs/index.ts";
import { ActivityRecords, createPageTokens, StateMachines, stepFunctions } from "./services/stepfunctions/index.ts";
import type { FileStore } from "./storage/ports/files.ts";
import type { Store } from "./storage/ports/store.ts";

export interface ServicesDeps {
  readonly config: Config;
  readonly platform: Platform;
  readonly store: Store;
  readonly files: FileStore;
  /** Signs task tokens and page tokens. */
  readonly tokenKey: Uint8Array;
  readonly secrets: SecretBox;
  readonly authentication: Authentication;
  /** Undefined where any key will do. */
  readonly functionCredentials: AccessKeys["functionCredentials"] | undefined;
  /** Where this server can be reached; asked when it is needed. */
  readonly url: () => string;
  /** Told of every commit of executions. */
  readonly watch: (batch: CommittedBatch) => void;
}

export interface OpenServices {
  readonly services: readonly Service[];
  readonly pages: readonly Page[];
  readonly executor: Executor;
  /** Executions go on, deliveries and schedules begin. To be called once the server can be reached, and before it answers requests. */
  start(): Promise<void>;
  /** Ends what acts by itself before what it acts upon; writes what has come. */
  close(): Promise<void>;
}

/** Rejects with an error a person can act on. What it had opened by then is closed again. */
export async function openServices(deps: ServicesDeps): Promise<OpenServices> {
  const closings: (() => unknown)[] = [];
  const close = async () => {
    for (const closing of closings.splice(0).reverse()) await closing();
  };
  try {
    return { ...(await open(deps, closings)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(deps: ServicesDeps, closings: (() => unknown)[]): Promise<Omit<OpenServices, "close">> {
  const { config, platform, store, url, authentication } = deps;
  const { records } = store;
  const services: Service[] = [];
  const embedded = (name: string) => services.find(({ model }) => model.service === name);
  const isElsewhere = (name: string) => (config.routes.get(name)?.kind ?? "embedded") !== "embedded";

  // Every call of one service to another goes this way; who answers it is a setting.
  const models = openModelCatalogue((name) => embedded(name)?.model);
  for (const name of config.routes.keys()) {
    if (!(await models.entries()).has(name)) throw new ConfigError(`the service ${name} has a route, and Stile has no API model of it`);
  }
  const client = createAwsClient(platform);
  closings.push(() => client.close());
  const aws = createRouter({
    routes: config.routes,
    models,
    client,
    isEmbedded: (name) => embedded(name) !== undefined,
    embedded: createEmbeddedCaller({ service: embedded, platform, endpointUrl: url }),
  });

  const sqs = createSqs({ platform, records });
  closings.push(() => sqs.close());
  const dynamoDb = createDynamoDb({ platform, records });
  closings.push(() => dynamoDb.close());
  const s3 = createS3({
    ...{ platform, records, aws, files: deps.files },
    ...(authentication.kind === "enforce" ? { authentication } : {}),
  });
  closings.push(() => s3.close());
  const logs = createLogs({ platform, records, aws });
  closings.push(() => logs.close());
  const lambda = createLambda({
    ...{ platform, records, aws, blobs: store.blobs, dataDir: config.dataDir, endpointUrl: url },
    readS3Object: codeInS3(aws, { region: config.region, accountId: config.account }),
    ...(deps.functionCredentials === undefined ? {} : { credentials: deps.functionCredentials }),
    ...(isElsewhere("logs") ? {} : { printed: logs.functionLines.add }),
  });
  closings.push(() => lambda.close());
  const sns = createSns({
    ...{ platform, records, aws, mail: config.mail },
    issueSigningPair: () => makeSigningPair(platform.clock.nowMs()),
  });
  closings.push(() => sns.close());
  const events = createEvents({ platform, records, aws, secrets: deps.secrets });
  const scheduler = createScheduler({ platform, records, aws, models });

  const stateMachines = new StateMachines(records);
  const activities = await ActivityRecords.open(records);
  const apiTasks = { aws, platform, models };
  const executor: Executor = new Executor({
    ...{ platform, records, store: store.executions, tokenKey: deps.tokenKey, owner: `${process.pid}`, shards: 1 },
    integrations: [
      lambdaTasks(isElsewhere("lambda") ? functionsElsewhere(aws, () => platform.random.uuid()) : lambda),
      nestedExecutionTasks({
        ...apiTasks,
        whenClosed: isElsewhere("stepfunctions") ? undefined : (executionArn, signal) => executor.whenClosed(executionArn, signal),
      }),
      httpTasks({ connections: events.connections, platform, allowedNetworks: config.httpTaskAllow }),
      apiGatewayTasks({ platform, target: apiGatewayTarget(config) }),
      optimizedTasks(apiTasks),
      awsSdkTasks(apiTasks),
    ],
    mapRuns: mapRunBuckets(apiTasks),
    loadProgram: (definitionId) => stateMachines.program(definitionId),
    activityExists: (arn) => activities.exists(arn),
    watch(batch) {
      deps.watch(batch);
      publishStatusChanges(batch, events.executionStatus);
    },
  });
  closings.push(
    () => executor.close(),
    () => events.close(),
    () => scheduler.close(),
  );

  const workflows = stepFunctions({
    ...{ platform, records, executor, stateMachines, activities },
    pageTokens: createPageTokens(deps.tokenKey, platform.clock),
    sdkCatalogue: openSdkCatalogue(models),
  });
  services.push(
    s3.service,
    { ...defineService(sns.definition), judgesItself: sns.judgesItself },
    defineService(workflows),
    defineService(lambda.definition),
    defineService(sqs.definition),
    defineService(dynamoDb.definition),
    defineService(dynamoDb.streamsDefinition),
    defineService(events.definition),
    defineService(scheduler.definition),
    defineService(logs.definition),
  );

  await sqs.open();
  await dynamoDb.open();
  await s3.open();
  await sns.open();
  return {
    services,
    pages: [...lambda.pages, ...sns.pages],
    executor,
    async start() {
      await logs.open();
      await events.open();
      await scheduler.open();
      await executor.open();
      await lambda.open();
      await s3.start();
      await sns.deliver();
    },
  };
}

function apiGatewayTarget({ routes }: Config): ApiGatewayTarget | undefined {
  const route = routes.get("apigateway");
  if (route === undefined || route.kind === "embedded") return undefined;
  return { url: route.kind === "endpoint" ? route.url : undefined, credentials: route.credentials, region: route.region };
}
