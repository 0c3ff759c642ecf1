import assert from "node:assert/strict";
import { test } from "node:test";
import { invalid, openTables, refusal, type Tables } from "./partiql-fixture.ts";

const failed = (fields?: Readonly<Record<string, unknown>>) =>
  refusal("ConditionalCheckFailedException", "The conditional request failed", fields);
const duplicate = refusal("DuplicateItemException", "Duplicate primary key exists in table");

async function withOne(more = ""): Promise<Tables> {
  const tables = await openTables();
  await tables.run(`INSERT INTO "Plain" VALUE {'id': 1, 'n': 5, 's': 'x'${more}}`);
  return tables;
}

const one = async (tables: Tables, id = 1) => (await tables.call("GetItem", { TableName: "Plain", Key: { id: { N: String(id) } } })).Item;

test("INSERT writes literals and parameters of every type", async () => {
  const tables = await openTables();
  const answer = await tables.run(
    `INSERT INTO "Plain" VALUE {'id': 1, 's': 'it''s', 'n': -1.50e1, 'b': ?, 'yes': TRUE, 'nothing': null, 'l': [1, {'deep': ?}], 'ss': <<'a', 'b'>>, 'ns': <<1, 2.0>>, '__proto__': 'own'}`,
    [{ B: Uint8Array.of(255) }, { SS: ["z"] }],
  );
  assert.deepEqual(answer, { Items: [] });
  assert.deepEqual(Object.entries((await one(tables)) ?? {}), [
    ["id", { N: "1" }],
    ["s", { S: "it's" }],
    ["n", { N: "-15" }],
    ["b", { B: "/w==" }],
    ["yes", { BOOL: true }],
    ["nothing", { NULL: true }],
    ["l", { L: [{ N: "1" }, { M: { deep: { SS: ["z"] } } }] }],
    ["ss", { SS: ["a", "b"] }],
    ["ns", { NS: ["1", "2"] }],
    ["__proto__", { S: "own" }],
  ]);
  await tables.run(`INSERT INTO "Plain" VALUE ?`, [{ M: { id: { N: "2" } } }]);
  assert.deepEqual(await one(tables, 2), { id: { N: "2" } });
});

test("an INSERT of a key that is there changes nothing", async () => {
  const tables = await withOne();
  await assert.rejects(tables.run(`INSERT INTO "Plain" VALUE {'id': 1, 'other': 1}`), duplicate);
  assert.deepEqual(await one(tables), { id: { N: "1" }, n: { N: "5" }, s: { S: "x" } });
});

test("of INSERTs of one key at once, one succeeds", async () => {
  const tables = await openTables();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) => tables.run(`INSERT INTO Plain VALUE {'id': 9, 'by': ${at}}`)),
  );
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
});

test("an INSERT of what is no item of the table is refused", async () => {
  const tables = await openTables();
  await assert.rejects(
    tables.run(`INSERT INTO Plain VALUE {'x': 1}`),
    invalid("One or more parameter values were invalid: Missing the key id in the item"),
  );
  await assert.rejects(tables.run(`INSERT INTO Plain VALUE {'id': 'a'}`), invalid(/Type mismatch for key id expected: N actual: S/));
  await assert.rejects(tables.run(`INSERT INTO Plain VALUE [1]`), invalid(/must be a map/));
  await assert.rejects(tables.run(`INSERT INTO Plain VALUE {'id': 1, 'id': 2}`), invalid(/Duplicate attribute name: id/));
  await assert.rejects(tables.run(`INSERT INTO Plain VALUE {'id': MISSING}`), invalid(/^Unsupported value: MISSING/));
  await assert.rejects(tables.run(`INSERT INTO Plain VALUE {"id": 1}`), invalid(/Expected a string as the name of an attribute/));
  await assert.rejects(
    tables.run(`INSERT INTO Plain VALUE {'id': 1, 'x': y}`),
    invalid(/^Unsupported expression where a value is expected/),
  );
  await assert.rejects(
    tables.run(`INSERT INTO Plain VALUE {'id': 1, 'big': ?}`, [{ S: "x".repeat(410_000) }]),
    invalid("Item size has exceeded the maximum allowed size"),
  );
  const deep = `${"[".repeat(40)}1${"]".repeat(40)}`;
  await assert.rejects(
    tables.run(`INSERT INTO Plain VALUE {'id': 1, 'deep': ${deep}}`),
    invalid("Nesting Levels have exceeded supported limits"),
  );
});

