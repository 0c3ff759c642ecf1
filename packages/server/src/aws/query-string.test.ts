import assert from "node:assert/strict";
import { test } from "node:test";
import { hasQueryParameter, parseQuery } from "./query-string.ts";

test("repeated names are lists, plus is a space, a lone name is empty", () => {
  assert.deepEqual(
    [...parseQuery("a=1&b=x+y%2B&a=2&flag&=v&&%C3%A9=%26")],
    [
      ["a", ["1", "2"]],
      ["b", ["x y+"]],
      ["flag", [""]],
      ["", ["v"]],
      ["é", ["&"]],
    ],
  );
});

test("broken encoding and endless parameters are refused", () => {
  assert.throws(() => parseQuery("a=%"), { code: "SerializationException" });
  assert.throws(() => parseQuery("a=1&".repeat(2_000)), { code: "SerializationException" });
});

test("a fixed parameter is there by name, or by name and value", () => {
  assert.ok(hasQueryParameter("x=1&tagging", "tagging"));
  assert.ok(hasQueryParameter("tagging=&x", "tagging"));
  assert.ok(!hasQueryParameter("taggings", "tagging"));
  assert.ok(!hasQueryParameter("list-type=1", "list-type=2"));
});
