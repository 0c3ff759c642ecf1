import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createFakePlatform } from "../../platform/fake.ts";
import { memoryFiles, openMemoryStore } from "../../storage/memory/index.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { inlineBytesMax } from "./limits.ts";
import { openFixture } from "./s3-fixture.ts";

test("an object is answered as it was put, small ones and large ones alike", async () => {
  const { put, get, call } = await openFixture();
  for (const size of [0, 1, inlineBytesMax, inlineBytesMax + 1, 300_000]) {
    const text = "x".repeat(size);
    await put("k", text, { ContentType: "text/plain", Metadata: { Colour: "red" }, CacheControl: "no-store" });
    assert.equal(await get("k"), text);
    const head = await call("HeadObject", { Bucket: "box", Key: "k" });
    assert.deepEqual(
      [head.ContentLength, head.ContentType, head.CacheControl, head.Metadata],
      [size, "text/plain", "no-store", { colour: "red" }],
    );
  }
});

test("what a claim does not hold for is not kept", async () => {
  const { put, call } = await openFixture();
  await assert.rejects(put("k", "x", { ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" }), { code: "BadDigest" });
  await assert.rejects(put("k", "x", { ContentMD5: "nonsense" }), { code: "InvalidDigest" });
  await assert.rejects(put("k", "x", { ChecksumCRC32: "AAAAAA==" }), { code: "BadDigest" });
  await assert.rejects(put("k", "x", { ChecksumCRC32: "AA==" }), { code: "InvalidRequest" });
  await assert.rejects(put("k", "x", { ChecksumCRC32: "AAAAAA==", ChecksumSHA1: "x" }), { code: "InvalidRequest" });
  await assert.rejects(put("k", "x", { ChecksumXXHASH64: "AAAAAAAAAAA=" }), { code: "NotImplemented" });
  await assert.rejects(call("HeadObject", { Bucket: "box", Key: "k" }), { code: "NoSuchKey" });
});

test("ranges are answered as RFC 9110 has them, and one behind the end is refused", async () => {
  const { put, get, call } = await openFixture();
  await put("k", "0123456789");
  const range = async (Range: string) => {
    const { ContentRange } = await call("GetObject", { Bucket: "box", Key: "k", Range });
    return [await get("k", { Range }), ContentRange];
  };
  assert.deepEqual(await range("bytes=2-4"), ["234", "bytes 2-4/10"]);
  assert.deepEqual(await range("bytes=7-"), ["789", "bytes 7-9/10"]);
  assert.deepEqual(await range("bytes=-3"), ["789", "bytes 7-9/10"]);
  assert.deepEqual(await range("bytes=-30"), ["0123456789", "bytes 0-9/10"]);
  assert.deepEqual(await range("bytes=5-100"), ["56789", "bytes 5-9/10"]);
  for (const whole of ["bytes=4-2", "bytes=0-1,3-4", "lines=1-2", "bytes=-"])
    assert.deepEqual(await range(whole), ["0123456789", undefined]);
  await assert.rejects(range("bytes=10-"), { code: "InvalidRange", httpStatus: 416 });
  await assert.rejects(range("bytes=-0"), { code: "InvalidRange" });
});

test("conditions decide whether an object is read or written", async () => {
  const { put, get, platform } = await openFixture();
  const { ETag } = await put("k", "x");
  const now = platform.clock.nowMs();
  assert.equal(await get("k", { IfMatch: ETag, IfNoneMatch: '"other"' }), "x");
  await assert.rejects(get("k", { IfMatch: '"other"' }), { code: "PreconditionFailed", httpStatus: 412 });
  await assert.rejects(get("k", { IfNoneMatch: ETag }), { httpStatus: 304 });
  await assert.rejects(get("k", { IfNoneMatch: "*" }), { httpStatus: 304 });
  await assert.rejects(get("k", { IfModifiedSince: now }), { httpStatus: 304 });
  await assert.rejects(get("k", { IfUnmodifiedSince: now - 1000 }), { httpStatus: 412 });
  // "If-Match true, If-Unmodified-Since false: 200"; "If-None-Match false, If-Modified-Since true: 304".
  assert.equal(await get("k", { IfMatch: ETag, IfUnmodifiedSince: now - 1000 }), "x");
  await assert.rejects(get("k", { IfNoneMatch: ETag, IfModifiedSince: now - 1000 }), { httpStatus: 304 });

  await assert.rejects(put("k", "y", { IfNoneMatch: "*" }), { code: "PreconditionFailed" });
  await put("new", "y", { IfNoneMatch: "*" });
  await assert.rejects(put("k", "y", { IfMatch: '"other"' }), { code: "PreconditionFailed" });
  await assert.rejects(put("missing", "y", { IfMatch: ETag }), { code: "NoSuchKey" });
  await put("k", "y", { IfMatch: ETag });
  assert.equal(await get("k"), "y");
});

test("of many that write a new key at once on condition that there is none, one succeeds", async () => {
  const { put } = await openFixture();
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => put("k", String(index), { IfNoneMatch: "*" })));
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
});

test("what is replaced or deleted leaves nothing behind, and what is being read is read to its end", async () => {
  const fixture = await openFixture();
  const { put, call, records, platform } = fixture;
  await put("k", "a".repeat(100_000));
  const { Body } = await call("GetObject", { Bucket: "box", Key: "k" });
  const reading = (Body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  await put("k", "b".repeat(200_000));
  await call("DeleteObject", { Bucket: "box", Key: "k" });
  await platform.clock.advanceByAsync(60_000);
  assert.equal((await records.list("s3.loose", { limit: 10 })).length, 1, "the one that is being read");
  assert.equal((await reading.next()).value?.[0], 97);
  await reading.return?.();
  await platform.clock.advanceByAsync(60_000);
  for (const kind of ["s3.loose", "s3.bytes", "s3.object", "s3.manifest"]) assert.deepEqual(await records.list(kind, { limit: 10 }), []);
});

test("a file that never became an object is gone after a restart", async () => {
  const fixture = await openFixture();
  const { call, records, files } = fixture;
  const half = async function* () {
    yield Buffer.alloc(200_000);
    throw new Error("the client went away");
  };
  await assert.rejects(call("PutObject", { Bucket: "box", Key: "k", Body: half() }));
  const [loose] = await records.list("s3.loose", { limit: 10 });
  assert.ok(loose);
  // As after a crash between the file and the transaction of its object.
  const orphan = await files.put(half2(), (id) => records.write([{ kind: "s3.loose", key: id, value: { kind: "file", id } }]));
  await fixture.reopen();
  assert.deepEqual(await records.list("s3.loose", { limit: 10 }), []);
  await assert.rejects(
    async () => {
      for await (const _piece of files.read(orphan, { from: 0, to: 1 }));
    },
    { name: "FileMissing" },
  );
});

async function* half2(): AsyncIterable<Uint8Array> {
  yield Buffer.alloc(10);
}

test("keys hold any signs, and stay within their bucket", async () => {
  const { put, get, call } = await openFixture();
  await call("CreateBucket", { Bucket: "box-other" });
  for (const key of [
    "../../x",
    "a//b",
    ".",
    "..",
    "/",
    "//",
    "a/",
    "nul\0sign",
    "\u0001\u0001",
    "é\u{1f600}",
    "%2F",
    "a+b c",
    "x".repeat(1024),
  ]) {
    await put(key, key);
    assert.equal(await get(key), key);
    const { Contents = [] } = await call("ListObjectsV2", { Bucket: "box", Prefix: key });
    assert.equal(Contents[0]?.Key, key);
    await call("DeleteObject", { Bucket: "box", Key: key });
  }
  await assert.rejects(put("x".repeat(1025), ""), { code: "KeyTooLongError" });
  await assert.rejects(put("\ud800", ""), { code: "InvalidURI" });
  assert.equal((await call("ListObjectsV2", { Bucket: "box-other" })).KeyCount, 0);
});

test("lists are in the order of UTF-8, whatever signs the keys hold", async () => {
  const { put, call } = await openFixture();
  const keys = fc.sample(fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }), { numRuns: 60, seed: 7 });
  const special = ["a", "a\0", "a\u0001", "a\u0001b", "a\0b", "a/", "a/b", "a!", "ab"];
  const all = [...new Set([...keys.filter((key) => key.isWellFormed()), ...special])];
  await Promise.all(all.map((key) => put(key, "x")));
  const sorted = all.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  const listed: string[] = [];
  let token: string | undefined;
  do {
    const page = await call("ListObjectsV2", { Bucket: "box", MaxKeys: 7, ...(token === undefined ? {} : { ContinuationToken: token }) });
    listed.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  assert.deepEqual(listed, sorted);
});

test("a delimiter rolls keys up, and pages go on behind what was rolled up", async () => {
  const { put, call } = await openFixture();
  for (const key of ["a", "b/1", "b/2", "b/c/3", "d", "e/1", "f"]) await put(key, "x");
  for (let index = 0; index < 250; index++) await put(`many/${index}`, "x");
  const walk = async (MaxKeys: number, Prefix = "") => {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const page = await call("ListObjectsV2", {
        Bucket: "box",
        Delimiter: "/",
        Prefix,
        MaxKeys,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      });
      const names = [...(page.Contents ?? []).map(({ Key }) => Key), ...(page.CommonPrefixes ?? []).map((one) => one.Prefix)];
      assert.equal(page.KeyCount, names.length);
      found.push(...names.map(String).sort());
      token = page.NextContinuationToken;
      assert.equal(page.IsTruncated, token !== undefined);
    } while (token !== undefined);
    return found;
  };
  const whole = ["a", "b/", "d", "e/", "f", "many/"];
  for (const size of [1, 2, 3, 6, 1000]) assert.deepEqual(await walk(size), whole, `pages of ${size}`);
  assert.deepEqual(await walk(1, "b/"), ["b/1", "b/2", "b/c/"]);
  const { Contents } = await call("ListObjects", { Bucket: "box", Marker: "d", MaxKeys: 1 });
  assert.deepEqual(
    Contents?.map(({ Key }) => Key),
    ["e/1"],
  );
  const start = await call("ListObjectsV2", { Bucket: "box", StartAfter: "e/1", MaxKeys: 1 });
  assert.deepEqual(
    start.Contents?.map(({ Key }) => Key),
    ["f"],
  );
  await assert.rejects(call("ListObjectsV2", { Bucket: "box", ContinuationToken: "nonsense" }), { code: "InvalidArgument" });
  const unpaged = await call("ListObjectsV2", { Bucket: "box", ContinuationToken: "" });
  assert.deepEqual([unpaged.ContinuationToken, unpaged.IsTruncated], ["", false]);
});

