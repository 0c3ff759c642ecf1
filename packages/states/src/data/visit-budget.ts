import { EvaluationError } from "./failure.ts";
import { pathVisitsMax } from "./limits.ts";

/** What one read of a path may still cost. `$..*..*` on a large input runs out of it instead of running for hours. */
export interface VisitBudget {
  /** @throws EvaluationError States.Runtime when more than the budget has been spent. */
  readonly spend: (visits: number) => void;
}

export function visitBudget(pathText: string): VisitBudget {
  let left = pathVisitsMax;
  return {
    spend(visits) {
      left -= visits;
      if (left < 0) throw new EvaluationError("States.Runtime", `The path '${pathText}' visits more than ${pathVisitsMax} nodes`);
    },
  };
}
