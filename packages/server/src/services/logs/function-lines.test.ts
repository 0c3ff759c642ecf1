import assert from "node:assert/strict";
import { test } from "node:test";
import { openFixture } from "./logs-fixture.ts";

const group = "/aws/lambda/f";
const stream = "2030/01/01/[$LATEST]abc";
const line = (timestampMs: number, message: string) => ({
  functionArn: "arn:aws:lambda:us-east-1:111111111111:function:f",
  group,
  stream,
  timestampMs,
  message,
});

test("lines make their group and stream, and are written a batch at a time", async () => {
  const { call, logs, platform, nowMs } = openFixture();
  for (let index = 0; index < 100; index++) logs.functionLines.add(line(nowMs + index, `line ${index}`));
  await platform.clock.advanceByAsync(250);
  const get = () => call("GetLogEvents", { logGroupName: group, logStreamName: stream, startFromHead: true });
  assert.deepEqual(
    (await get()).events?.map(({ message }) => message),
    Array.from({ length: 100 }, (_, index) => `line ${index}\n`),
  );
  logs.functionLines.add(line(nowMs + 50, "out of order"));
  logs.functionLines.add(line(nowMs + 40, "even more"));
  await logs.close();
  assert.equal((await get()).events?.length, 102);
  assert.equal(platform.clock.armedCount, 0);
});

test("lines that come faster than they can be written are left out, and the log says so", async () => {
  const { call, logs, platform, nowMs } = openFixture();
  const long = "x".repeat(200_000);
  for (let index = 0; index < 200; index++) logs.functionLines.add(line(nowMs, long));
  for (let turns = 0; turns < 50; turns++) await platform.clock.advanceByAsync(250);
  const { events } = await call("FilterLogEvents", { logGroupName: group, filterPattern: '"left out"' });
  assert.match(events?.[0]?.message ?? "", /^\d+ lines were left out/);
});
