import { hash } from "node:crypto";
import { type Call, ServiceError } from "../../aws/index.ts";
import type { BatchResultErrorEntry, SendMessageBatchResultEntry, SendMessageRequest, SendMessageResult } from "../../models/sqs.ts";
import { checkBatch, failedEntry } from "./batch.ts";
import { operation } from "./context.ts";
import { invalidParameterValue, invalidValue, missingParameter } from "./errors.ts";
import { batchBytesMax, delaySecondsMax, fifoIdCharsMax } from "./limits.ts";
import { checkAttributes, checkCharacters, checkTraceHeader } from "./message-attributes.ts";
import type { OutgoingMessage, Queue, SentMessage } from "./queue.ts";

type Given = Omit<SendMessageRequest, "QueueUrl">;

interface Checked {
  readonly message: OutgoingMessage;
  readonly systemAttributesMd5: string | undefined;
}

const wrongQueueType = "The request include parameter that is not valid for this queue type.";

/** Letters, digits and punctuation of ASCII. */
function checkFifoId(value: string, parameter: string): void {
  if (/^[!-~]+$/.test(value) && value.length <= fifoIdCharsMax) return;
  throw invalidValue(
    value.slice(0, 1_024),
    parameter,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to ${fifoIdCharsMax} in length.`,
  );
}

function deduplicationIdOf({ MessageDeduplicationId: given, MessageBody }: Given, { settings }: Queue): string {
  if (given !== undefined) {
    checkFifoId(given, "MessageDeduplicationId");
    return given;
  }
  if (settings.contentBasedDeduplication) return hash("sha256", MessageBody);
  throw invalidParameterValue(
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

/** Throws in AWS's words what is wrong with the message for that queue. */
function checkMessage(given: Given, queue: Queue, senderId: string): Checked {
  const { MessageBody: body, DelaySeconds: delaySeconds, MessageGroupId: groupId } = given;
  const { settings } = queue;
  if (body === undefined || body === "") throw missingParameter("MessageBody");
  if (delaySeconds !== undefined && (delaySeconds < 0 || delaySeconds > delaySecondsMax)) {
    throw invalidValue(delaySeconds, "DelaySeconds", `DelaySeconds must be >= 0 and <= ${delaySecondsMax}.`);
  }
  if (groupId !== undefined) checkFifoId(groupId, "MessageGroupId");
  if (settings.isFifo) {
    if (groupId === undefined) throw missingParameter("MessageGroupId");
    // A FIFO queue delays all of its messages or none.
    if (delaySeconds !== undefined && delaySeconds > 0) throw invalidValue(delaySeconds, "DelaySeconds", wrongQueueType);
  } else if (given.MessageDeduplicationId !== undefined) {
    throw invalidValue(given.MessageDeduplicationId.slice(0, 1_024), "MessageDeduplicationId", wrongQueueType);
  }
  checkCharacters(body);
  const { attributes, md5: attributesMd5, bytes: attributeBytes } = checkAttributes(given.MessageAttributes);
  const { traceHeader, md5: systemAttributesMd5 } = checkTraceHeader(given.MessageSystemAttributes);
  const bytes = Buffer.byteLength(body) + attributeBytes;
  if (bytes > settings.messageBytesMax) {
    throw invalidParameterValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${settings.messageBytesMax} bytes.`,
    );
  }
  return {
    systemAttributesMd5,
    message: {
      body,
      md5: hash("md5", body),
      attributes,
      attributesMd5,
      traceHeader,
      senderId,
      delayMs: delaySeconds === undefined || settings.isFifo ? undefined : delaySeconds * 1_000,
      groupId,
      deduplicationId: settings.isFifo ? deduplicationIdOf(given, queue) : undefined,
      bytes,
    },
  };
}

function answerOf({ message, systemAttributesMd5 }: Checked, sent: SentMessage) {
  return {
    MessageId: sent.messageId,
    MD5OfMessageBody: message.md5,
    MD5OfMessageAttributes: message.attributesMd5,
    MD5OfMessageSystemAttributes: systemAttributesMd5,
    SequenceNumber: sent.sequenceNumber,
  };
}

/** What receives show as SenderId: the account for its root, else the name of who it is. */
function senderIdOf({ accountId, principalArn }: Call): string {
  return principalArn.endsWith(":root") || principalArn === "" ? accountId : (principalArn.split("/").at(-1) ?? accountId);
}

/** Puts a message into a queue; it is durable when it is answered. */
export const sendMessage = operation("SendMessage", {
  async handle({ QueueUrl, ...given }, { call, queues }): Promise<SendMessageResult> {
    const queue = queues.get(QueueUrl, call);
    const checked = checkMessage(given, queue, senderIdOf(call));
    const [sent] = await queue.send([checked.message]);
    return answerOf(checked, sent as SentMessage);
  },
});

/** Up to ten messages in one write; those that are refused do not hold the others up. */
export const sendMessageBatch = operation("SendMessageBatch", {
  async handle({ QueueUrl, Entries }, { call, queues }) {
    const queue = queues.get(QueueUrl, call);
    checkBatch(Entries, "SendMessageBatchRequestEntry");
    const accepted: { readonly id: string; readonly checked: Checked }[] = [];
    const failed: BatchResultErrorEntry[] = [];
    let batchBytes = 0;
    for (const { Id: id, ...given } of Entries) {
      batchBytes += Buffer.byteLength(given.MessageBody ?? "") + attributeBytesOf(given);
      try {
        accepted.push({ id, checked: checkMessage(given, queue, senderIdOf(call)) });
      } catch (error) {
        failed.push(failedEntry(id, error));
      }
    }
    if (batchBytes > batchBytesMax) {
      throw new ServiceError(
        "BatchRequestTooLong",
        `Batch requests cannot be longer than ${batchBytesMax} bytes. You have sent ${batchBytes} bytes.`,
      );
    }
    const sent = accepted.length === 0 ? [] : await queue.send(accepted.map(({ checked }) => checked.message));
    const successful = accepted.map(
      ({ id, checked }, at): SendMessageBatchResultEntry => ({ Id: id, ...answerOf(checked, sent[at] as SentMessage) }),
    );
    return { Successful: successful, Failed: failed };
  },
});

/** As it counts for the size of a batch, right or wrong. */
function attributeBytesOf({ MessageAttributes = {} }: Given): number {
  let bytes = 0;
  for (const [name, { DataType = "", StringValue = "", BinaryValue }] of Object.entries(MessageAttributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + (BinaryValue?.length ?? Buffer.byteLength(StringValue));
  }
  return bytes;
}
