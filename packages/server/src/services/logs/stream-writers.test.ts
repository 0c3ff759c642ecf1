import assert from "node:assert/strict";
import { test } from "node:test";
import { OutboxFull } from "../../outbox/index.ts";
import { createFakePlatform } from "../../platform/fake.ts";
import { memoryRecords } from "../../storage/memory/records.ts";
import { newGroup } from "./groups.ts";
import { refusal } from "./logs-fixture.ts";
import { createStreamWriters } from "./stream-writers.ts";

test("where one follower has no more room the batch is throttled, and what the others prepared is let go", async () => {
  const records = memoryRecords();
  const told: string[] = [];
  const writers = createStreamWriters({
    records,
    platform: createFakePlatform(),
    followers: [
      { prepare: () => ({ changes: [], written: () => told.push("written"), abandoned: () => told.push("abandoned") }) },
      {
        prepare: () => {
          throw new OutboxFull();
        },
      },
    ],
  });
  const group = newGroup({ partition: "aws", accountId: "111111111111", region: "us-east-1" }, "g", "id", 0);
  await records.write([{ kind: "logs.stream", key: "id/s", value: { name: "s", id: "stream", createdMs: 0, bytes: 0 } }]);
  await assert.rejects(writers.put(group, "s", [{ timestamp: 1, message: "x" }]), refusal("ThrottlingException", "Rate exceeded"));
  assert.deepEqual(told, ["abandoned"]);
  assert.deepEqual(await records.list("logs.events", { limit: 1 }), []);
});
