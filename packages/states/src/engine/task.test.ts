import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../data/json.ts";
import { Payload } from "../data/payload.ts";
import { pendingCommands } from "./commands.ts";
import { DrivenRun, activityArn, callback, functionArn, plainEvent, programOf } from "./run-fixture.ts";

const drive = (task: object, input: Json = { a: 1 }) =>
  new DrivenRun(programOf({ T: { Type: "Task", Resource: functionArn, ...task } }), input);
const first = { frameId: 0, attempt: 1 };

test("a function by its ARN: the exact history", () => {
  const run = drive({ TimeoutSeconds: 9 });
  run.nowMs += 5;
  run.succeed({ b: 2 });
  assert.deepEqual(run.lines, [
    "1<0 ExecutionStarted",
    "2<0 TaskStateEntered",
    "3<2 LambdaFunctionScheduled",
    "4<3 LambdaFunctionStarted",
    "5<4 LambdaFunctionSucceeded",
    "6<5 TaskStateExited",
    "7<6 ExecutionSucceeded",
  ]);
  const [, , scheduled, , succeeded] = run.history;
  assert.deepEqual(plainEvent(scheduled as never), {
    id: 3,
    previousEventId: 2,
    atMs: run.nowMs - 5,
    type: "LambdaFunctionScheduled",
    details: { resource: functionArn, timeoutInSeconds: 9 },
    payloads: { input: '{"a":1}' },
  });
  assert.deepEqual(succeeded?.payloads?.output?.text, '{"b":2}');
});

test("a service with a callback: scheduled, started, submitted, succeeded", () => {
  const run = drive({ Resource: callback, Parameters: { "token.$": "$$.Task.Token" }, HeartbeatSeconds: 5, TimeoutSeconds: 60 });
  assert.equal(run.last("TaskScheduled")?.payloads?.parameters?.text, '{"token":"token-0-1"}');
  assert.deepEqual(run.last("TaskScheduled")?.details, {
    resourceType: "sqs",
    resource: "sendMessage.waitForTaskToken",
    region: "us-east-1",
    timeoutInSeconds: 60,
    heartbeatInSeconds: 5,
  });
  run.send({ kind: "taskSubmitted", ...first, output: Payload.ofText("{}") });
  run.succeed(7, "token");
  assert.deepEqual(run.lines.slice(2), [
    "3<2 TaskScheduled",
    "4<3 TaskStarted",
    "5<4 TaskSubmitted",
    "6<5 TaskSucceeded",
    "7<6 TaskStateExited",
    "8<7 ExecutionSucceeded",
  ]);
});

test("a callback that is quicker than the service waits until the submission is written; a second one does not count", () => {
  const run = drive({ Resource: callback });
  assert.equal(run.succeed("early", "token").accepted, true);
  assert.equal(run.last("TaskSucceeded"), undefined);
  assert.equal(run.succeed("second", "token").accepted, false);
  assert.equal(run.fail("E", "c", "token").accepted, false);
  run.send({ kind: "taskSubmitted", ...first, output: Payload.ofText("{}") });
  assert.equal(run.run.output?.text, '"early"');
  assert.deepEqual(run.lines.slice(4, 6), ["5<4 TaskSubmitted", "6<5 TaskSucceeded"]);
});

test("a failure of the service itself wins over a callback that waits for its submission", () => {
  const run = drive({ Resource: callback });
  run.succeed("early", "token");
  run.fail("SQS.AmazonSQSException", "no such queue");
  assert.equal(run.run.failure?.error, "SQS.AmazonSQSException");
});

test("an activity starts when a worker takes it, once", () => {
  const run = drive({ Resource: activityArn, HeartbeatSeconds: 10 });
  run.sleep(60);
  assert.equal(run.run.status, "RUNNING", "nobody has it: no heartbeat is missed");
  assert.equal(run.send({ kind: "taskStarted", ...first, workerName: "w" }).accepted, true);
  assert.equal(run.send({ kind: "taskStarted", ...first, workerName: "v" }).accepted, false);
  run.succeed(1, "token");
  assert.deepEqual(run.lines.slice(2, 5), ["3<2 ActivityScheduled", "4<3 ActivityStarted", "5<4 ActivitySucceeded"]);
});

test("late, repeated and strangers' results change nothing", () => {
  const run = drive({ Retry: [{ ErrorEquals: ["States.ALL"] }] });
  run.fail("E");
  assert.equal(run.succeed(1, "service", first).accepted, false, "between two attempts");
  run.sleep(1);
  assert.equal(run.succeed(1, "service", first).accepted, false, "of the attempt before");
  assert.equal(run.succeed(1, "service", { frameId: 99, attempt: 1 }).accepted, false);
  assert.equal(run.succeed(2).accepted, true);
  assert.equal(run.succeed(3, "service", { frameId: 0, attempt: 2 }).accepted, false, "after the end");
  assert.equal(run.run.output?.text, "2");
});

