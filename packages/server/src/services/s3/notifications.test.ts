import assert from "node:assert/strict";
import { test } from "node:test";
import { ServiceError } from "../../aws/index.ts";
import type { Event, NotificationConfiguration, QueueConfiguration } from "../../models/s3.ts";
import { type Fixture, openFixture } from "./s3-fixture.ts";

const queueArn = "arn:aws:sqs:us-east-1:111111111111:q";
const topicArn = "arn:aws:sns:us-east-1:111111111111:t";
const functionArn = "arn:aws:lambda:us-east-1:111111111111:function:f";

const configure = ({ call }: Fixture, NotificationConfiguration: NotificationConfiguration) =>
  call("PutBucketNotificationConfiguration", { Bucket: "box", NotificationConfiguration });

const toQueue = (...Events: Event[]): QueueConfiguration => ({ Id: "c", QueueArn: queueArn, Events });

const settle = ({ platform }: Fixture) => platform.clock.advanceByAsync(0);

/** What was sent to queues since the last time. */
function sent({ calls }: Fixture): unknown[] {
  return calls
    .splice(0)
    .filter(({ operation }) => operation === "SendMessage")
    .map(({ input }) => JSON.parse((input as { readonly MessageBody: string }).MessageBody) as unknown);
}

test("a queue is told what happened, in S3's words", async () => {
  const fixture = await openFixture();
  await configure(fixture, { QueueConfigurations: [toQueue("s3:ObjectCreated:*", "s3:ObjectRemoved:Delete")] });
  assert.deepEqual(
    sent(fixture).map((message) => (message as { readonly Event?: string }).Event),
    ["s3:TestEvent"],
  );
  await fixture.put("a b/é(1)", "12345");
  await settle(fixture);
  const [message] = sent(fixture) as [{ readonly Records: readonly [Record<string, unknown>] }];
  const { s3, responseElements, ...record } = message.Records[0];
  assert.deepEqual(record, {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: "us-east-1",
    eventTime: "2030-01-01T00:00:00.000Z",
    eventName: "ObjectCreated:Put",
    userIdentity: { principalId: "AWS:arn:aws:iam::111111111111:root" },
    requestParameters: { sourceIPAddress: "127.0.0.1" },
  });
  assert.ok(responseElements);
  const { object, configurationId, bucket } = s3 as Record<string, Record<string, unknown>>;
  assert.deepEqual([configurationId, bucket?.name, bucket?.arn], ["c", "box", "arn:aws:s3:::box"]);
  assert.match(String(object?.sequencer), /^[0-9A-F]{18}$/);
  assert.deepEqual(
    { ...object, sequencer: "" },
    { key: "a+b/%C3%A9%281%29", size: 5, eTag: "827ccb0eea8a706c4c34a16891f84e7b", sequencer: "" },
  );
  await fixture.call("DeleteObject", { Bucket: "box", Key: "a b/é(1)" });
  await fixture.call("DeleteObject", { Bucket: "box", Key: "nothing" });
  await settle(fixture);
  const removed = sent(fixture) as { readonly Records: readonly { readonly eventName: string }[] }[];
  assert.deepEqual(
    removed.map(({ Records }) => Records[0]?.eventName),
    ["ObjectRemoved:Delete"],
  );
});

test("only keys that pass the filter are told of", async () => {
  const fixture = await openFixture();
  const FilterRules = [
    { Name: "prefix", Value: "in/" },
    { Name: "suffix", Value: ".csv" },
  ] as const;
  await configure(fixture, { QueueConfigurations: [{ ...toQueue("s3:ObjectCreated:Put"), Filter: { Key: { FilterRules } } }] });
  sent(fixture);
  for (const key of ["in/a.csv", "in/a.txt", "a.csv", "in/b.csv"]) await fixture.put(key, "x");
  await fixture.call("CopyObject", { Bucket: "box", Key: "in/c.csv", CopySource: "box/a.csv" });
  await settle(fixture);
  const keys = sent(fixture).map((message) => (message as { Records: { s3: { object: { key: string } } }[] }).Records[0]?.s3.object.key);
  assert.deepEqual(keys, ["in/a.csv", "in/b.csv"]);
});

