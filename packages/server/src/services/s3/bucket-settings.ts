/** Settings of buckets that are put, answered and taken away as they are; those with more to them have files of their own. */
import type { ObjectOwnership, ServerSideEncryptionConfiguration } from "../../models/s3.ts";
import { grantsOfPut, ownerOf, ownershipOf, privateGrants } from "./acl.ts";
import { operation } from "./context.ts";
import { policyBytesMax, tagsOfBucketMax } from "./limits.ts";
import { invalidArgument, malformedXml, notImplemented, refusal } from "./refusals.ts";
import { checkTags } from "./tag-set.ts";

const missing = (code: string, message: string, bucket: string) => refusal(code, 404, message, { fields: { BucketName: bucket } });

export const putBucketVersioning = operation("PutBucketVersioning", {
  async handle(input, { buckets, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const { Status, MFADelete } = input.VersioningConfiguration;
    if (MFADelete === "Enabled" || input.MFA !== undefined) throw notImplemented("MfaDelete");
    if (Status === undefined) {
      throw refusal("IllegalVersioningConfigurationException", 400, "The Versioning element must be specified");
    }
    if (Status === "Suspended" && bucket.objectLock !== undefined) {
      throw refusal(
        "InvalidBucketState",
        409,
        "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
      );
    }
    await buckets.change(bucket.name, (record) => ({ ...record, versioning: Status }));
  },
});

export const getBucketVersioning = operation("GetBucketVersioning", {
  handle(input, { buckets, call }) {
    const { versioning } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    return versioning === undefined ? {} : { Status: versioning };
  },
});

export const putBucketTagging = operation("PutBucketTagging", {
  async handle(input, { buckets, call }) {
    const { name } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const tags = checkTags(input.Tagging.TagSet, tagsOfBucketMax, "Bucket");
    await buckets.change(name, (record) => ({ ...record, tags }));
  },
});

export const getBucketTagging = operation("GetBucketTagging", {
  handle(input, { buckets, call }) {
    const { name, tags } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (tags === undefined || tags.length === 0) throw missing("NoSuchTagSet", "The TagSet does not exist", name);
    return { TagSet: tags };
  },
});

export const deleteBucketTagging = operation("DeleteBucketTagging", {
  async handle(input, { buckets, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    await buckets.change(bucket.name, ({ tags: _tags, ...record }) => record);
  },
});

/** Kept and answered; judged when there are identities to judge. */
export const putBucketPolicy = operation("PutBucketPolicy", {
  async handle(input, { buckets, call }) {
    const { name } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    checkPolicy(input.Policy);
    await buckets.change(name, (record) => ({ ...record, policy: input.Policy }));
  },
});

function checkPolicy(text: string): void {
  const malformed = (message: string) => refusal("MalformedPolicy", 400, message);
  if (Buffer.byteLength(text) > policyBytesMax) throw refusal("PolicyTooLarge", 400, "The policy exceeds the maximum allowed size.");
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  }
  if (typeof policy !== "object" || policy === null || Array.isArray(policy)) {
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  }
  const { Version, Statement } = policy as Readonly<Record<string, unknown>>;
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17") {
    throw malformed("The policy must contain a valid version string");
  }
  if (Statement === undefined) throw malformed("Missing required field Statement");
  for (const statement of Array.isArray(Statement) ? Statement : [Statement]) {
    const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = (statement ?? {}) as Readonly<
      Record<string, unknown>
    >;
    if (Effect !== "Allow" && Effect !== "Deny") throw malformed("Missing required field Effect");
    if (Principal === undefined && NotPrincipal === undefined) throw malformed("Missing required field Principal");
    if (Action === undefined && NotAction === undefined) throw malformed("Missing required field Action");
    if (Resource === undefined && NotResource === undefined) throw malformed("Missing required field Resource");
  }
}

export const getBucketPolicy = operation("GetBucketPolicy", {
  handle(input, { buckets, call }) {
    const { name, policy } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (policy === undefined) throw missing("NoSuchBucketPolicy", "The bucket policy does not exist", name);
    return { Policy: policy };
  },
});

export const getBucketPolicyStatus = operation("GetBucketPolicyStatus", {
  handle(input, { buckets, call }) {
    const { name, policy } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (policy === undefined) throw missing("NoSuchBucketPolicy", "The bucket policy does not exist", name);
    return { PolicyStatus: { IsPublic: isPublic(policy) } };
  },
});

/** S3 "The meaning of public": anyone may do something, and no condition narrows that down. */
function isPublic(policy: string): boolean {
  const { Statement } = JSON.parse(policy) as { readonly Statement?: unknown };
  return (Array.isArray(Statement) ? Statement : [Statement]).some((one: unknown) => {
    const { Effect, Principal, Condition } = (one ?? {}) as Readonly<Record<string, unknown>>;
    const { AWS } = (typeof Principal === "object" && Principal !== null ? Principal : { AWS: Principal }) as { readonly AWS?: unknown };
    return Effect === "Allow" && Condition === undefined && (Array.isArray(AWS) ? AWS : [AWS]).includes("*");
  });
}

export const deleteBucketPolicy = operation("DeleteBucketPolicy", {
  async handle(input, { buckets, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    await buckets.change(bucket.name, ({ policy: _policy, ...record }) => record);
  },
});

/** What S3 does with objects nobody said anything about, since January 2023. */
const defaultEncryption: ServerSideEncryptionConfiguration = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
};

