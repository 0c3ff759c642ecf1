import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compilePattern, InvalidPattern, minifiedJson } from "./index.ts";

const matches = (pattern: unknown, event: unknown) => compilePattern(JSON.stringify(pattern)).matches(event);
const reasonOf = (text: string): string => {
  try {
    compilePattern(text);
  } catch (error) {
    assert.ok(error instanceof InvalidPattern, String(error));
    return error.message;
  }
  return assert.fail(`it was accepted: ${text}`);
};

/** EventBridge user guide, "Creating event patterns". */
const event = {
  version: "0",
  id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "111122223333",
  time: "2017-12-22T18:43:48Z",
  region: "us-west-1",
  resources: ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
  detail: {
    "instance-id": "i-1234567890abcdef0",
    state: "terminated",
    "c-count": 5,
    "x-limit": 301.8,
    "source-ip": "10.0.0.33",
    none: null,
    empty: "",
  },
};

test("every field of the pattern must match, by one of its values", () => {
  assert.ok(matches({ source: ["aws.ec2"], detail: { state: ["running", "terminated"] } }, event));
  assert.ok(!matches({ source: ["aws.ec2"], detail: { state: ["running"] } }, event));
  assert.ok(!matches({ source: ["aws.ec2"], missing: ["x"] }, event));
});

test("an array in the event matches when one of its elements does", () => {
  assert.ok(matches({ resources: [{ prefix: "arn:aws:ec2:us-west-1:" }] }, event));
  assert.ok(matches({ a: [2] }, { a: [[1], [[2]]] }));
  assert.ok(!matches({ a: [2] }, { a: [] }));
});

test("null, the empty string and an absent field are three things", () => {
  assert.ok(matches({ detail: { none: [null], empty: [""] } }, event));
  assert.ok(!matches({ detail: { empty: [null] } }, event));
  assert.ok(!matches({ detail: { missing: [null] } }, event));
  assert.ok(matches({ detail: { missing: [{ exists: false }], none: [{ exists: true }] } }, event));
  assert.ok(!matches({ detail: { none: [{ exists: false }] } }, event));
});

test("exists works on leaves alone", () => {
  assert.ok(matches({ detail: [{ exists: false }] }, event));
  assert.ok(!matches({ detail: [{ exists: true }] }, event));
});

test("numbers are compared as numbers, booleans and texts only with their own kind", () => {
  assert.ok(matches({ n: [300] }, { n: 3.0e2 }));
  assert.ok(!matches({ n: ["300"] }, { n: 300 }));
  assert.ok(matches({ b: [true] }, { b: true }));
  assert.ok(!matches({ b: ["true"] }, { b: true }));
  assert.ok(matches({ account: [123456789012] }, { account: 123456789012 }));
});

test("prefix, suffix, equals-ignore-case and their combinations", () => {
  assert.ok(matches({ time: [{ prefix: "2017-12-22" }] }, event));
  assert.ok(matches({ source: [{ suffix: "ec2" }] }, event));
  assert.ok(matches({ source: [{ "equals-ignore-case": "AWS.EC2" }] }, event));
  assert.ok(matches({ source: [{ prefix: { "equals-ignore-case": "AWS." } }] }, event));
  assert.ok(matches({ source: [{ suffix: { "equals-ignore-case": ".EC2" } }] }, event));
  assert.ok(!matches({ source: [{ prefix: "AWS" }] }, event));
  assert.ok(!matches({ detail: { "c-count": [{ prefix: "5" }] } }, event));
});

test("anything-but takes values, lists, and prefix, suffix, equals-ignore-case and wildcard of one or many", () => {
  const state = (but: unknown) => matches({ detail: { state: [{ "anything-but": but }] } }, event);
  assert.deepEqual([state("initializing"), state("terminated"), state(["a", "terminated"]), state(5)], [true, false, false, true]);
  assert.deepEqual([state({ prefix: "init" }), state({ prefix: "term" }), state({ prefix: ["x", "term"] })], [true, false, false]);
  assert.deepEqual([state({ suffix: "ed" }), state({ suffix: ["x", "y"] })], [false, true]);
  assert.deepEqual(
    [state({ "equals-ignore-case": ["TERMINATED"] }), state({ wildcard: "t*d" }), state({ wildcard: ["*x", "y*"] })],
    [false, false, true],
  );
  assert.ok(!matches({ detail: { missing: [{ "anything-but": "x" }] } }, event));
  assert.ok(!matches({ detail: { "c-count": [{ "anything-but": [5, 6] }] } }, event));
});