test("a task is late at its TimeoutSeconds and not a millisecond before", () => {
  const run = drive({ TimeoutSeconds: 10 });
  run.sleep(9.999);
  assert.equal(run.run.status, "RUNNING");
  run.sleep(0.001);
  assert.deepEqual(run.last("LambdaFunctionTimedOut")?.details, { error: "States.Timeout" });
  assert.deepEqual(run.run.failure, { error: "States.Timeout" });
  assert.ok(run.commands.some(({ kind }) => kind === "cancelTask"));
});

test("a heartbeat puts the heartbeat's deadline off, never the task's", () => {
  const run = drive({ Resource: callback, HeartbeatSeconds: 10, TimeoutSeconds: 25 });
  for (let beat = 0; beat < 2; beat++) {
    run.sleep(9);
    assert.equal(run.send({ kind: "taskHeartbeat", ...first }).accepted, true);
  }
  run.sleep(6.999);
  assert.equal(run.run.status, "RUNNING");
  run.sleep(0.001);
  assert.equal(run.run.failure?.error, "States.Timeout");
  assert.equal(run.send({ kind: "taskHeartbeat", ...first }).accepted, false);
});

test("a missed heartbeat can be told from a timeout by a retrier", () => {
  const run = drive({
    Resource: callback,
    HeartbeatSeconds: 10,
    TimeoutSeconds: 100,
    Retry: [{ ErrorEquals: ["States.HeartbeatTimeout"] }],
  });
  run.sleep(10);
  assert.equal(run.run.status, "RUNNING");
  run.sleep(1);
  assert.equal(run.tasks()[0]?.attempt, 2);
});

test("a time to wait that is no positive whole number fails the state", () => {
  for (const value of [0, -1, 1.5, "9", null]) {
    assert.equal(drive({ TimeoutSecondsPath: "$.t" }, { t: value }).run.failure?.error, "States.Runtime", JSON.stringify(value));
  }
});

test("a result may be 262,144 bytes of UTF-8 and not one more, whatever its characters", () => {
  for (const [character, bytes] of [
    ["a", 1],
    ["é", 2],
    ["€", 3],
    ["\u{1F600}", 4],
  ] as const) {
    const fill = (total: number) => {
      const room = total - 2; // the quotes
      return character.repeat(Math.floor(room / bytes)) + "a".repeat(room % bytes);
    };
    const fits = drive({});
    fits.succeed(fill(262_144));
    assert.equal(fits.run.status, "SUCCEEDED", `${character} fits`);
    const over = drive({});
    over.succeed(fill(262_145));
    assert.deepEqual(over.run.failure, {
      error: "States.DataLimitExceeded",
      cause: `The state/task '${functionArn}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    });
  }
});

test("parameters beyond the limit fail the state before anybody is called", () => {
  const run = drive({ Parameters: { "a.$": "$", "b.$": "$" } }, { text: "x".repeat(140_000) });
  assert.equal(
    run.run.failure?.cause,
    "The state/task 'T' provided parameters with a size exceeding the maximum number of bytes service limit.",
  );
  assert.deepEqual(run.commands, []);
});

test("a retried task counts up in the context object", () => {
  const run = drive({ Parameters: { "count.$": "$$.State.RetryCount" }, Retry: [{ ErrorEquals: ["States.ALL"] }] });
  assert.equal(run.run.status, "FAILED", "the first attempt has no RetryCount");
  const counting = drive({ Parameters: { "state.$": "$$.State" }, Retry: [{ ErrorEquals: ["States.ALL"] }] });
  counting.fail("E");
  counting.sleep(1);
  assert.match(counting.last("LambdaFunctionScheduled")?.payloads?.input?.text ?? "", /"RetryCount":1/);
});

test("a job is waited for once its start is written, and asked for again after a crash", () => {
  const run = new DrivenRun(programOf({ T: { Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync" } }), {});
  const dispatched = () => run.commands.filter((command) => command.kind === "dispatchTask");
  assert.equal(dispatched()[0]?.submission, undefined);
  run.send({ kind: "taskSubmitted", frameId: 0, attempt: 1, output: Payload.of({ ExecutionArn: "a" }) });
  assert.equal(dispatched()[1]?.submission?.text, '{"ExecutionArn":"a"}');
  const [again] = pendingCommands(run.program, run.run, { taskToken: () => "" });
  assert.equal(again?.kind === "dispatchTask" && again.submission?.text, '{"ExecutionArn":"a"}');
  run.send({ kind: "taskSucceeded", frameId: 0, attempt: 1, output: Payload.of({ done: true }), via: "service" });
  assert.equal(run.run.output?.text, '{"done":true}');
});

test("the holder of a job's task token may end the task; the job is left alone then", () => {
  const run = new DrivenRun(programOf({ T: { Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync" } }), {});
  run.send({ kind: "taskSubmitted", frameId: 0, attempt: 1, output: Payload.of({}) });
  run.send({ kind: "taskSucceeded", frameId: 0, attempt: 1, output: Payload.of(1), via: "token" });
  assert.equal(run.run.output?.text, "1");
  assert.deepEqual(run.commands.at(-1), { kind: "cancelTask", frameId: 0, attempt: 1, completed: true });
});
