import assert from "node:assert/strict";
import { test } from "node:test";
import { openFixture, refusal } from "./logs-fixture.ts";

test("a group is shown as AWS shows it, with the bytes of its events", async () => {
  const { call, make, put, nowMs } = openFixture();
  await make("s");
  await put("s", [0, "12345"], [1, "ü"]);
  const { logGroups } = await call("DescribeLogGroups", {});
  assert.deepEqual(JSON.parse(JSON.stringify(logGroups)), [
    {
      logGroupName: "g",
      creationTime: nowMs,
      metricFilterCount: 0,
      arn: "arn:aws:logs:us-east-1:111111111111:log-group:g:*",
      storedBytes: 59,
      logGroupClass: "STANDARD",
      logGroupArn: "arn:aws:logs:us-east-1:111111111111:log-group:g",
      deletionProtectionEnabled: false,
    },
  ]);
  await assert.rejects(
    call("CreateLogGroup", { logGroupName: "g" }),
    refusal("ResourceAlreadyExistsException", "The specified log group already exists"),
  );
  await assert.rejects(
    call("CreateLogStream", { logGroupName: "g", logStreamName: "s" }),
    refusal("ResourceAlreadyExistsException", "The specified log stream already exists"),
  );
});

test("groups are found by prefix, by a part of their name, by ARN, in pages", async () => {
  const { call } = openFixture();
  for (const logGroupName of ["/aws/lambda/One", "/aws/lambda/two", "/other"]) await call("CreateLogGroup", { logGroupName });
  const names = async (input: Parameters<typeof call<"DescribeLogGroups">>[1]) => {
    const all: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await call("DescribeLogGroups", { ...input, limit: 1, ...(nextToken === undefined ? {} : { nextToken }) });
      all.push(...(page.logGroups ?? []).map(({ logGroupName }) => logGroupName));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return all;
  };
  assert.deepEqual(await names({}), ["/aws/lambda/One", "/aws/lambda/two", "/other"]);
  assert.deepEqual(await names({ logGroupNamePrefix: "/aws/" }), ["/aws/lambda/One", "/aws/lambda/two"]);
  assert.deepEqual([await names({ logGroupNamePattern: "One" }), await names({ logGroupNamePattern: "one" })], [["/aws/lambda/One"], []]);
  const { logGroups } = await call("DescribeLogGroups", { logGroupNamePattern: "ther" });
  assert.deepEqual(Object.keys(logGroups?.[0] ?? {}).sort(), ["arn", "creationTime", "logGroupName"]);
  assert.deepEqual(await names({ logGroupIdentifiers: ["arn:aws:logs:us-east-1:111111111111:log-group:/other"] }), ["/other"]);
  assert.deepEqual(
    (await call("ListLogGroups", { logGroupNamePattern: "^/oth|One" })).logGroups?.map(({ logGroupName }) => logGroupName),
    ["/aws/lambda/One", "/other"],
  );
  await assert.rejects(
    names({ logGroupNamePrefix: "/a", logGroupNamePattern: "b" }),
    refusal("InvalidParameterException", /mutually exclusive/),
  );
});

