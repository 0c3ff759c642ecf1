import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { CompletedPart } from "../../models/s3.ts";
import { createChecksum } from "../../aws/index.ts";
import { type Fixture, openFixture } from "./s3-fixture.ts";

const megabyte = 1_048_576;
const bytesOf = (sign: string, size: number) => Buffer.alloc(size, sign);

async function begin({ call }: Fixture, more: object = {}): Promise<string> {
  return (await call("CreateMultipartUpload", { Bucket: "box", Key: "k", ...more })).UploadId!;
}

async function part({ call }: Fixture, UploadId: string, PartNumber: number, Body: Uint8Array, more: object = {}): Promise<CompletedPart> {
  const { $metadata: _none, ...answer } = {
    $metadata: 0,
    ...(await call("UploadPart", { Bucket: "box", Key: "k", UploadId, PartNumber, Body, ...more })),
  };
  const { ServerSideEncryption: _sse, ...checksums } = answer;
  return { PartNumber, ...checksums };
}

const complete = ({ call }: Fixture, UploadId: string, Parts: readonly CompletedPart[], more: object = {}) =>
  call("CompleteMultipartUpload", { Bucket: "box", Key: "k", UploadId, MultipartUpload: { Parts }, ...more });

test("parts become one object, whatever their order of arrival, and the last one of a number counts", async () => {
  const fixture = await openFixture();
  const id = await begin(fixture, { Metadata: { a: "1" } });
  const last = await part(fixture, id, 7, Buffer.from("end"));
  await part(fixture, id, 2, bytesOf("x", 10));
  const first = await part(fixture, id, 2, bytesOf("a", 5 * megabyte));
  await part(fixture, id, 3, bytesOf("unused", 100_000));
  const { ETag, ChecksumCRC64NVME, ChecksumType } = await complete(fixture, id, [first, last]);
  const whole = Buffer.concat([bytesOf("a", 5 * megabyte), Buffer.from("end")]);
  const md5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest();
  const etag = md5(Buffer.concat([md5(bytesOf("a", 5 * megabyte)), md5(Buffer.from("end"))])).toString("hex");
  const crc = createChecksum("CRC64NVME");
  crc.update(whole);
  assert.deepEqual([ETag, ChecksumCRC64NVME, ChecksumType], [`"${etag}-2"`, crc.digest(), "FULL_OBJECT"]);
  assert.equal(await fixture.get("k"), whole.toString());
  assert.equal(await fixture.get("k", { Range: `bytes=${5 * megabyte - 1}-${5 * megabyte}` }), "ae");
  assert.equal(await fixture.get("k", { PartNumber: 2 }), "end");
  await assert.rejects(fixture.get("k", { PartNumber: 3 }), { code: "InvalidPartNumber" });
  const { Metadata } = await fixture.call("HeadObject", { Bucket: "box", Key: "k" });
  assert.deepEqual(Metadata, { a: "1" });
  // What the upload leaves behind is nothing, and completing once more is answered as the first time.
  assert.equal((await complete(fixture, id, [first, last])).ETag, ETag);
  await fixture.call("DeleteObject", { Bucket: "box", Key: "k" });
  await fixture.platform.clock.advanceByAsync(60_000);
  for (const kind of ["s3.loose", "s3.bytes", "s3.part", "s3.upload", "s3.manifest"]) {
    assert.deepEqual(await fixture.records.list(kind, { limit: 10 }), [], kind);
  }
});

