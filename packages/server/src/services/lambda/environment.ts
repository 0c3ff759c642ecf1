/** The environment a function sees: its own variables, what Lambda defines, and what a process needs to live. Nothing else of the server's. */

import { type FunctionRecord, versionText } from "./function-record.ts";

/** What AWS's manual calls "reserved environment variables", less those it lets functions set (PATH, TZ, LANG, ...). */
export const reservedVariables: ReadonlySet<string> = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

/** What a function signs its calls to this server with. */
export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Accepted on loopback, worth nothing anywhere else. */
export const developmentCredentials: FunctionCredentials = {
  accessKeyId: "ASIASTILEDEVELOPMENT",
  secretAccessKey: "stile-development-secret",
  sessionToken: "stile-development-session",
};

/** @param server the server's own environment, of which PATH, HOME and TMPDIR are handed on. */
export function functionEnvironment(
  record: FunctionRecord,
  where: {
    readonly taskRoot: string;
    /** Where the layers are; undefined without any. */
    readonly layersRoot: string | undefined;
    readonly endpointUrl: string;
    readonly logStream: string;
    readonly credentials: FunctionCredentials;
    readonly server: Readonly<Record<string, string | undefined>>;
  },
): Readonly<Record<string, string>> {
  const { server } = where;
  const path = server["PATH"] ?? "/usr/local/bin:/usr/bin:/bin";
  return {
    PATH: path,
    HOME: server["HOME"] ?? "/tmp",
    ...(server["TMPDIR"] === undefined ? {} : { TMPDIR: server["TMPDIR"] }),
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    // Above the function's own variables, so that a function may point its clients elsewhere.
    AWS_ENDPOINT_URL: where.endpointUrl,
    // Functions written to be tested with LocalStack make their clients' endpoint of these two (its docs, "Lambda").
    LOCALSTACK_HOSTNAME: new URL(where.endpointUrl).hostname,
    EDGE_PORT: new URL(where.endpointUrl).port,
    ...(where.layersRoot === undefined ? {} : layerVariables(record.runtime, where.layersRoot, path)),
    ...record.variables,
    _HANDLER: record.handler,
    AWS_REGION: record.region,
    AWS_DEFAULT_REGION: record.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${record.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: record.name,
    AWS_LAMBDA_FUNCTION_VERSION: versionText(record),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(record.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: record.logging.LogGroup ?? `/aws/lambda/${record.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: where.logStream,
    AWS_ACCESS_KEY_ID: where.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: where.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: where.credentials.sessionToken,
    LAMBDA_TASK_ROOT: where.taskRoot,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
  };
}

/** Where interpreters and programs look for what a layer brings (developer guide, "Packaging your layer content"). */
function layerVariables(runtime: string, layersRoot: string, path: string): Readonly<Record<string, string>> {
  const node = /^nodejs(\d+)/.exec(runtime)?.[1];
  return {
    STILE_LAYERS_ROOT: layersRoot,
    PATH: `${path}:${layersRoot}/bin`,
    LD_LIBRARY_PATH: `${layersRoot}/lib`,
    ...(node === undefined ? {} : { NODE_PATH: `${layersRoot}/nodejs/node${node}/node_modules:${layersRoot}/nodejs/node_modules` }),
    ...(runtime.startsWith("python") ? { PYTHONPATH: `${layersRoot}/python/lib/${runtime}/site-packages:${layersRoot}/python` } : {}),
  };
}
