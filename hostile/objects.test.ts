/** S3 under attack: bodies, documents, keys, chunks, ranges and parts that are wrong, endless or slow. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { connect } from "node:net";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { assertAnswered, assertRefused, assertUnharmed, eventLoopDelayMaxMs, refusalMaxMs } from "./refusals.ts";
import { type Answer, type Asked, authorization, openTarget, probe, type Target } from "./target.ts";

const mb = 1_048_576;
const peakBytesMax = 600 * mb;

let target: Target;

const s3 = (method: string, path: string, asked: Asked = {}): Promise<Answer> => target.request(method, path, { service: "s3", ...asked });
const put = async (path: string, body: string | Uint8Array, headers: Asked["headers"] = {}): Promise<Answer> => {
  const answer = await s3("PUT", path, { body, headers });
  assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 300)}`);
  return answer;
};
const md5Of = (text: string | Uint8Array) => createHash("md5").update(text).digest("base64");
/** What was acknowledged before is there as it was. */
const kept = async () => assert.equal((await s3("GET", "/bucket/kept")).text, "kept");

before(async () => {
  target = await openTarget(["--log-level", "warn"]);
  await put("/bucket", "");
  await put("/bucket/kept", "kept");
});

after(() => target?.close());

function headOf(method: string, path: string, headers: Readonly<Record<string, string | number>>): string {
  const all = { Host: "127.0.0.1", Authorization: authorization("s3"), "X-Amz-Date": "20260101T000000Z", ...headers };
  return `${method} ${path} HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
}

describe("bodies", () => {
  test("an object may not announce more than 5 GB, nor a document more than 4 MB", async () => {
    const { text } = await target.raw(headOf("PUT", "/bucket/big", { "Content-Length": 5 * 1024 * mb + 1 }), 500);
    assert.match(text, /^HTTP\/1\.1 400 [\s\S]*<Code>EntityTooLarge<\/Code>/);
    const document = await target.raw(headOf("POST", "/bucket?delete", { "Content-Length": 5 * mb }), 500);
    assert.match(document.text, /^HTTP\/1\.1 400 [\s\S]*<Code>MaxMessageLengthExceeded<\/Code>/);
    assertRefused(await s3("GET", "/bucket/big"), "s3", "NoSuchKey");
  });

  test("a document that goes on without having said how long it is, is refused at its bound", async () => {
    const chunk = `100000\r\n${"x".repeat(mb)}\r\n`;
    const head = headOf("POST", "/bucket?delete", { "Transfer-Encoding": "chunked" });
    const { text } = await target.raw(`${head}${chunk.repeat(8)}0\r\n\r\n`, 1_000);
    assert.match(text, /^HTTP\/1\.1 400 [\s\S]*<Code>MaxMessageLengthExceeded<\/Code>/);
  });

  test("an object whose client leaves too early is not there, and the one before it is", async () => {
    for (const [sent, ended] of [
      ["half", false],
      ["half", true],
      ["", true],
    ] as const) {
      const socket = connect({ host: "127.0.0.1", port: target.port });
      socket.on("error", () => undefined);
      socket.write(headOf("PUT", "/bucket/kept", { "Content-Length": 100 }) + sent);
      await sleep(50);
      if (ended) socket.end();
      else socket.destroy();
    }
    const pieces = connect({ host: "127.0.0.1", port: target.port });
    pieces.on("error", () => undefined);
    pieces.write(headOf("PUT", "/bucket/kept", { "Content-Length": 10 * mb }));
    for (let sent = 0; sent < 5; sent++) pieces.write(Buffer.alloc(mb));
    await sleep(100);
    pieces.destroy();
    await sleep(100);
    await kept();
  });

  test("a length that is too short makes a short object or none, and what follows is no request", async () => {
    const { text, closed } = await target.raw(`${headOf("PUT", "/bucket/short", { "Content-Length": 3 })}abcdef`);
    assert.ok(closed);
    assert.equal(text.match(/HTTP\/1\.1 /g)?.length, 1, text);
    const { status, text: stored } = await s3("GET", "/bucket/short");
    if (status === 200) assert.equal(stored, "abc");
    else assert.equal(status, 404);
  });

  test("a connection on which a large body was refused half-read takes the next request", async () => {
    const big = Buffer.alloc(300_000, "5\r\nhello\r\n");
    const head = headOf("PUT", "/bucket/refused", {
      "Content-Length": big.length,
      "Content-Encoding": "aws-chunked",
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "x-amz-decoded-content-length": 5,
    });
    const { text } = await target.raw(Buffer.concat([Buffer.from(head), big, Buffer.from(headOf("GET", "/bucket/kept", {}))]));
    assert.match(text, /^HTTP\/1\.1 400 [\s\S]*<Code>IncompleteBody<\/Code>[\s\S]*HTTP\/1\.1 200 OK[\s\S]*kept$/);
  });

  test("what does not match its digests is refused and not kept", async () => {
    const wrong: Readonly<Record<string, readonly [string, string]>> = {
      "Content-MD5": [md5Of("other"), "BadDigest"],
      "content-md5": ["nonsense", "InvalidDigest"],
      "x-amz-content-sha256": ["0".repeat(64), "XAmzContentSHA256Mismatch"],
      "x-amz-checksum-crc32": ["AAAAAA==", "BadDigest"],
      "x-amz-checksum-crc32c": ["AAAAAA==", "BadDigest"],
      "x-amz-checksum-crc64nvme": ["AAAAAAAAAAA=", "BadDigest"],
      "x-amz-checksum-sha1": [Buffer.alloc(20).toString("base64"), "BadDigest"],
      "x-amz-checksum-sha256": [Buffer.alloc(32).toString("base64"), "BadDigest"],
      "x-amz-checksum-CRC32": ["%%%", "InvalidRequest"],
    };
    for (const [name, [value, code]] of Object.entries(wrong)) {
      assertRefused(await s3("PUT", "/bucket/kept", { body: "changed", headers: { [name]: value } }), "s3", code, name);
    }
    assertRefused(await s3("PUT", "/bucket/kept", { body: "x", headers: { "x-amz-content-sha256": "garbage" } }), "s3", "InvalidArgument");
    await kept();
  });
});

describe("signed and unsigned chunks", () => {
  const chunked = (content: string, headers: Readonly<Record<string, string | number>> = {}) =>
    s3("PUT", "/bucket/chunked", {
      body: content,
      headers: {
        "Content-Encoding": "aws-chunked",
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-decoded-content-length": 5,
        ...headers,
      },
    });

  test("well-formed ones are taken", async () => {
    const answer = await chunked("5\r\nhello\r\n0\r\n\r\n");
    assert.equal(answer.status, 200, answer.text);
    assert.equal((await s3("GET", "/bucket/chunked")).text, "hello");
  });

  test("framing, lengths and trailers that are wrong are refused, and nothing is kept of them", async () => {
    const broken: Readonly<Record<string, readonly [string, Readonly<Record<string, string | number>>?]>> = {
      "no size": ["hello"],
      "a negative size": ["-5\r\nhello\r\n0\r\n\r\n"],
      "a size beyond all numbers": ["ffffffffffffffff\r\nhello\r\n0\r\n\r\n"],
      "a size of more than is there": ["fffffffffff\r\nhello\r\n0\r\n\r\n"],
      "a size of less than is there": ["3\r\nhello\r\n0\r\n\r\n"],
      "no end of a chunk": ["5\r\nhello0\r\n\r\n"],
      "no last chunk": ["5\r\nhello\r\n"],
      "half a last line": ["5\r\nhello\r\n0"],
      "a header of a megabyte": [`5;${"x".repeat(mb)}\r\nhello\r\n0\r\n\r\n`],
      "a signature of nonsense": ["5;chunk-signature=zz\r\nhello\r\n0\r\n\r\n"],
      "more than announced": ["6\r\nhello!\r\n0\r\n\r\n"],
      "less than announced": ["4\r\nhell\r\n0\r\n\r\n"],
      "a decoded length of nonsense": ["5\r\nhello\r\n0\r\n\r\n", { "x-amz-decoded-content-length": "five" }],
      "a decoded length below zero": ["5\r\nhello\r\n0\r\n\r\n", { "x-amz-decoded-content-length": "-5" }],
      "a decoded length beyond 5 GB": ["5\r\nhello\r\n0\r\n\r\n", { "x-amz-decoded-content-length": 5 * 1024 * mb + 1 }],
      "a trailer that does not match": [
        "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
        { "x-amz-trailer": "x-amz-checksum-crc32" },
      ],
      "a trailer that does not come": ["5\r\nhello\r\n0\r\n\r\n", { "x-amz-trailer": "x-amz-checksum-crc32" }],
      "a trailer without a colon": ["5\r\nhello\r\n0\r\nnonsense\r\n\r\n"],
      "a thousand trailers": [`5\r\nhello\r\n0\r\n${Array.from({ length: 1_000 }, (_, at) => `x-a${at}:b\r\n`).join("")}\r\n`],
      "a trailer of a megabyte": [`5\r\nhello\r\n0\r\nx-a:${"b".repeat(mb)}\r\n\r\n`],
      "an unknown way of streaming": ["5\r\nhello\r\n0\r\n\r\n", { "x-amz-content-sha256": "STREAMING-NONSENSE" }],
    };
    await put("/bucket/chunked", "before");
    for (const [name, [content, headers]] of Object.entries(broken)) {
      const answer = await chunked(content, headers);
      assertRefused(answer, "s3", undefined, name);
      assert.ok(answer.tookMs < refusalMaxMs, `${name}: ${answer.tookMs} ms`);
      assert.equal((await s3("GET", "/bucket/chunked")).text, "before", name);
    }
    const lengthless = await chunked("5\r\nhello\r\n0\r\n\r\n", { "x-amz-decoded-content-length": "" });
    assertRefused(lengthless, "s3");
  });
});

/** Every operation that reads a document, by the request that asks for it. */
const documents: readonly (readonly [method: string, path: string, root: string])[] = [
  ["PUT", "/new-bucket", "CreateBucketConfiguration"],
  ["POST", "/bucket?delete", "Delete"],
  ["POST", "/bucket/kept?uploadId=x", "CompleteMultipartUpload"],
  ["PUT", "/bucket?acl", "AccessControlPolicy"],
  ["PUT", "/bucket?cors", "CORSConfiguration"],
  ["PUT", "/bucket?encryption", "ServerSideEncryptionConfiguration"],
  ["PUT", "/bucket?lifecycle", "LifecycleConfiguration"],
  ["PUT", "/bucket?notification", "NotificationConfiguration"],
  ["PUT", "/bucket?object-lock", "ObjectLockConfiguration"],
  ["PUT", "/bucket?ownershipControls", "OwnershipControls"],
  ["PUT", "/bucket?publicAccessBlock", "PublicAccessBlockConfiguration"],
  ["PUT", "/bucket?tagging", "Tagging"],
  ["PUT", "/bucket?versioning", "VersioningConfiguration"],
  ["PUT", "/bucket?website", "WebsiteConfiguration"],
  ["PUT", "/bucket?replication", "ReplicationConfiguration"],
  ["PUT", "/bucket?logging", "BucketLoggingStatus"],
  ["PUT", "/bucket?accelerate", "AccelerateConfiguration"],
  ["PUT", "/bucket?requestPayment", "RequestPaymentConfiguration"],
  ["PUT", "/bucket?analytics&id=x", "AnalyticsConfiguration"],
  ["PUT", "/bucket?inventory&id=x", "InventoryConfiguration"],
  ["PUT", "/bucket?metrics&id=x", "MetricsConfiguration"],
  ["PUT", "/bucket?intelligent-tiering&id=x", "IntelligentTieringConfiguration"],
  ["PUT", "/bucket/kept?acl", "AccessControlPolicy"],
  ["PUT", "/bucket/kept?tagging", "Tagging"],
  ["PUT", "/bucket/kept?legal-hold", "LegalHold"],
  ["PUT", "/bucket/kept?retention", "Retention"],
  ["POST", "/bucket/kept?restore", "RestoreRequest"],
];

describe("documents", () => {
  const lol = Array.from({ length: 12 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join("");
  const malformed = (root: string): Readonly<Record<string, string | Buffer>> => ({
    "not closed": `<${root}><A>`,
    "closed by another": `<${root}></Other>`,
    "an unknown entity": `<${root}>&unknown;</${root}>`,
    "a character that is none": `<${root}>&#x110000;</${root}>`,
    "half of a surrogate": `<${root}>&#xD800;</${root}>`,
    "a billion laughs": `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">${lol}]><${root}>&l12;</${root}>`,
    "an external entity": `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><${root}>&x;</${root}>`,
    "100,000 levels": `<${root}>${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}</${root}>`,
    "500,000 elements": `<${root}>${"<a/>".repeat(500_000)}</${root}>`,
    "100,000 attributes": `<${root} ${Array.from({ length: 100_000 }, (_, at) => `a${at}="b"`).join(" ")}></${root}`,
    "another root": "<Nonsense/>",
    "two roots": `<${root}/><${root}/>`,
    "text before the root": `x<${root}/>`,
    "no XML": '{"json":true}',
    "only white space": " \n ",
    "a comment without end": `<${root}><!-- `,
    "CDATA without end": `<${root}><![CDATA[ `,
    "an attribute without quotes": `<${root} a=b/>`,
    "bytes that are no UTF-8": Buffer.concat([Buffer.from(`<${root}>`), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from(`</${root}>`)]),
    "UTF-16": Buffer.from(`\ufeff<${root}/>`, "utf16le"),
  });

  test("what is no document of its kind is refused by every operation that reads one, soon", async () => {
    const probing = probe(`${target.server.url}/_stile/health`);
    for (const [method, path, root] of documents) {
      for (const [name, body] of Object.entries(malformed(root))) {
        const headers = { "Content-MD5": md5Of(body) };
        const answer = await s3(method, path, { body, headers });
        const what = `${method} ${path}, ${name}`;
        if (answer.status === 501) assertRefused(answer, "s3", "NotImplemented", what);
        else assertRefused(answer, "s3", "MalformedXML", what);
        assert.ok(answer.tookMs < refusalMaxMs, `${what}: ${answer.tookMs} ms`);
      }
    }
    const worstMs = await probing.stop();
    assert.ok(worstMs < eventLoopDelayMaxMs, `${worstMs} ms`);
    assertRefused(await s3("GET", "/new-bucket"), "s3", "NoSuchBucket");
    await kept();
  });

  test("elements of wrong content change nothing", async () => {
    const wrong: readonly (readonly [string, string, RegExp])[] = [
      ["/bucket?versioning", "<VersioningConfiguration><Status>Perhaps</Status></VersioningConfiguration>", /^MalformedXML$/],
      ["/bucket?tagging", `<Tagging><TagSet>${"<Tag><Key>a</Key><Value>b</Value></Tag>".repeat(2)}</TagSet></Tagging>`, /^InvalidTag$/],
      [
        "/bucket?tagging",
        `<Tagging><TagSet>${Array.from({ length: 60 }, (_, at) => `<Tag><Key>${at}</Key><Value/></Tag>`).join("")}</TagSet></Tagging>`,
        /^BadRequest|InvalidTag|InvalidRequest$/,
      ],
      ["/bucket?tagging", `<Tagging><TagSet><Tag><Key>${"k".repeat(129)}</Key><Value/></Tag></TagSet></Tagging>`, /^InvalidTag$/],
      ["/bucket?tagging", "<Tagging/>", /^MalformedXML$/],
      ["/bucket?cors", "<CORSConfiguration/>", /^MalformedXML$/],
      ["/bucket?lifecycle", "<LifecycleConfiguration><Rule><Status>Enabled</Status></Rule></LifecycleConfiguration>", /./],
      [
        "/bucket?lifecycle",
        "<LifecycleConfiguration><Rule><ID>a</ID><Filter/><Status>Enabled</Status><Expiration><Days>-1</Days></Expiration></Rule></LifecycleConfiguration>",
        /./,
      ],
      [
        "/bucket?notification",
        "<NotificationConfiguration><QueueConfiguration><Queue>arn:aws:sqs:us-east-1:000000000000:none</Queue><Event>s3:Nonsense</Event></QueueConfiguration></NotificationConfiguration>",
        /./,
      ],
    ];
    for (const [path, body, code] of wrong)
      assertRefused(await s3("PUT", path, { body, headers: { "Content-MD5": md5Of(body) } }), "s3", code, body.slice(0, 80));
    assertRefused(await s3("GET", "/bucket?tagging"), "s3", "NoSuchTagSet");
    assertRefused(await s3("GET", "/bucket?lifecycle"), "s3", "NoSuchLifecycleConfiguration");
  });

  test("a policy that is no JSON, too deep or too long is refused", async () => {
    for (const body of [
      "{",
      "[]",
      '"x"',
      "{}",
      "[".repeat(10_000),
      `{"Statement":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
      `{"a":"${"x".repeat(30_000)}"}`,
    ]) {
      assertRefused(
        await s3("PUT", "/bucket?policy", { body, headers: { "Content-MD5": md5Of(body) } }),
        "s3",
        /^MalformedPolicy|PolicyTooLarge|InvalidArgument/,
        body.slice(0, 40),
      );
    }
    assertRefused(await s3("GET", "/bucket?policy"), "s3", "NoSuchBucketPolicy");
  });

  test("1,001 keys are too many to delete at once, and of 1,000 nothing else goes", async () => {
    const listed = (count: number) =>
      `<Delete>${Array.from({ length: count }, (_, at) => `<Object><Key>none/${at}</Key></Object>`).join("")}</Delete>`;
    const asked = (body: string) => s3("POST", "/bucket?delete", { body, headers: { "Content-MD5": md5Of(body) } });
    assertRefused(await asked(listed(1_001)), "s3", "MalformedXML");
    assertRefused(await asked("<Delete></Delete>"), "s3", "MalformedXML");
    assert.equal((await asked(listed(1_000))).status, 200);
    await kept();
  });
});

describe("names", () => {
  const keys: readonly string[] = [
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "a/../b",
    "a/./b",
    "a//b",
    "/",
    "//",
    ".",
    "..",
    "%2F%2F",
    "%00",
    "a%00b",
    "%01%02",
    "%0D%0A",
    "%5C..%5C",
    "C%3A%5Cwindows",
    "%C3%A9",
    "%F0%9F%98%80",
    "e%CC%81",
    "%EF%BF%BF",
    "~root",
    "%3Cscript%3E",
    "__proto__",
    "constructor",
    "%20",
    "%2B",
    "a+b",
    "%25",
    "%2500",
  ];

  test("a key is only a name: whatever is in it comes back, and nothing leaves the store", async () => {
    await put("/keys-bucket", "");
    const written = new Map<string, string>();
    for (const key of keys) {
      await put(`/keys-bucket/${key}`, key);
      written.set(decodeURIComponent(key), key);
    }
    for (const [name, key] of written) assert.equal((await s3("GET", `/keys-bucket/${key}`)).text, key, name);
    const { text } = await s3("GET", "/keys-bucket?list-type=2&encoding-type=url");
    const listed = [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => decodeURIComponent((key ?? "").replaceAll("+", " ")));
    assert.deepEqual(new Set(listed), new Set(written.keys()));
    assert.equal(listed.length, written.size);
    const sorted = listed.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    assert.deepEqual(listed, sorted);
    for (const file of ["etc", "passwd", "b", "windows"]) assert.ok(!existsSync(join(target.dataDir, "..", file)), file);
    assert.deepEqual(readdirSync(join(target.dataDir, "..")), ["data"]);
  });

  test("1,024 bytes are a key, 1,025 are not, in characters of any length", async () => {
    for (const character of ["a", "é", "€", "😀"]) {
      const bytes = Buffer.byteLength(character);
      const longest = encodeURIComponent(character.repeat(Math.floor(1_024 / bytes)) + "a".repeat(1_024 % bytes));
      await put(`/bucket/${longest}`, "x");
      assertRefused(await s3("PUT", `/bucket/${longest}a`, { body: "x" }), "s3", "KeyTooLongError");
      assertRefused(await s3("GET", `/bucket/${longest}a`), "s3", /^(KeyTooLongError|NoSuchKey)$/);
      assert.equal((await s3("DELETE", `/bucket/${longest}`)).status, 204);
    }
    assertRefused(await s3("PUT", `/bucket/${"a".repeat(20_000)}`, { body: "x" }), "s3", "KeyTooLongError");
  });

  test("broken encodings and halves of characters are refused", async () => {
    for (const key of ["%", "%zz", "%f", "%ff", "%C3", "%ED%A0%80", "%ED%B0%80%ED%A0%80", "%C0%AE%C0%AE", "%F4%90%80%80", "%u0041"]) {
      assertRefused(await s3("PUT", `/bucket/${key}`, { body: "x" }), "s3", /^(InvalidURI|InvalidRequest|InvalidArgument)$/, key);
      assertRefused(await s3("GET", `/bucket/${key}`), "s3", undefined, key);
    }
  });

  test("a bucket's name is no path", async () => {
    const names = [
      "..",
      ".",
      "...",
      "a",
      "A-Upper",
      "..%2f..%2fx",
      "a%2fb",
      "a..b",
      "192.168.0.1",
      "x".repeat(64),
      "a_b",
      "xn--a",
      "%00abc",
      "-abc",
      "abc-",
      "a%0Ab",
      "😀😀😀",
    ];
    for (const name of names) {
      const path = `/${encodeURI(name).replaceAll("%25", "%")}`;
      const answer = await s3("PUT", path);
      assertRefused(answer, "s3", undefined, path);
    }
    for (const host of ["..s3.localhost", "a_b.s3.amazonaws.com", "..%2f.s3.localhost", `${"x".repeat(200)}.s3.localhost`])
      assertRefused(await s3("PUT", "/", { headers: { Host: host } }), "s3", undefined, host);
    const { text } = await s3("GET", "/");
    assert.deepEqual(
      [...text.matchAll(/<Name>([^<]*)<\/Name>/g)].map(([, name]) => name),
      ["bucket", "keys-bucket"],
    );
  });

  test("metadata and tags of any name are data", async () => {
    const headers = { "x-amz-meta-__proto__": "a", "x-amz-meta-constructor": "b", "x-amz-tagging": "__proto__=1&constructor=2&toString=3" };
    await put("/bucket/meta", "x", headers);
    const { headers: got } = await s3("GET", "/bucket/meta");
    assert.deepEqual([got["x-amz-meta-__proto__"], got["x-amz-meta-constructor"], got["x-amz-tagging-count"]], ["a", "b", "3"]);
    const { text } = await s3("GET", "/bucket/meta?tagging");
    for (const name of ["__proto__", "constructor", "toString"]) assert.ok(text.includes(`<Key>${name}</Key>`), text);
    const long = await s3("PUT", "/bucket/meta", { body: "y", headers: { "x-amz-meta-long": "x".repeat(3_000) } });
    assertRefused(long, "s3", "MetadataTooLarge");
    for (const tagging of ["%zz=1", "a=1&a=2", `${"k".repeat(200)}=v`, Array.from({ length: 11 }, (_, at) => `k${at}=v`).join("&")])
      assertRefused(await s3("PUT", "/bucket/meta", { body: "y", headers: { "x-amz-tagging": tagging } }), "s3", undefined, tagging);
    assert.equal((await s3("GET", "/bucket/meta")).text, "x");
  });

  test("sources of copies are names, too", async () => {
    for (const source of [
      "",
      "/",
      "bucket",
      "/bucket/",
      "../data/stile.sqlite",
      "bucket/..%2f..%2fstile.sqlite",
      "%zz/%zz",
      "bucket/kept?versionId=..",
      "bucket/none",
      "arn:aws:s3:::bucket",
      "http://127.0.0.1/x",
    ])
      assertRefused(await s3("PUT", "/bucket/copied", { headers: { "x-amz-copy-source": source } }), "s3", undefined, source);
    assertRefused(await s3("GET", "/bucket/copied"), "s3", "NoSuchKey");
  });
});

describe("reading", () => {
  test("ranges of every kind give what they name, or 416, or the whole", async () => {
    await put("/bucket/ten", "0123456789");
    const ranges: Readonly<Record<string, string | undefined>> = {
      "bytes=0-0": "0",
      "bytes=9-": "9",
      "bytes=-1": "9",
      "bytes=-100": "0123456789",
      "bytes=0-9223372036854775807": "0123456789",
      "bytes=5-99999999999999999999999999": "56789",
      "bytes=-9223372036854775808": "0123456789",
      "bytes=10-": undefined,
      "bytes=9223372036854775807-": undefined,
      "bytes=99999999999999999999-999999999999999999999": undefined,
      "bytes=-0": undefined,
    };
    for (const [range, wanted] of Object.entries(ranges)) {
      const answer = await s3("GET", "/bucket/ten", { headers: { Range: range } });
      if (wanted === undefined) {
        assertRefused(answer, "s3", "InvalidRange", range);
        assert.equal(answer.status, 416);
      } else assert.deepEqual([answer.status, answer.text], [206, wanted], range);
    }
    for (const range of [
      "bytes=5-2",
      "bytes=0-1,3-4",
      "bytes=",
      "bytes=-",
      "bytes=a-b",
      "lines=1-2",
      "bytes=0x1-2",
      "bytes=--1",
      "bytes=1e1-2",
      `bytes=${"0-1,".repeat(3_000)}5-6`,
    ]) {
      const answer = await s3("GET", "/bucket/ten", { headers: { Range: range } });
      assert.deepEqual([answer.status, answer.text], [200, "0123456789"], range.slice(0, 60));
    }
    for (const range of ["bytes=0-10", "bytes=3-1", "bytes=-5", "bytes=0-", "0-1", "bytes=0-99999999999999999999"])
      assertRefused(
        await s3("PUT", "/bucket/part?partNumber=1&uploadId=none", {
          headers: { "x-amz-copy-source": "bucket/ten", "x-amz-copy-source-range": range },
        }),
        "s3",
      );
  });

  test("parameters of listings that are nonsense are refused, and odd ones do not slow it down", async () => {
    for (const query of [
      "max-keys=-1",
      "max-keys=x",
      "max-keys=99999999999999999999",
      "encoding-type=base64",
      "list-type=2&continuation-token=forged",
      "list-type=3&max-keys=-5",
    ])
      assertRefused(await s3("GET", `/bucket?${query}`), "s3", undefined, query);
    for (const query of [
      "delimiter=%00",
      `prefix=${"x".repeat(5_000)}`,
      "marker=%FF",
      "max-keys=0",
      "delimiter=%F0%9F%98%80",
      `prefix=%F4%8F%BF%BF`,
      "start-after=%00&list-type=2",
      "versions&key-marker=__proto__",
      "uploads&key-marker=%00",
    ]) {
      const answer = await s3("GET", `/bucket?${query}`);
      assertAnswered(answer, query);
      if (answer.status >= 400) assertRefused(answer, "s3", undefined, query);
      assert.ok(answer.tookMs < refusalMaxMs, query);
    }
    for (const query of ["versions&version-id-marker=x", "uploads&max-uploads=-1", "versions&max-keys=-1"])
      assertRefused(await s3("GET", `/bucket?${query}`), "s3", undefined, query);
    for (const versionId of ["..", "%00", "x".repeat(5_000), "null%00", "-1", "99999999999999999999"])
      assertRefused(await s3("GET", `/bucket/kept?versionId=${versionId}`), "s3", undefined, versionId);
  });
});

describe("slow ones", () => {
  test("a body that drips takes its time, and others do not wait for it", async () => {
    const socket = connect({ host: "127.0.0.1", port: target.port });
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.write(headOf("PUT", "/bucket/dripped", { "Content-Length": 20 }));
    const probing = probe(`${target.server.url}/_stile/health`);
    for (let sent = 0; sent < 20; sent++) {
      socket.write("x");
      await sleep(50);
    }
    for (let tries = 0; tries < 100 && text === ""; tries++) await sleep(20);
    assert.match(text, /^HTTP\/1\.1 200 /);
    socket.destroy();
    assert.ok((await probing.stop()) < eventLoopDelayMaxMs);
    assert.equal((await s3("GET", "/bucket/dripped")).text, "x".repeat(20));
  });

  test("forty who read a large object and then stop reading cost no memory, and others read on", async () => {
    const large = Buffer.alloc(64 * mb, "large ");
    await put("/bucket/large", large);
    const memoryBefore = target.nowBytes();
    const readers = Array.from({ length: 40 }, () => {
      const socket = connect({ host: "127.0.0.1", port: target.port });
      socket.on("error", () => undefined);
      socket.write(headOf("GET", "/bucket/large", {}));
      socket.once("data", () => socket.pause());
      return socket;
    });
    await sleep(300);
    const answer = await s3("GET", "/bucket/large", { headers: { Range: `bytes=${64 * mb - 6}-` } });
    assert.deepEqual([answer.status, answer.text], [206, large.subarray(64 * mb - 6).toString()]);
    assert.ok(answer.tookMs < refusalMaxMs, `${answer.tookMs} ms`);
    await put("/bucket/beside", "x");
    const grewBytes = target.nowBytes() - memoryBefore;
    assert.ok(grewBytes < 100 * mb, `${grewBytes} bytes more`);
    for (const reader of readers) reader.destroy();
    assert.equal((await s3("DELETE", "/bucket/large")).status, 204);
  });
});

describe("uploads in parts", () => {
  const begin = async (key: string): Promise<string> => {
    const { text } = await s3("POST", `/bucket/${key}?uploads`);
    return /<UploadId>([^<]*)</.exec(text)?.[1] ?? assert.fail(text);
  };
  const etagOf = (answer: Answer): string => String(answer.headers.etag);
  const completing = (parts: readonly (readonly [number | string, string])[]) =>
    `<CompleteMultipartUpload>${parts.map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`).join("")}</CompleteMultipartUpload>`;
  const complete = (key: string, uploadId: string, body: string) => s3("POST", `/bucket/${key}?uploadId=${uploadId}`, { body });

  test("part numbers and ids of uploads that cannot be are refused", async () => {
    const uploadId = await begin("parts");
    for (const number of ["0", "10001", "-1", "x", "1.5", "99999999999999999999", "", "1e2"])
      assertRefused(await s3("PUT", `/bucket/parts?partNumber=${number}&uploadId=${uploadId}`, { body: "x" }), "s3", undefined, number);
    for (const id of ["none", "..%2f..", "%00", "x".repeat(5_000), uploadId.slice(1), `${uploadId}x`])
      assertRefused(await s3("PUT", `/bucket/parts?partNumber=1&uploadId=${id}`, { body: "x" }), "s3", "NoSuchUpload", id.slice(0, 40));
    assertRefused(await s3("PUT", `/bucket/other?partNumber=1&uploadId=${uploadId}`, { body: "x" }), "s3", "NoSuchUpload");
    const first = etagOf(await put(`/bucket/parts?partNumber=1&uploadId=${uploadId}`, "one"));
    const second = etagOf(await put(`/bucket/parts?partNumber=2&uploadId=${uploadId}`, "two"));
    const refused: readonly (readonly [string, string])[] = [
      [completing([]), "MalformedXML"],
      [
        completing([
          [2, second],
          [1, first],
        ]),
        "InvalidPartOrder",
      ],
      [
        completing([
          [1, first],
          [1, first],
        ]),
        "InvalidPartOrder",
      ],
      [completing([[1, second]]), "InvalidPart"],
      [completing([[3, first]]), "InvalidPart"],
      [completing([[1, ""]]), "InvalidPart"],
      [
        completing([
          [1, first],
          [2, second],
        ]),
        "EntityTooSmall",
      ],
      [completing([["x", first]]), "MalformedXML"],
      [completing(Array.from({ length: 10_000 }, (_, at) => [at + 1, first] as const)), "InvalidPart"],
    ];
    for (const [body, code] of refused) {
      const answer = await complete("parts", uploadId, body);
      assertRefused(answer, "s3", code, body.slice(0, 120));
      assert.ok(answer.tookMs < refusalMaxMs, `${answer.tookMs} ms`);
    }
    const many = await complete("parts", uploadId, completing(Array.from({ length: 10_001 }, (_, at) => [at + 1, first] as const)));
    assertRefused(many, "s3", "MalformedXML");
    assertRefused(await s3("GET", "/bucket/parts"), "s3", "NoSuchKey");
    assert.equal((await complete("parts", uploadId, completing([[1, first]]))).status, 200, "after all of this the upload still stands");
    assert.equal((await s3("GET", "/bucket/parts")).text, "one");
  });

  test("completing and aborting at once leave an object that is whole, or none", async () => {
    for (let round = 0; round < 10; round++) {
      const key = `race-${round}`;
      const uploadId = await begin(key);
      const etag = etagOf(await put(`/bucket/${key}?partNumber=1&uploadId=${uploadId}`, key));
      const body = completing([[1, etag]]);
      const answers = await Promise.all([
        complete(key, uploadId, body),
        s3("DELETE", `/bucket/${key}?uploadId=${uploadId}`),
        complete(key, uploadId, body),
        s3("PUT", `/bucket/${key}?partNumber=1&uploadId=${uploadId}`, { body: "changed" }),
        s3("DELETE", `/bucket/${key}?uploadId=${uploadId}`),
      ]);
      for (const answer of answers) assert.ok(answer.status < 500, answer.text);
      const got = await s3("GET", `/bucket/${key}`);
      const completed = answers[0]?.status === 200 || answers[2]?.status === 200;
      assert.equal(got.status, completed ? 200 : 404, JSON.stringify(answers.map(({ status, code }) => [status, code])));
      if (completed) assert.equal(got.text, key);
      assertRefused(await s3("GET", `/bucket/${key}?uploadId=${uploadId}`), "s3", "NoSuchUpload");
    }
  });
});

describe("forms", () => {
  const form = (body: string, boundary = "b") =>
    s3("POST", "/bucket", { body, headers: { "Content-Type": `multipart/form-data; boundary=${boundary}` } });
  const field = (name: string, value: string) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

  test("forms without end, without a file, with too much before it or broken lines are refused", async () => {
    const broken = {
      empty: "",
      "no boundary": "nonsense",
      "no end": `${field("key", "x")}--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc`,
      "no file": `${field("key", "x")}--b--\r\n`,
      "too much": `${field("key", "x".repeat(50_000))}--b--\r\n`,
      "ten thousand fields": `${Array.from({ length: 10_000 }, (_, at) => field(`f${at}`, "")).join("")}--b--\r\n`,
      "a head without end": `--b\r\n${"X-A: b\r\n".repeat(10_000)}`,
      "a policy of nonsense": `${field("key", "x")}${field("policy", "!!!")}${field("x-amz-signature", "x")}${field("file", "abc")}--b--\r\n`,
    };
    for (const [name, body] of Object.entries(broken)) assertRefused(await form(body), "s3", undefined, name);
    assertRefused(await form("x", "b".repeat(10_000)), "s3");
    const stored = await form(
      `${field("key", "../../${filename}")}--b\r\nContent-Disposition: form-data; name="file"; filename="../../f"\r\n\r\nabc\r\n--b--\r\n`,
    );
    assertAnswered(stored, "a path in a form");
    assert.deepEqual(readdirSync(join(target.dataDir, "..")), ["data"]);
  });
});

describe("afterwards", () => {
  test("nothing that was kept is lost, and refused contents have left no files", async (context) => {
    await kept();
    for (const listed of ["/bucket?list-type=2", "/bucket?versions", "/bucket?uploads"])
      assert.equal((await s3("GET", listed)).status, 200, listed);
    await assertUnharmed(target, peakBytesMax, context);
  });
});
