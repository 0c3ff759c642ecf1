/**
 * The embedded services, durable on the embedded store: items written and read, messages taken through a queue, objects
 * stored, warm functions invoked. Server and load generator share the machine's cores. dynalite, which keeps tables in
 * memory and makes nothing durable, is run beside DynamoDB under the same load.
 */

import { join } from "node:path";
import type { ServerProcess } from "../conformance/server-process.ts";
import type { BenchOptions, BenchReport } from "./bench.ts";
import { ask, load, type LoadTarget, portOf, startBenchServer, storeOf, withScratch } from "./bench-server.ts";
import { measureDiskLimit } from "./disk-limit.ts";
import { startDynalite } from "./dynalite.ts";
import { createDouble, invokes, type Measured, zipOf } from "./functions.ts";
import { dynamodbRequest, HttpConnection, s3Head, sqsRequest } from "./http-connection.ts";
import { putThroughSdk } from "./sdk-put.ts";
import type { ServiceWork } from "./service-work.ts";
import { short, type Spread, spreadOf, textTable } from "./statistics.ts";
import { cellsOf } from "./throughput.ts";

/** What a figure is measured with, unless it says otherwise. */
const connections = 64;
const keys = 1_000;
const tableName = "bench";

interface Row {
  readonly what: string;
  readonly who: "Stile" | "dynalite, in memory";
  readonly perSecond: Spread;
  readonly p50Ms?: Spread | undefined;
  readonly p99Ms?: Spread | undefined;
}

export function services(options: BenchOptions): Promise<BenchReport> {
  return withScratch(options.folder, async (scratch) => {
    const disk = measureDiskLimit(scratch);
    const server = await startBenchServer(join(scratch, "data"));
    const rows: Row[] = [];
    let store: Awaited<ReturnType<typeof storeOf>>;
    try {
      store = await storeOf(server);
      rows.push(...(await measureTables(server, "Stile", options)));
      rows.push(await measureQueue(server, options), ...(await measureBucket(server, options)), await measureFunction(server, options));
    } finally {
      await server.stop();
    }
    const peer = await startDynalite();
    if (peer.kind === "running") {
      try {
        rows.push(...(await measureTables(peer, "dynalite, in memory", options)));
      } finally {
        await peer.stop();
      }
    }
    const header = ["what", "who", "a second", "min..max", "p50 ms", "p99 ms"];
    const cells = rows.map(({ what, who, perSecond, p50Ms, p99Ms }) => [
      ...[what, who, ...cellsOf(perSecond)],
      ...[short(p50Ms?.median), short(p99Ms?.median)],
    ]);
    const text = [
      textTable([header, ...cells]),
      "",
      `disk limit       ${short(disk.syncedAppendsPerSecond)} synced appends of 4 KiB/s, ${short(disk.sqliteCommitsPerSecond)} SQLite commits of 64 rows/s`,
      ...(peer.kind === "absent" ? [`dynalite was not run: ${peer.why}`] : []),
    ].join("\n");
    return { figures: { ...store, connections, disk, rows, ...(peer.kind === "absent" ? { dynalite: peer.why } : {}) }, text };
  });
}

