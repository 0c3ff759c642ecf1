/**
 * The load of a benchmark, a process of its own: so many connections, each sending one request after the other, or
 * all together at a fixed rate. Reads a `LoadOrder` as JSON from standard input, prints a `LoadReport` as one line of JSON.
 */

import { text } from "node:stream/consumers";
import { HttpConnection, lambdaRequest, stepFunctionsRequest } from "./http-connection.ts";
import { pace } from "./pace.ts";
import { isServiceWork, type ServiceWork, serviceStep } from "./service-work.ts";
import { percentile } from "./statistics.ts";

export interface LoadOrder {
  readonly port: number;
  readonly connections: number;
  readonly work: LoadWork;
  /** The load ends after so many milliseconds, or so many requests. */
  readonly until: { readonly durationMs: number } | { readonly requests: number };
  /** Requests a second, all connections together; as fast as they are answered unless given. */
  readonly perSecond?: number;
  /** Requests of the first so many milliseconds are left out of the percentiles: this process is still being compiled then. */
  readonly warmUpMs?: number;
  /** One in so many started executions is put into the report's sample. */
  readonly sampleOneIn?: number;
}

export type LoadWork =
  /** StartExecution. */
  | { readonly kind: "start"; readonly stateMachineArn: string; readonly input: string }
  /** StartExecution, then DescribeExecution until it says SUCCEEDED, before the next start. */
  | { readonly kind: "followed"; readonly stateMachineArn: string; readonly input: string }
  /** StartSyncExecution. */
  | { readonly kind: "sync"; readonly stateMachineArn: string; readonly input: string }
  /** Invoke of a function that must answer `expected`, JSON without spaces. */
  | { readonly kind: "invoke"; readonly functionName: string; readonly payload: string; readonly expected: string }
  | ServiceWork;

export interface LoadReport {
  readonly answered: number;
  readonly refused: number;
  /** What the first refused request was answered. */
  readonly refusal?: string;
  /** Of the first request alone, milliseconds from the first byte out to the last byte in. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From StartExecution's first byte to the DescribeExecution that says SUCCEEDED; only when followed. */
  readonly endToEndP50Ms?: number;
  readonly endToEndP99Ms?: number;
  /** Some of the started executions, to be looked at afterwards. */
  readonly sample: readonly string[];
  /** Wall clock of the first request and of the last answer, milliseconds since the epoch. */
  readonly beganMs: number;
  readonly endedMs: number;
}

const sampleMax = 1_000;

const order = JSON.parse(await text(process.stdin)) as LoadOrder;
const { work, sampleOneIn = 50, warmUpMs = 0 } = order;
const send = senderOf(work);
const requestsMax = "requests" in order.until ? order.until.requests : Number.POSITIVE_INFINITY;
const durationMs = "durationMs" in order.until ? order.until.durationMs : Number.POSITIVE_INFINITY;

const answerMs: number[] = [];
const endToEndMs: number[] = [];
const sample: string[] = [];
let sent = 0;
let answered = 0;
let refused = 0;
let refusal: string | undefined;
const opened = await Promise.all(Array.from({ length: order.connections }, () => HttpConnection.open(order.port)));
const beganMs = Date.now();
const countedFromMs = performance.now() + warmUpMs;
const untilMs = performance.now() + durationMs;
const isOver = () => sent >= requestsMax || performance.now() >= untilMs;

if (order.perSecond === undefined) await Promise.all(opened.map(drive));
else await pace({ connections: opened, perSecond: order.perSecond, isOver, send: one });
for (const connection of opened) connection.close();

/** What one request is: the same each time, or a step that a service's work makes from its number. */
function senderOf(wanted: LoadWork): (connection: HttpConnection, number: number) => Promise<{ status: number; body: string }> {
  if (isServiceWork(wanted)) return serviceStep(wanted);
  const request = requestOf(wanted);
  return (connection) => connection.send(request);
}

function requestOf(wanted: Exclude<LoadWork, ServiceWork>): string {
  switch (wanted.kind) {
    case "start":
    case "followed":
      return stepFunctionsRequest("StartExecution", { stateMachineArn: wanted.stateMachineArn, input: wanted.input });
    case "sync":
      return stepFunctionsRequest("StartSyncExecution", { stateMachineArn: wanted.stateMachineArn, input: wanted.input });
    case "invoke": {
      const path = `/2015-03-31/functions/${encodeURIComponent(wanted.functionName)}/invocations`;
      return lambdaRequest("POST", path, JSON.parse(wanted.payload));
    }
  }
}

async function drive(connection: HttpConnection): Promise<void> {
  while (!isOver()) await one(connection, performance.now());
}

/** One request, and what follows it; `fromMs` is when the client wanted it. */
async function one(connection: HttpConnection, fromMs: number): Promise<void> {
  sent += 1;
  const number = sent;
  const { status, body } = await send(connection, number);
  const isCounted = fromMs >= countedFromMs;
  if (isCounted) answerMs.push(performance.now() - fromMs);
  if (status !== 200 || !isRight(body)) {
    refused += 1;
    refusal ??= `${status} ${body.slice(0, 500)}`;
    return;
  }
  answered += 1;
  if (work.kind !== "start" && work.kind !== "followed") return;
  if (work.kind === "start" && number % sampleOneIn !== 0) return;
  const { executionArn } = JSON.parse(body) as { executionArn: string };
  if (sample.length < sampleMax) sample.push(executionArn);
  if (work.kind === "start") return;
  const describe = stepFunctionsRequest("DescribeExecution", { executionArn });
  const latestMs = performance.now() + 10_000;
  while (!(await connection.send(describe)).body.includes('"status":"SUCCEEDED"'))
    if (performance.now() > latestMs) throw new Error(`${executionArn} does not succeed`);
  if (isCounted) endToEndMs.push(performance.now() - fromMs);
}

function isRight(body: string): boolean {
  if (work.kind === "sync") return body.includes('"status":"SUCCEEDED"');
  // Runtimes differ in the spaces they write.
  return work.kind !== "invoke" || JSON.stringify(JSON.parse(body)) === work.expected;
}

answerMs.sort((a, b) => a - b);
endToEndMs.sort((a, b) => a - b);
const report: LoadReport = {
  answered,
  refused,
  ...(refusal === undefined ? {} : { refusal }),
  p50Ms: percentile(answerMs, 0.5),
  p99Ms: percentile(answerMs, 0.99),
  ...(work.kind === "followed" ? { endToEndP50Ms: percentile(endToEndMs, 0.5), endToEndP99Ms: percentile(endToEndMs, 0.99) } : {}),
  sample,
  beganMs,
  endedMs: Date.now(),
};
console.log(JSON.stringify(report));
