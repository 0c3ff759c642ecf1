import assert from "node:assert/strict";
import { test } from "node:test";
import { excerpt } from "./validate.ts";

test("the caret stands under the place, in short lines, in long ones and after tabs", () => {
  assert.equal(excerpt('{\n "a": 1\n}', { line: 2, column: 7 }), '  2 |  "a": 1\n            ^');
  const long = `${"x".repeat(300)}HERE${"y".repeat(300)}`;
  const [line = "", caret = ""] = excerpt(long, { line: 1, column: 301 }).split("\n");
  assert.ok(line.length < 120);
  assert.equal(line.slice(caret.length - 1, caret.length + 3), "HERE");
  const [tabbed = "", below = ""] = excerpt("\t\tX", { line: 1, column: 3 }).split("\n");
  assert.equal(tabbed[below.length - 1], "X");
});

test("a place behind the end of the text has a caret as well", () => {
  assert.equal(excerpt("", { line: 1, column: 1 }), "  1 | \n      ^");
});
