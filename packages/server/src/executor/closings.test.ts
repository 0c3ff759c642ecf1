import assert from "node:assert/strict";
import { test } from "node:test";
import { Closings } from "./closings.ts";

function waiters() {
  const closings = new Closings();
  const told: string[] = [];
  const wait = (arn: string, signal = new AbortController().signal) =>
    closings.next(arn, signal).then(() => {
      told.push(arn);
    });
  return { closings, told, wait };
}

test("everybody who waits for an end is told once, and nobody else", async () => {
  const { closings, told, wait } = waiters();
  const both = Promise.all([wait("a"), wait("a")]);
  void wait("b");
  closings.tell("a");
  await both;
  closings.tell("a");
  assert.deepEqual(told, ["a", "a"]);
});

test("who does not wait any more is let go, at once when it never did", async () => {
  const { told, wait } = waiters();
  const controller = new AbortController();
  const waiting = wait("a", controller.signal);
  controller.abort();
  await Promise.all([waiting, wait("b", controller.signal)]);
  assert.deepEqual(told, ["a", "b"]);
});

test("when nobody knows what has ended, all look again", async () => {
  const { closings, told, wait } = waiters();
  const all = Promise.all([wait("a"), wait("b")]);
  closings.tellAll();
  await all;
  assert.deepEqual(told, ["a", "b"]);
});