test("a copy is an object of its own", async () => {
  const { put, get, call } = await openFixture();
  await put("small", "abc", { Metadata: { a: "1" }, Tagging: "t=1", ContentType: "text/x" });
  await put("large", "y".repeat(100_000));
  await call("CopyObject", { Bucket: "box", Key: "copy/1", CopySource: "box/small" });
  await call("CopyObject", {
    Bucket: "box",
    Key: "copy/2",
    CopySource: "/box/large",
    MetadataDirective: "REPLACE",
    Metadata: { n: "2" },
    ChecksumAlgorithm: "SHA256",
  });
  await call("DeleteObject", { Bucket: "box", Key: "small" });
  await call("DeleteObject", { Bucket: "box", Key: "large" });
  assert.deepEqual([await get("copy/1"), (await get("copy/2")).length], ["abc", 100_000]);
  await call("CopyObject", { Bucket: "box", Key: "copy/3", CopySource: encodeURIComponent("box/copy/1") });
  assert.equal(await get("copy/3"), "abc");
  const first = await call("HeadObject", { Bucket: "box", Key: "copy/1" });
  assert.deepEqual([first.Metadata, first.ContentType, first.TagCount], [{ a: "1" }, "text/x", 1]);
  const second = await call("HeadObject", { Bucket: "box", Key: "copy/2", ChecksumMode: "ENABLED" });
  assert.deepEqual([second.Metadata, second.ChecksumSHA256 !== undefined], [{ n: "2" }, true]);
  await assert.rejects(call("CopyObject", { Bucket: "box", Key: "copy/1", CopySource: "box/copy/1" }), { code: "InvalidRequest" });
  await assert.rejects(call("CopyObject", { Bucket: "box", Key: "x", CopySource: "nothing" }), { code: "InvalidArgument" });
  await assert.rejects(call("CopyObject", { Bucket: "box", Key: "x", CopySource: "box/nothing" }), { code: "NoSuchKey" });
  await assert.rejects(call("CopyObject", { Bucket: "box", Key: "x", CopySource: "box/copy/1", CopySourceIfNoneMatch: "*" }), {
    code: "PreconditionFailed",
  });
});

