/** `stile deploy`: brings a definition, and functions from folders, to a running server. */

import { type Client, type ClientOptions, createClient, ServiceRefusal } from "./aws-client.ts";
import { CommandError } from "./command-error.ts";
import { problemsOf, substitute } from "./definition-file.ts";
import { deployFunctions } from "./functions-folder.ts";
import { showHistory } from "./history.ts";
import { print, readInput, readText, toned } from "./terminal.ts";

export interface DeployOptions extends ClientOptions {
  readonly name: string;
  readonly role: string;
  readonly substitute: Readonly<Record<string, string>>;
  readonly functions?: string | undefined;
  readonly start?: boolean | undefined;
  readonly follow?: boolean | undefined;
  readonly input?: string | undefined;
}

/** Answers the exit code; with `follow` it is that of the execution. */
export async function deployFile(file: string, options: DeployOptions): Promise<number> {
  const definition = substitute(readText(file), options.substitute);
  const client = createClient(options);
  if (options.functions !== undefined) {
    for (const { name, arn, runtime, made } of await deployFunctions(client, options.functions, options.role)) {
      print(`function ${name} (${runtime}) ${made}: ${arn}`);
    }
  }
  const stateMachineArn = await deployStateMachine(client, file, definition, options);
  if (!options.start && !options.follow) return 0;
  const input = options.input === undefined ? "{}" : readInput(options.input);
  const { executionArn } = await client.stepFunctions<{ executionArn: string }>("StartExecution", { stateMachineArn, input });
  print(`${toned("good", "started")}: ${executionArn}`);
  return options.follow ? await showHistory(executionArn, { ...options, json: false }) : 0;
}

async function deployStateMachine(
  client: Client,
  file: string,
  definition: string,
  { name, role, substitute: values }: DeployOptions,
): Promise<string> {
  // Asked before, because CreateStateMachine answers the same whether it has made the machine or found it.
  const existing = await findStateMachine(client, name);
  try {
    const { stateMachineArn } = await client.stepFunctions<{ stateMachineArn: string }>("CreateStateMachine", {
      name,
      definition,
      roleArn: role,
    });
    print(`state machine ${name} ${existing === undefined ? "created" : "is there already with this definition"}: ${stateMachineArn}`);
    return stateMachineArn;
  } catch (error) {
    if (!(error instanceof ServiceRefusal)) throw error;
    if (error.code === "InvalidDefinition") {
      const problems = problemsOf(definition, file);
      throw new CommandError(problems.length > 0 ? problems.join("\n") : error.message);
    }
    const placeholders = Object.keys(values).length > 0;
    if (error.code === "StateMachineAlreadyExists" && existing !== undefined) {
      throw new CommandError(
        `A state machine ${name} is there with another definition. Deploy under another --name, or change it; open executions go on as they were started:\n` +
          `  aws stepfunctions update-state-machine --endpoint-url ${client.endpoint} --region ${client.region} \\\n` +
          `    --state-machine-arn ${existing} --definition file://${file}${placeholders ? "   # with its placeholders filled in" : ""}`,
      );
    }
    throw error;
  }
}

/** Its ARN, when there is one of that name. */
async function findStateMachine(client: Client, name: string): Promise<string | undefined> {
  let nextToken: string | undefined;
  do {
    const page: {
      readonly stateMachines: readonly { readonly name: string; readonly stateMachineArn: string }[];
      readonly nextToken?: string;
    } = await client.stepFunctions("ListStateMachines", { maxResults: 1000, ...(nextToken === undefined ? {} : { nextToken }) });
    const found = page.stateMachines.find((machine) => machine.name === name);
    if (found) return found.stateMachineArn;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}