export const putBucketEncryption = operation("PutBucketEncryption", {
  async handle(input, { buckets, call }) {
    const { name } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const configuration = input.ServerSideEncryptionConfiguration;
    const [rule] = configuration.Rules;
    if (configuration.Rules.length !== 1 || rule === undefined) throw malformedXml();
    if (rule.BlockedEncryptionTypes !== undefined) throw notImplemented("BlockedEncryptionTypes");
    const byDefault = rule.ApplyServerSideEncryptionByDefault;
    if (byDefault?.KMSMasterKeyID !== undefined && byDefault.SSEAlgorithm === "AES256") {
      throw invalidArgument(
        "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
        "ApplyServerSideEncryptionByDefault",
        undefined,
      );
    }
    await buckets.change(name, (record) => ({ ...record, encryption: configuration }));
  },
});

export const getBucketEncryption = operation("GetBucketEncryption", {
  handle(input, { buckets, call }) {
    const { encryption } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    return { ServerSideEncryptionConfiguration: encryption ?? defaultEncryption };
  },
});

export const deleteBucketEncryption = operation("DeleteBucketEncryption", {
  async handle(input, { buckets, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    await buckets.change(bucket.name, ({ encryption: _encryption, ...record }) => record);
  },
});

export const putBucketOwnershipControls = operation("PutBucketOwnershipControls", {
  async handle(input, { buckets, call }) {
    const { name } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const [rule] = input.OwnershipControls.Rules;
    if (rule === undefined || input.OwnershipControls.Rules.length !== 1) throw malformedXml();
    await buckets.change(name, (record) => {
      const grants = record.acl?.Grants ?? [];
      if (rule.ObjectOwnership === "BucketOwnerEnforced" && grants.length > 1) {
        throw refusal(
          "InvalidBucketAclWithObjectOwnership",
          400,
          "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
        );
      }
      return { ...record, ownership: rule.ObjectOwnership };
    });
  },
});

export const getBucketOwnershipControls = operation("GetBucketOwnershipControls", {
  handle(input, { buckets, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (bucket.ownership === "none") {
      throw missing("OwnershipControlsNotFoundError", "The bucket ownership controls were not found", bucket.name);
    }
    return { OwnershipControls: { Rules: [{ ObjectOwnership: ownershipOf(bucket) as ObjectOwnership }] } };
  },
});

export const deleteBucketOwnershipControls = operation("DeleteBucketOwnershipControls", {
  async handle(input, { buckets, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    await buckets.change(bucket.name, (record) => ({ ...record, ownership: "none" }));
  },
});

export const putPublicAccessBlock = operation("PutPublicAccessBlock", {
  async handle(input, { buckets, call }) {
    const { name } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } = input.PublicAccessBlockConfiguration;
    const publicAccess = {
      BlockPublicAcls: BlockPublicAcls === true,
      IgnorePublicAcls: IgnorePublicAcls === true,
      BlockPublicPolicy: BlockPublicPolicy === true,
      RestrictPublicBuckets: RestrictPublicBuckets === true,
    };
    await buckets.change(name, (record) => ({ ...record, publicAccess }));
  },
});

export const getPublicAccessBlock = operation("GetPublicAccessBlock", {
  handle(input, { buckets, call }) {
    const { name, publicAccess } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (publicAccess === "none") {
      throw missing("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", name);
    }
    const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
    return { PublicAccessBlockConfiguration: publicAccess ?? all };
  },
});

export const deletePublicAccessBlock = operation("DeletePublicAccessBlock", {
  async handle(input, { buckets, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    await buckets.change(bucket.name, (record) => ({ ...record, publicAccess: "none" }));
  },
});

export const putBucketAcl = operation("PutBucketAcl", {
  async handle(input, { buckets, call }) {
    const bucket = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const Grants = grantsOfPut(input, bucket);
    await buckets.change(bucket.name, (record) => ({ ...record, acl: { Owner: ownerOf(bucket.accountId), Grants } }));
  },
});

export const getBucketAcl = operation("GetBucketAcl", {
  handle(input, { buckets, call }) {
    const { acl, accountId } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    return { Owner: ownerOf(accountId), Grants: acl?.Grants ?? privateGrants(accountId) };
  },
});

/** What cannot be switched on here is off; tools that compare whole configurations ask for it all the same. */
export const getBucketAccelerateConfiguration = operation("GetBucketAccelerateConfiguration", {
  handle(input, { buckets, call }) {
    buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    return {};
  },
});

export const getBucketLogging = operation("GetBucketLogging", {
  handle(input, { buckets, call }) {
    buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    return {};
  },
});

export const getBucketRequestPayment = operation("GetBucketRequestPayment", {
  handle(input, { buckets, call }) {
    buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    return { Payer: "BucketOwner" };
  },
});

export const getBucketReplication = operation("GetBucketReplication", {
  handle(input, { buckets, call }): never {
    const { name } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    throw missing("ReplicationConfigurationNotFoundError", "The replication configuration was not found", name);
  },
});

export const getBucketWebsite = operation("GetBucketWebsite", {
  handle(input, { buckets, call }): never {
    const { name } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    throw missing("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration", name);
  },
});

/** There is none to delete: what is asked for is already so. */
export const deleteBucketReplication = operation("DeleteBucketReplication", {
  handle(input, { buckets, call }) {
    buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
  },
});

export const deleteBucketWebsite = operation("DeleteBucketWebsite", {
  handle(input, { buckets, call }) {
    buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
  },
});

export const putBucketRequestPayment = operation("PutBucketRequestPayment", {
  handle(input, { buckets, call }) {
    buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (input.RequestPaymentConfiguration.Payer !== "BucketOwner") throw notImplemented("RequestPaymentConfiguration/Payer");
  },
});

/** Logging can be switched off, which it is. */
export const putBucketLogging = operation("PutBucketLogging", {
  handle(input, { buckets, call }) {
    buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    if (input.BucketLoggingStatus.LoggingEnabled !== undefined) throw notImplemented("BucketLoggingStatus/LoggingEnabled");
  },
});
