import assert from "node:assert/strict";
import { test } from "node:test";
import { readHost } from "./addressing.ts";

const hosts: readonly [host: string, bucket: string | null | undefined][] = [
  ["s3.amazonaws.com", null],
  ["s3.us-east-1.amazonaws.com:443", null],
  ["s3-us-west-2.amazonaws.com", null],
  ["s3.dualstack.eu-west-1.amazonaws.com", null],
  ["s3.localhost.localstack.cloud:4566", null],
  ["b.s3.amazonaws.com", "b"],
  ["b.s3.eu-west-1.amazonaws.com", "b"],
  ["b.s3-eu-west-1.amazonaws.com", "b"],
  ["b.s3-accelerate.amazonaws.com", "b"],
  ["my.dotted.bucket.s3.example.org", "my.dotted.bucket"],
  ["my.s3.bucket.s3.localhost", "my.s3.bucket"],
  ["B.S3.LOCALHOST", "b"],
  ["there.localhost:4566", "there"],
  ["there.localhost.localstack.cloud", "there"],
  ["sqs.localhost", undefined],
  ["localhost:4566", undefined],
  ["127.0.0.1:4566", undefined],
  ["[::1]:4566", undefined],
  ["sync-states.us-east-1.amazonaws.com", undefined],
  ["", undefined],
];

for (const [host, bucket] of hosts) {
  test(`${host === "" ? "no host" : host} ${bucket === undefined ? "is not S3's" : bucket === null ? "is S3's own" : `holds the bucket ${bucket}`}`, () => {
    assert.deepEqual(
      readHost(host, (name) => name === "there"),
      bucket === undefined ? undefined : { bucket: bucket ?? undefined },
    );
  });
}
