/** Expressions and definitions that are meant to cost more than they look. */

/** By what each attacks. Every one must end its execution, and soon. */
export const jsonataBombs: Readonly<Record<string, string>> = {
  "backtracking regular expression": `$match("${"a".repeat(40)}!", /(a+)+$/)`,
  "alternation that backtracks": `$contains("${"a".repeat(60)}b", /^(a|aa)+$/)`,
  "range beyond memory": "[1..1000000000]",
  "range of the greatest allowed size, squared": "[1..9000000].($ * $)",
  "padding beyond memory": '$pad("x", 1000000000)',
  "endless recursion": "($f := function($n) { 1 + $f($n + 1) }; $f(0))",
  "endless tail recursion": "($f := function($n) { $f($n + 1) }; $f(0))",
  "mutual recursion": "($a := function($n) { $b($n) }; $b := function($n) { $a($n) }; $a(0))",
  "nested maps": "$map([1..3000], function($a) { $map([1..3000], function($b) { $map([1..3000], function($c) { $a * $b * $c }) }) })",
  "cartesian product": "[1..5000].([1..5000].([1..5000]))",
  "text that doubles": '($g := function($s, $n) { $n = 0 ? $s : $g($s & $s, $n - 1) }; $g("xxxxxxxx", 60))',
  "replacement that grows": '($f := function($s, $n) { $n = 0 ? $s : $f($replace($s, "x", "xxxxxxxxxx"), $n - 1) }; $f("x", 20))',
  "huge picture": '$formatNumber(1, $join([1..200000].("0")))',
  "huge power": "$power(10, 308) * $power(10, 308)",
  "sorting with a comparator that costs": "$sort([1..200000], function($a, $b) { $sum([1..1000]) > $a })",
  "nested parentheses": `${"(".repeat(5_000)}1${")".repeat(5_000)}`,
};

/** Output paths over a wide input. */
export const jsonPathBombs: readonly string[] = ["$..*..*..*", "$..*..*..*..*..*", "$..[*]..[*]", "$..a[?(@..a)]"];

/** So many levels of arrays and objects below one another, each of that width. */
export function wideInput(width: number, levels: number): unknown {
  if (levels === 0) return { a: 1 };
  return Object.fromEntries(Array.from({ length: width }, (_, index) => [index === 0 ? "a" : `k${index}`, wideInput(width, levels - 1)]));
}

/** One Pass state after the other. */
export function longChain(states: number): object {
  const named = (index: number) => `S${index}`;
  return {
    StartAt: named(0),
    States: Object.fromEntries(
      Array.from({ length: states }, (_, index) => [
        named(index),
        { Type: "Pass", ...(index === states - 1 ? { End: true } : { Next: named(index + 1) }) },
      ]),
    ),
  };
}

/** Parallel states of one branch in one another. */
export function nestedParallel(levels: number): string {
  const open = (level: number) => `{"StartAt":"P${level}","States":{"P${level}":{"Type":"Parallel","End":true,"Branches":[`;
  return (
    Array.from({ length: levels }, (_, level) => open(level)).join("") +
    '{"StartAt":"E","States":{"E":{"Type":"Pass","End":true}}}' +
    "]}}}".repeat(levels)
  );
}

/** A Choice that goes round without ever waiting. */
export const choiceLoop = {
  StartAt: "C",
  States: {
    C: { Type: "Choice", Choices: [{ Variable: "$.go", BooleanEquals: true, Next: "C2" }], Default: "E" },
    C2: { Type: "Choice", Choices: [{ Variable: "$.go", BooleanEquals: true, Next: "C" }], Default: "E" },
    E: { Type: "Succeed" },
  },
};
