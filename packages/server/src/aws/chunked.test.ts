import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { StreamedBody } from "./chunked.ts";
import { createChunkSigner } from "./sigv4.ts";

async function* pieces(body: Buffer, cuts: readonly number[]): AsyncIterable<Uint8Array> {
  let at = 0;
  for (const cut of [...cuts.map((one) => one % (body.length + 1)).toSorted((left, right) => left - right), body.length]) {
    yield body.subarray(at, cut);
    at = cut;
  }
}

async function read(payload: StreamedBody): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of payload) all.push(piece);
  return Buffer.concat(all).toString("latin1");
}

const unsigned = (bytes: number) => ({
  "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "x-amz-decoded-content-length": String(bytes),
  "x-amz-trailer": "x-amz-checksum-crc32",
});

function encoded(chunks: readonly string[], trailer = "x-amz-checksum-crc32:AAAAAA==\r\n"): Buffer {
  const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
  return Buffer.from(`${body}0\r\n${trailer}\r\n`, "latin1");
}

test("chunks come out as they went in, however the connection cuts them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ minLength: 1, maxLength: 30 })), fc.array(fc.nat(), { maxLength: 6 }), async (texts, cuts) => {
      const chunks = texts.map((text) => Buffer.from(text).toString("latin1"));
      const whole = chunks.join("");
      const payload = new StreamedBody(unsigned(whole.length), pieces(encoded(chunks), cuts), undefined);
      assert.deepEqual(payload.announcedTrailers, ["x-amz-checksum-crc32"]);
      assert.equal(await read(payload), whole);
      assert.deepEqual([...payload.trailers], [["x-amz-checksum-crc32", "AAAAAA=="]]);
    }),
  );
});

/** S3 API reference, "Example calculations: signature of chunked upload". */
const documented = {
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  signature: {
    form: "header",
    scope: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", date: "20130524", region: "us-east-1", service: "s3" },
    signedHeaders: [],
    signature: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
    date: "20130524T000000Z",
    expiresSeconds: undefined,
    sessionToken: undefined,
  },
  chunks: [
    [65_536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"],
    [1_024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"],
    [0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"],
  ],
} as const;

function signedBody(sign = "a"): Buffer {
  return Buffer.from(
    documented.chunks
      .map(([bytes, signature]) => `${bytes.toString(16)};chunk-signature=${signature}\r\n${sign.repeat(bytes)}\r\n`)
      .join(""),
  );
}

const signedHeaders = { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "x-amz-decoded-content-length": "66560" };

test("the signed chunks of AWS's documentation verify, and no others do", async () => {
  const signer = () => createChunkSigner(documented.signature, documented.secret);
  assert.equal((await read(new StreamedBody(signedHeaders, pieces(signedBody(), [5, 70_000]), signer()))).length, 66_560);
  const refused = { code: "SignatureDoesNotMatch" };
  await assert.rejects(read(new StreamedBody(signedHeaders, pieces(signedBody("b"), []), signer())), refused);
  const wrongKey = createChunkSigner(documented.signature, "other");
  await assert.rejects(read(new StreamedBody(signedHeaders, pieces(signedBody(), []), wrongKey)), refused);
  const bare = Buffer.from(
    signedBody()
      .toString()
      .replaceAll(/;chunk-signature=\w+/g, ""),
  );
  await assert.rejects(read(new StreamedBody(signedHeaders, pieces(bare, []), signer())), refused);
  // Where nobody verifies, chunks only have to be well-formed.
  assert.equal((await read(new StreamedBody(signedHeaders, pieces(bare, []), undefined))).length, 66_560);
});

test("a body that is cut, longer or shorter than announced, or no chunks at all is refused", async () => {
  const whole = encoded(["hello", "world"]);
  const reading = (body: Buffer, bytes = 10) => read(new StreamedBody(unsigned(bytes), pieces(body, [3]), undefined));
  assert.equal(await reading(whole), "helloworld");
  for (let length = 0; length < whole.indexOf("\r\n0\r\n") + 2; length++) {
    await assert.rejects(reading(whole.subarray(0, length)), { code: /IncompleteBody|InvalidRequest/ } as never, `cut at ${length}`);
  }
  await assert.rejects(reading(whole, 9), { code: "IncompleteBody" });
  await assert.rejects(reading(whole, 11), { code: "IncompleteBody" });
  await assert.rejects(reading(Buffer.from("hello world\r\n")), { code: "InvalidRequest" });
  await assert.rejects(reading(Buffer.from("x".repeat(100_000))), { code: "InvalidRequest" });
  await assert.rejects(reading(Buffer.from(`5\r\nhelloXX${whole.toString()}`)), { code: "InvalidRequest" });
  await assert.rejects(reading(encoded(["hello", "world"], "x:y\r\n".repeat(1000))), { code: "InvalidRequest" });
  assert.throws(() => new StreamedBody({ "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER" }, pieces(whole, []), undefined), {
    code: "MissingContentLength",
  });
});

test("a body is held against the hash it was announced with", async () => {
  const body = Buffer.from("hello");
  const sha256 = createHash("sha256").update(body).digest("hex");
  const reading = (declared: string) => read(new StreamedBody({ "x-amz-content-sha256": declared }, pieces(body, [2]), undefined));
  assert.deepEqual([await reading(sha256), await reading("UNSIGNED-PAYLOAD")], ["hello", "hello"]);
  await assert.rejects(reading(sha256.replace(/./, "0").replace(/.$/, "0")), { code: "XAmzContentSHA256Mismatch" });
  assert.throws(() => new StreamedBody({ "x-amz-content-sha256": "nonsense" }, pieces(body, []), undefined), { code: "InvalidArgument" });
});
