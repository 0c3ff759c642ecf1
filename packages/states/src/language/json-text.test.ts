import assert from "node:assert/strict";
import { test } from "node:test";
import { findLocated, invalidExecutionInput, lineStarts, locateJson, parseJson, positionIn } from "./json-text.ts";

const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

function problem(text: string) {
  const parsed = parseJson(text);
  return parsed.kind === "refused" ? parsed.problem : assert.fail(`${text} is ${parsed.kind}`);
}

test("JSON is answered as JSON.parse answers it", () => {
  const value = { a: [1, { b: "é\n\u0000" }, null, true], "": -1.5e3 };
  assert.deepEqual(parseJson(JSON.stringify(value)), { kind: "json", value, repeats: false });
});

test("an unknown token is worded and located as AWS was recorded to", () => {
  assert.deepEqual(problem("not a definition"), {
    message: `Unrecognized token 'not': was expecting ${values}`,
    source: '[Source: (String)"not a definition"; line: 1, column: 4]',
    position: { line: 1, column: 4, offset: 3 },
    tooDeep: false,
  });
});

test("each kind of mistake is worded as Jackson words it", () => {
  for (const [text, message] of [
    ['{"a":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name"],
    ["{a:1}", "Unexpected character ('a' (code 97)): was expecting double-quote to start field name"],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value"],
    ['{"a":1 "b":2}', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries"],
    ["[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"],
    ["[1,]", `Unexpected character (']' (code 93)): expected a valid value ${values}`],
    ["'a'", `Unexpected character (''' (code 39)): expected a valid value ${values}`],
    ['["\u2019", \u2019]', `Unexpected character ('\u2019' (code 8217 / 0x2019)): expected a valid value ${values}`],
    ["[1}", `Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)"[1}"; line: 1, column: 1])`],
    ['{"a":', "Unexpected end-of-input within/between Object entries"],
    ["[1,", "Unexpected end-of-input within/between Array entries"],
    ["{", `Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"; line: 1, column: 1])`],
    ['"abc', "Unexpected end-of-input in VALUE_STRING"],
    ['{"abc', "Unexpected end-of-input in field name"],
    ["01", "Invalid numeric value: Leading zeroes not allowed"],
    ["-x", "Unexpected character ('x' (code 120)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value"],
    ["1.x", "Unexpected character ('x' (code 120)) in numeric value: Decimal point not followed by a digit"],
    ["1ex", "Unexpected character ('x' (code 120)) in numeric value: Exponent indicator not followed by a digit"],
    ['"\\x"', "Unrecognized character escape 'x' (code 120)"],
    ['"\\u12x4"', "Unexpected character ('x' (code 120)): expected a hex-digit for character escape sequence"],
    ['"a\tb"', "Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in string value"],
    ["[\u000b1]", "Illegal character ((CTRL-CHAR, code 11)): only regular white space (\\r, \\n, \\t) is allowed between tokens"],
    ["nul", `Unrecognized token 'nul': was expecting ${values}`],
    ['{"a":1} b', `Unrecognized token 'b': was expecting ${values}`],
  ] as const) {
    assert.equal(problem(text).message, message, text);
  }
});

test("the source of a long text is cut after 500 characters", () => {
  const text = `[${"1,".repeat(400)}x]`;
  assert.equal(problem(text).source, `[Source: (String)"${text.slice(0, 500)}"[truncated 303 chars]; line: 1, column: 803]`);
});

test("an execution's input is refused in AWS's words, and JSON of any kind is taken", () => {
  assert.equal(
    invalidExecutionInput("not some {'Plain': 'Json'}"),
    `Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting ${values}'`,
  );
  for (const input of ["{}", "[]", "1", '"text"', " null "]) assert.equal(invalidExecutionInput(input), undefined);
  assert.match(invalidExecutionInput("  ") ?? "", /^Invalid State Machine Execution Input: '/);
});

test("a hundred thousand levels are refused without running out of stack, closed or not", () => {
  const open = "[".repeat(100_000);
  for (const text of [open, open + "]".repeat(100_000), '{"a":'.repeat(100_000), `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`]) {
    assert.equal(problem(text).tooDeep, true);
  }
});

test("a thousand levels are read, brackets inside strings count for nothing", () => {
  assert.equal(parseJson("[".repeat(1_000) + "]".repeat(1_000)).kind, "json");
  assert.equal(problem("[".repeat(1_001) + "]".repeat(1_001)).tooDeep, true);
  assert.equal(parseJson(JSON.stringify({ a: "[{".repeat(5_000), 'b\\"': "\\" })).kind, "json");
});

test("a name that stands twice in one object is noticed, the same name in two objects is not", () => {
  const repeated = parseJson('{"a":{"b":1,"b":2},"c":{"b":3}}');
  assert.deepEqual(repeated, { kind: "json", value: { a: { b: 2 }, c: { b: 3 } }, repeats: true });
  assert.deepEqual(parseJson('{"a":{"b":": \\" :"},"c":{"b":3}}').kind === "json" && locateJson('{"a":1,"a":2}').repeated, [
    { name: "a", offset: 7 },
  ]);
});

test("every value of the text has its place", () => {
  const text = '{\n  "a": [1, {"b/c": true}]\n}';
  const root = locateJson(text);
  const found = findLocated(root, ["a", 1, "b/c"]);
  assert.equal(text.slice(found?.offset, (found?.offset ?? 0) + 4), "true");
  assert.equal(text.slice(found?.nameOffset, (found?.nameOffset ?? 0) + 5), '"b/c"');
  assert.deepEqual(positionIn(lineStarts(text), found?.offset ?? 0), { line: 2, column: 20, offset: 21 });
  assert.equal(findLocated(root, ["a", 7]), undefined);
});

test("lines end with LF, CR or both", () => {
  assert.deepEqual(lineStarts("a\nb\r\nc\rd"), [0, 2, 5, 7]);
});
