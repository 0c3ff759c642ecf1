/** What subscribers get: the JSON around a message, laid out as AWS does it, and the text that is signed. */

import type { PublishedMessage } from "./message.ts";

/** A message on its way to one subscriber. */
export type Notice =
  | {
      readonly kind: "notification";
      readonly topicArn: string;
      readonly subscriptionArn: string;
      readonly message: Omit<PublishedMessage, "texts">;
      readonly unsubscribeUrl: string;
      /** Absent for FIFO topics, whose messages AWS does not sign. */
      readonly signed: Signed | undefined;
    }
  | {
      readonly kind: "confirmation";
      readonly topicArn: string;
      readonly subscriptionArn: string;
      readonly id: string;
      readonly sentMs: number;
      readonly token: string;
      readonly subscribeUrl: string;
      readonly signed: Signed | undefined;
    };

export interface Signed {
  readonly version: SignatureVersion;
  /** Base64. */
  readonly signature: string;
  readonly certificateUrl: string;
}

export type SignatureVersion = "1" | "2";

export const messageIdOf = (notice: Notice): string => (notice.kind === "notification" ? notice.message.id : notice.id);

const confirmationText = (topicArn: string): string =>
  `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`;

const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();

/** Name and value in turn, a line each, in the order of the names (developer guide, "Verifying the signatures"). */
export function textToSign(notice: Notice): string {
  const fields: Record<string, string | undefined> =
    notice.kind === "notification"
      ? {
          Message: notice.message.text,
          MessageId: notice.message.id,
          Subject: notice.message.subject,
          Timestamp: isoTime(notice.message.publishedMs),
          TopicArn: notice.topicArn,
          Type: "Notification",
        }
      : {
          Message: confirmationText(notice.topicArn),
          MessageId: notice.id,
          SubscribeURL: notice.subscribeUrl,
          Timestamp: isoTime(notice.sentMs),
          Token: notice.token,
          TopicArn: notice.topicArn,
          Type: "SubscriptionConfirmation",
        };
  return Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}\n${value}\n`]))
    .join("");
}

/** The document that is posted to HTTP endpoints and put into queues. */
export function envelope(notice: Notice): string {
  const signed = notice.signed;
  const signature: readonly Field[] =
    signed === undefined
      ? []
      : [
          ["SignatureVersion", signed.version],
          ["Signature", signed.signature],
          ["SigningCertURL", signed.certificateUrl],
        ];
  if (notice.kind === "confirmation") {
    return document([
      ["Type", "SubscriptionConfirmation"],
      ["MessageId", notice.id],
      ["Token", notice.token],
      ["TopicArn", notice.topicArn],
      ["Message", confirmationText(notice.topicArn)],
      ["SubscribeURL", notice.subscribeUrl],
      ["Timestamp", isoTime(notice.sentMs)],
      ...signature,
    ]);
  }
  const { message } = notice;
  const attributes = Object.entries(message.attributes).map(
    ([name, { type, text, base64 }]) => `    ${JSON.stringify(name)} : ${JSON.stringify({ Type: type, Value: text ?? base64 ?? "" })}`,
  );
  return document(
    [
      ["Type", "Notification"],
      ["MessageId", message.id],
      ["SequenceNumber", message.sequenceNumber],
      ["TopicArn", notice.topicArn],
      ["Subject", message.subject],
      ["Message", message.text],
      ["Timestamp", isoTime(message.publishedMs)],
      ...signature,
      ["UnsubscribeURL", notice.unsubscribeUrl],
    ],
    attributes.length === 0 ? "" : `  "MessageAttributes" : {\n${attributes.join(",\n")}\n  }`,
  );
}

type Field = readonly [name: string, value: string | undefined];

/** A field a line, with spaces around the colon. */
function document(fields: readonly Field[], last = ""): string {
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : [`  "${name}" : ${JSON.stringify(value)}`]));
  if (last !== "") lines.push(last);
  return `{\n${lines.join(",\n")}\n}`;
}

/** The event that functions are invoked with. */
export function lambdaEvent(notice: Extract<Notice, { kind: "notification" }>): string {
  const { message, signed } = notice;
  const attributes = Object.entries(message.attributes).map(([name, { type, text, base64 }]) => [
    name,
    { Type: type, Value: text ?? base64 },
  ]);
  return JSON.stringify({
    Records: [
      {
        EventSource: "aws:sns",
        EventVersion: "1.0",
        EventSubscriptionArn: notice.subscriptionArn,
        Sns: {
          Type: "Notification",
          MessageId: message.id,
          TopicArn: notice.topicArn,
          Subject: message.subject ?? null,
          Message: message.text,
          Timestamp: isoTime(message.publishedMs),
          SignatureVersion: signed?.version,
          Signature: signed?.signature,
          SigningCertUrl: signed?.certificateUrl,
          UnsubscribeUrl: notice.unsubscribeUrl,
          MessageAttributes: Object.fromEntries(attributes),
        },
      },
    ],
  });
}
