import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryRecords } from "../storage/memory/records.ts";
import { changeStored, everyRecord, pageOf, placeIn, tokenOf } from "./index.ts";

const contended = () => new Error("contended");

test("changes made at the same time are all made", async () => {
  const records = memoryRecords();
  await Promise.all([1, 2, 3].map((step) => changeStored<number>(records, "k", "a", (value = 0) => value + step, { contended })));
  assert.equal((await records.get<number>("k", "a"))?.value, 6);
});

test("what belongs to a change is written with it or not at all", async () => {
  const records = memoryRecords();
  const also = (before: number | undefined) => [{ kind: "log", key: `${before}`, value: true }];
  await changeStored<number>(records, "k", "a", () => 1, { also, contended });
  await changeStored<number>(records, "k", "a", () => undefined, { also, contended });
  assert.equal(await changeStored<number>(records, "k", "a", () => undefined, { also, contended }), undefined);
  assert.deepEqual(
    (await records.list("log", { limit: 9 })).map(({ key }) => key),
    ["1", "undefined"],
  );
  assert.equal(await records.get("k", "a"), undefined);
});

test("who never gets a turn is told", async () => {
  const records = memoryRecords();
  await records.write([{ kind: "k", key: "a", value: 0 }]);
  const get = records.get.bind(records);
  const busy = {
    ...records,
    async get<T>(kind: string, key: string) {
      const found = await get<T>(kind, key);
      await records.write([{ kind, key, value: 1 }]);
      return found;
    },
  };
  await assert.rejects(
    changeStored<number>(busy, "k", "a", () => 2, { contended }),
    /contended/,
  );
});

test("pages hold what is wanted, and the last one has no more", async () => {
  const records = memoryRecords();
  await records.write(Array.from({ length: 20 }, (_, n) => ({ kind: "k", key: `a/${String(n).padStart(2, "0")}`, value: n })));
  await records.write([{ kind: "k", key: "b/00", value: 0 }]);
  const even: number[] = [];
  let after: string | undefined;
  do {
    const page = await pageOf<number>(records, "k", { prefix: "a/", after, limit: 3 }, (n) => n % 2 === 0);
    assert.ok(page.rows.length <= 3);
    even.push(...page.rows.map(({ value }) => value));
    after = page.more;
  } while (after !== undefined);
  assert.deepEqual(even, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  const all: string[] = [];
  for await (const { key } of everyRecord(records, "k", { atATime: 4 })) all.push(key);
  assert.equal(all.length, 21);
});

test("tokens give back their place, and nothing else is one", () => {
  assert.equal(placeIn(tokenOf("näme/x")), "näme/x");
  for (const wrong of ["", "***", `${tokenOf("a")}=`, tokenOf("a\0b")]) assert.equal(placeIn(wrong), undefined);
});
