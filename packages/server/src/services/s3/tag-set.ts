/** Tags: in a header as a query string, in documents as a set. S3 "Categorizing your storage using tags". */
import type { ServiceError } from "../../aws/index.ts";
import type { Tag } from "../../models/s3.ts";
import { tagKeyCharsMax, tagsOfObjectMax, tagValueCharsMax } from "./limits.ts";
import { invalidArgument, refusal } from "./refusals.ts";

const invalidTag = (message: string, key?: string) => refusal("InvalidTag", 400, message, { fields: { TagKey: key } });

/** Throws InvalidTag or BadRequest. */
export function checkTags(tags: readonly Tag[], tagsMax: number, what: "Object" | "Bucket"): readonly Tag[] {
  if (tags.length > tagsMax) throw refusal("BadRequest", 400, `${what} tags cannot be greater than ${tagsMax}`);
  const keys = new Set<string>();
  for (const { Key, Value } of tags) {
    if (Key.length === 0 || Key.length > tagKeyCharsMax) throw invalidTag("The TagKey you have provided is invalid", Key);
    if (Value.length > tagValueCharsMax) throw invalidTag("The TagValue you have provided is invalid", Key);
    if (/^aws:/i.test(Key)) throw invalidTag("System tags cannot be added/updated by requester", Key);
    const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
    if (!allowed.test(Key)) throw invalidTag("The TagKey you have provided is invalid", Key);
    if (!allowed.test(Value)) throw invalidTag("The TagValue you have provided is invalid", Key);
    if (keys.has(Key)) throw invalidTag("Cannot provide multiple Tags with the same key", Key);
    keys.add(Key);
  }
  return tags.map(({ Key, Value }) => ({ Key, Value }));
}

/** `x-amz-tagging: a=1&b=2`. */
export function parseTaggingHeader(text: string): readonly Tag[] {
  const tags: Tag[] = [];
  for (const part of text.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    tags.push({ Key: decode(equals < 0 ? part : part.slice(0, equals)), Value: equals < 0 ? "" : decode(part.slice(equals + 1)) });
  }
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) throw invalidHeader(text);
  return checkTags(tags, tagsOfObjectMax, "Object");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalidHeader(text);
  }
}

function invalidHeader(text: string): ServiceError {
  return invalidArgument(
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    "x-amz-tagging",
    text.slice(0, 256),
  );
}
