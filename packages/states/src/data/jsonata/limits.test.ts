import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonataError, JsonataSyntaxError, compileJsonata } from "./index.ts";

const memory = "Expression evaluation memory limit exceeded: Check for excessive memory usage";
const stack = "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.";
const timeout = "Expression evaluation timeout: Check for infinite loop";

function evaluate(text: string, input?: unknown): unknown {
  return compileJsonata(text).evaluate(input, {}, { random: () => 0.5, nowMs: 0 });
}

function limitOf(text: string, input?: unknown): string {
  try {
    evaluate(text, input);
  } catch (problem) {
    assert.ok(problem instanceof JsonataError, String((problem as Error).stack));
    return problem.message;
  }
  return "none";
}

test("a range holds 873,782 items and not one more", () => {
  assert.equal(evaluate("[1..873782] ~> $count()"), 873_782);
  assert.equal(limitOf("[1..873783] ~> $count()"), memory);
});

test("a string of 2^22 characters is accepted, one of 2^23 refused", () => {
  const doubled = (times: number): string => `($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $length($p("x", ${times})))`;
  assert.equal(evaluate(doubled(22)), 4_194_304);
  assert.equal(limitOf(doubled(23)), memory);
  assert.equal(limitOf('$pad("a", -1e15)'), memory);
});

test("evaluations nest a hundred deep", () => {
  assert.equal(evaluate(`1${"+1".repeat(99)}`), 100);
  assert.equal(limitOf(`1${"+1".repeat(199)}`), stack);
  assert.equal(limitOf("($f := function($n) { 1 + $f($n + 1) }; $f(1))"), stack);
});

test("tail recursion needs no depth, but ends all the same", () => {
  assert.equal(evaluate("($f := function($n) { $n = 0 ? 'done' : $f($n - 1) }; $f(10000))"), "done");
  assert.equal(limitOf("($f := function($n) { $f($n + 1) }; $f(1))"), timeout);
});

test("recursion through a built-in function does not reach the host's stack", () => {
  assert.equal(limitOf("($f := function($n) { $map([1], $f) }; $f(1))"), stack);
  assert.equal(limitOf("($f := function($n) { $n ~> $f }; $f(1))"), stack);
});

test("work without end runs out of steps", () => {
  for (const text of [
    "[1..10000].($x := $; [1..10000].($x * $))",
    "$count($reduce([1..800000], function($a, $b) { $append($a, $b) }, []))",
    `$match("${"a".repeat(3000)}", /(a|a|aa)*\\1b/)`,
  ]) {
    assert.equal(limitOf(text), timeout, text);
  }
});

test("a value that shares its parts without end is not walked without end", () => {
  const shared = (use: string): string =>
    `($p := function($s, $n) { $n = 0 ? $s : $p({"a": $s, "b": $s}, $n - 1) }; $x := $p("x", 60); ${use})`;
  for (const use of ["$x", "$string($x)", "$x = $p('x', 60)", "$count($x.**)", "$distinct([$x, 1])", "{} ~> |$|$x| ~> $clone()"]) {
    assert.ok([timeout, memory].includes(limitOf(shared(use))), use);
  }
  assert.match(limitOf(shared("{$x: 1}")), /^Key in object structure must evaluate to a string; got: \{"a":.*\.\.\.$/);
});

test("a result that would print as a huge text is refused", () => {
  assert.equal(limitOf("($s := $pad('x', 4000000); [1..800].$s)"), memory);
});

test("data of any depth meets no host stack overflow", () => {
  let arrays: unknown = 1;
  let objects: unknown = 1;
  for (let i = 0; i < 100_000; i++) {
    arrays = [arrays];
    objects = { a: objects };
  }
  const texts = [
    "$",
    "a",
    "a.a",
    "*",
    "**",
    "$string($)",
    "$ = $$",
    "$distinct([$, $$])",
    "$boolean($)",
    "$keys($)",
    "$spread($)",
    "$[0]",
    "[$, 1/0]",
  ];
  texts.push(
    '$ ~> |$|{"b": 1}|',
    "$merge([$])",
    '$lookup($, "a")',
    "$append($, $)",
    "$sort([$, $], function($l, $r) { true })",
    "$ & 'x'",
    "${'k': $}",
  );
  for (const text of texts) {
    for (const input of [arrays, objects]) {
      // Each either answers or ends in an error of the expression; limitOf fails for any other.
      assert.equal(typeof limitOf(text, input), "string", text);
    }
  }
});

test("an expression of any nesting meets no host stack overflow", () => {
  const many = 100_000;
  const texts = [
    "(".repeat(many) + "1" + ")".repeat(many),
    "[".repeat(many) + "1" + "]".repeat(many),
    `${"-".repeat(many)}x`,
    `1${"+1".repeat(many)}`,
    `a${".a".repeat(many)}`,
    `a${"[0]".repeat(many)}`,
    `$x${"()".repeat(many)}`,
    `${"1?".repeat(many)}1`,
    `a${" ~> $string".repeat(many)}`,
    `a${'{"a":1}'.repeat(many)}`,
    `a${".%".repeat(many)}`,
    `a${"^(b)".repeat(many)}`,
    `a${"@$x".repeat(many)}`,
    `${"function(){".repeat(many)}1${"}".repeat(many)}`,
    `/${"(".repeat(many)}/`,
  ];
  for (const text of texts) {
    try {
      compileJsonata(text).evaluate({ a: 1 });
    } catch (problem) {
      assert.ok(
        problem instanceof JsonataError || problem instanceof JsonataSyntaxError,
        `${text.slice(0, 20)}: ${(problem as Error).stack}`,
      );
    }
  }
});

test("names of prototypes are plain data", () => {
  assert.equal(evaluate("constructor", {}), undefined);
  assert.equal(evaluate('$lookup($, "__proto__")', {}), undefined);
  assert.equal(evaluate("$toString"), undefined);
  assert.equal(
    JSON.stringify(
      evaluate('[$merge([{"__proto__": 1}]), {} ~> |$|{"__proto__": {"p": 1}}|, $sift({"constructor": 2}, function($v) { true })]'),
    ),
    '[{"__proto__":1},{"__proto__":{"p":1}},{"constructor":2}]',
  );
  assert.equal(({} as Record<string, unknown>)["p"], undefined);
});
