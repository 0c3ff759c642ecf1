/** Begins a run: its first event is written and its first states are walked, in one go with what follows. */

import { Payload } from "../data/payload.ts";
import type { StartChild } from "./commands.ts";
import { type StepContext, executionTimer } from "./events.ts";
import { PayloadNumbers } from "./history.ts";
import type { Program } from "./program.ts";
import { type Run, type RunHeader, addFrame } from "./run.ts";
import { type StepResult, step } from "./step.ts";
import { beginTurn, record } from "./turn.ts";

/** `input` is JSON text that the door has checked. */
export function start(program: Program, header: RunHeader, input: string, context: StepContext): { readonly run: Run } & StepResult {
  const payload = Payload.ofText(input);
  const run = newRun(header, payload);
  const turn = beginTurn(program, run, context);
  record(turn, 0, "ExecutionStarted", { roleArn: header.roleArn }, { input: payload });
  // The first state follows nothing: its previousEventId is 0, not ExecutionStarted (recorded).
  addFrame(run, {
    parentId: undefined,
    machine: program.root,
    index: 0,
    stateName: program.machines[program.root]?.startAt ?? "",
    input: payload,
    cursor: 0,
    item: undefined,
  });
  if (program.timeoutSeconds !== undefined) {
    run.deadlineMs = header.startMs + program.timeoutSeconds * 1000;
    turn.commands.push({ kind: "armTimer", frameId: executionTimer, atMs: run.deadlineMs });
  }
  const first = step(program, run, { kind: "continue" }, context);
  return { ...first, run, history: [...turn.history, ...first.history], commands: [...turn.commands, ...first.commands], accepted: true };
}

export function newRun(header: RunHeader, input: Payload): Run {
  return {
    header,
    input,
    status: "RUNNING",
    output: undefined,
    failure: undefined,
    stopMs: undefined,
    deadlineMs: undefined,
    nextEventId: 1,
    nextFrameId: 0,
    nextSegment: 1,
    steps: 0,
    lastEventMs: header.startMs,
    frames: new Map(),
    children: undefined,
    payloads: new PayloadNumbers(1),
    changedFrames: undefined,
    removedFrames: undefined,
  };
}

/** A child execution of a distributed Map is one of `<machine>/<label>`, under the name the parent gave it. */
export function childHeaderOf(parent: RunHeader, child: Pick<StartChild, "label" | "executionName">, startMs: number): RunHeader {
  const stateMachineName = `${parent.stateMachineName}/${child.label}`;
  const prefix = parent.stateMachineArn.slice(0, parent.stateMachineArn.indexOf(":stateMachine:"));
  return {
    ...parent,
    executionArn: `${prefix}:execution:${stateMachineName}:${child.executionName}`,
    name: child.executionName,
    stateMachineArn: `${prefix}:stateMachine:${stateMachineName}`,
    stateMachineName,
    startMs,
  };
}
