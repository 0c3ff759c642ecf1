/** S3 as its clients see it, as a process: the unmodified SDKs over HTTP and HTTPS, URLs and forms signed for browsers, hostile input. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest, Agent } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutBucketCorsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { zipFolder } from "@stile/cli";
import { pythonWithBoto3, whyNoBoto3 } from "./python.ts";
import { awsEnvironment, command, type ServerProcess, startServerProcess, stile, temporaryFolder } from "./server-process.ts";

const timeout = 180_000;
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

interface Started {
  readonly server: ServerProcess;
  readonly dataDir: string;
}

async function started(t: { after(body: () => unknown): void }, ...flags: readonly string[]): Promise<Started> {
  const dataDir = join(temporaryFolder(t), "data");
  const server = await startServerProcess(dataDir, ...flags);
  t.after(async () => {
    server.kill("SIGKILL");
    await server.ended;
  });
  return { server, dataDir };
}

function clientOf(endpoint: string, more: Partial<S3ClientConfig> = {}): S3Client {
  return new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials, maxAttempts: 1, ...more });
}

const textOf = async ({ Body }: { readonly Body?: { transformToString(): Promise<string> } | undefined }) =>
  (await Body?.transformToString()) ?? "";

for (const scheme of ["http", "https"] as const) {
  describe(`the JavaScript SDK over ${scheme}`, { timeout }, () => {
    test("buckets, objects of every size, streams, lists, many deletions at once", async (t) => {
      const { server, dataDir } = await started(t);
      const ca = readFileSync(join(dataDir, "tls", "ca.pem"));
      const s3 = clientOf(server.url.replace("http:", `${scheme}:`), {
        requestHandler: { httpsAgent: new Agent({ ca, keepAlive: true }) },
      });
      t.after(() => s3.destroy());
      const Bucket = "first.bucket";
      await s3.send(new CreateBucketCommand({ Bucket }));
      assert.deepEqual(
        (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
        [Bucket],
      );
      for (const size of [0, 5, 65_536, 65_537, 3_000_000]) {
        const Body = Buffer.alloc(size, "stile");
        await s3.send(new PutObjectCommand({ Bucket, Key: `bytes/${size}`, Body, Metadata: { size: String(size) } }));
        // A stream goes in chunks with a checksum behind them.
        await s3.send(new PutObjectCommand({ Bucket, Key: `streams/${size}`, Body: Readable.from([Body]), ContentLength: size }));
        for (const Key of [`bytes/${size}`, `streams/${size}`]) {
          const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
          assert.equal(await textOf(got), Body.toString());
          assert.equal(got.ETag, `"${createHash("md5").update(Body).digest("hex")}"`);
          assert.equal(got.ContentLength, size);
          assert.ok(got.ChecksumCRC32);
        }
      }
      for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const) {
        await s3.send(new PutObjectCommand({ Bucket, Key: "sum", Body: Readable.from(["abc"]), ContentLength: 3, ChecksumAlgorithm }));
        const got = await s3.send(new GetObjectCommand({ Bucket, Key: "sum" }));
        assert.equal(await textOf(got), "abc");
        assert.ok(got[`Checksum${ChecksumAlgorithm}`]);
      }
      const strange = ["a b+c%/é\u{1f600}", "/lead//double/", "..", "../../etc/passwd", "?q&x=1#f", "&<>\"'", "(!*')"];
      for (const Key of strange) {
        await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
        assert.equal(await textOf(await s3.send(new GetObjectCommand({ Bucket, Key }))), Key);
      }
      const keys: string[] = [];
      for await (const page of paginateListObjectsV2({ client: s3, pageSize: 5 }, { Bucket }))
        keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
      assert.equal(keys.length, 11 + strange.length);
      assert.deepEqual(
        keys,
        keys.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))),
      );
      const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
      assert.equal(Deleted?.length, keys.length);
      await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: keys[0] })), { name: "NoSuchKey" });
      await assert.rejects(s3.send(new HeadObjectCommand({ Bucket, Key: keys[0] })), { name: "NotFound" });
      await assert.rejects(s3.send(new GetObjectCommand({ Bucket: "missing", Key: "k" })), { name: "NoSuchBucket" });
    });

    test("a large stream is uploaded in parts, and read back as it was", async (t) => {
      const { server, dataDir } = await started(t);
      const ca = readFileSync(join(dataDir, "tls", "ca.pem"));
      const s3 = clientOf(server.url.replace("http:", `${scheme}:`), { requestHandler: { httpsAgent: new Agent({ ca }) } });
      t.after(() => s3.destroy());
      await s3.send(new CreateBucketCommand({ Bucket: "parts" }));
      const piece = Buffer.alloc(1_000_000, "0123456789");
      const hash = createHash("sha256");
      const pieces = function* () {
        for (let index = 0; index < 23; index++) {
          hash.update(piece);
          yield piece;
        }
      };
      await new Upload({ client: s3, params: { Bucket: "parts", Key: "k", Body: Readable.from(pieces()) } }).done();
      const { Body, ContentLength, ETag } = await s3.send(new GetObjectCommand({ Bucket: "parts", Key: "k" }));
      const read = createHash("sha256");
      for await (const bytes of Body as Readable) read.update(bytes as Uint8Array);
      assert.deepEqual([ContentLength, read.digest("hex")], [23_000_000, hash.digest("hex")]);
      assert.match(ETag ?? "", /-5"$/);
    });
  });
}

const boto3Tour = `
import boto3, hashlib, io, json, sys, urllib.request
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError
url, verify = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else None)
s3 = boto3.client("s3", endpoint_url=url, verify=verify)
s3.create_bucket(Bucket="boto")
data = bytes(range(256)) * 80000
config = TransferConfig(multipart_threshold=6_000_000, multipart_chunksize=6_000_000)
s3.upload_fileobj(io.BytesIO(data), "boto", "big", Config=config, ExtraArgs={"Metadata": {"a": "1"}})
out = io.BytesIO()
s3.download_fileobj("boto", "big", out, Config=config)
assert out.getvalue() == data
head = s3.head_object(Bucket="boto", Key="big", ChecksumMode="ENABLED")
assert head["Metadata"] == {"a": "1"} and head["ETag"].endswith('-4"'), head
bucket = boto3.resource("s3", endpoint_url=url, verify=verify).Bucket("boto")
bucket.put_object(Key="small é", Body=b"abc", Tagging="x=1")
assert bucket.Object("small é").get()["Body"].read() == b"abc"
assert sorted(o.key for o in bucket.objects.all()) == ["big", "small é"]
s3.copy_object(Bucket="boto", Key="copy", CopySource={"Bucket": "boto", "Key": "small é"})
assert s3.get_object_tagging(Bucket="boto", Key="copy")["TagSet"] == [{"Key": "x", "Value": "1"}]
s3.put_bucket_versioning(Bucket="boto", VersioningConfiguration={"Status": "Enabled"})
versions = [s3.put_object(Bucket="boto", Key="v", Body=str(n).encode())["VersionId"] for n in range(3)]
assert s3.get_object(Bucket="boto", Key="v", VersionId=versions[1])["Body"].read() == b"1"
try:
    s3.get_object(Bucket="boto", Key="nothing"); raise SystemExit("it is there")
except ClientError as error:
    assert error.response["Error"]["Code"] == "NoSuchKey", error.response
try:
    s3.create_bucket(Bucket="No_Name"); raise SystemExit("it was made")
except ClientError as error:
    assert error.response["Error"]["Code"] == "InvalidBucketName", error.response
if verify is None:
    for client in (s3, boto3.client("s3", endpoint_url=url, config=boto3.session.Config(signature_version="s3v4"))):
        link = client.generate_presigned_url("get_object", Params={"Bucket": "boto", "Key": "small é"})
        assert urllib.request.urlopen(link).read() == b"abc"
bucket.object_versions.delete()
s3.delete_bucket(Bucket="boto")
print("done")
`;

describe("boto3", { timeout }, () => {
  for (const scheme of ["http", "https"] as const) {
    test(`makes its tour over ${scheme}`, async (t) => {
      if (pythonWithBoto3 === undefined) return t.skip(whyNoBoto3);
      const { server, dataDir } = await started(t);
      const url = server.url.replace("http:", `${scheme}:`);
      const trust = scheme === "https" ? [join(dataDir, "tls", "ca.pem")] : [];
      const { code, stdout, stderr } = await command(pythonWithBoto3, ["-c", boto3Tour, url, ...trust], { env: awsEnvironment(url) });
      assert.deepEqual([code, stdout], [0, "done\n"], stderr);
    });
  }
});

/** One request, with headers as they are given; answers status, headers and body. */
function send(
  url: string,
  options: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly ca?: Buffer } = {},
  body: string | Uint8Array = "",
): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const start = url.startsWith("https:") ? httpsRequest : httpRequest;
    const { method = "GET", headers = {}, ca } = options;
    const request = start(
      url,
      { method, headers: { "content-length": String(Buffer.byteLength(body)), ...headers }, ...(ca ? { ca } : {}) },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    request.on("error", reject).end(body);
  });
}

