import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import { test } from "node:test";
import { ServiceError } from "../../../aws/index.ts";
import { requirePresentedSignature } from "./presented-signature.ts";

const whole = "AWS4-HMAC-SHA256 Credential=a/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
const present = (headers: IncomingHttpHeaders, query = "") =>
  requirePresentedSignature({ method: "POST", path: "/", query, headers, body: new Uint8Array(0) });
const refused = (code: string, message: string) => (error: unknown) =>
  error instanceof ServiceError && error.code === code && error.message === message;

test("a whole signature is let through, whoever made it, in the header or in the query", () => {
  present({ authorization: whole, "x-amz-date": "20300101T000000Z" });
  present({ authorization: whole, date: "Tue, 01 Jan 2030 00:00:00 GMT" });
  present({}, "X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-SignedHeaders=d&X-Amz-Date=e");
});

test("without a signature, or with one of another kind, the token is missing", () => {
  for (const headers of [{}, { authorization: "Basic abc" }, { authorization: "AWS a:b" }])
    assert.throws(() => present(headers), refused("MissingAuthenticationTokenException", "Request is missing Authentication Token"));
});

test("all that a signature lacks is told at once", () => {
  assert.throws(
    () => present({ authorization: "AWS4-HMAC-SHA256 Credential=a" }),
    refused(
      "IncompleteSignatureException",
      "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. " +
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 Credential=a",
    ),
  );
  assert.throws(
    () => present({}, "X-Amz-Algorithm=a&X-Amz-Credential=&X-Amz-Signature=c&X-Amz-SignedHeaders=d"),
    refused(
      "IncompleteSignatureException",
      "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
    ),
  );
});

test("two signatures are one too many", () => {
  assert.throws(
    () => present({ authorization: whole, date: "x" }, "X-Amz-Algorithm=a"),
    refused("InvalidSignatureException", "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."),
  );
});
