/**
 * `kill -9` while tables, queues, buckets, topics, rules and schedules are in use: again and again on the same data
 * folder, then everything is brought to its end and held against what the clients were told. Nothing acknowledged may
 * be lost, nothing delivered and not deleted may be forgotten, nothing deleted may come back.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dynamodbRequest, HttpConnection, sqsRequest } from "../bench/http-connection.ts";
import { type ServerProcess, startServerProcess } from "../conformance/server-process.ts";
import type { KillOptions } from "./kill.ts";
import { randomOf } from "./random.ts";
import { receiveOnce, startServiceClients } from "./services-clients.ts";
import { ServicesLedger } from "./services-ledger.ts";
import {
  type Channel,
  channels,
  createServices,
  getObjectRequest,
  indexName,
  itemId,
  objectOf,
  ownerOf,
  type Services,
  tableName,
} from "./services-workload.ts";

export interface ServicesKillReport {
  readonly seed: number;
  readonly cycles: number;
  readonly killsDuringCommits: number;
  /** By channel: acknowledged, and how many of those were received in the end. */
  readonly delivered: Readonly<Record<Channel, string>>;
  readonly items: number;
  readonly transactions: number;
  readonly additions: number;
  readonly objects: number;
  readonly drainMs: number;
  readonly violations: readonly string[];
}

const killAfterMaxMs = 1_500;
const drainMaxMs = 60_000;
/** Time for what a killed client had received to become visible again, and for the last schedule to be due. */
const emptyForMs = 4_000;

