/** DynamoDB with the AWS SDKs over HTTP and TLS, its streams, and what outlives a kill. */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  ConditionalCheckFailedException,
  DynamoDB,
  paginateScan,
  TransactionCanceledException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { Lambda } from "@aws-sdk/client-lambda";
import { DynamoDBStreams } from "@aws-sdk/client-dynamodb-streams";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { strToU8, zipSync } from "fflate";
import { pythonWithBoto3, whyNoBoto3 } from "./python.ts";
import { awsEnvironment, command, type ServerProcess, startServerProcess, temporaryFolder } from "./server-process.ts";

const timeout = 60_000;
const settings = { region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 };

let server: ServerProcess;
let folder: string;
let plain: DynamoDB;
let tls: DynamoDB;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "stile-e2e-"));
  server = await startServerProcess(join(folder, "data"));
  plain = new DynamoDB({ ...settings, endpoint: server.url });
  const httpsAgent = new Agent({ ca: readFileSync(join(folder, "data", "tls", "ca.pem")), keepAlive: true });
  tls = new DynamoDB({ ...settings, endpoint: server.url.replace("http:", "https:"), requestHandler: { httpsAgent } });
});

after(async () => {
  plain.destroy();
  tls.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function create(client: DynamoDB, TableName: string, more: Partial<Parameters<DynamoDB["createTable"]>[0]> = {}): Promise<void> {
  await client.createTable({
    TableName,
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "N" },
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    BillingMode: "PAY_PER_REQUEST",
    ...more,
  });
}

for (const scheme of ["http", "https"] as const) {
  test(`items, documents and pages with the SDK for JavaScript over ${scheme}`, { timeout }, async () => {
    const client = scheme === "http" ? plain : tls;
    const TableName = `orders-${scheme}`;
    await create(client, TableName);
    await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
    const documents = DynamoDBDocument.from(client);
    for (let sk = 0; sk < 7; sk++) {
      await documents.put({
        TableName,
        Item: { pk: "customer", sk, total: sk * 1.5, tags: new Set(["a", "b"]), blob: new Uint8Array([sk, 255]) },
      });
    }
    const { Item } = await documents.get({ TableName, Key: { pk: "customer", sk: 3 } });
    assert.deepEqual(Item, { pk: "customer", sk: 3, total: 4.5, tags: new Set(["a", "b"]), blob: new Uint8Array([3, 255]) });
    const found = await documents.query({
      TableName,
      KeyConditionExpression: "pk = :pk AND sk > :least",
      FilterExpression: "#total < :most",
      ExpressionAttributeNames: { "#total": "total" },
      ExpressionAttributeValues: { ":pk": "customer", ":least": 2, ":most": 9 },
      ScanIndexForward: false,
    });
    assert.deepEqual(
      found.Items?.map(({ sk }) => sk),
      [5, 4, 3],
    );
    let scanned = 0;
    for await (const { Items = [] } of paginateScan({ client, pageSize: 2 }, { TableName })) scanned += Items.length;
    assert.equal(scanned, 7);
    const { Attributes } = await documents.update({
      TableName,
      Key: { pk: "customer", sk: 3 },
      UpdateExpression: "ADD visits :one SET #total = #total + :one",
      ExpressionAttributeNames: { "#total": "total" },
      ExpressionAttributeValues: { ":one": 1 },
      ReturnValues: "UPDATED_NEW",
    });
    assert.deepEqual(Attributes, { visits: 1, total: 5.5 });
    await client.deleteTable({ TableName });
    await waitUntilTableNotExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
  });
}

test("refusals come as the SDK's own errors, with what they hold", { timeout }, async () => {
  const TableName = "refusals";
  await create(plain, TableName);
  const Item = { pk: { S: "x" }, sk: { N: "1" }, v: { S: "kept" } };
  await plain.putItem({ TableName, Item });
  const condition = { ConditionExpression: "attribute_not_exists(pk)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
  await assert.rejects(plain.putItem({ TableName, Item, ...condition }), (error) => {
    assert.ok(error instanceof ConditionalCheckFailedException);
    assert.deepEqual(error.Item, Item);
    return true;
  });
  await assert.rejects(plain.transactWriteItems({ TransactItems: [{ Put: { TableName, Item, ...condition } }] }), (error) => {
    assert.ok(error instanceof TransactionCanceledException);
    assert.deepEqual(error.CancellationReasons, [{ Code: "ConditionalCheckFailed", Message: "The conditional request failed", Item }]);
    return true;
  });
  await assert.rejects(plain.getItem({ TableName, Key: { pk: { S: "x" } } }), {
    name: "ValidationException",
    message: "The provided key element does not match the schema",
  });
});

const tour = `
import boto3, sys
from boto3.dynamodb.conditions import Attr, Key
from decimal import Decimal
url, verify = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
tables = boto3.resource("dynamodb", endpoint_url=url, verify=verify)
table = tables.create_table(
    TableName="tour-" + ("tls" if verify else "plain"),
    AttributeDefinitions=[{"AttributeName": n, "AttributeType": t} for n, t in (("pk", "S"), ("sk", "N"), ("kind", "S"))],
    KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    GlobalSecondaryIndexes=[{"IndexName": "by-kind", "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
                             "Projection": {"ProjectionType": "KEYS_ONLY"}}],
    BillingMode="PAY_PER_REQUEST")
table.wait_until_exists()
with table.batch_writer() as batch:
    for n in range(40):
        batch.put_item({"pk": "p", "sk": Decimal(n) / 4, "kind": "even" if n % 2 == 0 else "odd", "data": {"list": [1, None, True, b"bytes"]}})
found = table.query(KeyConditionExpression=Key("pk").eq("p") & Key("sk").between(1, Decimal("2.5")), FilterExpression=Attr("kind").eq("odd"))
assert [item["sk"] for item in found["Items"]] == [Decimal("1.25"), Decimal("1.75"), Decimal("2.25")], found
assert found["Items"][0]["data"]["list"][3].value == b"bytes"
assert table.query(IndexName="by-kind", KeyConditionExpression=Key("kind").eq("even"))["Count"] == 20
try:
    table.put_item(Item={"pk": "p", "sk": 0}, ConditionExpression=Attr("pk").not_exists())
    raise SystemExit("the condition held")
except tables.meta.client.exceptions.ConditionalCheckFailedException:
    pass
client = tables.meta.client
client.transact_write_items(TransactItems=[
    {"Update": {"TableName": table.name, "Key": {"pk": "p", "sk": n}, "UpdateExpression": "ADD hits :one", "ExpressionAttributeValues": {":one": 1}}} for n in range(3)])
assert table.get_item(Key={"pk": "p", "sk": 2})["Item"]["hits"] == 1
assert [page["Count"] for page in client.get_paginator("scan").paginate(TableName=table.name, PaginationConfig={"PageSize": 25})] == [25, 15]
table.delete()
table.wait_until_not_exists()
print("done")
`;

test("boto3's resource and client make their tour over HTTP and TLS", { timeout }, async (t) => {
  if (pythonWithBoto3 === undefined) return t.skip(whyNoBoto3);
  const tlsUrl = server.url.replace("http:", "https:");
  for (const [url, ...trust] of [[server.url], [tlsUrl, join(folder, "data", "tls", "ca.pem")]] as const) {
    const { code, stdout, stderr } = await command(pythonWithBoto3, ["-c", tour, url, ...trust], { env: awsEnvironment(url) });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /done/);
  }
});

test("everything that was answered is there after a kill, its index and its stream included", { timeout }, async (t) => {
  const data = join(temporaryFolder(t), "data");
  const TableName = "killed";
  const first = await startServerProcess(data);
  let client = new DynamoDB({ ...settings, endpoint: first.url });
  await create(client, TableName, {
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "N" },
      { AttributeName: "g", AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      { IndexName: "by-g", KeySchema: [{ AttributeName: "g", KeyType: "HASH" }], Projection: { ProjectionType: "ALL" } },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
  });
  const acknowledged = new Set<string>();
  let killed = false;
  const writing = Array.from({ length: 16 }, async (_, writer) => {
    for (let n = 0; !killed; n++) {
      const Item = { pk: { S: `writer ${writer}` }, sk: { N: String(n) }, g: { S: "g" } };
      try {
        await client.putItem({ TableName, Item });
        acknowledged.add(`${writer}/${n}`);
      } catch {
        return;
      }
      if (acknowledged.size === 400) first.kill("SIGKILL");
    }
  });
  await first.ended;
  killed = true;
  await Promise.all(writing);
  client.destroy();
  assert.ok(acknowledged.size >= 400);

  const second = await startServerProcess(data);
  t.after(() => second.stop());
  client = new DynamoDB({ ...settings, endpoint: second.url });
  const streams = new DynamoDBStreams({ ...settings, endpoint: second.url });
  t.after(() => {
    client.destroy();
    streams.destroy();
  });
  const placeOf = (item: Record<string, { S?: string; N?: string }> = {}) => `${item["pk"]?.S?.slice("writer ".length)}/${item["sk"]?.N}`;
  const items = new Set<string>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) for (const item of Items) items.add(placeOf(item as never));
  const entries = new Set<string>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName, IndexName: "by-g" }))
    for (const item of Items) entries.add(placeOf(item as never));
  const told = new Set<string>();
  const { Table } = await client.describeTable({ TableName });
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await streams.describeStream({ StreamArn });
  const asked = { StreamArn, ShardId: StreamDescription?.Shards?.[0]?.ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
  let { ShardIterator } = await streams.getShardIterator(asked);
  for (;;) {
    const { Records = [], NextShardIterator } = await streams.getRecords({ ShardIterator });
    if (Records.length === 0) break;
    for (const { dynamodb } of Records) told.add(placeOf(dynamodb?.Keys as never));
    ShardIterator = NextShardIterator;
  }
  for (const place of acknowledged) assert.ok(items.has(place), `${place} was answered and is lost`);
  assert.deepEqual([...entries].sort(), [...items].sort());
  assert.deepEqual([...told].sort(), [...items].sort());
});

