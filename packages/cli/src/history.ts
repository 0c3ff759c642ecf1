/** `stile history`: the events of an execution for people, and following it until it ends. */

import { setTimeout as sleep } from "node:timers/promises";
import { type Client, type ClientOptions, createClient } from "./aws-client.ts";
import { eventLine } from "./event-line.ts";
import { type ApiEvent, EventTrail } from "./event-trail.ts";
import { lineWidth, prettyJson, print, toned } from "./terminal.ts";

export interface HistoryOptions extends ClientOptions {
  readonly follow?: boolean | undefined;
  readonly json?: boolean | undefined;
}

interface HistoryPage {
  readonly events: readonly ApiEvent[];
  readonly nextToken?: string;
}

interface Execution {
  readonly status: string;
  readonly output?: string;
}

/** GetExecutionHistory answers at most so many events a page. */
const pageMax = 1000;
/** How often an execution that is being followed is asked for more: often while it moves, seldom while it waits. */
const pollMinMs = 200;
const pollMaxMs = 2_000;

/** Prints the history; answers the exit code: 0 while RUNNING and for SUCCEEDED, 1 otherwise. */
export async function showHistory(executionArn: string, options: HistoryOptions): Promise<number> {
  const client = createClient(options);
  if (options.json && !options.follow) {
    const events = [];
    for await (const event of eventsOf(client, executionArn)) events.push(event);
    print(JSON.stringify({ events }, undefined, 2));
  } else {
    await printEvents(client, executionArn, options);
  }
  const { status, output } = await client.stepFunctions<Execution>("DescribeExecution", { executionArn });
  if (!options.json) {
    const succeeded = status === "SUCCEEDED";
    print(`\n${toned(succeeded ? "good" : status === "RUNNING" ? "bold" : "bad", status)}`);
    if (output !== undefined) print(prettyJson(output));
  }
  return status === "SUCCEEDED" || status === "RUNNING" ? 0 : 1;
}

/** With `follow` until the execution has ended; otherwise what there is. With `json` an event a line, as the API gives it. */
async function printEvents(client: Client, executionArn: string, { follow = false, json = false }: HistoryOptions): Promise<void> {
  const trail = new EventTrail();
  const width = lineWidth();
  const show = (event: ApiEvent) => {
    const lead = `${String(event.id).padStart(5)}  ${new Date(event.timestamp * 1000).toISOString().slice(11, 23)}`;
    print(json ? JSON.stringify(event) : eventLine(event, { place: trail.follow(event), lead, width }));
  };
  let last: ApiEvent | undefined;
  for await (const event of eventsOf(client, executionArn)) {
    show(event);
    last = event;
  }
  if (!follow) return;
  for (let pauseMs = pollMinMs; !isEnd(last); ) {
    await sleep(pauseMs);
    const events = await newEvents(client, executionArn, last?.id ?? 0);
    for (const event of events) show(event);
    last = events.at(-1) ?? last;
    pauseMs = events.length > 0 ? pollMinMs : Math.min(pauseMs * 1.5, pollMaxMs);
  }
}

async function* eventsOf(client: Client, executionArn: string): AsyncGenerator<ApiEvent> {
  let nextToken: string | undefined;
  do {
    const page: HistoryPage = await client.stepFunctions("GetExecutionHistory", {
      executionArn,
      maxResults: pageMax,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    yield* page.events;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/** The API cannot be asked for what follows an event, so the newest come first until the known one is met. */
async function newEvents(client: Client, executionArn: string, lastId: number): Promise<readonly ApiEvent[]> {
  const found: ApiEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page: HistoryPage = await client.stepFunctions("GetExecutionHistory", {
      executionArn,
      reverseOrder: true,
      maxResults: found.length === 0 ? 50 : pageMax,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    found.push(...page.events.filter(({ id }) => id > lastId));
    nextToken = (page.events.at(-1)?.id ?? 0) > lastId + 1 ? page.nextToken : undefined;
  } while (nextToken !== undefined);
  return found.toReversed();
}

function isEnd(event: ApiEvent | undefined): boolean {
  return event !== undefined && /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(event.type);
}
