/**
 * The Lambda service: functions kept as records and packages, run as real processes behind the Lambda Runtime API.
 * Asynchronous invocations wait in the store; what functions print is kept in memory, a bounded stretch of each.
 */

import type { AwsCaller, Operation, ServiceDefinition } from "../../aws/index.ts";
import { model } from "../../models/lambda.ts";
import type { Platform } from "../../platform/platform.ts";
import type { BlobStore } from "../../storage/ports/blobs.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { getAccountSettings } from "./account-settings.ts";
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from "./aliases.ts";
import { createCodeCollector } from "./code-collector.ts";
import { deleteFunctionConcurrency, getFunctionConcurrency, putFunctionConcurrency } from "./concurrency.ts";
import { createConcurrency } from "./concurrency-holder.ts";
import type { LambdaContext } from "./context.ts";
import { createFunction } from "./create-function.ts";
import { deleteFunction } from "./delete-function.ts";
import { developmentCredentials, type FunctionCredentials } from "./environment.ts";
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
} from "./event-invoke-config.ts";
import { createEventQueue } from "./event-queue.ts";
import {
  createEventSourceMapping,
  deleteEventSourceMapping,
  getEventSourceMapping,
  listEventSourceMappings,
  updateEventSourceMapping,
} from "./event-source-operations.ts";
import { dynamoDbEventSource } from "./event-source-dynamodb.ts";
import { sqsEventSource } from "./event-source-sqs.ts";
import { EventSources } from "./event-sources.ts";
import { createCodeStore, type ReadS3Object } from "./function-code.ts";
import { createFunctionLogs, type LambdaPage, logsPage, type PrintedLine } from "./function-logs.ts";
import { getFunction, getFunctionConfiguration } from "./get-function.ts";
import { invoke, invokeAsync, invokeBatch, invokeFunction, type InvokeRequest, type InvokeResult, runEvent } from "./invoke.ts";
import { deleteLayerVersion, getLayerVersion, getLayerVersionByArn, listLayers, listLayerVersions, publishLayerVersion } from "./layers.ts";
import * as limits from "./limits.ts";
import { listFunctions } from "./list-functions.ts";
import { addPermission, getPolicy, removePermission } from "./permissions.ts";
import { createPool, type Pool, type PoolLimits } from "./runtime/pool.ts";
import { findInterpreters } from "./runtimes.ts";
import { listTags, tagResource, untagResource } from "./tags.ts";
import { updateFunctionCode } from "./update-function-code.ts";
import { updateFunctionConfiguration } from "./update-function-configuration.ts";
import { listVersionsByFunction, publishVersion } from "./versions.ts";

export type { LambdaContext } from "./context.ts";
export type { FunctionCredentials } from "./environment.ts";
export type { ReadS3Object } from "./function-code.ts";
export type { LambdaPage } from "./function-logs.ts";
export type { InvokeRequest, InvokeResult } from "./invoke.ts";

export interface LambdaDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  /** Packages are unpacked below it, in `lambda/code`. */
  readonly dataDir: string;
  /** Where functions reach this server: AWS_ENDPOINT_URL. Asked whenever a process starts. */
  readonly endpointUrl: () => string;
  /** How event sources are reached; without it event source mappings are refused. */
  readonly aws?: AwsCaller;
  /** For code in S3; without it such requests are refused. */
  readonly readS3Object?: ReadS3Object;
  /** What functions sign their own calls with; development values unless given. */
  readonly credentials?: FunctionCredentials;
  /** Told every line of the functions' logs; must return at once. */
  readonly printed?: (line: PrintedLine) => void;
  /** A Python to use instead of the one on PATH. */
  readonly python?: string;
  readonly limits?: Partial<PoolLimits & { readonly collectAfterMs: number }>;
  /** The server's environment; of it functions get PATH, HOME and TMPDIR. */
  readonly serverEnvironment?: Readonly<Record<string, string | undefined>>;
}

