/** DynamoDB under attack: JSON, names, expressions, statements, numbers, sizes, transactions and page keys that mean harm. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { assertRefused, assertUnharmed, eventLoopDelayMaxMs, refusalMaxMs } from "./refusals.ts";
import { type Answer, authorization, openTarget, probe, type Target } from "./target.ts";

const mb = 1_048_576;
const peakBytesMax = 700 * mb;
const itemBytesMax = 409_600;

let target: Target;

const askText = (operation: string, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  target.request("POST", "/", {
    service: "dynamodb",
    body,
    headers: { "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": `DynamoDB_20120810.${operation}`, ...headers },
  });
const ask = (operation: string, input: unknown): Promise<Answer> => askText(operation, JSON.stringify(input));
const done = async (operation: string, input: unknown): Promise<Answer> => {
  const answer = await ask(operation, input);
  assert.equal(answer.status, 200, `${operation}: ${answer.text.slice(0, 300)}`);
  return answer;
};
const refused = async (operation: string, input: unknown, code: string | RegExp = "ValidationException", what = ""): Promise<void> => {
  const answer = await ask(operation, input);
  assertRefused(answer, "json", code, `${operation} ${what}`);
  assert.ok(answer.tookMs < refusalMaxMs, `${operation} ${what}: ${answer.tookMs} ms`);
};
const put = (item: Readonly<Record<string, unknown>>) => done("PutItem", { TableName: "things", Item: item });
const get = async (p: string, s = "0") => (await done("GetItem", { TableName: "things", Key: key(p, s) })).body.Item;
const key = (p: string, s = "0") => ({ p: { S: p }, s: { N: s } });
const kept = async () => assert.deepEqual(await get("kept"), { ...key("kept"), v: { S: "kept" } });

before(async () => {
  target = await openTarget(["--log-level", "warn"]);
  const keys = [
    { AttributeName: "p", KeyType: "HASH" },
    { AttributeName: "s", KeyType: "RANGE" },
  ];
  const attributes = [
    { AttributeName: "p", AttributeType: "S" },
    { AttributeName: "s", AttributeType: "N" },
  ];
  await done("CreateTable", { TableName: "things", KeySchema: keys, AttributeDefinitions: attributes, BillingMode: "PAY_PER_REQUEST" });
  await put({ ...key("kept"), v: { S: "kept" } });
});

after(() => target?.close());

/** A value so deep in lists or maps. */
const inLists = (levels: number) => `${'{"L":['.repeat(levels)}{"N":"1"}${"]}".repeat(levels)}`;
const inMaps = (levels: number) => `${'{"M":{"m":'.repeat(levels)}{"N":"1"}${"}}".repeat(levels)}`;

