/** A function as it is stored, and the configuration AWS answers for it. */

import { createHash } from "node:crypto";
import { type RecordChange, type RecordStore, RecordConflict, type StoredRecord } from "../../storage/ports/records.ts";
import type { FunctionConfiguration, LoggingConfig, Runtime, VpcConfigResponse } from "../../models/lambda.ts";
import { functionArn, functionNotFound, type FunctionName, qualifiedArn } from "./function-name.ts";
import { ServiceError } from "../../aws/index.ts";

/** A package: its blob and its folder are named by its SHA-256 in hex. */
export interface PackageReference {
  readonly sha256: string;
  readonly bytes: number;
  readonly unzippedBytes: number;
}

/** A layer version a function was given. The package stays with the function when the layer version is deleted (as on AWS). */
export interface LayerReference extends PackageReference {
  readonly arn: string;
}

/** The stored row of $LATEST and of every published version. Everything the caller may set and what the code package is; JSON. */
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
  readonly code: PackageReference;
  /** In the order of the request: a later one covers the files of an earlier one. */
  readonly layers: readonly LayerReference[];
  /** The published version this is; undefined for $LATEST. */
  readonly version?: number;
  /** Bound of invocations of all versions together at the same time; only on $LATEST. */
  readonly reservedConcurrency?: number;
  /** AWS's RevisionId: another one after every change. */
  readonly revisionId: string;
  readonly lastModifiedMs: number;
}

export const functionKind = "lambda.function";

/** Keys sort by account, region, name, so that a region's functions are one range, in the order ListFunctions answers them. */
export function functionKey(name: Pick<FunctionName, "accountId" | "region" | "name">): string {
  return regionPrefix(name) + name.name;
}

/** What the keys of everything in an account and region begin with; layers are kept under the same form. */
export function regionPrefix({ accountId, region }: Pick<FunctionName, "accountId" | "region">): string {
  return `${accountId}/${region}/`;
}

/** AWS's form of LastModified: `2026-11-20T12:00:00.000+0000`. */
function lastModifiedText(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "+0000");
}

/** `$LATEST`, or the number of the published version. */
export function versionText(record: Pick<FunctionRecord, "version">): string {
  return record.version === undefined ? "$LATEST" : String(record.version);
}

/** The function's $LATEST, whatever the qualifier. Throws ResourceNotFoundException with `arnInError`, by default the ARN as the caller qualified it. */
export async function findFunction(
  records: RecordStore,
  name: FunctionName,
  arnInError = qualifiedArn(name),
): Promise<StoredRecord<FunctionRecord>> {
  const found = await records.get<FunctionRecord>(functionKind, functionKey(name));
  if (found === undefined) throw functionNotFound(arnInError);
  return found;
}

export function revisionMismatch(): ServiceError {
  return new ServiceError(
    "PreconditionFailedException",
    "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId",
    { httpStatus: 412, fields: { Type: "User" } },
  );
}

const attemptsMax = 5;

/** Runs `attempt` again when somebody else wrote first, a few times; then throws ResourceConflictException. */
export async function decidingAgain<T>(arn: string, attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RecordConflict)) throw error;
      if (attempts === attemptsMax) {
        throw new ServiceError(
          "ResourceConflictException",
          `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
          { httpStatus: 409, cause: error, fields: { Type: "User" } },
        );
      }
    }
  }
}

/**
 * Writes what `change` makes of the stored $LATEST, deciding again when somebody else wrote first; `also` is written with it.
 * Throws PreconditionFailedException when the caller named a RevisionId that is no longer current.
 */
export async function changeFunction(
  records: RecordStore,
  name: FunctionName,
  revisionId: string | undefined,
  change: (record: FunctionRecord) => FunctionRecord,
  also: (before: FunctionRecord) => readonly RecordChange[] = () => [],
): Promise<FunctionRecord> {
  return await decidingAgain(functionArn(name), async () => {
    const found = await findFunction(records, name);
    if (revisionId !== undefined && revisionId !== found.value.revisionId) throw revisionMismatch();
    const value = change(found.value);
    await records.write([{ kind: functionKind, key: found.key, value, expectedRevision: found.revision }, ...also(found.value)]);
    return value;
  });
}

/** The ARN of what the record is: unqualified for $LATEST, with its number for a version. */
export function recordArn(record: FunctionRecord): string {
  return record.version === undefined ? functionArn(record) : `${functionArn(record)}:${record.version}`;
}

/**
 * What CreateFunction, the Get and Update operations and the listings answer; `arn` is how the caller named the function.
 * Packages are unpacked before a record is written, so a function is never pending.
 */
export function configurationOf(record: FunctionRecord, arn = recordArn(record)): FunctionConfiguration {
  return {
    FunctionName: record.name,
    FunctionArn: arn,
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
    Version: versionText(record),
    VpcConfig: record.vpc,
    DeadLetterConfig: record.deadLetterTargetArn === undefined ? undefined : { TargetArn: record.deadLetterTargetArn },
    Environment: record.variables === undefined ? undefined : { Variables: record.variables },
    KMSKeyArn: record.kmsKeyArn,
    TracingConfig: { Mode: record.tracingMode },
    RevisionId: record.revisionId,
    Layers: record.layers.length === 0 ? undefined : record.layers.map(({ arn: layer, bytes }) => ({ Arn: layer, CodeSize: bytes })),
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

/** The manual: listings leave out state, update status and runtime version. */
export function listedConfiguration(record: FunctionRecord, arn?: string): FunctionConfiguration {
  const { State: _state, LastUpdateStatus: _status, RuntimeVersionConfig: _runtime, ...rest } = configurationOf(record, arn);
  return rest;
}