test("a composite checksum is that of the checksums of the parts", async () => {
  const fixture = await openFixture();
  const id = await begin(fixture, { ChecksumAlgorithm: "SHA256" });
  const one = await part(fixture, id, 1, bytesOf("a", 5 * megabyte));
  const two = await part(fixture, id, 2, bytesOf("b", 10));
  await assert.rejects(part(fixture, id, 3, bytesOf("b", 10), { ChecksumAlgorithm: "CRC32" }), { code: "InvalidRequest" });
  const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
  const expected = sha(Buffer.concat([sha(bytesOf("a", 5 * megabyte)), sha(bytesOf("b", 10))])).toString("base64");
  await assert.rejects(complete(fixture, id, [{ PartNumber: 1, ETag: one.ETag! }]), { code: "InvalidRequest" });
  await assert.rejects(complete(fixture, id, [one, two], { ChecksumSHA256: sha(Buffer.from("x")).toString("base64") }), {
    code: "BadDigest",
  });
  await assert.rejects(complete(fixture, id, [one, two], { ChecksumCRC32: "AAAAAA==" }), { code: "InvalidRequest" });
  const { ChecksumSHA256, ChecksumType } = await complete(fixture, id, [one, two], { ChecksumSHA256: expected });
  assert.deepEqual([ChecksumSHA256, ChecksumType], [`${expected}-2`, "COMPOSITE"]);
});

test("a list of parts that is not right is refused, and the upload stays", async () => {
  const fixture = await openFixture();
  const id = await begin(fixture);
  const small = await part(fixture, id, 1, bytesOf("a", 10));
  const large = await part(fixture, id, 2, bytesOf("b", 5 * megabyte));
  await assert.rejects(complete(fixture, id, []), { code: "MalformedXML" });
  await assert.rejects(complete(fixture, id, [large, small]), { code: "InvalidPartOrder" });
  await assert.rejects(complete(fixture, id, [large, large]), { code: "InvalidPartOrder" });
  await assert.rejects(complete(fixture, id, [small, large]), { code: "EntityTooSmall" });
  await assert.rejects(complete(fixture, id, [{ ...large, ETag: small.ETag! }]), { code: "InvalidPart" });
  await assert.rejects(complete(fixture, id, [{ PartNumber: 9, ETag: large.ETag! }]), { code: "InvalidPart" });
  await assert.rejects(complete(fixture, id, [large], { MpuObjectSize: 3 }), { code: "InvalidRequest" });
  await assert.rejects(complete(fixture, "nothing", [large]), { code: "NoSuchUpload" });
  await assert.rejects(part(fixture, id, 0, bytesOf("a", 1)), { code: "InvalidArgument" });
  await assert.rejects(part(fixture, id, 10_001, bytesOf("a", 1)), { code: "InvalidArgument" });
  await complete(fixture, id, [large]);
});

test("uploads and parts are listed in pages; an aborted upload leaves nothing", async () => {
  const fixture = await openFixture();
  const { call } = fixture;
  const ids: string[] = [];
  for (const Key of ["a", "b", "b", "c/1", "c/2"]) {
    ids.push((await call("CreateMultipartUpload", { Bucket: "box", Key })).UploadId!);
    await fixture.platform.clock.advanceByAsync(1);
  }
  for (const MaxUploads of [1, 2, 3, 10]) {
    const found: string[] = [];
    let markers = {};
    for (let page = 0; page < 20; page++) {
      const listed = await call("ListMultipartUploads", { Bucket: "box", MaxUploads, ...markers });
      found.push(...(listed.Uploads ?? []).map(({ UploadId }) => UploadId!));
      if (listed.IsTruncated !== true) break;
      markers = { KeyMarker: listed.NextKeyMarker, UploadIdMarker: listed.NextUploadIdMarker };
    }
    assert.deepEqual(found, ids, `pages of ${MaxUploads}`);
  }
  await assert.rejects(call("ListMultipartUploads", { Bucket: "box", KeyMarker: "a", UploadIdMarker: "a\0" }), { code: "InvalidArgument" });
  const rolled = await call("ListMultipartUploads", { Bucket: "box", Delimiter: "/" });
  assert.deepEqual([rolled.Uploads?.length, rolled.CommonPrefixes], [3, [{ Prefix: "c/" }]]);
  const id = await begin(fixture);
  for (const number of [1, 2, 3]) await part(fixture, id, number, bytesOf("x", 100_000));
  const page = await call("ListParts", { Bucket: "box", Key: "k", UploadId: id, MaxParts: 2 });
  assert.deepEqual([page.Parts?.map(({ PartNumber }) => PartNumber), page.IsTruncated, page.NextPartNumberMarker], [[1, 2], true, 2]);
  const rest = await call("ListParts", { Bucket: "box", Key: "k", UploadId: id, PartNumberMarker: 2 });
  assert.deepEqual([rest.Parts?.map(({ PartNumber }) => PartNumber), rest.IsTruncated], [[3], false]);
  await call("AbortMultipartUpload", { Bucket: "box", Key: "k", UploadId: id });
  await assert.rejects(part(fixture, id, 1, bytesOf("x", 10)), { code: "NoSuchUpload" });
  await fixture.platform.clock.advanceByAsync(60_000);
  for (const kind of ["s3.loose", "s3.bytes", "s3.part"]) assert.deepEqual(await fixture.records.list(kind, { limit: 10 }), [], kind);
});

