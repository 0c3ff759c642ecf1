import assert from "node:assert/strict";
import { test } from "node:test";
import { SignatureV4 } from "@smithy/signature-v4";
import type { ProtocolName } from "./model.ts";
import type { WireRequest } from "./protocol.ts";
import { Sha256 } from "./sdk-hash.ts";
import type { ServiceError } from "./service-error.ts";
import { signRequest } from "./sign-request.ts";
import { readCredentialScope, readSignature, verifySignature } from "./sigv4.ts";

/** The credentials and the instant of AWS's published test suite. */
const suiteSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const suiteNowMs = Date.parse("2015-08-30T12:36:00Z");

function suiteRequest(method: string, target: string, signature: string, headers: Record<string, string> = {}, body = ""): WireRequest {
  const [path = "/", query = ""] = target.split("?");
  const signed = Object.keys({ host: "", "x-amz-date": "", ...headers }).sort();
  return {
    method,
    path,
    query,
    headers: {
      host: "example.amazonaws.com",
      "x-amz-date": "20150830T123600Z",
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signed.join(";")}, Signature=${signature}`,
    },
    body: Buffer.from(body),
  };
}

const suiteOptions = {
  protocol: "rest-json" as const,
  nowMs: suiteNowMs,
  secretOf: (id: string) => (id === "AKIDEXAMPLE" ? suiteSecret : undefined),
};

const vectors: readonly [name: string, request: WireRequest][] = [
  ["get-vanilla", suiteRequest("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")],
  [
    "get-vanilla-query-order-key-case",
    suiteRequest("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
  ],
  ["post-vanilla", suiteRequest("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")],
  [
    "get-header-value-trim",
    suiteRequest("GET", "/", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736", {
      "my-header1": " value1",
      "my-header2": ' "a   b   c"',
    }),
  ],
  [
    "post-x-www-form-urlencoded",
    suiteRequest(
      "POST",
      "/",
      "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
      { "content-type": "application/x-www-form-urlencoded" },
      "Param1=value1",
    ),
  ],
];

for (const [name, request] of vectors) {
  test(`AWS's test suite verifies: ${name}`, () => {
    assert.equal(verifySignature(request, suiteOptions).scope.accessKeyId, "AKIDEXAMPLE");
  });
}

test("the presigned URL of the S3 documentation verifies", () => {
  const request: WireRequest = {
    method: "GET",
    path: "/test.txt",
    query:
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    headers: { host: "examplebucket.s3.amazonaws.com" },
    body: new Uint8Array(0),
  };
  const secretOf = () => "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  const signedAtMs = Date.parse("2013-05-24T00:00:00Z");
  assert.equal(verifySignature(request, { nowMs: signedAtMs + 86_399_000, secretOf, protocol: "rest-xml" }).form, "presigned");
  assert.throws(() => verifySignature(request, { nowMs: signedAtMs + 86_401_000, secretOf, protocol: "rest-xml" }), {
    code: "AccessDenied",
    message: "Request has expired",
  });
  assert.throws(() => verifySignature({ ...request, path: "/other.txt" }, { nowMs: signedAtMs, secretOf, protocol: "rest-xml" }), {
    code: "SignatureDoesNotMatch",
  });
});

const awkward: readonly { readonly path: string; readonly query: Record<string, string | string[]>; readonly body: string }[] = [
  { path: "/", query: {}, body: '{"a":"ü"}' },
  { path: "/2015-03-31/functions/arn%3Aaws%3Alambda/invocations", query: { Qualifier: "1" }, body: "x" },
  { path: "/a/../b/./c//d/", query: { list: ["b", "a", "B"], "sp ace": "pl+us", star: "*'()!" }, body: "" },
];

