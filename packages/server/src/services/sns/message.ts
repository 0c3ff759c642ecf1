/** A message that was published: what SNS demands of it, and what a delivery needs to know of it. */

import type { MessageAttributeValue } from "../../models/sns.ts";
import { invalidParameter, invalidParameterValue } from "./errors.ts";
import * as limits from "./limits.ts";
import type { Protocol } from "./records.ts";

export interface StoredAttribute {
  readonly type: string;
  readonly text?: string;
  readonly base64?: string;
}

export interface PublishedMessage {
  readonly id: string;
  readonly subject: string | undefined;
  /** What subscribers get, unless their protocol has a text of its own. */
  readonly text: string;
  /** By protocol, with MessageStructure json. */
  readonly texts: Readonly<Record<string, string>> | undefined;
  readonly attributes: Readonly<Record<string, StoredAttribute>>;
  readonly publishedMs: number;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
}

/** What a publisher gives. */
export interface GivenMessage {
  readonly Message: string;
  readonly Subject?: string | undefined;
  readonly MessageStructure?: string | undefined;
  readonly MessageAttributes?: { readonly [key: string]: MessageAttributeValue } | undefined;
  readonly MessageDeduplicationId?: string | undefined;
  readonly MessageGroupId?: string | undefined;
}

export type CheckedMessage = Pick<PublishedMessage, "subject" | "text" | "texts" | "attributes">;

export function textFor({ text, texts }: Pick<PublishedMessage, "text" | "texts">, protocol: Protocol): string {
  return (texts !== undefined && Object.hasOwn(texts, protocol) ? texts[protocol] : undefined) ?? text;
}

/** Throws in AWS's words. What is particular to FIFO topics is checked elsewhere. */
export function checkMessage(given: GivenMessage): CheckedMessage {
  const { Message: message, Subject: subject, MessageStructure: structure } = given;
  if (message === "") throw invalidParameter("Empty message");
  // "UTF-8 text with no line breaks or control characters, and less than 100 characters long" (API reference, Publish).
  if (
    subject !== undefined &&
    (subject === "" || [...subject].length > limits.subjectCharsMax || !/^[^\p{Cc}\u2028\u2029]*$/u.test(subject))
  )
    throw invalidParameter("Subject");
  const attributes = checkAttributes(given.MessageAttributes);
  if (bytesOf(given) > limits.messageBytesMax) throw invalidParameter("Message too long");
  if (structure === undefined || structure === "") return { subject, text: message, texts: undefined, attributes };
  if (structure !== "json") throw invalidParameter("MessageStructure");
  const texts = parseTexts(message);
  return { subject, text: texts["default"] ?? "", texts, attributes };
}

/** As it counts for the size of a message and of a batch, right or wrong. */
export function bytesOf({ Message: message, MessageAttributes: attributes = {} }: GivenMessage): number {
  let bytes = Buffer.byteLength(message);
  for (const [name, { DataType = "", StringValue = "", BinaryValue }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + (BinaryValue?.length ?? Buffer.byteLength(StringValue));
  }
  return bytes;
}

function parseTexts(message: string): Readonly<Record<string, string>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalidParameter("Message Structure - JSON message body failed to parse");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw invalidParameter("Message Structure - JSON message body failed to parse");
  }
  // "Non-string values will cause the key to be ignored."
  const texts = Object.fromEntries(Object.entries(parsed).filter(([, text]) => typeof text === "string"));
  if (!Object.hasOwn(texts, "default")) throw invalidParameter("Message Structure - No default entry in JSON message body");
  return texts as Record<string, string>;
}

function checkAttributes(given: GivenMessage["MessageAttributes"] = {}): Readonly<Record<string, StoredAttribute>> {
  const names = Object.keys(given);
  if (names.length > limits.messageAttributesMax) throw invalidParameter(`MessageAttributes: more than ${limits.messageAttributesMax}`);
  const attributes: [string, StoredAttribute][] = [];
  for (const name of names) {
    if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name) || /^\.|\.$|\.\./.test(name) || /^(aws|amazon)\.(?!sns\.)/i.test(name)) {
      throw invalidParameter(`MessageAttributes: the message attribute name '${name.slice(0, 256)}' is invalid.`);
    }
    attributes.push([name, checkAttribute(name, given[name] as MessageAttributeValue)]);
  }
  return Object.fromEntries(attributes);
}

function checkAttribute(name: string, { DataType: type, StringValue, BinaryValue }: MessageAttributeValue): StoredAttribute {
  const [base = ""] = (type ?? "").split(".", 1);
  if (type === undefined || type === "") {
    throw invalidParameterValue(`The message attribute '${name}' must contain non-empty message attribute type.`);
  }
  if (type.length > limits.attributeNameCharsMax || (base !== "String" && base !== "Number" && base !== "Binary")) {
    throw invalidParameterValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  if (base === "Binary") {
    if (BinaryValue === undefined || BinaryValue.length === 0) throw emptyValue(name, type);
    return { type, base64: Buffer.from(BinaryValue).toString("base64") };
  }
  if (StringValue === undefined || StringValue === "") throw emptyValue(name, type);
  if (base === "Number" && !/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(StringValue)) {
    throw invalidParameterValue(`Could not cast message attribute '${name}' value to number.`);
  }
  if (type === "String.Array" && !isArrayOfScalars(StringValue)) {
    throw invalidParameterValue(`Message attribute '${name}' is not a valid JSON array of strings, numbers, true, false or null.`);
  }
  return { type, text: StringValue };
}

function emptyValue(name: string, type: string) {
  return invalidParameterValue(
    `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
  );
}

function isArrayOfScalars(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((value) => typeof value !== "object" || value === null);
  } catch {
    return false;
  }
}
