/** S3 where signatures are wanted: signed URLs and signed chunks that somebody has changed. */

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { assertRefused, assertUnharmed } from "./refusals.ts";
import { type Answer, openTarget, type Target } from "./target.ts";

const peakBytesMax = 400 * 1_048_576;

let target: Target;
let s3: S3Client;
let key: { readonly accessKeyId: string; readonly secretAccessKey: string };

before(async () => {
  target = await openTarget(["--auth", "enforce", "--log-level", "warn"]);
  const token = readFileSync(join(target.dataDir, "admin-token"), "utf8").trim();
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  const made = await target.request("POST", "/_stile/api/keys", { headers, body: '{"description":"hostile"}' });
  key = made.body as typeof key;
  assert.ok(key.secretAccessKey, made.text);
  s3 = new S3Client({ endpoint: target.server.url, region: "us-east-1", forcePathStyle: true, credentials: key });
  await s3.send(new CreateBucketCommand({ Bucket: "guarded" }));
  await s3.send(new PutObjectCommand({ Bucket: "guarded", Key: "secret", Body: "secret" }));
});

after(async () => {
  s3?.destroy();
  await target?.close();
});

const get = (url: string, method = "GET", headers: Readonly<Record<string, string>> = {}): Promise<Answer> => {
  const { pathname, search } = new URL(url);
  return target.request(method, pathname + search, { headers });
};
const signed = (options: object = {}) =>
  getSignedUrl(s3, new GetObjectCommand({ Bucket: "guarded", Key: "secret" }), { expiresIn: 300, ...options });

describe("signed URLs", () => {
  test("whatever is changed, left out, doubled or added, the URL is worth nothing", async () => {
    const url = await signed();
    assert.equal((await get(url)).text, "secret");
    const changes: [string, string][] = [];
    const { searchParams } = new URL(url);
    for (const [name, value] of searchParams) {
      const changed = new URL(url);
      const replaced = (with_: string) => {
        changed.searchParams.set(name, with_);
        changes.push([`${name}=${with_.slice(0, 60)}`, changed.href]);
      };
      replaced("");
      replaced(`${value}0`);
      replaced(value.slice(0, -1));
      replaced(value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase());
      replaced("__proto__");
      replaced("x".repeat(5_000));
      changed.searchParams.delete(name);
      changes.push([`no ${name}`, changed.href]);
      const doubled = new URL(url);
      doubled.searchParams.append(name, `${value}0`);
      changes.push([`${name} twice`, doubled.href]);
    }
    for (const added of [
      "versionId=null",
      "response-content-type=text/html",
      "acl",
      "tagging",
      "x-amz-acl=public-read",
      "partNumber=1",
      "X-Amz-Security-Token=x",
      "x=%zz",
    ])
      changes.push([`more: ${added}`, `${url}&${added}`]);
    changes.push(
      ["another key", url.replace("/secret", "/other")],
      ["a key with a slash more", url.replace("/secret", "//secret")],
      ["a way round", url.replace("/secret", "/x/../secret")],
    );
    for (const [what, href] of changes) {
      const { origin } = new URL(url);
      const answer = await target.request("GET", href.slice(origin.length));
      // Upper case where there was upper case already changes nothing.
      if (href === url) continue;
      assert.notEqual(answer.text, "secret", what);
      assertRefused(answer, "s3", undefined, what);
    }
  });

  test("for another method, host or time it is worth nothing either", async () => {
    const url = await signed();
    for (const method of ["PUT", "DELETE", "POST"]) assertRefused(await get(url, method), "s3", undefined, method);
    assert.equal((await get(url, "HEAD")).status, 403);
    assertRefused(await get(url, "GET", { Host: "127.0.0.1:1" }), "s3", "SignatureDoesNotMatch");
    const now = Date.now();
    for (const [expiresIn, signingDate] of [
      [60, now - 120_000],
      [1, now - 5_000],
      [604_800, now - 605_000_000],
      [300, now + 3_600_000],
    ] as const)
      assertRefused(
        await get(await signed({ expiresIn, signingDate: new Date(signingDate) })),
        "s3",
        undefined,
        `${expiresIn} from ${signingDate - now}`,
      );
    for (const seconds of ["-1", "0", "604801", "1e5", "99999999999999999999", "x", "", "%00"]) {
      const changed = url.replace(/X-Amz-Expires=\d+/, `X-Amz-Expires=${seconds}`);
      assertRefused(await target.request("GET", changed.slice(new URL(url).origin.length)), "s3", undefined, seconds);
    }
    assert.equal((await get(await signed())).text, "secret");
  });

  test("old signatures and headers of nonsense open nothing", async () => {
    for (const query of [
      "AWSAccessKeyId=x&Signature=x&Expires=99999999999",
      `AWSAccessKeyId=${key.accessKeyId}&Signature=x&Expires=99999999999`,
      `AWSAccessKeyId=${key.accessKeyId}&Signature=&Expires=x`,
      "AWSAccessKeyId=__proto__&Signature=x&Expires=99999999999",
    ])
      assertRefused(await target.request("GET", `/guarded/secret?${query}`), "s3", undefined, query);
    for (const value of [
      "",
      "AWS",
      "AWS x",
      "AWS x:y",
      "AWS4-HMAC-SHA256",
      `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}`,
      `AWS4-HMAC-SHA256 ${"Credential=x,".repeat(1_000)}`,
      "Bearer x",
      "Basic dGVzdDp0ZXN0",
    ])
      assertRefused(
        await target.request("GET", "/guarded/secret", { headers: { Authorization: value } }),
        "s3",
        undefined,
        value.slice(0, 60),
      );
  });
});