test("signed URLs work, and stop working when their time is up", { timeout }, async (t) => {
  const { server } = await started(t);
  const s3 = clientOf(server.url);
  t.after(() => s3.destroy());
  await s3.send(new CreateBucketCommand({ Bucket: "signed" }));
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket: "signed", Key: "a b" }), { expiresIn: 60 });
  assert.equal((await send(put, { method: "PUT" }, "content")).status, 200);
  const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket: "signed", Key: "a b", ResponseContentType: "text/x" }), {
    expiresIn: 60,
  });
  const got = await send(get);
  assert.deepEqual([got.status, got.text, got.headers["content-type"]], [200, "content", "text/x"]);
  // What a presigner has put into the URL counts as if it had come as a header.
  const described = new PutObjectCommand({
    Bucket: "signed",
    Key: "meta",
    Metadata: { colour: "red" },
    Tagging: "a=1",
    StorageClass: "STANDARD_IA",
  });
  const stored = await send(await getSignedUrl(s3, described, { expiresIn: 60 }), { method: "PUT" }, "content");
  assert.equal(stored.status, 200, stored.text);
  const head = await s3.send(new HeadObjectCommand({ Bucket: "signed", Key: "meta" }));
  assert.deepEqual([head.Metadata, head.TagCount, head.StorageClass], [{ colour: "red" }, 1, "STANDARD_IA"]);
  const signingDate = new Date(Date.now() - 120_000);
  const old = await getSignedUrl(s3, new GetObjectCommand({ Bucket: "signed", Key: "a b" }), { expiresIn: 60, signingDate });
  const expired = await send(old);
  assert.equal(expired.status, 403);
  assert.match(expired.text, /<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/);
});

