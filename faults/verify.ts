/** What must hold of every acknowledged execution, however often the server was killed: asked of the server, compared with the ledger. */

import { HttpConnection, stepFunctionsRequest } from "../bench/http-connection.ts";
import type { AcknowledgedStart, Ledger } from "./ledger.ts";
import { type Kind, kinds, outputOf, waitSeconds, type Workload } from "./workload.ts";

interface HistoryEvent {
  readonly id: number;
  readonly previousEventId?: number;
  readonly type: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly taskSucceededEventDetails?: { readonly output?: string };
  readonly activitySucceededEventDetails?: { readonly output?: string };
}

const terminalTypes = new Map([
  ["ExecutionSucceeded", "SUCCEEDED"],
  ["ExecutionFailed", "FAILED"],
  ["ExecutionTimedOut", "TIMED_OUT"],
  ["ExecutionAborted", "ABORTED"],
]);

const connectionsMax = 8;

/** Looks at every acknowledged execution and at the lists of all executions; violations go into the ledger. */
export async function verifyAll(port: number, workload: Workload, ledger: Ledger, witnessed: ReadonlySet<number>): Promise<void> {
  const left = [...ledger.acknowledged.values()].filter(({ kind }) => kind !== "express");
  for (const { kind, number, executionArn } of ledger.acknowledged.values()) {
    if (kind === "express" && !witnessed.has(number)) ledger.violate(`${executionArn} was acknowledged and never ran to its effect`);
  }
  const acceptedNumbers = new Set(ledger.acceptedTokens.values());
  const verifier = async () => {
    const connection = await HttpConnection.open(port);
    try {
      for (let start = left.pop(); start; start = left.pop()) await verifyExecution(connection, start, ledger, acceptedNumbers);
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: connectionsMax }, verifier));
  await verifyLists(port, workload, ledger);
}

async function verifyExecution(
  connection: HttpConnection,
  start: AcknowledgedStart,
  ledger: Ledger,
  acceptedNumbers: ReadonlySet<number>,
): Promise<void> {
  const { executionArn, kind, number } = start;
  const violate = (what: string) => ledger.violate(`${executionArn}: ${what}`);
  const described = await ask(connection, "DescribeExecution", { executionArn });
  if (described.status !== 200) return violate(`was acknowledged and is gone: ${described.status} ${described.body}`);
  const execution = JSON.parse(described.body) as { status: string; output?: string; startDate: number };
  if (execution.status !== "SUCCEEDED") return violate(`is ${execution.status}, not SUCCEEDED: ${described.body.slice(0, 300)}`);
  const expected = outputOf(kind, number);
  if (!sameJson(execution.output, expected)) violate(`put out ${execution.output}, not ${expected}`);
  if (!Number.isNaN(start.startDate) && execution.startDate !== start.startDate)
    violate(`starts at ${execution.startDate}, was answered ${start.startDate}`);
  const events = await historyOf(connection, executionArn);
  for (const problem of historyProblems(events, execution.status)) violate(problem);
  if (kind === "wait") for (const problem of earlyTimers(events)) violate(problem);
  if (acceptedNumbers.has(number)) {
    const visible = events.filter(({ taskSucceededEventDetails, activitySucceededEventDetails }) =>
      sameJson((taskSucceededEventDetails ?? activitySucceededEventDetails)?.output, expected),
    );
    if (visible.length !== 1) violate(`an accepted SendTaskSuccess stands ${visible.length} times in the history`);
  }
}

/** Ids are 1..n, each event follows an earlier one, exactly one event is terminal, and it is the last. */
export function historyProblems(events: readonly HistoryEvent[], status: string): string[] {
  const problems: string[] = [];
  for (const [at, event] of events.entries()) {
    const previous = event.previousEventId ?? 0;
    if (event.id !== at + 1) problems.push(`event ${at + 1} has the id ${event.id}`);
    if (previous >= event.id || previous < 0) problems.push(`event ${event.id} follows event ${previous}`);
    // The first state's entry may follow 0 too: AWS writes it so.
    if (at > 1 && previous === 0) problems.push(`event ${event.id} follows nothing`);
    if (at > 0 && event.timestamp < (events[at - 1]?.timestamp ?? 0)) problems.push(`event ${event.id} is earlier than the one before it`);
  }
  const terminal = events.filter(({ type }) => terminalTypes.has(type));
  if (terminal.length !== 1) problems.push(`${terminal.length} terminal events`);
  if (terminalTypes.get(events.at(-1)?.type ?? "") !== status) problems.push(`is ${status} and its last event is ${events.at(-1)?.type}`);
  return problems;
}

function earlyTimers(events: readonly HistoryEvent[]): string[] {
  const entered = events.find(({ type }) => type === "WaitStateEntered");
  const exited = events.find(({ type }) => type === "WaitStateExited");
  if (entered === undefined || exited === undefined) return ["has no wait in its history"];
  // Timestamps have whole milliseconds.
  const waitedSeconds = exited.timestamp - entered.timestamp;
  return waitedSeconds < waitSeconds - 0.001 ? [`waited ${waitedSeconds} s of ${waitSeconds}`] : [];
}

/** Every start is listed once, and nothing is listed that nobody asked for. */
async function verifyLists(port: number, workload: Workload, ledger: Ledger): Promise<void> {
  const connection = await HttpConnection.open(port);
  try {
    for (const kind of kinds) if (kind !== "express") await verifyList(connection, kind, workload, ledger);
  } finally {
    connection.close();
  }
}

async function verifyList(connection: HttpConnection, kind: Kind, workload: Workload, ledger: Ledger): Promise<void> {
  const listed = new Set<string>();
  let nextToken: string | undefined;
  do {
    const { body } = await ask(connection, "ListExecutions", {
      stateMachineArn: workload.stateMachineArns[kind],
      maxResults: 1000,
      ...(nextToken && { nextToken }),
    });
    const page = JSON.parse(body) as { executions: { executionArn: string }[]; nextToken?: string };
    for (const { executionArn } of page.executions) {
      if (listed.has(executionArn)) ledger.violate(`${executionArn} is listed twice`);
      listed.add(executionArn);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const acknowledged = [...ledger.acknowledged.values()].filter((start) => start.kind === kind);
  for (const { executionArn } of acknowledged) if (!listed.has(executionArn)) ledger.violate(`${executionArn} is not listed`);
  const most = acknowledged.length + ledger.unanswered.filter((start) => start.kind === kind && start.name === undefined).length;
  if (listed.size > most) ledger.violate(`${listed.size} executions of ${kind} are listed, and at most ${most} were asked for`);
}

async function historyOf(connection: HttpConnection, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const { body } = await ask(connection, "GetExecutionHistory", { executionArn, maxResults: 1000, ...(nextToken && { nextToken }) });
    const page = JSON.parse(body) as { events: HistoryEvent[]; nextToken?: string };
    events.push(...page.events);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

function ask(connection: HttpConnection, operation: string, body: unknown) {
  return connection.send(stepFunctionsRequest(operation, body));
}

function sameJson(got: string | undefined, expected: string): boolean {
  if (got === undefined) return false;
  const sorted = (text: string) => JSON.stringify(Object.entries(JSON.parse(text) as object).sort());
  return got === expected || sorted(got) === sorted(expected);
}
