/** `stile start-execution`: starts a state machine by name or ARN, and follows it when asked to. */

import { type ClientOptions, createClient } from "./aws-client.ts";
import { CommandError } from "./command-error.ts";
import { showHistory } from "./history.ts";
import { stateMachineArn } from "./state-machines.ts";
import { print, readInput, toned } from "./terminal.ts";

export interface StartExecutionOptions extends ClientOptions {
  readonly input?: string | undefined;
  readonly name?: string | undefined;
  readonly follow?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Answers the exit code; with `follow` it is that of the execution. With `json` the API's answer, or the events one a line. */
export async function startExecution(nameOrArn: string, options: StartExecutionOptions): Promise<number> {
  const client = createClient(options);
  const input = options.input === undefined ? "{}" : readInput(options.input);
  const started = await client.stepFunctions<{ executionArn: string; startDate: number }>("StartExecution", {
    stateMachineArn: await stateMachineArn(client, nameOrArn),
    input,
    ...(options.name === undefined ? {} : { name: options.name }),
  });
  const { executionArn } = started;
  if (!options.json) print(`${toned("good", "started")}: ${executionArn}`);
  else if (!options.follow) print(JSON.stringify(started));
  if (!options.follow) return 0;
  if (executionArn.split(":")[5] === "express") {
    throw new CommandError("It was started, but cannot be followed: Express executions have no history.");
  }
  return await showHistory(executionArn, options);
}
