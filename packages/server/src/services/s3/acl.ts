/**
 * Access control lists: kept and answered as S3 does, judged with policies later. Canned lists become grants. Buckets are
 * "bucket owner enforced" unless told otherwise, as on AWS: then lists cannot be set at all.
 */
import { createHash } from "node:crypto";
import type { AccessControlPolicy, Grant, Grantee, Owner, Permission } from "../../models/s3.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { invalidArgument, malformedXml, notImplemented, refusal } from "./refusals.ts";

const allUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
const authenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
const logDelivery = "http://acs.amazonaws.com/groups/s3/LogDelivery";

/** An account's canonical user id: 64 hexadecimal signs that are always the same. */
export function canonicalId(accountId: string): string {
  return createHash("sha256").update(`canonical user of ${accountId}`).digest("hex");
}

export function ownerOf(accountId: string): Owner {
  return { ID: canonicalId(accountId) };
}

/** The list of something that has none of its own: its owner may do everything. */
export function privateGrants(accountId: string): readonly Grant[] {
  return [{ Grantee: canonicalUser(canonicalId(accountId)), Permission: "FULL_CONTROL" }];
}

export interface AclInput {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

export function ownershipOf(bucket: Pick<BucketRecord, "ownership">): string {
  return bucket.ownership === "none" ? "ObjectWriter" : (bucket.ownership ?? "BucketOwnerEnforced");
}

/** The grants a request asks for; undefined when it asks for none. Throws where the bucket does not allow them. */
export function grantsOf(input: AclInput, bucket: Pick<BucketRecord, "accountId" | "ownership">): readonly Grant[] | undefined {
  const byHeader = headerGrants(input);
  if (input.ACL === undefined && byHeader.length === 0) return undefined;
  if (input.ACL !== undefined && byHeader.length > 0) {
    throw refusal("InvalidRequest", 400, "Specifying both Canned ACLs and Header Grants is not allowed");
  }
  if (ownershipOf(bucket) === "BucketOwnerEnforced") {
    if (input.ACL === "bucket-owner-full-control") return undefined;
    throw aclNotSupported();
  }
  return input.ACL === undefined ? byHeader : cannedGrants(input.ACL, bucket.accountId);
}

function aclNotSupported() {
  return refusal("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
}

/** The grants of PutBucketAcl and PutObjectAcl, whose list may also be the body. */
export function grantsOfPut(
  input: AclInput & { readonly AccessControlPolicy?: AccessControlPolicy | undefined },
  bucket: Pick<BucketRecord, "accountId" | "ownership">,
): readonly Grant[] {
  const given = grantsOf(input, bucket);
  if (given !== undefined) return given;
  if (input.ACL === "bucket-owner-full-control") return privateGrants(bucket.accountId);
  const policy = input.AccessControlPolicy;
  if (policy === undefined) {
    throw refusal("MissingSecurityHeader", 400, "Your request was missing a required header", {
      fields: { MissingHeaderName: "x-amz-acl" },
    });
  }
  if (policy.Owner?.ID !== undefined && policy.Owner.ID !== canonicalId(bucket.accountId))
    throw refusal("AccessDenied", 403, "Access Denied");
  const grants = policy.Grants ?? [];
  for (const { Grantee, Permission } of grants)
    if (Grantee === undefined || Permission === undefined || !isGrantee(Grantee)) throw malformedXml();
  const [only] = grants;
  const isPrivate = grants.length === 1 && only?.Grantee?.ID === canonicalId(bucket.accountId) && only.Permission === "FULL_CONTROL";
  if (ownershipOf(bucket) === "BucketOwnerEnforced" && !isPrivate) throw aclNotSupported();
  return grants;
}

function isGrantee({ Type, ID, URI, EmailAddress }: Grantee): boolean {
  return (
    (Type === "CanonicalUser" && ID !== undefined) ||
    (Type === "Group" && URI !== undefined) ||
    (Type === "AmazonCustomerByEmail" && EmailAddress !== undefined)
  );
}

function canonicalUser(id: string): Grantee {
  return { ID: id, Type: "CanonicalUser" };
}

function group(uri: string): Grantee {
  return { URI: uri, Type: "Group" };
}

function cannedGrants(acl: string, accountId: string): readonly Grant[] {
  const owner = privateGrants(accountId);
  switch (acl) {
    case "private":
    case "bucket-owner-read":
    case "bucket-owner-full-control":
      return owner;
    case "public-read":
      return [...owner, { Grantee: group(allUsers), Permission: "READ" }];
    case "public-read-write":
      return [...owner, { Grantee: group(allUsers), Permission: "READ" }, { Grantee: group(allUsers), Permission: "WRITE" }];
    case "authenticated-read":
      return [...owner, { Grantee: group(authenticatedUsers), Permission: "READ" }];
    case "log-delivery-write":
      return [...owner, { Grantee: group(logDelivery), Permission: "WRITE" }, { Grantee: group(logDelivery), Permission: "READ_ACP" }];
    case "aws-exec-read":
      throw notImplemented("x-amz-acl");
    default:
      throw invalidArgument("", "x-amz-acl", acl);
  }
}

function headerGrants(input: AclInput): readonly Grant[] {
  const permissions: readonly [Permission, string | undefined][] = [
    ["FULL_CONTROL", input.GrantFullControl],
    ["READ", input.GrantRead],
    ["READ_ACP", input.GrantReadACP],
    ["WRITE", input.GrantWrite],
    ["WRITE_ACP", input.GrantWriteACP],
  ];
  return permissions.flatMap(([Permission, text]) =>
    text === undefined ? [] : text.split(",").map((part): Grant => ({ Grantee: headerGrantee(part.trim()), Permission })),
  );
}

function headerGrantee(text: string): Grantee {
  const parts = /^(id|uri|emailAddress)="?([^"]+)"?$/i.exec(text);
  const [, kind = "", value = ""] = parts ?? [];
  switch (kind.toLowerCase()) {
    case "id":
      return canonicalUser(value);
    case "uri":
      if ([allUsers, authenticatedUsers, logDelivery].includes(value)) return group(value);
      throw invalidArgument("Invalid group uri", "uri", value);
    case "emailaddress":
      return { EmailAddress: value, Type: "AmazonCustomerByEmail" };
    default:
      throw invalidArgument("Argument format not recognized", "grantee", text.slice(0, 256));
  }
}
