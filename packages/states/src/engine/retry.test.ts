import assert from "node:assert/strict";
import { test } from "node:test";
import { type StateFailure, compileRetrier, decideRetry, matchesError } from "./retry.ts";

const failure = (error: string | undefined, more: Partial<StateFailure> = {}): StateFailure => ({
  ...(error === undefined ? {} : { error }),
  origin: "task",
  ...more,
});
const half = () => 0.5;
/** How long the retrier waits after so many attempts. */
function delayAfter(retrier: object, spent: number, random = half): number | undefined {
  const compiled = compileRetrier({ ErrorEquals: ["States.ALL"], MaxAttempts: 99_999_999, ...retrier });
  const decision = decideRetry([compiled], failure("E"), [spent], random);
  return decision.kind === "retry" ? decision.delayMs : undefined;
}
const delays = (retrier: object, count: number, random = half) =>
  Array.from({ length: count }, (_, spent) => delayAfter(retrier, spent, random));

test("a retrier that says nothing waits 1, 2 and 4 seconds and then gives up", () => {
  assert.deepEqual(delays({}, 3), [1000, 2000, 4000]);
  const retriers = [compileRetrier({ ErrorEquals: ["States.ALL"] })];
  assert.deepEqual(decideRetry(retriers, failure("E"), [2], half), { kind: "retry", retrierIndex: 0, delayMs: 4000 });
  assert.deepEqual(decideRetry(retriers, failure("E"), [3], half), { kind: "exhausted", retrierIndex: 0 });
});

test("each wait is BackoffRate times the one before, MaxDelaySeconds at most", () => {
  assert.deepEqual(delays({ IntervalSeconds: 3, BackoffRate: 1.5, MaxDelaySeconds: 6 }, 4), [3000, 4500, 6000, 6000]);
});

test("full jitter waits anything between nothing and the whole time", () => {
  const jitter = { IntervalSeconds: 10, JitterStrategy: "FULL" };
  assert.deepEqual([...delays(jitter, 1, () => 0), ...delays(jitter, 1), ...delays(jitter, 1, () => 0.9999)], [0, 5000, 9999]);
  assert.deepEqual(
    delays({ ...jitter, JitterStrategy: "NONE" }, 1, () => 0),
    [10_000],
  );
});

test("a wait that is computed astronomically long stays an exact number", () => {
  const [first, last] = [0, 99_999_998].map((spent) => delayAfter({ IntervalSeconds: 99_999_999, BackoffRate: 10 }, spent));
  assert.equal(first, 99_999_999_000);
  assert.ok(Number.isSafeInteger(last));
});

test("the first retrier that matches decides; spent, it does not fall through to the next", () => {
  const retriers = [compileRetrier({ ErrorEquals: ["Busy"], MaxAttempts: 1 }), compileRetrier({ ErrorEquals: ["States.ALL"] })];
  assert.deepEqual(decideRetry(retriers, failure("Busy"), [1, 0], half), { kind: "exhausted", retrierIndex: 0 });
  assert.deepEqual(decideRetry(retriers, failure("Other"), [1, 0], half), { kind: "retry", retrierIndex: 1, delayMs: 1000 });
  assert.deepEqual(decideRetry(retriers.slice(0, 1), failure("Other"), [], half), { kind: "unmatched" });
});

test("MaxAttempts 0 means never", () => {
  assert.deepEqual(decideRetry([compileRetrier({ ErrorEquals: ["E"], MaxAttempts: 0 })], failure("E"), [], half), {
    kind: "exhausted",
    retrierIndex: 0,
  });
});

test("what cannot be processed at all is never tried again", () => {
  const all = [compileRetrier({ ErrorEquals: ["States.ALL"] }), compileRetrier({ ErrorEquals: ["States.DataLimitExceeded"] })];
  assert.deepEqual(decideRetry(all, failure("States.DataLimitExceeded", { origin: "runtime" }), [], half), { kind: "unmatched" });
});

test("who matches whom", () => {
  const cases: [readonly string[], StateFailure, boolean][] = [
    [["States.ALL"], failure("E"), true],
    [["States.ALL"], failure(undefined), true],
    [["States.ALL"], failure("States.Timeout"), true],
    [["States.ALL"], failure("States.Runtime", { origin: "runtime" }), false],
    [["States.ALL"], failure("States.DataLimitExceeded", { origin: "runtime" }), false],
    [["States.DataLimitExceeded"], failure("States.DataLimitExceeded", { origin: "runtime" }), true],
    [["States.Runtime"], failure("States.Runtime", { origin: "runtime" }), false],
    [["States.TaskFailed"], failure("E"), true],
    [["States.TaskFailed"], failure("States.Timeout"), false],
    [["States.Timeout"], failure("States.Timeout", { heartbeat: true }), true],
    [["States.HeartbeatTimeout"], failure("States.Timeout", { heartbeat: true }), true],
    [["States.HeartbeatTimeout"], failure("States.Timeout", { heartbeat: false }), false],
    [["E", "F"], failure("F"), true],
    [["E"], failure("e"), false],
    [["E"], failure(undefined), false],
  ];
  for (const [names, error, expected] of cases)
    assert.equal(matchesError(names, error), expected, `${names.join()} and ${JSON.stringify(error)}`);
});
