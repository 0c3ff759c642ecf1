/** `stile describe`: a state machine, an execution or an activity, as the API describes it. */

import { type Client, type ClientOptions, createClient } from "./aws-client.ts";
import { CommandError } from "./command-error.ts";
import { stateMachineArn } from "./state-machines.ts";
import { prettyJson, print, printable, toned } from "./terminal.ts";

export interface DescribeOptions extends ClientOptions {
  readonly json?: boolean | undefined;
}

type Description = Readonly<Record<string, unknown>>;

/** The resource type of an ARN, and the operation and member that describe it. */
const describers: ReadonlyMap<string, readonly [operation: string, member: string]> = new Map([
  ["stateMachine", ["DescribeStateMachine", "stateMachineArn"]],
  ["execution", ["DescribeExecution", "executionArn"]],
  ["express", ["DescribeExecution", "executionArn"]],
  ["activity", ["DescribeActivity", "activityArn"]],
  ["mapRun", ["DescribeMapRun", "mapRunArn"]],
]);

/** A name is that of a state machine. */
export async function describe(nameOrArn: string, options: DescribeOptions): Promise<number> {
  const client = createClient(options);
  const description = await describeArn(client, await stateMachineArn(client, nameOrArn));
  if (options.json) print(JSON.stringify(description, undefined, 2));
  else printDescription(description);
  return 0;
}

async function describeArn(client: Client, arn: string): Promise<Description> {
  const resourceType = arn.split(":")[5] ?? "";
  const describer = describers.get(resourceType);
  if (describer === undefined) {
    throw new CommandError(`"${arn}" is not the ARN of a state machine, an execution or an activity.`);
  }
  const [operation, member] = describer;
  return await client.stepFunctions<Description>(operation, { [member]: arn });
}

/** One member a line; JSON texts below their names. */
function printDescription(description: Description): void {
  const entries = Object.entries(description).filter(([, value]) => value !== undefined && value !== null);
  const width = Math.max(...entries.map(([name]) => name.length));
  for (const [name, value] of entries) {
    const text = textOf(name, value);
    const lead = toned("dim", name.padEnd(width));
    print(text.includes("\n") ? `${lead}\n${text}` : `${lead}  ${text}`);
  }
}

function textOf(name: string, value: unknown): string {
  if (name.endsWith("Date") && typeof value === "number") return new Date(value * 1000).toISOString();
  if (typeof value !== "string") return JSON.stringify(value, undefined, typeof value === "object" ? 2 : undefined);
  if (name === "status") return toned(value === "SUCCEEDED" || value === "ACTIVE" ? "good" : value === "RUNNING" ? "bold" : "bad", value);
  return ["definition", "input", "output"].includes(name) ? prettyJson(value) : printable(value);
}
