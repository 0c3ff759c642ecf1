/** EventBridge, Scheduler and Logs under attack: events, patterns, schedules, filter patterns and batches that mean harm. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertAnswered, assertRefused, assertUnharmed, eventLoopDelayMaxMs, refusalMaxMs } from "./refusals.ts";
import { type Answer, authorization, openTarget, probe, type Target } from "./target.ts";

const mb = 1_048_576;
const peakBytesMax = 700 * mb;
const entriesBytesMax = 262_144;

let target: Target;
let queueUrl = "";

const targetPrefix = { events: "AWSEvents", logs: "Logs_20140328", sqs: "AmazonSQS" } as const;
const askText = (service: keyof typeof targetPrefix, operation: string, body: string): Promise<Answer> =>
  target.request("POST", "/", {
    service,
    body,
    headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": `${targetPrefix[service]}.${operation}` },
  });
const events = (operation: string, input: unknown) => askText("events", operation, JSON.stringify(input));
const logs = (operation: string, input: unknown) => askText("logs", operation, JSON.stringify(input));
const sqs = (operation: string, input: unknown) => askText("sqs", operation, JSON.stringify(input));
const scheduler = (method: string, path: string, input?: unknown) =>
  target.request(method, path, {
    service: "scheduler",
    body: typeof input === "string" ? input : input === undefined ? "" : JSON.stringify(input),
    headers: { "Content-Type": "application/json" },
  });
const done = async (asked: Promise<Answer>): Promise<Answer> => {
  const answer = await asked;
  assert.equal(answer.status, 200, answer.text.slice(0, 300));
  return answer;
};
const refused = async (asked: Promise<Answer>, code?: string | RegExp, what = ""): Promise<void> => {
  const answer = await asked;
  assertRefused(answer, "json", code, what.slice(0, 100));
  assert.ok(answer.tookMs < refusalMaxMs, `${what.slice(0, 100)}: ${answer.tookMs} ms`);
};
const received = async (): Promise<readonly string[]> => {
  const { body } = await done(sqs("ReceiveMessage", { QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }));
  const messages = (body.Messages ?? []) as readonly { Body: string; ReceiptHandle: string }[];
  for (const { ReceiptHandle } of messages) await sqs("DeleteMessage", { QueueUrl: queueUrl, ReceiptHandle });
  return messages.map(({ Body }) => Body);
};
const queueArn = "arn:aws:sqs:us-east-1:000000000000:told";
const role = "arn:aws:iam::000000000000:role/hostile";

before(async () => {
  target = await openTarget(["--log-level", "warn"]);
  queueUrl = (await done(sqs("CreateQueue", { QueueName: "told" }))).body.QueueUrl as string;
  await done(events("PutRule", { Name: "kept", EventPattern: '{"source":["kept"]}' }));
  await done(events("PutTargets", { Rule: "kept", Targets: [{ Id: "q", Arn: queueArn }] }));
  await done(logs("CreateLogGroup", { logGroupName: "attacked" }));
  await done(logs("CreateLogStream", { logGroupName: "attacked", logStreamName: "s" }));
});

after(() => target?.close());

const entry = (more: object = {}) => ({ Source: "kept", DetailType: "t", Detail: "{}", ...more });
const put = (entries: unknown) => events("PutEvents", { Entries: entries });

describe("events", () => {
  test("requests that are too long, no JSON, deep or of other types are refused", async () => {
    const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AWSEvents.PutEvents\r\nAuthorization: ${authorization("events")}\r\n`;
    assert.match(
      (await target.raw(`${head}Content-Length: ${100 * mb}\r\n\r\n`, 300)).text,
      /^HTTP\/1\.1 413 [\s\S]*RequestEntityTooLargeException/,
    );
    const chunk = `100000\r\n${"x".repeat(mb)}\r\n`;
    assert.match(
      (await target.raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(8)}0\r\n\r\n`, 1_000)).text,
      /^HTTP\/1\.1 413 /,
    );
    for (const text of [
      "",
      "{",
      "[]",
      "null",
      "[".repeat(100_000),
      '{"Entries":{}}',
      '{"Entries":[]}',
      '{"Entries":[7]}',
      '{"Entries":[{"Source":{}}]}',
      '{"Entries":[{"Time":"yesterday"}]}',
      '{"Entries":[{"Time":1e400}]}',
      '{"Entries":[{"Resources":"x"}]}',
    ])
      await refused(askText("events", "PutEvents", text), undefined, text);
    await refused(put(Array.from({ length: 11 }, () => entry())));
  });

  test("256 KB of entries are taken, and one byte more is not", async () => {
    const rest = "kept".length + "t".length + '{"a":""}'.length;
    for (const character of ["x", "é", "€", "😀"]) {
      const bytes = Buffer.byteLength(character);
      const detail = (total: number) => {
        const room = total - rest;
        return `{"a":"${character.repeat(Math.floor(room / bytes))}${"x".repeat(room % bytes)}"}`;
      };
      const { body } = await done(put([entry({ Detail: detail(entriesBytesMax) })]));
      assert.equal(body.FailedEntryCount, 0);
      await refused(put([entry({ Detail: detail(entriesBytesMax + 1) })]), "ValidationException", "one byte more");
      await refused(put([entry(), entry({ Detail: detail(entriesBytesMax) })]), "ValidationException", "together");
    }
    let got = 0;
    for (let tries = 0; tries < 10 && got < 4; tries++) got += (await received()).length;
    assert.equal(got, 4);
  });

  test("details that are no objects are refused one by one, and names of JavaScript's are data", async () => {
    const details = ["", "{", "[]", "null", '"x"', "7", "{}}", "{'a':1}", "\u0000", `${'{"a":'.repeat(50_000)}1`, "NaN"];
    for (const Detail of details) {
      const { body } = await done(put([entry({ Detail })]));
      assert.equal(body.FailedEntryCount, 1, Detail.slice(0, 40));
    }
    const { body } = await done(put([entry({ Source: "aws.s3" }), entry({ Source: "" })]));
    assert.deepEqual(
      (body.Entries as readonly { ErrorCode: string }[]).map(({ ErrorCode }) => ErrorCode),
      ["NotAuthorizedForSourceException", "InvalidArgument"],
    );
    const detail = '{"__proto__":{"polluted":true},"constructor":1,"a":1,"a":2,"big":12345678901234567890.5,"s":"\\ud800"}';
    await done(put([entry({ Detail: detail })]));
    const [told] = await received();
    assert.ok(told?.includes('"__proto__":{"polluted":true},"constructor":1'), told);
    assert.ok(told?.includes("12345678901234567890.5"), told);
    for (const name of ["__proto__", "constructor"]) {
      await done(events("PutRule", { Name: "proto", EventPattern: `{"detail":{"${name}":[{"exists":true}]}}` }));
      const test = await done(
        events("TestEventPattern", { EventPattern: `{"detail":{"${name}":[{"exists":true}]}}`, Event: eventOf("{}") }),
      );
      assert.equal(test.body.Result, false, name);
    }
    await done(events("DeleteRule", { Name: "proto" }));
  });

  test("deep details are refused or passed on as they are", async () => {
    const Detail = `${'{"a":'.repeat(900)}1${"}".repeat(900)}`;
    const deep = await done(put([entry({ Detail })]));
    if (deep.body.FailedEntryCount === 0) assert.ok((await received())[0]?.includes(Detail));
    const Deeper = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const deeper = await done(put([entry({ Detail: Deeper })]));
    if (deeper.body.FailedEntryCount === 0) assert.ok((await received())[0]?.includes(Deeper));
  });
});

function eventOf(detail: string): string {
  return `{"id":"1","account":"000000000000","source":"s","time":"2026-01-01T00:00:00Z","region":"us-east-1","resources":[],"detail-type":"t","detail":${detail}}`;
}

describe("patterns", () => {
  test("patterns that are none, too deep, too long or too many in one are refused", async () => {
    const or = (branches: number) => `"$or":[${Array.from({ length: branches }, (_, at) => `{"a":["${at}"]}`).join()}]`;
    for (const pattern of [
      "",
      "{",
      "[]",
      "{}",
      "null",
      '{"a":1}',
      '{"a":[]}',
      '{"a":[{}]}',
      '{"a":[{"prefix":1}]}',
      '{"a":[{"__proto__":"x"}]}',
      '{"a":[{"wildcard":"a**b"}]}',
      '{"a":[{"wildcard":"a\\\\x"}]}',
      '{"a":[{"numeric":["<"]}]}',
      '{"a":[{"numeric":[">",9e99]}]}',
      '{"a":[{"cidr":"1.2.3.4/99"}]}',
      '{"a":[{"regex":"(a+)+"}]}',
      `${'{"a":'.repeat(400)}["x"]${"}".repeat(400)}x`,
      `{"a":["${"x".repeat(2_049)}"]}`,
      `{${or(11)},"b":{${or(11)},"c":{${or(11)}}}}`,
      `{"a":[${"[".repeat(1_000)}`,
      '{"a":["\\ud800"]}x',
    ])
      await refused(
        events("PutRule", { Name: "bad", EventPattern: pattern }),
        /^(InvalidEventPatternException|ValidationException|LimitExceededException)$/,
        pattern,
      );
    await refused(events("DescribeRule", { Name: "bad" }), "ResourceNotFoundException");
  });

  test("no pattern and event together take long", async () => {
    const long = "a".repeat(250_000);
    const list = (count: number, one: string) => Array.from({ length: count }, () => one).join();
    const cases: readonly (readonly [pattern: string, detail: string])[] = [
      [`{"detail":{"k":[{"wildcard":"*${"a".repeat(950)}b${"a".repeat(950)}*"}]}}`, `{"k":"${long}"}`],
      [`{"detail":{"k":[{"wildcard":"${"*a".repeat(950)}*b"}]}}`, `{"k":"${long}"}`],
      [`{"detail":{"k":[${list(45, '{"wildcard":"*aaaaaaaaaaab*aaaaab*"}')}]}}`, `{"k":"${long}"}`],
      [`{"detail":{"k":[${list(55, '{"equals-ignore-case":"b"}')}]}}`, `{"k":"${long}"}`],
      [`{"detail":{"k":[{"anything-but":{"wildcard":"${"*a".repeat(900)}*"}}]}}`, `{"k":"${long}"}`],
      [`{"detail":{"k":[${list(60, '{"suffix":"baaaaaaaaaaaa"}')}]}}`, `{"k":[${list(50_000, '"a"')}]}`],
      [`{"detail":{"k":[${list(60, '{"cidr":"10.0.0.0/24"}')}]}}`, `{"k":[${list(18_000, '"10.1.0.0"')}]}`],
      ['{"detail":{"l":{"a":[{"exists":false}],"b":[1]}}}', `{"l":[${list(30_000, '{"b":1}')},{"a":1}]}`],
      [`{"detail":{"l":{"a":{"b":{"c":[1]}}}}}`, `{"l":[${list(200, `{"a":[${list(50, '{"b":[{"c":2},{"c":3}]}')}]}`)}]}`],
      [`{"detail":${'{"a":'.repeat(300)}["x"]${"}".repeat(300)}}`, `{"${"a.".repeat(100_000)}a":"x"}`],
      [`{"detail":{"a":{"b":[1]}}}`, `{${Array.from({ length: 15_000 }, (_, at) => `"a.b${at}":1`).join()}}`],
      [
        `{"$or":[${Array.from({ length: 90 }, (_, at) => `{"detail":{"k":["${at}"]}}`).join()}]}`.slice(0, 4_096),
        `{"k":[${list(40_000, '"a"')}]}`,
      ],
    ];
    const probing = probe(`${target.server.url}/_stile/health`);
    for (const [at, [pattern, detail]] of cases.entries()) {
      const made = await events("PutRule", { Name: `slow-${at}`, EventPattern: pattern });
      if (made.status !== 200) assertRefused(made, "json", /InvalidEventPattern|Validation|LimitExceeded/, pattern.slice(0, 80));
      const tested = await events("TestEventPattern", { EventPattern: pattern, Event: eventOf(detail) });
      assertAnswered(tested, pattern.slice(0, 80));
      if (tested.status === 200) assert.equal(tested.body.Result, false, pattern.slice(0, 80));
      assert.ok(tested.tookMs < refusalMaxMs, `${pattern.slice(0, 80)}: ${tested.tookMs} ms`);
    }
    for (const [, detail] of cases) {
      const answer = await put([entry({ Source: "slow", Detail: detail })]);
      assertAnswered(answer, detail.slice(0, 60));
      assert.ok(answer.tookMs < refusalMaxMs, `${detail.slice(0, 60)}: ${answer.tookMs} ms`);
    }
    const worstMs = await probing.stop();
    assert.ok(worstMs < eventLoopDelayMaxMs, `${worstMs} ms`);
  });

  test("a large event for very many targets is taken or refused as a whole, and memory stays bounded", { timeout: 60_000 }, async () => {
    const rules = 60;
    for (let at = 0; at < rules; at++) {
      await done(events("PutRule", { Name: `wide-${at}`, EventPattern: '{"source":["wide"]}' }));
      const targets = Array.from({ length: 5 }, (_, id) => ({ Id: String(id), Arn: `${queueArn}-absent` }));
      await done(events("PutTargets", { Rule: `wide-${at}`, Targets: targets }));
    }
    const probing = probe(`${target.server.url}/_stile/health`);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => put([entry({ Source: "wide", Detail: `{"a":"${"x".repeat(250_000)}"}` })])),
    );
    for (const answer of answers) if (answer.status !== 200) assertRefused(answer, "json", /Throttling/);
    const worstMs = await probing.stop();
    assert.ok(worstMs < eventLoopDelayMaxMs, `${worstMs} ms`);
    for (let at = 0; at < rules; at++) await events("DisableRule", { Name: `wide-${at}` });
    await done(put([entry()]));
    assert.equal((await received()).length, 1, "others are served meanwhile");
  });

  test("names, targets and transformers of nonsense are refused", async () => {
    for (const Name of ["", "a b", "x".repeat(65), "../x", "é", "a\u0000"])
      await refused(events("PutRule", { Name, EventPattern: '{"a":["b"]}' }), undefined, Name);
    const targets = (more: object) => events("PutTargets", { Rule: "kept", Targets: [{ Id: "x", Arn: queueArn, ...more }] });
    const wrong: readonly object[] = [
      { Arn: "x" },
      { Arn: "arn:aws:sqs" },
      { Arn: `arn:aws:sqs:us-east-1:000000000000:${"x".repeat(2_000)}` },
      { Input: "{" },
      { Input: "x".repeat(8_193) },
      { Input: "{}", InputPath: "$.a" },
      { InputTransformer: { InputTemplate: "x".repeat(8_193) } },
      { InputTransformer: { InputTemplate: "<none>", InputPathsMap: {} } },
      {
        InputTransformer: {
          InputTemplate: '"x"',
          InputPathsMap: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`a${at}`, "$.a"])),
        },
      },
      { RetryPolicy: { MaximumRetryAttempts: 186 } },
      { RetryPolicy: { MaximumEventAgeInSeconds: 1 } },
    ];
    for (const more of wrong) {
      const answer = await targets(more);
      if (answer.status === 200) assert.equal(answer.body.FailedEntryCount, 1, JSON.stringify(more).slice(0, 100));
      else assertRefused(answer, "json", undefined, JSON.stringify(more).slice(0, 100));
    }
    const template = { InputTemplate: `"${"<a>".repeat(2_000)}"`, InputPathsMap: { a: "$.detail.a" } };
    const bomb = await done(targets({ Id: "bomb", Arn: `${queueArn}-absent`, InputTransformer: template }));
    if (bomb.body.FailedEntryCount === 0) {
      const memoryBefore = target.nowBytes();
      // Written out, this would be half a gigabyte.
      await done(put([entry({ Detail: `{"a":"${"x".repeat(250_000)}"}` })]));
      await received();
      await done(put([entry()]));
      assert.equal((await received()).length, 1);
      assert.ok(target.nowBytes() - memoryBefore < 200 * mb, `${target.nowBytes() - memoryBefore}`);
      await done(events("RemoveTargets", { Rule: "kept", Ids: ["bomb"] }));
    }
    for (const NextToken of ["x", "", "A".repeat(2_000), "__proto__"])
      await refused(events("ListRules", { NextToken }), undefined, NextToken);
  });
});

const crons = {
  wrong: [
    "",
    "rate()",
    "rate(0 minutes)",
    "rate(-1 minutes)",
    "rate(1e9 days)",
    "rate(999999999999 days)",
    "rate(1 fortnight)",
    "cron()",
    "cron(* * * * *)",
    "cron(* * * * * *)",
    "cron(60 * * * ? *)",
    "cron(0 0 32 * ? *)",
    "cron(0 0 ? * 8 *)",
    "cron(0 0 ? * 2#6 *)",
    "cron(*/0 * * * ? *)",
    "cron(5-1 * * * ? *)",
    "cron(0 0 L-99 * ? *)",
    "cron(0 0 W * ? *)",
    "cron(99999999999999 * * * ? *)",
    "cron(a b c d ? f)",
    `cron(${"0,".repeat(120)}0 * * * ? *)`.slice(0, 300),
    `cron(${"(".repeat(200)})`,
    "at(2030-02-30T00:00:00)",
    "at(nonsense)",
    "every(1 minute)",
  ],
  never: [
    "cron(0 0 30 2 ? *)",
    "cron(0 0 31 4,6,9,11 ? *)",
    "cron(* * * * ? 1970)",
    "cron(0 0 ? 2 1#5 2027)",
    "cron(59 23 31 12 ? 2199)",
    "cron(0/59 0/23 1W 2/11 ? 2000/199)",
  ],
};

