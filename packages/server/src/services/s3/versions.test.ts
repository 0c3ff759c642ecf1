import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakePlatform } from "../../platform/fake.ts";
import { memoryFiles, openMemoryStore } from "../../storage/memory/index.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { type Fixture, openFixture } from "./s3-fixture.ts";

const versioned = async (): Promise<Fixture> => {
  const fixture = await openFixture();
  await fixture.call("PutBucketVersioning", { Bucket: "box", VersioningConfiguration: { Status: "Enabled" } });
  return fixture;
};

const suspend = (fixture: Fixture) =>
  fixture.call("PutBucketVersioning", { Bucket: "box", VersioningConfiguration: { Status: "Suspended" } });

/** What there is of the keys: texts of versions and marks of delete markers, the newest first. */
async function history(fixture: Fixture): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await fixture.call("ListObjectVersions", { Bucket: "box" });
  const all = [...Versions, ...DeleteMarkers].sort((left, right) => (left.Key ?? "").localeCompare(right.Key ?? ""));
  const shown = new Map<string, string>();
  for (const { Key = "", VersionId } of Versions) shown.set(`${Key} ${VersionId}`, await fixture.get(Key, { VersionId }));
  return all.map(
    ({ Key, VersionId, IsLatest }) =>
      `${IsLatest === true ? "*" : ""}${shown.get(`${Key} ${VersionId}`) ?? "deleted"}${VersionId === "null" ? " null" : ""}`,
  );
}

test("every write makes a version, and every version can be read and removed", async () => {
  const fixture = await versioned();
  const { put, get, call } = fixture;
  const first = await put("k", "1");
  const second = await put("k", "2");
  assert.deepEqual(await history(fixture), ["*2", "1"]);
  assert.deepEqual([await get("k"), await get("k", { VersionId: first.VersionId })], ["2", "1"]);
  const marker = await call("DeleteObject", { Bucket: "box", Key: "k" });
  assert.equal(marker.DeleteMarker, true);
  await assert.rejects(get("k"), { code: "NoSuchKey", headers: { "x-amz-delete-marker": "true", "x-amz-version-id": marker.VersionId } });
  await assert.rejects(get("k", { VersionId: marker.VersionId }), { code: "MethodNotAllowed", httpStatus: 405 });
  const CopySource = `box/k?versionId=${marker.VersionId}`;
  await assert.rejects(call("CopyObject", { Bucket: "box", Key: "copy", CopySource }), { code: "InvalidRequest" });
  assert.equal((await call("ListObjectsV2", { Bucket: "box" })).KeyCount, 0);
  // Removing the marker brings the object back.
  await call("DeleteObject", { Bucket: "box", Key: "k", VersionId: marker.VersionId! });
  assert.equal(await get("k"), "2");
  await call("DeleteObject", { Bucket: "box", Key: "k", VersionId: first.VersionId! });
  await call("DeleteObject", { Bucket: "box", Key: "k", VersionId: second.VersionId! });
  assert.deepEqual(await history(fixture), []);
  await assert.rejects(get("k", { VersionId: second.VersionId }), { code: "NoSuchVersion" });
  await assert.rejects(get("k", { VersionId: "x" }), { code: "InvalidArgument" });
});

test("what was there before versioning is the null version, and suspended versioning writes it anew", async () => {
  const fixture = await openFixture();
  const { put, get, call } = fixture;
  await put("k", "before");
  await call("PutBucketVersioning", { Bucket: "box", VersioningConfiguration: { Status: "Enabled" } });
  await put("k", "v1");
  await put("k", "v2");
  assert.equal(await get("k", { VersionId: "null" }), "before");
  await suspend(fixture);
  assert.equal((await put("k", "during")).VersionId, "null");
  assert.deepEqual((await history(fixture)).toSorted(), ["*during null", "v1", "v2"]);
  await put("k", "again");
  assert.equal(await get("k", { VersionId: "null" }), "again");
  await call("PutBucketVersioning", { Bucket: "box", VersioningConfiguration: { Status: "Enabled" } });
  await put("k", "v3");
  assert.equal(await get("k", { VersionId: "null" }), "again");
  await call("DeleteObject", { Bucket: "box", Key: "k", VersionId: "null" });
  assert.deepEqual((await history(fixture)).toSorted(), ["*v3", "v1", "v2"]);
  await assert.rejects(get("k", { VersionId: "null" }), { code: "NoSuchVersion" });
  await suspend(fixture);
  const marker = await call("DeleteObject", { Bucket: "box", Key: "k" });
  assert.deepEqual([marker.DeleteMarker, marker.VersionId], [true, "null"]);
});

