import assert from "node:assert/strict";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { createBodyBudget, decompress, streamBody } from "./body.ts";

test("bodies together do not take more than the budget, and give it back", () => {
  const budget = createBodyBudget(100);
  const [first, second] = [budget.share(), budget.share()];
  assert.ok(first.take(60));
  assert.ok(!second.take(41));
  assert.ok(second.take(40));
  assert.ok(!first.take(1));
  first.release();
  first.release();
  assert.ok(second.take(60));
  assert.ok(!budget.share().take(1));
});

test("a client may be silent when it has sent all: the answer may take longer than a client may", async () => {
  const message = new IncomingMessage(new Socket());
  message.push("abc");
  message.push(null);
  const timeouts: (number | undefined)[] = [];
  for await (const _piece of streamBody(message, 60_000, () => {})) timeouts.push(message.socket.timeout);
  timeouts.push(message.socket.timeout);
  assert.deepEqual(timeouts, [60_000, 0]);
});

test("what gzip unpacks to counts as well", async () => {
  const packed = gzipSync(Buffer.alloc(1_000));
  assert.equal((await decompress(packed, "gzip", 1_000, createBodyBudget(1_000).share())).length, 1_000);
  await assert.rejects(decompress(packed, "gzip", 1_000, createBodyBudget(999).share()), {
    code: "ServiceUnavailableException",
    httpStatus: 503,
  });
  await assert.rejects(decompress(packed, "gzip", 999, createBodyBudget(9_999).share()), { code: "RequestEntityTooLargeException" });
});