test("numeric compares to six digits behind the point, from -5e9 to 5e9", () => {
  const count = (...numeric: unknown[]) => matches({ detail: { "c-count": [{ numeric }] } }, event);
  assert.deepEqual(
    [count(">", 0, "<=", 5), count("<", 5), count("=", 5), count(">=", 5), count(">", 5), count("<=", 5)],
    [true, false, true, true, false, true],
  );
  assert.ok(matches({ n: [{ numeric: ["=", 301.8] }] }, { n: 301.8000000001 }));
  assert.ok(matches({ n: [{ numeric: [">", -5e9, "<", 5e9] }] }, { n: 0 }));
  assert.ok(!matches({ n: [{ numeric: [">", 0] }] }, { n: 6e9 }));
  assert.ok(!matches({ n: [{ numeric: [">", 0] }] }, { n: "1" }));
});

test("cidr matches addresses of either kind, and an address matches in every spelling", () => {
  assert.ok(matches({ detail: { "source-ip": [{ cidr: "10.0.0.0/24" }] } }, event));
  assert.ok(!matches({ detail: { "source-ip": [{ cidr: "10.0.1.0/24" }] } }, event));
  assert.ok(matches({ ip: [{ cidr: "2001:db8::/32" }] }, { ip: "2001:db8:0:1::7" }));
  assert.ok(!matches({ ip: [{ cidr: "2001:db8::/32" }] }, { ip: "10.0.0.1" }));
  assert.ok(matches({ ip: ["::1"] }, { ip: "0:0:0:0:0:0:0:1" }));
  assert.ok(!matches({ ip: [{ cidr: "10.0.0.0/8" }] }, { ip: "not an address" }));
});

test("wildcards match any stretch of a text, an escaped asterisk itself", () => {
  const wild = (wildcard: string, value: string) => matches({ a: [{ wildcard }] }, { a: value });
  assert.ok(wild("*/bin/*.jar", "dir/bin/x.jar"));
  assert.ok(!wild("*/bin/*.jar", "bin/x.jar"));
  assert.ok(wild("a*b*a", "aba") && !wild("a*a", "a") && wild("*", "") && wild("x*", "x"));
  assert.ok(wild("a\\*b", "a*b") && !wild("a\\*b", "axb") && wild("a\\\\*", "a\\z"));
});

test("$or chooses between objects, at any depth and several times", () => {
  const pattern = {
    source: ["aws.cloudwatch"],
    $or: [
      { metricName: ["CPU", "Read"] },
      { metricType: ["T"], namespace: ["N"], $or: [{ metricId: [1234] }, { spaceId: [1000] }] },
      { scope: ["S"] },
    ],
  };
  assert.ok(matches(pattern, { source: "aws.cloudwatch", scope: "S" }));
  assert.ok(matches(pattern, { source: "aws.cloudwatch", metricType: "T", namespace: "N", spaceId: 1000 }));
  assert.ok(!matches(pattern, { source: "aws.cloudwatch", metricType: "T", namespace: "N" }));
  assert.ok(!matches(pattern, { source: "other", scope: "S" }));
});

test("fields of objects in an array must be found in the same element", () => {
  const pattern = { a: { b: [1], c: [2] } };
  assert.ok(matches(pattern, { a: [{ b: 0 }, { b: 1, c: 2 }] }));
  assert.ok(!matches(pattern, { a: [{ b: 1 }, { c: 2 }] }));
  assert.ok(matches({ a: { b: [1], z: [{ exists: false }] } }, { a: [{ b: 1 }, { b: 2, z: 1 }] }));
  assert.ok(!matches({ a: { b: [{ exists: false }] } }, { a: [{ b: 1 }, { c: 2 }] }));
  assert.ok(!matches({ a: { b: [{ exists: false }], c: [2] } }, { a: [{ b: 1 }, { c: 2 }] }));
});

test("a dot in a field's name is as good as a step", () => {
  assert.ok(matches({ "detail.state": ["x"] }, { detail: { state: "x" } }));
  assert.ok(matches({ detail: { "a.b": ["x"] } }, { "detail.a": { b: "x" } }));
});

