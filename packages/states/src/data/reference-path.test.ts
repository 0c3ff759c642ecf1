import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EvaluationError } from "./failure.ts";
import type { Json } from "./json.ts";
import { compileReferencePath } from "./reference-path.ts";
import { SyntaxProblem } from "./syntax-problem.ts";

const write = (text: string, document: Json, value: Json) => compileReferencePath(text).write(document, value);

describe("writing a result", () => {
  const cases: [string, Json, Json, Json][] = [
    ["$", { a: 1 }, 2, 2],
    ["$.b", { a: 1 }, 2, { a: 1, b: 2 }],
    ["$.a", { a: 1, b: 2 }, 3, { a: 3, b: 2 }],
    ["$.x.y.z", {}, 1, { x: { y: { z: 1 } } }],
    ["$.x.y", { x: { a: 1 } }, 2, { x: { a: 1, y: 2 } }],
    ["$.list[1]", { list: [1, 2, 3] }, 9, { list: [1, 9, 3] }],
    ["$[0].a", [{ b: 1 }], 2, [{ b: 1, a: 2 }]],
    ["$['a.b']", {}, 1, { "a.b": 1 }],
  ];
  for (const [text, document, value, expected] of cases) {
    test(`${text} in ${JSON.stringify(document)}`, () => {
      const before = JSON.stringify(document);
      assert.equal(JSON.stringify(write(text, document, value)), JSON.stringify(expected));
      assert.equal(JSON.stringify(document), before, "the old document stays");
    });
  }

  test("what is not on the path is shared", () => {
    const document = { kept: { large: true }, changed: {} };
    const written = write("$.changed.x", document, 1) as typeof document;
    assert.equal(written.kept, document.kept);
  });

  test("__proto__ is a name like any other", () => {
    const written = write("$.__proto__.polluted", {}, true) as object;
    assert.equal(JSON.stringify(written), '{"__proto__":{"polluted":true}}');
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
});

describe("a path that cannot be applied fails with States.ResultPathMatchFailure", () => {
  const cases: [string, Json, string][] = [
    ["$.a", "text", 'Unable to apply step "a" to input "text"'],
    ["$.a.b", { a: [1] }, 'Unable to apply step "b" to input [1]'],
    ["$.a.b", { a: null }, 'Unable to apply step "b" to input null'],
    ["$.list[3]", { list: [1] }, 'Unable to apply step "3" to input [1]'],
    ["$.list[0]", {}, 'Unable to apply step "0" to input null'],
  ];
  for (const [text, document, cause] of cases) {
    test(`${text} in ${JSON.stringify(document)}`, () => {
      assert.throws(
        () => write(text, document, 1),
        (thrown) => {
          assert.ok(thrown instanceof EvaluationError);
          assert.deepEqual(thrown.failure, { error: "States.ResultPathMatchFailure", cause });
          return true;
        },
      );
    });
  }
});

for (const text of ["$.a[*]", "$..a", "$.a[0,1]", "$.a[1:]", "$.a[?(@.b)]", "$['a','b']", "$.a.length()", "$$.a", "$name.a", "a"]) {
  test(`${text} is not a place to write to`, () => assert.throws(() => compileReferencePath(text), SyntaxProblem));
}
