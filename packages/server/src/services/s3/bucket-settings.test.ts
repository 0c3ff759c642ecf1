import assert from "node:assert/strict";
import { test } from "node:test";
import { corsHeaders } from "./cors.ts";
import { openFixture } from "./s3-fixture.ts";

const Bucket = "box";

test("a bucket is made once, in the region that is asked for, and told from others by its name", async () => {
  const { call } = await openFixture();
  await call("CreateBucket", { Bucket });
  await call("CreateBucket", { Bucket: "far", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } });
  assert.deepEqual(await call("GetBucketLocation", { Bucket: "far" }), { LocationConstraint: "eu-west-1" });
  assert.deepEqual(await call("GetBucketLocation", { Bucket }), {});
  await assert.rejects(call("CreateBucket", { Bucket: "far", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }), {
    code: "BucketAlreadyOwnedByYou",
  });
  const inHome = call("CreateBucket", { Bucket: "near", CreateBucketConfiguration: { LocationConstraint: "us-east-1" as "eu-west-1" } });
  await assert.rejects(inHome, { code: "InvalidLocationConstraint" });
  for (const name of ["ab", "A-b", "a_b", "a..b", "-ab", "ab-", "1.2.3.4", "xn--a", "a".repeat(64), "a/b", "..", "a\0b"]) {
    await assert.rejects(call("CreateBucket", { Bucket: name }), { code: "InvalidBucketName" }, name);
  }
  await assert.rejects(call("HeadBucket", { Bucket, ExpectedBucketOwner: "222222222222" }), { code: "AccessDenied" });
  await assert.rejects(call("HeadBucket", { Bucket: "missing" }), { code: "NoSuchBucket", httpStatus: 404 });
});

test("buckets are listed in pages, and are there after a restart", async () => {
  const fixture = await openFixture();
  for (const name of ["one", "two", "three"]) await fixture.call("CreateBucket", { Bucket: name });
  const { call } = await fixture.reopen();
  const found: string[] = [];
  let token: string | undefined;
  do {
    const page = await call("ListBuckets", { MaxBuckets: 3, ...(token === undefined ? {} : { ContinuationToken: token }) });
    found.push(...(page.Buckets ?? []).map(({ Name }) => Name ?? ""));
    token = page.ContinuationToken;
  } while (token !== undefined);
  assert.deepEqual(found, ["box", "one", "three", "two"]);
  assert.deepEqual(
    (await call("ListBuckets", { Prefix: "t" })).Buckets?.map(({ Name }) => Name),
    ["three", "two"],
  );
});

test("a bucket that holds something is not deleted; an empty one takes no more objects once it is", async () => {
  const { call, put } = await openFixture();
  await put("k", "x");
  // A bucket that stays refuses nothing of what comes while it is asked to go.
  const refused = Array.from({ length: 20 }, () =>
    assert.rejects(call("DeleteBucket", { Bucket }), { code: "BucketNotEmpty", httpStatus: 409 }),
  );
  for (let count = 0; count < 20; count++) await put("meanwhile", "x");
  await Promise.all(refused);
  for (const Key of ["k", "meanwhile"]) await call("DeleteObject", { Bucket, Key });
  const [deleted, stored] = await Promise.allSettled([call("DeleteBucket", { Bucket }), put("late", "x")]);
  // Whichever came first: never an object without its bucket.
  assert.notEqual(deleted?.status, stored?.status);
});