test("UPDATE sets, computes and removes, all of it from the item as it was", async () => {
  const tables = await withOne(", 'l': [1, 2, 3], 'm': {'a': 1, 'b': 2}, 'tags': <<'a', 'b'>>");
  const answer = await tables.run(
    `UPDATE "Plain" SET n = n + 10, was = n SET l = list_append(l, ['end']) SET m.c = {'new': ?} SET tags = set_add(tags, <<'c'>>) SET fresh = set_add(fresh, <<1>>)
     REMOVE s REMOVE m.a WHERE id = 1`,
    [{ BOOL: false }],
  );
  assert.deepEqual(answer, { Items: [] });
  assert.deepEqual(await one(tables), {
    id: { N: "1" },
    n: { N: "15" },
    was: { N: "5" },
    l: { L: [{ N: "1" }, { N: "2" }, { N: "3" }, { S: "end" }] },
    m: { M: { b: { N: "2" }, c: { M: { new: { BOOL: false } } } } },
    tags: { SS: ["a", "b", "c"] },
    fresh: { NS: ["1"] },
  });
  await tables.run("UPDATE Plain SET tags = SET_DELETE(tags, <<'a', 'c'>>) REMOVE l[0] REMOVE l[1] WHERE id = 1");
  const { tags, l } = (await one(tables)) ?? {};
  assert.deepEqual([tags, l], [{ SS: ["b"] }, { L: [{ N: "3" }, { S: "end" }] }]);
  await tables.run("UPDATE Plain SET n = 100 - n - 1 WHERE id = 1");
  assert.deepEqual((await one(tables))?.["n"], { N: "84" });
});

test("numbers keep their 38 digits", async () => {
  const tables = await openTables();
  await tables.run("INSERT INTO Plain VALUE {'id': 1, 'n': 12345678901234567890123456789012345678}");
  await tables.run("UPDATE Plain SET n = n + 1 WHERE id = 1");
  assert.deepEqual((await one(tables))?.["n"], { N: "12345678901234567890123456789012345679" });
});

test("RETURNING shows what changed, or everything, before or after", async () => {
  const tables = await withOne();
  const returning = async (what: string) =>
    (await tables.run(`UPDATE Plain SET n = n + 1, made = 1 WHERE id = 1 RETURNING ${what} *`)).Items;
  assert.deepEqual(await returning("ALL OLD"), [{ id: { N: "1" }, n: { N: "5" }, s: { S: "x" } }]);
  assert.deepEqual(await returning("modified old"), [{ n: { N: "6" }, made: { N: "1" } }]);
  assert.deepEqual(await returning("MODIFIED NEW"), [{ n: { N: "8" }, made: { N: "1" } }]);
  assert.deepEqual(await returning("ALL NEW"), [{ id: { N: "1" }, n: { N: "9" }, s: { S: "x" }, made: { N: "1" } }]);
  assert.deepEqual((await tables.run("UPDATE Plain SET other = 1 WHERE id = 1 RETURNING MODIFIED OLD *")).Items, []);
  assert.deepEqual((await tables.run("DELETE FROM Plain WHERE id = 1 RETURNING ALL OLD *")).Items?.length, 1);
  assert.deepEqual((await tables.run("DELETE FROM Plain WHERE id = 1 RETURNING ALL OLD *")).Items, []);
  await assert.rejects(
    tables.run("DELETE FROM Plain WHERE id = 1 RETURNING ALL NEW *"),
    invalid("DELETE supports RETURNING ALL OLD * only"),
  );
});