test("a bucket may stand in the host name", { timeout }, async (t) => {
  const { server } = await started(t);
  const s3 = clientOf(server.url);
  t.after(() => s3.destroy());
  await s3.send(new CreateBucketCommand({ Bucket: "hosted" }));
  await s3.send(new PutObjectCommand({ Bucket: "hosted", Key: "dir/k", Body: "content" }));
  const hosts = [
    "hosted.s3.amazonaws.com",
    "hosted.s3.us-east-1.amazonaws.com",
    "hosted.s3-us-west-2.amazonaws.com",
    "hosted.s3.localhost.localstack.cloud:4566",
    "hosted.localhost.localstack.cloud:4566",
    "hosted.s3.localhost:4566",
    "hosted.localhost",
    "HOSTED.S3.EXAMPLE.ORG",
  ];
  for (const host of hosts) {
    assert.equal((await send(`${server.url}/dir/k`, { headers: { host } })).text, "content", host);
    assert.match((await send(`${server.url}/?list-type=2`, { headers: { host } })).text, /<Key>dir\/k<\/Key>/, host);
  }
  assert.equal((await send(`${server.url}/hosted/dir/k`, { headers: { host: "s3.us-east-1.amazonaws.com" } })).text, "content");
  assert.equal((await send(`${server.url}/hosted/dir/k`)).text, "content");
  assert.match((await send(`${server.url}/dir/k`, { headers: { host: "missing.s3.localhost" } })).text, /NoSuchBucket/);
  // A browser that opens the address is shown no list of buckets.
  assert.equal((await send(`${server.url}/`)).status, 404);
});

