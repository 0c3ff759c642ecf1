/** Succeed: ends its machine well; in a branch it ends only the branch. */

import type { EveryState } from "./program.ts";
import type { Frame } from "./run.ts";
import { finishState } from "./transition.ts";
import type { Turn } from "./turn.ts";

export function runSucceed(turn: Turn, frame: Frame, state: EveryState & { readonly type: "Succeed" }): void {
  finishState(turn, frame, state, undefined);
}
