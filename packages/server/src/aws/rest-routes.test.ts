import assert from "node:assert/strict";
import { test } from "node:test";
import { model as lambdaModel } from "../models/lambda.ts";
import type { ServiceModel } from "./model.ts";
import { createRestRoutes } from "./rest-routes.ts";

const lambda = createRestRoutes(lambdaModel);

test("labels are decoded, and an encoded slash does not end a segment", () => {
  assert.deepEqual(lambda.find("POST", "/2015-03-31/functions/arn%3Aaws%2Fx/invocations", ""), {
    operation: "Invoke",
    labels: { FunctionName: "arn:aws/x" },
  });
});

test("a trailing slash makes no difference", () => {
  assert.equal(lambda.find("GET", "/2015-03-31/functions/", "")?.operation, "ListFunctions");
  assert.equal(lambda.find("GET", "/2015-03-31/functions", "")?.operation, "ListFunctions");
});

test("method and path must both fit", () => {
  assert.equal(lambda.find("PATCH", "/2015-03-31/functions/", ""), undefined);
  assert.equal(lambda.find("GET", "/2015-03-31/functions/f/nothing", ""), undefined);
  assert.equal(lambda.find("GET", "/", ""), undefined);
  assert.equal(lambda.find("GET", "", ""), undefined);
});

test("broken percent-encoding is refused", () => {
  assert.throws(() => lambda.find("GET", "/2015-03-31/functions/%zz", ""), { code: "SerializationException" });
});

test("every operation of Lambda is found under its own template", () => {
  for (const [name, { method, uri }] of Object.entries(lambdaModel.operations)) {
    const [path = "", query = ""] = uri.replaceAll(/\{[^}]+\}/g, "x").split("?");
    assert.equal(lambda.find(method, path, query)?.operation, name);
  }
});

const bucket = createRestRoutes({
  operations: Object.fromEntries(
    Object.entries({
      ListBuckets: "/",
      ListObjects: "/{Bucket}",
      ListObjectsV2: "/{Bucket}?list-type=2",
      GetBucketTagging: "/{Bucket}?tagging",
      GetObject: "/{Bucket}/{Key+}",
      GetObjectTagging: "/{Bucket}/{Key+}?tagging",
      Literal: "/status/now",
    }).map(([name, uri]) => [name, { method: "GET", uri, status: 200, errors: [] }]),
  ),
} as unknown as ServiceModel);

const found: readonly [path: string, query: string, operation: string, labels: Record<string, string>][] = [
  ["/", "", "ListBuckets", {}],
  ["/b", "", "ListObjects", { Bucket: "b" }],
  ["/b/", "prefix=x", "ListObjects", { Bucket: "b" }],
  ["/b", "list-type=2&prefix=x", "ListObjectsV2", { Bucket: "b" }],
  ["/b", "list-type=1", "ListObjects", { Bucket: "b" }],
  ["/b", "tagging=", "GetBucketTagging", { Bucket: "b" }],
  ["/b/a/b%20c", "", "GetObject", { Bucket: "b", Key: "a/b c" }],
  ["/b/a/b", "tagging", "GetObjectTagging", { Bucket: "b", Key: "a/b" }],
  ["/status/now", "", "Literal", {}],
  ["/status/then", "", "GetObject", { Bucket: "status", Key: "then" }],
];

for (const [path, query, operation, labels] of found) {
  test(`GET ${path}${query === "" ? "" : `?${query}`} is ${operation}`, () => {
    assert.deepEqual(bucket.find("GET", path, query), { operation, labels });
  });
}