describe("schedules", () => {
  test("expressions of nonsense are refused, and those that never come take no time", async () => {
    for (const expression of crons.wrong) {
      const rule = await events("PutRule", { Name: "absurd", ScheduleExpression: expression });
      assertRefused(rule, "json", "ValidationException", expression);
      const schedule = { ScheduleExpression: expression, FlexibleTimeWindow: { Mode: "OFF" }, Target: { Arn: queueArn, RoleArn: role } };
      await refused(scheduler("POST", "/schedules/absurd", schedule), "ValidationException", expression);
    }
    for (const expression of crons.never) {
      const rule = await events("PutRule", { Name: "never", ScheduleExpression: expression });
      assertAnswered(rule, expression);
      assert.ok(rule.tookMs < refusalMaxMs, `${expression}: ${rule.tookMs} ms`);
      for (const zone of ["UTC", "America/New_York", "Australia/Lord_Howe"]) {
        const schedule = {
          ScheduleExpression: expression,
          ScheduleExpressionTimezone: zone,
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: { Arn: queueArn, RoleArn: role },
        };
        const answer = await scheduler("POST", "/schedules/never", schedule);
        if (answer.status !== 200) assertRefused(answer, "json", undefined, expression);
        assert.ok(answer.tookMs < refusalMaxMs, `${expression} in ${zone}: ${answer.tookMs} ms`);
        if (answer.status === 200) assert.equal((await scheduler("DELETE", "/schedules/never")).status, 200);
      }
    }
    await events("DeleteRule", { Name: "never" });
  });

  test("schedules of wrong shape, zone, window or name are refused", async () => {
    const good = { ScheduleExpression: "rate(1 day)", FlexibleTimeWindow: { Mode: "OFF" }, Target: { Arn: queueArn, RoleArn: role } };
    const wrong: readonly unknown[] = [
      "",
      "{",
      "[]",
      "[".repeat(100_000),
      { ...good, ScheduleExpressionTimezone: "Nowhere/None" },
      { ...good, ScheduleExpressionTimezone: "../../etc/passwd" },
      { ...good, ScheduleExpressionTimezone: "__proto__" },
      { ...good, FlexibleTimeWindow: { Mode: "FLEXIBLE" } },
      { ...good, FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 1_441 } },
      { ...good, Target: {} },
      { ...good, Target: { Arn: "x", RoleArn: role } },
      { ...good, Target: { Arn: queueArn, RoleArn: "x" } },
      { ...good, Target: { Arn: queueArn, RoleArn: role, Input: "x".repeat(262_145) } },
      { ...good, StartDate: 9e15 },
      { ...good, StartDate: "x" },
      { ...good, EndDate: -1e300 },
      { ...good, GroupName: "none" },
      { ...good, Target: { Arn: "arn:aws:scheduler:::aws-sdk:__proto__:constructor", RoleArn: role } },
    ];
    for (const input of wrong) await refused(scheduler("POST", "/schedules/wrong", input), undefined, JSON.stringify(input));
    for (const name of ["..%2f..%2fx", "%00", "a%20b", "x".repeat(65), "%zz", "%ff"])
      await refused(scheduler("POST", `/schedules/${name}`, good), undefined, name);
    for (const query of ["NextToken=x", "MaxResults=0", "MaxResults=101", "MaxResults=x", "NextToken=%zz"])
      await refused(scheduler("GET", `/schedules?${query}`), undefined, query);
    await refused(scheduler("GET", "/schedules/wrong"), "ResourceNotFoundException");
  });
});

