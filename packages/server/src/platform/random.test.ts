import assert from "node:assert/strict";
import { test } from "node:test";
import { createSeededRandom } from "./fake.ts";
import { createRandom } from "./random.ts";

test("UUIDs are of version 4 and do not repeat", () => {
  const random = createRandom();
  const seen = new Set(Array.from({ length: 5_000 }, () => random.uuid()));
  assert.equal(seen.size, 5_000);
  for (const uuid of seen) assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("numbers cover the 32 bits, and bytes come in the count asked for", () => {
  const random = createRandom();
  const numbers = Array.from({ length: 2_000 }, () => random.uint32());
  assert.ok(numbers.every((number) => Number.isInteger(number) && number >= 0 && number < 2 ** 32));
  assert.ok(Math.max(...numbers) > 2 ** 31 && Math.min(...numbers) < 2 ** 31);
  assert.equal(random.bytes(10_000).length, 10_000);
  assert.notDeepEqual(random.bytes(32), random.bytes(32));
});

test("the same seed gives the same dice, another seed others", () => {
  const throwAll = (seed: number) => {
    const random = createSeededRandom(seed);
    return [random.uuid(), random.uint32(), Buffer.from(random.bytes(8)).toString("hex")];
  };
  assert.deepEqual(throwAll(7), throwAll(7));
  assert.notDeepEqual(throwAll(7), throwAll(8));
});
