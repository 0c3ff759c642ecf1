/** PutItem through the JavaScript SDK, in a process of its own: what an application sees, signing and parsing included. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

export interface SdkPutOrder {
  readonly url: string;
  readonly tableName: string;
  readonly prefix: string;
  readonly durationMs: number;
}

const inFlight = 64;

/** Items a second. */
export async function putThroughSdk(order: SdkPutOrder): Promise<number> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(order)], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit") as Promise<[number | null]>;
  const printed = await text(child.stdout);
  const [code] = await ended;
  if (code !== 0) throw new Error(`the SDK's load ended with ${code}`);
  return Number(printed);
}

async function put({ url, tableName, prefix, durationMs }: SdkPutOrder): Promise<number> {
  const client = new DynamoDBClient({ endpoint: url, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } });
  let number = 0;
  const drive = async (untilMs: number) => {
    let sent = 0;
    for (; performance.now() < untilMs; sent++)
      await client.send(new PutItemCommand({ TableName: tableName, Item: { id: { S: `${prefix}${++number}` }, total: { N: "129.95" } } }));
    return sent;
  };
  const together = async (ms: number) => {
    const untilMs = performance.now() + ms;
    const sent = await Promise.all(Array.from({ length: inFlight }, () => drive(untilMs)));
    return sent.reduce((sum, one) => sum + one, 0);
  };
  await together(Math.min(durationMs, 1_000));
  const beganMs = performance.now();
  const sent = await together(durationMs);
  const perSecond = sent / ((performance.now() - beganMs) / 1_000);
  client.destroy();
  return perSecond;
}

if (import.meta.main) console.log(await put(JSON.parse(process.argv[2] ?? "") as SdkPutOrder));
