import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "../values/attribute-value.ts";
import { compileKeyCondition } from "./key-condition.ts";
import { Placeholders } from "./placeholders.ts";
import { compileProjection, projectionOf, projectionOfNames } from "./projection.ts";

const compile = (text: string, names: Record<string, string> = {}) =>
  compileProjection(text, new Placeholders({ ExpressionAttributeNames: names }));

const item: Item = {
  a: { S: "1" },
  d: { M: { x: { N: "1" }, y: { N: "2" } } },
  l: { L: [{ N: "0" }, { M: { k: { S: "v" }, z: { S: "w" } } }, { N: "2" }] },
  "odd.name": { S: "odd" },
};

test("a projection holds what is at its paths and nothing else; lists close up", () => {
  const project = (text: string, names?: Record<string, string>) => projectionOf(compile(text, names))(item);
  assert.deepEqual(project("a, d.y, gone, d.gone"), { a: { S: "1" }, d: { M: { y: { N: "2" } } } });
  assert.deepEqual(project("l[2], l[1].k"), { l: { L: [{ M: { k: { S: "v" } } }, { N: "2" }] } });
  assert.deepEqual(project("#o", { "#o": "odd.name" }), { "odd.name": { S: "odd" } });
  assert.deepEqual(project("a.b, l.k, d[0]"), {});
  assert.deepEqual(projectionOfNames(["a", "constructor"])(item), { a: { S: "1" } });
});

test("what a projection may not say", () => {
  const refuses = (text: string, message: string) =>
    assert.throws(() => compile(text), { message: `Invalid ProjectionExpression: ${message}` }, text);
  refuses("a,,b", 'Syntax error; token: ",", near: ",,b"');
  refuses("a b", 'Syntax error; token: "b", near: "a b"');
  refuses("a, abort", "Attribute name is a reserved keyword; reserved keyword: abort");
  refuses("#gone", "An expression attribute name used in the document path is not defined; attribute name: #gone");
  refuses(
    "a.b, a.b.c",
    "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, b, c]",
  );
  refuses(
    "a.b, a[0]",
    "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]",
  );
});

test("a key condition names each key once, with an operator that a range of keys can serve", () => {
  const values = { ":a": { S: "a" }, ":b": { S: "b" } };
  const key = (text: string) => compileKeyCondition(text, new Placeholders({ ExpressionAttributeValues: values }));
  assert.deepEqual(
    [...key(":a = p AND (s BETWEEN :a AND :b)")],
    [
      ["p", { operator: "EQ", values: [{ S: "a" }] }],
      ["s", { operator: "BETWEEN", values: [{ S: "a" }, { S: "b" }] }],
    ],
  );
  assert.deepEqual(key(":a < s").get("s"), { operator: "GT", values: [{ S: "a" }] });
  const refuses = (text: string, message: string) => assert.throws(() => key(text), { message }, text);
  refuses("p = :a OR s = :a", "Invalid operator used in KeyConditionExpression: OR");
  refuses("NOT p = :a", "Invalid operator used in KeyConditionExpression: NOT");
  refuses("p <> :a", "Invalid operator used in KeyConditionExpression: <>");
  refuses("p IN (:a)", "Invalid operator used in KeyConditionExpression: IN");
  refuses("contains(p, :a)", "Invalid operator used in KeyConditionExpression: contains");
  refuses("p.x = :a", "KeyConditionExpressions cannot have conditions on nested attributes");
  refuses("p = s", "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition");
  refuses(":a = :b", "Invalid condition in KeyConditionExpression: No key attribute specified");
  refuses("p = :a AND p = :b", "KeyConditionExpressions must only contain one condition per key");
  refuses("size(p) = :a", "KeyConditionExpressions cannot contain nested operations");
  refuses(
    "p = :a AND begins_with(:a, s)",
    "Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand",
  );
});
