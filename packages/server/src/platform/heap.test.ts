import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Heap } from "./heap.ts";

test("what was added comes out in order, whatever is added, taken and dropped between", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant("take" as const), fc.constant("drop" as const))),
      (moves) => {
        const heap = new Heap<number>((item) => item);
        let model: number[] = [];
        for (const move of moves) {
          if (move === "take") assert.equal(heap.take(), model.shift());
          else if (move === "drop") {
            heap.filter((item) => item % 2 === 0);
            model = model.filter((item) => item % 2 === 0);
          } else {
            heap.add(move);
            model = [...model, move].sort((one, other) => one - other);
          }
          assert.deepEqual([heap.size, heap.first], [model.length, model[0]]);
        }
        while (model.length > 0) assert.equal(heap.take(), model.shift());
        assert.equal(heap.take(), undefined);
      },
    ),
  );
});

test("a cleared heap holds nothing", () => {
  const heap = new Heap<string>((item) => item);
  heap.add("b");
  heap.add("a");
  heap.clear();
  assert.deepEqual([heap.size, heap.first, heap.take()], [0, undefined, undefined]);
});
