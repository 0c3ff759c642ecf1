import assert from "node:assert/strict";
import { test } from "node:test";
import { fileStoreContract, storeContract } from "../contract/index.ts";
import { memoryFiles, openMemoryStore } from "./index.ts";

fileStoreContract("memory", async () => memoryFiles());

const nothingKept = () => Promise.reject(new Error("memory keeps nothing"));

storeContract(
  "memory",
  async () => {
    const store = openMemoryStore();
    return { store, reopen: nothingKept, close: () => store.close() };
  },
  { forgets: true },
);

test("a write of very many changes takes no more time for each", async () => {
  const { records } = openMemoryStore();
  const { user: beforeMicros } = process.cpuUsage();
  await records.write(Array.from({ length: 100_000 }, (_, number) => ({ kind: "k", key: String(number % 60_000), value: number })));
  assert.equal((await records.get<number>("k", "1"))?.value, 60_001);
  // A tenth of a second; forty where each change looks through all before it.
  assert.ok(process.cpuUsage().user - beforeMicros < 10_000_000);
});