test("a bucket is deleted with the uploads that nobody ended, whatever comes in meanwhile", async () => {
  const fixture = await openFixture();
  const { call } = fixture;
  const id = await begin(fixture);
  const large = await part(fixture, id, 1, bytesOf("a", 100_000));
  const settled = await Promise.allSettled([
    part(fixture, id, 2, bytesOf("b", 100_000)),
    complete(fixture, id, [large]).then(() => "completed"),
    call("DeleteBucket", { Bucket: "box" }),
    part(fixture, id, 3, bytesOf("c", 100_000)),
  ]);
  // Completing came first: then there is an object, and the bucket stays.
  assert.equal(settled[1].status, settled[2].status === "fulfilled" ? "rejected" : "fulfilled");
  if (settled[2].status === "rejected") await call("DeleteObject", { Bucket: "box", Key: "k" });
  else await call("CreateBucket", { Bucket: "box" });
  await part(fixture, await begin(fixture), 1, bytesOf("a", 100_000));
  await call("DeleteBucket", { Bucket: "box" });
  await call("CreateBucket", { Bucket: "box" });
  assert.deepEqual((await call("ListMultipartUploads", { Bucket: "box" })).Uploads, []);
  await fixture.platform.clock.advanceByAsync(60_000);
  for (const kind of ["s3.loose", "s3.bytes", "s3.part", "s3.manifest"]) {
    assert.deepEqual(await fixture.records.list(kind, { limit: 10 }), [], kind);
  }
});

test("parts can be copied out of objects", async () => {
  const fixture = await openFixture();
  await fixture.put("source", "0123456789", { ChecksumAlgorithm: "SHA256" });
  const id = await begin(fixture);
  const copy = (CopySourceRange: string) =>
    fixture.call("UploadPartCopy", { Bucket: "box", Key: "k", UploadId: id, PartNumber: 1, CopySource: "box/source", CopySourceRange });
  const { CopyPartResult } = await copy("bytes=2-4");
  await assert.rejects(copy("bytes=2-10"), { code: "InvalidArgument" });
  await assert.rejects(copy("bytes=-4"), { code: "InvalidArgument" });
  const { ChecksumType } = await complete(fixture, id, [{ PartNumber: 1, ETag: CopyPartResult?.ETag ?? "" }]);
  assert.equal(ChecksumType, "FULL_OBJECT", "also where the source had a checksum that cannot be put together");
  assert.equal(await fixture.get("k"), "234");
});

test("an object of parts is copied as one of its own, with the MD5 of all its bytes", async () => {
  const fixture = await openFixture();
  const id = await begin(fixture);
  await complete(fixture, id, [await part(fixture, id, 1, bytesOf("a", 5 * megabyte)), await part(fixture, id, 2, bytesOf("b", 10))]);
  await fixture.call("CopyObject", { Bucket: "box", Key: "copy", CopySource: "box/k" });
  await fixture.call("DeleteObject", { Bucket: "box", Key: "k" });
  const { ETag } = await fixture.call("HeadObject", { Bucket: "box", Key: "copy" });
  const whole = Buffer.concat([bytesOf("a", 5 * megabyte), bytesOf("b", 10)]);
  assert.equal(ETag, `"${createHash("md5").update(whole).digest("hex")}"`);
  assert.equal(await fixture.get("copy"), whole.toString());
});
