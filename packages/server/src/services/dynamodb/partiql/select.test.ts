import assert from "node:assert/strict";
import { test } from "node:test";
import { invalid, openTables, refusal, type Tables } from "./partiql-fixture.ts";

async function withSongs(): Promise<Tables> {
  const tables = await openTables();
  const songs = [
    ["Acme", "Alpha", "Rock", 2001, { Price: { N: "1.5" }, Tags: { SS: ["a", "b"] } }],
    ["Acme", "Beta", "Jazz", 1999, { Awards: { L: [{ S: "first" }, { S: "second" }] } }],
    ["Acme", "Gamma", "Rock", 2010, { Info: { M: { Label: { S: "L1" }, Plays: { L: [{ N: "7" }] } } } }],
    ["Bobs", "Alpha", "Rock", 2005, { Gone: { NULL: true } }],
    ["Cars", "Drive", "Pop", 1984, { Flag: { BOOL: true } }],
  ] as const;
  for (const [artist, title, genre, year, more] of songs) {
    await tables.call("PutItem", {
      TableName: "Music",
      Item: { Artist: { S: artist }, Title: { S: title }, Genre: { S: genre }, Year: { N: String(year) }, ...more },
    });
  }
  return tables;
}

/** `Artist/Title` of what a SELECT answers. */
async function found(tables: Tables, condition: string, ...parameters: readonly (string | number)[]): Promise<string[]> {
  const values = parameters.map((value) => (typeof value === "number" ? { N: String(value) } : { S: value }));
  const { Items = [] } = await tables.run(`SELECT * FROM Music WHERE ${condition}`, values.length === 0 ? undefined : values);
  return Items.map(({ Artist, Title }) => `${Artist?.S}/${Title?.S}`);
}

test("the whole key finds one item", async () => {
  const tables = await withSongs();
  assert.deepEqual(await found(tables, "Artist = 'Acme' AND Title = 'Beta'"), ["Acme/Beta"]);
  assert.deepEqual(await found(tables, "? = Title AND Artist = ?", "Beta", "Acme"), ["Acme/Beta"]);
  assert.deepEqual(await found(tables, "Artist = 'Acme' AND Title = 'None'"), []);
  assert.deepEqual(await found(tables, "Artist = 'Acme' AND Title = 'Beta' AND Genre = 'Rock'"), []);
});

test("a partition is read in the order of its sort keys, narrowed by a condition on them", async () => {
  const tables = await withSongs();
  assert.deepEqual(await found(tables, "Artist = 'Acme'"), ["Acme/Alpha", "Acme/Beta", "Acme/Gamma"]);
  assert.deepEqual(await found(tables, "Artist = 'Acme' AND Title > 'Alpha'"), ["Acme/Beta", "Acme/Gamma"]);
  assert.deepEqual(await found(tables, "Artist = 'Acme' AND 'Beta' >= Title"), ["Acme/Alpha", "Acme/Beta"]);
  assert.deepEqual(await found(tables, "Artist = 'Acme' AND Title BETWEEN 'B' AND 'H'"), ["Acme/Beta", "Acme/Gamma"]);
  assert.deepEqual(await found(tables, "Artist = 'Acme' AND begins_with(Title, 'G')"), ["Acme/Gamma"]);
  assert.deepEqual(await found(tables, "Artist = 'Acme' AND Title > 'Alpha' AND Title < 'Gamma'"), ["Acme/Beta"]);
  assert.deepEqual(await found(tables, "Artist = 'Acme' AND Artist = 'Bobs'"), []);
  assert.deepEqual(await found(tables, "Artist = 'Acme' AND Title <> 'Beta'"), ["Acme/Alpha", "Acme/Gamma"]);
});

test("several partitions: IN, or equalities joined by OR", async () => {
  const tables = await withSongs();
  assert.deepEqual(await found(tables, "Artist IN ['Cars', 'Bobs', 'Cars']"), ["Cars/Drive", "Bobs/Alpha"]);
  assert.deepEqual(await found(tables, "Artist = 'Bobs' OR Artist = ? OR Artist IN ('None')", "Cars"), ["Bobs/Alpha", "Cars/Drive"]);
  assert.deepEqual(await found(tables, "Artist IN ['Acme', 'Bobs'] AND Title = 'Alpha'"), ["Acme/Alpha", "Bobs/Alpha"]);
  const { ConsumedCapacity } = await tables.run("SELECT * FROM Music WHERE Artist IN ['Acme', 'Bobs', 'Cars']", undefined, {
    ReturnConsumedCapacity: "INDEXES",
  });
  assert.deepEqual(ConsumedCapacity, { TableName: "Music", CapacityUnits: 1.5, Table: { CapacityUnits: 1.5 } });
});

