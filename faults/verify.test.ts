/** The verifier must see what is wrong, or a fault run proves nothing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Ledger } from "./ledger.ts";
import { historyProblems } from "./verify.ts";

const event = (id: number, previousEventId: number, type: string, timestamp = 1) => ({ id, previousEventId, type, timestamp });
const whole = [
  event(1, 0, "ExecutionStarted"),
  event(2, 1, "PassStateEntered"),
  event(3, 2, "PassStateExited"),
  event(4, 3, "ExecutionSucceeded"),
];

test("a whole history has no problems", () => {
  assert.deepEqual(historyProblems(whole, "SUCCEEDED"), []);
});

test("a lost event shows as a gap", () => {
  assert.deepEqual(historyProblems(whole.toSpliced(1, 1), "SUCCEEDED"), ["event 2 has the id 3", "event 3 has the id 4"]);
});

test("an event written twice shows", () => {
  assert.notDeepEqual(historyProblems(whole.toSpliced(2, 0, event(2, 1, "PassStateEntered")), "SUCCEEDED"), []);
});

test("two ends, no end, and an end that is not the last each show", () => {
  const secondEnd = event(5, 4, "ExecutionFailed");
  assert.deepEqual(historyProblems([...whole, secondEnd], "FAILED"), ["2 terminal events"]);
  assert.notDeepEqual(historyProblems(whole.slice(0, 3), "RUNNING"), []);
  assert.notDeepEqual(historyProblems([...whole, event(5, 4, "PassStateEntered")], "SUCCEEDED"), []);
});

test("a status that the last event does not say shows", () => {
  assert.deepEqual(historyProblems(whole, "FAILED"), ["is FAILED and its last event is ExecutionSucceeded"]);
});

test("an event that follows itself, a later one or nothing shows", () => {
  assert.deepEqual(historyProblems(whole.with(2, event(3, 3, "PassStateExited")), "SUCCEEDED"), ["event 3 follows event 3"]);
  assert.deepEqual(historyProblems(whole.with(2, event(3, 0, "PassStateExited")), "SUCCEEDED"), ["event 3 follows nothing"]);
});

test("time that goes back within a history shows", () => {
  const [first, ...rest] = whole.map((entry, at) => ({ ...entry, timestamp: at === 2 ? 0.5 : 1 }));
  assert.deepEqual(historyProblems([first!, ...rest], "SUCCEEDED"), ["event 3 is earlier than the one before it"]);
});

test("one name answered with two starts, and one token accepted twice, are violations", () => {
  const ledger = new Ledger();
  const start = { kind: "passes", number: 1, name: "n", executionArn: "arn", startDate: 5 } as const;
  ledger.acknowledge(start);
  ledger.acknowledge(start);
  assert.deepEqual(ledger.violations, []);
  ledger.acknowledge({ ...start, startDate: 6 });
  ledger.acceptToken("token", 1);
  ledger.acceptToken("token", 1);
  assert.equal(ledger.violations.length, 2);
});