for (const { path, query, body } of awkward) {
  test(`what the SDK signs verifies, and nothing else does: ${path}`, async () => {
    const signer = new SignatureV4({
      service: "lambda",
      region: "eu-west-1",
      credentials: { accessKeyId: "AKID", secretAccessKey: "s3cret" },
      sha256: Sha256 as never,
    });
    const signed = (await signer.sign({
      method: "POST",
      protocol: "https:",
      hostname: "localhost",
      path,
      query,
      headers: { host: "localhost:4566", "content-type": "a/b" },
      body,
    } as never)) as unknown as { headers: Record<string, string> };
    const encode = (text: string): string =>
      encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
    const wireQuery = Object.entries(query).flatMap(([name, values]) => [values].flat().map((value) => `${encode(name)}=${encode(value)}`));
    const request: WireRequest = { method: "POST", path, query: wireQuery.join("&"), headers: signed.headers, body: Buffer.from(body) };
    const options = { nowMs: Date.now(), secretOf: () => "s3cret", services: ["lambda"], protocol: "rest-json" as const };
    assert.deepEqual(verifySignature(request, options).scope, {
      accessKeyId: "AKID",
      date: signed.headers["x-amz-date"]?.slice(0, 8),
      region: "eu-west-1",
      service: "lambda",
    });
    const refused = (changed: WireRequest, more: object = {}) =>
      assert.throws(() => verifySignature(changed, { ...options, ...more }), { code: "InvalidSignatureException", httpStatus: 403 });
    refused({ ...request, body: Buffer.from(`${body} `) });
    refused({ ...request, method: "PUT" });
    refused({ ...request, path: `${path}x` });
    refused({ ...request, query: `${request.query}&more=1` });
    refused({ ...request, headers: { ...request.headers, host: "elsewhere" } });
    refused(request, { secretOf: () => "other" });
    refused(request, { services: ["states"] });
  });
}

test("a signature older or newer than five minutes is refused", () => {
  const [, request] = vectors[0] as [string, WireRequest];
  assert.ok(verifySignature(request, { ...suiteOptions, nowMs: suiteNowMs + 300_000 }));
  assert.throws(() => verifySignature(request, { ...suiteOptions, nowMs: suiteNowMs + 300_001 }), {
    message: "Signature expired: 20150830T123600Z is now earlier than 20150830T123600Z (20150830T124100Z - 5 min.)",
  });
  assert.throws(() => verifySignature(request, { ...suiteOptions, nowMs: suiteNowMs - 300_001 }), {
    message: "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)",
  });
});

test("unsigned, incomplete and unknown are told apart as AWS does", () => {
  const [, request] = vectors[0] as [string, WireRequest];
  const withAuthorization = (authorization: string | undefined): WireRequest => ({
    ...request,
    headers: { ...request.headers, authorization },
  });
  assert.throws(() => verifySignature(withAuthorization(undefined), suiteOptions), { code: "MissingAuthenticationTokenException" });
  assert.throws(() => verifySignature(withAuthorization("Bearer x"), suiteOptions), { code: "IncompleteSignatureException" });
  assert.throws(() => verifySignature(withAuthorization("AWS4-HMAC-SHA256 Credential=a/b"), suiteOptions), {
    code: "IncompleteSignatureException",
    message: /'Signature'/,
  });
  assert.throws(() => verifySignature(request, { ...suiteOptions, secretOf: () => undefined }), { code: "UnrecognizedClientException" });
});

test("a signature of another length or alphabet is refused, not a crash", () => {
  for (const signature of ["", "é".repeat(64), "0".repeat(63), "0".repeat(65), "\u{1f600}".repeat(32)]) {
    const request = suiteRequest("GET", "/", signature);
    assert.throws(() => verifySignature(request, suiteOptions), { code: "InvalidSignatureException" });
  }
});

test("the host must be signed", () => {
  const [, request] = vectors[0] as [string, WireRequest];
  const authorization = request.headers.authorization?.replace("SignedHeaders=host;x-amz-date", "SignedHeaders=x-amz-date") ?? "";
  assert.throws(() => verifySignature({ ...request, headers: { ...request.headers, authorization } }, suiteOptions), {
    message: /'Host' or ':authority' must be/,
  });
});

test("the credential scope is read from the header and from a presigned query", () => {
  const scope = { accessKeyId: "AKIDEXAMPLE", date: "20150830", region: "us-east-1", service: "service" };
  assert.deepEqual(readCredentialScope((vectors[0] as [string, WireRequest])[1].headers, ""), scope);
  assert.deepEqual(readCredentialScope({}, "a=b&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request"), scope);
  assert.equal(readCredentialScope({ authorization: "AWS4-HMAC-SHA256 Credential=nonsense" }, ""), undefined);
  assert.equal(readCredentialScope({}, ""), undefined);
});

test("a presigned life beyond seven days is refused", () => {
  const query =
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20150830%2Fr%2Fs%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Signature=0&X-Amz-Expires=604801";
  assert.throws(() => readSignature({ method: "GET", path: "/", query, headers: { host: "h" }, body: new Uint8Array(0) }), {
    name: "SignatureProblem",
    kind: "incomplete",
  });
});

