/** SQS and SNS under attack: forms and JSON, handles, sizes, batches, filter policies, and endpoints that mean harm. */

import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { assertAnswered, assertRefused, assertUnharmed, eventLoopDelayMaxMs, refusalMaxMs } from "./refusals.ts";
import { type Answer, authorization, openTarget, probe, type Target } from "./target.ts";

const mb = 1_048_576;
const peakBytesMax = 600 * mb;

let target: Target;
let queueUrl = "";
let keptUrl = "";
let topicArn = "";

const sqsText = (operation: string, body: string | Uint8Array): Promise<Answer> =>
  target.request("POST", "/", {
    service: "sqs",
    body,
    headers: { "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": `AmazonSQS.${operation}` },
  });
const sqs = (operation: string, input: unknown): Promise<Answer> => sqsText(operation, JSON.stringify(input));
const done = async (operation: string, input: unknown): Promise<Answer> => {
  const answer = await sqs(operation, input);
  assert.equal(answer.status, 200, `${operation}: ${answer.text.slice(0, 300)}`);
  return answer;
};
const refused = async (operation: string, input: unknown, code?: string | RegExp, what = ""): Promise<void> => {
  const answer = await sqs(operation, input);
  assertRefused(answer, "json", code, `${operation} ${what || JSON.stringify(input).slice(0, 100)}`);
  assert.ok(answer.tookMs < refusalMaxMs, `${operation} ${what}: ${answer.tookMs} ms`);
};
const form = (service: "sqs" | "sns", body: string | Uint8Array): Promise<Answer> =>
  target.request("POST", "/", { service, body, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
/** A request of SNS from plain members; those that are objects stand as they are in the form. */
const sns = (action: string, members: Readonly<Record<string, string>>): Promise<Answer> =>
  form("sns", new URLSearchParams({ Action: action, Version: "2010-03-31", ...members }).toString());
const created = async (name: string, attributes?: Readonly<Record<string, string>>): Promise<string> =>
  (await done("CreateQueue", { QueueName: name, ...(attributes === undefined ? {} : { Attributes: attributes }) })).body.QueueUrl as string;
const receive = async (
  url: string,
  more: object = {},
): Promise<readonly { Body: string; ReceiptHandle: string; MessageAttributes?: object }[]> =>
  (await done("ReceiveMessage", { QueueUrl: url, MaxNumberOfMessages: 10, ...more })).body.Messages ?? [];
const arnOf = (url: string) => `arn:aws:sqs:us-east-1:000000000000:${url.slice(url.lastIndexOf("/") + 1)}`;

before(async () => {
  target = await openTarget(["--log-level", "warn"]);
  queueUrl = await created("attacked");
  keptUrl = await created("kept");
  await done("SendMessage", { QueueUrl: keptUrl, MessageBody: "kept" });
  topicArn = /<TopicArn>([^<]*)</.exec((await sns("CreateTopic", { Name: "attacked" })).text)?.[1] ?? "";
});

after(() => target?.close());

describe("forms", () => {
  test("forms of too many, too deep, broken or nameless fields are refused in the form's own shape", async () => {
    const broken: Readonly<Record<string, string | Buffer>> = {
      nothing: "",
      "no action": "a=b",
      "an unknown action": "Action=Nope",
      "an action of JavaScript's": "Action=__proto__",
      "an action twice over": "Action=constructor&Action=SendMessage",
      "10,000 parameters": `Action=SendMessage&${Array.from({ length: 10_000 }, (_, at) => `a${at}=b`).join("&")}`,
      "half an escape": "Action=SendMessage&MessageBody=%",
      "an escape of nonsense": "Action=SendMessage&MessageBody=%zz",
      "an escape that is no UTF-8": "Action=SendMessage&MessageBody=%ff%fe",
      "half of a character": "Action=SendMessage&MessageBody=%ED%A0%80",
      "a name of 10,000 parts": `Action=SendMessage&${"a.".repeat(10_000)}b=1`,
      "no queue": "Action=SendMessage&MessageBody=x",
      "a queue that is none": "Action=SendMessage&MessageBody=x&QueueUrl=..%2f..%2fetc%2fpasswd",
      "a queue elsewhere": "Action=SendMessage&MessageBody=x&QueueUrl=http%3A%2F%2F169.254.169.254%2F000000000000%2Fnone",
      bytes: Buffer.from([0xff, 0xfe, 0x00, 0x26]),
      "only signs": "&&&===&&&",
      "a body of 6 MB": `Action=SendMessage&MessageBody=${"x".repeat(6 * mb)}`,
    };
    for (const [name, body] of Object.entries(broken)) {
      for (const service of ["sqs", "sns"] as const) {
        const answer = await form(service, body);
        assertRefused(answer, "query", undefined, `${service}: ${name}`);
        assert.ok(answer.tookMs < refusalMaxMs, `${name}: ${answer.tookMs} ms`);
      }
    }
  });

  test("numbers of elements beyond all lists, gaps, and entries without a name or value do no harm", async () => {
    const action = `Action=SendMessage&QueueUrl=${encodeURIComponent(queueUrl)}&MessageBody=x`;
    for (const fields of [
      "MessageAttribute.999999999.Name=a&MessageAttribute.999999999.Value.DataType=String&MessageAttribute.999999999.Value.StringValue=b",
      "MessageAttribute.99999999999999999999.Name=a",
      "MessageAttribute.-1.Name=a",
      "MessageAttribute.1e9.Name=a",
      "MessageAttribute.1.Name=a",
      "MessageAttribute.1.Value.StringValue=b",
      "MessageAttribute.1.Name=__proto__&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=b",
      "MessageAttribute.__proto__.polluted=1&__proto__.polluted=1&constructor.prototype.polluted=1",
      "MessageAttribute=&MessageAttribute.1=&MessageAttribute.1.Name.Name.Name=x",
    ]) {
      const answer = await form("sqs", `${action}&${fields}`);
      assertAnswered(answer, fields);
      if (answer.status !== 200) assertRefused(answer, "query", undefined, fields);
    }
    for (const fields of [
      "Attributes.entry.1.key=DisplayName",
      "Attributes.entry.1.value=x",
      "Attributes.entry.999999999.key=a",
      "Tags.member.999999999.Key=a&Tags.member.999999999.Value=b",
      "Tags.member.1.Value=b",
    ]) {
      const answer = await form("sns", `Action=CreateTopic&Name=fields&${fields}`);
      assertAnswered(answer, fields);
      if (answer.status !== 200) assertRefused(answer, "query", undefined, fields);
    }
    await done("PurgeQueue", { QueueUrl: queueUrl });
  });

  test("bodies longer than allowed are refused, announced or not", async () => {
    const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nAuthorization: ${authorization("sqs")}\r\n`;
    assert.match((await target.raw(`${head}Content-Length: ${100 * mb}\r\n\r\n`, 400)).text, /^HTTP\/1\.1 413 [\s\S]*<ErrorResponse/);
    const chunk = `100000\r\n${"x".repeat(mb)}\r\n`;
    const { text } = await target.raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(8)}0\r\n\r\n`, 1_000);
    assert.match(text, /^HTTP\/1\.1 413 [\s\S]*<ErrorResponse/);
  });
});

describe("messages", () => {
  test("JSON that is broken, deep, or of other types is refused", async () => {
    const send = (member: string) => `{"QueueUrl":${JSON.stringify(queueUrl)},"MessageBody":"x",${member}}`;
    for (const text of [
      "",
      "{",
      "[]",
      "null",
      "[".repeat(100_000),
      send('"DelaySeconds":"x"'),
      send('"DelaySeconds":1e400'),
      send('"DelaySeconds":{}'),
      send('"MessageAttributes":[]'),
      send('"MessageAttributes":{"a":"b"}'),
      send('"MessageAttributes":{"a":{}}'),
      send('"MessageAttributes":{"a":{"DataType":"Nonsense","StringValue":"x"}}'),
      send('"MessageAttributes":{"a":{"DataType":"Binary","BinaryValue":"!"}}'),
      send('"MessageAttributes":{"a":{"DataType":"String"}}'),
      send(`"MessageAttributes":{${Array.from({ length: 11 }, (_, at) => `"a${at}":{"DataType":"String","StringValue":"x"}`).join()}}`),
      send('"MessageAttributes":{"aws.x":{"DataType":"String","StringValue":"x"}}'),
      send('"MessageAttributes":{"a b":{"DataType":"String","StringValue":"x"}}'),
      send('"MessageAttributes":{"a":{"DataType":"Number","StringValue":"x"}}'),
      send(`"MessageAttributes":{"${"a".repeat(257)}":{"DataType":"String","StringValue":"x"}}`),
      send('"MessageSystemAttributes":{"__proto__":{"DataType":"String","StringValue":"x"}}'),
      send(`"MessageAttributes":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`),
    ]) {
      const answer = await sqsText("SendMessage", text);
      assertRefused(answer, "json", undefined, text.slice(0, 140));
      assert.ok(answer.tookMs < refusalMaxMs, `${answer.tookMs} ms`);
    }
    assert.deepEqual(await receive(queueUrl), []);
  });

  test("characters SQS refuses are refused, and what it takes comes back as it was", async () => {
    for (const body of ["\u0000", "a\u0001", "\u000b", "\ufffe", "\uffff", "\u001f"])
      await refused("SendMessage", { QueueUrl: queueUrl, MessageBody: body }, "InvalidMessageContents", JSON.stringify(body));
    const half = await sqsText("SendMessage", `{"QueueUrl":${JSON.stringify(queueUrl)},"MessageBody":"a\\ud800b"}`);
    assertRefused(half, "json");
    const attribute = { DataType: "String", StringValue: "x" };
    const names = `{"__proto__":${JSON.stringify(attribute)},"constructor":${JSON.stringify(attribute)}}`;
    for (const body of ["\t\n\r", "😀", "\ud7ff\ue000\ufffd", "<a>&amp;]]>", '{"__proto__":{"polluted":1}}', " "]) {
      const sent = await sqsText(
        "SendMessage",
        `{"QueueUrl":${JSON.stringify(queueUrl)},"MessageBody":${JSON.stringify(body)},"MessageAttributes":${names}}`,
      );
      assert.equal(sent.status, 200, sent.text);
      const [got] = await receive(queueUrl, { MessageAttributeNames: ["All"] });
      assert.equal(got?.Body, body);
      assert.deepEqual(Object.keys(got?.MessageAttributes ?? {}).toSorted(), ["__proto__", "constructor"]);
      await done("DeleteMessage", { QueueUrl: queueUrl, ReceiptHandle: got?.ReceiptHandle });
      const xml = await form("sqs", `Action=SendMessage&QueueUrl=${encodeURIComponent(queueUrl)}&MessageBody=${encodeURIComponent(body)}`);
      assert.equal(xml.status, 200, xml.text);
      const read = await form("sqs", `Action=ReceiveMessage&QueueUrl=${encodeURIComponent(queueUrl)}`);
      const handle = /<ReceiptHandle>([^<]*)</.exec(read.text)?.[1] ?? assert.fail(read.text);
      await done("DeleteMessage", { QueueUrl: queueUrl, ReceiptHandle: handle });
    }
  });

  test("a message of 1 MiB is taken, and one byte more is not; a batch together may have no more either", async () => {
    for (const character of ["x", "é", "€", "😀"]) {
      const bytes = Buffer.byteLength(character);
      const largest = character.repeat(Math.floor(mb / bytes)) + "x".repeat(mb % bytes);
      await done("SendMessage", { QueueUrl: queueUrl, MessageBody: largest });
      await refused("SendMessage", { QueueUrl: queueUrl, MessageBody: `${largest}x` }, undefined, `one byte more (${character})`);
      const [got] = await receive(queueUrl);
      assert.ok(got?.Body === largest);
      await done("DeleteMessage", { QueueUrl: queueUrl, ReceiptHandle: got.ReceiptHandle });
    }
    const half = "x".repeat(mb / 2);
    const entries = [half, half, "x"].map((MessageBody, at) => ({ Id: String(at), MessageBody }));
    await refused("SendMessageBatch", { QueueUrl: queueUrl, Entries: entries }, /BatchRequestTooLong/, "a batch of 1 MiB and a byte");
    assert.deepEqual(await receive(queueUrl), []);
  });

  test("batches with an id twice, none, too many, or of nonsense are refused as a whole", async () => {
    const batch = (ids: readonly unknown[], operation = "SendMessageBatch") =>
      refused(operation, {
        QueueUrl: queueUrl,
        Entries: ids.map((Id) => ({ Id, MessageBody: "x", ReceiptHandle: "x", VisibilityTimeout: 1 })),
      });
    for (const operation of ["SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"]) {
      await batch(["a", "a"], operation);
      await batch([], operation);
      await batch(
        Array.from({ length: 11 }, (_, at) => String(at)),
        operation,
      );
      for (const id of ["", "a b", "__proto__!", "x".repeat(81), "../x", "é"]) await batch([id], operation);
      await refused(operation, { QueueUrl: queueUrl, Entries: "x" });
      await refused(operation, { QueueUrl: queueUrl, Entries: [null] });
    }
    const { body } = await done("SendMessageBatch", {
      QueueUrl: queueUrl,
      Entries: [
        { Id: "__proto__", MessageBody: "x" },
        { Id: "b", MessageBody: "\u0000" },
      ],
    });
    assert.deepEqual([body.Successful.length, body.Failed.length], [1, 1]);
    const [got] = await receive(queueUrl);
    await done("DeleteMessage", { QueueUrl: queueUrl, ReceiptHandle: got?.ReceiptHandle });
  });

  test("forged receipt handles change nothing", async () => {
    const url = await created("handles");
    await done("SendMessage", { QueueUrl: url, MessageBody: "x" });
    const [got] = await receive(url, { VisibilityTimeout: 600 });
    const handle = got?.ReceiptHandle ?? "";
    const other = (await receive(keptUrl, { VisibilityTimeout: 0 }))[0]?.ReceiptHandle ?? "";
    const forged = [
      "x",
      "__proto__",
      "a".repeat(1_024),
      "a".repeat(500_000),
      handle.slice(1),
      handle.slice(0, -1),
      handle + handle,
      handle.toUpperCase(),
      Buffer.from("000000000000/handles/1").toString("base64"),
      "%00",
      "\u0000",
      other,
    ];
    for (let at = 0; at < handle.length; at += 3)
      forged.push(`${handle.slice(0, at)}${handle[at] === "A" ? "B" : "A"}${handle.slice(at + 1)}`);
    for (const one of forged) {
      for (const [operation, input] of [
        ["DeleteMessage", {}],
        ["ChangeMessageVisibility", { VisibilityTimeout: 0 }],
      ] as const) {
        const answer = await sqs(operation, { QueueUrl: url, ReceiptHandle: one, ...input });
        // AWS answers deletions with handles of the past with success; they delete nothing.
        if (answer.status !== 200) assertRefused(answer, "json", undefined, one.slice(0, 60));
      }
    }
    await refused("DeleteMessage", { QueueUrl: url, ReceiptHandle: "" });
    const left = (await done("GetQueueAttributes", { QueueUrl: url, AttributeNames: ["All"] })).body.Attributes;
    assert.deepEqual([left.ApproximateNumberOfMessagesNotVisible, left.ApproximateNumberOfMessages], ["1", "0"]);
    await done("ChangeMessageVisibility", { QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: 0 });
    assert.equal((await receive(url)).length, 1, "the true one counts");
  });

  test("times out of bounds and settings of nonsense are refused", async () => {
    for (const seconds of [-1, 43_201, 1e12, 2 ** 31, 2 ** 53]) {
      await refused("ReceiveMessage", { QueueUrl: queueUrl, VisibilityTimeout: seconds });
      await refused("ReceiveMessage", { QueueUrl: queueUrl, WaitTimeSeconds: seconds });
      await refused("ReceiveMessage", { QueueUrl: queueUrl, MaxNumberOfMessages: seconds });
      await refused("SendMessage", { QueueUrl: queueUrl, MessageBody: "x", DelaySeconds: seconds });
    }
    for (const attributes of [
      { VisibilityTimeout: "x" },
      { VisibilityTimeout: "-1" },
      { VisibilityTimeout: "1e3" },
      { DelaySeconds: "901" },
      { MaximumMessageSize: "0" },
      { MessageRetentionPeriod: "59" },
      { Nonsense: "1" },
      { RedrivePolicy: "{" },
      { RedrivePolicy: "[".repeat(10_000) },
      { RedrivePolicy: '{"deadLetterTargetArn":"x","maxReceiveCount":1}' },
      { RedrivePolicy: '{"__proto__":{"deadLetterTargetArn":"x"}}' },
      { Policy: "{" },
      { Policy: "[".repeat(100_000) },
      { FifoQueue: "false" },
    ])
      await refused("SetQueueAttributes", { QueueUrl: queueUrl, Attributes: attributes });
    await refused("SetQueueAttributes", JSON.parse(`{"QueueUrl":${JSON.stringify(queueUrl)},"Attributes":{"constructor":"1"}}`));
    for (const name of ["", "a b", "x".repeat(81), "../x", "a.fifo", ".fifo", "a.b", "é", "a\u0000"])
      await refused("CreateQueue", { QueueName: name });
    for (const url of [
      "",
      "x",
      "http://",
      `${queueUrl}/../kept`,
      `${queueUrl}%00`,
      queueUrl.replace("000000000000", "111111111111"),
      `${queueUrl}?x=y#z`,
    ])
      await refused("SendMessage", { QueueUrl: url, MessageBody: "x" });
    const fifo = await created("order.fifo", { FifoQueue: "true" });
    const message = { QueueUrl: fifo, MessageBody: "x" };
    await refused("SendMessage", message);
    await refused("SendMessage", { ...message, MessageGroupId: "g" });
    for (const id of ["", "a b", "é", "x".repeat(129), "\u0000"]) {
      await refused("SendMessage", { ...message, MessageGroupId: id, MessageDeduplicationId: "d" });
      await refused("SendMessage", { ...message, MessageGroupId: "g", MessageDeduplicationId: id });
    }
    await refused("SendMessage", { ...message, MessageGroupId: "g", MessageDeduplicationId: "d", DelaySeconds: 5 });
  });

  test("of many who send one deduplication id at once one message comes, and ids are whole", async () => {
    const fifo = await created("once.fifo", { FifoQueue: "true" });
    const id = "d".repeat(128);
    const send = (deduplicationId: string) =>
      done("SendMessage", { QueueUrl: fifo, MessageBody: "x", MessageGroupId: "__proto__", MessageDeduplicationId: deduplicationId });
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(id)));
    assert.equal(new Set(answers.map(({ body }) => `${body.MessageId} ${body.SequenceNumber}`)).size, 1);
    await send(`${id.slice(0, -1)}e`);
    await send("constructor");
    const got = await receive(fifo);
    assert.equal(got.length, 3);
  });

  test("thousands of long polls that are left do not stay", async () => {
    const url = await created("polled");
    const memoryBefore = target.nowBytes();
    const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AmazonSQS.ReceiveMessage\r\n`;
    const body = JSON.stringify({ QueueUrl: url, WaitTimeSeconds: 20 });
    for (let round = 0; round < 10; round++)
      await Promise.all(Array.from({ length: 100 }, () => target.raw(`${head}Content-Length: ${body.length}\r\n\r\n${body}`, 20)));
    // The ends of the last connections are on their way.
    await sleep(200);
    await done("SendMessage", { QueueUrl: url, MessageBody: "x" });
    const [got] = await receive(url, { WaitTimeSeconds: 1 });
    assert.equal(got?.Body, "x", "nobody who has left took it");
    assert.ok(target.nowBytes() - memoryBefore < 150 * mb);
  });
});

describe("topics", () => {
  const subscribed = async (attributes: Readonly<Record<string, string>>, url = queueUrl) => {
    const fields = Object.entries(attributes).flatMap(([name, value], at) => [
      [`Attributes.entry.${at + 1}.key`, name],
      [`Attributes.entry.${at + 1}.value`, value],
    ]);
    return sns("Subscribe", {
      TopicArn: topicArn,
      Protocol: "sqs",
      Endpoint: arnOf(url),
      ReturnSubscriptionArn: "true",
      ...(Object.fromEntries(fields) as object),
    });
  };
  const policy = (value: unknown, scope = "MessageAttributes") =>
    subscribed({ FilterPolicy: typeof value === "string" ? value : JSON.stringify(value), FilterPolicyScope: scope });

  test("filter policies that are broken, deep, of too many combinations or too large are refused", async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => String(at));
    const body = (value: unknown) => [value, "MessageBody"] as const;
    const bombs: readonly (readonly [unknown, string?])[] = [
      ["{"],
      ["[]"],
      ["null"],
      [`${'{"a":'.repeat(50_000)}["x"]${"}".repeat(50_000)}`, "MessageBody"],
      [`${'{"a":'.repeat(100)}["x"]${"}".repeat(100)}`, "MessageBody"],
      [{ a: many(151) }],
      [{ a: many(6), b: many(6), c: many(6) }],
      body({ $or: Array.from({ length: 50 }, () => ({ a: many(4) })) }),
      body(JSON.parse(`{"a":${'{"$or":['.repeat(6)}{"x":["1"]},{"y":["2"]}${'],"z":["1","2","3","4","5"]}'.repeat(6)}}`)),
      [{ a: [{ prefix: 1 }] }],
      [{ a: [{ nonsense: "x" }] }],
      [JSON.parse('{"a":[{"__proto__":"x"}]}')],
      [{ a: [{ "anything-but": { "anything-but": ["x"] } }] }],
      [{ a: [{ numeric: ["=", "x"] }] }],
      [{ a: [{ numeric: [">", 5, "<", 1] }] }],
      [{ a: [{ numeric: ["=", 1e300] }] }],
      [{ a: [{ cidr: "999.1.1.1/99" }] }],
      [{ a: [{ wildcard: "a**b" }] }],
      [{ a: { b: ["x"] } }],
      [{ a: ["x".repeat(262_144)] }],
      [Object.fromEntries(many(6).map((name) => [name, ["x"]]))],
    ];
    for (const [value, scope] of bombs) {
      const answer = await policy(value, scope);
      assertRefused(answer, "query", "InvalidParameter", (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 100));
      assert.ok(answer.tookMs < refusalMaxMs, `${answer.tookMs} ms`);
    }
  });

  test("no policy and message together take long", async () => {
    const policies = [
      { k: [{ wildcard: `*${"a".repeat(50_000)}b${"a".repeat(50_000)}*` }] },
      { k: [{ wildcard: `${"*a".repeat(20_000)}*b` }] },
      { k: [{ suffix: `b${"a".repeat(100_000)}` }] },
      { k: [{ "anything-but": { wildcard: `${"*a".repeat(20_000)}*` } }] },
      { k: [{ "equals-ignore-case": "b" }] },
    ];
    const arns: string[] = [];
    for (const [at, value] of policies.entries()) {
      const answer = await subscribed(
        { FilterPolicy: JSON.stringify(value), FilterPolicyScope: "MessageBody" },
        await created(`filtered-${at}`),
      );
      assert.equal(answer.status, 200, answer.text.slice(0, 300));
      arns.push(/<SubscriptionArn>([^<]*)</.exec(answer.text)?.[1] ?? "");
    }
    const probing = probe(`${target.server.url}/_stile/health`);
    const bodies = [
      JSON.stringify({ k: "a".repeat(250_000) }),
      JSON.stringify({ k: Array.from({ length: 30_000 }, () => "a") }),
      `{"k":${"[".repeat(60_000)}"a"${"]".repeat(60_000)}}`,
      `${'{"k":'.repeat(20_000)}1${"}".repeat(20_000)}`,
      '{"__proto__":{"k":"b"},"constructor":{"k":"b"}}',
    ];
    for (const Message of bodies) {
      const answer = await sns("Publish", { TopicArn: topicArn, Message });
      assert.equal(answer.status, 200, answer.text.slice(0, 300));
      assert.ok(answer.tookMs < refusalMaxMs, `${answer.tookMs} ms`);
    }
    assert.ok((await probing.stop()) < eventLoopDelayMaxMs);
    for (const SubscriptionArn of arns) await sns("Unsubscribe", { SubscriptionArn });
  });

  test("messages, names and attributes out of bounds are refused", async () => {
    const publish = (members: Readonly<Record<string, string>>) => sns("Publish", { TopicArn: topicArn, ...members });
    const wrong: readonly Readonly<Record<string, string>>[] = [
      { Message: "" },
      { Message: "x".repeat(262_145) },
      { Message: "x", Subject: "x".repeat(101) },
      { Message: "x", Subject: "a\nb" },
      { Message: "x", MessageStructure: "xml" },
      { Message: "{", MessageStructure: "json" },
      { Message: "{}", MessageStructure: "json" },
      { Message: "[".repeat(50_000), MessageStructure: "json" },
      { Message: '{"__proto__":"x"}', MessageStructure: "json" },
      { Message: "x", "MessageAttributes.entry.1.Name": "a" },
      {
        Message: "x",
        "MessageAttributes.entry.1.Name": "a",
        "MessageAttributes.entry.1.Value.DataType": "Number",
        "MessageAttributes.entry.1.Value.StringValue": "x",
      },
      { Message: "x", MessageGroupId: "a b" },
    ];
    for (const members of wrong) assertRefused(await publish(members), "query", undefined, JSON.stringify(members).slice(0, 100));
    assert.equal((await publish({ Message: "x".repeat(262_144) })).status, 200);
    for (const Name of ["", "a b", "x".repeat(257), "../x", "a.fifo", "é"])
      assertRefused(await sns("CreateTopic", { Name }), "query", undefined, Name);
    for (const arn of [
      "",
      "x",
      "arn:aws:sns:us-east-1:000000000000:none",
      "arn:aws:sns:us-east-1:111111111111:attacked",
      `${topicArn}:x`,
      `${topicArn}\u0000`,
    ])
      assertRefused(await sns("Publish", { TopicArn: arn, Message: "x" }), "query", undefined, arn);
    for (const [Protocol, Endpoint] of [
      ["sqs", "x"],
      ["nonsense", "x"],
      ["http", "ftp://x"],
      ["http", "https://x"],
      ["http", "http://"],
      ["https", "http://x/"],
      ["lambda", "x"],
      ["email", "x"],
      ["http", `http://x/${"x".repeat(100_000)}`],
    ] as const)
      assertRefused(
        await sns("Subscribe", { TopicArn: topicArn, Protocol, Endpoint }),
        "query",
        undefined,
        `${Protocol} ${Endpoint.slice(0, 50)}`,
      );
    for (const Token of ["x", "", "0".repeat(1_000), "__proto__"])
      assertRefused(await sns("ConfirmSubscription", { TopicArn: topicArn, Token }), "query");
  });

  test("endpoints that hang, answer without end, redirect or break off hold nobody up and cost no memory", {
    timeout: 60_000,
  }, async () => {
    const asked: string[] = [];
    let sentBytes = 0;
    const hostile = createServer((request: IncomingMessage, response: ServerResponse) => {
      const url = request.url ?? "";
      asked.push(url);
      request.resume();
      response.on("error", () => undefined);
      if (url === "/endless") {
        response.writeHead(200, { "Content-Type": "text/plain" });
        const piece = Buffer.alloc(mb);
        const more = (): void => {
          while (!response.destroyed && sentBytes < 300 * mb) {
            sentBytes += mb;
            if (!response.write(piece)) {
              response.once("drain", more);
              return;
            }
          }
          response.end();
        };
        more();
      } else if (url === "/redirect") response.writeHead(302, { Location: "/secret" }).end();
      else if (url === "/break") request.socket.destroy();
      else if (url === "/headers") request.socket.write(`HTTP/1.1 200 OK\r\n${"X-A: b\r\n".repeat(20_000)}`);
      else if (url === "/drip") setInterval(() => request.socket.destroyed || request.socket.write("H"), 200).unref();
      // `/hang` says nothing at all.
    });
    await new Promise<void>((resolve) => hostile.listen(0, "127.0.0.1", resolve));
    const { port } = hostile.address() as AddressInfo;
    try {
      const arn = /<TopicArn>([^<]*)</.exec((await sns("CreateTopic", { Name: "endpoints" })).text)?.[1] ?? "";
      const memoryBefore = target.nowBytes();
      for (const path of ["endless", "redirect", "break", "headers", "drip", "hang"]) {
        const answer = await sns("Subscribe", { TopicArn: arn, Protocol: "http", Endpoint: `http://127.0.0.1:${port}/${path}` });
        assert.equal(answer.status, 200, answer.text);
        assert.ok(answer.tookMs < refusalMaxMs, `${path}: ${answer.tookMs} ms`);
      }
      const url = await created("beside");
      await sns("Subscribe", { TopicArn: arn, Protocol: "sqs", Endpoint: arnOf(url) });
      const probing = probe(`${target.server.url}/_stile/health`);
      for (let at = 0; at < 5; at++) assert.equal((await sns("Publish", { TopicArn: arn, Message: String(at) })).status, 200);
      const got: string[] = [];
      for (let tries = 0; tries < 10 && got.length < 5; tries++)
        got.push(...(await receive(url, { WaitTimeSeconds: 1 })).map(({ Body }) => Body));
      assert.equal(got.length, 5, "the queue beside them has everything");
      for (let tries = 0; tries < 100 && asked.length < 6; tries++) await sleep(50);
      await sleep(500);
      assert.ok((await probing.stop()) < eventLoopDelayMaxMs);
      assert.ok(asked.length >= 6, asked.join());
      assert.ok(!asked.includes("/secret"), "a redirect is not followed");
      assert.ok(sentBytes < 50 * mb, `${sentBytes} bytes of an endless answer were taken`);
      assert.ok(target.nowBytes() - memoryBefore < 100 * mb);
    } finally {
      hostile.closeAllConnections();
      hostile.close();
    }
  });
});

describe("afterwards", () => {
  test("what was acknowledged is there, the server is alive and of bounded size", async (context) => {
    assert.deepEqual(
      (await receive(keptUrl)).map(({ Body }) => Body),
      ["kept"],
    );
    await assertUnharmed(target, peakBytesMax, context);
  });
});
