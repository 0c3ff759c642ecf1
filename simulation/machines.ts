/** The state machines of one simulated world: random ones, and those that stand where crashes hurt most. */

import { type Definition, type Program, compileProgram } from "@stile/states";
import { activityArn, callback, functionArn } from "../packages/states/src/engine/run-fixture.ts";
import { type Dice, randomMachine } from "../packages/states/src/engine/workflow-fixture.ts";

export { activityArn };

export interface Machine {
  readonly name: string;
  readonly definition: Definition;
  readonly program: Program;
  readonly isExpress: boolean;
}

/** A word in the parameters of an Express machine's last task: who sees it knows that the execution came to its end. */
export const lastTaskMark = "the last task";

/** `withJobs`: among them machines that wait for jobs, and Maps whose items come from outside. */
export function machinesOf(dice: Dice, { withJobs }: { readonly withJobs: boolean }): readonly Machine[] {
  const random = Array.from({ length: 1 + dice.below(3) }, (_, i) =>
    machine(`random${i}`, {
      ...randomMachine(dice, dice.pick([0, 1, 1, 2])),
      ...(dice.chance(20) ? { TimeoutSeconds: 1 + dice.below(90) } : {}),
    }),
  );
  const crafted = [callbackMachine, activityMachine, mapMachine, loopMachine]
    .filter((make) => dice.chance(make === mapMachine ? 65 : 40))
    .map((make) => make(dice));
  return [...random, ...crafted, expressMachine(dice), ...(withJobs ? [jobMachine(dice), readerMachine(dice)] : [])];
}

function machine(name: string, definition: object, isExpress = false): Machine {
  return { name, definition: definition as Definition, program: compileProgram(definition as Definition), isExpress };
}

const again = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 2 }];

function callbackMachine(dice: Dice): Machine {
  const ask = {
    Type: "Task",
    Resource: callback,
    Parameters: { "token.$": "$$.Task.Token", "n.$": "$.n" },
    ...(dice.chance(60) ? { TimeoutSeconds: 5 + dice.below(60) } : {}),
    ...(dice.chance(50) ? { HeartbeatSeconds: 2 + dice.below(4) } : {}),
    Retry: again,
  };
  return machine("callback", { StartAt: "Ask", States: { Ask: { ...ask, Next: "AskAgain" }, AskAgain: { ...ask, End: true } } });
}

function activityMachine(dice: Dice): Machine {
  const work = {
    Type: "Task",
    Resource: activityArn,
    ...(dice.chance(70) ? { TimeoutSeconds: 5 + dice.below(60) } : {}),
    ...(dice.chance(60) ? { HeartbeatSeconds: 2 + dice.below(4) } : {}),
    Retry: again,
    End: true,
  };
  const branch = { StartAt: "Work", States: { Work: work } };
  return machine("activity", { StartAt: "Both", States: { Both: { Type: "Parallel", Branches: [branch, branch], End: true } } });
}

function mapMachine(dice: Dice): Machine {
  const call = { Type: "Task", Resource: functionArn, ...(dice.chance(50) ? { TimeoutSeconds: 30 } : {}), Next: "Rest" };
  const map = {
    Type: "Map",
    Label: "items",
    ItemsPath: "$.items",
    MaxConcurrency: dice.below(3),
    ...(dice.chance(60) ? { ToleratedFailurePercentage: dice.pick([30, 100]) } : {}),
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "Call",
      States: { Call: call, Rest: { Type: "Wait", Seconds: dice.below(3), End: true } },
    },
    ...(dice.chance(40) ? { Retry: again } : {}),
    End: true,
  };
  return machine("map", { StartAt: "Each", States: { Each: map }, ...(dice.chance(25) ? { TimeoutSeconds: 20 } : {}) });
}

const job = "arn:aws:states:::glue:startJobRun.sync";

function jobMachine(dice: Dice): Machine {
  const run = {
    Type: "Task",
    Resource: job,
    Parameters: { JobName: "j", "n.$": "$.n" },
    ...(dice.chance(50) ? { TimeoutSeconds: 3 + dice.below(40) } : {}),
    Retry: again,
  };
  const branch = { StartAt: "Run", States: { Run: { ...run, End: true } } };
  return machine("job", {
    StartAt: "First",
    States: { First: { ...run, Next: "Both" }, Both: { Type: "Parallel", Branches: [branch, branch], End: true } },
  });
}

/** Items from outside, in batches, and results to the outside. */
function readerMachine(dice: Dice): Machine {
  const map = {
    Type: "Map",
    Label: "read",
    ItemReader: { Resource: "arn:aws:states:::s3:getObject", ReaderConfig: { InputType: "JSON" }, Parameters: { Bucket: "b", Key: "k" } },
    ...(dice.chance(60) ? { ItemBatcher: { MaxItemsPerBatch: 1 + dice.below(3) } } : {}),
    ...(dice.chance(60) ? { ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } } } : {}),
    MaxConcurrency: dice.below(3),
    ToleratedFailurePercentage: dice.pick([0, 50, 100]),
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "Call",
      States: { Call: { Type: "Task", Resource: functionArn, End: true } },
    },
    Retry: again,
    End: true,
  };
  return machine("reader", { StartAt: "Each", States: { Each: map }, ...(dice.chance(25) ? { TimeoutSeconds: 20 } : {}) });
}

/** More states in a row than one step walks. */
function loopMachine(dice: Dice): Machine {
  return machine("loop", {
    StartAt: "Begin",
    States: {
      Begin: { Type: "Pass", Result: { n: 140 + dice.below(200) }, Next: "Down" },
      Down: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, -1)" }, Next: "Again" },
      Again: { Type: "Choice", Choices: [{ Variable: "$.n", NumericGreaterThan: 0, Next: "Down" }], Default: "Call" },
      Call: { Type: "Task", Resource: functionArn, Retry: again, End: true },
    },
  });
}

function expressMachine(dice: Dice): Machine {
  const states = {
    Call: { Type: "Task", Resource: functionArn, Next: "Rest" },
    Rest: { Type: "Wait", Seconds: dice.below(5), Next: "Last" },
    Last: { Type: "Task", Resource: functionArn, Parameters: { mark: lastTaskMark }, End: true },
  };
  return machine("express", { StartAt: "Call", States: states }, true);
}
