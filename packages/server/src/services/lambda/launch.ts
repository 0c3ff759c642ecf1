/** How the processes of a function's version are started: its folders, program, environment and bounds. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ServiceError } from "../../aws/index.ts";
import { invariant } from "../../platform/invariant.ts";
import type { LambdaContext } from "./context.ts";
import { functionEnvironment } from "./environment.ts";
import { functionArn } from "./function-name.ts";
import { type FunctionRecord, recordArn, versionText } from "./function-record.ts";
import type { LogDestination } from "./function-logs.ts";
import { initTimeoutMs, interpreterOverheadMb } from "./limits.ts";
import type { FunctionRevision } from "./runtime/pool.ts";
import type { LaunchPlan } from "./runtime/process.ts";
import { type RuntimeFamily, supportedRuntimes } from "./runtimes.ts";

const bootstrapPath = (file: string) => fileURLToPath(new URL(`./runtime/bootstrap/${file}`, import.meta.url));

/** How a process for this record is started: code on disk, program, environment. Throws InvalidRuntimeException when the program is absent. */
async function planOf(record: FunctionRecord, context: LambdaContext): Promise<LaunchPlan> {
  const family = supportedRuntimes.get(record.runtime);
  invariant(family !== undefined, `a stored function has the runtime ${record.runtime}`);
  const interpreter = await interpreterOf(record, family, context);
  const held = await context.code.hold(
    record.code.sha256,
    record.layers.map(({ sha256 }) => sha256),
  );
  const { taskRoot, layersRoot, release } = held;
  const environment = functionEnvironment(record, {
    taskRoot,
    layersRoot,
    endpointUrl: context.endpointUrl(),
    logStream: logDestination(record, context).stream,
    credentials: context.credentials,
    server: context.serverEnvironment,
  });
  const timeoutMs = record.timeoutSeconds * 1_000;
  const plan = {
    taskRoot,
    environment,
    dataKibMax: (record.memoryMb + interpreterOverheadMb[family]) * 1_024,
    initTimeoutMs: Math.max(initTimeoutMs, timeoutMs),
    timeoutMs,
    release,
  };
  if (interpreter !== undefined) return { ...plan, ...interpreter };
  // AWS looks for it in /var/task, then in /opt.
  const own = join(taskRoot, "bootstrap");
  return { ...plan, program: layersRoot !== undefined && !existsSync(own) ? join(layersRoot, "bootstrap") : own, arguments: [] };
}

/** The program that runs the function's files; undefined where they bring it along. Throws InvalidRuntimeException when it is absent. */
async function interpreterOf(
  record: FunctionRecord,
  family: RuntimeFamily,
  { interpreters }: LambdaContext,
): Promise<{ readonly program: string; readonly arguments: readonly string[] } | undefined> {
  switch (family) {
    case "node":
      return { program: process.execPath, arguments: [`--max-old-space-size=${record.memoryMb}`, bootstrapPath("node.mjs")] };
    case "provided":
      return undefined;
    case "python": {
      const python = await interpreters.python(record.runtime);
      if (python.kind === "found") return { program: python.program, arguments: [...python.arguments, bootstrapPath("python.py")] };
      throw new ServiceError(
        "InvalidRuntimeException",
        `Runtime unavailable: ${record.runtime} needs a Python on PATH (${python.reason}).`,
        { httpStatus: 502, fields: { Type: "Server" } },
      );
    }
  }
}

/** The group the function says, or its own; a stream for each revision. */
export function logDestination(record: FunctionRecord, { logs }: Pick<LambdaContext, "logs">): LogDestination {
  const stream = logs.streamOf(`${recordArn(record)}@${record.revisionId}`, versionText(record));
  return { group: record.logging.LogGroup ?? `/aws/lambda/${record.name}`, stream };
}

/** The version as a group of processes: interchangeable ones run the same revision of the same version. */
export function revisionOf(record: FunctionRecord, context: LambdaContext): FunctionRevision {
  const arn = recordArn(record);
  const version = versionText(record);
  const logArn = functionArn(record);
  const destination = () => logDestination(record, context);
  return {
    key: `${arn}@${record.revisionId}`,
    functionArn: arn,
    timeoutMs: record.timeoutSeconds * 1_000,
    log: {
      begin: (requestId) =>
        context.logs.add(
          { functionArn: logArn, version, requestId, message: `START RequestId: ${requestId} Version: ${version}` },
          destination(),
        ),
      line: (message, requestId) => context.logs.add({ functionArn: logArn, version, requestId, message }, destination()),
    },
    plan: () => planOf(record, context),
  };
}
