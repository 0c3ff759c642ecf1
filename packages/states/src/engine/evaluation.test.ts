import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Definition,
  type SimulationOptions,
  copyFrame,
  decodeRun,
  evaluateElsewhere,
  parseDefinition,
  pendingCommands,
  simulate,
  start,
  step,
  takeChanges,
} from "../index.ts";
import { wireEvent } from "./history.ts";
import { compileProgram } from "./program.ts";

const header = {
  executionArn: "arn:aws:states:us-east-1:000000000000:execution:machine:execution",
  name: "execution",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:machine",
  stateMachineName: "machine",
  roleArn: "arn:aws:iam::000000000000:role/any",
  region: "us-east-1",
  startMs: 0,
  redriveCount: 0,
};

function run(States: object, options: Partial<SimulationOptions> = {}) {
  const text = JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(States)[0], States });
  const parsed = parseDefinition(text, { type: "STANDARD" });
  assert.ok(parsed.kind === "definition", JSON.stringify(parsed));
  let putOff = 0;
  const simulation = simulate(compileProgram(parsed.definition), {
    header,
    input: '{"n":300}',
    task: () => ({ kind: "succeeded", output: '{"n":200}' }),
    onStep: ({ commands }) => {
      putOff += commands.filter(({ kind }) => kind === "evaluate").length;
    },
    ...options,
  });
  return { ...simulation, putOff, events: simulation.history.map((event) => wireEvent(event, { includeExecutionData: true })) };
}

/** Costs some thousands of steps, and draws dice. */
const dear = "{% $sum([1..$states.input.n].($ * 2)) %}";
const little = 500;

/** The same machine with every expression on the spot, and with the dear ones put off. */
function both(States: object, options: Partial<SimulationOptions> = {}) {
  const onTheSpot = run(States, options);
  const elsewhere = run(States, { ...options, evaluationStepsMax: little });
  assert.equal(onTheSpot.putOff, 0);
  assert.deepEqual(elsewhere.events, onTheSpot.events);
  return elsewhere;
}

test("a cheap expression is evaluated on the spot", () => {
  assert.equal(both({ P: { Type: "Pass", Output: "{% $states.input.n + 1 %}", End: true } }).putOff, 0);
});

test("a dear expression of every kind of state is put off, and the history is the same", () => {
  const machines = [
    { P: { Type: "Pass", Output: dear, Assign: { twice: dear }, Next: "Q" }, Q: { Type: "Pass", Output: "{% $twice %}", End: true } },
    { C: { Type: "Choice", Choices: [{ Condition: `{% ${dear.slice(3, -3)} > 1 %}`, Next: "S" }], Default: "S" }, S: { Type: "Succeed" } },
    { W: { Type: "Wait", Seconds: `{% ${dear.slice(3, -3)} - 90299 %}`, Output: dear, End: true } },
    { F: { Type: "Fail", Error: "E", Cause: `{% $string(${dear.slice(3, -3)}) %}` } },
    {
      T: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Arguments: { v: dear },
        Output: `{% ${dear.slice(3, -3)} + $states.result.n %}`,
        End: true,
      },
    },
    { S: { Type: "Succeed", Output: dear } },
  ];
  for (const states of machines) {
    const { putOff, end } = both(states);
    assert.equal(end, "closed");
    assert.ok(putOff > 0, JSON.stringify(states));
  }
});

test("branches and iterations are put off one by one", () => {
  const inner = (name: string) => ({
    StartAt: name,
    States: { [name]: { Type: "Pass", Output: "{% $sum([1..400].($ * 2)) %}", End: true } },
  });
  const { putOff } = both({
    M: { Type: "Map", Items: "{% [1..5] %}", MaxConcurrency: 1, ItemProcessor: inner("I"), Next: "P" },
    P: { Type: "Parallel", Branches: [inner("B")], Output: "{% $sum([1..400].($ + 1)) %}", End: true },
  });
  assert.equal(putOff, 5 + 1 + 1);
});

test("what fails elsewhere fails with the same words, and can be caught", () => {
  const endless = "{% ($f := function($x) { $f($x + 1) }; $f(0)) %}";
  const { run: ended, putOff } = both({
    T: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { v: endless },
      Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "C" }],
      End: true,
    },
    C: { Type: "Pass", Output: "caught", End: true },
  });
  assert.equal(ended.output?.text, '"caught"');
  assert.equal(putOff, 1);
});

test("outcomes that are too few do not put a state off again", () => {
  const { run: ended, putOff } = both({ P: { Type: "Pass", Output: [dear, "{% $states.input.n %}", dear], End: true } });
  assert.equal(ended.output?.text, "[90300,300,90300]");
  assert.equal(putOff, 1);
});

test("a run that waits for its expressions asks for them again when it comes back from its rows", () => {
  const text = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "P", States: { P: { Type: "Pass", Output: dear, End: true } } });
  const program = compileProgram(JSON.parse(text) as Definition);
  const context = { nowMs: 0, seed: 1, evaluationStepsMax: little, activityExists: () => true, taskToken: () => "" };
  const started = start(program, header, '{"n":300}', context);
  const { frames } = takeChanges(started.run, started.history);
  const run = decodeRun(header, frames, () => assert.fail("small payloads stand in the rows"));
  assert.deepEqual(pendingCommands(program, run, context), [{ kind: "evaluate", frameId: 0 }]);
  const { rows, texts } = copyFrame(run, 0);
  const copy = decodeRun(header, rows, (number) => texts[number - 1] as string);
  const outcomes = evaluateElsewhere(program, copy, 0, context);
  assert.deepEqual(outcomes, [{ kind: "value", value: 90300 }]);
  step(program, run, { kind: "evaluated", frameId: 0, outcomes }, context);
  assert.equal(run.output?.text, "90300");
  assert.equal(step(program, run, { kind: "evaluated", frameId: 0, outcomes }, context).accepted, false);
});
