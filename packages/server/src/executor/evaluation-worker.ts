/** The thread behind evaluations.ts: one job at a time, programs kept compiled. */

import { type MessagePort, parentPort } from "node:worker_threads";
import {
  type Definition,
  type EvaluationOutcome,
  type FrameCopy,
  type Program,
  type RunHeader,
  childProgram,
  compileProgram,
  decodeRun,
  evaluateElsewhere,
} from "@stile/states";

export interface EvaluationJob {
  readonly id: number;
  /** JSON text, and a number that is the same for the same definition. */
  readonly definition: { readonly number: number; readonly text: string };
  /** The machine the execution walks. */
  readonly root: number;
  readonly header: RunHeader;
  readonly copy: FrameCopy;
  readonly frameId: number;
  readonly nowMs: number;
  readonly seed: number;
  /** Of the frame's next attempt, for the context object. */
  readonly taskToken: string;
}

export interface EvaluationAnswer {
  readonly id: number;
  /** Undefined when the engine failed in itself. */
  readonly outcomes: readonly EvaluationOutcome[] | undefined;
  readonly defect: string | undefined;
}

const port = parentPort as MessagePort;
const programsMax = 50;
const programs = new Map<number, Program>();

function programOf({ definition, root }: EvaluationJob): Program {
  let program = programs.get(definition.number);
  if (program === undefined) {
    if (programs.size >= programsMax) programs.clear();
    program = compileProgram(JSON.parse(definition.text) as Definition);
    programs.set(definition.number, program);
  }
  return root === 0 ? program : childProgram(program, root);
}

port.on("message", (job: EvaluationJob) => {
  let answer: EvaluationAnswer;
  try {
    const { header, copy, frameId, nowMs, seed, taskToken } = job;
    const run = decodeRun(header, copy.rows, (number) => copy.texts[number - 1] as string);
    const context = { nowMs, seed, activityExists: () => true, taskToken: () => taskToken };
    answer = { id: job.id, outcomes: evaluateElsewhere(programOf(job), run, frameId, context), defect: undefined };
  } catch (error) {
    answer = { id: job.id, outcomes: undefined, defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  port.postMessage(answer);
});