export async function killServicesRepeatedly(options: KillOptions): Promise<ServicesKillReport> {
  const { cycles, seed, onProgress = () => undefined } = options;
  const scratch = mkdtempSync(join(options.folder ?? tmpdir(), "stile-faults-"));
  const dataDir = join(scratch, "data");
  const random = randomOf(seed);
  const ledger = new ServicesLedger();
  let killsDuringCommits = 0;
  let services: Services | undefined;
  let server: ServerProcess | undefined;
  try {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      server = await startServerProcess({ dataDir, flags: ["--log-level", "error"] });
      const port = portOf(server);
      // The queues' URLs hold the port, which is another in each life.
      services = await createServices(port);
      const clients = startServiceClients({ port, services, ledger, random });
      const killAfterMs = 1 + Math.floor(random() * killAfterMaxMs);
      await sleep(killAfterMs);
      const pending = clients.pendingChanges();
      if (pending > 0) killsDuringCommits += 1;
      await server.kill();
      await clients.stopped().catch((error: unknown) => ledger.violate(`a client failed: ${String(error)}`));
      onProgress(`cycle ${cycle}: killed after ${killAfterMs} ms with ${pending} unanswered`);
    }
    if (services === undefined) throw new Error("no cycle was run");
    server = await startServerProcess({ dataDir, flags: ["--log-level", "error"] });
    services = await createServices(portOf(server));
    const drainMs = await drain(portOf(server), services, ledger);
    onProgress(`the queues are empty after ${drainMs} ms; verifying`);
    await verify(portOf(server), ledger);
    await server.stop();
    return {
      ...{ seed, cycles, killsDuringCommits, drainMs },
      delivered: Object.fromEntries(
        channels.map((channel) => [channel, `${countReceived(ledger, channel)} of ${ledger.sent[channel].size}`]),
      ) as Record<Channel, string>,
      items: ledger.items.size,
      transactions: ledger.pairs.size,
      additions: ledger.additions,
      objects: ledger.objects.size,
      violations: ledger.violations,
    };
  } finally {
    await server?.kill();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function countReceived(ledger: ServicesLedger, channel: Channel): number {
  return [...ledger.sent[channel].keys()].filter((number) => ledger.received[channel].has(number)).length;
}

/** Receives until every queue has stayed empty for a while and nothing acknowledged is missing; answers how long it took. */
async function drain(port: number, services: Services, ledger: ServicesLedger): Promise<number> {
  const beganMs = performance.now();
  const one = async (channel: Channel): Promise<void> => {
    const connection = await HttpConnection.open(port);
    try {
      let emptySinceMs = performance.now();
      while (performance.now() - beganMs < drainMaxMs) {
        await receiveOnce(connection, { services, ledger, channel, random: () => 1 });
        if ((await messagesIn(connection, services.queueUrls[channel])) > 0) emptySinceMs = performance.now();
        const isWhole = countReceived(ledger, channel) === ledger.sent[channel].size;
        if (isWhole && performance.now() - emptySinceMs > emptyForMs) return;
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(channels.map(one));
  return Math.round(performance.now() - beganMs);
}

async function messagesIn(connection: HttpConnection, queueUrl: string): Promise<number> {
  const { body } = await connection.send(sqsRequest("GetQueueAttributes", { QueueUrl: queueUrl, AttributeNames: ["All"] }));
  const { Attributes } = JSON.parse(body) as { Attributes: Record<string, string> };
  const counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"];
  return counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

async function verify(port: number, ledger: ServicesLedger): Promise<void> {
  for (const channel of channels)
    for (const number of ledger.sent[channel].keys())
      if (!ledger.received[channel].has(number)) ledger.violate(`${channel}: ${number} was acknowledged and never arrived`);
  const connection = await HttpConnection.open(port);
  try {
    await verifyTable(connection, ledger);
    await verifyObjects(connection, ledger);
  } finally {
    connection.close();
  }
}

async function verifyTable(connection: HttpConnection, ledger: ServicesLedger): Promise<void> {
  const get = async (id: string) => {
    const { body } = await connection.send(
      dynamodbRequest("GetItem", { TableName: tableName, Key: { id: { S: id } }, ConsistentRead: true }),
    );
    return (JSON.parse(body) as { Item?: Record<string, { N?: string }> }).Item;
  };
  const indexed = await indexedIds(connection, new Set([...ledger.items, ...ledger.pairs, ...ledger.unansweredPairs].map(ownerOf)));
  for (const number of ledger.items) {
    if ((await get(itemId(number)))?.["number"]?.N !== String(number)) ledger.violate(`item ${number} was acknowledged and is not there`);
    if (!indexed.has(itemId(number))) ledger.violate(`item ${number} is not in the index`);
  }
  for (const number of [...ledger.pairs, ...ledger.unansweredPairs]) {
    const halves = ["a", "b"].map((half) => `pair-${number}-${half}`);
    let there = 0;
    for (const id of halves) if ((await get(id)) !== undefined) there += 1;
    if (there === 1 || (there === 0 && ledger.pairs.has(number)))
      ledger.violate(`of the transaction ${number}, ${there} of two items are there`);
    if (halves.filter((id) => indexed.has(id)).length !== there) ledger.violate(`the index has another part of transaction ${number}`);
  }
  const total = Number((await get("counter"))?.["additions"]?.N ?? 0);
  if (total < ledger.additions || total > ledger.additions + ledger.unansweredAdditions)
    ledger.violate(`the counter is at ${total}; ${ledger.additions} additions were acknowledged, ${ledger.unansweredAdditions} unanswered`);
}

async function indexedIds(connection: HttpConnection, owners: ReadonlySet<string>): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const owner of owners) {
    let ExclusiveStartKey: unknown;
    do {
      const { body } = await connection.send(
        dynamodbRequest("Query", {
          ...{ TableName: tableName, IndexName: indexName, KeyConditionExpression: "#o = :o", ExpressionAttributeNames: { "#o": "owner" } },
          ...{ ExpressionAttributeValues: { ":o": { S: owner } }, ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }) },
        }),
      );
      const page = JSON.parse(body) as { Items: { id: { S: string } }[]; LastEvaluatedKey?: unknown };
      for (const { id } of page.Items) ids.add(id.S);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
  return ids;
}

async function verifyObjects(connection: HttpConnection, ledger: ServicesLedger): Promise<void> {
  for (const number of ledger.objects) {
    const { status, body } = await connection.send(getObjectRequest(number));
    // The connection reads bodies as text, which is the same for the same bytes.
    if (status !== 200 || body !== objectOf(number).toString("utf8")) ledger.violate(`object ${number} is not as it was stored: ${status}`);
  }
  for (const number of ledger.deletedObjects) {
    const { status } = await connection.send(getObjectRequest(number));
    if (status !== 404) ledger.violate(`object ${number} is back after its deletion: ${status}`);
  }
}

function portOf({ url }: ServerProcess): number {
  return Number(new URL(url).port);
}