describe("requests", () => {
  test("bodies longer than allowed are refused, announced, unannounced and packed", async () => {
    const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: DynamoDB_20120810.PutItem\r\nAuthorization: ${authorization("dynamodb")}\r\n`;
    const announced = await target.raw(`${head}Content-Length: ${100 * mb}\r\n\r\n`, 500);
    assert.match(announced.text, /^HTTP\/1\.1 413 [\s\S]*RequestEntityTooLargeException/);
    const chunk = `100000\r\n${"x".repeat(mb)}\r\n`;
    const unannounced = await target.raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(30)}0\r\n\r\n`, 2_000);
    assert.match(unannounced.text, /^HTTP\/1\.1 413 [\s\S]*RequestEntityTooLargeException/);
    const bomb = await askText("PutItem", gzipSync(Buffer.alloc(200 * mb, " ")), { "Content-Encoding": "gzip" });
    assert.equal(bomb.status, 413, bomb.text);
  });

  test("what is no JSON, or JSON of another kind, is refused", async () => {
    const item = (text: string) => `{"TableName":"things","Item":${text}}`;
    const wrong: readonly string[] = [
      "",
      "{",
      "[]",
      "null",
      '"x"',
      "{}}",
      '{"TableName":7}',
      '{"TableName":{"S":"t"}}',
      '{"TableName":"things","Item":[]}',
      item('{"p":"x"}'),
      item('{"p":{"S":7},"s":{"N":"0"}}'),
      item('{"p":{"S":"x"},"s":{"N":0}}'),
      item('{"p":{"S":"x","N":"1"},"s":{"N":"0"}}'),
      item('{"p":{},"s":{"N":"0"}}'),
      item('{"p":{"X":"x"},"s":{"N":"0"}}'),
      item('{"p":{"__proto__":"x"},"s":{"N":"0"}}'),
      item('{"p":{"S":"x"},"s":{"N":"0"},"b":{"B":"not base64!"}}'),
      item('{"p":{"S":"x"},"s":{"N":"0"},"b":{"BOOL":[]}}'),
      item('{"p":{"S":"x"},"s":{"N":"0"},"b":{"NULL":false}}'),
      item('{"p":{"S":"x"},"s":{"N":"0"},"b":{"SS":[]}}'),
      item('{"p":{"S":"x"},"s":{"N":"0"},"b":{"SS":["a","a"]}}'),
      item('{"p":{"S":"x"},"s":{"N":"0"},"b":{"NS":["1","1.0"]}}'),
      item(`{"p":{"S":"x"},"s":{"N":"0"},"b":${inLists(33)}}`),
      item(`{"p":{"S":"x"},"s":{"N":"0"},"b":${inMaps(33)}}`),
      item(`{"p":{"S":"x"},"s":{"N":"0"},"b":${inLists(400)}}`),
      item(`{"p":{"S":"x"},"s":{"N":"0"},"b":${inLists(100_000)}}`),
      item("[".repeat(1_000_000)),
      item('{"p":{"S":""},"s":{"N":"0"}}'),
      item('{"p":{"S":"x"},"s":{"N":""}}'),
      item('{"p":{"S":"x"}}'),
      item("{}"),
    ];
    for (const text of wrong) {
      const answer = await askText("PutItem", text);
      assertRefused(answer, "json", /^(ValidationException|SerializationException)$/, text.slice(0, 100));
      assert.ok(answer.tookMs < refusalMaxMs, `${text.slice(0, 100)}: ${answer.tookMs} ms`);
    }
    const invalid = await askText("PutItem", Buffer.concat([Buffer.from('{"TableName":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]));
    assertRefused(invalid, "json");
    for (const operation of ["__proto__", "constructor", "Nope", ""]) assertRefused(await ask(operation, {}), "json", undefined, operation);
    assert.equal(await get("x"), undefined);
  });

  test("a member twice is refused or counts once, and never leaves half of each", async () => {
    const answer = await askText(
      "PutItem",
      '{"TableName":"things","Item":{"p":{"S":"dup"},"s":{"N":"0"},"v":{"S":"1"},"v":{"S":"2"}},"TableName":"things"}',
    );
    if (answer.status === 200) assert.deepEqual(await get("dup"), { ...key("dup"), v: { S: "2" } });
    else assertRefused(answer, "json");
  });

  test("names that mean something to JavaScript are names", async () => {
    const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__", "length", "polluted"];
    const values = Object.fromEntries(names.map((name) => [name, { S: name }]));
    const item = `{"p":{"S":"names"},"s":{"N":"0"},${names.map((name) => `"${name}":{"S":"${name}"}`).join()},"m":{"M":{"__proto__":{"M":{"polluted":{"BOOL":true}}}}}}`;
    assert.equal((await askText("PutItem", `{"TableName":"things","Item":${item}}`)).status, 200);
    const got = await askText("GetItem", `{"TableName":"things","Key":{"p":{"S":"names"},"s":{"N":"0"}}}`);
    assert.deepEqual(JSON.parse(got.text).Item, JSON.parse(item));
    for (const name of names) {
      const read = await done("GetItem", {
        TableName: "things",
        Key: key("names"),
        ProjectionExpression: "#n",
        ExpressionAttributeNames: { "#n": name },
      });
      assert.deepEqual(
        Object.entries(read.body.Item),
        [[name, values[name] ?? Object.getOwnPropertyDescriptor(values, name)?.value]],
        name,
      );
      const missing = await done("GetItem", {
        TableName: "things",
        Key: key("kept"),
        ProjectionExpression: "#n",
        ExpressionAttributeNames: { "#n": name },
      });
      assert.deepEqual(Object.keys(missing.body.Item ?? {}), [], name);
      await refused(
        "PutItem",
        {
          TableName: "things",
          Item: key("names"),
          ConditionExpression: "attribute_not_exists(#n)",
          ExpressionAttributeNames: { "#n": name },
        },
        "ConditionalCheckFailedException",
      );
    }
    const update = {
      TableName: "things",
      Key: key("made"),
      UpdateExpression: "SET #p = :v",
      ExpressionAttributeNames: { "#p": "__proto__" },
      ExpressionAttributeValues: { ":v": { S: "x" } },
    };
    await done("UpdateItem", update);
    const made = await askText("GetItem", JSON.stringify({ TableName: "things", Key: key("made") }));
    assert.deepEqual(Object.keys(JSON.parse(made.text).Item).toSorted(), ["__proto__", "p", "s"]);
    await refused("UpdateItem", { ...update, ExpressionAttributeNames: { "#p": "a", "#__proto__": "b" } });
    for (const name of ["__proto__", "constructor", "..", "a/b", "a\u0000b", "x".repeat(256)])
      await refused("DescribeTable", { TableName: name }, /^(ValidationException|ResourceNotFoundException)$/, name);
  });
});

describe("expressions", () => {
  const filter = (expression: string, values: object = { ":v": { S: "x" } }, names?: object) => ({
    TableName: "things",
    FilterExpression: expression,
    ExpressionAttributeValues: values,
    ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
  });

  test("expressions that are too long, too deep, of too many operators, or none, are refused at once", async () => {
    const bombs: Readonly<Record<string, string>> = {
      "parentheses that are not closed": "(".repeat(4_096),
      parentheses: `${"(".repeat(2_040)}a = :v${")".repeat(2_040)}`,
      "more parentheses": `${"(".repeat(500_000)}a = :v${")".repeat(500_000)}`,
      "301 operators": Array.from({ length: 302 }, () => "a=:v").join(" OR "),
      NOT: `${"NOT ".repeat(1_000)}a = :v`,
      "4,097 bytes": `a = :v${" ".repeat(4_091)}`,
      "a megabyte": `a = :v${" AND a = :v".repeat(100_000)}`,
      "functions in functions": `${"size(".repeat(700)}a${")".repeat(700)} = :v`,
      "a long IN": `a IN (${Array.from({ length: 101 }, () => ":v").join()})`,
      nothing: " ",
      "a placeholder of nothing": "# = :",
      signs: "a = :v \u0000",
      "a quote": `a = "x"`,
      "a comment": "a = :v -- x",
    };
    for (const [name, expression] of Object.entries(bombs)) await refused("Scan", filter(expression), undefined, name);
    await refused(
      "Scan",
      filter("a = :v", Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`:v${at}`, { S: "" }]))),
      undefined,
      "values nobody uses",
    );
  });

  test("300 operators, and paths of 32 steps, work", async () => {
    const many = Array.from({ length: 150 }, () => "a=:v").join(" OR ");
    await done("Scan", filter(many));
    const deep = `a${".b".repeat(31)}`;
    await done(
      "Scan",
      filter(`attribute_exists(${deep})`, undefined).FilterExpression === undefined
        ? {}
        : { TableName: "things", FilterExpression: `attribute_exists(${deep})` },
    );
    const path = `a${"[0]".repeat(1_000)}`;
    const answer = await ask("Scan", { TableName: "things", FilterExpression: `attribute_exists(${path})` });
    if (answer.status !== 200) assertRefused(answer, "json", "ValidationException", "a path of 1,000 steps");
    const far = await ask("Scan", { TableName: "things", FilterExpression: "attribute_exists(a[99999999999999999999])" });
    if (far.status !== 200) assertRefused(far, "json", "ValidationException", "an index beyond all lists");
  });

  test("updates whose paths overlap, that reach too far or make too much are refused, and nothing of them is kept", async () => {
    await put({ ...key("u"), m: { M: { a: { M: {} }, n: { N: "1" } } }, l: { L: [] }, big: { S: "x".repeat(100_000) } });
    const before = await get("u");
    const update = (UpdateExpression: string, values?: object) =>
      refused(
        "UpdateItem",
        { TableName: "things", Key: key("u"), UpdateExpression, ...(values === undefined ? {} : { ExpressionAttributeValues: values }) },
        undefined,
        UpdateExpression.slice(0, 80),
      );
    const v = { ":v": { N: "1" } };
    for (const expression of [
      "SET m.a = :v, m.a.b = :v",
      "SET m = :v REMOVE m.a",
      "SET l[0] = :v, l[0] = :v",
      "SET m.a = :v ADD m.a :v",
      "SET m[0] = :v, m.a = :v",
      "SET p = :v",
      "SET a = :v SET b = :v",
      "SET a.b.c = :v",
      "SET m.n.x = :v",
      "SET l.x = :v",
      "ADD m :v",
      "DELETE n :v",
      "SET a = m + :v",
      "SET a = list_append(m, :v)",
      "SET a = :v + :v + :v",
      "SET",
      "REMOVE",
      "SET a",
      "SET a = ",
      "SET = :v",
      `SET ${Array.from({ length: 1_000 }, (_, at) => `a${at}=:v`).join()}`,
    ])
      await update(expression, v);
    await update("SET a = big, b = big, c = big, d = big", undefined);
    await update(`SET m${".a".repeat(40)} = :v`, v);
    await update("SET d = :d", { ":d": JSON.parse(inLists(33)) as unknown });
    await update("SET m.a.d = :d", { ":d": JSON.parse(inLists(32)) as unknown });
    assert.deepEqual(await get("u"), before);
    await done("UpdateItem", { TableName: "things", Key: key("u"), UpdateExpression: "SET l[99999] = :v", ExpressionAttributeValues: v });
    assert.deepEqual((await get("u")).l, { L: [{ N: "1" }] }, "an index far behind the end is its end");
  });

  test("a text that almost contains another one everywhere is searched in no time", async () => {
    await put({ ...key("long"), v: { S: "a".repeat(400_000) }, b: { B: Buffer.alloc(1_000).toString("base64") } });
    const probing = probe(`${target.server.url}/_stile/health`);
    const needle = `${"a".repeat(100_000)}b${"a".repeat(100_000)}`;
    const values = { ":p": { S: "long" }, ":v": { S: needle } };
    const asked = {
      TableName: "things",
      KeyConditionExpression: "p = :p",
      FilterExpression: "contains(v, :v)",
      ExpressionAttributeValues: values,
    };
    const answer = await done("Query", asked);
    assert.equal(answer.body.Count, 0);
    assert.ok(answer.tookMs < refusalMaxMs, `${answer.tookMs} ms`);
    assert.ok((await probing.stop()) < eventLoopDelayMaxMs);
  });
});