test("at most fifty values of the partition key, and a hundred of another attribute", async () => {
  const tables = await withSongs();
  const list = (count: number) => Array.from({ length: count }, (_, at) => `'${at}'`).join(",");
  assert.deepEqual(await found(tables, `Artist IN [${list(50)}]`), []);
  await assert.rejects(found(tables, `Artist IN [${list(51)}]`), invalid(/^Too many operands for the IN operator/));
  assert.deepEqual(await found(tables, `Genre IN [${list(100)}]`), []);
  await assert.rejects(found(tables, `Genre IN [${list(101)}]`), invalid(/^Too many operands for the IN operator/));
});

test("without its partition everything is read, and the condition asked of each item", async () => {
  const tables = await withSongs();
  const all = async (condition: string) => (await found(tables, condition)).sort();
  assert.deepEqual(await all("Year > 2000"), ["Acme/Alpha", "Acme/Gamma", "Bobs/Alpha"]);
  assert.deepEqual(await all("Artist = 'Cars' OR Year = 1999"), ["Acme/Beta", "Cars/Drive"]);
  assert.deepEqual(await all("NOT Genre = 'Rock'"), ["Acme/Beta", "Cars/Drive"]);
  assert.deepEqual(await all("Genre NOT IN ['Rock', 'Pop']"), ["Acme/Beta"]);
  assert.deepEqual(await all("Year NOT BETWEEN 1990 AND 2009"), ["Acme/Gamma", "Cars/Drive"]);
  assert.deepEqual(await all("Artist > 'B' AND Title = 'Alpha'"), ["Bobs/Alpha"]);
  assert.deepEqual(await all("Info.Label = 'L1'"), ["Acme/Gamma"]);
  assert.deepEqual(await all("Info.Plays[0] = 7"), ["Acme/Gamma"]);
  assert.deepEqual(await all("Flag = true"), ["Cars/Drive"]);
  assert.deepEqual(await all("Awards = ['first', 'second']"), ["Acme/Beta"]);
  assert.deepEqual(await all("Tags = <<'b', 'a'>>"), ["Acme/Alpha"]);
  assert.deepEqual(await all("Info = {'Label': 'L1', 'Plays': [7]}"), ["Acme/Gamma"]);
  assert.deepEqual((await tables.run("SELECT * FROM Music")).Items?.length, 5);
});

test("functions, MISSING and types", async () => {
  const tables = await withSongs();
  const all = async (condition: string) => (await found(tables, condition)).sort();
  assert.deepEqual(await all("contains(Tags, 'a')"), ["Acme/Alpha"]);
  assert.deepEqual(await all("contains(Artist, 'ob')"), ["Bobs/Alpha"]);
  assert.deepEqual(await all("begins_with(Genre, 'R') AND size(Genre) = 4 AND Year > 2008"), ["Acme/Gamma"]);
  assert.deepEqual(await all("attribute_type(Awards, 'L')"), ["Acme/Beta"]);
  assert.deepEqual(await all("Price IS NOT MISSING"), ["Acme/Alpha"]);
  assert.deepEqual(await all("Genre = 'Rock' AND Price IS MISSING AND Info IS MISSING"), ["Bobs/Alpha"]);
  assert.deepEqual(await all("Price <> MISSING"), ["Acme/Alpha"]);
  assert.deepEqual(await all("Gone IS NULL"), ["Bobs/Alpha"]);
  assert.deepEqual(await all("Gone = NULL"), ["Bobs/Alpha"]);
  assert.deepEqual(await all("Gone IS NOT NULL AND Year < 1990"), ["Cars/Drive"]);
  assert.deepEqual(await all("Flag IS BOOLEAN OR Tags IS BAG"), ["Acme/Alpha", "Cars/Drive"]);
});