/** A store that lets the test do something once, just before a record of that kind is read. */
async function openInterrupted(kind: string, interrupt: () => Promise<unknown>) {
  const { records } = openMemoryStore();
  let waiting = false;
  const get: RecordStore["get"] = async (asked, key) => {
    if (asked === kind && waiting) {
      waiting = false;
      await interrupt();
    }
    return await records.get(asked, key);
  };
  const interrupted = new Proxy(records, { get: (store, name) => (name === "get" ? get : Reflect.get(store, name).bind(store)) });
  const fixture = await openFixture({ records: interrupted, files: memoryFiles(), platform: createFakePlatform() });
  await fixture.call("CreateBucket", { Bucket: "box" });
  return { ...fixture, arm: () => (waiting = true) };
}

test("what is replaced between being found and being copied is copied as it is by then", async () => {
  const fixture = await openInterrupted("s3.bytes", () => fixture.put("k", "after"));
  await fixture.put("k", "before");
  fixture.arm();
  await fixture.call("CopyObject", { Bucket: "box", Key: "copy", CopySource: "box/k" });
  assert.equal(await fixture.get("copy"), "after");
});

test("an older version is found also while it becomes the current one", async () => {
  const newest: { VersionId?: string } = {};
  const fixture = await openInterrupted("s3.version", () => fixture.call("DeleteObject", { Bucket: "box", Key: "k", ...newest }));
  await fixture.call("PutBucketVersioning", { Bucket: "box", VersioningConfiguration: { Status: "Enabled" } });
  const { VersionId } = await fixture.put("k", "1");
  newest.VersionId = (await fixture.put("k", "2")).VersionId!;
  fixture.arm();
  assert.equal(await fixture.get("k", { VersionId }), "1");
});

