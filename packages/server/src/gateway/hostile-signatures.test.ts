/** Requests signed by the official signer, and what becomes of them when somebody on the way changes something. */

import assert from "node:assert/strict";
import { connect } from "node:net";
import { test, type TestContext } from "node:test";
import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "../aws/sdk-hash.ts";
import { startToyGateway, type ToyGateway } from "./toy-services.ts";

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const accessKeyId = "AKIAIOSFODNN7EXAMPLE";
const body = '{"name":"n","definition":"{}","roleArn":"arn:r"}';

async function start(context: TestContext): Promise<ToyGateway> {
  const toy = await startToyGateway({
    authentication: {
      kind: "enforce",
      secretOf: (id) => (id === accessKeyId ? secret : undefined),
      identityOf: () => ({ accountId: "111111111111", principalArn: "arn:aws:iam::111111111111:root" }),
    },
  });
  context.after(() => toy.gateway.close(0));
  return toy;
}

interface Signed {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

interface SignOptions {
  readonly service?: string;
  readonly region?: string;
  readonly method?: string;
  readonly path?: string;
  readonly agoMs?: number;
  readonly headers?: Record<string, string>;
  readonly secretAccessKey?: string;
}

const createTarget = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AWSStepFunctions.CreateStateMachine" };

/** As the AWS SDK for JavaScript signs it. */
async function sign({ gateway }: ToyGateway, options: SignOptions = {}): Promise<Signed> {
  const { service = "states", region = "us-east-1", method = "POST", path = "/", agoMs = 0, headers = createTarget } = options;
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey: options.secretAccessKey ?? secret },
    sha256: Sha256 as never,
  });
  const signed = (await signer.sign(
    {
      method,
      protocol: "http:",
      hostname: "127.0.0.1",
      path,
      query: {},
      headers: { host: `127.0.0.1:${gateway.port}`, ...headers },
      body,
    } as never,
    { signingDate: new Date(Date.now() - agoMs) },
  )) as unknown as { headers: Record<string, string> };
  return { method, path, headers: { ...signed.headers }, body };
}

/** Bytes as they are: HTTP libraries would repair what is to be shown. Answers status and code. */
function send({ gateway }: ToyGateway, head: readonly string[], sentBody: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(gateway.port, "127.0.0.1");
    let said = "";
    socket.on("data", (chunk: Buffer) => (said += chunk.toString()));
    socket.on("error", reject);
    socket.on("close", () => {
      const status = /^HTTP\/1\.1 (\d+)/.exec(said)?.[1] ?? "nothing";
      const code = /"__type":"([A-Za-z]+)"/.exec(said)?.[1] ?? /x-amzn-errortype: ([A-Za-z]+)/i.exec(said)?.[1];
      resolve(code === undefined ? status : `${status} ${code}`);
    });
    const length = `Content-Length: ${Buffer.byteLength(sentBody)}`;
    socket.write(`${[...head, length, "Connection: close"].join("\r\n")}\r\n\r\n${sentBody}`);
  });
}

