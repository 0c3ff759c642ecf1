import assert from "node:assert/strict";
import { after, test } from "node:test";
import { memoryBlobs, memoryRecords, openFixture, refusal, until } from "./lambda-fixture.ts";

const fixture = openFixture();
const { call, create } = fixture;
after(() => fixture.close());

const arn = "arn:aws:lambda:us-east-1:111111111111:function:";
const code = { "index.js": "exports.handler = async () => 1" };
const printing = { "index.js": "exports.handler = async (event) => { console.log('TOLD ' + JSON.stringify(event)); }" };
const logs = async (opened: typeof fixture, name: string): Promise<{ message: string }[]> => {
  const answer = await opened.lambda.pages[0]!.handle({ path: `/_stile/api/functions/${name}/logs`, query: "" });
  return JSON.parse(answer.body).lines;
};

test("Put replaces all settings, Update those it names; Get, List and Delete", async () => {
  await create("set", code, { Publish: true });
  await create("target", code);
  const FunctionName = "set";
  const put = await call("PutFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 });
  assert.equal(put.FunctionArn, `${arn}set:$LATEST`);
  const updated = await call("UpdateFunctionEventInvokeConfig", {
    FunctionName,
    MaximumEventAgeInSeconds: 90,
    DestinationConfig: { OnFailure: { Destination: `${arn}target` } },
  });
  assert.deepEqual(
    [updated.MaximumRetryAttempts, updated.MaximumEventAgeInSeconds, updated.DestinationConfig],
    [1, 90, { OnSuccess: {}, OnFailure: { Destination: `${arn}target` } }],
  );
  const replaced = await call("PutFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 0 });
  assert.deepEqual([replaced.MaximumEventAgeInSeconds, replaced.DestinationConfig], [undefined, { OnSuccess: {}, OnFailure: {} }]);
  await call("PutFunctionEventInvokeConfig", { FunctionName, Qualifier: "1", MaximumRetryAttempts: 2 });
  const { FunctionEventInvokeConfigs } = await call("ListFunctionEventInvokeConfigs", { FunctionName });
  assert.deepEqual(
    FunctionEventInvokeConfigs!.map(({ FunctionArn }) => FunctionArn),
    [`${arn}set:$LATEST`, `${arn}set:1`],
  );
  await call("DeleteFunctionEventInvokeConfig", { FunctionName });
  await assert.rejects(
    call("GetFunctionEventInvokeConfig", { FunctionName }),
    refusal("ResourceNotFoundException", `The function ${arn}set:$LATEST doesn't have an EventInvokeConfig`, 404),
  );
});

test("destinations that cannot be served are refused when they are configured", async () => {
  await create("sender", code);
  const to = (Destination: string) =>
    call("PutFunctionEventInvokeConfig", { FunctionName: "sender", DestinationConfig: { OnSuccess: { Destination } } });
  for (const service of ["sqs", "sns", "events"])
    await assert.rejects(
      to(`arn:aws:${service}:us-east-1:111111111111:x`),
      refusal("InvalidParameterValueException", new RegExp(`^Stile does not deliver to ${service} destinations yet`)),
    );
  await assert.rejects(
    to("arn:aws:ec2:us-east-1:111111111111:x"),
    refusal("InvalidParameterValueException", /^The destination ARN .* is invalid\.$/),
  );
  await assert.rejects(
    to(`${arn}sender`),
    refusal("InvalidParameterValueException", "You can't specify the function as a destination for itself."),
  );
  await assert.rejects(to(`${arn}nobody`), refusal("ResourceNotFoundException", `Function not found: ${arn}nobody`));
  await assert.rejects(
    call("PutFunctionEventInvokeConfig", { FunctionName: "sender" }),
    refusal("InvalidParameterValueException", "You must specify at least one of error handling or destination setting."),
  );
});

test("the destination function is invoked with the record of what happened", async () => {
  await create("failing", { "index.js": "exports.handler = async () => { throw new TypeError('no'); }" });
  await create("told", printing);
  await call("PutFunctionEventInvokeConfig", {
    FunctionName: "failing",
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: `${arn}told` } },
  });
  const { requestId } = await fixture.invoke("failing", { n: 1 }, { invocationType: "Event" });
  let told: string | undefined;
  await until(
    async () => (told = (await logs(fixture, "told")).find(({ message }) => message.includes("TOLD"))?.message) !== undefined,
    "the record arrives",
  );
  const record = JSON.parse(told!.slice(told!.indexOf("TOLD ") + 5));
  assert.deepEqual(record.requestContext, {
    requestId,
    functionArn: `${arn}failing:$LATEST`,
    condition: "RetriesExhausted",
    approximateInvokeCount: 1,
  });
  assert.deepEqual(
    [record.requestPayload, record.responseContext.functionError, record.responsePayload.errorType],
    [{ n: 1 }, "Unhandled", "TypeError"],
  );
});

test("an asynchronous invocation that runs while the server ends is run again by the next server", async () => {
  const stores = { records: memoryRecords(), blobs: memoryBlobs() };
  const first = openFixture(stores);
  await first.create("long", {
    "index.js":
      "exports.handler = async () => { console.log('BEGUN'); await new Promise((r) => setTimeout(r, 400)); console.log('ENDED'); }",
  });
  await first.invoke("long", {}, { invocationType: "Event" });
  await until(async () => (await logs(first, "long")).some(({ message }) => message.includes("BEGUN")), "it begins");
  await first.close();
  const second = openFixture(stores);
  await second.lambda.open();
  await until(async () => (await logs(second, "long")).some(({ message }) => message.includes("ENDED")), "it ends");
  await until(async () => (await stores.records.list("lambda.event", { limit: 1 })).length === 0, "it is over");
  await second.close();
});

test("InvokeAsync takes the event into the same queue", async () => {
  await create("old-way", printing);
  assert.deepEqual(await call("InvokeAsync", { FunctionName: "old-way", InvokeArgs: Buffer.from('{"old":1}') }), { Status: 202 });
  await until(async () => (await logs(fixture, "old-way")).some(({ message }) => message.includes('TOLD {"old":1}')), "it runs");
});