test("browsers ask before they send, and send forms", { timeout }, async (t) => {
  const { server } = await started(t);
  const s3 = clientOf(server.url);
  t.after(() => s3.destroy());
  await s3.send(new CreateBucketCommand({ Bucket: "pages" }));
  const ask = (method: string) =>
    send(`${server.url}/pages/k`, {
      method: "OPTIONS",
      headers: {
        origin: "http://localhost:3000",
        "access-control-request-method": method,
        "access-control-request-headers": "Content-Type, X-Amz-Date",
      },
    });
  assert.match((await ask("PUT")).text, /CORS is not enabled for this bucket/);
  const rule = { AllowedMethods: ["PUT", "GET"], AllowedOrigins: ["http://localhost:*"], AllowedHeaders: ["*"], ExposeHeaders: ["ETag"] };
  await s3.send(new PutBucketCorsCommand({ Bucket: "pages", CORSConfiguration: { CORSRules: [rule] } }));
  const allowed = await ask("PUT");
  assert.deepEqual(
    [allowed.status, allowed.headers["access-control-allow-origin"], allowed.headers["access-control-allow-headers"]],
    [200, "http://localhost:3000", "content-type, x-amz-date"],
  );
  assert.equal((await ask("DELETE")).status, 403);

  const form = (fields: Readonly<Record<string, string>>, file: string) =>
    `${Object.entries(fields)
      .map(([name, value]) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join(
        "",
      )}--B\r\nContent-Disposition: form-data; name="file"; filename="C:\\x\\photo.txt"\r\nContent-Type: text/plain\r\n\r\n${file}\r\n--B--\r\n`;
  const post = (fields: Readonly<Record<string, string>>, file: string) =>
    send(
      `${server.url}/pages`,
      { method: "POST", headers: { "content-type": "multipart/form-data; boundary=B", origin: "http://localhost:3000" } },
      form(fields, file),
    );
  const content = `--b\r\n--${"x".repeat(200_000)}\r\n`;
  const posted = await post({ key: "up/${filename}", "x-amz-meta-a": "1", success_action_status: "201" }, content);
  assert.equal(posted.status, 201);
  assert.match(
    posted.text,
    /<PostResponse><Location>[^<]+\/pages\/up\/photo.txt<\/Location><Bucket>pages<\/Bucket><Key>up\/photo.txt<\/Key>/,
  );
  const got = await s3.send(new GetObjectCommand({ Bucket: "pages", Key: "up/photo.txt" }));
  assert.deepEqual([await textOf(got), got.ContentType, got.Metadata], [content, "text/plain", { a: "1" }]);

  const policy = (conditions: unknown, expiration = "2999-01-01T00:00:00Z") =>
    Buffer.from(JSON.stringify({ expiration, conditions })).toString("base64");
  const starts = ["starts-with", "$key", "up/"];
  assert.equal((await post({ key: "up/a", policy: policy([starts, { bucket: "pages" }]) }, "x")).status, 204);
  assert.match((await post({ key: "no/a", policy: policy([starts]) }, "x")).text, /Policy Condition failed/);
  assert.match((await post({ key: "up/a", acl: "private", policy: policy([starts]) }, "x")).text, /Extra input fields: acl/);
  assert.match((await post({ key: "up/a", policy: policy([starts], "2020-01-01T00:00:00Z") }, "x")).text, /Policy expired/);
  assert.match((await post({ key: "up/a", policy: policy([starts, ["content-length-range", 2, 4]]) }, "x")).text, /EntityTooSmall/);
  assert.match((await post({ key: "up/a", policy: policy([starts, ["content-length-range", 2, 4]]) }, "xxxxx")).text, /EntityTooLarge/);
  assert.match((await post({}, "x")).text, /must contain a field named/);
});

