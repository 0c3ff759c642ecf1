import assert from "node:assert/strict";
import { test } from "node:test";
import { type DispatchTask, Payload, type RunEvent, parseResource } from "@stile/states";
import { createFakePlatform } from "../platform/fake.ts";
import { Dispatcher } from "./dispatcher.ts";
import { settled } from "./executor-fixture.ts";
import type { TaskOutcome, TaskRequest } from "./integration.ts";
import { concurrentTasksMax } from "./limits.ts";

function dispatcherOf(run: (request: TaskRequest) => Promise<TaskOutcome>, serves: () => boolean = () => true) {
  const { logger, logLines } = createFakePlatform();
  const reported: { readonly executionId: number; readonly event: RunEvent }[] = [];
  const report = (executionId: number, event: RunEvent) => void reported.push({ executionId, event });
  const dispatcher = new Dispatcher({ integrations: [{ name: "test", serves, run }], logger, report });
  const dispatch = (executionId: number) =>
    dispatcher.dispatch({ executionId, executionArn: `arn:${executionId}`, roleArn: "r", region: "us-east-1", accountId: "0", command });
  return { dispatcher, dispatch, reported, logLines };
}

const command: DispatchTask = {
  kind: "dispatchTask",
  frameId: 3,
  attempt: 2,
  resource: parseResource("arn:aws:lambda:us-east-1:000000000000:function:f"),
  parameters: Payload.ofText("{}"),
  taskToken: undefined,
  deadlineMs: undefined,
  credentials: undefined,
  submission: undefined,
  again: false,
};

test("so many tasks run at a time; the others follow in order", async () => {
  const open: { readonly id: string; readonly end: () => void }[] = [];
  const { dispatcher, dispatch } = dispatcherOf(
    ({ executionArn }) => new Promise((resolve) => open.push({ id: executionArn, end: () => resolve({ kind: "succeeded", output: "1" }) })),
  );
  for (let id = 0; id < concurrentTasksMax + 3; id++) dispatch(id);
  assert.deepEqual([dispatcher.running, dispatcher.waiting], [concurrentTasksMax, 3]);
  open[5]?.end();
  await settled();
  assert.equal(open.at(-1)?.id, `arn:${concurrentTasksMax}`);
  assert.deepEqual([dispatcher.running, dispatcher.waiting], [concurrentTasksMax, 2]);
});

test("tasks that are forgotten make room for others, and their results go nowhere", async () => {
  const ends: (() => void)[] = [];
  const { dispatcher, dispatch, reported } = dispatcherOf(
    () => new Promise((resolve) => ends.push(() => resolve({ kind: "succeeded", output: "1" }))),
  );
  for (let id = 0; id < concurrentTasksMax; id++) dispatch(id);
  dispatch(5_000_000);
  dispatcher.forget((id) => id < 5_000_000);
  assert.deepEqual([dispatcher.running, dispatcher.waiting], [1, 0]);
  for (const end of ends) end();
  await settled();
  assert.deepEqual(
    reported.map(({ executionId }) => executionId),
    [5_000_000],
  );
});

test("a task that is dispatched again while it runs is told of once, by the later one", async () => {
  const ends: ((output: string) => void)[] = [];
  const { dispatcher, dispatch, reported } = dispatcherOf(
    () => new Promise((resolve) => ends.push((output) => resolve({ kind: "succeeded", output }))),
  );
  dispatch(1);
  dispatcher.forget(() => true);
  dispatch(1);
  ends[1]?.("2");
  ends[0]?.("1");
  await settled();
  assert.deepEqual(
    reported.map(({ event }) => event.kind === "taskSucceeded" && event.output.text),
    ["2"],
  );
});

test("a bug in an integration is the task's failure and a line in the log", async () => {
  const bugs = [
    dispatcherOf(() => Promise.reject(new Error("a bug"))),
    dispatcherOf(() => {
      throw new Error("a bug");
    }),
    dispatcherOf(
      async () => ({ kind: "succeeded", output: "1" }),
      () => {
        throw new Error("a bug");
      },
    ),
  ];
  for (const { dispatch, reported, logLines } of bugs) {
    dispatch(1);
    await settled();
    assert.equal(reported.length, 1);
    assert.equal(reported[0]?.event.kind === "taskFailed" && reported[0].event.failure.error, "States.Runtime");
    assert.equal(logLines.length, 1);
  }
});