test("conditions that mean nothing are refused", async () => {
  const tables = await withSongs();
  const refused: readonly (readonly [string, string | RegExp])[] = [
    ["Flag", /^Unsupported expression where a condition is expected/],
    ["upper(Genre) = 'X'", "Unsupported function: upper at 1:27:5"],
    ["size(Genre)", "Unsupported function: size at 1:27:4"],
    ["Year + 1 = 2000", /^Unsupported operand/],
    ["Year < MISSING", /^Unsupported use of MISSING/],
    ["Genre IN []", /^Unsupported operand of IN/],
    ["Genre IN 'x'", /^Unsupported operand of IN/],
    ["Genre IS INT", "Unsupported type: INT at 1:33:2"],
    ["EXISTS(SELECT * FROM Music)", "EXISTS can only be used as a statement of a transaction"],
    ["Year BETWEEN 3 AND 1", /requires upper bound to be greater than or equal to lower bound/],
    ["begins_with(Genre, 3)", /Incorrect operand type for operator or function; operator or function: begins_with, operand type: N/],
    ["contains(Genre)", /Incorrect number of operands/],
    ["Artist = 3", /Condition parameter type does not match schema type/],
    ["Artist = 'a' AND Title > 3", /Condition parameter type does not match schema type/],
    ["Artist = ''", /cannot contain an empty string value/],
    ["Tags = <<1, 'a'>>", /^Unsupported set/],
    ["Tags = <<>>", /^Unsupported empty set/],
    ["Tags = <<'a', 'a'>>", /contains duplicates/],
  ];
  for (const [condition, message] of refused) await assert.rejects(found(tables, condition), invalid(message), condition);
  await assert.rejects(
    found(tables, Array.from({ length: 302 }, () => "a=1").join(" OR ")),
    invalid(/too many operators; operator count: 603/),
  );
});

test("a projection shows what is at its paths, under their last names", async () => {
  const tables = await withSongs();
  const shown = async (projection: string, title: string) =>
    (await tables.run(`SELECT ${projection} FROM Music WHERE Artist = 'Acme' AND Title = '${title}'`)).Items;
  assert.deepEqual(await shown("Title, Year", "Alpha"), [{ Title: { S: "Alpha" }, Year: { N: "2001" } }]);
  assert.deepEqual(await shown("Info.Label, Info.Plays[0], Awards[1]", "Gamma"), [{ Label: { S: "L1" }, "Plays[0]": { N: "7" } }]);
  assert.deepEqual(await shown("Awards[1], Title", "Beta"), [{ "Awards[1]": { S: "second" }, Title: { S: "Beta" } }]);
  assert.deepEqual(await shown("Nowhere", "Beta"), [{}]);
  assert.deepEqual((await tables.run("SELECT Awards[1] FROM Music WHERE Artist = 'Acme'")).Items, [
    {},
    { "Awards[1]": { S: "second" } },
    {},
  ]);
});

test("an index is read by its own key", async () => {
  const tables = await withSongs();
  const titles = async (statement: string) => (await tables.run(statement)).Items?.map(({ Artist, Title }) => `${Artist?.S}/${Title?.S}`);
  assert.deepEqual(await titles(`SELECT * FROM "Music"."by-genre" WHERE Genre = 'Rock'`), ["Acme/Alpha", "Bobs/Alpha", "Acme/Gamma"]);
  assert.deepEqual(await titles(`SELECT * FROM "Music"."by-genre" WHERE Genre = 'Rock' AND "Year" < 2006 ORDER BY "Year" DESC`), [
    "Bobs/Alpha",
    "Acme/Alpha",
  ]);
  assert.deepEqual(await titles(`SELECT * FROM "Music"."by-year" WHERE Artist = 'Acme'`), ["Acme/Beta", "Acme/Alpha", "Acme/Gamma"]);
  // A local index reads what it does not hold from the table; a global one does not.
  assert.deepEqual((await tables.run(`SELECT Price FROM "Music"."by-year" WHERE Artist = 'Acme' AND "Year" = 2001`)).Items, [
    { Price: { N: "1.5" } },
  ]);
  await assert.rejects(tables.run(`SELECT Price FROM "Music"."by-genre" WHERE Genre = 'Rock'`), invalid(/does not project \[Price\]/));
  await assert.rejects(tables.run(`SELECT * FROM "Music"."by-genre" WHERE Price = 1`), invalid(/does not project \[Price\]/));
  await assert.rejects(tables.run(`SELECT * FROM "Music"."none"`), invalid("The table does not have the specified index: none"));
  await assert.rejects(
    tables.run(`SELECT * FROM "Music"."by-genre"`, undefined, { ConsistentRead: true }),
    invalid("Consistent reads are not supported on global secondary indexes"),
  );
});

