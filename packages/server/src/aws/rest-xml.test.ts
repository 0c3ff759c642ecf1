import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { model } from "../models/s3.ts";
import { withStatus } from "./operation.ts";
import type { WireRequest } from "./protocol.ts";
import { createRestXml } from "./rest-xml.ts";
import { ServiceError } from "./service-error.ts";

const s3 = createRestXml(model);

function requestOf(method: string, url: string, headers: Readonly<Record<string, string>> = {}, body = ""): WireRequest {
  const [path = "", query = ""] = url.split("?");
  return { method, path, query, headers, body: Buffer.from(body) };
}

function read(method: string, url: string, headers: Readonly<Record<string, string>> = {}, body = ""): [string, unknown] {
  const request = requestOf(method, url, headers, body);
  const route = s3.route(request);
  assert.ok(route, `${method} ${url}`);
  return [route.operation, s3.readInput(route, request)];
}

const md5 = (body: string) => ({ "content-md5": createHash("md5").update(body).digest("base64") });

test("what an operation cannot do without tells it from others at the same place", () => {
  const routes: readonly [method: string, url: string, headers: Record<string, string>, operation: string][] = [
    ["PUT", "/b/k", {}, "PutObject"],
    ["PUT", "/b/k", { "x-amz-copy-source": "b/x" }, "CopyObject"],
    ["PUT", "/b/k?partNumber=1&uploadId=x", {}, "UploadPart"],
    ["PUT", "/b/k?uploadId=x&partNumber=1", { "x-amz-copy-source": "b/x" }, "UploadPartCopy"],
    ["PUT", "/b/k?x-id=PutObject", {}, "PutObject"],
    ["GET", "/b/k", {}, "GetObject"],
    ["GET", "/b/k?uploadId=x", {}, "ListParts"],
    ["DELETE", "/b/k", {}, "DeleteObject"],
    ["DELETE", "/b/k?uploadId=x", {}, "AbortMultipartUpload"],
    ["POST", "/b/k?uploads", {}, "CreateMultipartUpload"],
    ["POST", "/b/k?uploadId=x", {}, "CompleteMultipartUpload"],
    ["GET", "/", {}, "ListBuckets"],
    ["GET", "/b", {}, "ListObjects"],
    ["GET", "/b?list-type=2", {}, "ListObjectsV2"],
    ["GET", "/b?versions", {}, "ListObjectVersions"],
    ["GET", "/b?lifecycle", {}, "GetBucketLifecycleConfiguration"],
    ["PUT", "/b?notification", {}, "PutBucketNotificationConfiguration"],
    ["GET", "/b?analytics", {}, "ListBucketAnalyticsConfigurations"],
    ["GET", "/b?analytics&id=x", {}, "GetBucketAnalyticsConfiguration"],
    ["HEAD", "/b/", {}, "HeadBucket"],
    ["HEAD", "/b//", {}, "HeadObject"],
  ];
  for (const [method, url, headers, operation] of routes) {
    assert.equal(s3.route(requestOf(method, url, headers))?.operation, operation, `${method} ${url}`);
  }
});

test("a key is everything behind the bucket, to the last slash", () => {
  for (const [path, Key] of [
    ["/b/a/", "a/"],
    ["/b//a", "/a"],
    ["/b//", "/"],
    ["/b/a//b/../c", "a//b/../c"],
    ["/b/a%2Fb%20c+d", "a/b c+d"],
  ]) {
    assert.deepEqual(s3.route(requestOf("GET", path ?? ""))?.labels, { Bucket: "b", Key });
  }
});

test("members come from the path, the query, headers and the document", () => {
  const [, put] = read("PUT", "/b/k", {
    "x-amz-meta-a": "1",
    "x-amz-meta-b-c": "2",
    "content-encoding": "aws-chunked,gzip",
    "content-length": "99",
    "x-amz-decoded-content-length": "5",
    "x-amz-server-side-encryption-bucket-key-enabled": "true",
  });
  assert.deepEqual(put, {
    Bucket: "b",
    Key: "k",
    Metadata: { a: "1", "b-c": "2" },
    ContentEncoding: "gzip",
    ContentLength: 5,
    BucketKeyEnabled: true,
  });
  const body = `<?xml version="1.0"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a&amp;b</Key></Object><Quiet>true</Quiet><Object><Key>c</Key><VersionId>v</VersionId></Object><Unknown/></Delete>`;
  const [, remove] = read("POST", "/b?delete", md5(body), body);
  assert.deepEqual(remove, {
    Delete: { Objects: [{ Key: "a&b" }, { Key: "c", VersionId: "v" }], Quiet: true },
    Bucket: "b",
  });
});

test("a condition on a date that is none is no condition", () => {
  const dates = { "if-modified-since": "yesterday", "if-unmodified-since": "Sun, 06 Nov 1994 08:49:37 GMT" };
  assert.deepEqual(read("GET", "/b/k", dates)[1], { Bucket: "b", Key: "k", IfUnmodifiedSince: Date.UTC(1994, 10, 6, 8, 49, 37) });
  assert.throws(() => read("PUT", "/b/k", { "x-amz-copy-source": "b/x", "x-amz-copy-source-if-modified-since": "yesterday" }), {
    code: "InvalidArgument",
  });
});

