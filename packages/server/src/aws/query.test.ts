import assert from "node:assert/strict";
import { test } from "node:test";
import { model as snsModel } from "../models/sns.ts";
import { model as sqsModel } from "../models/sqs.ts";
import type { WireRequest } from "./protocol.ts";
import { createQuery, queryFormOf } from "./query.ts";
import { ServiceError } from "./service-error.ts";

const sns = createQuery(snsModel);
const sqs = createQuery(queryFormOf(sqsModel));

const post = (form: string, path = "/"): WireRequest => ({
  method: "POST",
  path,
  query: "",
  headers: { host: "localhost:4566" },
  body: Buffer.from(form),
});

function inputOf(protocol: typeof sns, request: WireRequest): unknown {
  const route = protocol.route(request);
  assert.ok(route);
  return protocol.readInput(route, request);
}

test("maps, lists and structures come out of numbered names, in the order of their numbers", () => {
  const form =
    "Action=Publish&Version=2010-03-31&Message=a+b%26c&MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=Binary" +
    "&MessageAttributes.entry.1.Value.BinaryValue=YWJj";
  assert.deepEqual(inputOf(sns, post(form)), {
    Message: "a b&c",
    MessageAttributes: { n: { DataType: "Binary", BinaryValue: Buffer.from("abc") } },
  });
  const tags = "Action=UntagResource&ResourceArn=r&TagKeys.member.10=c&TagKeys.member.2=b&TagKeys.member.1=a";
  assert.deepEqual(inputOf(sns, post(tags)), { ResourceArn: "r", TagKeys: ["a", "b", "c"] });
});

test("a list that botocore writes empty is empty, and a name like __proto__ is only data", () => {
  assert.deepEqual(inputOf(sns, post("Action=UntagResource&TagKeys=")), { TagKeys: [] });
  const input = inputOf(sns, post("Action=CreateTopic&Name=x&Attributes.entry.1.key=__proto__&Attributes.entry.1.value=y")) as {
    Attributes: object;
  };
  assert.deepEqual(Object.keys(input.Attributes), ["__proto__"]);
  assert.equal(({} as { y?: unknown }).y, undefined);
});

test("GET takes the fields from the query string; another API version's requests are not this service's", () => {
  const get = (query: string): WireRequest => ({ method: "GET", path: "/", query, headers: {}, body: new Uint8Array(0) });
  assert.equal(sns.route(get("Action=ListTopics"))?.operation, "ListTopics");
  assert.equal(sns.route(get("Action=ListTopics&Version=2012-11-05")), undefined);
  assert.equal(sns.route(get("Action=Nothing")), undefined);
});

test("SQS's old form flattens lists and maps under the names they had, and takes the queue from the path", () => {
  const form = "Action=ReceiveMessage&AttributeName.1=All&AttributeName.2=SenderId&MaxNumberOfMessages=3";
  assert.deepEqual(inputOf(sqs, post(form, "/000000000000/q")), {
    QueueUrl: "http://localhost:4566/000000000000/q",
    AttributeNames: ["All", "SenderId"],
    MaxNumberOfMessages: 3,
  });
  const batch =
    "Action=DeleteMessageBatch&QueueUrl=u&DeleteMessageBatchRequestEntry.1.Id=x&DeleteMessageBatchRequestEntry.1.ReceiptHandle=h";
  assert.deepEqual(inputOf(sqs, post(batch)), { QueueUrl: "u", Entries: [{ Id: "x", ReceiptHandle: "h" }] });
});

test("answers are laid out as AWS lays them out, escaped", () => {
  const { body, headers } = sns.writeOutput("Publish", { MessageId: "<1>" }, "r");
  assert.equal(headers["Content-Type"], "text/xml");
  assert.equal(
    body,
    `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <PublishResult>
    <MessageId>&lt;1&gt;</MessageId>
  </PublishResult>
  <ResponseMetadata>
    <RequestId>r</RequestId>
  </ResponseMetadata>
</PublishResponse>
`,
  );
  assert.match(String(sns.writeOutput("DeleteTopic", undefined, "r").body), /^<DeleteTopicResponse [^>]*>\n {2}<ResponseMetadata>/);
});

test("errors carry the code of the query protocol and whose fault it was", () => {
  const refused = sqs.writeError(new ServiceError("QueueDoesNotExist", "No."), "r");
  assert.equal(refused.status, 400);
  assert.match(String(refused.body), /<Type>Sender<\/Type>\n {4}<Code>AWS.SimpleQueueService.NonExistentQueue<\/Code>/);
  const missing = sns.writeError(new ServiceError("NotFoundException", "Topic does not exist"), "r");
  assert.equal(missing.status, 404);
  assert.equal(missing.errorCode, "NotFound");
});

test("what is no form, no number or too deep is refused", () => {
  const refused = (form: string, protocol = sqs) =>
    assert.throws(
      () => inputOf(protocol, post(form)),
      (error: unknown) => error instanceof ServiceError && error.code === "MalformedInput",
    );
  refused("Action=ReceiveMessage&MaxNumberOfMessages=many");
  refused("Action=%zz");
  refused(`Action=ReceiveMessage&${"a.".repeat(40)}b=1`);
  refused(`Action=ReceiveMessage&${Array.from({ length: 2_000 }, (_, at) => `a${at}=`).join("&")}`);
});
