/** Publishing: who wants the message is decided at once, and what each of them gets is durable before it is answered. */

import { createHash } from "node:crypto";
import { type Call, ServiceError } from "../../aws/index.ts";
import { OutboxFull, type Prepared } from "../../outbox/index.ts";
import type { RecordChange } from "../../storage/ports/records.ts";
import type { SnsContext } from "./context.ts";
import type { Deliveries } from "./deliveries.ts";
import { type Notice, type SignatureVersion, type Signed, textToSign } from "./envelope.ts";
import { invalidParameter } from "./errors.ts";
import { deduplicationMs, fifoIdCharsMax } from "./limits.ts";
import { type CheckedMessage, type GivenMessage, type PublishedMessage, textFor } from "./message.ts";
import { isFifoTopic, type SubscriptionRecord } from "./records.ts";
import type { Signer } from "./signing.ts";
import type { Topic } from "./topics.ts";

type Context = SnsContext & { readonly call: Call };

export interface Published {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

/** What FIFO topics demand. Throws in AWS's words. */
export function checkOrder(topic: Topic, given: GivenMessage): Pick<PublishedMessage, "groupId" | "deduplicationId"> {
  const { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId } = given;
  for (const [name, value] of Object.entries({ MessageGroupId: groupId, MessageDeduplicationId: deduplicationId })) {
    if (value !== undefined && (value.length > fifoIdCharsMax || !/^[!-~]+$/.test(value))) {
      throw invalidParameter(`${name} Reason: it may hold 1 to ${fifoIdCharsMax} letters, digits and punctuation characters`);
    }
  }
  if (!isFifoTopic(topic.record)) {
    if (deduplicationId !== undefined) {
      throw invalidParameter(
        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
      );
    }
    return { groupId, deduplicationId };
  }
  if (groupId === undefined) throw invalidParameter("The MessageGroupId parameter is required for FIFO topics");
  if (deduplicationId !== undefined) return { groupId, deduplicationId };
  if (topic.record.attributes["ContentBasedDeduplication"] !== "true") {
    throw invalidParameter("The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");
  }
  return { groupId, deduplicationId: createHash("sha256").update(given.Message).digest("hex") };
}

export type ToPublish = CheckedMessage & Pick<PublishedMessage, "groupId" | "deduplicationId">;

/** Durable when it resolves, all of them or none. Answers in the same order. */
export async function publishAll(context: Context, topic: Topic, messages: readonly ToPublish[]): Promise<readonly Published[]> {
  return isFifoTopic(topic.record) ? await publishInOrder(context, topic, messages) : await publishStandard(context, topic, messages);
}

async function publishStandard(context: Context, topic: Topic, messages: readonly ToPublish[]): Promise<readonly Published[]> {
  const { platform, call, signer } = context;
  const published = messages.map((message) => stamped(message, platform.random.uuid(), call.nowMs, undefined));
  const notices: Notice[] = [];
  for (const message of published) {
    const wanting = subscribersOf(topic, message);
    const signatures = new Map<string, Signed>();
    for (const record of wanting) {
      const notice = noticeFor(topic, record, message, call.endpointUrl);
      const text = notice.message.text;
      // Those who get the same text get the same signature, which takes a while to make.
      const signed = needsSignature(record)
        ? (signatures.get(text) ?? (await signatureFor(topic, textToSign(notice), call.endpointUrl, signer)))
        : undefined;
      if (signed !== undefined) signatures.set(text, signed);
      notices.push({ ...notice, signed });
    }
  }
  await write(context, notices, []);
  return published.map(({ id }) => ({ messageId: id, sequenceNumber: undefined }));
}

async function publishInOrder(context: Context, topic: Topic, messages: readonly ToPublish[]): Promise<readonly Published[]> {
  const { platform, call } = context;
  const answers: Published[] = [];
  const notices: Notice[] = [];
  const changes: RecordChange[] = [];
  const keys: string[] = [];
  const repeated: Promise<void>[] = [];
  const settle = Promise.withResolvers<void>();
  settle.promise.catch(() => {});
  const nowMs = platform.clock.nowMs();
  const perGroup = topic.record.attributes["FifoThroughputScope"] === "MessageGroup";
  for (const given of messages) {
    const key = topic.deduplication.keyOf(given.deduplicationId ?? "", perGroup ? given.groupId : undefined);
    const known = topic.deduplication.find(key, nowMs);
    if (known !== undefined) {
      answers.push({ messageId: known.messageId, sequenceNumber: known.sequenceNumber });
      repeated.push(known.written);
      continue;
    }
    // Numbers follow the clock, so that they grow over restarts.
    topic.lastSeq = Math.max(topic.lastSeq + 1, nowMs * 1_000);
    const sequenceNumber = `1${String(topic.lastSeq).padStart(19, "0")}`;
    const message = stamped(given, platform.random.uuid(), nowMs, sequenceNumber);
    const record = { untilMs: nowMs + deduplicationMs, messageId: message.id, sequenceNumber };
    changes.push(topic.deduplication.remember(key, record, settle.promise));
    keys.push(key);
    answers.push({ messageId: message.id, sequenceNumber });
    for (const subscription of subscribersOf(topic, message)) notices.push(noticeFor(topic, subscription, message, call.endpointUrl));
  }
  try {
    await write(context, notices, changes);
    settle.resolve();
  } catch (error) {
    for (const key of keys) topic.deduplication.forget(key, settle.promise);
    settle.reject(error);
    throw error;
  }
  await Promise.all(repeated);
  return answers;
}

async function write({ records, deliveries }: Context, notices: readonly Notice[], more: readonly RecordChange[]): Promise<void> {
  if (notices.length === 0 && more.length === 0) return;
  const prepared = prepare(deliveries, notices);
  try {
    await records.write([...prepared.changes, ...more]);
  } catch (error) {
    prepared.abandoned();
    throw error;
  }
  prepared.written();
}

export function prepare(deliveries: Deliveries, notices: readonly Notice[]): Prepared {
  try {
    return deliveries.prepare(notices);
  } catch (error) {
    if (!(error instanceof OutboxFull)) throw error;
    throw new ServiceError("ThrottledException", "Too many deliveries wait; try again later.", { httpStatus: 429, cause: error });
  }
}

function stamped(given: ToPublish, id: string, publishedMs: number, sequenceNumber: string | undefined): PublishedMessage {
  const { subject, text, texts, attributes, groupId, deduplicationId } = given;
  return { id, subject, text, texts, attributes, publishedMs, groupId, deduplicationId, sequenceNumber };
}

/** Confirmed, and with a filter that lets the message through. */
function subscribersOf(topic: Topic, message: PublishedMessage): readonly SubscriptionRecord[] {
  let parsed: { readonly body: unknown } | undefined;
  const filtered = {
    attributes: message.attributes,
    body: () => (parsed ??= { body: parsedBody(message.text) }).body,
  };
  const wanting: SubscriptionRecord[] = [];
  for (const { record, filter } of topic.subscriptions.values()) {
    if (!record.isPending && (filter === undefined || filter(filtered))) wanting.push(record);
  }
  return wanting;
}

function parsedBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noticeFor(topic: Topic, { arn, protocol }: SubscriptionRecord, message: PublishedMessage, endpointUrl: string) {
  const { texts: _texts, ...rest } = message;
  return {
    kind: "notification" as const,
    topicArn: topic.arn,
    subscriptionArn: arn,
    message: { ...rest, text: textFor(message, protocol) },
    // The ARN stands as it is, as in AWS's messages (recorded): its colons need no escape in a query.
    unsubscribeUrl: `${endpointUrl}/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    signed: undefined,
  };
}

/** Raw deliveries and mails show none. */
function needsSignature({ protocol, attributes }: SubscriptionRecord): boolean {
  return protocol !== "email" && attributes["RawMessageDelivery"] !== "true";
}

/** Of that text, in the topic's version. */
export async function signatureFor(topic: Topic, text: string, endpointUrl: string, signer: Signer): Promise<Signed> {
  const version: SignatureVersion = topic.record.attributes["SignatureVersion"] === "2" ? "2" : "1";
  const [signature, path] = await Promise.all([signer.sign(text, version), signer.certificatePath()]);
  return { version, signature, certificateUrl: `${endpointUrl}${path}` };
}
