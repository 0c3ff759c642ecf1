/** Base64 (RFC 4648, the standard alphabet, padded) over bytes. */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function base64Encode(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.subarray(at, at + 3);
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    parts.push(
      alphabet[group >> 18] as string,
      alphabet[(group >> 12) & 0x3f] as string,
      second === undefined ? "=" : (alphabet[(group >> 6) & 0x3f] as string),
      third === undefined ? "=" : (alphabet[group & 0x3f] as string),
    );
  }
  return parts.join("");
}

/** Undefined when the text is not Base64. The padding may be left out, as Java's decoder allows. */
export function base64Decode(text: string): Uint8Array | undefined {
  const digits = text.replace(/={1,2}$/, "");
  const padded = digits.length !== text.length;
  if (digits.length % 4 === 1 || (padded && text.length % 4 !== 0)) return undefined;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let group = 0;
  let length = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = alphabet.indexOf(digits[i] as string);
    if (digit === -1) return undefined;
    group = ((group << 6) | digit) & 0xffffff;
    if (i % 4 !== 0) bytes[length++] = (group >> (6 - 2 * (i % 4))) & 0xff;
  }
  return bytes;
}
