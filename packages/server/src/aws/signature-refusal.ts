/**
 * How a signature that does not hold is refused: the same five problems have other names and statuses in each of
 * AWS's protocols. JSON: what DynamoDB's "Error messages and codes" lists and Step Functions answers; REST with JSON:
 * Lambda's "Common errors"; query: the "Common Errors" of IAM; S3: its "List of error codes".
 */
import type { ProtocolName } from "./model.ts";
import { ServiceError } from "./service-error.ts";

export type SignatureProblemKind = "missing" | "incomplete" | "unknownKey" | "mismatch" | "expired" | "urlExpired";

/** What is wrong with a signature, before it is known which protocol the refusal is written in. */
export class SignatureProblem extends Error {
  override readonly name = "SignatureProblem";
  readonly kind: SignatureProblemKind;

  constructor(kind: SignatureProblemKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

type Refusals = Readonly<Record<SignatureProblemKind, readonly [code: string, httpStatus: number]>>;

const jsonRefusals = (httpStatus: number): Refusals => ({
  missing: ["MissingAuthenticationTokenException", httpStatus],
  incomplete: ["IncompleteSignatureException", httpStatus],
  unknownKey: ["UnrecognizedClientException", httpStatus],
  mismatch: ["InvalidSignatureException", httpStatus],
  expired: ["InvalidSignatureException", httpStatus],
  urlExpired: ["InvalidSignatureException", httpStatus],
});

const queryRefusals: Refusals = {
  missing: ["MissingAuthenticationToken", 403],
  incomplete: ["IncompleteSignature", 400],
  unknownKey: ["InvalidClientTokenId", 403],
  mismatch: ["SignatureDoesNotMatch", 403],
  expired: ["SignatureDoesNotMatch", 403],
  urlExpired: ["SignatureDoesNotMatch", 403],
};

const s3Refusals: Refusals = {
  missing: ["AccessDenied", 403],
  incomplete: ["AuthorizationHeaderMalformed", 400],
  unknownKey: ["InvalidAccessKeyId", 403],
  mismatch: ["SignatureDoesNotMatch", 403],
  expired: ["RequestTimeTooSkewed", 403],
  urlExpired: ["AccessDenied", 403],
};

/** S3's own words, where clients look at them. */
const s3Texts: Partial<Record<SignatureProblemKind, string>> = {
  missing: "Access Denied",
  unknownKey: "The AWS Access Key Id you provided does not exist in our records.",
  expired: "The difference between the request time and the current time is too large.",
  urlExpired: "Request has expired",
};

export function signatureRefusal(protocol: ProtocolName, { kind, message }: SignatureProblem): ServiceError {
  const [code, httpStatus] = refusalsOf(protocol)[kind];
  return new ServiceError(code, (protocol === "rest-xml" ? s3Texts[kind] : undefined) ?? message, { httpStatus });
}

function refusalsOf(protocol: ProtocolName): Refusals {
  switch (protocol) {
    case "json":
    case "smithy-rpc-v2-cbor":
      return jsonRefusals(400);
    case "rest-json":
      return jsonRefusals(403);
    case "rest-xml":
      return s3Refusals;
    case "query":
    case "ec2":
      return queryRefusals;
  }
}
