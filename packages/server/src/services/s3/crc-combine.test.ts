import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createChecksum } from "../../aws/index.ts";
import { combineCrcs } from "./crc-combine.ts";

for (const algorithm of ["CRC32", "CRC32C", "CRC64NVME"] as const) {
  test(`the ${algorithm} of parts combined is that of the whole`, () => {
    const crcOf = (bytes: Uint8Array): string => {
      const checksum = createChecksum(algorithm);
      checksum.update(bytes);
      return checksum.digest();
    };
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 6 }), (parts) => {
        const combined = combineCrcs(
          algorithm,
          parts.map((part) => ({ value: crcOf(part), size: part.length })),
        );
        assert.equal(combined, crcOf(Buffer.concat(parts)));
      }),
    );
  });
}