test("whether an event of some source may match is told without the event", () => {
  const wants = (pattern: unknown) => compilePattern(JSON.stringify(pattern)).mayMatch("source", "aws.states");
  assert.ok(wants({ source: ["aws.states"] }) && wants({ detail: { a: [1] } }) && wants({ source: [{ prefix: "aws." }] }));
  assert.ok(!wants({ source: ["aws.s3"] }) && !wants({ source: [{ exists: false }] }));
  assert.ok(wants({ $or: [{ source: ["a"] }, { source: ["aws.states"] }] }));
});

test("what is wrong with a pattern is told in AWS's words, with line and column", () => {
  // Two messages that users of AWS published.
  const slug = `{\n  "detail-type": [ "Build Started" ],\n  "detail": {\n    "pipeline": {\n      "slug": "some-pipeline"\n    }\n  }\n}`;
  assert.match(reasonOf(slug), /^"slug" must be an object or an array at \[Source: \(String\)".*"; line: 5, column: 16\]$/s);
  const empty = `{"source": ["aws.health"], "detail": {}}`;
  assert.equal(reasonOf(empty), `Empty objects are not allowed at [Source: (String)"${empty}"; line: 1, column: 40]`);
});

test("the refusals of each kind of match", () => {
  const refused: readonly (readonly [string, string])[] = [
    ["[1]", "Filter is not an object"],
    [`{"a": []}`, "Empty arrays are not allowed"],
    [`{"a": [[1]]}`, "Match value must be String, number, true, false, or null"],
    [`{"a": [{}]}`, "Match expression name not found"],
    [`{"a": [{"what": 1}]}`, "Unrecognized match type what"],
    [`{"a": [{"suffix": ["x"]}]}`, "suffix match pattern must be a string"],
    [`{"a": [{"prefix": {"wildcard": "x"}}]}`, "Unsupported prefix pattern: wildcard"],
    [`{"a": [{"prefix": "x", "suffix": "y"}]}`, "Only one key allowed in match expression"],
    [`{"a": [{"exists": 1}]}`, "exists match pattern must be either true or false."],
    [`{"a": [{"numeric": 1}]}`, "Value of numeric must be an array."],
    [`{"a": [{"numeric": ["~", 1]}]}`, "Unrecognized numeric range operator: ~"],
    [`{"a": [{"numeric": ["=", "1"]}]}`, "Value of equals must be numeric"],
    [`{"a": [{"numeric": ["<", 1, ">", 0]}]}`, "Too many elements in numeric expression"],
    [`{"a": [{"numeric": [">", 5, "<", 5]}]}`, "Bottom must be less than top"],
    [`{"a": [{"numeric": ["<", 5000000001]}]}`, "Value must be between -5.0E9 and 5.0E9, inclusive"],
    [
      `{"a": [{"anything-but": ["x", 1]}]}`,
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    ],
    [`{"a": [{"anything-but": [null]}]}`, "Inside anything but list, start|null|boolean is not supported."],
    [`{"a": [{"anything-but": true}]}`, "Value of anything-but must be an array or single string/number value."],
    [`{"a": [{"anything-but": {"prefix": ""}}]}`, "Null prefix/suffix not allowed"],
    [`{"a": [{"anything-but": {"cidr": "x"}}]}`, "Unsupported anything-but pattern: cidr"],
    [`{"a": [{"wildcard": "a**b"}]}`, "Consecutive wildcard characters at pos 2"],
    [`{"a": [{"wildcard": "a\\\\b"}]}`, "Invalid escape character at pos 2"],
    [`{"$or": [{"a": [1]}]}`, "There must have at least 2 Objects in $or relationship."],
    [`{"$or": {"a": [1]}}`, "It must be an Array followed with $or."],
    [`{"$or": [{"prefix": [1]}, {"b": [1]}]}`, "prefix is Ruler reserved fieldName which cannot be used inside $or."],
    [`{"a": ["x"}`, "Unexpected character ('}' (code 125)): was expecting comma to separate Array entries"],
    [`{"a": what}`, "Unrecognized token 'what'"],
    [`{"a": ["x"`, "Unexpected end-of-input"],
    [``, "Unexpected end-of-input"],
  ];
  for (const [text, reason] of refused) assert.ok(reasonOf(text).startsWith(reason), `${text}: ${reasonOf(text)}`);
  assert.equal(reasonOf(`{"a": [{"cidr": "10.0.0.0"}]}`), "Malformed CIDR, one '/' required");
  assert.equal(reasonOf(`{"a": [{"cidr": "10.0.0.0/32"}]}`), "IPv4 mask bits must be < 32");
});

