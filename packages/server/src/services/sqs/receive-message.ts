import type { Message, MessageAttributeValue, ReceiveMessageRequest } from "../../models/sqs.ts";
import { operation } from "./context.ts";
import { invalidValue, unknownAttribute } from "./errors.ts";
import { batchEntriesMax, fifoIdCharsMax, visibilitySecondsMax, waitSecondsMax } from "./limits.ts";
import { attributeOnWire, attributesMd5 } from "./message-attributes.ts";
import type { StoredAttribute } from "./message.ts";
import type { Delivery } from "./queue.ts";

/** Takes up to ten messages, for as long as nobody deletes them or the visibility timeout is over; waits for one if asked to. */
export const receiveMessage = operation("ReceiveMessage", {
  async handle(input, { call, queues }) {
    const queue = queues.get(input.QueueUrl, call);
    checkRequest(input, queue.settings.isFifo);
    const system = systemAttributesAskedFor(input);
    const { settings } = queue;
    const deliveries = await queue.receive({
      max: input.MaxNumberOfMessages ?? 1,
      visibilityMs: input.VisibilityTimeout === undefined ? settings.visibilityMs : input.VisibilityTimeout * 1_000,
      waitMs: input.WaitTimeSeconds === undefined ? settings.waitMs : input.WaitTimeSeconds * 1_000,
      attemptId: input.ReceiveRequestAttemptId,
      signal: call.signal,
    });
    if (deliveries.length === 0) return {};
    return { Messages: deliveries.map((delivery) => messageOf(delivery, system, input.MessageAttributeNames ?? [])) };
  },
});

function checkRequest(input: ReceiveMessageRequest, isFifo: boolean): void {
  const { MaxNumberOfMessages: max, VisibilityTimeout: visibility, WaitTimeSeconds: wait, ReceiveRequestAttemptId: attempt } = input;
  if (max !== undefined && (max < 1 || max > batchEntriesMax)) {
    throw invalidValue(max, "MaxNumberOfMessages", `Must be between 1 and ${batchEntriesMax}, if provided.`);
  }
  if (visibility !== undefined && (visibility < 0 || visibility > visibilitySecondsMax)) {
    throw invalidValue(visibility, "VisibilityTimeout", `Must be >= 0 and <= ${visibilitySecondsMax}, if provided.`);
  }
  if (wait !== undefined && (wait < 0 || wait > waitSecondsMax)) {
    throw invalidValue(wait, "WaitTimeSeconds", `Must be >= 0 and <= ${waitSecondsMax}, if provided.`);
  }
  if (attempt === undefined) return;
  if (!isFifo) {
    throw invalidValue(
      attempt.slice(0, 1_024),
      "ReceiveRequestAttemptId",
      "The request include parameter that is not valid for this queue type.",
    );
  }
  if (!/^[!-~]+$/.test(attempt) || attempt.length > fifoIdCharsMax) {
    throw invalidValue(
      attempt.slice(0, 1_024),
      "ReceiveRequestAttemptId",
      `ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to ${fifoIdCharsMax} in length.`,
    );
  }
}

const systemAttributes: Readonly<Record<string, (delivery: Delivery) => string | undefined>> = {
  SenderId: ({ body }) => body.senderId,
  SentTimestamp: ({ sentMs }) => String(sentMs),
  ApproximateReceiveCount: ({ receives }) => String(receives),
  ApproximateFirstReceiveTimestamp: ({ firstReceivedMs }) => String(firstReceivedMs),
  SequenceNumber: ({ body }) => body.sequenceNumber,
  MessageDeduplicationId: ({ body }) => body.deduplicationId,
  MessageGroupId: ({ body }) => body.groupId,
  AWSTraceHeader: ({ body }) => body.traceHeader,
  DeadLetterQueueSourceArn: ({ body }) => body.deadLetterSource,
};

/** By the present name of the parameter and by the old one. */
function systemAttributesAskedFor(input: ReceiveMessageRequest): readonly string[] {
  const asked = new Set<string>([...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]);
  if (asked.has("All")) return Object.keys(systemAttributes);
  for (const name of asked) if (!Object.hasOwn(systemAttributes, name)) throw unknownAttribute(name);
  return [...asked];
}

function messageOf(delivery: Delivery, system: readonly string[], names: readonly string[]): Message {
  const { body, receiptHandle } = delivery;
  const attributes: Record<string, string> = {};
  for (const name of system) {
    const value = systemAttributes[name]?.(delivery);
    if (value !== undefined) attributes[name] = value;
  }
  const chosen = chosenAttributes(body.attributes, names);
  const isWhole = chosen.length === Object.keys(body.attributes ?? {}).length;
  return {
    MessageId: body.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: body.md5,
    Body: body.body,
    ...(Object.keys(attributes).length === 0 ? {} : { Attributes: attributes }),
    ...(chosen.length === 0
      ? {}
      : {
          // Clients check it against what they get, so it is that of the attributes chosen.
          MD5OfMessageAttributes: isWhole ? body.attributesMd5 : attributesMd5(chosen),
          MessageAttributes: Object.fromEntries(
            chosen.map(([name, value]): [string, MessageAttributeValue] => [name, attributeOnWire(value)]),
          ),
        }),
  };
}

/** By name, by prefix (`order.*`), or all (`All`, `.*`). */
function chosenAttributes(
  attributes: Readonly<Record<string, StoredAttribute>> | undefined,
  names: readonly string[],
): readonly (readonly [string, StoredAttribute])[] {
  if (attributes === undefined || names.length === 0) return [];
  const fits = (attribute: string) =>
    names.some(
      (name) => name === "All" || name === ".*" || name === attribute || (name.endsWith(".*") && attribute.startsWith(name.slice(0, -1))),
    );
  return Object.entries(attributes).filter(([attribute]) => fits(attribute));
}
