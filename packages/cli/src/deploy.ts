/** `stile deploy`: brings a definition, and functions from folders, to a running server. */

import { type Client, type ClientOptions, createClient, ServiceRefusal } from "./aws-client.ts";
import { CommandError } from "./command-error.ts";
import { problemsOf, substitute } from "./definition-file.ts";
import { type DeployedFunction, deployFunctions } from "./functions-folder.ts";
import { startExecution } from "./start-execution.ts";
import { findStateMachine } from "./state-machines.ts";
import { print, readText, withProgress } from "./terminal.ts";

export interface DeployOptions extends ClientOptions {
  readonly name: string;
  readonly role: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly substitute: Readonly<Record<string, string>>;
  readonly functions?: string | undefined;
  readonly start?: boolean | undefined;
  readonly follow?: boolean | undefined;
  readonly input?: string | undefined;
  readonly json?: boolean | undefined;
}

interface DeployedStateMachine {
  readonly stateMachineArn: string;
  readonly made: "created" | "updated" | "unchanged";
}

/** Answers the exit code; with `follow` it is that of the execution. With `json` one document a line. */
export async function deployFile(file: string, options: DeployOptions): Promise<number> {
  const definition = substitute(readText(file), options.substitute);
  const client = createClient(options);
  const functions =
    options.functions === undefined
      ? []
      : await withProgress("deploying functions", deployFunctions(client, options.functions, options.role));
  if (!options.json) for (const { name, arn, runtime, made } of functions) print(`function ${name} (${runtime}) ${made}: ${arn}`);
  const machine = await deployStateMachine(client, file, definition, options);
  printDeployed(functions, machine, options);
  if (!options.start && !options.follow) return 0;
  const { name: _machine, ...more } = options;
  return await startExecution(machine.stateMachineArn, more);
}

function printDeployed(functions: readonly DeployedFunction[], machine: DeployedStateMachine, { name, json }: DeployOptions): void {
  if (json) {
    print(JSON.stringify({ functions, stateMachine: { name, ...machine } }));
    return;
  }
  const made = machine.made === "unchanged" ? "is there already with this definition" : machine.made;
  print(`state machine ${name} ${made}: ${machine.stateMachineArn}`);
}

async function deployStateMachine(
  client: Client,
  file: string,
  definition: string,
  { name, role, type }: DeployOptions,
): Promise<DeployedStateMachine> {
  // Asked before, because CreateStateMachine answers the same whether it has made the machine or found it.
  const existing = await findStateMachine(client, name);
  try {
    const { stateMachineArn } = await client.stepFunctions<{ stateMachineArn: string }>("CreateStateMachine", {
      name,
      type,
      definition,
      roleArn: role,
    });
    return { stateMachineArn, made: existing === undefined ? "created" : "unchanged" };
  } catch (error) {
    if (!(error instanceof ServiceRefusal)) throw error;
    if (error.code === "InvalidDefinition") {
      const problems = problemsOf(definition, file, type);
      throw new CommandError(problems.length > 0 ? problems.join("\n") : error.message);
    }
    if (existing === undefined || (error.code !== "StateMachineAlreadyExists" && error.code !== "ConflictException")) throw error;
  }
  const present = await client.stepFunctions<{ type: string }>("DescribeStateMachine", { stateMachineArn: existing });
  if (present.type !== type) {
    throw new CommandError(
      `The state machine ${name} is of type ${present.type}, which cannot be changed. Deploy with --type ${present.type}, or under another --name.`,
    );
  }
  await client.stepFunctions("UpdateStateMachine", { stateMachineArn: existing, definition, roleArn: role });
  return { stateMachineArn: existing, made: "updated" };
}
