/** `stile start`: the server in this process, until a signal drains it. */

import { readFileSync } from "node:fs";
import { type Config, ConfigError, createSystemPlatform, parseConfig, type Server, startServer, version } from "@stile/server";
import { CommandError } from "./command-error.ts";
import { giveBackLoadingMemory } from "./loading-memory.ts";
import { print } from "./terminal.ts";

/**
 * Runs the server with these flags (`packages/server/src/config.ts` knows them); resolves with the exit code once it
 * has ended. Throws CommandError when it cannot start.
 */
export async function start(argv: readonly string[]): Promise<number> {
  const parsed = readConfig(argv);
  if (parsed.kind === "help") {
    print(
      `Usage: stile start [settings]\n\nStarts the server and prints "Ready." when it serves requests. SIGINT or SIGTERM drains it.\n${parsed.text}`,
    );
    return 0;
  }
  if (parsed.kind === "version") {
    print(version);
    return 0;
  }
  const { config, warnings } = parsed;
  const platform = createSystemPlatform(config);
  for (const warning of warnings) platform.logger.warn(warning);
  // Listened for before anything is opened, so that a signal during the start closes what has been opened by then.
  const asked = stopAsked();
  const server = await startServer(config, platform).catch((error: unknown) => {
    throw reasonOf(error, config);
  });
  giveBackLoadingMemory();
  print(greeting(server, config));
  const signal = await asked;
  platform.logger.info("draining; the same signal again ends at once", { signal });
  await server.close();
  platform.logger.info("stopped");
  return 0;
}

function readConfig(argv: readonly string[]) {
  try {
    return parseConfig({ argv, env: process.env, readFile: (path) => readFileSync(path, "utf8"), workingDirectory: process.cwd() });
  } catch (error) {
    throw error instanceof ConfigError ? new CommandError(error.message) : error;
  }
}

/**
 * A terminal sends Ctrl-C to every process in the foreground, and a launcher passes its own on: what comes within so
 * many milliseconds of the first signal is the same one.
 */
const sameSignalMs = 250;

/** Resolves with the first SIGINT or SIGTERM; a second one ends the process at once. */
function stopAsked(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstMs: number | undefined;
    const take = (signal: NodeJS.Signals, number: number) => {
      firstMs ??= performance.now();
      if (performance.now() - firstMs > sameSignalMs) process.exit(128 + number);
      resolve(signal);
    };
    process.on("SIGINT", take);
    process.on("SIGTERM", take);
  });
}

/** What a person can act on, in a line or two. With `--log-level debug` the error stays as it is, stack and all. */
function reasonOf(error: unknown, { logLevel, port }: Config): unknown {
  if (logLevel === "debug" || !(error instanceof Error)) return error;
  const { code, address } = error as NodeJS.ErrnoException & { address?: string };
  switch (code) {
    case "EADDRINUSE":
      return new CommandError(
        `Port ${port} on ${address ?? "this machine"} is in use by another program.\nStop that one, or start with --port N (0 picks a free port).`,
      );
    case "EADDRNOTAVAIL":
      return new CommandError(`This machine has no address ${address}. Leave --host out to listen on loopback.`);
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOSPC":
      return new CommandError(`Cannot start: ${error.message}.`);
    default:
      return new CommandError(error.message);
  }
}

/** Ends with the line that tools wait for. */
function greeting(
  { url, store, syncMs, authorityPath, openExecutions, startMs, access }: Server,
  { host, dataDir }: Pick<Config, "host" | "dataDir">,
): string {
  const durability =
    syncMs === undefined ? (store === "memory" ? ", which keeps nothing" : "") : `, a durable write takes ${syncMs.toFixed(2)} ms`;
  const lines = [
    `Stile ${version}, started in ${Math.round(startMs)} ms`,
    "",
    `  Address      ${url}${authorityPath === undefined ? "" : `  (and ${url.replace("http:", "https:")})`}`,
    `  Store        ${store}${durability}`,
    ...(authorityPath === undefined ? [] : [`  Authority    ${authorityPath}  (trust it for https: AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS)`]),
    `  Status page  ${url}/_stile/`,
    ...(openExecutions === 0
      ? []
      : [`  Recovered    ${openExecutions} open ${openExecutions === 1 ? "execution goes" : "executions go"} on`]),
    "",
    ...(access.signaturesRequired ? keysNeeded(access.activeKeys, host, dataDir) : ["Point any AWS tool here; any access key will do:"]),
    "",
    `  export AWS_ENDPOINT_URL=${url}`,
    access.signaturesRequired
      ? "  export AWS_DEFAULT_REGION=us-east-1"
      : "  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1",
    "",
    "Then, for a first workflow, in the folder of Stile:",
    "",
    "  npm install && node examples/order-fulfilment/run.mjs",
    "",
    "Ready.",
  ];
  return lines.join("\n");
}

function keysNeeded(activeKeys: number, host: string | undefined, dataDir: string): string[] {
  const why = host === undefined ? "Requests must be signed" : `Other machines may reach ${host}, so requests must be signed`;
  const keys = activeKeys === 0 ? "there is none yet" : `${activeKeys} ${activeKeys === 1 ? "is" : "are"} active`;
  return [
    `${why} with an access key; ${keys}. This prints a new one:`,
    "",
    `  npx stile keys create --data-dir ${dataDir}`,
    "",
    "With it, point any AWS tool here:",
  ];
}
