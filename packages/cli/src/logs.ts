/** `stile logs`: what a function has printed, and following it. */

import { setTimeout as sleep } from "node:timers/promises";
import { type AdminClient, type AdminClientOptions, AdminRefusal, createAdminClient } from "./admin-client.ts";
import { CommandError } from "./command-error.ts";
import { print, printable, toned } from "./terminal.ts";

export interface LogsOptions extends AdminClientOptions {
  readonly follow?: boolean | undefined;
  readonly json?: boolean | undefined;
}

interface LogLine {
  /** ISO 8601. */
  readonly timestamp: string;
  readonly message: string;
}

interface LogPage {
  readonly lines: readonly LogLine[];
  /** What `after` takes to go on from here. */
  readonly last: number;
}

const pollMs = 500;
/** What the gateway says of a page that it does not have, as against a function that is not there. */
const unknownPage = "There is no such page.";

/** Takes a name or an ARN. With `follow` it goes on until it is interrupted; with `json` too, a line a document. */
export async function showLogs(functionName: string, { follow, json, ...options }: LogsOptions): Promise<number> {
  const client = await createAdminClient(options);
  const page = await pageOf(client, functionName, 0);
  if (json && !follow) {
    print(JSON.stringify(page, undefined, 2));
    return 0;
  }
  const show = ({ lines }: LogPage) => {
    for (const line of lines) print(json ? JSON.stringify(line) : readable(line));
  };
  if (page.lines.length === 0) process.stderr.write(`The function ${functionName} has printed nothing since the server's start.\n`);
  show(page);
  for (let { last } = page; follow; ) {
    await sleep(pollMs);
    const more = await pageOf(client, functionName, last);
    show(more);
    last = more.last;
  }
  return 0;
}

async function pageOf(client: AdminClient, functionName: string, after: number): Promise<LogPage> {
  try {
    return await client.call<LogPage>("GET", `/_stile/api/functions/${encodeURIComponent(functionName)}/logs?after=${after}`);
  } catch (error) {
    if (!(error instanceof AdminRefusal) || error.status !== 404) throw error;
    throw new CommandError(
      error.message === unknownPage
        ? `The server at ${client.url} does not serve the logs of functions; its version may be older than this command's.`
        : error.message,
    );
  }
}

/** The time, and the text; further lines of one message stand below its first. */
function readable({ timestamp, message }: LogLine): string {
  const [first = "", ...more] = message.trimEnd().split(/\r?\n/);
  const below = more.map((line) => `\n${" ".repeat(timestamp.length + 2)}${printable(line)}`);
  return `${toned("dim", timestamp)}  ${printable(first)}${below.join("")}`;
}