describe("statements", () => {
  const statement = (text: string, parameters?: readonly unknown[]) =>
    refused(
      "ExecuteStatement",
      { Statement: text, ...(parameters === undefined ? {} : { Parameters: parameters }) },
      undefined,
      text.slice(0, 80),
    );

  test("statements that are too long, too deep or none are refused at once", async () => {
    const bombs: readonly string[] = [
      "SELECT",
      "SELECT * FROM",
      `SELECT * FROM things WHERE ${"(".repeat(4_000)}p='x'${")".repeat(4_000)}`,
      `SELECT * FROM things WHERE ${"NOT ".repeat(2_000)}p='x'`,
      `INSERT INTO things VALUE ${"{'a':".repeat(1_000)}1${"}".repeat(1_000)}`,
      `INSERT INTO things VALUE {'p':'x','s':0,'a':${"[".repeat(3_000)}${"]".repeat(3_000)}}`,
      `INSERT INTO things VALUE {'p':'x','s':0,'a':${"<<".repeat(3_000)}${">>".repeat(3_000)}}`,
      "SELECT * FROM things WHERE p='x",
      'SELECT * FROM "things',
      "SELECT * FROM things; DELETE FROM things WHERE p='kept' AND s=0",
      "SELECT * FROM things -- \n; DROP TABLE things",
      "SELECT * FROM things WHERE p=?",
      "SELECT * FROM things /* ",
      "DROP TABLE things",
      "DELETE FROM things",
      "UPDATE things SET v=1",
      `SELECT * FROM things WHERE p IN [${Array.from({ length: 51 }, (_, at) => `'${at}'`).join()}]`,
      `SELECT * FROM things WHERE p = ${"1".repeat(8_000)}`,
      "SELECT * FROM things WHERE p = '\u0000' AND",
    ];
    for (const bomb of bombs) await statement(bomb);
    await statement("x".repeat(8_193));
    await statement("SELECT * FROM things WHERE p=?", [{ S: "a" }, { S: "b" }]);
    await kept();
  });

  test("what stands in a parameter or a quoted text is a value", async () => {
    for (const text of ["x' OR '1'='1", "'; DELETE FROM things --", "\\'", "?", "__proto__"]) {
      const { body } = await done("ExecuteStatement", { Statement: "SELECT * FROM things WHERE p=?", Parameters: [{ S: text }] });
      assert.deepEqual(body.Items, [], text);
      const quoted = await done("ExecuteStatement", { Statement: `SELECT * FROM things WHERE p='${text.replaceAll("'", "''")}'` });
      assert.deepEqual(quoted.body.Items, [], text);
    }
  });

  test("forged NextTokens are refused", async () => {
    for (let at = 0; at < 5; at++) await put({ ...key("page", String(at)) });
    const asked = { Statement: "SELECT * FROM things WHERE p='page'", Limit: 2 };
    const { body } = await done("ExecuteStatement", asked);
    const token = body.NextToken as string;
    assert.ok(token);
    for (const forged of [
      "x",
      "",
      `${token}x`,
      token.slice(2),
      token.slice(0, -4),
      "A".repeat(50_000),
      Buffer.from('{"p":{"S":"kept"}}').toString("base64"),
    ])
      await refused("ExecuteStatement", { ...asked, NextToken: forged }, undefined, forged.slice(0, 40));
    await refused("ExecuteStatement", { ...asked, Statement: "SELECT * FROM things WHERE p='kept'", NextToken: token });
  });
});

