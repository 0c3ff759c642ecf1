/**
 * Attributes of a message: what SQS demands of them, their size, and the MD5 by which clients check that they arrived
 * whole (developer guide, "Calculating the MD5 message digest for message attributes").
 */

import { createHash } from "node:crypto";
import type { MessageAttributeValue } from "../../models/sqs.ts";
import { ServiceError } from "../../aws/index.ts";
import { invalidParameterValue, unsupported } from "./errors.ts";
import { attributeNameCharsMax, messageAttributesMax } from "./limits.ts";
import type { StoredAttribute } from "./message.ts";

export interface CheckedAttributes {
  readonly attributes: Readonly<Record<string, StoredAttribute>> | undefined;
  readonly md5: string | undefined;
  readonly bytes: number;
}

const none: CheckedAttributes = { attributes: undefined, md5: undefined, bytes: 0 };

type GivenAttributes = { readonly [name: string]: MessageAttributeValue };

/** Throws InvalidParameterValue in AWS's words. */
export function checkAttributes(given: GivenAttributes | undefined): CheckedAttributes {
  const names = Object.keys(given ?? {});
  if (given === undefined || names.length === 0) return none;
  if (names.length > messageAttributesMax) {
    throw invalidParameterValue(`Number of message attributes [${names.length}] exceeds the allowed maximum [${messageAttributesMax}].`);
  }
  const attributes: [string, StoredAttribute][] = [];
  let bytes = 0;
  for (const name of names) {
    checkName(name);
    const attribute = checkAttribute(name, given[name] as MessageAttributeValue);
    attributes.push([name, attribute]);
    bytes += Buffer.byteLength(name) + Buffer.byteLength(attribute.type) + valueBytes(attribute).length;
  }
  return { attributes: Object.fromEntries(attributes), md5: attributesMd5(attributes), bytes };
}

/** The same for system attributes, of which a sender may give one. */
export function checkTraceHeader(given: { readonly [name: string]: MessageAttributeValue } | undefined): {
  readonly traceHeader: string | undefined;
  readonly md5: string | undefined;
} {
  const names = Object.keys(given ?? {});
  if (given === undefined || names.length === 0) return { traceHeader: undefined, md5: undefined };
  for (const name of names) {
    if (name !== "AWSTraceHeader") {
      throw invalidParameterValue(`Message system attribute name '${name}' is invalid. Supported attribute names are: [AWSTraceHeader].`);
    }
  }
  const attribute = checkAttribute("AWSTraceHeader", given["AWSTraceHeader"] as MessageAttributeValue);
  if (attribute.type !== "String") throw invalidParameterValue("The message system attribute 'AWSTraceHeader' must be of type 'String'.");
  return { traceHeader: attribute.text, md5: attributesMd5([["AWSTraceHeader", attribute]]) };
}

function checkName(name: string): void {
  const fits =
    /^[A-Za-z0-9_.-]+$/.test(name) && name.length <= attributeNameCharsMax && !/^(aws|amazon)\./i.test(name) && !/^\.|\.$|\.\./.test(name);
  if (!fits)
    throw invalidParameterValue(
      `The message attribute name '${name.slice(0, 1_024)}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters only, cannot start or end with a period, cannot have successive periods, cannot start with AWS. or Amazon., and must be between 1 and ${attributeNameCharsMax} characters long.`,
    );
}

function checkAttribute(name: string, value: MessageAttributeValue): StoredAttribute {
  const type = value.DataType;
  if (type === undefined || type === "") {
    throw invalidParameterValue(`The message attribute '${name}' must contain non-empty message attribute type.`);
  }
  const [base = ""] = type.split(".", 1);
  if (type.length > attributeNameCharsMax || (base !== "String" && base !== "Number" && base !== "Binary")) {
    throw invalidParameterValue(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  if (value.StringListValues !== undefined || value.BinaryListValues !== undefined) {
    throw unsupported(`Message attribute list values in SendMessage operation are not supported.`);
  }
  const empty = () => invalidParameterValue(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
  if (base === "Binary") {
    if (value.BinaryValue === undefined || value.BinaryValue.length === 0) throw empty();
    return { type, base64: Buffer.from(value.BinaryValue).toString("base64") };
  }
  if (value.StringValue === undefined || value.StringValue === "") throw empty();
  checkCharacters(value.StringValue);
  if (base === "Number" && (value.StringValue.trim() === "" || !/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(value.StringValue))) {
    throw invalidParameterValue(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { type, text: value.StringValue };
}

/** Throws InvalidMessageContents for what XML 1.0 cannot hold. */
export function checkCharacters(text: string): void {
  // oxlint-disable-next-line no-control-regex
  if (!/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text) && text.isWellFormed()) return;
  throw invalidContents();
}

function invalidContents(): ServiceError {
  return new ServiceError(
    "InvalidMessageContents",
    "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
  );
}

const transport = { text: Buffer.from([1]), binary: Buffer.from([2]) };

export function attributesMd5(attributes: Iterable<readonly [name: string, attribute: StoredAttribute]>): string {
  const hash = createHash("md5");
  const addField = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, attribute] of [...attributes].sort(([one], [other]) => (one < other ? -1 : 1))) {
    addField(Buffer.from(name));
    addField(Buffer.from(attribute.type));
    hash.update(attribute.base64 === undefined ? transport.text : transport.binary);
    addField(valueBytes(attribute));
  }
  return hash.digest("hex");
}

function valueBytes({ text, base64 }: StoredAttribute): Buffer {
  return base64 === undefined ? Buffer.from(text ?? "") : Buffer.from(base64, "base64");
}

export function attributeOnWire({ type, text, base64 }: StoredAttribute): MessageAttributeValue {
  return base64 === undefined
    ? { DataType: type, StringValue: text ?? "" }
    : { DataType: type, BinaryValue: Buffer.from(base64, "base64") };
}
