/** Buckets come, are looked at, and go. */
import type { Call } from "../../aws/index.ts";
import type { BucketLocationConstraint, CreateBucketRequest, ListBucketsOutput } from "../../models/s3.ts";
import { grantsOf, ownerOf } from "./acl.ts";
import { checkBucketName } from "./bucket-name.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { operation, type S3Context } from "./context.ts";
import { bucketsMax, tagsOfBucketMax } from "./limits.ts";
import { objectKind, versionKind } from "./object-record.ts";
import { invalidArgument, notImplemented, refusal } from "./refusals.ts";
import { checkTags } from "./tag-set.ts";

export const createBucket = operation("CreateBucket", {
  async handle(input, { buckets, call }) {
    checkBucketName(input.Bucket);
    const region = regionOfBucket(input, call);
    const existing = buckets.find(input.Bucket);
    if (existing === undefined && buckets.list(call.accountId).length >= bucketsMax) {
      throw refusal("TooManyBuckets", 400, "You have attempted to create more buckets than allowed");
    }
    const record = newBucket(input, call, region);
    if (!(await buckets.create(record))) answerTaken(buckets.find(input.Bucket) ?? record, call);
    return { Location: region === "us-east-1" ? `/${input.Bucket}` : `http://${input.Bucket}.s3.amazonaws.com/` };
  },
});

function newBucket(input: CreateBucketRequest, call: Call, region: string): BucketRecord {
  const { ObjectOwnership: ownership, ObjectLockEnabledForBucket: locking, CreateBucketConfiguration: configuration } = input;
  if (configuration?.Location !== undefined || configuration?.Bucket !== undefined)
    throw notImplemented("CreateBucketConfiguration/Location");
  if (input.BucketNamespace !== undefined && input.BucketNamespace !== "global") throw notImplemented("x-amz-bucket-namespace");
  const record: BucketRecord = {
    name: input.Bucket,
    region,
    accountId: call.accountId,
    createdMs: Math.floor(call.nowMs / 1000) * 1000,
    ...(configuration?.Tags === undefined || configuration.Tags.length === 0
      ? {}
      : { tags: checkTags(configuration.Tags, tagsOfBucketMax, "Bucket") }),
    ...(ownership === undefined ? {} : { ownership }),
    // Object lock needs versions to lock.
    ...(locking === true ? { versioning: "Enabled" as const, objectLock: { ObjectLockEnabled: "Enabled" as const } } : {}),
  };
  const asksForMore =
    (input.ACL !== undefined && input.ACL !== "private") || input.GrantRead !== undefined || input.GrantWrite !== undefined;
  if (asksForMore && (ownership ?? "BucketOwnerEnforced") === "BucketOwnerEnforced") {
    throw refusal(
      "InvalidBucketAclWithObjectOwnership",
      400,
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    );
  }
  const grants = input.ACL === "private" ? undefined : grantsOf(input, record);
  return grants === undefined ? record : { ...record, acl: { Owner: ownerOf(call.accountId), Grants: grants } };
}

/** S3 answers the owner in us-east-1 as if the bucket had just been made, "for legacy compatibility". */
function answerTaken(existing: BucketRecord, call: Call): void {
  if (existing.accountId !== call.accountId) {
    throw refusal(
      "BucketAlreadyExists",
      409,
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
      { fields: { BucketName: existing.name } },
    );
  }
  if (existing.region === "us-east-1" && call.region === "us-east-1") return;
  throw refusal("BucketAlreadyOwnedByYou", 409, "Your previous request to create the named bucket succeeded and you already own it.", {
    fields: { BucketName: existing.name },
  });
}

function regionOfBucket(input: CreateBucketRequest, call: Call): string {
  const constraint: string | undefined = input.CreateBucketConfiguration?.LocationConstraint;
  if (constraint === undefined || constraint === "") {
    if (call.region === "us-east-1") return "us-east-1";
    throw refusal(
      "IllegalLocationConstraintException",
      400,
      "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.",
    );
  }
  const region = constraint === "EU" ? "eu-west-1" : constraint;
  // The endpoint of us-east-1 makes buckets anywhere; any other only its own.
  if (call.region !== "us-east-1" && region !== call.region) {
    throw refusal(
      "IllegalLocationConstraintException",
      400,
      `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  return region;
}

export const headBucket = operation("HeadBucket", {
  handle(input, { buckets, call }) {
    const { region } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    return { BucketRegion: region, AccessPointAlias: false };
  },
});

export const getBucketLocation = operation("GetBucketLocation", {
  handle(input, { buckets, call }) {
    const { region } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    // Buckets of us-east-1 have no constraint: the element is there and empty.
    return region === "us-east-1" ? {} : { LocationConstraint: region as BucketLocationConstraint };
  },
});

export const deleteBucket = operation("DeleteBucket", {
  async handle(input, { buckets, records, uploads, call }) {
    const { name } = buckets.require(input.Bucket, call, input.ExpectedBucketOwner);
    const deleted = await buckets.delete(name, async () => {
      if (!(await isEmpty(name, records))) return false;
      // Uploads that nobody completed or aborted do not keep a general purpose bucket; they go with it.
      await uploads.dropAll(name);
      return true;
    });
    if (deleted) return;
    throw refusal("BucketNotEmpty", 409, "The bucket you tried to delete is not empty. You must delete all versions in the bucket.", {
      fields: { BucketName: name },
    });
  },
});

async function isEmpty(bucket: string, records: S3Context["records"]): Promise<boolean> {
  for (const kind of [objectKind, versionKind]) {
    if ((await records.list(kind, { prefix: `${bucket}/`, limit: 1 })).length > 0) return false;
  }
  return true;
}

export const listBuckets = operation("ListBuckets", {
  handle(input, { buckets, call }): ListBucketsOutput {
    const { MaxBuckets = bucketsMax, ContinuationToken, Prefix, BucketRegion } = input;
    if (MaxBuckets < 1 || MaxBuckets > bucketsMax) {
      throw invalidArgument(`Argument maxBuckets must be an integer between 1 and ${bucketsMax}`, "max-buckets", String(MaxBuckets));
    }
    const after = ContinuationToken === undefined ? undefined : Buffer.from(ContinuationToken, "base64url").toString();
    const found = buckets
      .list(call.accountId)
      .filter(
        ({ name, region }) =>
          (after === undefined || name > after) &&
          (Prefix === undefined || name.startsWith(Prefix)) &&
          (BucketRegion === undefined || region === BucketRegion),
      );
    const page = found.slice(0, MaxBuckets);
    const paged = input.MaxBuckets !== undefined;
    return {
      Owner: ownerOf(call.accountId),
      Buckets: page.map(({ name, createdMs, region }) => ({
        Name: name,
        CreationDate: createdMs,
        ...(paged || Prefix !== undefined || BucketRegion !== undefined ? { BucketRegion: region } : {}),
      })),
      ...(Prefix === undefined ? {} : { Prefix }),
      ...(found.length > page.length ? { ContinuationToken: Buffer.from(page.at(-1)?.name ?? "").toString("base64url") } : {}),
    };
  },
});
