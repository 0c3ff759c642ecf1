/**
 * Deployment packages: taken from a request, kept as blobs, unpacked once into a folder named by their SHA-256.
 * The folder is a copy that can be made again from the blob; many functions and processes may share it.
 */

import { createHash } from "node:crypto";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ServiceError } from "../../aws/index.ts";
import { invariant } from "../../platform/invariant.ts";
import type { Random } from "../../platform/platform.ts";
import type { BlobStore } from "../../storage/ports/blobs.ts";
import { invalidParameter } from "./function-name.ts";
import type { PackageReference } from "./function-record.ts";
import { createLayerFolders } from "./layer-folder.ts";
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

/** The folders of a function's code and layers, which stay for as long as they are held. */
export interface HeldFolders {
  readonly taskRoot: string;
  /** What is /opt on AWS; undefined without layers. */
  readonly layersRoot: string | undefined;
  release(): void;
}

export interface CodeStore {
  /** The package itself. Throws InvalidParameterValueException, RequestEntityTooLargeException. */
  fetch(source: CodeSource, operation: string): Promise<Uint8Array>;
  /** Checks a package's contents without keeping anything of it. Throws as `store` does, except for broken compressed data. */
  check(zip: Uint8Array): PackageReference;
  /**
   * Checks, stores and unpacks a package; it is not collected before `write`, which makes a record refer to it, is over.
   * Throws InvalidParameterValueException for what AWS could not unzip, and what `write` throws.
   */
  store<T>(zip: Uint8Array, write: (code: PackageReference) => Promise<T>): Promise<T>;
  /** None of these packages is collected before `work` is over. */
  keep<T>(sha256s: readonly string[], work: () => Promise<T>): Promise<T>;
  /** Where code and layers are unpacked. */
  hold(code: string, layers: readonly string[]): Promise<HeldFolders>;
  /**
   * Removes those packages that nobody holds and that `referenced`, asked while no one can begin to hold them, does
   * not name. Answers which of them are still there because they are held.
   */
  collect(sha256s: readonly string[], referenced: () => Promise<ReadonlySet<string>>): Promise<readonly string[]>;
}

export function createCodeStore(deps: {
  readonly blobs: BlobStore;
  readonly dataDir: string;
  readonly random: Random;
  readonly readS3Object: ReadS3Object | undefined;
}): CodeStore {
  const root = join(deps.dataDir, "lambda", "code");
  const folders = new Map<string, Promise<string>>();
  const layerFolders = createLayerFolders(join(deps.dataDir, "lambda", "layers"), deps.random);
  let prepared: Promise<unknown> | undefined;

  // Node looks for the nearest package.json above a file: without this one it would find that of the project the server runs in.
  const prepare = () => {
    prepared ??= mkdir(root, { recursive: true }).then(() => writeFile(join(root, "package.json"), "{}\n"));
    return prepared;
  };

  const unpacked = async (sha256: string, read: () => Promise<Uint8Array>): Promise<string> => {
    await prepare();
    const folder = join(root, sha256);
    if (!(await exists(folder))) await unpack(await read(), folder, join(root, `unpacking-${deps.random.uuid()}`));
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
  const named = (zip: Uint8Array): PackageReference => {
    if (zip.byteLength === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
    try {
      const unzippedBytes = readCentralDirectory(zip).reduce((total, { bytes }) => total + bytes, 0);
      return { sha256: createHash("sha256").update(zip).digest("hex"), bytes: zip.byteLength, unzippedBytes };
    } catch (error) {
      throw refusal(error);
    }
  };

  const folderOf = (sha256: string) =>
    folderFor(sha256, async () => {
      const zip = await deps.blobs.get(sha256);
      if (zip === undefined)
        throw new ServiceError("ServiceException", `The code package ${sha256} is gone from the blob store.`, { httpStatus: 500 });
      return zip;
    });

  /** How many hold a package: processes that run it, requests about to refer to it. */
  const holders = new Map<string, number>();
  /** While packages are collected nobody can begin to hold one of them. */
  let collecting: { readonly sha256s: ReadonlySet<string>; readonly done: Promise<unknown> } | undefined;

  const take = async (sha256s: readonly string[]): Promise<() => void> => {
    while (collecting !== undefined && sha256s.some((sha256) => collecting?.sha256s.has(sha256))) await collecting.done;
    for (const sha256 of sha256s) holders.set(sha256, (holders.get(sha256) ?? 0) + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      for (const sha256 of sha256s) {
        const left = (holders.get(sha256) ?? 1) - 1;
        if (left === 0) holders.delete(sha256);
        else holders.set(sha256, left);
      }
    };
  };

  const keep = async <T>(sha256s: readonly string[], work: () => Promise<T>): Promise<T> => {
    const release = await take(sha256s);
    try {
      return await work();
    } finally {
      release();
    }
  };

  /** The blob goes first: a folder without one is made again by nobody, a blob without a folder by anybody. */
  const remove = async (sha256: string) => {
    folders.delete(sha256);
    await deps.blobs.delete(sha256);
    await rm(join(root, sha256), { recursive: true, force: true });
    await layerFolders.forget(sha256);
  };

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

    check: named,

    async store(zip, write) {
      const code = named(zip);
      return await keep([code.sha256], async () => {
        try {
          await folderFor(code.sha256, async () => zip);
        } catch (error) {
          throw refusal(error);
        }
        // After unpacking, so that a package that is refused leaves no blob behind.
        const stored = await deps.blobs.put(zip);
        invariant(stored === code.sha256, `the blob store named ${code.sha256} ${stored}`);
        return await write(code);
      });
    },

    keep,

    async hold(code, layers) {
      const release = await take([code, ...layers]);
      try {
        const taskRoot = await folderOf(code);
        const layersRoot = layers.length === 0 ? undefined : await layerFolders.folderOf(layers, await Promise.all(layers.map(folderOf)));
        return { taskRoot, layersRoot, release };
      } catch (error) {
        release();
        throw error;
      }
    },

    async collect(sha256s, referenced) {
      while (collecting !== undefined) await collecting.done;
      const free = sha256s.filter((sha256) => !holders.has(sha256));
      const collect = async () => {
        const kept = await referenced();
        for (const sha256 of free) if (!kept.has(sha256)) await remove(sha256);
      };
      const done = collect();
      const claimed = { sha256s: new Set(free), done: done.catch(() => {}) };
      collecting = claimed;
      try {
        await done;
      } finally {
        collecting = undefined;
      }
      return sha256s.filter((sha256) => !free.includes(sha256));
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
}
