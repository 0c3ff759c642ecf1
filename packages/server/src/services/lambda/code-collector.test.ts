import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { memoryBlobs, memoryRecords, openFixture, refusal, until, zipOf } from "./lambda-fixture.ts";

/** A fixture whose packages can be counted, in the blob store and on disk. */
function open(collectAfterMs = 3_600_000, records = memoryRecords(), blobs = memoryBlobs()) {
  const names = new Set<string>();
  const counted = {
    put: async (bytes: Uint8Array) => {
      const name = await blobs.put(bytes);
      names.add(name);
      return name;
    },
    get: blobs.get,
    delete: async (name: string) => {
      names.delete(name);
      await blobs.delete(name);
    },
  };
  const fixture = openFixture({ records, blobs: counted, limits: { collectAfterMs } });
  const folders = () => readdirSync(join(fixture.dataDir, "lambda", "code")).filter((name) => /^[0-9a-f]{64}$/.test(name));
  return { fixture, records, blobs, packages: () => [names.size, folders().length] };
}
const code = (text: string) => ({ "index.js": `exports.handler = async () => "${text}"` });

test("a package goes when the last function, version or layer that refers to it is gone", async () => {
  const { fixture, packages } = open();
  const { call, create } = fixture;
  await create("a", code("1"), { Publish: true });
  await create("b", code("1"));
  const { LayerVersionArn } = await call("PublishLayerVersion", { LayerName: "l", Content: { ZipFile: zipOf({ "x.txt": "x" }) } });
  await create("c", code("3"), { Layers: [LayerVersionArn!] });
  await call("UpdateFunctionCode", { FunctionName: "a", ZipFile: zipOf(code("2")) });
  await call("DeleteLayerVersion", { LayerName: "l", VersionNumber: 1 });
  const after = async () => {
    await fixture.lambda.open();
    return packages();
  };
  assert.deepEqual(await after(), [4, 4]);
  await call("DeleteFunction", { FunctionName: "c" });
  assert.deepEqual(await after(), [2, 2]);
  await call("DeleteFunction", { FunctionName: "b" });
  assert.deepEqual(await after(), [2, 2]);
  await call("DeleteFunction", { FunctionName: "a", Qualifier: "1" });
  assert.deepEqual(await after(), [1, 1]);
  await call("DeleteFunction", { FunctionName: "a" });
  assert.deepEqual(await after(), [0, 0]);
  await create("a", code("1"));
  assert.equal((await fixture.invoke("a")).payload, '"1"');
  await fixture.close();
});

test("a package stays while a process still runs it, and goes by itself afterwards", async () => {
  const { fixture, packages } = open(50);
  await fixture.create("slow", {
    "index.js": "exports.handler = async () => { await new Promise((r) => setTimeout(r, 500)); return require('./later').value; }",
    "later.js": "exports.value = 5",
  });
  const running = fixture.invoke("slow");
  await until(() => fixture.lambda.counts.processes === 1, "it runs");
  await fixture.call("DeleteFunction", { FunctionName: "slow" });
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.deepEqual(packages(), [1, 1]);
  assert.equal((await running).payload, "5");
  await until(() => packages().join() === "0,0", "the package goes");
  await fixture.close();
});

test("what was noted is collected by the next server when this one ended first", async () => {
  const first = open();
  await first.fixture.create("f", code("1"));
  await first.fixture.call("DeleteFunction", { FunctionName: "f" });
  await first.fixture.close();
  const second = open(3_600_000, first.records, first.blobs);
  const [sha256] = (await second.records.list("lambda.unreferenced-package", { limit: 1 })).map(({ key }) => key);
  assert.notEqual(await second.blobs.get(sha256!), undefined);
  await second.fixture.lambda.open();
  assert.equal(await second.blobs.get(sha256!), undefined);
  assert.deepEqual(await second.records.list("lambda.unreferenced-package", { limit: 1 }), []);
  await second.fixture.close();
});

test("a package whose function was refused at last is not left behind", async () => {
  const { fixture, packages } = open();
  const made = await Promise.allSettled([fixture.create("race", code("1")), fixture.create("race", code("2"))]);
  assert.deepEqual(made.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  await assert.rejects(
    fixture.call("UpdateFunctionCode", { FunctionName: "race", ZipFile: zipOf(code("3")), RevisionId: "old" }),
    refusal("PreconditionFailedException", /RevisionId/),
  );
  await fixture.lambda.open();
  assert.deepEqual(packages(), [1, 1]);
  await fixture.close();
});
