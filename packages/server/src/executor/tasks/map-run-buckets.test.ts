import assert from "node:assert/strict";
import { test } from "node:test";
import type { ItemSource, ResultDestination } from "@stile/states";
import { type ApiRequest, type AwsCaller, ServiceError } from "../../aws/index.ts";
import { createFakePlatform } from "../../platform/fake.ts";
import { mapRunsAtOnceMax } from "../limits.ts";
import type { ChildResult } from "../map-run-io.ts";
import { mapRunBuckets } from "./map-run-buckets.ts";

const origin = { executionArn: "arn:e", roleArn: "arn:r", region: "us-east-1", accountId: "0", signal: new AbortController().signal };

/** A bucket `b` of those objects, two to a page. */
function bucketOf(objects: Record<string, string>) {
  const asked: ApiRequest[] = [];
  const answer = ({ operation, input }: ApiRequest): unknown => {
    const { Bucket, Key, Body, ContinuationToken } = input as { Bucket: string; Key: string; Body: Uint8Array; ContinuationToken?: string };
    if (Bucket !== "b") throw new ServiceError("NoSuchBucket", "The specified bucket does not exist", { httpStatus: 404 });
    if (operation === "PutObject") return void (objects[Key] = Buffer.from(Body).toString());
    if (operation === "GetObject") {
      if (objects[Key] === undefined) throw new ServiceError("NoSuchKey", "The specified key does not exist.", { httpStatus: 404 });
      return { Body: stream(objects[Key]) };
    }
    const from = Number(ContinuationToken ?? 0);
    const Contents = Object.keys(objects).map((Key) => ({ Key, ETag: `"${Key}"`, LastModified: 1_500, Size: 1 }));
    return { Contents: Contents.slice(from, from + 2), ...(from + 2 < Contents.length ? { NextContinuationToken: String(from + 2) } : {}) };
  };
  const aws: AwsCaller = {
    async call<Output>(request: ApiRequest) {
      asked.push(request);
      return answer(request) as Output;
    },
  };
  return { io: mapRunBuckets({ aws, platform: createFakePlatform() }), objects, asked };
}

async function* stream(text: string): AsyncGenerator<Uint8Array> {
  for (const character of text) yield Buffer.from(character);
}

const source = (more: Partial<ItemSource>): ItemSource => ({ action: "getObject", parameters: {}, config: {}, maxItems: 0, ...more });

test("items are read out of an object", async () => {
  const { io, asked } = bucketOf({ k: "[1,2]" });
  const read = await io.readItems({ ...origin, source: source({ parameters: { Bucket: "b", Key: "k", VersionId: "v" } }) });
  assert.deepEqual(read, { kind: "succeeded", output: "[1,2]" });
  assert.deepEqual(asked[0]?.input, { Bucket: "b", Key: "k", VersionId: "v" });
});

test("a refusal of S3 is the cause, with what its SDK says", async () => {
  const { io } = bucketOf({});
  const read = await io.readItems({ ...origin, source: source({ parameters: { Bucket: "b", Key: "none" } }) });
  assert.equal(read.kind === "failed" && read.error, "States.ItemReaderFailed");
  assert.match(
    read.kind === "failed" ? read.cause : "",
    /^The specified key does not exist\. \(Service: S3, Status Code: 404, Request ID: \S+, Extended Request ID: \S+\)$/,
  );
});

test("a listing goes through all its pages, and no further than MaxItems", async () => {
  const { io, asked } = bucketOf({ a: "", b: "", c: "", d: "", e: "" });
  const list = (maxItems: number) =>
    io.readItems({ ...origin, source: source({ action: "listObjectsV2", parameters: { Bucket: "b" }, maxItems }) });
  const all = await list(0);
  const items = JSON.parse(all.kind === "succeeded" ? all.output : "[]") as unknown[];
  assert.equal(items.length, 5);
  assert.deepEqual(items[0], { Etag: '"a"', LastModified: 1.5, Key: "a", Size: 1, StorageClass: "STANDARD" });
  assert.equal(asked.length, 3);
  await list(2);
  assert.equal(asked.length, 4);
});