/** Counts the records of each key in another table; the first attempt of every server's life fails. */
const counter = `
let calls = 0;
export const handler = async ({ Records }) => {
  if (calls++ === 0) throw new Error("not today");
  for (const { eventName, dynamodb } of Records) {
    const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.UpdateItem",
        "x-amz-date": "20300101T000000Z",
        authorization: "AWS4-HMAC-SHA256 Credential=a/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: JSON.stringify({
        TableName: "counted",
        Key: { pk: dynamodb.Keys.pk, sk: dynamodb.Keys.sk },
        UpdateExpression: "ADD seen :one SET e = :e, image = :i",
        ExpressionAttributeValues: { ":one": { N: "1" }, ":e": { S: eventName }, ":i": { M: dynamodb.NewImage } },
      }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
};
`;

test("a function gets every record of a table's stream, one that is written while it fails and across a kill too", {
  timeout,
}, async (t) => {
  const data = join(temporaryFolder(t), "data");
  const first = await startServerProcess(data);
  let client = new DynamoDB({ ...settings, endpoint: first.url });
  const lambda = new Lambda({ ...settings, endpoint: first.url });
  await create(client, "watched", { StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } });
  await create(client, "counted");
  await lambda.createFunction({
    FunctionName: "counter",
    Runtime: "nodejs22.x",
    Role: "arn:aws:iam::000000000000:role/any",
    Handler: "index.handler",
    Code: { ZipFile: zipSync({ "index.mjs": strToU8(counter) }) },
  });
  const { Table } = await client.describeTable({ TableName: "watched" });
  const mapping = await lambda.createEventSourceMapping({
    EventSourceArn: Table?.LatestStreamArn,
    FunctionName: "counter",
    StartingPosition: "TRIM_HORIZON",
    BatchSize: 10,
  });
  assert.equal(mapping.BatchSize, 10);
  const put = (n: number) =>
    client.putItem({ TableName: "watched", Item: { pk: { S: "p" }, sk: { N: String(n) }, bytes: { B: new Uint8Array([n]) } } });
  for (let n = 0; n < 30; n++) await put(n);
  first.kill("SIGKILL");
  await first.ended;
  client.destroy();
  lambda.destroy();

  const second = await startServerProcess(data);
  t.after(() => second.stop());
  client = new DynamoDB({ ...settings, endpoint: second.url });
  t.after(() => client.destroy());
  for (let n = 30; n < 40; n++) await put(n);
  const deadlineMs = Date.now() + 30_000;
  for (;;) {
    const { Items = [] } = await client.scan({ TableName: "counted" });
    if (Items.length === 40) {
      assert.ok(Items.every((item) => item["e"]?.S === "INSERT" && item["image"]?.M?.["bytes"]?.B?.length === 1));
      return;
    }
    assert.ok(Date.now() < deadlineMs, `only ${Items.length} of 40 records came`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});
