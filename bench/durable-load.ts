/**
 * The load of `durable`, a process of its own: so many connections, each starting executions one after the other.
 * Arguments: port, ARN of the machine, connections, milliseconds, and `followed` to wait for the end of each
 * execution before the next start. Prints one line of JSON: `LoadReport`.
 */

import { HttpConnection, stepFunctionsRequest } from "./http-connection.ts";
import { percentile } from "./statistics.ts";

export interface LoadReport {
  readonly answered: number;
  readonly refused: number;
  /** StartExecution, milliseconds from the first byte out to the last byte in. */
  readonly startP50Ms: number;
  readonly startP99Ms: number;
  /** From StartExecution's first byte to the DescribeExecution that says SUCCEEDED; only when followed. */
  readonly endToEndP50Ms?: number;
  readonly endToEndP99Ms?: number;
  /** Some of the executions, to be looked at afterwards. */
  readonly sample: readonly string[];
  /** Wall clock of the first request, milliseconds since the epoch. */
  readonly beganMs: number;
}

const [port, stateMachineArn, connections, durationMs, mode] = process.argv.slice(2);
const request = stepFunctionsRequest("StartExecution", { stateMachineArn, input: '{"amount":42,"customer":"c-1"}' });
const sampleOneIn = 50;

const startMs: number[] = [];
const endToEndMs: number[] = [];
const sample: string[] = [];
let refused = 0;
const opened = await Promise.all(Array.from({ length: Number(connections) }, () => HttpConnection.open(Number(port))));
const beganMs = Date.now();
const untilMs = performance.now() + Number(durationMs);
await Promise.all(opened.map(drive));
for (const connection of opened) connection.close();

async function drive(connection: HttpConnection): Promise<void> {
  while (performance.now() < untilMs) {
    const sentMs = performance.now();
    const { status, body } = await connection.send(request);
    startMs.push(performance.now() - sentMs);
    if (status !== 200) {
      refused += 1;
      continue;
    }
    if (mode !== "followed" && startMs.length % sampleOneIn !== 0) continue;
    const { executionArn } = JSON.parse(body) as { executionArn: string };
    if (sample.length < 1_000) sample.push(executionArn);
    if (mode !== "followed") continue;
    const describe = stepFunctionsRequest("DescribeExecution", { executionArn });
    while (!(await connection.send(describe)).body.includes('"status":"SUCCEEDED"'))
      if (performance.now() > untilMs + 10_000) throw new Error(`${executionArn} does not succeed`);
    endToEndMs.push(performance.now() - sentMs);
  }
}

startMs.sort((a, b) => a - b);
endToEndMs.sort((a, b) => a - b);
const report: LoadReport = {
  answered: startMs.length - refused,
  refused,
  startP50Ms: percentile(startMs, 0.5),
  startP99Ms: percentile(startMs, 0.99),
  ...(mode === "followed" ? { endToEndP50Ms: percentile(endToEndMs, 0.5), endToEndP99Ms: percentile(endToEndMs, 0.99) } : {}),
  sample,
  beganMs,
};
console.log(JSON.stringify(report));
