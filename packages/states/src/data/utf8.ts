/** Text to UTF-8 and back, since a pure package has neither TextEncoder nor Buffer. */

/** A lone surrogate becomes U+FFFD, which is also what `utf8Length` counts. */
export function utf8Encode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (const character of text) {
    let code = character.codePointAt(0) as number;
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    if (code < 0x80) {
      bytes[length++] = code;
      continue;
    }
    if (code < 0x800) {
      bytes[length++] = 0xc0 | (code >> 6);
    } else {
      if (code < 0x10000) {
        bytes[length++] = 0xe0 | (code >> 12);
      } else {
        bytes[length++] = 0xf0 | (code >> 18);
        bytes[length++] = 0x80 | ((code >> 12) & 0x3f);
      }
      bytes[length++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[length++] = 0x80 | (code & 0x3f);
  }
  return bytes.subarray(0, length);
}

/** Each maximal malformed piece becomes one U+FFFD, as in Java and in the WHATWG decoder. */
export function utf8Decode(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at++] as number;
    if (first < 0x80) {
      parts.push(String.fromCharCode(first));
      continue;
    }
    const following = first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : 0;
    let code = following === 0 ? -1 : first & (0x3f >> following);
    for (let i = 0; i < following && code !== -1; i++) {
      const next = bytes[at] ?? 0;
      // The first continuation byte also rules out overlong forms, surrogates and what lies beyond U+10FFFF.
      const least = i > 0 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
      const most = i > 0 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
      if (next < least || next > most) {
        code = -1;
      } else {
        code = (code << 6) | (next & 0x3f);
        at++;
      }
    }
    parts.push(code === -1 ? "\ufffd" : String.fromCodePoint(code));
  }
  return parts.join("");
}