describe("signed chunks", () => {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const hmac = (secret: string | Buffer, text: string) => createHmac("sha256", secret).update(text).digest();
  /** A PutObject of two chunks; `change` has the last word on the body. */
  const put = async (change: (body: string) => string, decoded = 10): Promise<Answer> => {
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    const day = date.slice(0, 8);
    const scope = `${day}/us-east-1/s3/aws4_request`;
    const declared = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    const headers: Record<string, string> = {
      "content-encoding": "aws-chunked",
      host: `127.0.0.1:${target.port}`,
      "x-amz-content-sha256": declared,
      "x-amz-date": date,
      "x-amz-decoded-content-length": String(decoded),
    };
    const names = Object.keys(headers);
    const canonical = [
      "PUT",
      "/guarded/chunked",
      "",
      ...names.map((name) => `${name}:${headers[name]}`),
      "",
      names.join(";"),
      declared,
    ].join("\n");
    const signing = [day, "us-east-1", "s3", "aws4_request"].reduce<string | Buffer>(
      (secret, part) => hmac(secret, part),
      `AWS4${key.secretAccessKey}`,
    ) as Buffer;
    const seed = hmac(signing, ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n")).toString("hex");
    let before = seed;
    const chunk = (content: string) => {
      before = hmac(signing, ["AWS4-HMAC-SHA256-PAYLOAD", date, scope, before, sha256(""), sha256(content)].join("\n")).toString("hex");
      return `${content.length.toString(16)};chunk-signature=${before}\r\n${content}\r\n`;
    };
    const body = change(chunk("hello") + chunk("there") + chunk(""));
    const Authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${seed}`;
    return target.request("PUT", "/guarded/chunked", { headers: { ...headers, Authorization }, body });
  };

  test("those that are right are taken; a changed, moved, missing or unsigned one is refused, and nothing is kept", async () => {
    const right = await put((body) => body);
    assert.equal(right.status, 200, right.text);
    const chunksOf = (body: string) => body.split(/(?<=\r\n[a-z]*\r\n)/);
    const changes: Readonly<Record<string, (body: string) => string>> = {
      "a changed content": (body) => body.replace("hello", "hallo"),
      "a changed signature": (body) =>
        body.replace(/chunk-signature=(.)/, (_all, first: string) => `chunk-signature=${first === "0" ? "1" : "0"}`),
      "no signature": (body) => body.replace(/;chunk-signature=[0-9a-f]+/, ""),
      "no signatures": (body) => body.replaceAll(/;chunk-signature=[0-9a-f]+/g, ""),
      "chunks in another order": (body) => [chunksOf(body)[1], chunksOf(body)[0], ...chunksOf(body).slice(2)].join(""),
      "a chunk twice": (body) => chunksOf(body)[0] + body,
      "a chunk less": (body) => chunksOf(body).slice(1).join(""),
      "no end": (body) => chunksOf(body).slice(0, 2).join(""),
      "an unsigned end": (body) => `${chunksOf(body).slice(0, 2).join("")}0\r\n\r\n`,
    };
    for (const [what, change] of Object.entries(changes)) assertRefused(await put(change), "s3", undefined, what);
    assertRefused(await put((body) => body, 9), "s3", undefined, "another length");
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "guarded", Key: "chunked" }));
    assert.equal(await Body?.transformToString(), "hellothere");
  });
});

describe("afterwards", () => {
  test("the server is alive and of bounded size, and its log holds no secret", async (context) => {
    assert.ok(!target.server.log().includes(key.secretAccessKey));
    await assertUnharmed(target, peakBytesMax, context);
  });
});
