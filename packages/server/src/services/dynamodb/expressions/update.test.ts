import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "../values/attribute-value.ts";
import { Placeholders } from "./placeholders.ts";
import { compileUpdate } from "./update.ts";

const values: Item = {
  ":n": { N: "5" },
  ":s": { S: "text" },
  ":list": { L: [{ S: "x" }] },
  ":set": { SS: ["b", "c"] },
  ":numbers": { NS: ["1"] },
  ":map": { M: { k: { N: "1" } } },
};
const compile = (text: string) =>
  compileUpdate(text, new Placeholders({ ExpressionAttributeNames: { "#n": "n" }, ExpressionAttributeValues: values }));
const updated = (text: string, item: Item): Item => compile(text).apply(item);
const refuses = (text: string, message: string): void => {
  assert.throws(() => compile(text), { message: `Invalid UpdateExpression: ${message}` }, text);
};
const fails = (text: string, item: Item, message: string): void => {
  assert.throws(() => updated(text, item), { message }, text);
};

test("a name that begins with an underscore stands by a placeholder only", () => {
  refuses("SET _a = :s", 'Syntax error; token: "_", near: "SET _a"');
  refuses("SET a = __b", 'Syntax error; token: "_", near: "= __"');
  assert.deepEqual(updated("SET a_ = :s", {}), { a_: { S: "text" } });
});

test("SET assigns, calculates, appends, and takes what is not there from another value", () => {
  assert.deepEqual(
    updated("SET a = :s, b = #n + :n, c = :n - n, d = if_not_exists(gone, :s), e = if_not_exists(n, :s)", { n: { N: "2" } }),
    {
      n: { N: "2" },
      a: { S: "text" },
      b: { N: "7" },
      c: { N: "3" },
      d: { S: "text" },
      e: { N: "2" },
    },
  );
  assert.deepEqual(updated("SET l = list_append(l, :list), m = list_append(:list, l)", { l: { L: [{ S: "a" }] } }), {
    l: { L: [{ S: "a" }, { S: "x" }] },
    m: { L: [{ S: "x" }, { S: "a" }] },
  });
  assert.deepEqual(updated("SET n = if_not_exists(n, :n) + :n", {}), { n: { N: "10" } });
});

test("every action sees the item as it was before", () => {
  assert.deepEqual(updated("SET a = b, b = a", { a: { N: "1" }, b: { N: "2" } }), { a: { N: "2" }, b: { N: "1" } });
  assert.deepEqual(updated("SET a = b REMOVE b", { b: { N: "2" } }), { a: { N: "2" } });
});

test("paths reach into documents; elements beyond a list's end are put at its end", () => {
  const item: Item = { d: { M: { l: { L: [{ N: "0" }, { N: "1" }, { N: "2" }] } } } };
  assert.deepEqual(updated("SET d.l[1] = :s, d.l[9] = :n, d.l[7] = :s, d.k = :n", item), {
    d: { M: { l: { L: [{ N: "0" }, { S: "text" }, { N: "2" }, { S: "text" }, { N: "5" }] }, k: { N: "5" } } },
  });
  assert.deepEqual(updated("REMOVE d.l[0], d.l[2], d.l[8], d.gone", item), { d: { M: { l: { L: [{ N: "1" }] } } } });
  assert.deepEqual(item, { d: { M: { l: { L: [{ N: "0" }, { N: "1" }, { N: "2" }] } } } }, "the item before stays as it was");
});

test("ADD adds to numbers and sets and makes them; DELETE takes members and, with the last, the set", () => {
  assert.deepEqual(updated("ADD n :n, s :set, fresh :n, more :set", { n: { N: "1" }, s: { SS: ["a", "b"] } }), {
    n: { N: "6" },
    s: { SS: ["a", "b", "c"] },
    fresh: { N: "5" },
    more: { SS: ["b", "c"] },
  });
  assert.deepEqual(updated("DELETE s :set", { s: { SS: ["a", "b"] } }), { s: { SS: ["a"] } });
  assert.deepEqual(updated("DELETE s :set", { s: { SS: ["c"] }, t: { N: "1" } }), { t: { N: "1" } });
  assert.deepEqual(updated("DELETE gone :set", {}), {});
});

test("what does not fit the item is refused", () => {
  fails("SET a = gone", {}, "The provided expression refers to an attribute that does not exist in the item");
  fails("SET a = n + :n", { n: { S: "1" } }, "An operand in the update expression has an incorrect data type");
  fails("SET a = list_append(n, :list)", { n: { N: "1" } }, "An operand in the update expression has an incorrect data type");
  fails("ADD s :set", { s: { N: "1" } }, "An operand in the update expression has an incorrect data type");
  fails("DELETE s :set", { s: { NS: ["1"] } }, "An operand in the update expression has an incorrect data type");
  for (const text of ["SET gone.b = :n", "SET n.b = :n", "SET n[0] = :n", "REMOVE gone.b", "SET l.k = :n"]) {
    fails(text, { n: { N: "1" }, l: { L: [] } }, "The document path provided in the update expression is invalid for update");
  }
  fails("SET n = n + :n", { n: { N: `9${"0".repeat(38)}.1` } }, "Attempting to store more than 38 significant digits in a Number");
});

test("form is judged before meaning", () => {
  refuses("", "The expression can not be empty;");
  refuses("SET a", 'Syntax error; token: "<EOF>", near: "a"');
  refuses("SET a b", 'Syntax error; token: "b", near: "a b"');
  refuses("PUT a = :n", 'Syntax error; token: "PUT", near: "PUT a"');
  refuses("SET a = :n, ", 'Syntax error; token: "<EOF>", near: ","');
  refuses("SET a = :n SET b = :n", 'The "SET" section can only be used once in an update expression;');
  refuses("SET key = :gone", "Attribute name is a reserved keyword; reserved keyword: key");
  refuses("SET a = nofunction(b)", "Invalid function name; function: nofunction");
  refuses("SET a = size(b)", "The function is not allowed in an update expression; function: size");
  refuses("SET a = :gone", "An expression attribute value used in expression is not defined; attribute value: :gone");
  refuses("SET #gone = :n", "An expression attribute name used in the document path is not defined; attribute name: #gone");
  refuses("SET a = :s + :n", "Incorrect operand type for operator or function; operator or function: +, operand type: S");
  refuses(
    "SET a = list_append(a, :s)",
    "Incorrect operand type for operator or function; operator or function: list_append, operand type: S",
  );
  refuses("SET a = if_not_exists(:s, :n)", "Operator or function requires a document path; operator or function: if_not_exists");
  refuses(
    "SET a = if_not_exists(a)",
    "Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1",
  );
  refuses(
    "ADD a :s",
    "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND",
  );
  refuses(
    "DELETE a :n",
    "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND",
  );
});

test("paths on one another's way are refused", () => {
  const overlap = (one: string, two: string) =>
    `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${one}, path two: ${two}`;
  const conflict = (one: string, two: string) =>
    `Two document paths conflict with each other; must remove or rewrite one of these paths; path one: ${one}, path two: ${two}`;
  refuses("SET a = :n, a.b = :n", overlap("[a]", "[a, b]"));
  refuses("SET a.b = :n REMOVE a", overlap("[a, b]", "[a]"));
  refuses("SET a[1] = :n REMOVE a[1]", overlap("[a, [1]]", "[a, [1]]"));
  refuses("SET a.b = :n, a[1] = :n", conflict("[a, b]", "[a, [1]]"));
});
