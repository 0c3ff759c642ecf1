/** PartiQL for DynamoDB with clients as they are: the AWS SDK for JavaScript, its document client, and boto3. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DynamoDB, type DynamoDBClientConfig, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ExecuteStatementCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { pythonWithBoto3, whyNoBoto3 } from "./python.ts";
import { awsEnvironment, command, type ServerProcess, startServerProcess } from "./server-process.ts";

const timeout = 60_000;
let server: ServerProcess;
let folder: string;
let db: DynamoDB;

const clientConfig = (): DynamoDBClientConfig => ({
  endpoint: server.url,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "stile-e2e-"));
  server = await startServerProcess(join(folder, "data"));
  db = new DynamoDB(clientConfig());
  await db.createTable({
    TableName: "Music",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "Artist", AttributeType: "S" },
      { AttributeName: "SongTitle", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "Artist", KeyType: "HASH" },
      { AttributeName: "SongTitle", KeyType: "RANGE" },
    ],
  });
});

after(async () => {
  db.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

test("the statements of the developer guide do what it says", { timeout }, async () => {
  const run = async (Statement: string) => (await db.executeStatement({ Statement })).Items;
  const song = "WHERE Artist='Acme Band' AND SongTitle='PartiQL Rocks'";
  assert.deepEqual(await run(`INSERT INTO "Music" value {'Artist' : 'Acme Band','SongTitle' : 'PartiQL Rocks'}`), []);
  assert.deepEqual(await run(`UPDATE "Music" SET AwardsWon=1 SET AwardDetail={'Grammys':[2020, 2018]} ${song} RETURNING ALL OLD *`), [
    { Artist: { S: "Acme Band" }, SongTitle: { S: "PartiQL Rocks" } },
  ]);
  await run(`UPDATE "Music" SET AwardDetail.Grammys =list_append(AwardDetail.Grammys,[2016]) ${song}`);
  await run(`UPDATE "Music" REMOVE AwardDetail.Grammys[0] ${song}`);
  await run(`UPDATE "Music" SET AwardDetail.BillBoard=[2020] ${song}`);
  await run(`UPDATE "Music" SET BandMembers =<<'member1', 'member2'>> ${song}`);
  await run(`UPDATE "Music" SET BandMembers =set_add(BandMembers, <<'newbandmember'>>) ${song}`);
  assert.deepEqual(await run(`SELECT AwardDetail.Grammys[1], AwardDetail, BandMembers FROM Music ${song}`), [
    {
      "Grammys[1]": { N: "2016" },
      AwardDetail: { M: { Grammys: { L: [{ N: "2018" }, { N: "2016" }] }, BillBoard: { L: [{ N: "2020" }] } } },
      BandMembers: { SS: ["member1", "member2", "newbandmember"] },
    },
  ]);
  assert.equal((await run(`SELECT * FROM Music WHERE "Awards" is MISSING AND contains("BandMembers", 'member1')`))?.length, 1);
  assert.equal((await run(`DELETE FROM "Music" ${song} RETURNING ALL OLD *`))?.length, 1);
});

test("refusals come as the SDK's own exceptions", { timeout }, async () => {
  const Statement = `INSERT INTO "Music" VALUE {'Artist': 'a', 'SongTitle': ?}`;
  const Parameters = [{ S: "twice" }];
  await db.executeStatement({ Statement, Parameters });
  await assert.rejects(db.executeStatement({ Statement, Parameters }), {
    name: "DuplicateItemException",
    message: "Duplicate primary key exists in table",
  });
  await assert.rejects(
    db.executeStatement({
      Statement: `UPDATE Music SET n = 1 WHERE Artist = 'a' AND SongTitle = 'twice' AND n = 5`,
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    }),
    { name: "ConditionalCheckFailedException", Item: { Artist: { S: "a" }, SongTitle: { S: "twice" } } },
  );
  await assert.rejects(db.executeStatement({ Statement: "SELECT * FROM Nowhere" }), { name: "ResourceNotFoundException" });
  await assert.rejects(db.executeStatement({ Statement: "SELEC" }), {
    name: "ValidationException",
    message: "Statement wasn't well formed, can't be processed: Expected data manipulation",
  });
  await assert.rejects(db.executeStatement({ Statement: "x".repeat(8_193) }), {
    name: "ValidationException",
    message: /length less than or equal to 8192/,
  });
  const batch = Array.from({ length: 26 }, () => ({ Statement }));
  await assert.rejects(db.batchExecuteStatement({ Statements: batch }), {
    name: "ValidationException",
    message: /length less than or equal to 25/,
  });
});

test("a batch answers statement by statement, a transaction all together", { timeout }, async () => {
  const { Responses } = await db.batchExecuteStatement({
    Statements: [
      { Statement: "INSERT INTO Music VALUE {'Artist': 'batch', 'SongTitle': '1'}" },
      { Statement: "INSERT INTO Music VALUE {'Artist': 'batch', 'SongTitle': '1'}" },
    ],
  });
  assert.deepEqual(Responses?.map(({ Error: error }) => error?.Code).sort(), ["DuplicateItem", undefined]);
  const transaction = db.executeTransaction({
    TransactStatements: [
      { Statement: "INSERT INTO Music VALUE {'Artist': 'batch', 'SongTitle': '2'}" },
      { Statement: "EXISTS(SELECT * FROM Music WHERE Artist = 'batch' AND SongTitle = '1' AND n IS NOT MISSING)" },
    ],
  });
  await assert.rejects(transaction, (error) => {
    assert.ok(error instanceof TransactionCanceledException);
    assert.deepEqual(
      error.CancellationReasons?.map(({ Code }) => Code),
      ["None", "ConditionalCheckFailed"],
    );
    return true;
  });
  const read = await db.executeTransaction({
    TransactStatements: ["1", "2"].map((title) => ({
      Statement: "SELECT SongTitle FROM Music WHERE Artist = 'batch' AND SongTitle = ?",
      Parameters: [{ S: title }],
    })),
  });
  assert.deepEqual(read.Responses, [{ Item: { SongTitle: { S: "1" } } }, {}]);
});

test("what was written by PartiQL outlives a kill, and a NextToken goes on after it", { timeout }, async () => {
  const data = join(folder, "killed");
  const first = await startServerProcess(data);
  const { port } = first;
  let client = new DynamoDB({ ...clientConfig(), endpoint: first.url });
  await client.createTable({
    TableName: "Kept",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  });
  for (let id = 0; id < 10; id++)
    await client.executeStatement({ Statement: "INSERT INTO Kept VALUE {'id': ?}", Parameters: [{ N: String(id) }] });
  const page = await client.executeStatement({ Statement: "SELECT * FROM Kept", Limit: 4 });
  client.destroy();
  first.kill("SIGKILL");
  await first.ended;
  const second = await startServerProcess(data, "--port", String(port));
  try {
    client = new DynamoDB({ ...clientConfig(), endpoint: second.url });
    const rest = await client.executeStatement({ Statement: "SELECT * FROM Kept", NextToken: page.NextToken });
    const ids = [...(page.Items ?? []), ...(rest.Items ?? [])].map(({ id }) => Number(id?.N));
    assert.deepEqual(
      ids.sort((one, other) => one - other),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    client.destroy();
  } finally {
    await second.stop();
  }
});

test("the document client gives and takes plain values", { timeout }, async () => {
  const client = new DynamoDB(clientConfig());
  const documents = DynamoDBDocumentClient.from(client);
  await documents.send(
    new ExecuteStatementCommand({
      Statement: `INSERT INTO "Music" VALUE {'Artist': ?, 'SongTitle': ?, 'info': ?}`,
      Parameters: ["doc", "one", { rating: 4.5, tags: ["a"], cover: Uint8Array.of(1, 2) }],
    }),
  );
  const { Items } = await documents.send(
    new ExecuteStatementCommand({ Statement: "SELECT info FROM Music WHERE Artist = ?", Parameters: ["doc"] }),
  );
  assert.deepEqual(Items, [{ info: { rating: 4.5, tags: ["a"], cover: Uint8Array.of(1, 2) } }]);
  const scanned = [];
  for await (const page of paginateScan({ client: documents, pageSize: 1 }, { TableName: "Music" })) scanned.push(...(page.Items ?? []));
  const selected = await documents.send(new ExecuteStatementCommand({ Statement: "SELECT * FROM Music" }));
  assert.deepEqual(selected.Items, scanned);
  client.destroy();
});

const tour = `
import boto3, os
endpoint = {"endpoint_url": os.environ["AWS_ENDPOINT_URL"]}  # boto3 of some distributions does not read it yet
from botocore.exceptions import ClientError
db = boto3.client("dynamodb", **endpoint)
table = boto3.resource("dynamodb", **endpoint).Table("Music")

def refused(code, call):
    try:
        call()
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response
    raise SystemExit("not refused: " + code)

assert db.execute_statement(Statement="INSERT INTO Music VALUE {'Artist': 'py', 'SongTitle': ?, 'n': 1}", Parameters=[{"S": "a"}])["Items"] == []
refused("DuplicateItemException", lambda: db.execute_statement(Statement="INSERT INTO Music VALUE {'Artist': 'py', 'SongTitle': 'a'}"))
table.put_item(Item={"Artist": "py", "SongTitle": "b", "n": 2})
songs = db.execute_statement(Statement='SELECT SongTitle, n FROM "Music" WHERE Artist = ? ORDER BY SongTitle DESC', Parameters=[{"S": "py"}])
assert [item["SongTitle"]["S"] for item in songs["Items"]] == ["b", "a"], songs
first = db.execute_statement(Statement="SELECT * FROM Music WHERE Artist = 'py'", Limit=1, ReturnConsumedCapacity="TOTAL")
assert first["LastEvaluatedKey"] == {"Artist": {"S": "py"}, "SongTitle": {"S": "a"}} and first["ConsumedCapacity"]["CapacityUnits"] == 0.5, first
second = db.execute_statement(Statement="SELECT * FROM Music WHERE Artist = 'py'", NextToken=first["NextToken"])
assert [item["SongTitle"]["S"] for item in second["Items"]] == ["b"], second
refused("ValidationException", lambda: db.execute_statement(Statement="SELECT * FROM Music", NextToken=first["NextToken"]))
batch = db.batch_execute_statement(Statements=[
    {"Statement": "UPDATE Music SET n = n + 1 WHERE Artist = 'py' AND SongTitle = 'a' RETURNING MODIFIED NEW *"},
    {"Statement": "UPDATE Music SET n = n + 1 WHERE Artist = 'py' AND SongTitle = 'none'"},
])["Responses"]
assert batch[0]["Item"] == {"n": {"N": "2"}} and batch[1]["Error"]["Code"] == "ConditionalCheckFailed", batch
cancelled = refused("TransactionCanceledException", lambda: db.execute_transaction(TransactStatements=[
    {"Statement": "DELETE FROM Music WHERE Artist = 'py' AND SongTitle = 'a'"},
    {"Statement": "INSERT INTO Music VALUE {'Artist': 'py', 'SongTitle': 'b'}"},
]))
assert [reason["Code"] for reason in cancelled["CancellationReasons"]] == ["None", "DuplicateItem"], cancelled
for _ in range(2):
    db.execute_transaction(ClientRequestToken="once", TransactStatements=[{"Statement": "UPDATE Music SET n = n + 10 WHERE Artist = 'py' AND SongTitle = 'b'"}])
assert table.get_item(Key={"Artist": "py", "SongTitle": "b"})["Item"]["n"] == 12
print("done")
`;

test("boto3 makes its tour", { timeout }, async (t) => {
  if (pythonWithBoto3 === undefined) return t.skip(whyNoBoto3);
  const { code, stdout, stderr } = await command(pythonWithBoto3, ["-c", tour], { env: awsEnvironment(server.url) });
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim(), "done");
});