test("settings are answered as they were put, and what was not put is told as AWS tells it", async () => {
  const { call } = await openFixture();
  await assert.rejects(call("GetBucketTagging", { Bucket }), { code: "NoSuchTagSet" });
  await call("PutBucketTagging", { Bucket, Tagging: { TagSet: [{ Key: "a", Value: "1" }] } });
  assert.deepEqual(await call("GetBucketTagging", { Bucket }), { TagSet: [{ Key: "a", Value: "1" }] });
  await call("DeleteBucketTagging", { Bucket });
  await assert.rejects(call("GetBucketTagging", { Bucket }), { code: "NoSuchTagSet" });

  await assert.rejects(call("GetBucketPolicy", { Bucket }), { code: "NoSuchBucketPolicy" });
  const statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::box/*" };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  await call("PutBucketPolicy", { Bucket, Policy });
  assert.deepEqual(await call("GetBucketPolicy", { Bucket }), { Policy });
  assert.deepEqual(await call("GetBucketPolicyStatus", { Bucket }), { PolicyStatus: { IsPublic: true } });
  for (const wrong of ["nonsense", "[]", "{}", JSON.stringify({ Statement: [{ Effect: "Maybe" }] })]) {
    await assert.rejects(call("PutBucketPolicy", { Bucket, Policy: wrong }), { code: "MalformedPolicy" }, wrong);
  }

  const controls = await call("GetBucketOwnershipControls", { Bucket });
  assert.deepEqual(controls.OwnershipControls?.Rules, [{ ObjectOwnership: "BucketOwnerEnforced" }]);
  await call("DeleteBucketOwnershipControls", { Bucket });
  await assert.rejects(call("GetBucketOwnershipControls", { Bucket }), { code: "OwnershipControlsNotFoundError" });
  assert.equal((await call("GetPublicAccessBlock", { Bucket })).PublicAccessBlockConfiguration?.BlockPublicAcls, true);
  await call("DeletePublicAccessBlock", { Bucket });
  await assert.rejects(call("GetPublicAccessBlock", { Bucket }), { code: "NoSuchPublicAccessBlockConfiguration" });
});

test("what is always off can be switched off, and not on", async () => {
  const { call } = await openFixture();
  await call("PutBucketLogging", { Bucket, BucketLoggingStatus: {} });
  assert.deepEqual(await call("GetBucketLogging", { Bucket }), {});
  const LoggingEnabled = { TargetBucket: "box", TargetPrefix: "" };
  await assert.rejects(call("PutBucketLogging", { Bucket, BucketLoggingStatus: { LoggingEnabled } }), { code: "NotImplemented" });
  await call("PutBucketRequestPayment", { Bucket, RequestPaymentConfiguration: { Payer: "BucketOwner" } });
  const requester = call("PutBucketRequestPayment", { Bucket, RequestPaymentConfiguration: { Payer: "Requester" } });
  await assert.rejects(requester, { code: "NotImplemented" });
  await call("DeleteBucketWebsite", { Bucket });
  await assert.rejects(call("GetBucketWebsite", { Bucket }), { code: "NoSuchWebsiteConfiguration" });
});

test("objects are encrypted as the bucket says, unless they say otherwise", async () => {
  const { call, put } = await openFixture();
  assert.equal((await put("k", "x")).ServerSideEncryption, "AES256");
  const Rules = [
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: "key" }, BucketKeyEnabled: true },
  ];
  await call("PutBucketEncryption", { Bucket, ServerSideEncryptionConfiguration: { Rules } });
  const { ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled } = await put("k", "x");
  assert.deepEqual([ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled], ["aws:kms", "key", true]);
  assert.equal((await put("k", "x", { ServerSideEncryption: "AES256" })).SSEKMSKeyId, undefined);
  await assert.rejects(put("k", "x", { SSEKMSKeyId: "k" }), { code: "InvalidArgument" });
  const made = await put("k", "x", { ServerSideEncryption: "aws:kms", SSEKMSEncryptionContext: "e30=" });
  assert.equal(made.SSEKMSEncryptionContext, "e30=");
  await assert.rejects(put("k", "x", { SSEKMSEncryptionContext: "e30=" }), { code: "InvalidArgument" });
});

test("access control lists can be set where the bucket allows them", async () => {
  const { call, put } = await openFixture();
  await assert.rejects(call("PutBucketAcl", { Bucket, ACL: "public-read" }), { code: "AccessControlListNotSupported" });
  await assert.rejects(call("CreateBucket", { Bucket: "open", ACL: "public-read" }), { code: "InvalidBucketAclWithObjectOwnership" });
  await call("PutBucketOwnershipControls", { Bucket, OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] } });
  await call("PutBucketAcl", { Bucket, ACL: "public-read" });
  const { Grants = [], Owner } = await call("GetBucketAcl", { Bucket });
  assert.deepEqual(
    Grants.map(({ Grantee, Permission }) => [Grantee?.URI ?? Grantee?.ID, Permission]),
    [
      [Owner?.ID, "FULL_CONTROL"],
      ["http://acs.amazonaws.com/groups/global/AllUsers", "READ"],
    ],
  );
  await put("k", "x", { GrantRead: 'id="abc", uri="http://acs.amazonaws.com/groups/global/AllUsers"' });
  assert.equal((await call("GetObjectAcl", { Bucket, Key: "k" })).Grants?.length, 2);
  await assert.rejects(put("k", "x", { GrantRead: "nonsense" }), { code: "InvalidArgument" });
  await assert.rejects(put("k", "x", { ACL: "private", GrantRead: "id=a" }), { code: "InvalidRequest" });
});

test("tags are held against S3's rules", async () => {
  const { call, put } = await openFixture();
  await put("k", "x", { Tagging: "a=1&b=%C3%A9" });
  assert.deepEqual((await call("GetObjectTagging", { Bucket, Key: "k" })).TagSet, [
    { Key: "a", Value: "1" },
    { Key: "b", Value: "é" },
  ]);
  const tag = (...TagSet: { readonly Key: string; readonly Value: string }[]) =>
    call("PutObjectTagging", { Bucket, Key: "k", Tagging: { TagSet } });
  await assert.rejects(tag({ Key: "a", Value: "1" }, { Key: "a", Value: "2" }), { code: "InvalidTag" });
  await assert.rejects(put("k", "x", { Tagging: "a=1&a=2" }), { code: "InvalidArgument" });
  await assert.rejects(tag({ Key: "aws:a", Value: "1" }), { code: "InvalidTag" });
  await assert.rejects(tag({ Key: "a<", Value: "1" }), { code: "InvalidTag" });
  await assert.rejects(tag({ Key: "k".repeat(129), Value: "1" }), { code: "InvalidTag" });
  await assert.rejects(tag(...Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: "" }))), { code: "BadRequest" });
  await call("DeleteObjectTagging", { Bucket, Key: "k" });
  assert.deepEqual((await call("GetObjectTagging", { Bucket, Key: "k" })).TagSet, []);
});

test("the first rule that allows a request from elsewhere tells what the browser may do", () => {
  const rules = [
    { AllowedMethods: ["GET"], AllowedOrigins: ["*"] },
    { AllowedMethods: ["PUT"], AllowedOrigins: ["https://*.example.org"], AllowedHeaders: ["x-amz-*", "Content-Type"], MaxAgeSeconds: 60 },
  ];
  const ask = (origin: string, method: string, ...headers: string[]) => corsHeaders(rules, { origin, method, headers });
  assert.equal(ask("https://any", "GET")?.["Access-Control-Allow-Origin"], "*");
  const put = ask("https://a.example.org", "PUT", "content-type", "x-amz-date");
  assert.deepEqual(
    [put?.["Access-Control-Allow-Origin"], put?.["Access-Control-Allow-Credentials"], put?.["Access-Control-Max-Age"]],
    ["https://a.example.org", "true", "60"],
  );
  assert.equal(ask("https://example.org", "PUT"), undefined);
  assert.equal(ask("https://a.example.org", "PUT", "authorization"), undefined);
  assert.equal(ask("https://a.example.org", "DELETE"), undefined);
});