test("a resource that nobody serves fails the task and says so", async () => {
  const { dispatch, reported } = dispatcherOf(
    async () => ({ kind: "succeeded", output: "1" }),
    () => false,
  );
  dispatch(1);
  await settled();
  assert.match(reported[0]?.event.kind === "taskFailed" ? (reported[0].event.failure.cause ?? "") : "", /no integration for/);
});

test("after close nothing is dispatched, and what ran is called off", async () => {
  let signal: AbortSignal | undefined;
  const { dispatcher, dispatch, reported } = dispatcherOf((request) => {
    signal = request.signal;
    return new Promise((resolve) =>
      request.signal.addEventListener("abort", () => resolve({ kind: "failed", error: "Aborted", cause: undefined })),
    );
  });
  dispatch(1);
  dispatcher.close();
  dispatch(2);
  await settled();
  assert.equal(signal?.aborted, true);
  assert.deepEqual([reported, dispatcher.running, dispatcher.waiting], [[], 0, 0]);
});

const cancelled = { kind: "cancelTask", frameId: 3, attempt: 2 } as const;
const origin = { executionId: 7, executionArn: "arn", roleArn: "r", region: "us-east-1", accountId: "0" };

test("a job that nobody is waiting for at the moment its task is cancelled is stopped all the same", async () => {
  const stopped: string[] = [];
  const stop = async (_request: TaskRequest, submission: string) => void stopped.push(submission);
  const integration = { name: "job", serves: () => true, run: () => new Promise<TaskOutcome>(() => undefined), stop };
  const dispatcher = new Dispatcher({ integrations: [integration], logger: createFakePlatform().logger, report: () => undefined });
  dispatcher.cancel(7, { ...cancelled, job: { ...command, submission: Payload.ofText('"job 1"') } }, origin);
  await settled();
  assert.deepEqual(stopped, ['"job 1"']);
});

test("waiting for a job takes nobody's room", async () => {
  const { dispatcher } = dispatcherOf(() => new Promise(() => undefined));
  const origin = { executionArn: "arn", roleArn: "r", region: "us-east-1", accountId: "0" };
  const waiting = { ...command, submission: Payload.ofText("{}") };
  for (let id = 0; id < concurrentTasksMax + 5; id++) dispatcher.dispatch({ ...origin, executionId: id, command: waiting });
  dispatcher.dispatch({ ...origin, executionId: 9_999, command });
  assert.deepEqual([dispatcher.running, dispatcher.waiting], [concurrentTasksMax + 6, 0]);
});

test("a job whose start is answered after the task was cancelled is stopped, not when it was forgotten", async () => {
  for (const [callOff, stops] of [
    [(dispatcher: Dispatcher) => dispatcher.cancel(7, cancelled, origin), 1],
    [(dispatcher: Dispatcher) => dispatcher.cancel(7, { ...cancelled, completed: true }, origin), 0],
    [(dispatcher: Dispatcher) => dispatcher.close(), 0],
  ] as const) {
    const stopped: string[] = [];
    let answer: (outcome: TaskOutcome) => void = () => undefined;
    const integration = {
      name: "job",
      serves: () => true,
      run: () => new Promise<TaskOutcome>((resolve) => (answer = resolve)),
      stop: async (_request: TaskRequest, submission: string) => void stopped.push(submission),
    };
    const { logger } = createFakePlatform();
    const dispatcher = new Dispatcher({ integrations: [integration], logger, report: () => undefined });
    dispatcher.dispatch({ executionId: 7, executionArn: "arn", roleArn: "r", region: "us-east-1", accountId: "0", command });
    callOff(dispatcher);
    answer({ kind: "submitted", output: "job 1" });
    await settled();
    assert.equal(stopped.length, stops);
  }
});

test("a Map without anybody to read its items fails with a reason", async () => {
  const { dispatcher, reported } = dispatcherOf(() => Promise.reject(new Error("not a task")));
  const source = { action: "getObject", parameters: {}, config: {}, maxItems: 0 } as const;
  const origin = { executionId: 1, executionArn: "arn", roleArn: "r", region: "us-east-1", accountId: "0" };
  dispatcher.dispatch({ ...origin, command: { kind: "readItems", frameId: 0, attempt: 1, source } });
  await settled();
  const failure = { error: "States.ItemReaderFailed", cause: "This server neither reads items nor writes results." };
  assert.deepEqual(reported[0]?.event, { kind: "itemsRead", frameId: 0, attempt: 1, result: { kind: "failed", failure } });
});
