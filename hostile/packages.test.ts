/** Code of functions under attack: packages that unpack to far more than they are, or to somewhere else. */

import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { endOf, packed } from "./packages.ts";
import { assertRefused, assertUnharmed, eventLoopDelayMaxMs } from "./refusals.ts";
import { type Answer, authorization, openTarget, probe, role, type Target } from "./target.ts";

const mb = 1_048_576;
const peakBytesMax = 900 * mb;
/** A package of 250 MB may take this long, milliseconds. */
const answerMaxMs = 10_000;

let target: Target;
let keptSha = "";

const lambda = (method: string, path: string, input: unknown): Promise<Answer> =>
  target.request(method, path, {
    service: "lambda",
    body: typeof input === "string" ? input : JSON.stringify(input),
    headers: { "Content-Type": "application/json" },
  });
const settings = { Runtime: "nodejs22.x", Role: role, Handler: "index.handler" };
const create = (FunctionName: string, zip: Buffer) =>
  lambda("POST", "/2015-03-31/functions", { ...settings, FunctionName, Code: { ZipFile: zip.toString("base64") } });
const update = (zip: Buffer) => lambda("PUT", "/2015-03-31/functions/kept/code", { ZipFile: zip.toString("base64") });
const invoke = (name: string) => lambda("POST", `/2015-03-31/functions/${name}/invocations`, "{}");
const handler = { name: "index.js", content: Buffer.from("exports.handler = async () => 'kept'") };
const sha = async () => (await lambda("GET", "/2015-03-31/functions/kept", "")).body.Configuration.CodeSha256 as string;

before(async () => {
  target = await openTarget(["--log-level", "warn"]);
  const made = await create("kept", packed([handler]));
  assert.equal(made.status, 201, made.text);
  keptSha = await sha();
});

after(() => target?.close());

const zeros = Buffer.alloc(32 * mb);
const bombs: Readonly<Record<string, () => Buffer>> = {
  "no zip": () => Buffer.from("this is no zip"),
  nothing: () => Buffer.alloc(0),
  "an empty zip": () => endOf(0, 0, 0),
  "no end": () => packed([handler]).subarray(0, -10),
  "only an end": () => endOf(5, 230, 0),
  "a directory beyond the end": () => endOf(1, 46, 0xfffffff0),
  "65,534 entries that are not there": () => endOf(65_534, 46, 0),
  zip64: () => endOf(0xffff, 46, 0xffffffff),
  "a comment that hides another end": () => Buffer.concat([packed([handler]), Buffer.from("PK\u0005\u0006")]),
  "300 MB of zeros in one": () => packed([handler, { name: "z", content: zeros, claims: { bytes: 300 * mb } }]),
  "320 MB of zeros in ten": () => packed([handler, ...Array.from({ length: 10 }, (_, at) => ({ name: `z${at}`, content: zeros }))]),
  "ten thousand names for one content": () =>
    packed([{ name: "z", content: zeros }, ...Array.from({ length: 10_000 }, (_, at) => ({ name: `z${at}` }))], { shared: true }),
  "a size that lies": () => packed([handler, { name: "z", content: zeros, claims: { bytes: 10 } }]),
  "a checksum that lies": () => packed([{ ...handler, claims: { crc32: 1 } }]),
  "a content elsewhere": () => packed([{ ...handler, claims: { offset: 0x7fffffff } }]),
  "another compression": () => packed([{ ...handler, claims: { method: 14 } }]),
  encryption: () => packed([{ ...handler, claims: { flags: 1 } }]),
  "a way out": () => packed([handler, { name: "../../../../escaped", content: Buffer.from("x") }]),
  "a way out in between": () => packed([handler, { name: "a/../../../escaped", content: Buffer.from("x") }]),
  "a way out by backslashes": () => packed([handler, { name: "..\\..\\escaped", content: Buffer.from("x") }]),
  "an absolute path": () => packed([handler, { name: "/tmp/escaped-by-hostile", content: Buffer.from("x") }]),
  "a drive": () => packed([handler, { name: "C:\\escaped", content: Buffer.from("x") }]),
  "NUL in a name": () => packed([handler, { name: "a\u0000b", content: Buffer.from("x") }]),
  "a name of nothing": () => packed([handler, { name: "", content: Buffer.from("x") }]),
  "a link": () => packed([handler, { name: "out", content: Buffer.from("/etc"), mode: 0o120777 }]),
  "a link and a file through it": () =>
    packed([handler, { name: "out", content: Buffer.from("/tmp"), mode: 0o120777 }, { name: "out/escaped", content: Buffer.from("x") }]),
  "a device": () => packed([handler, { name: "dev", mode: 0o020666 }]),
  "a file that is a folder": () => packed([handler, { name: "a" }, { name: "a/b" }]),
  "a name of 300 bytes": () => packed([handler, { name: "n".repeat(300) }]),
  "a path of 5,000 bytes": () => packed([handler, { name: "a/".repeat(2_500) + "b" }]),
  "two million folders": () => packed([handler, ...Array.from({ length: 2_000 }, (_, at) => ({ name: `${at}/${"a/".repeat(1_000)}b` }))]),
};