function headOf({ method, path, headers }: Signed): string[] {
  return [`${method} ${path} HTTP/1.1`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
}

const mismatch = "400 InvalidSignatureException";
const incomplete = "400 IncompleteSignatureException";

test("what the official signer signs is let in, through a raw socket too", async (context) => {
  const toy = await start(context);
  const signed = await sign(toy);
  assert.equal(await send(toy, headOf(signed), signed.body), "200");
  assert.equal(toy.calls.length, 1);
  // Within its five minutes a request may come again: AWS's signatures hold no counter either.
  assert.equal(await send(toy, headOf(signed), signed.body), "200");
});

const alterations: readonly [what: string, alter: (signed: Signed) => void, expected: string][] = [
  ["another byte in the body", (signed) => (signed.body = body.replace('"n"', '"m"')), mismatch],
  ["a longer body", (signed) => (signed.body = `${body} `), mismatch],
  ["no body", (signed) => (signed.body = ""), mismatch],
  [
    "another body with its own hash declared",
    (signed) => {
      signed.body = "{}";
      signed.headers["x-amz-content-sha256"] = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    },
    mismatch,
  ],
  ["an unsigned payload declared", (signed) => (signed.headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD"), mismatch],
  ["another method", (signed) => (signed.method = "PUT"), mismatch],
  ["another operation", (signed) => (signed.headers["x-amz-target"] = "AWSStepFunctions.DeleteStateMachine"), mismatch],
  ["another host", (signed) => (signed.headers["host"] = "elsewhere"), mismatch],
  ["another content type", (signed) => (signed.headers["content-type"] = "text/plain"), mismatch],
  ["a query", (signed) => (signed.path = "/?Action=x"), mismatch],
  ["another region in the scope", (signed) => (signed.headers["authorization"] = altered(signed, "/us-east-1/", "/eu-west-1/")), mismatch],
  ["another service in the scope", (signed) => (signed.headers["authorization"] = altered(signed, "/states/", "/lambda/")), mismatch],
  [
    "a service that leaves bodies unsigned in the scope",
    (signed) => {
      signed.headers["authorization"] = altered(signed, "/states/", "/s3/");
      signed.headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD";
    },
    mismatch,
  ],
  ["another day in the scope", (signed) => (signed.headers["authorization"] = altered(signed, /\/\d{8}\//, "/20200101/")), mismatch],
  ["a day cut short in the scope", (signed) => (signed.headers["authorization"] = altered(signed, /\/(\d{7})\d\//, "/$1/")), mismatch],
  [
    "a second region before the signed one",
    (signed) =>
      (signed.headers["authorization"] = altered(
        signed,
        "Credential=",
        `Credential=${accessKeyId}/20300101/eu-west-1/states/aws4_request, Credential=`,
      )),
    incomplete,
  ],
  [
    "a signature cut short",
    (signed) => (signed.headers["authorization"] = altered(signed, /Signature=([0-9a-f]{32})[0-9a-f]{32}/, "Signature=$1")),
    mismatch,
  ],
  ["an empty signature", (signed) => (signed.headers["authorization"] = altered(signed, /Signature=\w+/, "Signature=")), mismatch],
  [
    "a signature in capitals",
    (signed) =>
      (signed.headers["authorization"] = (signed.headers["authorization"] ?? "").replace(
        /Signature=(\w+)/,
        (_, hex: string) => `Signature=${hex.toUpperCase()}G`,
      )),
    mismatch,
  ],
  ["fewer signed headers", (signed) => (signed.headers["authorization"] = altered(signed, ";x-amz-target", "")), mismatch],
  ["no host among the signed headers", (signed) => (signed.headers["authorization"] = altered(signed, "host;", "")), mismatch],
  ["no signature", (signed) => (signed.headers["authorization"] = altered(signed, /, Signature=\w+/, "")), incomplete],
  ["another scheme", (signed) => (signed.headers["authorization"] = "Basic dXNlcjpwYXNz"), incomplete],
  ["no date", (signed) => void delete signed.headers["x-amz-date"], incomplete],
  ["another date", (signed) => (signed.headers["x-amz-date"] = laterBy(signed, 60_000)), mismatch],
  ["a date that is none", (signed) => (signed.headers["x-amz-date"] = "tomorrow"), incomplete],
  ["no authorization", (signed) => void delete signed.headers["authorization"], "400 MissingAuthenticationTokenException"],
  [
    "another key",
    (signed) => (signed.headers["authorization"] = altered(signed, accessKeyId, "AKIAIOSFODNN7EXAMPLF")),
    "400 UnrecognizedClientException",
  ],
  ["a header that was not signed", (signed) => (signed.headers["x-amz-security-token"] = "stolen"), mismatch],
];

function altered(signed: Signed, from: string | RegExp, to: string): string {
  const before = signed.headers["authorization"] ?? "";
  const after = before.replace(from, to);
  assert.notEqual(after, before);
  return after;
}

function laterBy(signed: Signed, ms: number): string {
  const date = (signed.headers["x-amz-date"] ?? "").replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, "$1-$2-$3T$4:$5:$6Z");
  return `${new Date(Date.parse(date) + ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

for (const [what, alter, expected] of alterations) {
  test(`refused: ${what}`, async (context) => {
    const toy = await start(context);
    const signed = await sign(toy);
    alter(signed);
    assert.equal(await send(toy, headOf(signed), signed.body), expected);
    assert.equal(toy.calls.length, 0);
  });
}

test("a request that is kept back for six minutes, or fifteen, is refused; four are let in, from either side of the clock", async (context) => {
  const toy = await start(context);
  for (const [minutes, expected] of [
    [4, "200"],
    [-4, "200"],
    [6, mismatch],
    [15, mismatch],
    [-6, mismatch],
  ] as const) {
    const signed = await sign(toy, { agoMs: minutes * 60_000 });
    assert.equal(await send(toy, headOf(signed), signed.body), expected, `${minutes} minutes`);
  }
});

test("the letter case of header names does not matter; a header there twice is not the one that was signed", async (context) => {
  const toy = await start(context);
  const signed = await sign(toy);
  const shouted = headOf(signed).map((line, index) => (index === 0 ? line : line.replace(/^[^:]+/, (name) => name.toUpperCase())));
  assert.equal(await send(toy, shouted, signed.body), "200");
  const twice = (header: string) => send(toy, [...headOf(signed), header], signed.body);
  assert.notEqual(await twice("X-Amz-Target: AWSStepFunctions.DeleteStateMachine"), "200");
  assert.equal(await twice(`X-Amz-Date: ${laterBy(signed, 1_000)}`), incomplete);
  // Node.js keeps the first of these, which is what the signature and everything behind it see.
  assert.equal(await twice("Authorization: AWS4-HMAC-SHA256 Credential=x"), "200");
  assert.equal(toy.calls.length, 2);
  assert.deepEqual(
    toy.calls.map(({ region }) => region),
    ["us-east-1", "us-east-1"],
  );
});

test("a path that names another resource once it is tidied up is refused", async (context) => {
  const toy = await start(context);
  const path = "/2015-03-31/functions/f/invocations";
  const invoke = await sign(toy, { service: "lambda", path, headers: { "content-type": "application/json" } });
  assert.equal(await send(toy, headOf(invoke), invoke.body), "200");
  for (const bent of [`/x/..${path}`, path.replace("/f/", "/./f/"), path.replace("/f/", "//f/"), path.replace("/f/", "/f/%2e/")]) {
    assert.match(await send(toy, headOf({ ...invoke, path: bent }), invoke.body), /^(400|403|404) /, bent);
  }
  const other = await send(toy, headOf({ ...invoke, path: path.replace("/f/", "/g/") }), invoke.body);
  assert.equal(other, "403 InvalidSignatureException");
  assert.equal(toy.calls.length, 1);
});

test("strangers are refused before they send a body", async (context) => {
  const toy = await start(context);
  const answered = await new Promise<string>((resolve, reject) => {
    const socket = connect(toy.gateway.port, "127.0.0.1");
    socket.on("error", reject);
    // Announces sixty megabytes and sends none of them.
    socket.write(
      "POST /2015-03-31/functions/f/invocations HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 60000000\r\n\r\n",
    );
    socket.once("data", (chunk: Buffer) => {
      socket.destroy();
      resolve(chunk.toString().split("\r\n", 1)[0] ?? "");
    });
  });
  assert.equal(answered, "HTTP/1.1 403 Forbidden");
});

test("a presigned address works until it expires and for nothing else", async (context) => {
  const toy = await start(context);
  const signer = new SignatureV4({
    service: "lambda",
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey: secret },
    sha256: Sha256 as never,
  });
  const presigned = async (agoMs: number) => {
    const request = {
      method: "GET",
      protocol: "http:",
      hostname: "127.0.0.1",
      path: "/2015-03-31/functions/",
      query: { MaxItems: "1" },
      headers: { host: `127.0.0.1:${toy.gateway.port}` },
    };
    const { query } = (await signer.presign(request as never, {
      expiresIn: 60,
      signingDate: new Date(Date.now() - agoMs),
    })) as unknown as { query: Record<string, string> };
    const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return `/2015-03-31/functions/?${parts.join("&")}`;
  };
  const get = (path: string) => send(toy, [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${toy.gateway.port}`], "");
  const path = await presigned(0);
  assert.equal(await get(path), "200");
  assert.equal(await get(path.replace("MaxItems=1", "MaxItems=2")), "403 InvalidSignatureException");
  assert.equal(await get(path.replace("X-Amz-Expires=60", "X-Amz-Expires=6000")), "403 InvalidSignatureException");
  assert.equal(await get(`${path}&X-Amz-Expires=6000`), "403 IncompleteSignatureException");
  assert.equal(await get(await presigned(61_000)), "403 InvalidSignatureException");
});
