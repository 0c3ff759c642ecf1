/**
 * Deployment packages: taken from a request, kept as blobs, unpacked once into a folder named by their SHA-256.
 * The folder is a copy that can be made again from the blob; many functions and processes may share it.
 */

import { createHash } from "node:crypto";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ServiceError } from "../../aws/index.ts";
import { invariant } from "../../platform/invariant.ts";
import type { Random } from "../../platform/platform.ts";
import type { BlobStore } from "../../storage/ports/blobs.ts";
import { invalidParameter } from "./function-name.ts";
import { unzippedBytesMax, zipBytesMax } from "./limits.ts";
import { readCentralDirectory, unpack, ZipRefused } from "./zip.ts";

/** Reads an object of this server's S3; undefined when there is none. */
export type ReadS3Object = (object: {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}) => Promise<Uint8Array | undefined>;

/** Where a request says its code is; the members CreateFunction's Code and UpdateFunctionCode share. */
export interface CodeSource {
  readonly ZipFile?: Uint8Array;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly S3ObjectVersion?: string;
  readonly ImageUri?: string;
  readonly SourceKMSKeyArn?: string;
}

export interface StoredCode {
  /** SHA-256 of the package, hex. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface CodeStore {
  /** The package itself. Throws InvalidParameterValueException, RequestEntityTooLargeException. */
  fetch(source: CodeSource, operation: string): Promise<Uint8Array>;
  /** Checks a package's contents without keeping anything of it. Throws as `store` does, except for broken compressed data. */
  check(zip: Uint8Array): StoredCode;
  /** Checks, stores and unpacks a package. Throws InvalidParameterValueException for what AWS could not unzip. */
  store(zip: Uint8Array): Promise<StoredCode>;
  /** The folder a package is unpacked in. */
  folderOf(sha256: string): Promise<string>;
}

export function createCodeStore(deps: {
  readonly blobs: BlobStore;
  readonly dataDir: string;
  readonly random: Random;
  readonly readS3Object: ReadS3Object | undefined;
}): CodeStore {
  const root = join(deps.dataDir, "lambda", "code");
  const folders = new Map<string, Promise<string>>();
  let prepared: Promise<unknown> | undefined;

  // Node looks for the nearest package.json above a file: without this one it would find that of the project the server runs in.
  const prepare = () => {
    prepared ??= mkdir(root, { recursive: true }).then(() => writeFile(join(root, "package.json"), "{}\n"));
    return prepared;
  };

  const unpacked = async (sha256: string, read: () => Promise<Uint8Array>): Promise<string> => {
    await prepare();
    const folder = join(root, sha256);
    const exists = await stat(folder).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return false;
        throw error;
      },
    );
    if (!exists) await unpack(await read(), folder, join(root, `unpacking-${deps.random.uuid()}`));
    return folder;
  };

  /** Once a process of the server; a failure is tried again by whoever asks next. */
  const folderFor = (sha256: string, read: () => Promise<Uint8Array>): Promise<string> => {
    const known = folders.get(sha256);
    if (known !== undefined) return known;
    const made = unpacked(sha256, read);
    folders.set(sha256, made);
    made.catch(() => folders.delete(sha256));
    return made;
  };

  /** What AWS says of a package it refuses; anything else is passed on. */
  const refusal = (error: unknown): unknown => {
    if (!(error instanceof ZipRefused)) return error;
    if (error.problem === "too-large") return invalidParameter(`Unzipped size must be smaller than ${unzippedBytesMax} bytes`);
    if (error.problem === "empty") return invalidParameter("Uploaded file must be a non-empty zip");
    return new ServiceError(
      "InvalidParameterValueException",
      "Could not unzip uploaded file. Please check your file, then try to upload again.",
      {
        fields: { Type: "User" },
        cause: error,
      },
    );
  };
  const named = (zip: Uint8Array): StoredCode => ({ sha256: createHash("sha256").update(zip).digest("hex"), bytes: zip.byteLength });

  return {
    async fetch(source, operation) {
      if (source.ImageUri !== undefined) throw invalidParameter("Stile does not run container images; give the code as ZipFile or in S3.");
      if (source.SourceKMSKeyArn !== undefined) throw invalidParameter("Stile does not support SourceKMSKeyArn yet.");
      if (source.ZipFile !== undefined) {
        if (source.S3Bucket !== undefined || source.S3Key !== undefined || source.S3ObjectVersion !== undefined) {
          throw invalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");
        }
        if (source.ZipFile.byteLength > zipBytesMax) {
          throw new ServiceError(
            "RequestEntityTooLargeException",
            `Request must be smaller than 70167211 bytes for the ${operation} operation`,
            {
              httpStatus: 413,
              fields: { Type: "User" },
            },
          );
        }
        return source.ZipFile;
      }
      if (source.S3Bucket === undefined || source.S3Key === undefined) throw invalidParameter("Please provide a source for function code.");
      if (deps.readS3Object === undefined) throw invalidParameter("This server has no S3 to read the code from; give it as ZipFile.");
      const bytes = await deps.readS3Object({ bucket: source.S3Bucket, key: source.S3Key, versionId: source.S3ObjectVersion });
      if (bytes === undefined) {
        throw invalidParameter(
          "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
        );
      }
      return bytes;
    },

    check(zip) {
      if (zip.byteLength === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
      try {
        readCentralDirectory(zip);
      } catch (error) {
        throw refusal(error);
      }
      return named(zip);
    },

    async store(zip) {
      if (zip.byteLength === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
      const code = named(zip);
      try {
        await folderFor(code.sha256, async () => zip);
      } catch (error) {
        throw refusal(error);
      }
      // After unpacking, so that a package that is refused leaves no blob behind.
      const stored = await deps.blobs.put(zip);
      invariant(stored === code.sha256, `the blob store named ${code.sha256} ${stored}`);
      return code;
    },

    folderOf(sha256) {
      return folderFor(sha256, async () => {
        const zip = await deps.blobs.get(sha256);
        if (zip === undefined)
          throw new ServiceError("ServiceException", `The code package ${sha256} is gone from the blob store.`, { httpStatus: 500 });
        return zip;
      });
    },
  };
}