test("where signatures are wanted, every form of them is verified", { timeout }, async (t) => {
  const { server, dataDir } = await started(t, "--auth", "enforce");
  const { stdout } = await stile(["keys", "create", "--data-dir", dataDir, "--json"]);
  const key = JSON.parse(stdout) as { readonly accessKeyId: string; readonly secretAccessKey: string };
  const s3 = clientOf(server.url, { credentials: key });
  const wrong = clientOf(server.url, { credentials: { ...key, secretAccessKey: "x".repeat(40) } });
  t.after(() => (s3.destroy(), wrong.destroy()));
  const Bucket = "guarded";
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "content" }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "stream", Body: Readable.from(["a".repeat(200_000)]), ContentLength: 200_000 }));
  assert.equal(await textOf(await s3.send(new GetObjectCommand({ Bucket, Key: "k" }))), "content");
  await assert.rejects(wrong.send(new GetObjectCommand({ Bucket, Key: "k" })), { name: "SignatureDoesNotMatch" });
  await assert.rejects(clientOf(server.url).send(new GetObjectCommand({ Bucket, Key: "k" })), { name: "InvalidAccessKeyId" });
  assert.match((await send(`${server.url}/${Bucket}/k`)).text, /<Code>AccessDenied<\/Code><Message>Access Denied<\/Message>/);
  assert.equal((await send(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "k" })))).text, "content");
  const forged = await getSignedUrl(wrong, new GetObjectCommand({ Bucket, Key: "k" }));
  assert.match((await send(forged)).text, /SignatureDoesNotMatch/);
  const link = new URL(await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "k2" })));
  link.pathname = `/${Bucket}/other`;
  assert.match((await send(link.href, { method: "PUT" }, "x")).text, /SignatureDoesNotMatch/);

  if (pythonWithBoto3 === undefined) return;
  const script = `
import boto3, sys, urllib.request, urllib.parse, urllib.error
url, key, secret = sys.argv[1:]
make = lambda secret, **more: boto3.client("s3", endpoint_url=url, aws_access_key_id=key, aws_secret_access_key=secret, region_name="us-east-1", **more)
for more in ({}, {"config": boto3.session.Config(signature_version="s3v4")}):
    s3 = make(secret, **more)
    s3.put_object(Bucket="guarded", Key="boto", Body=b"x" * 100000)
    assert len(urllib.request.urlopen(s3.generate_presigned_url("get_object", Params={"Bucket": "guarded", "Key": "boto"})).read()) == 100000
    try:
        urllib.request.urlopen(make("x" * 40, **more).generate_presigned_url("get_object", Params={"Bucket": "guarded", "Key": "boto"})); raise SystemExit("forged")
    except urllib.error.HTTPError as error:
        assert b"SignatureDoesNotMatch" in error.read()
    for client, status in ((s3, 204), (make("x" * 40, **more), 403)):
        post = client.generate_presigned_post("guarded", "form")
        body = "".join(f'--B\\r\\nContent-Disposition: form-data; name="{n}"\\r\\n\\r\\n{v}\\r\\n' for n, v in post["fields"].items()) + '--B\\r\\nContent-Disposition: form-data; name="file"; filename="f"\\r\\n\\r\\nhello\\r\\n--B--\\r\\n'
        request = urllib.request.Request(post["url"], body.encode(), {"Content-Type": "multipart/form-data; boundary=B"})
        try: got = urllib.request.urlopen(request).status
        except urllib.error.HTTPError as error: got = error.code
        assert got == status, (got, status)
print("done")
`;
  const ran = await command(pythonWithBoto3, ["-c", script, server.url, key.accessKeyId, key.secretAccessKey]);
  assert.deepEqual([ran.code, ran.stdout], [0, "done\n"], ran.stderr);
});