test("ORDER BY names the key of what is read", async () => {
  const tables = await withSongs();
  assert.deepEqual(await found(tables, "Artist = 'Acme' ORDER BY Title DESC"), ["Acme/Gamma", "Acme/Beta", "Acme/Alpha"]);
  assert.deepEqual(await found(tables, "Artist = 'Acme' ORDER BY Title"), ["Acme/Alpha", "Acme/Beta", "Acme/Gamma"]);
  assert.deepEqual(await found(tables, "Artist IN ['Bobs', 'Cars', 'Acme'] ORDER BY Artist DESC"), [
    "Cars/Drive",
    "Bobs/Alpha",
    "Acme/Alpha",
    "Acme/Beta",
    "Acme/Gamma",
  ]);
  assert.deepEqual(await found(tables, "Artist IN ['Bobs', 'Acme'] ORDER BY Artist, Title DESC"), [
    "Acme/Gamma",
    "Acme/Beta",
    "Acme/Alpha",
    "Bobs/Alpha",
  ]);
  await assert.rejects(
    tables.run("SELECT * FROM Music ORDER BY Title"),
    invalid("Must have WHERE clause in the statement when using ORDER BY clause."),
  );
  await assert.rejects(
    found(tables, "Genre = 'Rock' ORDER BY Title"),
    invalid("Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause."),
  );
  await assert.rejects(
    found(tables, "Artist = 'Acme' ORDER BY Genre"),
    invalid("Variable reference Genre in ORDER BY clause must be part of the primary key"),
  );
  await assert.rejects(found(tables, "Artist IN ['Acme', 'Bobs'] ORDER BY Title"), invalid(/^ORDER BY must begin with Artist/));
});

test("a partition's descending order is that of its own ORDER BY only", async () => {
  const tables = await withSongs();
  assert.deepEqual(await found(tables, "Artist = 'Acme' ORDER BY Artist DESC"), ["Acme/Alpha", "Acme/Beta", "Acme/Gamma"]);
});

