/** For tests across processes: workflows run to their end through the AWS SDK, and clients of the services they call. */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { type DescribeExecutionOutput, SFN } from "@aws-sdk/client-sfn";

const roleArn = "arn:aws:iam::000000000000:role/any";

/** What every SDK client needs to speak to that server. */
export function clientOptions(endpoint: string) {
  return { endpoint, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 } as const;
}

export function stepFunctionsOf(endpoint: string): SFN {
  return new SFN(clientOptions(endpoint));
}

/** A machine of one Task state, or of the states given. */
export function taskMachine(resource: string, parameters: object, more: object = {}): string {
  const state = { Type: "Task", Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true, ...more };
  return JSON.stringify({ StartAt: "T", States: { T: state } });
}

let machines = 0;

export async function createMachine(sfn: SFN, definition: string): Promise<string> {
  const { stateMachineArn } = await sfn.createStateMachine({ name: `m${(machines += 1)}`, roleArn, definition });
  assert.ok(stateMachineArn);
  return stateMachineArn;
}

export async function start(sfn: SFN, definition: string, input: object = {}): Promise<string> {
  const { executionArn } = await sfn.startExecution({
    stateMachineArn: await createMachine(sfn, definition),
    input: JSON.stringify(input),
  });
  assert.ok(executionArn);
  return executionArn;
}

/** Asks until the execution has ended. */
export async function endOf(sfn: SFN, executionArn: string): Promise<DescribeExecutionOutput> {
  return until(`the end of ${executionArn}`, async () => {
    const described = await sfn.describeExecution({ executionArn });
    return described.status === "RUNNING" ? undefined : described;
  });
}

/** Runs it to its end; answers the output's value, and fails with the cause when the workflow did. */
export async function outputOf(sfn: SFN, definition: string, input: object = {}): Promise<Record<string, unknown>> {
  const { status, output, error, cause } = await endOf(sfn, await start(sfn, definition, input));
  assert.equal(status, "SUCCEEDED", `${error}: ${cause}`);
  return JSON.parse(output ?? "null") as Record<string, unknown>;
}

/** Asks again and again, for half a minute at most. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const found = await ask();
    if (found !== undefined) return found;
    await pause(50);
  }
  throw new Error(`${what} did not come`);
}