test("an UPDATE of what is not there, or does not meet the condition, fails and creates nothing", async () => {
  const tables = await withOne();
  await assert.rejects(tables.run("UPDATE Plain SET n = 1 WHERE id = 2"), failed());
  assert.equal(await one(tables, 2), undefined);
  await assert.rejects(tables.run("UPDATE Plain SET n = 1 WHERE id = 1 AND n > 5"), failed());
  const old = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
  await assert.rejects(
    tables.run("UPDATE Plain SET n = 1 WHERE id = 1 AND s IS MISSING", undefined, old),
    failed({ Item: { id: { N: "1" }, n: { N: "5" }, s: { S: "x" } } }),
  );
  await tables.run("UPDATE Plain SET n = 1 WHERE n = 5 AND id = 1");
  assert.deepEqual((await one(tables))?.["n"], { N: "1" });
});

test("a DELETE of what is not there succeeds; one that does not meet its condition fails", async () => {
  const tables = await withOne();
  assert.deepEqual(await tables.run("DELETE FROM Plain WHERE id = 2 AND n = 5"), { Items: [] });
  await assert.rejects(tables.run("DELETE FROM Plain WHERE id = 1 AND n = 6"), failed());
  assert.deepEqual(await tables.run("DELETE FROM Plain WHERE id = 1 AND n = 5"), { Items: [] });
  assert.equal(await one(tables), undefined);
});

test("UPDATE and DELETE want an equality on every attribute of the key", async () => {
  const tables = await openTables();
  const notGiven = invalid("Where clause does not contain a mandatory equality on all key attributes");
  for (const where of [
    "",
    "WHERE Artist = 'a'",
    "WHERE Artist = 'a' AND begins_with(Title, 'b')",
    "WHERE Artist = 'a' OR Title = 'b'",
    "WHERE Artist IN ['a'] AND Title = 'b'",
    "WHERE Artist = Title AND Title = 'b'",
  ]) {
    await assert.rejects(tables.run(`UPDATE Music SET n = 1 ${where}`), notGiven, where);
    await assert.rejects(tables.run(`DELETE FROM Music ${where}`), notGiven, where);
  }
  await assert.rejects(tables.run("DELETE FROM Plain WHERE id = 'text'"), invalid("The provided key element does not match the schema"));
});

test("assignments that mean nothing are refused", async () => {
  const tables = await withOne(", 'tags': <<'a'>>");
  const refused: readonly (readonly [string, string | RegExp])[] = [
    ["SET id = 2", "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key"],
    ["SET a = 1, a = 2", /Two document paths overlap/],
    ["SET a.b = 1", "The document path provided in the update expression is invalid for update"],
    ["SET n = s + 1", /incorrect data type/],
    ["SET n = absent + 1", /refers to an attribute that does not exist in the item/],
    ["SET n = size(s)", /^Unsupported|not allowed/],
    ["SET n = upper(s)", "Unsupported function: upper at 1:22:5"],
    ["SET n = MISSING", /^Unsupported/],
    ["SET n = n * 2", /^Unsupported operator: \*/],
    ["SET tags = set_add(other, <<'a'>>)", /^Unsupported operands of set_add/],
    ["SET tags = set_add(tags, 'a')", /^Unsupported operand of set_add/],
    ["SET tags = set_add(tags, <<1>>)", /incorrect data type/],
    ["SET n = list_append(n, [1])", /incorrect data type/],
    ["SET n = n + 'x'", /Incorrect operand type for operator or function; operator or function: \+, operand type: S/],
  ];
  for (const [assignments, message] of refused)
    await assert.rejects(tables.run(`UPDATE Plain ${assignments} WHERE id = 1`), invalid(message), assignments);
  assert.deepEqual((await one(tables))?.["n"], { N: "5" });
});

test("writes consume capacity as PutItem, UpdateItem and DeleteItem do", async () => {
  const tables = await openTables();
  const units = async (statement: string) =>
    (await tables.run(statement, undefined, { ReturnConsumedCapacity: "TOTAL" })).ConsumedCapacity?.CapacityUnits;
  assert.equal(await units("INSERT INTO Plain VALUE {'id': 1}"), 1);
  assert.equal(await units("INSERT INTO Music VALUE {'Artist': 'a', 'Title': 't', 'Genre': 'g', 'Year': 1}"), 3);
  assert.equal(await units("UPDATE Plain SET a = 1 WHERE id = 1"), 1);
  assert.equal(await units("DELETE FROM Plain WHERE id = 1"), 1);
});