const scalar = fc.oneof(fc.string({ maxLength: 5 }), fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.boolean(), fc.constant(null));
const key = fc.stringMatching(/^[a-z]{1,3}$/);

test("a pattern made of an event's own fields matches it, and no longer when one value changes", () => {
  fc.assert(
    fc.property(fc.dictionary(key, fc.oneof(scalar, fc.dictionary(key, scalar, { minKeys: 1 })), { minKeys: 1, maxKeys: 5 }), (made) => {
      const pattern = Object.fromEntries(
        Object.entries(made).map(([name, value]) => [
          name,
          typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, [v]])) : [value],
        ]),
      );
      assert.ok(matches(pattern, made));
      const [first = ""] = Object.keys(made);
      assert.ok(!matches(pattern, { ...made, [first]: "changed to this" }));
    }),
  );
});

test("anything-but is the contrary for every scalar, and exists tells presence", () => {
  fc.assert(
    fc.property(fc.string(), scalar, (text, value) => {
      assert.equal(matches({ a: [{ "anything-but": text }] }, { a: value }), value !== text);
      assert.ok(matches({ a: [{ exists: true }] }, { a: value }) && !matches({ a: [{ exists: false }] }, { a: value }));
    }),
  );
});

test("a wildcard pattern matches what fills its gaps", () => {
  const piece = fc.stringMatching(/^[ab*\\]{0,3}$/);
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 4 }),
      fc.array(fc.stringMatching(/^[ab]{0,3}$/), { minLength: 4, maxLength: 4 }),
      (pieces, gaps) => {
        const kept = pieces.filter((one, index) => one !== "" || index === 0 || index === pieces.length - 1);
        const wildcard = kept.map((one) => one.replace(/[*\\]/g, "\\$&")).join("*");
        const value = kept.map((one, index) => one + (index < kept.length - 1 ? gaps[index] : "")).join("");
        assert.ok(matches({ a: [{ wildcard }] }, { a: value }), `${wildcard} ${value}`);
      },
    ),
  );
});

test("any text is either a pattern or refused, and no pattern fails on any event", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.object(), (text, made) => {
      try {
        compilePattern(text).matches(made);
      } catch (error) {
        assert.ok(error instanceof InvalidPattern, String(error));
      }
    }),
  );
});

test("JSON loses its spaces and keeps its spellings", () => {
  assert.equal(minifiedJson(' { "a b" : [ 1.0 , 12345678901234567890, "x \\" y" ] }\n'), '{"a b":[1.0,12345678901234567890,"x \\" y"]}');
  assert.equal(minifiedJson("{"), undefined);
  assert.equal(minifiedJson("[".repeat(1_001) + "]".repeat(1_001)), undefined);
  fc.assert(fc.property(fc.jsonValue(), (value) => assert.equal(minifiedJson(JSON.stringify(value, null, 2)), JSON.stringify(value))));
});

test("patterns and events that are meant to be slow together are not", () => {
  const long = "a".repeat(250_000);
  const elements = [...Array.from({ length: 30_000 }, () => ({ b: 1 })), { a: 1 }];
  const cases: readonly (readonly [pattern: object, event: object])[] = [
    [{ k: [{ wildcard: `*${"a".repeat(900)}b${"a".repeat(900)}*` }] }, { k: long }],
    [{ k: [{ wildcard: `*${"a*".repeat(900)}b*` }] }, { k: long }],
    [{ k: Array.from({ length: 60 }, () => ({ "equals-ignore-case": "b" })) }, { k: long }],
    [{ l: { a: [{ exists: false }], b: [1] } }, { l: elements }],
  ];
  for (const [pattern, event] of cases) {
    const compiled = compilePattern(JSON.stringify(pattern));
    const beganMs = performance.now();
    assert.equal(compiled.matches(event), false);
    const tookMs = performance.now() - beganMs;
    assert.ok(tookMs < 200, `${JSON.stringify(pattern).slice(0, 60)}: ${tookMs} ms`);
  }
});
