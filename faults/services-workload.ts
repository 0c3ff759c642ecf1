/**
 * Tables, queues, buckets, topics, rules and schedules under `kill -9`: what is made before the first kill, and the
 * requests of which a client's day consists. Everything that is asked for has a number, which tells it again afterwards.
 */

import { createHash } from "node:crypto";
import {
  dynamodbRequest,
  eventBridgeRequest,
  HttpConnection,
  s3Head,
  schedulerRequest,
  snsRequest,
  sqsRequest,
} from "../bench/http-connection.ts";

/** Ways in which a number comes into a queue. */
export const channels = ["direct", "fifo", "topic", "rule", "schedule"] as const;
export type Channel = (typeof channels)[number];

export interface Services {
  readonly queueUrls: Readonly<Record<Channel, string>>;
  readonly topicArn: string;
  readonly scheduleQueueArn: string;
}

export const tableName = "faults";
export const indexName = "by-owner";
const bucket = "faults";
const busSource = "faults.test";
const role = "arn:aws:iam::000000000000:role/faults";
const account = "000000000000";
/** Short, so that what a killed client had received comes again soon. */
const visibilitySeconds = 2;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Creates everything; asking again finds it. */
export async function createServices(port: number): Promise<Services> {
  const connection = await HttpConnection.open(port);
  try {
    const ask = async (what: string, ...request: readonly (string | Uint8Array)[]) => {
      const { status, body } = await connection.send(...request);
      if (status >= 300 && !/AlreadyOwned|ResourceInUse|ConflictException/.test(body)) throw new Error(`${what}: ${status} ${body}`);
      return body;
    };
    const queueUrls: Partial<Record<Channel, string>> = {};
    for (const channel of channels) {
      const isFifo = channel === "fifo";
      const created = await ask(
        "CreateQueue",
        sqsRequest("CreateQueue", {
          QueueName: `faults-${channel}${isFifo ? ".fifo" : ""}`,
          Attributes: { VisibilityTimeout: String(visibilitySeconds), ...(isFifo ? { FifoQueue: "true" } : {}) },
        }),
      );
      queueUrls[channel] = (JSON.parse(created) as { QueueUrl: string }).QueueUrl;
    }
    const queueArn = (channel: Channel) => `arn:aws:sqs:us-east-1:${account}:faults-${channel}`;
    await ask(
      "CreateTable",
      dynamodbRequest("CreateTable", {
        TableName: tableName,
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [
          { AttributeName: "id", AttributeType: "S" },
          { AttributeName: "owner", AttributeType: "S" },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: indexName, KeySchema: [{ AttributeName: "owner", KeyType: "HASH" }], Projection: { ProjectionType: "KEYS_ONLY" } },
        ],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    await ask("CreateBucket", s3Head("PUT", `/${bucket}`, 0));
    const topic = await ask("CreateTopic", snsRequest("CreateTopic", { Name: "faults" }));
    const topicArn = /<TopicArn>([^<]+)</.exec(topic)?.[1] ?? "";
    await ask("Subscribe", snsRequest("Subscribe", { TopicArn: topicArn, Protocol: "sqs", Endpoint: queueArn("topic") }));
    await ask("PutRule", eventBridgeRequest("PutRule", { Name: "faults", EventPattern: JSON.stringify({ source: [busSource] }) }));
    await ask("PutTargets", eventBridgeRequest("PutTargets", { Rule: "faults", Targets: [{ Id: "queue", Arn: queueArn("rule") }] }));
    return { queueUrls: queueUrls as Record<Channel, string>, topicArn, scheduleQueueArn: queueArn("schedule") };
  } finally {
    connection.close();
  }
}

/** Brings a number on its way into the channel's queue. */
export function sendRequest(services: Services, channel: Channel, number: number, dueMs: number): string {
  const text = JSON.stringify({ number });
  switch (channel) {
    case "direct":
      return sqsRequest("SendMessage", { QueueUrl: services.queueUrls.direct, MessageBody: text });
    case "fifo":
      return sqsRequest("SendMessage", {
        ...{ QueueUrl: services.queueUrls.fifo, MessageBody: text },
        ...{ MessageGroupId: groupOf(number), MessageDeduplicationId: `n-${number}` },
      });
    case "topic":
      return snsRequest("Publish", { TopicArn: services.topicArn, Message: text });
    case "rule":
      return eventBridgeRequest("PutEvents", { Entries: [{ Source: busSource, DetailType: "number", Detail: text }] });
    case "schedule":
      return schedulerRequest("POST", `/schedules/faults-${number}`, {
        ScheduleExpression: `at(${new Date(dueMs).toISOString().slice(0, 19)})`,
        FlexibleTimeWindow: { Mode: "OFF" },
        ActionAfterCompletion: "DELETE",
        Target: { Arn: services.scheduleQueueArn, RoleArn: role, Input: text },
      });
  }
}

function groupOf(number: number): string {
  return `group-${number % 4}`;
}

/** The number in a message's body, whichever way it came. */
export function numberIn(body: string): number {
  const message = JSON.parse(body) as { number?: number; Message?: string; detail?: { number: number } };
  return message.number ?? message.detail?.number ?? numberIn(message.Message ?? "{}");
}

export const itemId = (number: number) => `item-${number}`;

/** Two items, together or not at all. */
export function transactionRequest(number: number): string {
  const put = (id: string) => ({
    Put: {
      TableName: tableName,
      Item: { id: { S: id }, owner: { S: ownerOf(number) }, number: { N: String(number) } },
      ConditionExpression: "attribute_not_exists(id)",
    },
  });
  return dynamodbRequest("TransactWriteItems", { TransactItems: [put(`pair-${number}-a`), put(`pair-${number}-b`)] });
}

export function putItemRequest(number: number): string {
  return dynamodbRequest("PutItem", {
    TableName: tableName,
    Item: { id: { S: itemId(number) }, owner: { S: ownerOf(number) }, number: { N: String(number) } },
  });
}

export function addRequest(): string {
  return dynamodbRequest("UpdateItem", {
    TableName: tableName,
    Key: { id: { S: "counter" } },
    UpdateExpression: "ADD additions :one",
    ExpressionAttributeValues: { ":one": { N: "1" } },
  });
}

export function ownerOf(number: number): string {
  return `owner-${number % 8}`;
}

/** Some objects are small and some larger than what is kept beside the records. */
export function objectOf(number: number): Buffer {
  const bytes = number % 5 === 0 ? 300_000 : 2_000;
  return Buffer.alloc(bytes, createHash("sha256").update(String(number)).digest());
}

export function putObjectRequest(number: number): [string, Buffer] {
  const body = objectOf(number);
  return [s3Head("PUT", `/${bucket}/object-${number}`, body.length), body];
}

export const getObjectRequest = (number: number) => s3Head("GET", `/${bucket}/object-${number}`, 0);
export const deleteObjectRequest = (number: number) => s3Head("DELETE", `/${bucket}/object-${number}`, 0);
