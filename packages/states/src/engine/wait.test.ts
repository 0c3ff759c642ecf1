import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../data/json.ts";
import { waitSecondsMax } from "./limits.ts";
import { DrivenRun, programOf, startMs } from "./run-fixture.ts";

const drive = (wait: object, input: Json = {}) => new DrivenRun(programOf({ W: { Type: "Wait", ...wait } }), input);

test("a wait ends when its time has come, not before, and hands its input on", () => {
  const run = drive({ Seconds: 10 }, { a: 1 });
  assert.deepEqual(run.commands, [{ kind: "armTimer", frameId: 0, atMs: startMs + 10_000 }]);
  run.sleep(9.999);
  assert.equal(run.run.status, "RUNNING");
  run.sleep(0.001);
  assert.equal(run.run.output?.text, '{"a":1}');
  assert.deepEqual(run.lines, ["1<0 ExecutionStarted", "2<0 WaitStateEntered", "3<2 WaitStateExited", "4<3 ExecutionSucceeded"]);
});

test("no seconds and moments that have passed are no wait at all", () => {
  for (const wait of [{ Seconds: 0 }, { Timestamp: "2020-01-01T00:00:00Z" }, { TimestampPath: "$.t" }]) {
    assert.equal(drive(wait, { t: "2029-12-31T23:59:59Z" }).run.status, "SUCCEEDED");
  }
});

test("a moment may be given with any offset", () => {
  const run = drive({ TimestampPath: "$.t" }, { t: "2030-01-01T02:00:10+02:00" });
  assert.deepEqual(run.commands, [{ kind: "armTimer", frameId: 0, atMs: startMs + 10_000 }]);
});

test("what AWS says of values that are no time", () => {
  const causes: [object, Json, string][] = [
    [{ SecondsPath: "$.s" }, { s: -1 }, "The SecondsPath parameter references a negative value: $.s == -1"],
    [{ SecondsPath: "$.s" }, { s: -1.5 }, "The SecondsPath parameter cannot be parsed as a long value: $.s == -1.5"],
    [{ SecondsPath: "$.s" }, {}, "The SecondsPath parameter does not reference an input value: $.s"],
    [
      { TimestampPath: "$.t" },
      { t: "2016-12-05 21:29:29Z" },
      "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.t == 2016-12-05 21:29:29Z",
    ],
    [{ SecondsPath: "$.s" }, { s: waitSecondsMax + 1 }, "Wait state delay is too long."],
    [{ TimestampPath: "$.t" }, { t: "9999-12-31T23:59:59Z" }, "Wait state delay is too long."],
  ];
  for (const [wait, input, cause] of causes) {
    assert.deepEqual(drive(wait, input).run.failure, {
      error: "States.Runtime",
      cause: `An error occurred while executing the state 'W' (entered at the event id #2). ${cause}`,
    });
  }
  assert.equal(drive({ SecondsPath: "$.s" }, { s: waitSecondsMax }).run.status, "RUNNING");
});
