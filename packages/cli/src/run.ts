/** `stile run`: a definition without a server. Time is virtual, so waits and retries cost none; tasks answer from a file. */

import {
  type Command,
  type HistoryEvent,
  invalidExecutionInput,
  type RunHeader,
  type ScriptedResult,
  simulate,
  wireEvent,
} from "@stile/states";
import { CommandError } from "./command-error.ts";
import { compileFile } from "./definition-file.ts";
import { eventLines } from "./event-line.ts";
import { EventTrail } from "./event-trail.ts";
import { type Mocks, noMocks, parseMocks } from "./mocks.ts";
import { lineWidth, prettyJson, print, printable, readInput, readText, toned } from "./terminal.ts";

export interface RunOptions {
  readonly input: string;
  readonly mocks?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Answers the exit code: 0 when the execution succeeded. */
export function runFile(file: string, options: RunOptions): number {
  const { program, warnings } = compileFile(readText(file), file);
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  const input = readInput(options.input);
  const problem = invalidExecutionInput(input);
  if (problem !== undefined) throw new CommandError(`--input is not JSON: ${problem}`);
  const mocks = options.mocks === undefined ? noMocks : parseMocks(readText(options.mocks), options.mocks);

  const startMs = Date.now();
  const lines = eventLines({ width: lineWidth(), withIds: false });
  const states = new TaskStates();
  const { run, history, nowMs, end } = simulate(program, {
    input,
    header: headerOf(file, startMs),
    task: ({ frameId, resource }): ScriptedResult =>
      answerOf(mocks, states.nameOf(frameId), "text" in resource ? resource.text : nameOf(resource)),
    onStep: (result, stepMs) => {
      states.take(result);
      if (options.json) return;
      for (const event of result.history) {
        print(lines.line(apiEvent(event), `${((stepMs - startMs) / 1000).toFixed(3)} s`.padStart(12)));
      }
    },
  });
  if (end === "tooLong") throw new CommandError("The execution took in a million events without ending; does it loop?");
  const seconds = (nowMs - startMs) / 1000;
  if (options.json) {
    print(JSON.stringify(report(run, history, seconds), undefined, 2));
  } else {
    const succeeded = run.status === "SUCCEEDED";
    print(`\n${toned(succeeded ? "good" : "bad", run.status)} after ${seconds} virtual seconds`);
    if (run.output !== undefined) print(prettyJson(run.output.text));
    const failure = [run.failure?.error, run.failure?.cause].filter((text) => text !== undefined).join(": ");
    if (failure !== "") print(printable(failure));
  }
  return run.status === "SUCCEEDED" ? 0 : 1;
}

type Outcome = ReturnType<typeof simulate>["run"];

function report({ status, output, failure }: Outcome, history: readonly HistoryEvent[], virtualSeconds: number) {
  return {
    status,
    ...(output === undefined ? {} : { output: output.value }),
    ...failure,
    virtualSeconds,
    events: history.map((event) => wireEvent(event, { includeExecutionData: true })),
  };
}

function apiEvent(event: HistoryEvent) {
  return wireEvent(event, { includeExecutionData: true });
}

/** Which state each frame's task is of: the engine's commands name frames only, the events written with them the state. */
class TaskStates {
  readonly #trail = new EventTrail();
  readonly #names = new Map<number, string>();

  take({ history, commands }: { readonly history: readonly HistoryEvent[]; readonly commands: readonly Command[] }): void {
    const scheduled: string[] = [];
    for (const event of history) {
      const { state } = this.#trail.follow(apiEvent(event));
      if (event.type === "TaskScheduled" || event.type === "LambdaFunctionScheduled" || event.type === "ActivityScheduled")
        scheduled.push(state);
    }
    // Every dispatch is written as one such event, in the same order.
    const dispatched = commands.filter((command) => command.kind === "dispatchTask");
    for (const [index, { frameId }] of dispatched.entries()) this.#names.set(frameId, scheduled[index] ?? "");
  }

  nameOf(frameId: number): string {
    return this.#names.get(frameId) ?? "";
  }
}

function answerOf(mocks: Mocks, stateName: string, called: string): ScriptedResult {
  const answer = mocks.next(stateName);
  if (answer !== undefined) return answer;
  throw new CommandError(
    `The state "${stateName}" calls ${called}, and nothing answers for it here.\nGive --mocks FILE, a JSON file with {${JSON.stringify(stateName)}: {"return": ...}}.`,
  );
}

type Called =
  | { readonly kind: "lambda"; readonly functionArn: string }
  | { readonly kind: "activity"; readonly activityArn: string }
  | { readonly kind: "service"; readonly resourceType: string; readonly resource: string };

function nameOf(resource: Called): string {
  switch (resource.kind) {
    case "lambda":
      return resource.functionArn;
    case "activity":
      return resource.activityArn;
    case "service":
      return `${resource.resourceType}:${resource.resource}`;
  }
}

function headerOf(file: string, startMs: number): RunHeader {
  const name = (file.split(/[\\/]/).at(-1) ?? "definition").replace(/(\.asl)?\.json$/, "");
  const prefix = "arn:aws:states:us-east-1:000000000000";
  return {
    executionArn: `${prefix}:execution:${name}:run`,
    name: "run",
    stateMachineArn: `${prefix}:stateMachine:${name}`,
    stateMachineName: name,
    roleArn: "arn:aws:iam::000000000000:role/run",
    region: "us-east-1",
    startMs,
    redriveCount: 0,
  };
}
