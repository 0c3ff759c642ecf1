/**
 * What the load generator does to tables, queues and buckets: one step of each is one request, or for a queue the three
 * that take a message through it. Numbers make keys, so that every connection touches other items.
 */

import { randomBytes } from "node:crypto";
import { dynamodbRequest, type HttpAnswer, type HttpConnection, s3Head, sqsRequest } from "./http-connection.ts";

export type ServiceWork =
  /** One item of about 200 bytes under a new key, or one of the first `keys` read back. */
  | { readonly kind: "putItem"; readonly tableName: string; readonly prefix: string }
  | { readonly kind: "getItem"; readonly tableName: string; readonly prefix: string; readonly keys: number }
  /** SendMessage, ReceiveMessage and DeleteMessage of what was received. */
  | { readonly kind: "queueCycle"; readonly queueUrl: string }
  /** One object under a new key. */
  | { readonly kind: "putObject"; readonly bucket: string; readonly prefix: string; readonly bytes: number };

const kinds: ReadonlySet<string> = new Set<ServiceWork["kind"]>(["putItem", "getItem", "queueCycle", "putObject"]);

export function isServiceWork(work: { readonly kind: string }): work is ServiceWork {
  return kinds.has(work.kind);
}

export type Step = (connection: HttpConnection, number: number) => Promise<HttpAnswer>;

/** The step's answer is that of its last request; an answer other than 200 ends it. */
export function serviceStep(work: ServiceWork): Step {
  switch (work.kind) {
    case "putItem":
      return (connection, number) =>
        connection.send(dynamodbRequest("PutItem", { TableName: work.tableName, Item: itemOf(`${work.prefix}${number}`) }));
    case "getItem":
      return async (connection, number) => {
        const key = `${work.prefix}${(number % work.keys) + 1}`;
        const answer = await connection.send(dynamodbRequest("GetItem", { TableName: work.tableName, Key: { id: { S: key } } }));
        return answer.body.includes(key) ? answer : { status: 0, body: `not the item ${key}: ${answer.body}` };
      };
    case "queueCycle":
      return (connection, number) => queueCycle(connection, work.queueUrl, number);
    case "putObject": {
      const body = randomBytes(work.bytes);
      return (connection, number) => connection.send(s3Head("PUT", `/${work.bucket}/${work.prefix}${number}`, body.length), body);
    }
  }
}

function itemOf(id: string): unknown {
  return {
    id: { S: id },
    customer: { S: "c-1001" },
    total: { N: "129.95" },
    lines: { L: [{ S: "sku-1" }, { S: "sku-2" }] },
    note: { S: note },
  };
}

const note = "x".repeat(100);

async function queueCycle(connection: HttpConnection, queueUrl: string, number: number): Promise<HttpAnswer> {
  const sent = await connection.send(sqsRequest("SendMessage", { QueueUrl: queueUrl, MessageBody: `message ${number}` }));
  if (sent.status !== 200) return sent;
  const received = await connection.send(sqsRequest("ReceiveMessage", { QueueUrl: queueUrl, WaitTimeSeconds: 1 }));
  if (received.status !== 200) return received;
  const { Messages: [message] = [] } = JSON.parse(received.body) as { Messages?: { ReceiptHandle: string }[] };
  if (message === undefined) return { status: 0, body: "no message was received" };
  return connection.send(sqsRequest("DeleteMessage", { QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
}