test("a queue is told of an object", { timeout }, async (t) => {
  const { server } = await started(t);
  const s3 = clientOf(server.url);
  const sqs = new SQSClient({ endpoint: server.url, region: "us-east-1", credentials });
  t.after(() => (s3.destroy(), sqs.destroy()));
  await s3.send(new CreateBucketCommand({ Bucket: "told" }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
  const QueueArn = "arn:aws:sqs:us-east-1:000000000000:q";
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: "told",
      NotificationConfiguration: { QueueConfigurations: [{ QueueArn, Events: ["s3:ObjectCreated:*"] }] },
    }),
  );
  await s3.send(new PutObjectCommand({ Bucket: "told", Key: "k", Body: "x" }));
  const told: unknown[] = [];
  while (told.length < 2) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10, MaxNumberOfMessages: 10 }));
    told.push(...Messages.map(({ Body = "" }) => JSON.parse(Body) as unknown));
  }
  const [test, event] = told as [
    { readonly Event: string },
    { readonly Records: readonly { readonly s3: { readonly object: { readonly key: string } } }[] },
  ];
  assert.deepEqual([test.Event, event.Records[0]?.s3.object.key], ["s3:TestEvent", "k"]);
});

test("the code of a function may lie in a bucket", { timeout }, async (t) => {
  const { server } = await started(t);
  const s3 = clientOf(server.url);
  const lambda = new LambdaClient({ endpoint: server.url, region: "us-east-1", credentials, maxAttempts: 1 });
  t.after(() => (s3.destroy(), lambda.destroy()));
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "index.mjs"), "export const handler = async (event) => ({ told: event });");
  await s3.send(new CreateBucketCommand({ Bucket: "code" }));
  await s3.send(new PutObjectCommand({ Bucket: "code", Key: "f.zip", Body: zipFolder(folder) }));
  const make = (S3Key: string) =>
    new CreateFunctionCommand({
      FunctionName: "f",
      Runtime: "nodejs24.x",
      Role: "arn:aws:iam::000000000000:role/r",
      Handler: "index.handler",
      Code: { S3Bucket: "code", S3Key },
    });
  await assert.rejects(lambda.send(make("missing.zip")), { name: "InvalidParameterValueException", message: /NoSuchKey/ });
  await lambda.send(make("f.zip"));
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "f", Payload: '"hello"' }));
  assert.equal(Buffer.from(Payload ?? []).toString(), '{"told":"hello"}');
});

