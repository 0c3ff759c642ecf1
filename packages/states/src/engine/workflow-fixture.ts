/** For property tests: definitions and inputs made of a seed, and a world that answers their tasks. */

import { isoInstant } from "../data/timestamp.ts";
import type { Json } from "../data/json.ts";
import { activityArn, callback, functionArn, startMs } from "./run-fixture.ts";

export type Dice = {
  /** A whole number in [0, below). */
  readonly below: (below: number) => number;
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(choices: readonly T[]) => T;
};

/** mulberry32, well mixed even for neighbouring seeds. */
export function diceOf(seed: number): Dice {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ (seed >>> 3);
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: (choices) => choices[below(choices.length)] as (typeof choices)[number],
  };
}

export function randomInput(dice: Dice): Json {
  return {
    n: dice.below(6),
    items: Array.from({ length: dice.below(6) }, (_, i) => dice.pick<Json>([i, `item ${i}`, { n: i, items: [1, 2] }, null, [i]])),
    text: dice.pick(["", "é", "\u{1F600}", "x".repeat(dice.below(3000))]),
    __proto__x: 1,
  };
}

const errors = ["Oops", "States.Timeout", "States.TaskFailed", "States.ALL", "States.HeartbeatTimeout", "States.DataLimitExceeded"];

/** A machine of one to five states, nested at most `depth` deep. */
export function randomMachine(dice: Dice, depth: number, prefix = "S"): { StartAt: string; States: Record<string, object> } {
  const count = 1 + dice.below(5);
  const names = Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  const states: Record<string, object> = {};
  for (const [i, name] of names.entries()) {
    const next = names[i + 1] === undefined ? { End: true } : { Next: names[i + 1] };
    states[name] = randomState(dice, depth, name, next, names.slice(i + 1));
  }
  // A loop that counts $.n down.
  if (dice.chance(25)) {
    const [first] = names as [string];
    states[`${prefix}Down`] = {
      Type: "Pass",
      Parameters: { "n.$": "States.MathAdd($.n, -1)", "items.$": "$.items", "text.$": "$.text" },
      Next: `${prefix}Again`,
    };
    states[`${prefix}Again`] = {
      Type: "Choice",
      Choices: [{ Variable: "$.n", NumericGreaterThan: 0, Next: first }],
      Default: `${prefix}Out`,
    };
    states[`${prefix}Out`] = dice.chance(50) ? { Type: "Succeed" } : { Type: "Pass", End: true };
    const lastName = names.at(-1) as string;
    const last = states[lastName] as { Type: string; End?: boolean };
    if (last.End) {
      const { End: _end, ...open } = last;
      states[lastName] = { ...open, Next: `${prefix}Down` };
    }
  }
  return { StartAt: names[0] as string, States: states };
}

function randomState(dice: Dice, depth: number, name: string, next: object, later: readonly string[]): object {
  const types = [
    "Pass",
    "Pass",
    "Task",
    "Task",
    "Task",
    "Wait",
    "Choice",
    ...(depth > 0 ? ["Parallel", "Map", "Map"] : []),
    ...(later.length === 0 ? ["Succeed", "Fail"] : []),
  ];
  const type = dice.pick(types);
  const resultPath = dice.pick([{ ResultPath: "$.r" }, { ResultPath: null }, { ResultPath: "$.a.b" }, {}]);
  const assign = dice.chance(30) ? { Assign: { "v.$": dice.pick(["$", "$$.State.Name", "$$.Execution.Input.n"]) } } : {};
  switch (type) {
    case "Pass":
      if (dice.chance(25)) {
        const expressions = ["{% $states.input %}", "{% $merge([$states.input, {'n': 1}]) %}", "{% $uuid() %}", "{% $nothing %}"];
        return { Type: "Pass", QueryLanguage: "JSONata", Output: dice.pick(expressions), Assign: { w: "{% $states.input %}" }, ...next };
      }
      return {
        Type: "Pass",
        ...dice.pick<object>([
          {},
          { Result: { n: 3 } },
          { Parameters: { "u.$": "States.UUID()", "x.$": "$.n" } },
          { InputPath: "$.items" },
          { OutputPath: "$.n" },
        ]),
        ...resultPath,
        ...assign,
        ...next,
      };
    case "Task":
      return {
        Type: "Task",
        Resource: dice.pick([functionArn, activityArn, callback, "arn:aws:states:::dynamodb:putItem"]),
        ...(dice.chance(50) ? { TimeoutSeconds: 10 + dice.below(50) } : {}),
        ...(dice.chance(30) ? { HeartbeatSeconds: 2 + dice.below(8) } : {}),
        ...handlers(dice, later),
        ...resultPath,
        ...assign,
        ...next,
      };
    case "Wait":
      return {
        Type: "Wait",
        ...dice.pick<object>([
          { Seconds: dice.below(30) },
          { SecondsPath: "$.n" },
          { Timestamp: isoInstant(startMs + dice.below(60_000)) },
        ]),
        ...next,
      };
    case "Choice": {
      const targets = later.length > 0 ? later : undefined;
      if (targets === undefined) return { Type: "Pass", ...next };
      const rules = Array.from({ length: 1 + dice.below(3) }, () => ({
        Variable: "$.n",
        NumericLessThan: dice.below(6),
        Next: dice.pick(targets),
      }));
      return { Type: "Choice", Choices: rules, ...(dice.chance(80) ? { Default: dice.pick(targets) } : {}) };
    }
    case "Parallel":
      return {
        Type: "Parallel",
        Branches: Array.from({ length: 1 + dice.below(3) }, (_, i) => randomMachine(dice, depth - 1, `${name}.${i}.`)),
        ...handlers(dice, later),
        ...resultPath,
        ...next,
      };
    case "Map": {
      const distributed = dice.chance(20);
      return {
        Type: "Map",
        ItemsPath: "$.items",
        MaxConcurrency: dice.below(4),
        ...(dice.chance(50)
          ? { ItemSelector: { "n.$": "$.n", "items.$": "$.items", "item.$": "$$.Map.Item.Value", "text.$": "$.text" } }
          : {}),
        ...(distributed ? { ToleratedFailurePercentage: dice.pick([0, 50, 100]), Label: "label" } : {}),
        ItemProcessor: {
          ...(distributed ? { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } } : {}),
          ...randomMachine(dice, depth - 1, `${name}.i.`),
        },
        ...handlers(dice, later),
        ...resultPath,
        ...next,
      };
    }
    case "Fail":
      return { Type: "Fail", ...(dice.chance(70) ? { Error: "Oops", Cause: "why" } : {}) };
    default:
      return { Type: "Succeed" };
  }
}

function handlers(dice: Dice, later: readonly string[]): object {
  const retrier = () => ({
    ErrorEquals: [dice.pick(errors)],
    IntervalSeconds: 1 + dice.below(5),
    MaxAttempts: dice.below(3),
    BackoffRate: dice.pick([1, 1.5, 2]),
    ...(dice.chance(30) ? { JitterStrategy: "FULL", MaxDelaySeconds: 7 } : {}),
  });
  const catcher = () => ({
    ErrorEquals: [dice.pick(errors)],
    Next: dice.pick(later),
    ...(dice.chance(50) ? { ResultPath: "$.caught" } : {}),
  });
  return {
    ...(dice.chance(50) ? { Retry: Array.from({ length: 1 + dice.below(2) }, retrier) } : {}),
    ...(later.length > 0 && dice.chance(50) ? { Catch: [catcher()] } : {}),
  };
}
