import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMocks } from "./mocks.ts";

test("a sequence gives each attempt its own answer, and the last one stays", () => {
  const mocks = parseMocks('{"Pay":{"sequence":[{"throw":{"error":"Busy"}},{"return":{"ok":true},"delaySeconds":1.5}]}}', "m.json");
  assert.deepEqual(mocks.next("Pay"), { kind: "failed", failure: { error: "Busy" }, delayMs: 0 });
  assert.deepEqual(mocks.next("Pay"), { kind: "succeeded", output: '{"ok":true}', delayMs: 1500 });
  assert.deepEqual(mocks.next("Pay"), { kind: "succeeded", output: '{"ok":true}', delayMs: 1500 });
});

test("a task without a mock has no answer", () => {
  assert.equal(parseMocks('{"Pay":{"return":null}}', "m.json").next("Ship"), undefined);
});

for (const [text, problem] of [
  ["{", /^m\.json is not JSON/],
  ["[]", /must hold a JSON object/],
  ['{"Pay":{"returns":1}}', /"Pay": "returns" means nothing here/],
  ['{"Pay":{"return":1,"throw":{}}}', /"Pay": give \{"return"/],
  ['{"Pay":7}', /"Pay": give \{"return"/],
  ['{"Pay":{"sequence":[]}}', /at least one answer/],
  ['{"Pay":{"sequence":[{"throw":{"error":1}}]}}', /"Pay", answer 1: "throw" is/],
  ['{"Pay":{"return":1,"delaySeconds":-1}}', /"delaySeconds" is a number/],
] as const) {
  test(`the mocks ${text} are refused with their place`, () => {
    assert.throws(() => parseMocks(text, "m.json"), { name: "CommandError", message: problem });
  });
}
