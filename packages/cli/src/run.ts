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
import { eventLine } from "./event-line.ts";
import { EventTrail, type Place } from "./event-trail.ts";
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
  const width = lineWidth();
  const executions = new RunningExecutions();
  const { run, history, nowMs, end } = simulate(program, {
    input,
    header: headerOf(file, startMs),
    task: ({ frameId, resource }): ScriptedResult =>
      answerOf(mocks, executions.stateOf(frameId), "text" in resource ? resource.text : nameOf(resource)),
    onStep: (result, stepMs) => {
      const lead = `${((stepMs - startMs) / 1000).toFixed(3)} s`.padStart(12);
      for (const { event, place } of executions.take(result)) {
        if (!options.json) print(eventLine(apiEvent(event), { place, lead, width }));
      }
    },
  });
  if (end !== "closed") throw new CommandError("The execution took in a million events without ending; does it loop?");
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

interface Step {
  readonly history: readonly HistoryEvent[];
  readonly commands: readonly Command[];
}

/**
 * Which state each event and each frame's task belongs to: the engine's commands name frames only, the events written
 * with them the state. The items of a distributed Map are executions of their own, each run to its end inside the
 * step that begins it; so those under way are a stack, and each counts its events and frames for itself.
 */
class RunningExecutions {
  readonly #stack: { readonly trail: EventTrail; readonly stateOfFrame: Map<number, string> }[] = [];

  take({ history, commands }: Step): readonly { readonly event: HistoryEvent; readonly place: Place }[] {
    if (history[0]?.type === "ExecutionStarted") this.#stack.push({ trail: new EventTrail(), stateOfFrame: new Map() });
    const current = this.#stack.at(-1);
    if (current === undefined) return [];
    const around = 2 * (this.#stack.length - 1);
    const placed = history.map((event) => {
      const { state, depth } = current.trail.follow(apiEvent(event));
      return { event, place: { state, depth: depth + around } };
    });
    // Every dispatch is written as one such event, in the same order.
    const scheduled = placed.filter(({ event }) => /^(Task|LambdaFunction|Activity)Scheduled$/.test(event.type));
    const dispatched = commands.filter((command) => command.kind === "dispatchTask");
    for (const [index, { frameId }] of dispatched.entries()) current.stateOfFrame.set(frameId, scheduled[index]?.place.state ?? "");
    if (/^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(history.at(-1)?.type ?? "")) this.#stack.pop();
    return placed;
  }

  stateOf(frameId: number): string {
    return this.#stack.at(-1)?.stateOfFrame.get(frameId) ?? "";
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
