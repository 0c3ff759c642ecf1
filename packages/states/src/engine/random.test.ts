import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid } from "../data/uuid.ts";
import { randomNumbers } from "./random.ts";

const draw = (arn: string, seed: number, step: number) => Array.from({ length: 4 }, randomNumbers(arn, seed, step));

test("the same execution, seed and step give the same numbers; any other gives others", () => {
  assert.deepEqual(draw("a", 1, 1), draw("a", 1, 1));
  for (const other of [draw("b", 1, 1), draw("a", 2, 1), draw("a", 1, 2)]) assert.notDeepEqual(other, draw("a", 1, 1));
});

test("numbers are in [0, 1) and spread evenly", () => {
  const counts = new Array<number>(10).fill(0);
  for (let step = 0; step < 10_000; step++) {
    const [first = 1] = draw("arn", 7, step);
    assert.ok(first >= 0 && first < 1);
    counts[Math.floor(first * 10)] = (counts[Math.floor(first * 10)] as number) + 1;
  }
  for (const count of counts) assert.ok(count > 850 && count < 1150, counts.join());
});

test("UUIDs of many executions and steps do not repeat, as they did while the generator knew 32 bits", () => {
  const seen = new Set<string>();
  // Four billion states, three hundred thousand draws: ten repetitions would be expected.
  for (let execution = 0; execution < 300; execution++) {
    for (let step = 0; step < 1000; step++)
      seen.add(uuid(randomNumbers(`arn:aws:states:us-east-1:000000000000:execution:m:${execution}`, execution * 7919, step)));
  }
  assert.equal(seen.size, 300_000);
});