test("an attribute, lists with and without an element around them, and nested documents are read", () => {
  const body = `<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>u</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>`;
  const [, acl] = read("PUT", "/b?acl", md5(body), body);
  assert.deepEqual((acl as Record<string, unknown>).AccessControlPolicy, {
    Owner: { ID: "o" },
    Grants: [{ Grantee: { Type: "Group", URI: "u" }, Permission: "READ" }],
  });
});

test("outputs are documents under the names S3 gives them", () => {
  const listed = s3.writeOutput("ListBuckets", { Buckets: [{ Name: "b", CreationDate: 1_600_000_000_000 }], Owner: { ID: "o" } }, "r");
  assert.equal(
    listed.body,
    `<?xml version="1.0" encoding="UTF-8"?>\n<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets><Bucket><Name>b</Name><CreationDate>2020-09-13T12:26:40.000Z</CreationDate></Bucket></Buckets><Owner><ID>o</ID></Owner></ListAllMyBucketsResult>`,
  );
  assert.equal(listed.headers["x-amz-request-id"], "r");
  assert.match(String(s3.writeOutput("GetBucketLocation", {}, "r").body), /<LocationConstraint xmlns="[^"]+"\/>$/);
  assert.match(
    String(s3.writeOutput("GetBucketLocation", { LocationConstraint: "EU" }, "r").body),
    /<LocationConstraint xmlns="[^"]+">EU<\/LocationConstraint>$/,
  );
  const grant = { Grantee: { Type: "Group", URI: "u" }, Permission: "READ" };
  assert.match(
    String(s3.writeOutput("GetBucketAcl", { Grants: [grant] }, "r").body),
    /<AccessControlList><Grant><Grantee xmlns:xsi="http:\/\/www.w3.org\/2001\/XMLSchema-instance" xsi:type="Group"><URI>u<\/URI><\/Grantee>/,
  );
  const policy = s3.writeOutput("GetBucketPolicy", { Policy: "{}" }, "r");
  assert.deepEqual([policy.body, policy.headers["Content-Type"]], ["{}", "application/json"]);
});

test("an object is answered as it is, with everything else in headers", () => {
  const Body = Buffer.from("part");
  const output = {
    Body,
    ETag: '"e"',
    LastModified: 1_600_000_000_000,
    ContentLength: 4,
    Metadata: { a: "ü", b: "\u{1f600}" },
    ContentRange: "bytes 0-3/9",
  };
  const { status, headers, body } = s3.writeOutput("GetObject", withStatus(output, 206), "r");
  assert.deepEqual([status, body], [206, Body]);
  assert.deepEqual(
    [headers.ETag, headers["Last-Modified"], headers["Content-Length"], headers["x-amz-meta-a"], headers["x-amz-meta-b"]],
    ['"e"', "Sun, 13 Sep 2020 12:26:40 GMT", "4", "ü", Buffer.from("\u{1f600}").toString("latin1")],
  );
  assert.throws(() => s3.writeOutput("GetObject", { Metadata: { a: "x\r\nSet-Cookie: y" } }, "r"), /control character/);
});

test("a refusal is S3's document, and what the wire says in AWS's words is said in S3's", () => {
  const error = new ServiceError("NoSuchKey", "no <key>", {
    httpStatus: 404,
    fields: { Key: "a&b", None: undefined },
    headers: { "x-amz-delete-marker": "true" },
  });
  const refused = s3.writeError(error, "r");
  assert.equal(
    refused.body,
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>no &lt;key&gt;</Message><Key>a&amp;b</Key><RequestId>r</RequestId><HostId>cg==</HostId></Error>`,
  );
  assert.deepEqual([refused.status, refused.headers["x-amz-delete-marker"], refused.errorCode], [404, "true", "NoSuchKey"]);
  for (const [code, status, own] of [
    ["InternalFailure", 500, "InternalError"],
    ["NotImplementedException", 501, "NotImplemented"],
    ["UnknownOperationException", 405, "MethodNotAllowed"],
    ["ServiceUnavailableException", 503, "SlowDown"],
  ] as const) {
    const written = s3.writeError(new ServiceError(code, "x"), "r");
    assert.deepEqual([written.errorCode, written.status], [own, status]);
  }
  assert.equal(s3.writeError(new ServiceError("NotModified", "", { httpStatus: 304, headers: { ETag: "e" } }), "r").body, "");
});

test("a small body that is not what it claims to be, or no document of its kind, is refused", () => {
  const put = (body: string, headers: Readonly<Record<string, string>> = md5(body)) => read("PUT", "/b?versioning", headers, body);
  const fine = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
  assert.deepEqual(put(fine)[0], "PutBucketVersioning");
  assert.throws(() => put(fine, {}), { code: "InvalidRequest" });
  assert.throws(() => put(fine, md5("x")), { code: "BadDigest" });
  assert.throws(() => put(fine, { "content-md5": "x" }), { code: "InvalidDigest" });
  assert.throws(() => put(fine, { "x-amz-checksum-crc32": "AAAAAA==" }), { code: "BadDigest" });
  assert.throws(() => put(""), { code: "MissingRequestBodyError" });
  for (const body of ["<Other/>", "nonsense", "<VersioningConfiguration>", "\ud800"])
    assert.throws(() => put(body), { code: "MalformedXML" }, body);
  assert.throws(() => read("GET", "/b?max-keys=many"), {
    code: "InvalidArgument",
    message: "Provided max-keys not an integer or within integer range",
  });
  assert.throws(() => s3.route(requestOf("GET", "/b/%zz")), { code: "InvalidURI" });
});