test("hostile requests are refused in S3's words, and nothing of them is kept", { timeout }, async (t) => {
  const { server } = await started(t);
  const s3 = clientOf(server.url);
  t.after(() => s3.destroy());
  await s3.send(new CreateBucketCommand({ Bucket: "hostile" }));
  const bucket = `${server.url}/hostile`;
  const code = async (answer: ReturnType<typeof send>) => {
    const { status, text } = await answer;
    return `${status} ${/<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? text}`;
  };
  const put = (body: string, headers: Readonly<Record<string, string>> = {}, path = "/k") =>
    code(send(bucket + path, { method: "PUT", headers }, body));
  const remove = (body: string) =>
    code(send(`${bucket}?delete`, { method: "POST", headers: { "content-md5": createHash("md5").update(body).digest("base64") } }, body));
  assert.equal(await remove("<Delete><Object>"), "400 MalformedXML");
  assert.equal(await remove("not xml"), "400 MalformedXML");
  assert.equal(await remove("<Other/>"), "400 MalformedXML");
  assert.equal(await remove("<Delete/>"), "400 MalformedXML");
  const laughs = `<!DOCTYPE x [<!ENTITY a "${"a".repeat(1000)}">]><Delete><Object><Key>&a;&a;</Key></Object></Delete>`;
  assert.equal(await remove(laughs), "400 MalformedXML");
  assert.equal(await remove(`<Delete>${"<Object><Key>k</Key></Object>".repeat(1001)}</Delete>`), "400 MalformedXML");
  assert.equal(await remove("<Delete>".repeat(10_000)), "400 MalformedXML");
  assert.equal(await remove(`<Delete>${" ".repeat(5_000_000)}</Delete>`), "400 MaxMessageLengthExceeded");
  assert.equal(await code(send(`${bucket}?delete`, { method: "POST" }, "<Delete/>")), "400 InvalidRequest");
  assert.equal(await put("x", { "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==" }), "400 BadDigest");
  assert.equal(await put("x", { "x-amz-checksum-sha256": "nonsense" }), "400 InvalidRequest");
  assert.equal(await put("x", { "x-amz-content-sha256": "0".repeat(64) }), "400 XAmzContentSHA256Mismatch");
  assert.equal(await put("x", { "x-amz-content-sha256": "nonsense" }), "400 InvalidArgument");
  assert.equal(await put("x", { "x-amz-storage-class": "SHOE_BOX" }), "400 InvalidStorageClass");
  assert.equal(await put("x", { "x-amz-meta-a": "y".repeat(3000) }), "400 MetadataTooLarge");
  assert.equal(await put("x", {}, `/${"k".repeat(1025)}`), "400 KeyTooLongError");
  assert.equal(await put("x", {}, "/%zz"), "400 InvalidURI");
  assert.equal(await put("x", {}, "/%ff"), "400 InvalidURI");
  const chunked = {
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "x-amz-decoded-content-length": "5",
    "x-amz-trailer": "x-amz-checksum-crc32",
  };
  assert.equal(await put("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", chunked), "200 ");
  assert.equal(await put("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", chunked), "400 BadDigest");
  assert.equal(await put("4\r\nhell\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", chunked), "400 IncompleteBody");
  assert.equal(await put("5\r\nhello\r\n0\r\n\r\n", chunked), "400 MalformedTrailerError");
  assert.equal(await put("9\r\nhello", chunked), "400 IncompleteBody");
  assert.equal(await put("hello", chunked), "400 IncompleteBody");
  assert.equal(await put("hello\r\n", chunked), "400 InvalidRequest");
  assert.equal(await put("x".repeat(10_000), chunked), "400 InvalidRequest");
  assert.equal(await put("ffffffffffff\r\nhello", chunked), "400 IncompleteBody");
  assert.equal(await code(send(`${bucket}?max-keys=x`)), "400 InvalidArgument");
  assert.equal(await code(send(`${bucket}?list-type=2&continuation-token=x`)), "400 InvalidArgument");
  assert.equal(await code(send(`${bucket}?encoding-type=x`)), "400 InvalidArgument");
  assert.equal(await code(send(bucket, { method: "POST", headers: { host: "s3.localhost" } }, "x")), "405 MethodNotAllowed");
  assert.equal(await code(send(`${bucket}?website`, { method: "PUT" }, "")), "501 NotImplemented");
  assert.equal(
    await code(send(`${bucket}/k`, { method: "PUT", headers: { "content-length": "6000000000", expect: "100-continue" } })),
    "400 EntityTooLarge",
  );

  // A client that promises more than it sends, and leaves.
  const { port } = new URL(server.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(`PUT /hostile/half HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n${"x".repeat(500_000)}`);
  await new Promise((resolve) => socket.on("drain", resolve));
  socket.destroy();
  assert.equal(await code(send(`${bucket}/half`)), "404 NoSuchKey");
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: "hostile" }));
  assert.deepEqual(
    Contents?.map(({ Key }) => Key),
    ["k"],
  );
});

/** Resident memory of a process, megabytes. */
function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

test("memory stays flat while hundreds of megabytes go through", { timeout, skip: process.platform !== "linux" }, async (t) => {
  const { server } = await started(t);
  const s3 = clientOf(server.url);
  t.after(() => s3.destroy());
  await s3.send(new CreateBucketCommand({ Bucket: "large" }));
  const piece = Buffer.alloc(1_048_576, "x");
  const megabytes = 300;
  const stream = (count: number) =>
    Readable.from(
      (function* () {
        for (let index = 0; index < count; index++) yield piece;
      })(),
      { objectMode: false },
    );
  const put = (Key: string, count: number) =>
    s3.send(new PutObjectCommand({ Bucket: "large", Key, Body: stream(count), ContentLength: count * piece.length }));
  await put("warm", 50);
  const before = residentMegabytes(server.pid);
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, residentMegabytes(server.pid))), 50);
  t.after(() => clearInterval(watch));
  await Promise.all([put("a", megabytes), put("b", megabytes)]);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "large", Key: "a" }));
  let bytes = 0;
  for await (const part of Body as Readable) bytes += (part as Uint8Array).length;
  assert.equal(bytes, megabytes * piece.length);
  assert.ok(most - before < 200, `${most - before} MB more than before`);
});
