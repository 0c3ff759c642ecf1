import assert from "node:assert/strict";
import { test } from "node:test";
import { openFixture } from "./logs-fixture.ts";

const destination = {
  home: { partition: "aws", accountId: "111111111111", region: "us-east-1" },
  group: "/aws/lambda/f",
  stream: "2030/01/01/[$LATEST]abc",
};

test("lines make their group and stream, and are written a batch at a time", async () => {
  const { call, logs, platform, nowMs } = openFixture();
  for (let index = 0; index < 100; index++) logs.functionLines.add(destination, { timestamp: nowMs + index, message: `line ${index}` });
  await platform.clock.advanceByAsync(250);
  const get = () => call("GetLogEvents", { logGroupName: destination.group, logStreamName: destination.stream, startFromHead: true });
  assert.deepEqual(
    (await get()).events?.map(({ message }) => message),
    Array.from({ length: 100 }, (_, index) => `line ${index}`),
  );
  logs.functionLines.add(destination, { timestamp: nowMs + 50, message: "out of order" });
  logs.functionLines.add(destination, { timestamp: nowMs + 40, message: "even more" });
  await logs.close();
  assert.equal((await get()).events?.length, 102);
  assert.equal(platform.clock.armedCount, 0);
});

test("lines that come faster than they can be written are left out, and the log says so", async () => {
  const { call, logs, platform, nowMs } = openFixture();
  const long = "x".repeat(200_000);
  for (let index = 0; index < 200; index++) logs.functionLines.add(destination, { timestamp: nowMs, message: long });
  for (let turns = 0; turns < 50; turns++) await platform.clock.advanceByAsync(250);
  const { events } = await call("FilterLogEvents", { logGroupName: destination.group, filterPattern: '"left out"' });
  assert.match(events?.[0]?.message ?? "", /^\d+ lines were left out/);
});
