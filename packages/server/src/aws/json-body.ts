/**
 * JSON request bodies. V8's JSON.parse does not recurse, so that deep nesting cannot end the process there, but
 * everything that walks the value afterwards does; the depth is therefore refused before anything is parsed.
 */
import { isUtf8 } from "node:buffer";
import { jsonDepthMax } from "./limits.ts";
import { ServiceError } from "./service-error.ts";

/** AWS's refusal of a body it cannot read: malformed JSON, or JSON of the wrong types. */
export function serializationException(message: string, cause?: unknown): ServiceError {
  return new ServiceError("SerializationException", message, cause === undefined ? {} : { cause });
}

/**
 * The value of a JSON body; `undefined` for an empty one. Refuses with SerializationException what is not UTF-8,
 * not JSON, or nested deeper than `jsonDepthMax`.
 */
export function parseJsonBody(body: Uint8Array): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw serializationException("The request body is not valid UTF-8.");
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  // Fewer characters than levels cannot nest too deep: small requests, nearly all, skip the scan.
  if (text.length > jsonDepthMax && nestsDeeperThan(text, jsonDepthMax)) {
    throw serializationException(`The request body is nested deeper than ${jsonDepthMax} levels.`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw serializationException("The request body is not valid JSON.", cause);
  }
}

const quote = 0x22;
const backslash = 0x5c;

/** Whether brackets nest deeper than that. Brackets in strings do not count; malformed text is JSON.parse's to refuse. */
export function nestsDeeperThan(text: string, depthMax: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === quote) {
      at = endOfString(text, at + 1);
      if (at < 0) return false;
    } else if (char === 0x7b || char === 0x5b) {
      depth += 1;
      if (depth > depthMax) return true;
    } else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
  return false;
}

/** Index of the quote that ends the string whose content starts there; -1 when none does. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    for (let at = end - 1; at >= start && text.charCodeAt(at) === backslash; at--) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}
