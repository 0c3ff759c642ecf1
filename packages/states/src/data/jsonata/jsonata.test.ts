import assert from "node:assert/strict";
import { test } from "node:test";
import { compileJsonata, JsonataError, unsupportedResult } from "./index.ts";

const order = {
  id: "o1",
  items: [
    { name: "hat", price: 20, tags: ["head"], count: 1 },
    { name: "coat", price: 90, tags: ["body", "warm"], count: 2 },
    { name: "sock", price: 5, tags: [], count: 4 },
  ],
};

function evaluate(text: string, input: unknown = order, scope: Readonly<Record<string, unknown>> = {}): unknown {
  return compileJsonata(text).evaluate(input, scope, { nowMs: 1_700_000_000_000, random: () => 0.25 });
}

function codeOf(text: string): string {
  try {
    evaluate(text);
  } catch (problem) {
    if (problem instanceof JsonataError) return problem.code;
    throw problem;
  }
  return "none";
}

test("a path maps over arrays and flattens what it finds", () => {
  assert.deepEqual(evaluate("items.tags"), ["head", "body", "warm"]);
  assert.deepEqual(evaluate("items.[name, price]"), [
    ["hat", 20],
    ["coat", 90],
    ["sock", 5],
  ]);
});

test("one result is the value itself, none is nothing", () => {
  assert.equal(evaluate("items[price > 50].name"), "coat");
  assert.deepEqual(evaluate("items[price > 50].name[]"), ["coat"]);
  assert.equal(evaluate("items[price > 500].name"), undefined);
});

test("a data array is never unwrapped", () => {
  assert.deepEqual(evaluate("tags", { tags: ["one"] }), ["one"]);
  assert.deepEqual(evaluate("$", [1]), [1]);
});

test("predicates pick by truth, by position, and by position from the end", () => {
  assert.deepEqual(evaluate("items[[0, -1]].name"), ["hat", "sock"]);
  assert.equal(evaluate("items[-1].name"), "sock");
});

test("order-by is stable and takes several terms", () => {
  assert.deepEqual(evaluate("items^(>price).name"), ["coat", "hat", "sock"]);
  assert.deepEqual(
    evaluate("$^(a, >b).c", [
      { a: 1, b: 1, c: "x" },
      { a: 1, b: 2, c: "y" },
      { a: 0, b: 0, c: "z" },
    ]),
    ["z", "y", "x"],
  );
  assert.equal(codeOf("items^(tags)"), "T2008");
});

test("grouping gathers items by key", () => {
  assert.deepEqual(evaluate("items{count > 1 ? 'many' : 'one': $sum(price)}"), { one: 20, many: 95 });
  assert.equal(codeOf("items{count: price}"), "T1003");
});

test("names bound on the way are seen further on", () => {
  assert.deepEqual(evaluate("items#$i[$i > 0].(name & $i)"), ["coat1", "sock2"]);
  assert.deepEqual(evaluate("items@$item.$item.tags.{'tag': $, 'of': $item.name}"), [
    { tag: "head", of: "hat" },
    { tag: "body", of: "coat" },
    { tag: "warm", of: "coat" },
  ]);
  assert.deepEqual(evaluate("items.tags.{'tag': $, 'of': %.name}"), [
    { tag: "head", of: "hat" },
    { tag: "body", of: "coat" },
    { tag: "warm", of: "coat" },
  ]);
});

test("functions close over what is around them, and chain", () => {
  assert.equal(evaluate("($add := function($n) { function($m) { $n + $m } }; $add(2)(3))"), 5);
  assert.equal(evaluate("($double := function($n) { $n * 2 }; $f := $sum ~> $double; [1, 2] ~> $f)"), 6);
  assert.equal(evaluate("($first := $substring(?, 0, ?); $first('hello', 2))"), "he");
  assert.equal(evaluate("$sum"), unsupportedResult);
});

test("a signature checks and completes arguments", () => {
  assert.deepEqual(evaluate("items.$uppercase(name)"), ["HAT", "COAT", "SOCK"]);
  assert.deepEqual(evaluate("items.name.$uppercase()"), ["HAT", "COAT", "SOCK"]);
  assert.equal(codeOf("function($a)<n:n>{ $a }('x')"), "T0410");
  assert.equal(codeOf("$length()"), "T0411");
});

test("a transform changes a copy", () => {
  assert.deepEqual(evaluate("items[0] ~> |$|{'price': price * 2}, ['tags', 'count']|"), { name: "hat", price: 40 });
  assert.equal(order.items[0]?.price, 20);
});

test("text functions", () => {
  assert.equal(evaluate("$replace('2020-01-02', /(\\d+)-(\\d+)-(\\d+)/, '$3/$2/$1')"), "02/01/2020");
  assert.deepEqual(evaluate("$split('a1b22c', /\\d+/)"), ["a", "b", "c"]);
  assert.equal(evaluate("$pad('x', -5, '#') & $trim('  a   b ')"), "####xa b");
  assert.equal(evaluate("$length('a\u{1f600}')"), 2);
  assert.equal(evaluate("$base64decode($base64encode('hello'))"), "hello");
  assert.equal(evaluate("$string(0.1 + 0.2)"), "0.3");
  assert.equal(codeOf("$replace('ab', /x*/, '-')"), "D1004");
});

test("number functions", () => {
  assert.deepEqual(evaluate("[0.5, 1.5, 2.5, -0.5].$round($)"), [0, 2, 2, 0]);
  assert.equal(evaluate("$round(12345, -2)"), 12_300);
  assert.equal(evaluate("$formatNumber(1234.5, '#,##0.00')"), "1,234.50");
  assert.equal(evaluate("$formatInteger(1999, 'w')"), "one thousand, nine hundred and ninety-nine");
  assert.equal(evaluate("$parseInteger('MCMXCIX', 'I')"), 1999);
  assert.equal(codeOf("$number('12x')"), "D3030");
});

test("dates are read and written by pictures", () => {
  assert.equal(evaluate("$now()"), "2023-11-14T22:13:20.000Z");
  assert.equal(
    evaluate("$fromMillis(1700000000000, '[FNn], [D1o] [MNn] [Y] [h]:[m01] [P]', '+0130')"),
    "Tuesday, 14th November 2023 11:43 pm",
  );
  assert.equal(evaluate("$toMillis('14 Nov 2023', '[D] [MNn,3-3] [Y]')"), 1_699_920_000_000);
  assert.equal(evaluate("$toMillis('2024-02-29T12:00:00+02:00')"), 1_709_200_800_000);
});

test("?? takes the other side for nothing, ?: for what is not true", () => {
  assert.deepEqual(evaluate("[missing ?? 1, null ?? 1, 0 ?: 2, 3 ?: 4]"), [1, null, 2, 3]);
});

test("bindings given are variables", () => {
  assert.equal(evaluate("$limit + 1", order, { limit: 2 }), 3);
});