describe("values at their edge", () => {
  test("an item of 400 KB is taken, and one byte more is not", async () => {
    // Names and values count; the number 0 counts one byte and one for the whole.
    const empty = "p".length + "edge".length + "s".length + 1 + "v".length;
    for (const character of ["x", "é", "€", "😀"]) {
      const bytes = Buffer.byteLength(character);
      const fits = (total: number) => character.repeat(Math.floor((total - empty) / bytes)) + "x".repeat((total - empty) % bytes);
      let most = itemBytesMax;
      // The number's own size is not published to the byte: it is looked for nearby, and has to be sharp.
      while ((await ask("PutItem", { TableName: "things", Item: { ...key("edge"), v: { S: fits(most) } } })).status !== 200) {
        most -= 1;
        assert.ok(most > itemBytesMax - 4, `${character}: ${most}`);
      }
      await refused("PutItem", { TableName: "things", Item: { ...key("edge"), v: { S: fits(most + 1) } } }, undefined, character);
      assert.equal((await get("edge")).v.S, fits(most));
      const grow = {
        TableName: "things",
        Key: key("edge"),
        UpdateExpression: "SET w = :w",
        ExpressionAttributeValues: { ":w": { S: "" } },
      };
      await refused("UpdateItem", grow, undefined, "growing beyond it");
    }
    await refused("PutItem", { TableName: "things", Item: { ...key("edge"), v: { B: Buffer.alloc(itemBytesMax).toString("base64") } } });
  });

  test("keys of 2,048 bytes are taken, and one byte more is not", async () => {
    await put(key("k".repeat(2_048)));
    await refused("PutItem", { TableName: "things", Item: key("k".repeat(2_049)) });
    await put(key("😀".repeat(512)));
    await refused("PutItem", { TableName: "things", Item: key(`${"😀".repeat(512)}x`) });
    for (const p of ["\u0000", "\u0001\u0002", "a\u0000b", "\uffff", "/../", "é", "e\u0301"]) {
      await put(key(p));
      assert.deepEqual(await get(p), key(p), JSON.stringify(p));
    }
    const surrogate = await askText("PutItem", '{"TableName":"things","Item":{"p":{"S":"\\ud800"},"s":{"N":"0"}}}');
    if (surrogate.status !== 200) assertRefused(surrogate, "json");
    await kept();
  });

  test("numbers of 38 digits and every exponent keep each digit; 39 digits and more are refused", async () => {
    const good: Readonly<Record<string, string>> = {
      ["9".repeat(38)]: "9".repeat(38),
      [`-${"1".repeat(38)}`]: `-${"1".repeat(38)}`,
      "1E125": `1${"0".repeat(125)}`,
      "-9.9999999999999999999999999999999999999E+125": `-${"9".repeat(38)}${"0".repeat(88)}`,
      "1E-130": "",
      "-0": "0",
      "0.00": "0",
      [`1${"0".repeat(100)}`]: `1${"0".repeat(100)}`,
      [`0.${"0".repeat(50)}1`]: "",
      [`${"0".repeat(1_000)}7`]: "7",
    };
    for (const [given, wanted] of Object.entries(good)) {
      await put({ ...key("n"), n: { N: given } });
      const { N: told } = (await get("n")).n as { N: string };
      if (wanted !== "") assert.equal(told, wanted, given);
      await put({ ...key("n"), n: { N: told } });
      assert.equal((await get("n")).n.N, told, "what is told is what was kept");
    }
    const bad = [
      "9".repeat(39),
      `1.${"0".repeat(37)}1`,
      "1E126",
      "1E-131",
      "-1E126",
      "1E99999999999999999999",
      "NaN",
      "Infinity",
      "0x10",
      "1_000",
      "1,5",
      " 1",
      "1 ",
      "--1",
      "1e",
      "٣",
      "1".repeat(100_000),
    ];
    for (const number of bad) {
      await refused("PutItem", { TableName: "things", Item: { ...key("bad"), n: { N: number } } }, undefined, number.slice(0, 60));
      await refused("GetItem", { TableName: "things", Key: key("bad", number) }, undefined, number.slice(0, 60));
    }
    await put({ ...key("sum"), n: { N: "9".repeat(38) } });
    const add = {
      TableName: "things",
      Key: key("sum"),
      UpdateExpression: "SET n = n + :v",
      ExpressionAttributeValues: { ":v": { N: "0.1" } },
    };
    await refused("UpdateItem", add, undefined, "a sum of 39 digits");
    await refused("UpdateItem", { ...add, ExpressionAttributeValues: { ":v": { N: "9E125" } } }, undefined, "a sum of digits far apart");
    assert.equal((await get("sum")).n.N, "9".repeat(38));
  });
});