test("topics, functions and EventBridge are told as well", async () => {
  const fixture = await openFixture();
  await configure(fixture, {
    TopicConfigurations: [{ TopicArn: topicArn, Events: ["s3:ObjectRemoved:*"] }],
    LambdaFunctionConfigurations: [{ LambdaFunctionArn: functionArn, Events: ["s3:ObjectCreated:*"] }],
    EventBridgeConfiguration: {},
  });
  fixture.calls.length = 0;
  await fixture.put("a b", "x");
  await fixture.call("DeleteObject", { Bucket: "box", Key: "a b" });
  await settle(fixture);
  const asked = fixture.calls.map(({ service, operation }) => `${service}:${operation}`);
  assert.deepEqual(asked.toSorted(), ["events:PutEvents", "events:PutEvents", "lambda:Invoke", "sns:Publish"]);
  const invoke = fixture.calls.find(({ operation }) => operation === "Invoke")?.input as Record<string, unknown>;
  assert.deepEqual([invoke.FunctionName, invoke.InvocationType], [functionArn, "Event"]);
  const [made] = fixture.calls.filter(({ operation }) => operation === "PutEvents");
  assert.equal(made?.principalArn, "s3.amazonaws.com");
  const [entry] = (made?.input as { Entries: Record<string, string>[] } | undefined)?.Entries ?? [];
  assert.deepEqual([entry?.Source, entry?.DetailType, entry?.Resources], ["aws.s3", "Object Created", ["arn:aws:s3:::box"]]);
  const detail = JSON.parse(entry?.Detail ?? "") as Record<string, Record<string, unknown>>;
  assert.deepEqual([detail.reason, detail.object?.key, detail.requester], ["PutObject", "a b", "111111111111"]);
});

test("a notification outlives the server, and is tried again until it is taken", async () => {
  const fixture = await openFixture();
  await configure(fixture, { QueueConfigurations: [toQueue("s3:ObjectCreated:*")] });
  sent(fixture);
  fixture.answer = () => {
    throw new ServiceError("ServiceUnavailable", "busy", { httpStatus: 503 });
  };
  await fixture.put("k", "x");
  await settle(fixture);
  const next = await fixture.reopen();
  await next.platform.clock.advanceByAsync(600_000);
  assert.equal(sent(next).length, 1);
  await next.platform.clock.advanceByAsync(600_000);
  assert.equal(sent(next).length, 0);
});

test("a configuration that cannot work is refused, and the one before it stays", async () => {
  const fixture = await openFixture();
  await configure(fixture, { EventBridgeConfiguration: {} });
  const refusedWith = (configuration: NotificationConfiguration, code: string, message?: RegExp) =>
    assert.rejects(configure(fixture, configuration), { code, ...(message === undefined ? {} : { message }) });
  await refusedWith(
    { QueueConfigurations: [{ ...toQueue("s3:ObjectCreated:*"), QueueArn: "nonsense" }] },
    "InvalidArgument",
    /could not be parsed/,
  );
  await refusedWith(
    { QueueConfigurations: [{ ...toQueue("s3:ObjectCreated:*"), QueueArn: `${queueArn}.fifo` }] },
    "InvalidArgument",
    /FIFO/,
  );
  await refusedWith(
    { QueueConfigurations: [{ ...toQueue("s3:ObjectCreated:*"), QueueArn: queueArn.replace("us-east-1", "eu-west-1") }] },
    "InvalidArgument",
  );
  await refusedWith(
    { QueueConfigurations: [toQueue("s3:ObjectCreated:*"), { ...toQueue("s3:ObjectCreated:Put"), Id: "d" }] },
    "InvalidArgument",
    /overlap/,
  );
  await refusedWith({ QueueConfigurations: [toQueue("s3:ObjectCreated:*"), toQueue("s3:ObjectRemoved:*")] }, "InvalidArgument", /Same ID/);
  await refusedWith({ QueueConfigurations: [toQueue("s3:Nonsense" as Event)] }, "MalformedXML");
  fixture.answer = () => {
    throw new ServiceError("AWS.SimpleQueueService.NonExistentQueue", "no");
  };
  await refusedWith({ QueueConfigurations: [toQueue("s3:ObjectCreated:*")] }, "InvalidArgument", /Unable to validate/);
  assert.deepEqual(await fixture.call("GetBucketNotificationConfiguration", { Bucket: "box" }), { EventBridgeConfiguration: {} });
  await configure(fixture, {});
  assert.deepEqual(await fixture.call("GetBucketNotificationConfiguration", { Bucket: "box" }), {});
});