test("a refused read keeps nothing: the file goes when its object does", async () => {
  const { put, get, call, records, platform } = await openFixture();
  await put("k", "a".repeat(100_000));
  await assert.rejects(get("k", { ResponseContentType: "a\nb" }), { code: "InvalidArgument" });
  await call("DeleteObject", { Bucket: "box", Key: "k" });
  await platform.clock.advanceByAsync(60_000);
  assert.deepEqual(await records.list("s3.loose", { limit: 10 }), []);
});

test("a header that the query asks for goes out as UTF-8, as one that came with the object does", async () => {
  const { put, call } = await openFixture();
  await put("k", "x", { ContentDisposition: Buffer.from("ä").toString("latin1") });
  const kept = await call("HeadObject", { Bucket: "box", Key: "k" });
  const asked = await call("HeadObject", { Bucket: "box", Key: "k", ResponseContentDisposition: "ä" });
  assert.equal(asked.ContentDisposition, kept.ContentDisposition);
});

test("a new key is written without being read, an old one with all that it replaces", async () => {
  const { records } = openMemoryStore();
  const asked: string[] = [];
  const get: RecordStore["get"] = async (kind, key) => {
    asked.push(kind);
    return await records.get(kind, key);
  };
  const watched = new Proxy(records, { get: (store, name) => (name === "get" ? get : Reflect.get(store, name).bind(store)) });
  const store = { records: watched, files: memoryFiles(), platform: createFakePlatform() };
  const fixture = await openFixture(store);
  await fixture.call("CreateBucket", { Bucket: "box" });
  await fixture.put("k", "1");
  await fixture.put("other", "1", { IfNoneMatch: "*" });
  assert.deepEqual(asked, []);
  await fixture.put("k", "2");
  assert.deepEqual(asked, ["s3.object"]);
  // Another server does not know the keys, and finds them there.
  const { call, put, get: read } = await fixture.reopen();
  await put("k", "3");
  await assert.rejects(put("other", "2", { IfNoneMatch: "*" }), { code: "PreconditionFailed" });
  assert.deepEqual([await read("k"), await read("other")], ["3", "1"]);
  await call("DeleteObject", { Bucket: "box", Key: "k" });
  await put("k", "4", { IfNoneMatch: "*" });
  assert.equal((await records.list("s3.bytes", { limit: 10 })).length, 2, "what was replaced is gone");
});

test("of conditions on a deletion only an ETag wants an object", async () => {
  const { call } = await openFixture();
  await call("DeleteObject", { Bucket: "box", Key: "none", IfMatchSize: 3, IfMatchLastModifiedTime: 1000 });
  await assert.rejects(call("DeleteObject", { Bucket: "box", Key: "none", IfMatch: "*" }), { code: "PreconditionFailed" });
});

test("what is not done is refused, not ignored", async () => {
  const { put, call } = await openFixture();
  await assert.rejects(call("CreateBucket", { Bucket: "new", BucketNamespace: "account-regional" }), { code: "NotImplemented" });
  await assert.rejects(put("k", "x", { StorageClass: "FSX_ONTAP" }), { code: "InvalidStorageClass" });
  await assert.rejects(put("k", "x", { ServerSideEncryption: "aws:fsx" }), { code: "InvalidEncryptionAlgorithmError" });
  await put("frozen", "x", { StorageClass: "GLACIER" });
  await assert.rejects(call("CopyObject", { Bucket: "box", Key: "x", CopySource: "box/frozen" }), { code: "ObjectNotInActiveTierError" });
  await assert.rejects(put("k", "x", { SSECustomerAlgorithm: "AES256", SSECustomerKey: "k" }), { code: "NotImplemented" });
  await assert.rejects(put("k", "x", { WriteOffsetBytes: 1 }), { code: "NotImplemented" });
  await assert.rejects(put("k", "x", { ACL: "public-read" }), { code: "AccessControlListNotSupported" });
  await assert.rejects(put("k", "x", { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: 4e12 }), { code: "InvalidRequest" });
  await assert.rejects(call("PutBucketWebsite", { Bucket: "box", WebsiteConfiguration: {} }), {
    code: "NotImplementedException",
    httpStatus: 501,
  });
});
