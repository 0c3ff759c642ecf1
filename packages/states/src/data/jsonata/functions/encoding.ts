import { JsonataError } from "../errors.ts";
import type { Value } from "../values.ts";
import { define } from "./library.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const sextets = new Map(Array.from(alphabet, (character, value) => [character, value]));

/** The text's characters as bytes; the reference implementation takes their low eight bits ("binary" strings). */
function encodeBase64(text: string): string {
  let encoded = "";
  for (let at = 0; at < text.length; at += 3) {
    const bytes = [text.charCodeAt(at) & 0xff, (text.charCodeAt(at + 1) || 0) & 0xff, (text.charCodeAt(at + 2) || 0) & 0xff] as const;
    const bits = (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
    encoded += alphabet.charAt(bits >> 18) + alphabet.charAt((bits >> 12) & 63);
    encoded += at + 1 < text.length ? alphabet.charAt((bits >> 6) & 63) : "=";
    encoded += at + 2 < text.length ? alphabet.charAt(bits & 63) : "=";
  }
  return encoded;
}

/** Reads what is Base64 in it, up to the padding; other characters are passed over. */
function decodeBase64(text: string): string {
  let decoded = "";
  let bits = 0;
  let count = 0;
  for (const character of text) {
    if (character === "=") break;
    const value = sextets.get(character === "-" ? "+" : character === "_" ? "/" : character);
    if (value === undefined) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      decoded += String.fromCharCode((bits >> count) & 0xff);
    }
  }
  return decoded;
}

function onText(
  functionName: string,
  convert: (text: string) => string,
): (args: readonly Value[], call: { run: { spendCharacters(n: number): void } }) => Value {
  return ([text], { run }) => {
    if (text === undefined) return undefined;
    run.spendCharacters(4 * (text as string).length);
    try {
      return convert(text as string);
    } catch (problem) {
      if (!(problem instanceof URIError)) throw problem;
      throw new JsonataError("D3140", { value: text, functionName });
    }
  };
}

export const encodingFunctions = [
  define("base64encode", "<s-:s>", onText("base64encode", encodeBase64)),
  define("base64decode", "<s-:s>", onText("base64decode", decodeBase64)),
  define("encodeUrlComponent", "<s-:s>", onText("encodeUrlComponent", encodeURIComponent)),
  define("encodeUrl", "<s-:s>", onText("encodeUrl", encodeURI)),
  define("decodeUrlComponent", "<s-:s>", onText("decodeUrlComponent", decodeURIComponent)),
  define("decodeUrl", "<s-:s>", onText("decodeUrl", decodeURI)),
];
