import assert from "node:assert/strict";
import { test } from "node:test";
import { Deduplication } from "./deduplication.ts";

const record = (untilMs: number) => ({ untilMs, messageId: "m", sequenceNumber: "1" });
const keysOf = (changes: readonly { readonly key: string }[]) => changes.map(({ key }) => key);

test("what is over is forgotten, the oldest first and at most so many, in whatever order it was restored", () => {
  const remembered = new Deduplication("kind", "queue/");
  remembered.restore("late", record(30));
  remembered.restore("early", record(10));
  remembered.restore("between", record(20));
  remembered.remember("new", record(40), Promise.resolve());
  assert.deepEqual(keysOf(remembered.expire(20, 1)), ["early"]);
  assert.deepEqual(keysOf(remembered.expire(20, 9)), ["between"]);
  assert.deepEqual(keysOf(remembered.expire(20, 9)), []);
  assert.equal(remembered.find("late", 29)?.messageId, "m");
  assert.equal(remembered.find("late", 30), undefined);
  assert.deepEqual(keysOf(remembered.everything()), ["late", "new"]);
});

test("ids are told apart by group where that is wanted, and keys have a bounded length", () => {
  const remembered = new Deduplication("kind", "queue/");
  assert.equal(remembered.keyOf("id", undefined), remembered.keyOf("id", undefined));
  assert.equal(new Set([remembered.keyOf("id", undefined), remembered.keyOf("id", "a"), remembered.keyOf("id", "b")]).size, 3);
  assert.match(remembered.keyOf("/".repeat(128), "g".repeat(128)), /^queue\/[0-9a-f]{40}$/);
});

test("only the message that was not taken is forgotten, not one that came after it", () => {
  const remembered = new Deduplication("kind", "queue/");
  const [first, second] = [Promise.resolve(), Promise.resolve()];
  remembered.remember("k", record(10), first);
  remembered.remember("k", record(20), second);
  remembered.forget("k", first);
  assert.equal(remembered.find("k", 15)?.untilMs, 20);
  remembered.forget("k", second);
  assert.equal(remembered.find("k", 15), undefined);
});