export interface Lambda {
  /** For `defineService`. */
  readonly definition: ServiceDefinition<LambdaContext>;
  /** The entry for workflows and other services. Throws ServiceError for what Lambda refuses; a function's failure is in the result. */
  invoke(request: InvokeRequest): Promise<InvokeResult>;
  /**
   * Takes up what an earlier server left: asynchronous invocations, packages to remove. To be called once functions
   * can reach the server; before it everything else works already.
   */
  open(): Promise<void>;
  /**
   * Ends every function process; resolves when they are gone. Invocations under way end with a function error;
   * asynchronous ones are run again by the next server.
   */
  close(): Promise<void>;
  /** Pages of Stile's own: the functions' logs. */
  readonly pages: readonly LambdaPage[];
  /** For metrics. */
  readonly counts: Pool["counts"];
}

/** Every operation that is served; the parity tables read it too. */
export const lambdaOperations: readonly Operation<LambdaContext>[] = [
  createFunction,
  updateFunctionCode,
  updateFunctionConfiguration,
  getFunction,
  getFunctionConfiguration,
  listFunctions,
  deleteFunction,
  publishVersion,
  listVersionsByFunction,
  createAlias,
  getAlias,
  updateAlias,
  deleteAlias,
  listAliases,
  addPermission,
  removePermission,
  getPolicy,
  putFunctionConcurrency,
  getFunctionConcurrency,
  deleteFunctionConcurrency,
  getAccountSettings,
  tagResource,
  untagResource,
  listTags,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  deleteFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  publishLayerVersion,
  getLayerVersion,
  getLayerVersionByArn,
  listLayerVersions,
  deleteLayerVersion,
  listLayers,
  invoke,
  invokeAsync,
  createEventSourceMapping,
  getEventSourceMapping,
  listEventSourceMappings,
  updateEventSourceMapping,
  deleteEventSourceMapping,
];

/** AWS: the largest request CreateFunction takes, a package of 50 MB in base64 with its settings. */
const requestBytesMax = 70_167_211;

export function createLambda(deps: LambdaDeps): Lambda {
  const { platform, records } = deps;
  const logger = platform.logger.child({ service: "lambda" });
  const within: Platform = { ...platform, logger };
  const pool = createPool(within, deps.limits);
  const code = createCodeStore({
    blobs: deps.blobs,
    dataDir: deps.dataDir,
    random: platform.random,
    readS3Object: deps.readS3Object,
  });
  const { collectAfterMs } = { ...limits, ...deps.limits };
  const collector = createCodeCollector({ records, code, clock: platform.clock, logger, delayMs: collectAfterMs });
  const logs = createFunctionLogs(platform, deps.printed);
  const events = createEventQueue({ platform: within, records, run: (event, payload) => runEvent(event, payload, context) });
  const eventSources = new EventSources({
    platform: within,
    records,
    aws: deps.aws,
    kinds: [sqsEventSource, dynamoDbEventSource],
    invoke: (mapping, payload) => invokeBatch(mapping.functionArn, payload, context),
  });
  const context: LambdaContext = {
    platform: within,
    records,
    code,
    collector,
    interpreters: findInterpreters(deps.python),
    pool,
    events,
    concurrency: createConcurrency(),
    eventSources,
    logs,
    endpointUrl: deps.endpointUrl,
    credentials: deps.credentials ?? developmentCredentials,
    serverEnvironment: deps.serverEnvironment ?? process.env,
  };
  return {
    definition: { model, operations: lambdaOperations, deps: context, logger, bodyBytesMax: requestBytesMax },
    invoke: (request) => invokeFunction(request, context),
    pages: [logsPage(logs, records)],
    async open() {
      await events.open();
      await eventSources.open();
      await collector.collect();
    },
    async close() {
      // First of all nothing begins any more; then what runs is ended, and what that leads to is not written.
      const written = [events.close(), eventSources.close()];
      await Promise.all([pool.close(), collector.close()]);
      await Promise.all(written);
    },
    get counts() {
      return pool.counts;
    },
  };
}
