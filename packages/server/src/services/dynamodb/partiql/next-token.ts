/**
 * `NextToken`: where a SELECT goes on, bound to its statement and parameters and to the table, with a truncated HMAC over it. It says no
 * more than a LastEvaluatedKey does; the HMAC keeps tokens from being made up or being used with another statement.
 */

import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { validationException } from "../errors.ts";
import type { KeyPart, Table } from "../tables/table.ts";
import { type AttributeValue, attributeOf, defineEntry, type Item } from "../values/attribute-value.ts";
import { Binary } from "../values/binary.ts";

export interface Position {
  /** Which of the partitions the SELECT reads. */
  readonly partition: number;
  /** The last item read of it; undefined: it begins. */
  readonly startKey: Item | undefined;
}

/** What is asked, in a form that is equal when it is. */
export function requestDigest(statement: string, parameters: readonly AttributeValue[]): string {
  return hash("sha256", JSON.stringify([statement, parameters]), "base64url");
}

const macBytes = 16;

export function sealPosition(table: Table, digest: string, { partition, startKey }: Position): string {
  const content = Buffer.from(JSON.stringify([digest, partition, startKey]));
  return Buffer.concat([macOf(table, content), content]).toString("base64url");
}

/** Throws ValidationException for a token that is none, or another statement's. `parts` are the attributes of start keys. */
export function openPosition(table: Table, digest: string, parts: readonly KeyPart[], token: string): Position {
  const bytes = Buffer.from(token, "base64url");
  const content = bytes.subarray(macBytes);
  if (bytes.length <= macBytes || !timingSafeEqual(bytes.subarray(0, macBytes), macOf(table, content))) {
    throw validationException("Invalid NextToken");
  }
  const [of, partition, startKey] = JSON.parse(content.toString()) as [string, number, Item | null | undefined];
  if (of !== digest) throw validationException("NextToken does not match request");
  return { partition, startKey: startKey ? withBinaryKeys(startKey, parts) : undefined };
}

/** In JSON, bytes are base64. */
function withBinaryKeys(key: Item, parts: readonly KeyPart[]): Item {
  const read: Record<string, AttributeValue> = {};
  for (const { name, type } of parts) {
    const value = attributeOf(key, name) ?? {};
    defineEntry(read, name, type === "B" ? { B: Binary.fromBase64Text(value.B as unknown as string) } : value);
  }
  return read;
}

/** The id of a table is its own for ever: a table of the same name that is made later does not take the tokens. */
function macOf({ record }: Table, content: Uint8Array): Buffer {
  return createHmac("sha256", `partiql ${record.id}`).update(content).digest().subarray(0, macBytes);
}