describe("many at once", () => {
  test("transactions of 100 items over the same keys from many clients come one after the other, or not at all", async () => {
    const keys = Array.from({ length: 100 }, (_, at) => key(`tx-${at}`));
    for (let from = 0; from < 100; from += 25) {
      const puts = keys.slice(from, from + 25).map((one) => ({ PutRequest: { Item: { ...one, n: { N: "0" }, by: { S: "" } } } }));
      await done("BatchWriteItem", { RequestItems: { things: puts } });
    }
    const attempt = (client: number) =>
      ask("TransactWriteItems", {
        TransactItems: (client % 2 === 0 ? keys : keys.toReversed()).map((one) => ({
          Update: {
            TableName: "things",
            Key: one,
            UpdateExpression: "SET n = n + :one, #by = :by",
            ExpressionAttributeNames: { "#by": "by" },
            ExpressionAttributeValues: { ":one": { N: "1" }, ":by": { S: String(client) } },
          },
        })),
      });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, client) => attempt(client)));
    const succeeded = answers.filter(({ status }) => status === 200).length;
    for (const answer of answers)
      if (answer.status !== 200) assertRefused(answer, "json", /^Transaction(Canceled|Conflict|InProgress)Exception$/);
    assert.ok(succeeded > 0);
    const read = await done("TransactGetItems", { TransactItems: keys.map((one) => ({ Get: { TableName: "things", Key: one } })) });
    const items = (read.body.Responses as readonly { Item: { n: { N: string }; by: { S: string } } }[]).map(
      ({ Item }) => `${Item.n.N} by ${Item.by.S}`,
    );
    assert.equal(new Set(items).size, 1, JSON.stringify(items));
    assert.equal(items[0]?.split(" ")[0], String(succeeded), "each that was acknowledged counts, and no other");
  });

  test("batches and transactions of too many, of one key twice, or of too much are refused as a whole", async () => {
    const item = (at: number, v = "") => ({ ...key(`batch-${at}`), v: { S: v } });
    const puts = (count: number, v = "") => Array.from({ length: count }, (_, at) => ({ PutRequest: { Item: item(at, v) } }));
    await refused("BatchWriteItem", { RequestItems: { things: puts(26) } });
    await refused("BatchWriteItem", { RequestItems: { things: [...puts(1), ...puts(1)] } });
    await refused("BatchWriteItem", { RequestItems: {} });
    await refused("BatchWriteItem", { RequestItems: { things: [{}] } });
    await refused("BatchWriteItem", {
      RequestItems: { things: [{ PutRequest: { Item: item(0) }, DeleteRequest: { Key: key("batch-0") } }] },
    });
    await refused(
      "BatchWriteItem",
      { RequestItems: { __proto: puts(1), none: puts(1) } },
      /^(ResourceNotFoundException|ValidationException)$/,
    );
    await refused("BatchWriteItem", {
      RequestItems: { things: [...puts(1), { PutRequest: { Item: item(1, "x".repeat(itemBytesMax)) } }] },
    });
    await refused("BatchGetItem", { RequestItems: { things: { Keys: Array.from({ length: 101 }, (_, at) => key(`batch-${at}`)) } } });
    await refused("BatchGetItem", { RequestItems: { things: { Keys: [key("a"), key("a")] } } });
    const actions = (count: number, v = "") =>
      Array.from({ length: count }, (_, at) => ({ Put: { TableName: "things", Item: item(at, v) } }));
    await refused("TransactWriteItems", { TransactItems: actions(101) });
    await refused("TransactWriteItems", { TransactItems: [...actions(1), ...actions(1)] });
    await refused(
      "TransactWriteItems",
      { TransactItems: actions(20, "x".repeat(300_000)) },
      /^(ValidationException|TransactionCanceledException)$/,
      "6 MB",
    );
    await refused("TransactWriteItems", { TransactItems: [{}] });
    assert.equal(await get("batch-0"), undefined);
  });
});