async function measureTables(target: LoadTarget, who: Row["who"], { quick }: BenchOptions): Promise<Row[]> {
  await ask(
    target,
    dynamodbRequest("CreateTable", {
      TableName: tableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  await whenActive(target);
  await load(target, { connections: 16, work: { kind: "putItem", tableName, prefix: "read-" }, until: { requests: keys } });
  const put = await rounds(target, quick, (round) => ({ kind: "putItem", tableName, prefix: `${round}-` }));
  const get = await rounds(target, quick, () => ({ kind: "getItem", tableName, prefix: "read-", keys }));
  const sdk: number[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round++)
    sdk.push(await putThroughSdk({ url: target.url, tableName, prefix: `sdk-${round}-`, durationMs: quick ? 500 : 3_000 }));
  return [
    { what: "DynamoDB PutItem", who, ...put },
    { what: "DynamoDB GetItem", who, ...get },
    { what: "DynamoDB PutItem through the JavaScript SDK", who, perSecond: spreadOf(sdk) },
  ];
}

async function whenActive(target: LoadTarget): Promise<void> {
  for (;;) {
    const { Table } = await ask<{ Table: { TableStatus: string } }>(target, dynamodbRequest("DescribeTable", { TableName: tableName }));
    if (Table.TableStatus === "ACTIVE") return;
  }
}

async function measureQueue(server: ServerProcess, { quick }: BenchOptions): Promise<Row> {
  const { QueueUrl } = await ask<{ QueueUrl: string }>(server, sqsRequest("CreateQueue", { QueueName: "bench" }));
  const cycle = await rounds(server, quick, () => ({ kind: "queueCycle", queueUrl: QueueUrl }));
  // Of the three requests of a cycle the load generator times the whole.
  return { what: "SQS send, receive and delete", who: "Stile", ...cycle };
}

async function measureBucket(server: ServerProcess, { quick }: BenchOptions): Promise<Row[]> {
  const connection = await HttpConnection.open(portOf(server));
  const { status, body } = await connection.send(s3Head("PUT", "/bench", 0));
  connection.close();
  if (status !== 200) throw new Error(`CreateBucket: ${status} ${body}`);
  const small = await rounds(server, quick, (round) => ({ kind: "putObject", bucket: "bench", prefix: `small/${round}/`, bytes: 4_096 }));
  const large = await rounds(
    server,
    quick,
    (round) => ({ kind: "putObject", bucket: "bench", prefix: `large/${round}/`, bytes: 4 * 1_048_576 }),
    4,
  );
  return [
    { what: "S3 PutObject of 4 KiB", who: "Stile", ...small },
    { what: "S3 PutObject of 4 MiB, 4 connections", who: "Stile", ...large },
  ];
}

async function measureFunction(server: ServerProcess, { folder, quick }: BenchOptions): Promise<Row> {
  const functionName = "bench-double";
  await createDouble(server, { functionName, runtime: "nodejs24.x", zip: await zipOf(folder) });
  const inFlight = 16;
  await invokes({ server, functionName }, { inFlight, durationMs: quick ? 1_500 : 3_000 });
  const measured: Measured[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round++)
    measured.push(await invokes({ server, functionName }, { inFlight, durationMs: quick ? 500 : 3_000 }));
  const spread = (of: (one: Measured) => number | undefined) => spreadOf(measured.map((one) => of(one) ?? Number.NaN));
  return {
    what: `Lambda warm Invoke, Node.js, ${inFlight} in flight`,
    who: "Stile",
    perSecond: spread(({ perSecond }) => perSecond),
    p50Ms: spread(({ p50Ms }) => p50Ms),
    p99Ms: spread(({ p99Ms }) => p99Ms),
  };
}

/** A round to warm up, and those that count. */
async function rounds(
  target: LoadTarget,
  quick: boolean,
  workOf: (round: number) => ServiceWork,
  openConnections = connections,
): Promise<{ readonly perSecond: Spread; readonly p50Ms: Spread; readonly p99Ms: Spread }> {
  await load(target, { connections: openConnections, work: workOf(0), until: { durationMs: quick ? 300 : 2_000 } });
  const reports = [];
  for (let round = 1; round <= (quick ? 1 : 3); round++)
    reports.push(await load(target, { connections: openConnections, work: workOf(round), until: { durationMs: quick ? 500 : 3_000 } }));
  return {
    perSecond: spreadOf(reports.map(({ answered, beganMs, endedMs }) => answered / ((endedMs - beganMs) / 1_000))),
    p50Ms: spreadOf(reports.map(({ p50Ms }) => p50Ms)),
    p99Ms: spreadOf(reports.map(({ p99Ms }) => p99Ms)),
  };
}
