/** The `stile` command. Each command's own code is loaded when it is asked for: `stile run` never loads the server. */

import { Command, CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { ServiceRefusal } from "./aws-client.ts";
import { CommandError } from "./command-error.ts";

const program = new Command("stile")
  .description("AWS Step Functions as open-source software: the server, and tools to work with it.")
  .version(manifest.version, "--version", "print the version")
  .helpOption("-h, --help", "print what can be typed here")
  .helpCommand(false)
  .enablePositionalOptions()
  .showHelpAfterError('(type "stile --help", or "stile COMMAND --help")');

program
  .command("start")
  .description("start the server; its settings are listed by stile start --help")
  .argument("[settings...]")
  .usage("[settings]")
  // The server reads its own flags: they are also environment variables and keys of a file.
  .helpOption(false)
  .allowUnknownOption()
  .passThroughOptions()
  .action(async (settings: string[]) => end(await (await import("./start.ts")).start(settings)));

program
  .command("run")
  .description("run a definition without a server, in virtual time, and print what happens")
  .argument("<file>", "definition in the Amazon States Language, JSON")
  .option("--input <json>", "input of the execution: JSON, @file, or - for standard input", "{}")
  .option("--mocks <file>", 'answers of the tasks: {"STATE": {"return": ...} | {"throw": {"error", "cause"}} | {"sequence": [...]}}')
  .option("--json", "print one JSON document: status, output, error, cause, virtualSeconds, events")
  .action(async (file: string, options) => end((await import("./run.ts")).runFile(file, options)));

program
  .command("deploy")
  .description("create the state machine of a definition, and functions from folders, on a running server")
  .argument("<file>", "definition in the Amazon States Language, JSON")
  .requiredOption("--name <name>", "name of the state machine")
  .option("--role <arn>", "role of the state machine and of the functions", "arn:aws:iam::000000000000:role/stile")
  .option("--functions <dir>", "folder whose folders are functions: index.mjs, index.js or handler.py, each with a function called handler")
  .option("--substitute <name=value>", "put a value in the place of ${name} in the definition; may be repeated", collectSubstitution, {})
  .option("--start", "start an execution")
  .option("--input <json>", "its input: JSON, @file, or - for standard input")
  .option("--follow", "start an execution and print its events until it ends")
  .option("--endpoint <url>", "the server (AWS_ENDPOINT_URL, else http://127.0.0.1:4566)")
  .option("--region <region>", "the region (AWS_REGION, AWS_DEFAULT_REGION, else us-east-1)")
  .action(async (file: string, options) => end(await (await import("./deploy.ts")).deployFile(file, options)));

program
  .command("history")
  .description("print the events of an execution; exit code 0 while it is RUNNING and when it has SUCCEEDED, else 1")
  .argument("<execution-arn>")
  .option("--follow", "go on until the execution ends")
  .option("--json", "print what the API answers; with --follow one event a line")
  .option("--endpoint <url>", "the server (AWS_ENDPOINT_URL, else http://127.0.0.1:4566)")
  .option("--region <region>", "the region (AWS_REGION, AWS_DEFAULT_REGION, else us-east-1)")
  .action(async (executionArn: string, options) => end(await (await import("./history.ts")).showHistory(executionArn, options)));

function collectSubstitution(argument: string, known: Readonly<Record<string, string>>): Record<string, string> {
  const sign = argument.indexOf("=");
  if (sign < 1) throw new CommandError(`--substitute takes NAME=VALUE, not "${argument}".`);
  return { ...known, [argument.slice(0, sign)]: argument.slice(sign + 1) };
}

/** Ends the process: timers and idle connections of `fetch` must not keep it. Standard output is written by then. */
function end(exitCode: number): void {
  process.exitCode = exitCode;
  if (process.stdout.writableLength === 0) process.exit();
  process.stdout.once("drain", () => process.exit());
}

// `stile history ... | head` is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode);
  if (error instanceof CommandError) process.stderr.write(`${error.message}\n`);
  else if (error instanceof ServiceRefusal) process.stderr.write(`${error.code}: ${error.message}\n`);
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