describe("logs", () => {
  const nowMs = Date.now();
  const putLogs = (logEvents: unknown) => logs("PutLogEvents", { logGroupName: "attacked", logStreamName: "s", logEvents });

  test("batches that are too many, too large, out of order or of nonsense are refused as a whole", async () => {
    const one = (message: string, timestamp = nowMs) => ({ timestamp, message });
    await refused(putLogs([]), "InvalidParameterException");
    await refused(putLogs(Array.from({ length: 10_001 }, () => one("x"))), "InvalidParameterException");
    await refused(putLogs([one("x".repeat(mb))]), "InvalidParameterException", "1 MB and what an event counts besides");
    await refused(putLogs([one("")]), "InvalidParameterException");
    await refused(putLogs([one("a"), one("b", nowMs - 5_000)]), "InvalidParameterException", "backwards");
    await refused(putLogs([one("a", nowMs - 90_000_000), one("b")]), "InvalidParameterException", "more than a day");
    await refused(putLogs([{ message: "x" }]), undefined, "without a time");
    await refused(putLogs([{ timestamp: -1, message: "x" }]));
    await refused(putLogs([{ timestamp: "x", message: "x" }]));
    await refused(askText("logs", "PutLogEvents", "[".repeat(100_000)));
    for (const timestamp of [0, 9e15, nowMs + 30 * 86_400_000]) {
      const answer = await putLogs([one("far away", timestamp)]);
      assertAnswered(answer, String(timestamp));
      if (answer.status === 200) assert.ok(answer.body.rejectedLogEventsInfo, String(timestamp));
    }
    const { body } = await done(logs("GetLogEvents", { logGroupName: "attacked", logStreamName: "s" }));
    assert.deepEqual(body.events, []);
    for (const logGroupName of ["", "a b", "x".repeat(513), "a\u0000", "é", "a*"])
      await refused(logs("CreateLogGroup", { logGroupName }), undefined, logGroupName);
    for (const logStreamName of ["", "a:b", "a*", "x".repeat(513)])
      await refused(logs("CreateLogStream", { logGroupName: "attacked", logStreamName }), undefined, logStreamName);
    for (const nextToken of ["x", "f/", "b/9", "f/__proto__", "A".repeat(2_000)])
      await refused(logs("GetLogEvents", { logGroupName: "attacked", logStreamName: "s", nextToken }), undefined, nextToken);
  });

  test("filter patterns that are broken, deep or too long are refused", async () => {
    for (const filterPattern of [
      '"',
      "{",
      "{ }",
      "{ $. }",
      "{ $.a }",
      "{ $.a = }",
      "{ $.a = 1 && }",
      "{ $.a == 1 }",
      `{ ${"(".repeat(500)}$.a = 1${")".repeat(500)} }`,
      `{ $.a${"[".repeat(900)} = 1 }`,
      "[",
      "[a, ...",
      "[..., a, ...]",
      "[a = ]",
      "[a > x]",
      "%(a+)+$%",
      "{ $.a = %(a+)+$% }",
      "x".repeat(1_025),
      '"\\',
    ])
      await refused(logs("FilterLogEvents", { logGroupName: "attacked", filterPattern }), "InvalidParameterException", filterPattern);
  });

  test("no filter pattern and message together take long", async () => {
    const deep = `{"b":1,"a":${"[".repeat(40_000)}${"]".repeat(40_000)}}`;
    const messages = [
      "a".repeat(200_000),
      "[ ".repeat(100_000),
      '" '.repeat(99_999),
      `{"k":"${"a".repeat(200_000)}"}`,
      `{"k":[${Array.from({ length: 50_000 }, () => '"a"').join()}]}`,
      deep,
      `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
      "{".repeat(100_000),
      '{"__proto__":{"k":"b"},"constructor":{"k":"b"}}',
    ];
    const patterns = [
      `"${"a".repeat(500)}b${"a".repeat(500)}"`,
      `{ $.k = "*${"a".repeat(480)}b${"a".repeat(480)}*" }`,
      `{ $.k = "${"*a".repeat(480)}*b" }`,
      `{ ${Array.from({ length: 20 }, () => "$.k[*] = b").join(" || ")} }`,
      `{ $${".*".repeat(300)} = 1 }`,
      `{ $${"[*]".repeat(300)} = 1 }`,
      "{ $.b = 1 || $.a = 2 }",
      "{ $.a NOT EXISTS || $.b = 1 }",
      "[a, b, c]",
      `[${"a, ".repeat(300)}...]`,
      `[a = "${"*a".repeat(480)}*b"]`,
      `[w = ${"*".repeat(900)}]`,
      `${'-"a" '.repeat(200)}`.trim(),
      `${"?x ".repeat(300)}`.trim(),
    ];
    const probing = probe(`${target.server.url}/_stile/health`);
    for (const filterPattern of patterns) {
      for (const message of messages) {
        const answer = await logs("TestMetricFilter", { filterPattern, logEventMessages: [message] });
        const what = `${filterPattern.slice(0, 60)} on ${message.slice(0, 30)}`;
        assertAnswered(answer, what);
        if (answer.status !== 200) assertRefused(answer, "json", "InvalidParameterException", what);
        assert.ok(answer.tookMs < refusalMaxMs, `${what}: ${answer.tookMs} ms`);
      }
    }
    await done(putLogs(messages.slice(0, 3).map((message) => ({ timestamp: nowMs, message }))));
    for (const filterPattern of patterns) {
      const answer = await logs("FilterLogEvents", { logGroupName: "attacked", filterPattern });
      assertAnswered(answer, filterPattern.slice(0, 60));
      assert.ok(answer.tookMs < refusalMaxMs, `${filterPattern.slice(0, 60)}: ${answer.tookMs} ms`);
    }
    const worstMs = await probing.stop();
    assert.ok(worstMs < eventLoopDelayMaxMs, `${worstMs} ms`);
  });
});

describe("afterwards", () => {
  test("rules and targets that were kept still tell, the server is alive and of bounded size", async (context) => {
    await done(put([entry({ Detail: '{"still":"right"}' })]));
    assert.match((await received())[0] ?? "", /"still":"right"/);
    await assertUnharmed(target, peakBytesMax, context);
  });
});
