/** Pass: hands its input on, shaped, or its Result. */

import { Payload } from "../data/payload.ts";
import type { PassProgram } from "./program.ts";
import type { Frame } from "./run.ts";
import { evaluateOrFail, leaveState } from "./transition.ts";
import type { Turn } from "./turn.ts";

export function runPass(turn: Turn, frame: Frame, state: PassProgram): void {
  const outcome = evaluateOrFail(turn, frame, state, (environment) => {
    const { flow } = state;
    const effectiveInput = flow.effectiveInput(frame.input, environment);
    // A JSONata Pass does no work: Output is computed from the input, and $states.result does not exist.
    const result = state.language === "JSONata" ? undefined : (passResult(state) ?? flow.parameters(effectiveInput, environment));
    return flow.finish({ rawInput: frame.input, effectiveInput, result }, environment);
  });
  if (outcome) leaveState(turn, frame, state, outcome);
}

/** A payload belongs to one run, which numbers it: each run gets its own from the shared program. */
function passResult({ result }: PassProgram): Payload | undefined {
  return result === undefined ? undefined : Payload.of(result);
}