test("pages go on where the last one ended, over partitions too", async () => {
  const tables = await withSongs();
  for (const statement of [
    "SELECT * FROM Music",
    "SELECT * FROM Music WHERE Artist IN ['Cars', 'Acme', 'None', 'Bobs']",
    "SELECT * FROM Music WHERE Artist IN ['Cars', 'Acme', 'None', 'Bobs'] ORDER BY Artist DESC, Title DESC",
    `SELECT * FROM "Music"."by-genre"`,
  ]) {
    const whole = (await tables.run(statement)).Items;
    assert.equal(whole?.length, 5);
    for (const Limit of [1, 2, 3, 5]) {
      const pages = [];
      let NextToken: string | undefined;
      do {
        const page = await tables.run(statement, undefined, { Limit, ...(NextToken === undefined ? {} : { NextToken }) });
        assert.ok((page.Items?.length ?? 0) <= Limit);
        pages.push(...(page.Items ?? []));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      assert.deepEqual(pages, whole, `${statement} by ${Limit}`);
    }
  }
});

test("Limit counts what is read, not what is shown", async () => {
  const tables = await withSongs();
  const page = await tables.run("SELECT * FROM Music WHERE Artist = 'Acme' AND Genre = 'Jazz'", undefined, { Limit: 1 });
  assert.deepEqual(page.Items, []);
  assert.deepEqual(page.LastEvaluatedKey, { Artist: { S: "Acme" }, Title: { S: "Alpha" } });
  assert.ok(page.NextToken);
});

test("a NextToken is good for its own statement, parameters and table only", async () => {
  const tables = await withSongs();
  const statement = "SELECT * FROM Music WHERE Artist = ?";
  const { NextToken } = await tables.run(statement, [{ S: "Acme" }], { Limit: 1 });
  assert.ok(NextToken);
  const { Items } = await tables.run(statement, [{ S: "Acme" }], { NextToken, Limit: 1 });
  assert.deepEqual(
    Items?.map(({ Title }) => Title?.S),
    ["Beta"],
  );
  await assert.rejects(tables.run(statement, [{ S: "Bobs" }], { NextToken }), invalid("NextToken does not match request"));
  await assert.rejects(tables.run(`${statement} `, [{ S: "Acme" }], { NextToken }), invalid("NextToken does not match request"));
  await assert.rejects(tables.run("SELECT * FROM Plain", undefined, { NextToken }), invalid("Invalid NextToken"));
  for (const made of ["x", "", NextToken.slice(1), `${NextToken}AAAA`, NextToken.replace(/^./, (first) => (first === "A" ? "B" : "A"))]) {
    await assert.rejects(tables.run(statement, [{ S: "Acme" }], { NextToken: made }), invalid("Invalid NextToken"), made);
  }
  await assert.rejects(tables.run("DELETE FROM Plain WHERE id = 1", undefined, { NextToken }), invalid("NextToken does not match request"));
});

test("a megabyte is the end of a page, also without a limit", async () => {
  const tables = await openTables();
  const text = "x".repeat(300_000);
  for (let at = 0; at < 6; at++)
    await tables.call("PutItem", { TableName: "Music", Item: { Artist: { S: `a${at % 3}` }, Title: { S: `t${at}` }, text: { S: text } } });
  const statement = "SELECT * FROM Music WHERE Artist IN ['a0', 'a1', 'a2']";
  const first = await tables.run(statement);
  assert.equal(first.Items?.length, 4);
  assert.ok(first.NextToken);
  assert.equal(first.LastEvaluatedKey, undefined);
  const second = await tables.run(statement, undefined, { NextToken: first.NextToken });
  assert.equal(second.Items?.length, 2);
  assert.equal(second.NextToken, undefined);
});

test("binary comes in by parameters, in keys as well", async () => {
  const tables = await openTables();
  await tables.call("CreateTable", {
    TableName: "Bytes",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "key", AttributeType: "B" }],
    KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
  });
  for (const byte of [1, 2, 3]) await tables.run(`INSERT INTO "Bytes" VALUE {'key': ?}`, [{ B: Uint8Array.of(byte) }]);
  const seen: unknown[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = await tables.run('SELECT * FROM "Bytes"', undefined, { Limit: 1, ...(NextToken === undefined ? {} : { NextToken }) });
    seen.push(...(page.Items ?? []).map(({ key }) => key?.B));
    NextToken = page.NextToken;
    if (NextToken === undefined) break;
  }
  assert.deepEqual(seen.sort(), ["AQ==", "Ag==", "Aw=="]);
  assert.equal((await tables.run(`SELECT * FROM "Bytes" WHERE "key" = ?`, [{ B: Uint8Array.of(2) }])).Items?.length, 1);
});

test("what is asked of no table, or with other parameters than its own, is refused", async () => {
  const tables = await openTables();
  await assert.rejects(tables.run("SELECT * FROM Nowhere"), refusal("ResourceNotFoundException", "Requested resource not found"));
  const unequal = invalid("Number of parameters in request and statement don't match.");
  await assert.rejects(tables.run("SELECT * FROM Plain WHERE id = ?"), unequal);
  await assert.rejects(tables.run("SELECT * FROM Plain", [{ N: "1" }]), unequal);
  await assert.rejects(tables.run("SELECT * FROM Plain WHERE id = ?", [{ N: "1" }, { N: "2" }]), unequal);
  await assert.rejects(tables.run("SELECT * FROM Plain WHERE id = ?", [{}]), invalid(/^Supplied AttributeValue is empty/));
  await assert.rejects(tables.run("EXISTS(SELECT * FROM Plain WHERE id = 1)"), invalid("EXISTS can only be used in transactions"));
});

test("a page is consumed capacity as a Query or a Scan is, an item as a GetItem is", async () => {
  const tables = await withSongs();
  const units = async (statement: string, ConsistentRead: boolean) =>
    (await tables.run(statement, undefined, { ReturnConsumedCapacity: "TOTAL", ConsistentRead })).ConsumedCapacity?.CapacityUnits;
  assert.equal(await units("SELECT * FROM Music WHERE Artist = 'Acme' AND Title = 'None'", false), 0.5);
  assert.equal(await units("SELECT * FROM Music WHERE Artist = 'Acme' AND Title = 'Beta'", true), 1);
  assert.equal(await units("SELECT * FROM Music", true), 1);
});
