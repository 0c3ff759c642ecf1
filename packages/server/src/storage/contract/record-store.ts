/** What every record store promises, as tests. */

import assert from "node:assert/strict";
import { RecordConflict, type RecordRange, type RecordStore } from "../ports/records.ts";
import { type ContractOptions, contract, type OpenedStore } from "./open-store.ts";

/** In the order the store must give them: by code point, where U+FFFD comes before U+1F600 (UTF-16 has it the other way). */
const oddKeys = [
  "!",
  "%",
  "%%",
  "'",
  "';--",
  "?",
  "A",
  "Z",
  "\\",
  "_",
  "__",
  "a",
  "a%",
  "a/b",
  "a_",
  "ab",
  "b",
  "é",
  "\ufffd",
  "😀",
  "😀x",
];

/** Resolves with the number of writes of each kind of outcome. */
async function outcomesOf(writes: readonly Promise<void>[]): Promise<{ readonly written: number; readonly conflicts: number }> {
  const settled = await Promise.allSettled(writes);
  const rejected = settled.filter((outcome) => outcome.status === "rejected");
  for (const { reason } of rejected) assert.ok(reason instanceof RecordConflict, String(reason));
  return { written: settled.length - rejected.length, conflicts: rejected.length };
}

export function recordStoreContract(name: string, open: () => Promise<OpenedStore>, options: ContractOptions = {}): void {
  contract(`${name}: records`, open, options, (promised) => {
    const promise = (sentence: string, body: (store: RecordStore, opened: OpenedStore) => Promise<void>) =>
      promised(sentence, (opened) => body(opened.store.records, opened));
    const put = (store: RecordStore, key: string, value: unknown, expectedRevision?: number) =>
      store.write([{ kind: "k", key, value, ...(expectedRevision === undefined ? {} : { expectedRevision }) }]);
    const keysOf = async (store: RecordStore, query: Partial<RecordRange> = {}) =>
      (await store.list("k", { limit: 1_000, ...query })).map(({ key }) => key);

    promise("a record comes back as it was written; one that is not there is undefined", async (store) => {
      const value = { text: "é😀\0'\"\\\ud800", list: [1, 2.5, null, true], nested: { empty: "" } };
      await put(store, "one", value);
      assert.deepEqual(await store.get("k", "one"), { kind: "k", key: "one", revision: 1, value });
      assert.equal(await store.get("k", "two"), undefined);
      assert.equal(await store.get("other", "one"), undefined);
    });

    promise("null, false and 0 are values; only undefined deletes", async (store) => {
      for (const value of [null, false, 0, ""]) {
        await put(store, "one", value);
        assert.deepEqual((await store.get("k", "one"))?.value, value);
      }
      await put(store, "one", undefined);
      assert.equal(await store.get("k", "one"), undefined);
    });

    promise("what a caller does to a value after the write or the read does not reach the store", async (store) => {
      const value = { list: [1] };
      await put(store, "one", value);
      value.list.push(2);
      (await store.get<typeof value>("k", "one"))?.value.list.push(3);
      assert.deepEqual((await store.get("k", "one"))?.value, { list: [1] });
    });

    promise("the revision counts the writes of its key, and starts again after a delete", async (store) => {
      await put(store, "one", "a");
      await put(store, "two", "a");
      await put(store, "one", "b");
      assert.equal((await store.get("k", "one"))?.revision, 2);
      assert.equal((await store.get("k", "two"))?.revision, 1);
      await put(store, "one", undefined);
      await put(store, "one", "c");
      assert.equal((await store.get("k", "one"))?.revision, 1);
    });

    promise("expected revision 0 creates, and conflicts with what is there", async (store) => {
      await put(store, "one", "first", 0);
      await assert.rejects(
        put(store, "one", "second", 0),
        (error) => error instanceof RecordConflict && error.kind === "k" && error.key === "one",
      );
      assert.deepEqual(await store.get("k", "one"), { kind: "k", key: "one", revision: 1, value: "first" });
    });

    promise("an expected revision must be the present one, to write and to delete", async (store) => {
      await assert.rejects(put(store, "one", "x", 1), RecordConflict);
      await assert.rejects(put(store, "one", undefined, 1), RecordConflict);
      await put(store, "one", "a");
      await put(store, "one", "b", 1);
      await assert.rejects(put(store, "one", "c", 1), RecordConflict);
      await assert.rejects(put(store, "one", "c", 3), RecordConflict);
      await assert.rejects(put(store, "one", undefined, 1), RecordConflict);
      assert.deepEqual(await store.get("k", "one"), { kind: "k", key: "one", revision: 2, value: "b" });
      await put(store, "one", undefined, 2);
      assert.equal(await store.get("k", "one"), undefined);
    });

    promise("deleting what is not there is no conflict unless a revision was expected", async (store) => {
      await put(store, "one", undefined);
      await put(store, "one", undefined, 0);
      await put(store, "one", "a");
      await assert.rejects(put(store, "one", undefined, 0), RecordConflict);
    });

    promise("a write of several records that conflicts in one writes none of them, and names that one", async (store) => {
      await put(store, "one", "a");
      const changes = [
        { kind: "k", key: "zero", value: "new" },
        { kind: "k", key: "one", value: undefined },
        { kind: "k", key: "two", value: "new", expectedRevision: 4 },
        { kind: "k", key: "three", value: "new" },
      ];
      await assert.rejects(store.write(changes), (error) => error instanceof RecordConflict && error.key === "two");
      assert.deepEqual(await keysOf(store), ["one"]);
      assert.equal((await store.get("k", "one"))?.revision, 1);
    });

    promise("of many changes of one form the one that conflicts is named", async (store) => {
      await put(store, "d", "there already");
      const changes = ["a", "b", "c", "d", "e"].map((key) => ({ kind: "k", key, value: "new", expectedRevision: 0 }));
      await assert.rejects(
        store.write([{ kind: "k", key: "first", value: "new" }, ...changes]),
        (error) => error instanceof RecordConflict && error.key === "d",
      );
      assert.deepEqual(await keysOf(store), ["d"]);
    });

    promise("the changes of one write see one another in their order", async (store) => {
      await store.write([
        { kind: "k", key: "one", value: "a", expectedRevision: 0 },
        { kind: "k", key: "one", value: "b", expectedRevision: 1 },
        { kind: "k", key: "two", value: "a" },
        { kind: "k", key: "two", value: undefined },
        { kind: "k", key: "two", value: "again", expectedRevision: 0 },
      ]);
      assert.deepEqual(await store.get("k", "one"), { kind: "k", key: "one", revision: 2, value: "b" });
      assert.deepEqual(await store.get("k", "two"), { kind: "k", key: "two", revision: 1, value: "again" });
    });

    promise("a write of nothing is taken", async (store) => {
      await store.write([]);
    });

    promise("kinds do not see one another", async (store) => {
      await store.write([
        { kind: "a", key: "x", value: 1 },
        { kind: "ab", key: "x", value: 2 },
        { kind: "A", key: "x", value: 3 },
      ]);
      assert.deepEqual(
        (await store.list("a", { limit: 10 })).map(({ value }) => value),
        [1],
      );
      assert.equal((await store.get("A", "x"))?.value, 3);
    });

    promise("a list is in the order of the code points, whatever characters the keys hold", async (store) => {
      await store.write(oddKeys.toReversed().map((key) => ({ kind: "k", key, value: key })));
      assert.deepEqual(await keysOf(store), oddKeys);
      for (const key of oddKeys) assert.equal((await store.get("k", key))?.value, key);
    });

    promise("a prefix is taken literally: no character in it is a wildcard, and case counts", async (store) => {
      await store.write(
        [...oddKeys, "a\u{10ffff}", "a\u{10ffff}b", "\u{d7ff}x", "\u{10ffff}y"].map((key) => ({ kind: "k", key, value: 1 })),
      );
      for (const prefix of [
        "%",
        "_",
        "a",
        "a_",
        "a/",
        "A",
        "'",
        "?",
        "\\",
        "é",
        "😀",
        "\ufffd",
        "\u{d7ff}",
        "\u{10ffff}",
        "a\u{10ffff}",
        "nothing",
      ]) {
        const expected = (await keysOf(store)).filter((key) => key.startsWith(prefix));
        assert.deepEqual(await keysOf(store, { prefix }), expected, `prefix ${prefix}`);
      }
      assert.deepEqual(await keysOf(store, { prefix: "a" }), ["a", "a%", "a/b", "a_", "ab", "a\u{10ffff}", "a\u{10ffff}b"]);
    });

    promise("pages follow one another by the last key, also within a prefix", async (store) => {
      await store.write(oddKeys.map((key) => ({ kind: "k", key, value: 1 })));
      for (const prefix of ["", "a", "😀"]) {
        const listed: string[] = [];
        for (let after = ""; ; ) {
          const page = await keysOf(store, { prefix, after, limit: 2 });
          assert.ok(page.length <= 2);
          listed.push(...page);
          const last = page.at(-1);
          if (last === undefined) break;
          after = last;
        }
        assert.deepEqual(
          listed,
          oddKeys.filter((key) => key.startsWith(prefix)),
        );
      }
    });

    promise("a list may begin after a key that is not there, before or beyond the prefix", async (store) => {
      await store.write(["a1", "a3", "b1"].map((key) => ({ kind: "k", key, value: 1 })));
      assert.deepEqual(await keysOf(store, { after: "a2" }), ["a3", "b1"]);
      assert.deepEqual(await keysOf(store, { prefix: "b", after: "a" }), ["b1"]);
      assert.deepEqual(await keysOf(store, { prefix: "a", after: "b" }), []);
    });

    promise("a range has a first key, a key it ends before, and either direction", async (store) => {
      await store.write(oddKeys.map((key) => ({ kind: "k", key, value: 1 })));
      const from = (key: string) => oddKeys.slice(oddKeys.indexOf(key));
      assert.deepEqual(await keysOf(store, { from: "a" }), from("a"));
      assert.deepEqual(await keysOf(store, { from: "a!" }), from("a%"));
      assert.deepEqual(await keysOf(store, { from: "a", before: "b" }), ["a", "a%", "a/b", "a_", "ab"]);
      assert.deepEqual(await keysOf(store, { after: "a", before: "b\u0001" }), ["a%", "a/b", "a_", "ab", "b"]);
      assert.deepEqual(await keysOf(store, { reverse: true }), oddKeys.toReversed());
      assert.deepEqual(await keysOf(store, { reverse: true, limit: 2 }), ["😀x", "😀"]);
      assert.deepEqual(await keysOf(store, { prefix: "a", reverse: true, limit: 2 }), ["ab", "a_"]);
      assert.deepEqual(await keysOf(store, { prefix: "a", before: "ab", reverse: true, limit: 2 }), ["a_", "a/b"]);
      assert.deepEqual(await keysOf(store, { from: "b", before: "a" }), []);
      assert.deepEqual(await keysOf(store, { from: "b", before: "a", reverse: true }), []);
    });

    promise("a range sees keys that were added, removed and added again since the last one", async (store) => {
      const many = Array.from({ length: 40 }, (_, index) => `k${String(index).padStart(2, "0")}`);
      await store.write(many.map((key) => ({ kind: "k", key, value: 1 })));
      assert.deepEqual(await keysOf(store), many);
      await put(store, "k10", undefined);
      await put(store, "k20", undefined);
      await put(store, "k20", 2);
      await put(store, "k05x", 2);
      const expected = [...many.filter((key) => key !== "k10"), "k05x"].sort();
      assert.deepEqual(await keysOf(store), expected);
      assert.deepEqual(await keysOf(store, { reverse: true }), expected.toReversed());
    });

    promise("of many that create the same key, one does", async (store) => {
      const outcomes = await outcomesOf(Array.from({ length: 30 }, (_, index) => put(store, "one", index, 0)));
      assert.deepEqual(outcomes, { written: 1, conflicts: 29 });
    });

    promise("of many that write from the same revision, one does", async (store) => {
      await put(store, "one", "a");
      const outcomes = await outcomesOf(Array.from({ length: 30 }, (_, index) => put(store, "one", index, 1)));
      assert.deepEqual(outcomes, { written: 1, conflicts: 29 });
      assert.equal((await store.get("k", "one"))?.revision, 2);
    });

    promise("many unconditional writes at once are all counted", async (store) => {
      await Promise.all(Array.from({ length: 60 }, (_, index) => put(store, "one", index)));
      assert.equal((await store.get("k", "one"))?.revision, 60);
    });

    promise("writes that take the same records in opposite order all end", async (store) => {
      const forth = ["a", "b", "c", "d"].map((key) => ({ kind: "k", key, value: 1 }));
      await Promise.all(Array.from({ length: 8 }, (_, index) => store.write(index % 2 === 0 ? forth : forth.toReversed())));
      assert.deepEqual(
        (await store.list("k", { limit: 10 })).map(({ revision }) => revision),
        [8, 8, 8, 8],
      );
    });

    promise("a read sees every write that was answered before it", async (store) => {
      await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          await put(store, `key ${index}`, index);
          assert.equal((await store.get("k", `key ${index}`))?.value, index);
          assert.equal((await store.list("k", { prefix: `key ${index}`, limit: 1 }))[0]?.value, index);
        }),
      );
    });

    if (options.forgets) return;
    promise("reopened, it holds what was written and not what was deleted", async (store, opened) => {
      await store.write(["a", "b"].map((key) => ({ kind: "k", key, value: { key } })));
      await put(store, "b", { key: "b", again: true });
      await put(store, "a", undefined);
      const again = (await opened.reopen()).records;
      assert.deepEqual(await again.list("k", { limit: 10 }), [{ kind: "k", key: "b", revision: 2, value: { key: "b", again: true } }]);
    });
  });
}
