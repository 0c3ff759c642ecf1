import assert from "node:assert/strict";
import { test } from "node:test";
import { formatArn, isRegion, parseArn, partitionOf } from "./arn.ts";

test("the resource keeps its colons and slashes", () => {
  const text = "arn:aws:states:us-east-1:000000000000:execution:hello/label:name";
  assert.deepEqual(parseArn(text), {
    partition: "aws",
    service: "states",
    region: "us-east-1",
    accountId: "000000000000",
    resource: "execution:hello/label:name",
  });
  assert.equal(formatArn(parseArn(text) ?? assert.fail()), text);
});

test("region and account may be empty, the other parts not", () => {
  assert.equal(parseArn("arn:aws:s3:::bucket/key")?.resource, "bucket/key");
  for (const text of [
    "",
    "arn",
    "arn:aws",
    "arn:aws:s3:::",
    "arn::s3:::x",
    "arn:aws::::x",
    "ARN:aws:s3:::x",
    "not_a_valid_arn",
    "arn:aws:states:us-east-1:1",
  ]) {
    assert.equal(parseArn(text), undefined, text);
  }
});

test("a region names its partition", () => {
  assert.deepEqual(["us-east-1", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1"].map(partitionOf), [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-eusc",
  ]);
});

test("only what has a region's form is one", () => {
  assert.deepEqual(["us-east-1", "ap-southeast-12", "us-gov-west-1"].map(isRegion), [true, true, true]);
  assert.deepEqual(["", "us", "local", "us-east-1; x", "../..", "US-EAST-1"].map(isRegion), [false, false, false, false, false, false]);
});