describe("pages", () => {
  test("a forged ExclusiveStartKey is refused, or only a place to go on from", async () => {
    for (let at = 0; at < 5; at++) await put(key("pages", String(at)));
    const query = { TableName: "things", KeyConditionExpression: "p = :p", ExpressionAttributeValues: { ":p": { S: "pages" } }, Limit: 2 };
    const forged: readonly object[] = [
      {},
      { p: { S: "pages" } },
      { p: { S: "pages" }, s: { S: "1" } },
      { p: { N: "1" }, s: { N: "1" } },
      { ...key("pages"), extra: { S: "x" } },
      { p: { S: "other" }, s: { N: "0" } },
      { __proto: { S: "x" }, s: { N: "0" } },
      { p: { S: "" }, s: { N: "0" } },
      { p: { S: "x".repeat(3_000) }, s: { N: "0" } },
      { p: { M: {} }, s: { N: "0" } },
    ];
    for (const start of forged) {
      const answer = await ask("Query", { ...query, ExclusiveStartKey: start });
      if (Object.keys(start).length > 0) assertRefused(answer, "json", "ValidationException", JSON.stringify(start).slice(0, 80));
      const scan = await ask("Scan", { TableName: "things", ExclusiveStartKey: start, Limit: 2 });
      if (scan.status !== 200) assertRefused(scan, "json", "ValidationException", JSON.stringify(start).slice(0, 80));
    }
    const beyond = await done("Query", { ...query, ExclusiveStartKey: key("pages", "99") });
    assert.equal(beyond.body.Count, 0);
    for (const [Segment, TotalSegments] of [
      [5, 5],
      [-1, 5],
      [0, 0],
      [0, 1_000_001],
      [1, undefined],
    ])
      await refused("Scan", { TableName: "things", Segment, TotalSegments }, undefined, `${Segment} of ${TotalSegments}`);
    for (const Limit of [0, -1]) await refused("Scan", { TableName: "things", Limit }, /^(ValidationException|SerializationException)$/);
    for (const input of [{ ExclusiveStartTableName: "../.." }, { ExclusiveStartTableName: "" }, { Limit: 101 }, { Limit: 0 }])
      await refused("ListTables", input);
  });
});

describe("afterwards", () => {
  test("what was acknowledged is there, the server is alive and of bounded size", async (context) => {
    await kept();
    await assertUnharmed(target, peakBytesMax, context);
  });
});