test("a header that names the operation must be signed", () => {
  const [, request] = vectors[2] as [string, WireRequest];
  const withTarget = { ...request, headers: { ...request.headers, "x-amz-target": "AWSStepFunctions.DeleteStateMachine" } };
  assert.throws(() => verifySignature(withTarget, suiteOptions), {
    code: "InvalidSignatureException",
    message: /not signed: x-amz-target/,
  });
});

test("a second Credential, before or after the signed one, makes the signature incomplete", () => {
  const [, request] = vectors[0] as [string, WireRequest];
  const { authorization = "" } = request.headers;
  const other = "Credential=AKIDEXAMPLE/20150830/eu-west-1/service/aws4_request";
  for (const changed of [
    authorization.replace("Credential=", `${other}, Credential=`),
    `${authorization}, ${other}`,
    authorization.replace("Credential=", `${other},Credential =`),
  ]) {
    assert.throws(() => verifySignature({ ...request, headers: { ...request.headers, authorization: changed } }, suiteOptions), {
      code: "IncompleteSignatureException",
      message: /'Credential' more than once/,
    });
  }
});

test("what is refused has the names and the statuses of its protocol", () => {
  const [, request] = vectors[0] as [string, WireRequest];
  const { authorization: _, ...unsigned } = request.headers;
  const refusal = (protocol: ProtocolName, changed: WireRequest, more: object = {}) => {
    try {
      verifySignature(changed, { ...suiteOptions, protocol, ...more });
    } catch (error) {
      const { code, httpStatus } = error as ServiceError;
      return `${code} ${httpStatus}`;
    }
    return "accepted";
  };
  const told = (protocol: ProtocolName) => [
    refusal(protocol, { ...request, headers: unsigned }),
    refusal(protocol, { ...request, headers: { ...request.headers, authorization: "AWS4-HMAC-SHA256 Signature=0" } }),
    refusal(protocol, request, { secretOf: () => undefined }),
    refusal(protocol, request, { secretOf: () => "other" }),
    refusal(protocol, request, { nowMs: suiteNowMs + 900_000 }),
    refusal(protocol, request),
  ];
  assert.deepEqual(told("json"), [
    "MissingAuthenticationTokenException 400",
    "IncompleteSignatureException 400",
    "UnrecognizedClientException 400",
    "InvalidSignatureException 400",
    "InvalidSignatureException 400",
    "accepted",
  ]);
  assert.deepEqual(
    told("rest-json").map((text) => text.replace("403", "400")),
    told("json"),
  );
  assert.deepEqual(told("query"), [
    "MissingAuthenticationToken 403",
    "IncompleteSignature 400",
    "InvalidClientTokenId 403",
    "SignatureDoesNotMatch 403",
    "SignatureDoesNotMatch 403",
    "accepted",
  ]);
  assert.deepEqual(told("rest-xml"), [
    "AccessDenied 403",
    "AuthorizationHeaderMalformed 400",
    "InvalidAccessKeyId 403",
    "SignatureDoesNotMatch 403",
    "RequestTimeTooSkewed 403",
    "accepted",
  ]);
});

test("a scope of no region is refused", () => {
  const [, request] = vectors[0] as [string, WireRequest];
  const authorization = request.headers.authorization?.replace("us-east-1", "..") ?? "";
  assert.throws(() => verifySignature({ ...request, headers: { ...request.headers, authorization } }, suiteOptions), {
    message: "Credential should be scoped to a valid region, not '..'.",
  });
});

test("our own signer's requests verify, with paths, queries and session tokens", () => {
  const nowMs = Date.parse("2026-01-02T03:04:05Z");
  const url = new URL("http://localhost:4566/2015-03-31/functions/a%20b/invocations?b=2&a=%2F");
  const headers = signRequest(
    { method: "POST", url, headers: { "content-type": "application/json" }, body: '{"ü":1}' },
    {
      credentials: { accessKeyId: "AKID", secretAccessKey: "s3cret", sessionToken: "token" },
      region: "eu-west-1",
      service: "lambda",
      nowMs,
    },
  );
  const request: WireRequest = {
    method: "POST",
    path: url.pathname,
    query: url.search.slice(1),
    headers: { ...headers, host: url.host },
    body: Buffer.from('{"ü":1}'),
  };
  const secretOf = (id: string, token: string | undefined) => (id === "AKID" && token === "token" ? "s3cret" : undefined);
  const options = { nowMs, secretOf, services: ["lambda"], protocol: "rest-json" as const };
  assert.equal(verifySignature(request, options).scope.region, "eu-west-1");
  assert.throws(() => verifySignature({ ...request, query: "b=2&a=%2F&c=3" }, options), { code: "InvalidSignatureException" });
});
