/** A function as it is stored, and the configuration AWS answers for it. */

import { createHash } from "node:crypto";
import { type RecordStore, RecordConflict, type StoredRecord } from "../../storage/ports/records.ts";
import type { FunctionConfiguration, LoggingConfig, Runtime, VpcConfigResponse } from "../../models/lambda.ts";
import { functionArn, functionNotFound, type FunctionName, qualifiedArn } from "./function-name.ts";
import { ServiceError } from "../../aws/index.ts";

/** The stored row. Everything the caller may set and what the code package is; JSON. */
export interface FunctionRecord {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
  readonly runtime: string;
  readonly role: string;
  readonly handler: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly ephemeralStorageMb: number;
  readonly architectures: readonly ("x86_64" | "arm64")[];
  readonly variables: Readonly<Record<string, string>> | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly tracingMode: "Active" | "PassThrough";
  readonly snapStart: "PublishedVersions" | "None";
  readonly logging: LoggingConfig;
  readonly vpc: VpcConfigResponse | undefined;
  readonly deadLetterTargetArn: string | undefined;
  readonly kmsKeyArn: string | undefined;
  /** The package: its blob is named by its SHA-256 in hex. */
  readonly code: { readonly sha256: string; readonly bytes: number };
  /** AWS's RevisionId: another one after every change. */
  readonly revisionId: string;
  readonly lastModifiedMs: number;
}

export const functionKind = "lambda.function";

/** Keys sort by account, region, name, so that a region's functions are one range, in the order ListFunctions answers them. */
export function functionKey(name: Pick<FunctionName, "accountId" | "region" | "name">): string {
  return `${name.accountId}/${name.region}/${name.name}`;
}

/** AWS's form of LastModified: `2026-11-20T12:00:00.000+0000`. */
function lastModifiedText(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "+0000");
}

/** Only the latest version exists. Throws ResourceNotFoundException for any other qualifier, saying why. */
function requireLatest(name: FunctionName): void {
  if (name.qualifier === undefined || name.qualifier === "$LATEST") return;
  throw functionNotFound(qualifiedArn(name), " (Stile does not keep versions and aliases of functions yet; $LATEST is the only one)");
}

/** Throws ResourceNotFoundException with `arnInError`, by default the ARN as the caller qualified it. */
export async function findFunction(
  records: RecordStore,
  name: FunctionName,
  arnInError = qualifiedArn(name),
): Promise<StoredRecord<FunctionRecord>> {
  const found = await records.get<FunctionRecord>(functionKind, functionKey(name));
  if (found === undefined) throw functionNotFound(arnInError);
  requireLatest(name);
  return found;
}

/**
 * Writes what `change` makes of the stored function, deciding again when somebody else wrote first.
 * Throws PreconditionFailedException when the caller named a RevisionId that is no longer current.
 */
export async function changeFunction(
  records: RecordStore,
  name: FunctionName,
  revisionId: string | undefined,
  change: (record: FunctionRecord) => FunctionRecord,
): Promise<FunctionRecord> {
  const attemptsMax = 5;
  for (let attempt = 1; ; attempt++) {
    const found = await findFunction(records, name);
    if (revisionId !== undefined && revisionId !== found.value.revisionId) {
      throw new ServiceError(
        "PreconditionFailedException",
        "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId",
        { httpStatus: 412, fields: { Type: "User" } },
      );
    }
    const value = change(found.value);
    try {
      await records.write([{ kind: functionKind, key: found.key, value, expectedRevision: found.revision }]);
      return value;
    } catch (error) {
      if (!(error instanceof RecordConflict)) throw error;
      if (attempt === attemptsMax) {
        throw new ServiceError(
          "ResourceConflictException",
          `The operation cannot be performed at this time. An update is in progress for resource: ${functionArn(name)}`,
          { httpStatus: 409, cause: error, fields: { Type: "User" } },
        );
      }
    }
  }
}

/** What CreateFunction, the Get and Update operations and ListFunctions answer. Packages are unpacked before a record is written, so a function is never pending. */
export function configurationOf(record: FunctionRecord): FunctionConfiguration {
  return {
    FunctionName: record.name,
    FunctionArn: functionArn(record),
    // The model's enum holds every runtime that was accepted at the door.
    Runtime: record.runtime as Runtime,
    Role: record.role,
    Handler: record.handler,
    CodeSize: record.code.bytes,
    Description: record.description,
    Timeout: record.timeoutSeconds,
    MemorySize: record.memoryMb,
    LastModified: lastModifiedText(record.lastModifiedMs),
    CodeSha256: Buffer.from(record.code.sha256, "hex").toString("base64"),
    Version: "$LATEST",
    VpcConfig: record.vpc,
    DeadLetterConfig: record.deadLetterTargetArn === undefined ? undefined : { TargetArn: record.deadLetterTargetArn },
    Environment: record.variables === undefined ? undefined : { Variables: record.variables },
    KMSKeyArn: record.kmsKeyArn,
    TracingConfig: { Mode: record.tracingMode },
    RevisionId: record.revisionId,
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: record.architectures,
    EphemeralStorage: { Size: record.ephemeralStorageMb },
    SnapStart: { ApplyOn: record.snapStart, OptimizationStatus: "Off" },
    RuntimeVersionConfig: {
      RuntimeVersionArn: `arn:${record.partition}:lambda:${record.region}::runtime:${createHash("sha256").update(record.runtime).digest("hex")}`,
    },
    LoggingConfig: record.logging,
  };
}
