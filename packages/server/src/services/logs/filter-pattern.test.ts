import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ServiceError } from "../../aws/index.ts";
import { compileFilter } from "./filter-pattern.ts";
import { openFixture, refusal } from "./logs-fixture.ts";

const matches = (pattern: string, message: string) => compileFilter(pattern).matches(message);

test("terms must all be there, those with a minus must not, of those with a question mark one must", () => {
  assert.ok(matches("", "anything"));
  assert.ok(matches("ERROR", "[ERROR 400] BAD REQUEST") && !matches("ERROR", "error"));
  assert.ok(matches("ERROR REQUEST", "[ERROR 400] BAD REQUEST") && !matches("ERROR ARGUMENTS", "[ERROR 400] BAD REQUEST"));
  assert.ok(matches("?ERROR ?ARGUMENTS", "BAD ARGUMENTS") && !matches("?ERROR ?ARGUMENTS", "fine"));
  assert.ok(matches('"INTERNAL SERVER ERROR"', "[ERROR 500] INTERNAL SERVER ERROR") && !matches('"SERVER ERROR"', "SERVER: ERROR"));
  assert.ok(matches("ERROR -ARGUMENTS", "ERROR 500") && !matches('ERROR -"BAD ARGUMENTS"', "ERROR 419 BAD ARGUMENTS"));
  assert.ok(matches("ERROR ?nothing", "ERROR 500"));
});

/** User guide, "Filter pattern syntax for metric filters: JSON". */
const trail = JSON.stringify({
  eventType: "UpdateTrail",
  sourceIPAddress: "111.111.111.111",
  arrayKey: ["value", "another value"],
  objectList: [
    { name: "a", id: 1 },
    { name: "b", id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
  errorCode: 400.5,
  "odd key": "x",
});

test("conditions on JSON", () => {
  const yes = [
    '{ $.eventType = "UpdateTrail" }',
    "{ $.eventType = Update* }",
    "{ $.eventType = * }",
    "{ $.sourceIPAddress != 123.123.* }",
    '{ $.arrayKey[0] = "value" }',
    '{ $.arrayKey[*] = "another value" }',
    "{ $.objectList[1].id = 2 }",
    '{ $.objectList[*].name = "b" }',
    "{ $.SomeObject IS NULL }",
    "{ $.Other NOT EXISTS }",
    "{ $.ThisFlag IS TRUE }",
    "{ $.errorCode >= 400 && $.errorCode < 401 }",
    '{ ($.eventType = "x" || $.errorCode > 400) && $.ThisFlag IS TRUE }',
    '{ $.eventType = "x" || $.eventType = "UpdateTrail" && $.errorCode = 400.50 }',
    "{ $['odd key'] = x }",
  ];
  const no = [
    '{ $.eventType = "updateTrail" }',
    "{ $.eventType != UpdateTrail }",
    "{ $.missing != x }",
    "{ $.missing = * }",
    "{ $.ThisFlag IS FALSE }",
    "{ $.errorCode > 400.5 }",
    '{ $.errorCode = "400.50" }',
    "{ $.eventType NOT EXISTS }",
    "{ $.objectList[5].id = 2 }",
    "{ $.SomeObject = * }",
  ];
  for (const pattern of yes) assert.ok(matches(pattern, trail), pattern);
  for (const pattern of no) assert.ok(!matches(pattern, trail), pattern);
  assert.ok(!matches("{ $.a = 1 }", "no JSON") && !matches("{ $.a NOT EXISTS }", "no JSON"));
});

/** User guide, "Using space-delimited metric filters". */
const line = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

test("conditions on fields between spaces", () => {
  assert.ok(matches("[ip, user, username, timestamp, request, status_code, bytes]", line));
  assert.ok(matches("[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]", line));
  assert.ok(matches("[ip, user, username, timestamp, request, status_code != 3*, bytes > 1000]", line));
  assert.ok(
    matches("[..., status_code = 4*, bytes]", line) && matches("[ip = 127.*, ...]", line) && matches("[ip, ..., bytes = 1534]", line),
  );
  assert.ok(matches("[ip, user, username, timestamp, request, status_code = 404 || status_code = 410, bytes]", line));
  assert.ok(matches("[ip, user, username, timestamp, request, status_code >= 400 && status_code < 500, bytes]", line));
  assert.ok(!matches("[ip, user]", line) && !matches("[..., bytes > 2000]", line));
  assert.ok(matches("[level = ERROR, w2]", "ERROR there") && matches('[w1="a b", w2]', '"a b" c'));
});

test("what is no pattern is refused", () => {
  const wrong = [
    '"open',
    "{ $.a = 1",
    "{ a = 1 }",
    "{ $.a }",
    "{ $.a = }",
    "{ $.a = 1 && }",
    "{ ($.a = 1 }",
    "{ $.a > x }",
    '{ $.a > "1" }',
    "{ $.a IS 5 }",
    "{ $.a NOT NULL }",
    "{}",
    "[a, b",
    "[a b]",
    "[..., ...]",
    "[a = ]",
    "[a > x]",
    `{ ${"(".repeat(60)}$.a = 1${")".repeat(60)} }`,
  ];
  for (const pattern of wrong)
    assert.throws(() => compileFilter(pattern), refusal("InvalidParameterException", "Invalid filter pattern"), pattern);
  for (const pattern of ["%ERR.*%", "{ $.a = %x% }", "[a = %x%]"])
    assert.throws(() => compileFilter(pattern), refusal("InvalidParameterException", /regular expressions/), pattern);
});

test("TestMetricFilter tells which messages match, and what it found in them", async () => {
  const { call } = openFixture();
  const { matches: found } = await call("TestMetricFilter", {
    filterPattern: "[ip, ..., bytes > 1000]",
    logEventMessages: ["1.1.1.1 x 5", "2.2.2.2 x 5000"],
  });
  assert.deepEqual(found, [{ eventNumber: 2, eventMessage: "2.2.2.2 x 5000", extractedValues: { $ip: "2.2.2.2", $bytes: "5000" } }]);
  const json = await call("TestMetricFilter", { filterPattern: "{ $.n > 1 }", logEventMessages: ['{"n":2}'] });
  assert.deepEqual(json.matches?.[0]?.extractedValues, { "$.n": "2" });
});

test("any text is a pattern or refused, and no pattern fails on any message", () => {
  const wrapped = fc.oneof(
    fc.string(),
    fc.string().map((text) => `{${text}}`),
    fc.string().map((text) => `[${text}]`),
    fc.constantFrom("$.a = 1", "{ $.a.b[0] != *x* || $.c IS NULL }"),
  );
  fc.assert(
    fc.property(wrapped, fc.oneof(fc.string(), fc.json()), (pattern, message) => {
      try {
        const filter = compileFilter(pattern);
        if (filter.matches(message)) filter.extracted(message);
      } catch (error) {
        assert.ok(error instanceof ServiceError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});
