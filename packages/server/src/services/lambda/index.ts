/**
 * The Lambda service: functions kept as records and packages, run as real processes behind the Lambda Runtime API.
 * $LATEST is the only version; asynchronous invocations are queued in memory.
 */

import type { ServiceDefinition } from "../../aws/index.ts";
import { model } from "../../models/lambda.ts";
import type { Platform } from "../../platform/platform.ts";
import type { BlobStore } from "../../storage/ports/blobs.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import type { LambdaContext } from "./context.ts";
import { createFunction } from "./create-function.ts";
import { deleteFunction } from "./delete-function.ts";
import { developmentCredentials, type FunctionCredentials } from "./environment.ts";
import { createEventQueue } from "./event-queue.ts";
import { createCodeStore, type ReadS3Object } from "./function-code.ts";
import { getFunction, getFunctionConfiguration } from "./get-function.ts";
import { invoke, invokeFunction, type InvokeRequest, type InvokeResult } from "./invoke.ts";
import { listFunctions } from "./list-functions.ts";
import { createPool, type Pool, type PoolLimits } from "./runtime/pool.ts";
import { findInterpreters } from "./runtimes.ts";
import { updateFunctionCode } from "./update-function-code.ts";
import { updateFunctionConfiguration } from "./update-function-configuration.ts";

export type { LambdaContext } from "./context.ts";
export type { FunctionCredentials } from "./environment.ts";
export type { ReadS3Object } from "./function-code.ts";
export type { InvokeRequest, InvokeResult } from "./invoke.ts";

export interface LambdaDeps {
  readonly platform: Platform;
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  /** Packages are unpacked below it, in `lambda/code`. */
  readonly dataDir: string;
  /** Where functions reach this server: AWS_ENDPOINT_URL. Asked whenever a process starts. */
  readonly endpointUrl: () => string;
  /** For code in S3; without it such requests are refused. */
  readonly readS3Object?: ReadS3Object;
  /** What functions sign their own calls with; development values unless given. */
  readonly credentials?: FunctionCredentials;
  /** A Python to use instead of the one on PATH. */
  readonly python?: string;
  readonly limits?: Partial<PoolLimits>;
  /** The server's environment; of it functions get PATH, HOME and TMPDIR. */
  readonly serverEnvironment?: Readonly<Record<string, string | undefined>>;
}

export interface Lambda {
  /** For `defineService`. */
  readonly definition: ServiceDefinition<LambdaContext>;
  /** The entry for workflows and other services. Throws ServiceError for what Lambda refuses; a function's failure is in the result. */
  invoke(request: InvokeRequest): Promise<InvokeResult>;
  /** Ends every function process; resolves when they are gone. Invocations under way end with a function error. */
  close(): Promise<void>;
  /** For metrics. */
  readonly counts: Pool["counts"];
}

/** AWS: the largest request CreateFunction takes, a package of 50 MB in base64 with its settings. */
const requestBytesMax = 70_167_211;

export function createLambda(deps: LambdaDeps): Lambda {
  const { platform, records } = deps;
  const logger = platform.logger.child({ service: "lambda" });
  const pool = createPool({ ...platform, logger }, deps.limits);
  const events = createEventQueue({ ...platform, logger });
  const context: LambdaContext = {
    platform: { ...platform, logger },
    records,
    code: createCodeStore({ blobs: deps.blobs, dataDir: deps.dataDir, random: platform.random, readS3Object: deps.readS3Object }),
    interpreters: findInterpreters(deps.python),
    pool,
    events,
    endpointUrl: deps.endpointUrl,
    credentials: deps.credentials ?? developmentCredentials,
    serverEnvironment: deps.serverEnvironment ?? process.env,
  };
  return {
    definition: {
      model,
      operations: [
        createFunction,
        updateFunctionCode,
        updateFunctionConfiguration,
        getFunction,
        getFunctionConfiguration,
        listFunctions,
        deleteFunction,
        invoke,
      ],
      deps: context,
      logger,
      bodyBytesMax: requestBytesMax,
    },
    invoke: (request) => invokeFunction(request, context),
    async close() {
      events.close();
      await pool.close();
    },
    get counts() {
      return pool.counts;
    },
  };
}
