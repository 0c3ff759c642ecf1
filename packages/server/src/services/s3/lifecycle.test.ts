import assert from "node:assert/strict";
import { test } from "node:test";
import type { LifecycleRule } from "../../models/s3.ts";
import { createFakePlatform } from "../../platform/fake.ts";
import { memoryFiles, openMemoryStore } from "../../storage/memory/index.ts";
import type { RecordStore } from "../../storage/ports/records.ts";
import { type Fixture, openFixture } from "./s3-fixture.ts";

const dayMs = 86_400_000;

const configure = ({ call }: Fixture, ...Rules: LifecycleRule[]) =>
  call("PutBucketLifecycleConfiguration", { Bucket: "box", LifecycleConfiguration: { Rules } });

const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({ ID: "r", Status: "Enabled", Filter: {}, ...more });

const keys = async ({ call }: Fixture) => ((await call("ListObjectsV2", { Bucket: "box" })).Contents ?? []).map(({ Key }) => Key);

/** Time passes, with the sweeps that fall into it. */
async function pass({ platform }: Fixture, durationMs: number): Promise<void> {
  const untilMs = platform.clock.nowMs() + durationMs;
  while (platform.clock.nowMs() < untilMs) await platform.clock.advanceByAsync(Math.min(3_600_000, untilMs - platform.clock.nowMs()));
}

test("objects expire at the midnight after their days, if the rule's filter takes them in", async () => {
  const fixture = await openFixture();
  await fixture.platform.clock.advanceByAsync(7_200_000);
  await configure(
    fixture,
    rule({ Filter: { And: { Prefix: "tmp/", Tags: [{ Key: "t", Value: "1" }] } }, Expiration: { Days: 1 } }),
    rule({ ID: "off", Status: "Disabled", Expiration: { Days: 1 } }),
  );
  const made = await fixture.put("tmp/a", "x", { Tagging: "t=1" });
  await fixture.put("tmp/b", "x");
  await fixture.put("c", "x", { Tagging: "t=1" });
  const { Expiration } = await fixture.call("HeadObject", { Bucket: "box", Key: "tmp/a" });
  assert.equal(Expiration, 'expiry-date="Thu, 03 Jan 2030 00:00:00 GMT", rule-id="r"');
  assert.equal(made.Expiration, Expiration);
  const copied = await fixture.call("CopyObject", { Bucket: "box", Key: "tmp/a2", CopySource: "box/tmp/a" });
  assert.equal(copied.Expiration, Expiration);
  await fixture.call("DeleteObject", { Bucket: "box", Key: "tmp/a2" });
  await pass(fixture, dayMs + 20 * 3_600_000);
  assert.deepEqual(await keys(fixture), ["c", "tmp/a", "tmp/b"]);
  await pass(fixture, 4 * 3_600_000);
  assert.deepEqual(await keys(fixture), ["c", "tmp/b"]);
});

test("an object that was made anew while its forerunner was found expired stays", async () => {
  const { records } = openMemoryStore();
  let interrupt: (() => Promise<unknown>) | undefined;
  const list: RecordStore["list"] = async (kind, options) => {
    const page = await records.list<never>(kind, options);
    const act = kind === "s3.object" ? interrupt : undefined;
    if (act !== undefined) interrupt = undefined;
    await act?.();
    return page;
  };
  const interrupted = new Proxy(records, { get: (store, name) => (name === "list" ? list : Reflect.get(store, name).bind(store)) });
  const fixture = await openFixture({ records: interrupted, files: memoryFiles(), platform: createFakePlatform() });
  await fixture.call("CreateBucket", { Bucket: "box" });
  await configure(fixture, rule({ Expiration: { Days: 1 } }));
  await fixture.put("k", "old");
  await pass(fixture, dayMs - 1);
  interrupt = async () => {
    await fixture.call("DeleteObject", { Bucket: "box", Key: "k" });
    await fixture.put("k", "new");
  };
  await pass(fixture, 2 * 3_600_000);
  assert.equal(interrupt, undefined, "a sweep took place");
  assert.equal(await fixture.get("k"), "new");
});

