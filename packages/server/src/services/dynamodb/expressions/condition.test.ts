import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "../values/attribute-value.ts";
import { Binary } from "../values/binary.ts";
import { compileCondition } from "./condition.ts";
import { Placeholders } from "./placeholders.ts";

const values: Item = {
  ":s": { S: "b" },
  ":n": { N: "5" },
  ":big": { N: "10" },
  ":bytes": { B: Binary.over(new Uint8Array([1, 2])) },
  ":set": { SS: ["y", "x"] },
  ":list": { L: [{ N: "1" }] },
  ":map": { M: { k: { S: "v" } } },
  ":true": { BOOL: true },
  ":null": { NULL: true },
  ":type": { S: "N" },
};
const names = { "#n": "name", "#size": "size", "#odd": "a.b[0]" };

const compile = (text: string) =>
  compileCondition("ConditionExpression", text, new Placeholders({ ExpressionAttributeNames: names, ExpressionAttributeValues: values }));
const meets = (text: string, item: Item | undefined): boolean => compile(text).test(item);
const refuses = (text: string, message: string): void => {
  assert.throws(() => compile(text), { message: `Invalid ConditionExpression: ${message}` }, text);
};

const item: Item = {
  a: { S: "abc" },
  n: { N: "5" },
  name: { S: "b" },
  bytes: { B: Binary.over(new Uint8Array([1, 2, 3])) },
  members: { SS: ["x", "y"] },
  seq: { L: [{ N: "1" }, { M: { deep: { S: "b" } } }] },
  doc: { M: { k: { S: "v" } } },
  flag: { BOOL: true },
  nothing: { NULL: true },
  "a.b[0]": { S: "b" },
};

test("comparisons see type and value; sets by their members, documents deeply", () => {
  for (const text of [
    "n = :n",
    "n <> :s",
    "n <= :n",
    "n >= :n",
    "n < :big",
    ":big > n",
    "#n = :s",
    "members = :set",
    "doc = :map",
    "seq[0] <> :n",
    "flag = :true",
    "nothing = :null",
    "seq[1].deep = :s",
    "#odd = :s",
    "a > :s OR a < :s",
    "n BETWEEN :n AND :big",
    "n IN (:s, :n)",
    "NOT n IN (:s, :big)",
  ])
    assert.ok(meets(text, item), text);
  for (const text of ["n = :s", "n > :n", "a < :n", "seq = :list", "n BETWEEN :big AND :big", "a IN (:s)"])
    assert.ok(!meets(text, item), text);
});

test("what is not there equals nothing, differs from everything and is in no order", () => {
  for (const text of [
    "gone = :n",
    "gone < :n",
    "gone BETWEEN :n AND :big",
    "gone IN (:n)",
    "contains(gone, :s)",
    "begins_with(gone, :s)",
    "size(gone) = :n",
  ]) {
    assert.ok(!meets(text, item), text);
    assert.ok(meets(`NOT ${text}`, item), text);
  }
  assert.ok(meets("gone <> :n", item));
  assert.ok(meets("attribute_not_exists(a)", undefined));
});

test("functions", () => {
  for (const text of [
    "attribute_exists(seq[1].deep)",
    "attribute_not_exists(seq[2])",
    "attribute_not_exists(a.b)",
    "attribute_type(n, :type)",
    "begins_with(bytes, :bytes)",
    "contains(a, :s)",
    "contains(members, a) OR contains(members, :s) OR NOT contains(members, :n)",
    "contains(bytes, :bytes)",
    "size(seq) < :n",
    "size(a) < size(bytes) OR size(a) = size(bytes)",
  ])
    assert.ok(meets(text, item), text);
});

test("AND binds closer than OR, NOT closest; keywords may be in any case", () => {
  assert.ok(meets("n = :n OR n = :s AND n = :s", item));
  assert.ok(!meets("(n = :n or n = :s) and n = :s", item));
  assert.ok(meets("not n = :s AnD n = :n", item));
  assert.ok(meets("NOT (n = :s AND n = :n)", item));
  assert.ok(meets("(n) = (:n)", item));
});

test("a syntax error shows the word with its neighbours", () => {
  refuses("", "The expression can not be empty;");
  refuses("  ", "The expression can not be empty;");
  refuses("a", 'Syntax error; token: "<EOF>", near: "a"');
  refuses("attribute_exists(a) AND NOT #n", 'Syntax error; token: "<EOF>", near: "#n"');
  refuses("a = b c", 'Syntax error; token: "c", near: "b c"');
  refuses("begins_with()", 'Syntax error; token: ")", near: "()"');
  refuses("a == :n", 'Syntax error; token: "=", near: "== :n"');
  refuses("a = :n AND", 'Syntax error; token: "<EOF>", near: "AND"');
  refuses("a[b] = :n", 'Syntax error; token: "b", near: "[b]"');
  refuses("(a = :n", 'Syntax error; token: "<EOF>", near: ":n"');
  refuses("a AND b = :n", 'Syntax error; token: "AND", near: "a AND b"');
});

test("of several faults, the reserved word is told first, the operand last", () => {
  refuses("abort = :gone", "Attribute name is a reserved keyword; reserved keyword: abort");
  refuses("nofunction(a, :gone)", "Invalid function name; function: nofunction");
  refuses("((a = :n))", "The expression has redundant parentheses;");
  refuses("((a)) = :n", "The expression has redundant parentheses;");
  refuses("size(a)", "The function is not allowed to be used this way in an expression; function: size");
  refuses("begins_with(a, :s) = :true", "The function is not allowed to be used this way in an expression; function: begins_with");
  refuses("a = list_append(a, :list)", "The function is not allowed in a condition expression; function: list_append");
  refuses("#gone = :n", "An expression attribute name used in the document path is not defined; attribute name: #gone");
  refuses("a = :gone", "An expression attribute value used in expression is not defined; attribute value: :gone");
  refuses(
    "a = a",
    "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]",
  );
  refuses(
    "begins_with(a)",
    "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1",
  );
  refuses("a < :map", "Incorrect operand type for operator or function; operator or function: <, operand type: M");
  refuses("begins_with(a, :n)", "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N");
  refuses("attribute_exists(:s)", "Operator or function requires a document path; operator or function: attribute_exists");
  refuses("attribute_type(a, :s)", "Invalid attribute type name found; type: b, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
  refuses("size(:n) = :n", "Incorrect operand type for operator or function; operator or function: size, operand type: N");
  refuses(
    "a BETWEEN :big AND :n",
    "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:10}, upper bound operand: AttributeValue: {N:5}",
  );
  refuses(
    "a BETWEEN :n AND :s",
    "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:b}",
  );
});

test("an expression has bounds", () => {
  refuses(`a = :n ${" ".repeat(4100)} AND b = :n`, "Expression size has exceeded the maximum allowed size; expression size: 4118");
  const many = Array.from({ length: 151 }, (_, at) => `a${at}=:n`).join(" OR ");
  refuses(many, "The expression contains too many operators; operator count: 301");
  refuses(`${"(".repeat(2000)}a`, `Syntax error; token: "(", near: "((("`);
  refuses(`${"NOT ".repeat(1000)}a = :n`, "The expression contains too many operators; operator count: 1001");
});

test("names and values that no expression uses are told", () => {
  const placeholders = new Placeholders({
    ExpressionAttributeNames: { "#a": "x", "#b": "y" },
    ExpressionAttributeValues: { ":a": { N: "1" } },
  });
  compileCondition("FilterExpression", "#a = :a", placeholders);
  assert.throws(() => placeholders.requireAllUsed(), {
    message: "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}",
  });
});
