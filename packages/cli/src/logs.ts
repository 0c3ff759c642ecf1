/** `stile logs`: what a function has written. */

import { type AdminClientOptions, AdminRefusal, createAdminClient } from "./admin-client.ts";
import { CommandError } from "./command-error.ts";
import { print, printable, toned } from "./terminal.ts";

export interface LogsOptions extends AdminClientOptions {
  readonly json?: boolean | undefined;
}

interface LogEvents {
  readonly events: readonly { readonly timestampMs: number; readonly message: string }[];
}

/** Takes a name or an ARN. */
export async function showLogs(functionName: string, { json, ...options }: LogsOptions): Promise<number> {
  const name = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(functionName)?.[1] ?? functionName;
  const client = await createAdminClient(options);
  let logs: LogEvents;
  try {
    logs = await client.call<LogEvents>("GET", `/_stile/api/functions/${encodeURIComponent(name)}/logs`);
  } catch (error) {
    if (!(error instanceof AdminRefusal) || error.status !== 404) throw error;
    throw new CommandError(`The server at ${client.url} has no logs of a function ${name}: ${error.message}`);
  }
  if (json) {
    print(JSON.stringify(logs, undefined, 2));
    return 0;
  }
  if (logs.events.length === 0) process.stderr.write(`The function ${name} has written nothing.\n`);
  for (const { timestampMs, message } of logs.events) {
    const [first = "", ...more] = message.trimEnd().split(/\r?\n/);
    print(`${toned("dim", new Date(timestampMs).toISOString())}  ${printable(first)}`);
    for (const line of more) print(`${" ".repeat(26)}${printable(line)}`);
  }
  return 0;
}