test("versions are listed in pages that may end within a key", async () => {
  const fixture = await versioned();
  const { put, call } = fixture;
  for (const key of ["a", "b", "c"]) for (let index = 0; index < 4; index++) await put(key, `${key}${index}`);
  await call("DeleteObject", { Bucket: "box", Key: "b" });
  for (const MaxKeys of [1, 2, 3, 5, 100]) {
    const found: string[] = [];
    let markers = {};
    for (let page = 0; page < 50; page++) {
      const { Versions = [], DeleteMarkers = [], ...listed } = await call("ListObjectVersions", { Bucket: "box", MaxKeys, ...markers });
      found.push(...Versions.map(({ Key }) => `${Key}`), ...DeleteMarkers.map(({ Key }) => `${Key}`));
      if (listed.IsTruncated !== true) break;
      markers = {
        KeyMarker: listed.NextKeyMarker,
        ...(listed.NextVersionIdMarker === undefined ? {} : { VersionIdMarker: listed.NextVersionIdMarker }),
      };
    }
    // An answer holds versions and markers apart.
    assert.equal(found.toSorted().join(""), "aaaabbbbbcccc", `pages of ${MaxKeys}`);
  }
});

test("a bucket with versions is not empty, also when nothing is listed", async () => {
  const { put, call } = await versioned();
  await put("k", "x");
  await call("DeleteObject", { Bucket: "box", Key: "k" });
  await assert.rejects(call("DeleteBucket", { Bucket: "box" }), { code: "BucketNotEmpty" });
});

test("a locked version cannot be removed before its time", async () => {
  const { call, platform } = await openFixture();
  await call("CreateBucket", { Bucket: "locked", ObjectLockEnabledForBucket: true });
  const untilMs = platform.clock.nowMs() + 86_400_000;
  const { VersionId } = await call("PutObject", {
    Bucket: "locked",
    Key: "k",
    ObjectLockMode: "GOVERNANCE",
    ObjectLockRetainUntilDate: untilMs,
  });
  const { ObjectLockLegalHoldStatus } = await call("HeadObject", { Bucket: "locked", Key: "k" });
  assert.equal(ObjectLockLegalHoldStatus, undefined, "nobody said anything about a hold");
  const remove = (more: object = {}) => call("DeleteObject", { Bucket: "locked", Key: "k", VersionId: VersionId!, ...more });
  await assert.rejects(remove(), { code: "AccessDenied" });
  await call("DeleteObject", { Bucket: "locked", Key: "k" });
  const shorter = { Mode: "GOVERNANCE", RetainUntilDate: untilMs - 1000 } as const;
  const retain = (more: object) => call("PutObjectRetention", { Bucket: "locked", Key: "k", VersionId: VersionId!, ...more });
  await assert.rejects(retain({ Retention: shorter }), { code: "AccessDenied" });
  await retain({ Retention: { Mode: "COMPLIANCE", RetainUntilDate: untilMs + 1000 }, BypassGovernanceRetention: true });
  await assert.rejects(remove({ BypassGovernanceRetention: true }), { code: "AccessDenied" });
  await call("PutObjectLegalHold", { Bucket: "locked", Key: "k", VersionId: VersionId!, LegalHold: { Status: "ON" } });
  platform.clock.advanceTo(untilMs + 2000);
  await assert.rejects(remove(), { code: "AccessDenied" });
  await call("PutObjectLegalHold", { Bucket: "locked", Key: "k", VersionId: VersionId!, LegalHold: { Status: "OFF" } });
  await remove();
  await assert.rejects(call("PutBucketVersioning", { Bucket: "locked", VersioningConfiguration: { Status: "Suspended" } }), {
    code: "InvalidBucketState",
  });
});

test("a write that waited while versioning was switched on keeps what it replaces", async () => {
  const { records } = openMemoryStore();
  const writing = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const write: RecordStore["write"] = async (changes) => {
    if (changes.some(({ kind }) => kind === "s3.object")) {
      writing.resolve();
      await gate.promise;
    }
    return await records.write(changes);
  };
  const slow = new Proxy(records, { get: (store, name) => (name === "write" ? write : Reflect.get(store, name).bind(store)) });
  const { call, put, get } = await openFixture({ records: slow, files: memoryFiles(), platform: createFakePlatform() });
  await call("CreateBucket", { Bucket: "box" });
  const writes = [put("k", "first"), put("k", "second")] as const;
  await writing.promise;
  await call("PutBucketVersioning", { Bucket: "box", VersioningConfiguration: { Status: "Enabled" } });
  gate.resolve();
  const [, second] = await Promise.all(writes);
  assert.deepEqual([await get("k", { VersionId: second.VersionId }), await get("k", { VersionId: "null" })], ["second", "first"]);
});

test("a list of versions is whole however many a key has, with a delimiter and in pages that end within a key", async () => {
  const { put, call } = await versioned();
  for (let count = 0; count < 130; count++) await put("many", String(count));
  for (const key of ["folder/a", "folder/b", "one"]) await put(key, key);
  const whole = await call("ListObjectVersions", { Bucket: "box", Delimiter: "/" });
  assert.deepEqual([whole.Versions?.length, whole.CommonPrefixes, whole.IsTruncated], [131, [{ Prefix: "folder/" }], false]);
  const found: (string | undefined)[] = [];
  let markers: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (;;) {
    const page = await call("ListObjectVersions", { Bucket: "box", MaxKeys: 7, ...markers });
    found.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`));
    if (page.IsTruncated !== true) break;
    assert.equal(page.Versions?.length, 7);
    markers = { KeyMarker: page.NextKeyMarker!, VersionIdMarker: page.NextVersionIdMarker! };
  }
  assert.deepEqual([found.length, new Set(found).size], [133, 133]);
});