test("streams are listed by name or by their last event, in pages", async () => {
  const { call, make, put, nowMs } = openFixture();
  await make("a", "b", "c");
  await put("a", [-10, "x"]);
  await put("c", [-30, "x"], [-20, "y"]);
  const names = async (input: Partial<Parameters<typeof call<"DescribeLogStreams">>[1]>) => {
    const all: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await call("DescribeLogStreams", {
        logGroupName: "g",
        ...input,
        limit: 2,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      all.push(...(page.logStreams ?? []).map(({ logStreamName }) => logStreamName));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return all;
  };
  assert.deepEqual(await names({}), ["a", "b", "c"]);
  assert.deepEqual(await names({ descending: true }), ["c", "b", "a"]);
  assert.deepEqual(await names({ orderBy: "LastEventTime", descending: true }), ["b", "a", "c"]);
  assert.deepEqual(await names({ logStreamNamePrefix: "c" }), ["c"]);
  const { logStreams } = await call("DescribeLogStreams", {
    logGroupIdentifier: "arn:aws:logs:us-east-1:111111111111:log-group:g",
    logStreamNamePrefix: "c",
  });
  const { uploadSequenceToken, ...stream } = logStreams?.[0] ?? {};
  assert.match(uploadSequenceToken ?? "", /^\d{56}$/);
  assert.deepEqual(stream, {
    logStreamName: "c",
    creationTime: nowMs,
    firstEventTimestamp: nowMs - 30,
    lastEventTimestamp: nowMs - 20,
    lastIngestionTime: nowMs,
    arn: "arn:aws:logs:us-east-1:111111111111:log-group:g:log-stream:c",
    storedBytes: 0,
  });
  await assert.rejects(
    names({ orderBy: "LastEventTime", logStreamNamePrefix: "c" }),
    refusal("InvalidParameterException", /Cannot order by LastEventTime/),
  );
  await assert.rejects(
    call("DescribeLogStreams", { logGroupName: "nope" }),
    refusal("ResourceNotFoundException", "The specified log group does not exist."),
  );
});

test("a group or stream that was deleted leaves no event behind, and its name begins anew", async () => {
  const { call, make, put, records, platform } = openFixture();
  await make("s", "t");
  await put("s", [0, "x"]);
  await put("t", [0, "y"]);
  await call("DeleteLogStream", { logGroupName: "g", logStreamName: "s" });
  await call("CreateLogStream", { logGroupName: "g", logStreamName: "s" });
  assert.deepEqual((await call("GetLogEvents", { logGroupName: "g", logStreamName: "s" })).events, []);
  await call("DeleteLogGroup", { logGroupName: "g" });
  await make("t");
  assert.deepEqual((await call("FilterLogEvents", { logGroupName: "g" })).events, []);
  await platform.clock.advanceByAsync(1_000);
  for (const kind of ["logs.events", "logs.purge"]) assert.deepEqual(await records.list(kind, { limit: 10 }), []);
  await assert.rejects(
    call("DeleteLogGroup", { logGroupName: "nope" }),
    refusal("ResourceNotFoundException", "The specified log group does not exist."),
  );
});

test("events past the retention of their group are not shown, and removed in the background", async () => {
  const { call, make, put, logs, platform, records } = openFixture();
  await make("s");
  await put("s", [0, "old"]);
  await assert.rejects(
    call("PutRetentionPolicy", { logGroupName: "g", retentionInDays: 2 }),
    refusal("InvalidParameterException", /enum value set/),
  );
  await call("PutRetentionPolicy", { logGroupName: "g", retentionInDays: 1 });
  assert.equal((await call("DescribeLogGroups", {})).logGroups?.[0]?.retentionInDays, 1);
  logs.open();
  await platform.clock.advanceByAsync(86_400_000 + 1);
  assert.deepEqual((await call("GetLogEvents", { logGroupName: "g", logStreamName: "s" })).events, []);
  await platform.clock.advanceByAsync(2 * 3_600_000);
  assert.deepEqual(await records.list("logs.events", { limit: 10 }), []);
  await call("DeleteRetentionPolicy", { logGroupName: "g" });
  assert.equal((await call("DescribeLogGroups", {})).logGroups?.[0]?.retentionInDays, undefined);
});

test("a protected group is not deleted", async () => {
  const { call } = openFixture();
  await call("CreateLogGroup", { logGroupName: "g", deletionProtectionEnabled: true });
  await assert.rejects(call("DeleteLogGroup", { logGroupName: "g" }), refusal("InvalidOperationException", /deletion protection/));
  await call("PutLogGroupDeletionProtection", { logGroupIdentifier: "g", deletionProtectionEnabled: false });
  await call("DeleteLogGroup", { logGroupName: "g" });
});

test("tags are the same by both of their APIs", async () => {
  const { call } = openFixture();
  const resourceArn = "arn:aws:logs:us-east-1:111111111111:log-group:g";
  await call("CreateLogGroup", { logGroupName: "g", tags: { a: "1" } });
  await call("TagLogGroup", { logGroupName: "g", tags: { b: "2" } });
  await call("TagResource", { resourceArn, tags: { c: "3" } });
  await call("UntagLogGroup", { logGroupName: "g", tags: ["a"] });
  await call("UntagResource", { resourceArn, tagKeys: ["b"] });
  assert.deepEqual(
    [(await call("ListTagsLogGroup", { logGroupName: "g" })).tags, (await call("ListTagsForResource", { resourceArn })).tags],
    [{ c: "3" }, { c: "3" }],
  );
  await assert.rejects(call("TagResource", { resourceArn, tags: { "aws:x": "1" } }), refusal("InvalidParameterException", /reserved/));
});

test("what Stile does not serve is refused", async () => {
  const { call } = openFixture();
  await assert.rejects(
    call("StartQuery", { queryString: "fields @message", startTime: 0, endTime: 1 }),
    refusal("NotImplementedException", /does not implement/),
  );
  await assert.rejects(call("CreateLogGroup", { logGroupName: "g", kmsKeyId: "k" }), refusal("InvalidParameterException", /kmsKeyId/));
});

test("names of streams that not every store can keep are refused wherever they are named", async () => {
  const { call, make } = openFixture();
  await make();
  for (const logStreamName of ["a\0b", "a\ud800"]) {
    const refused = refusal("InvalidParameterException", /well-formed text/);
    await assert.rejects(call("CreateLogStream", { logGroupName: "g", logStreamName }), refused);
    await assert.rejects(call("GetLogEvents", { logGroupName: "g", logStreamName }), refused);
    await assert.rejects(call("FilterLogEvents", { logGroupName: "g", logStreamNames: [logStreamName] }), refused);
    await assert.rejects(call("DescribeLogStreams", { logGroupName: "g", logStreamNamePrefix: logStreamName }), refused);
  }
});
