/** Bytes as attributes hold them: in JSON, in the store as on the wire, they are base64. */

export class Binary extends Uint8Array {
  static fromBase64Text(text: string): Binary {
    const bytes = Buffer.from(text, "base64");
    return new Binary(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);
  }

  /** The same bytes, not a copy. */
  static over(bytes: Uint8Array): Binary {
    return bytes instanceof Binary ? bytes : new Binary(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  }

  /** For JSON.stringify, which thus writes items without anyone walking through them. */
  toJSON(): string {
    return base64Of(this);
  }
}

export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

export function compareBytes(one: Uint8Array, other: Uint8Array): number {
  return Buffer.compare(one, other);
}

/** In the order of their UTF-8 bytes, which is that of code points; JavaScript's own is that of UTF-16 units. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const a = one.charCodeAt(at);
    const b = other.charCodeAt(at);
    if (a === b) continue;
    // Where one is a surrogate and the other is not, the surrogate stands for something greater.
    const aSurrogate = (a & 0xf800) === 0xd800;
    const bSurrogate = (b & 0xf800) === 0xd800;
    if (aSurrogate !== bSurrogate) return aSurrogate ? 1 : -1;
    return a - b;
  }
  return one.length - other.length;
}
