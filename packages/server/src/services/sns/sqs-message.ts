/** A notice as a message for a queue: the envelope, or with raw delivery the message itself. */

import { parseArn, queueUrlOf } from "../../aws/index.ts";
import type { MessageAttributeValue, SendMessageRequest } from "../../models/sqs.ts";
import { envelope, type Notice } from "./envelope.ts";
import { rawAttributesMax } from "./limits.ts";

export interface MessageForQueue {
  readonly input: SendMessageRequest;
  readonly region: string;
  readonly accountId: string;
}

/** undefined when the message cannot be put into a queue that way: raw, it has more attributes than SQS takes. */
export function messageForQueue(notice: Notice, queueArn: string, isRaw: boolean): MessageForQueue | undefined {
  const arn = parseArn(queueArn);
  if (arn === undefined) return undefined;
  const { region, accountId, resource: name } = arn;
  const input = { QueueUrl: queueUrlOf(arn), ...contentOf(notice, isRaw), ...orderOf(notice, name) };
  if (Object.keys(input.MessageAttributes ?? {}).length > rawAttributesMax) return undefined;
  return { input, region, accountId };
}

function contentOf(notice: Notice, isRaw: boolean): Pick<SendMessageRequest, "MessageBody" | "MessageAttributes"> {
  if (!isRaw || notice.kind !== "notification") return { MessageBody: envelope(notice) };
  const attributes = Object.entries(notice.message.attributes).map(([name, { type, text, base64 }]): [string, MessageAttributeValue] => [
    name,
    base64 === undefined ? { DataType: type, StringValue: text ?? "" } : { DataType: type, BinaryValue: Buffer.from(base64, "base64") },
  ]);
  return {
    MessageBody: notice.message.text,
    ...(attributes.length === 0 ? {} : { MessageAttributes: Object.fromEntries(attributes) }),
  };
}

function orderOf(notice: Notice, queueName: string): Pick<SendMessageRequest, "MessageGroupId" | "MessageDeduplicationId"> {
  if (notice.kind !== "notification") return {};
  const { groupId, deduplicationId, id } = notice.message;
  if (!queueName.endsWith(".fifo")) return groupId === undefined ? {} : { MessageGroupId: groupId };
  return { MessageGroupId: groupId ?? id, MessageDeduplicationId: deduplicationId ?? id };
}