test("with versions an expired object gets a delete marker, old versions go, and a marker over nothing goes too", async () => {
  const fixture = await openFixture();
  await fixture.call("PutBucketVersioning", { Bucket: "box", VersioningConfiguration: { Status: "Enabled" } });
  await configure(
    fixture,
    rule({ Expiration: { Days: 1 }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }),
    rule({ ID: "markers", Expiration: { ExpiredObjectDeleteMarker: true } }),
  );
  await fixture.put("k", "1");
  await fixture.put("k", "2");
  await pass(fixture, 1.5 * dayMs);
  const { Versions = [], DeleteMarkers = [] } = await fixture.call("ListObjectVersions", { Bucket: "box" });
  assert.deepEqual([Versions.length, DeleteMarkers.length], [1, 1]);
  await pass(fixture, 3 * dayMs);
  const later = await fixture.call("ListObjectVersions", { Bucket: "box" });
  assert.deepEqual([later.Versions?.length, later.DeleteMarkers?.length], [0, 0]);
});

test("uploads that are not completed are aborted, and objects move to other storage classes", async () => {
  const fixture = await openFixture();
  await configure(
    fixture,
    rule({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Transitions: [{ Days: 30, StorageClass: "STANDARD_IA" }] }),
  );
  await fixture.put("large", "x".repeat(200_000));
  await fixture.put("small", "x");
  const { UploadId, AbortDate, AbortRuleId } = await fixture.call("CreateMultipartUpload", { Bucket: "box", Key: "k" });
  const listed = await fixture.call("ListParts", { Bucket: "box", Key: "k", UploadId: UploadId! });
  assert.deepEqual([AbortDate, AbortRuleId], [Date.UTC(2030, 0, 2), "r"]);
  assert.deepEqual([listed.AbortDate, listed.AbortRuleId], [AbortDate, AbortRuleId]);
  await pass(fixture, 1.5 * dayMs);
  assert.deepEqual((await fixture.call("ListMultipartUploads", { Bucket: "box" })).Uploads, []);
  await pass(fixture, 29 * dayMs);
  const { Contents = [] } = await fixture.call("ListObjectsV2", { Bucket: "box" });
  assert.deepEqual(
    Contents.map(({ StorageClass }) => StorageClass),
    ["STANDARD_IA", "STANDARD"],
  );
});

test("rules that make no sense are refused", async () => {
  const fixture = await openFixture();
  const refused = (code: string, ...rules: LifecycleRule[]) => assert.rejects(configure(fixture, ...rules), { code });
  await refused("MalformedXML");
  await refused("InvalidRequest", rule({}));
  await refused("InvalidArgument", rule({ Expiration: { Days: 0 } }));
  await refused("InvalidArgument", rule({ Expiration: { Date: 1 } }));
  await refused("MalformedXML", rule({ Expiration: { Days: 1, Date: 0 } }));
  await refused("MalformedXML", rule({ Expiration: { Days: 1 }, Prefix: "x" }));
  await refused("MalformedXML", rule({ Expiration: { Days: 1 }, Filter: { Prefix: "x", Tag: { Key: "k", Value: "v" } } }));
  await refused("MalformedXML", rule({ NoncurrentVersionExpiration: { NewerNoncurrentVersions: 2 } }));
  await refused("InvalidArgument", rule({ Transitions: [{ Days: 3, StorageClass: "STANDARD_IA" }] }));
  await refused("InvalidArgument", rule({ Expiration: { Days: 3 }, Transitions: [{ Days: 3, StorageClass: "GLACIER" }] }));
  await refused("InvalidArgument", rule({ Expiration: { Days: 1 } }), rule({ Expiration: { Days: 2 } }));
  await refused("NotImplemented", rule({ NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: "GLACIER" }] }));
});