describe("packages", () => {
  for (const [name, make] of Object.entries(bombs)) {
    test(`${name}: refused by CreateFunction and by UpdateFunctionCode, soon, and nothing is unpacked`, async () => {
      const zip = make();
      const probing = probe(`${target.server.url}/_stile/health`);
      const created = await create("bomb", zip);
      const updated = await update(zip);
      const worstMs = await probing.stop();
      assertRefused(created, "json", "InvalidParameterValueException", name);
      assertRefused(updated, "json", "InvalidParameterValueException", name);
      for (const { tookMs } of [created, updated]) assert.ok(tookMs < answerMaxMs, `${tookMs} ms`);
      assert.ok(worstMs < eventLoopDelayMaxMs, `${worstMs} ms`);
      assert.equal((await lambda("GET", "/2015-03-31/functions/bomb", "")).status, 404);
      assert.equal(await sha(), keptSha);
    });
  }

  test("a zip within a zip is a file", async () => {
    let inner = packed([{ name: "z", content: zeros }]);
    for (let level = 0; level < 5; level++) inner = packed(Array.from({ length: 16 }, (_, at) => ({ name: `${at}.zip`, content: inner })));
    const made = await create("nested", packed([handler, { name: "bomb.zip", content: inner }]));
    assert.equal(made.status, 201, made.text);
    assert.equal((await invoke("nested")).text, '"kept"');
  });

  test("names of JavaScript's, of other alphabets and of no UTF-8 are names", async () => {
    const names = [
      "__proto__/constructor.js",
      "é/😀.txt",
      Buffer.from([0x61, 0xff, 0xfe]),
      "a\nb",
      " ",
      "...",
      "a/.../b",
      "-rf",
      "*",
      "$(id)",
    ];
    const made = await create("names", packed([handler, ...names.map((name) => ({ name, content: Buffer.from("x") }))]));
    if (made.status === 201) assert.equal((await invoke("names")).text, '"kept"');
    else assertRefused(made, "json", "InvalidParameterValueException");
  });
});

describe("requests", () => {
  test("packages and requests larger than allowed are refused, announced or not", async () => {
    const head = `POST /2015-03-31/functions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: ${authorization("lambda")}\r\n`;
    assert.match(
      (await target.raw(`${head}Content-Length: ${200 * mb}\r\n\r\n`, 500)).text,
      /^HTTP\/1\.1 413 [\s\S]*RequestEntityTooLargeException/,
    );
    const chunk = `400000\r\n${"x".repeat(4 * mb)}\r\n`;
    const { text } = await target.raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(25)}0\r\n\r\n`, 3_000);
    assert.match(text, /^HTTP\/1\.1 413 [\s\S]*RequestEntityTooLargeException/);
    const large = await create("large", Buffer.alloc(50 * mb + 1));
    assertRefused(large, "json", undefined, "a package of more than 50 MB");
  });

  test("JSON, names and settings of nonsense are refused", async () => {
    for (const input of [
      "",
      "{",
      "[]",
      "null",
      "[".repeat(100_000),
      "{}",
      { ...settings, FunctionName: "x", Code: { ZipFile: "!!!" } },
      { ...settings, FunctionName: "x", Code: {} },
      { ...settings, FunctionName: "x", Code: { ZipFile: {} } },
    ])
      assertRefused(await lambda("POST", "/2015-03-31/functions", input), "json", undefined, JSON.stringify(input).slice(0, 80));
    const zip = packed([handler]).toString("base64");
    for (const FunctionName of ["", "../x", "a b", "x".repeat(200), "__proto__!", "é", "a/b"])
      assertRefused(
        await lambda("POST", "/2015-03-31/functions", { ...settings, FunctionName, Code: { ZipFile: zip } }),
        "json",
        undefined,
        FunctionName,
      );
    for (const more of [
      { Timeout: 0 },
      { Timeout: 901 },
      { MemorySize: -1 },
      { Runtime: "../../bin/sh" },
      { Handler: "x".repeat(200) },
      { Handler: "a b" },
      { Environment: { Variables: { "a b": "x" } } },
      { Environment: { Variables: { A: "x".repeat(5_000) } } },
      { Environment: { Variables: { AWS_REGION: "x" } } },
      { Layers: ["x"] },
    ])
      assertRefused(
        await lambda("POST", "/2015-03-31/functions", { ...settings, FunctionName: "wrong", ...more, Code: { ZipFile: zip } }),
        "json",
        undefined,
        JSON.stringify(more).slice(0, 80),
      );
    for (const path of [
      "..%2f..%2fetc",
      "%00",
      "%zz",
      "%ff",
      "x".repeat(5_000),
      "kept:..",
      "kept:$LATEST%00",
      "arn:aws:lambda:us-east-1:111111111111:function:kept",
    ])
      assertRefused(await lambda("POST", `/2015-03-31/functions/${path}/invocations`, "{}"), "json", undefined, path.slice(0, 60));
    for (const [S3Bucket, S3Key] of [
      ["none", "x"],
      ["..", ".."],
      ["a".repeat(300), "x"],
      ["none", "../x"],
    ])
      assertRefused(await lambda("PUT", "/2015-03-31/functions/kept/code", { S3Bucket, S3Key }), "json");
  });
});

describe("afterwards", () => {
  test("nothing lies outside of its folder, the kept function answers, and memory was bounded", async (context) => {
    assert.equal((await invoke("kept")).text, '"kept"');
    assert.equal(await sha(), keptSha);
    assert.deepEqual(readdirSync(join(target.dataDir, "..")), ["data"]);
    for (const file of [
      "/tmp/escaped-by-hostile",
      "/tmp/escaped",
      join(target.dataDir, "escaped"),
      join(target.dataDir, "lambda/escaped"),
      join(target.dataDir, "lambda/code/escaped"),
    ])
      assert.ok(!existsSync(file), file);
    await assertUnharmed(target, peakBytesMax, context);
  });
});
