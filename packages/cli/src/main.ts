/** The `stile` command. Each command's own code is loaded when it is asked for: `stile run` never loads the server. */

import { Argument, Command, CommanderError, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { adviceFor, ServiceRefusal } from "./aws-client.ts";
import { CommandError } from "./command-error.ts";
import type { CompletedCommand, Shell } from "./completion.ts";

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
  .command("validate")
  .description("tell what is wrong with a definition, and where; exit code 1 when there are errors")
  .argument("<file>", "definition in the Amazon States Language, JSON")
  .addOption(typeOption())
  .option("--substitute <name=value>", "put a value in the place of ${name} in the definition; may be repeated", collectSubstitution, {})
  .option("--json", "print one JSON document: file, valid, diagnostics")
  .action(async (file: string, options) => end((await import("./validate.ts")).validateFile(file, options)));

withServer(
  program
    .command("deploy")
    .description("create or update the state machine of a definition, and functions from folders, on a running server")
    .argument("<file>", "definition in the Amazon States Language, JSON")
    .requiredOption("--name <name>", "name of the state machine")
    .option("--role <arn>", "role of the state machine and of the functions", "arn:aws:iam::000000000000:role/stile")
    .addOption(typeOption())
    .option(
      "--functions <dir>",
      "folder whose folders are functions: index.mjs, index.js or handler.py, each with a function called handler",
    )
    .option("--substitute <name=value>", "put a value in the place of ${name} in the definition; may be repeated", collectSubstitution, {})
    .option("--start", "start an execution")
    .option("--input <json>", "its input: JSON, @file, or - for standard input")
    .option("--follow", "start an execution and print its events until it ends")
    .option("--json", "print one JSON document a line: what was deployed, what was started, events"),
).action(async (file: string, options) => end(await (await import("./deploy.ts")).deployFile(file, options)));

withServer(
  program
    .command("start-execution")
    .description("start an execution of a state machine")
    .argument("<state-machine>", "its name or its ARN")
    .option("--input <json>", "the input: JSON, @file, or - for standard input", "{}")
    .option("--name <name>", "name of the execution; without it the server makes one up")
    .option("--follow", "print its events until it ends; exit code 0 when it has SUCCEEDED, else 1")
    .option("--json", "print what the API answers; with --follow one event a line"),
).action(async (stateMachine: string, options) => end(await (await import("./start-execution.ts")).startExecution(stateMachine, options)));

withServer(
  program
    .command("describe")
    .description("describe a state machine, an execution or an activity")
    .argument("<name-or-arn>", "name of a state machine, or any of their ARNs")
    .option("--json", "print what the API answers"),
).action(async (nameOrArn: string, options) => end(await (await import("./describe.ts")).describe(nameOrArn, options)));

withServer(
  program
    .command("history")
    .description("print the events of an execution; exit code 0 while it is RUNNING and when it has SUCCEEDED, else 1")
    .argument("<execution-arn>")
    .option("--follow", "go on until the execution ends")
    .option("--json", "print what the API answers; with --follow one event a line"),
).action(async (executionArn: string, options) => end(await (await import("./history.ts")).showHistory(executionArn, options)));

withDataFolder(
  program
    .command("logs")
    .description("print what a function has printed since the server's start")
    .argument("<function>", "its name or its ARN")
    .option("--follow", "go on until interrupted"),
).action(async (functionName: string, options) => end(await (await import("./logs.ts")).showLogs(functionName, options)));

const keys = program.command("keys").description("access keys for servers that verify signatures").helpCommand(false);
withDataFolder(
  keys.command("create").description("make a key and print it for a shell").option("--description <text>", "what it is for"),
).action(async (options) => end(await (await import("./keys.ts")).createKey(options)));
withDataFolder(keys.command("list").description("list the keys, without their secrets")).action(async (options) =>
  end(await (await import("./keys.ts")).listKeys(options)),
);
withDataFolder(keys.command("deactivate").description("refuse what a key signs, until it is activated").argument("<access-key-id>")).action(
  async (id: string, options) => end(await (await import("./keys.ts")).setKeyStatus(id, "Inactive", options)),
);
withDataFolder(keys.command("activate").description("accept again what a key signs").argument("<access-key-id>")).action(
  async (id: string, options) => end(await (await import("./keys.ts")).setKeyStatus(id, "Active", options)),
);
withDataFolder(keys.command("delete").description("delete a key for good").argument("<access-key-id>")).action(
  async (id: string, options) => end(await (await import("./keys.ts")).deleteKey(id, options)),
);

withDataFolder(
  program
    .command("backup")
    .description("copy everything a running server keeps into a folder that a server can be started with")
    .argument("<folder>", "made when it is missing"),
).action(async (folder: string, options) => end(await (await import("./backup.ts")).backUp(folder, options)));

program
  .command("completion")
  .description("print the script that completes stile's commands in a shell")
  .addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]))
  .action(async (shell: Shell) => end((await import("./completion.ts")).printCompletion(shell, await completedCommands())));

function typeOption(): Option {
  return new Option("--type <type>", "type of the state machine").choices(["STANDARD", "EXPRESS"]).default("STANDARD");
}

/** For commands that speak AWS's API, to any server. */
function withServer(command: Command): Command {
  return command
    .option("--endpoint <url>", "the server (AWS_ENDPOINT_URL, else http://127.0.0.1:4566)")
    .option("--region <region>", "the region (AWS_REGION, AWS_DEFAULT_REGION, else us-east-1)");
}

/** For commands that speak Stile's own API, to a server on this machine. */
function withDataFolder(command: Command): Command {
  return command
    .option("--data-dir <dir>", "data folder of the running server (STILE_DATA_DIR, else .stile)")
    .option("--json", "print what the server answers");
}

async function completedCommands(): Promise<readonly CompletedCommand[]> {
  // The settings of start are the server's; its help is the one list of them.
  const settings = [...(await import("@stile/server")).printHelp().matchAll(/^ +(--[a-z-]+)(?: \S+)? +(.*)$/gm)];
  const startOptions = settings.map(([, flag = "", description = ""]) => ({ flag, description }));
  const completed = (command: Command): CompletedCommand => ({
    name: command.name(),
    description: command.description(),
    options:
      command.name() === "start"
        ? startOptions
        : command.options.flatMap(({ long, description }) => (long ? [{ flag: long, description }] : [])),
    commands: command.commands.map(completed),
  });
  return program.commands.map(completed);
}

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
  else if (error instanceof ServiceRefusal) {
    const advice = adviceFor(error);
    process.stderr.write(`${error.code}: ${error.message}\n${advice === undefined ? "" : `${advice}\n`}`);
  } else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
