/**
 * Runs recorded executions on the engine alone: virtual clock, no server. Only cases that need no other
 * service can run this way. The answers are put into the form that the graders of the recorded cases read.
 */

import { type HistoryEvent, type RunHeader, compileProgram, parseDefinition, simulate, wireEvent } from "@stile/states";

/** The members of a recorded case that the pure runner reads. */
export interface ExecutionCase {
  readonly id: string;
  readonly category: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly definition: unknown;
  readonly inputRaw: string;
  readonly expect: Readonly<Record<string, unknown>>;
  readonly timeDependent?: boolean;
  readonly services?: readonly string[];
}

export interface PureAnswer {
  readonly status: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly events: readonly unknown[];
  readonly ended: boolean;
}

/** Time-dependent cases were frozen at this moment. */
const frozenMs = Date.parse("2030-01-01T00:00:00Z");

export function runPure(testCase: ExecutionCase): PureAnswer {
  const parsed = parseDefinition(JSON.stringify(testCase.definition), { type: testCase.type });
  if (parsed.kind === "refused") throw new Error(parsed.diagnostics.map(({ code, message }) => `${code}: ${message}`).join("; "));
  const program = compileProgram(parsed.definition);
  const { run, history, end } = simulate(program, {
    header: headerOf(testCase.type),
    input: testCase.inputRaw,
    task: () => ({ kind: "never" }),
  });
  return {
    status: run.status,
    output: run.output?.text,
    error: run.failure?.error,
    cause: run.failure?.cause,
    events: history.map(replayed),
    ended: end === "closed",
  };
}

/** The execution's names; an Express one has a third part in its ARN. */
function headerOf(type: ExecutionCase["type"]): RunHeader {
  const prefix = "arn:aws:states:us-east-1:111111111111";
  return {
    executionArn: type === "EXPRESS" ? `${prefix}:express:machine:execution:start` : `${prefix}:execution:machine:execution`,
    name: "execution",
    stateMachineArn: `${prefix}:stateMachine:machine`,
    stateMachineName: "machine",
    roleArn: "arn:aws:iam::111111111111:role/conformance",
    region: "us-east-1",
    startMs: frozenMs,
    redriveCount: type === "EXPRESS" ? undefined : 0,
  };
}

/** As the replayer writes what an SDK answered. */
function replayed(event: HistoryEvent): unknown {
  const wire = wireEvent(event, { includeExecutionData: true });
  return { ...wire, timestamp: { $date: new Date(wire.timestamp).toISOString() } };
}