test("LOAD_AND_FLATTEN takes the items out of every object that is listed", async () => {
  const { io } = bucketOf({ a: "[1]", b: "[2,3]", c: "[4]" });
  const config = { Transformation: "LOAD_AND_FLATTEN", InputType: "JSON" };
  const read = await io.readItems({
    ...origin,
    source: source({ action: "listObjectsV2", parameters: { Bucket: "b" }, config, maxItems: 3 }),
  });
  assert.deepEqual(read, { kind: "succeeded", output: "[1,2,3]" });
});

const child = (name: string, more: Partial<ChildResult> = {}): ChildResult => ({
  ...{ executionArn: `arn:${name}`, name, stateMachineArn: "arn:m", status: "SUCCEEDED", startMs: 0, stopMs: 1, input: "1", output: "[1]" },
  ...{ error: undefined, cause: undefined },
  ...more,
});
const failed = child("f", { status: "FAILED", output: undefined, error: "E", cause: "why" });

async function* all(children: readonly ChildResult[]): AsyncGenerator<ChildResult> {
  yield* children;
}

const write = (io: ReturnType<typeof bucketOf>["io"], destination: ResultDestination, ...children: readonly ChildResult[]) =>
  io.writeResults({ ...origin, destination, mapRunArn: "arn:aws:states:r:0:mapRun:m/l:uuid", children: () => all(children) });

test("results are written by how the children ended, with a manifest that says where", async () => {
  const { io, objects } = bucketOf({});
  const destination: ResultDestination = { parameters: { Bucket: "b", Prefix: "jobs/" }, transformation: "COMPACT", outputType: "JSON" };
  const written = await write(io, destination, child("a"), failed, child("c", { output: "2" }));
  const arn = "arn:aws:states:r:0:mapRun:m/l:uuid";
  assert.deepEqual(JSON.parse(written.kind === "succeeded" ? written.output : ""), {
    MapRunArn: arn,
    ResultWriterDetails: { Bucket: "b", Key: "jobs/uuid/manifest.json" },
  });
  assert.equal(objects["jobs/uuid/SUCCEEDED_0.json"], "[[1],2]");
  const [entry] = JSON.parse(objects["jobs/uuid/FAILED_0.json"] ?? "[]") as { Error: string; Cause: string; Status: string }[];
  assert.deepEqual([entry?.Error, entry?.Cause, entry?.Status], ["E", "why", "FAILED"]);
  const manifest = JSON.parse(objects["jobs/uuid/manifest.json"] ?? "") as { ResultFiles: Record<string, { Key: string; Size: number }[]> };
  assert.deepEqual(manifest.ResultFiles["SUCCEEDED"], [{ Key: "jobs/uuid/SUCCEEDED_0.json", Size: 7 }]);
  assert.deepEqual(manifest.ResultFiles["PENDING"], []);
});

test("results may be lines, flattened, or the state's own in another form", async () => {
  const { io, objects } = bucketOf({});
  await write(
    io,
    { parameters: { Bucket: "b" }, transformation: "FLATTEN", outputType: "JSONL" },
    child("a", { output: "[1,2]" }),
    child("b"),
  );
  assert.equal(objects["uuid/SUCCEEDED_0.jsonl"], "1\n2\n1\n");
  const own = await write(io, { parameters: undefined, transformation: "FLATTEN", outputType: "JSON" }, child("a", { output: "[1,2]" }));
  assert.deepEqual(own, { kind: "succeeded", output: "[1,2]" });
});

test("a bucket that is not there fails the writing", async () => {
  const { io } = bucketOf({});
  const written = await write(io, { parameters: { Bucket: "none" }, transformation: "NONE", outputType: "JSON" }, child("a"));
  assert.equal(written.kind === "failed" && written.error, "States.ResultWriterFailed");
});

test("so many Map Runs read at one time, and the others after them", async () => {
  let reading = 0;
  let most = 0;
  const aws: AwsCaller = {
    async call<Output>() {
      most = Math.max(most, (reading += 1));
      await new Promise((resolve) => setImmediate(resolve));
      reading -= 1;
      return { Body: Buffer.from("[]") } as Output;
    },
  };
  const io = mapRunBuckets({ aws, platform: createFakePlatform() });
  const all = Array.from({ length: 20 }, () => io.readItems({ ...origin, source: source({}) }));
  assert.ok((await Promise.all(all)).every(({ kind }) => kind === "succeeded"));
  assert.equal(most, mapRunsAtOnceMax);
});
