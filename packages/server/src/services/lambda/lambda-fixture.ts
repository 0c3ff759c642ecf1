/** For the tests of this folder: a Lambda service with stores in memory, a folder of its own and the real clock. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, type Zippable, zipSync } from "fflate";
import { type Call, ServiceError } from "../../aws/index.ts";
import type { LambdaOperations } from "../../models/lambda.ts";
import { createClock } from "../../platform/clock.ts";
import { createFakePlatform } from "../../platform/fake.ts";
import type { Platform } from "../../platform/platform.ts";
import { createRandom } from "../../platform/random.ts";
import type { BlobStore } from "../../storage/ports/blobs.ts";
import { RecordConflict, type RecordStore, type StoredRecord } from "../../storage/ports/records.ts";
import { createLambda, type InvokeRequest, type InvokeResult, type Lambda, type LambdaDeps } from "./index.ts";

export function memoryRecords(): RecordStore {
  const rows = new Map<string, StoredRecord>();
  return {
    async get<T>(kind: string, key: string) {
      return rows.get(`${kind} ${key}`) as StoredRecord<T> | undefined;
    },
    async list<T>(kind: string, { prefix = "", after, limit }: { prefix?: string; after?: string; limit: number }) {
      return [...rows.values()]
        .filter((row) => row.kind === kind && row.key.startsWith(prefix) && (after === undefined || row.key > after))
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .slice(0, limit) as StoredRecord<T>[];
    },
    async write(changes) {
      for (const { kind, key, expectedRevision } of changes) {
        if (expectedRevision !== undefined && (rows.get(`${kind} ${key}`)?.revision ?? 0) !== expectedRevision)
          throw new RecordConflict(kind, key);
      }
      for (const { kind, key, value } of changes) {
        const revision = (rows.get(`${kind} ${key}`)?.revision ?? 0) + 1;
        if (value === undefined) rows.delete(`${kind} ${key}`);
        else rows.set(`${kind} ${key}`, { kind, key, revision, value: JSON.parse(JSON.stringify(value)) });
      }
    },
  };
}

export function memoryBlobs(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  return {
    async put(bytes) {
      const name = createHash("sha256").update(bytes).digest("hex");
      blobs.set(name, bytes);
      return name;
    },
    get: async (name) => blobs.get(name),
    async delete(name) {
      blobs.delete(name);
    },
  };
}

/** A package of text files. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const entries: Zippable = {};
  for (const [path, text] of Object.entries(files)) entries[path] = strToU8(text);
  return zipSync(entries);
}

/** For assert.rejects: a refusal of that code, text and status. */
export const refusal = (code: string, message: string | RegExp, httpStatus?: number) => (error: unknown) => {
  assert.ok(error instanceof ServiceError, String(error));
  assert.equal(error.code, code);
  if (typeof message === "string") assert.equal(error.message, message);
  else assert.match(error.message, message);
  if (httpStatus !== undefined) assert.equal(error.httpStatus, httpStatus);
  return true;
};

/** Waits for what comes about by itself in a moment. */
export async function until(is: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(`it did not come about: ${what}`);
}

export interface Fixture {
  readonly lambda: Lambda;
  readonly dataDir: string;
  readonly logLines: ReturnType<typeof createFakePlatform>["logLines"];
  call<Name extends keyof LambdaOperations & string>(
    name: Name,
    input: LambdaOperations[Name]["input"],
  ): Promise<LambdaOperations[Name]["output"]>;
  /** Creates a function of these files; handler `index.handler`, Timeout 3 unless told otherwise. */
  create(name: string, files: Readonly<Record<string, string>>, settings?: Readonly<Record<string, unknown>>): Promise<void>;
  invoke(name: string, event?: unknown, options?: Partial<InvokeRequest>): Promise<InvokeResult>;
  close(): Promise<void>;
}

export const home = { accountId: "111111111111", region: "us-east-1" } as const;

export function openFixture(deps: Partial<LambdaDeps> = {}): Fixture {
  const dataDir = mkdtempSync(join(tmpdir(), "stile-lambda-"));
  const fake = createFakePlatform();
  const platform: Platform = { clock: createClock(), random: createRandom(), logger: fake.logger };
  const lambda = createLambda({
    platform,
    records: memoryRecords(),
    blobs: memoryBlobs(),
    dataDir,
    endpointUrl: () => "http://127.0.0.1:4566",
    ...deps,
  });
  const call = async <Name extends keyof LambdaOperations & string>(name: Name, input: LambdaOperations[Name]["input"]) => {
    const operation = lambda.definition.operations.find((candidate) => candidate.name === name);
    if (operation === undefined) throw new Error(`no operation ${name}`);
    // Behind a prototype, as the gateway's calls are: spreading one gives nothing.
    const context: Call = Object.create({
      ...home,
      requestId: platform.random.uuid(),
      partition: "aws",
      principalArn: "arn:aws:iam::111111111111:root",
      endpointUrl: "http://127.0.0.1:4566",
      nowMs: platform.clock.nowMs(),
      signal: new AbortController().signal,
    } satisfies Call);
    return (await operation.handle(input as never, { ...lambda.definition.deps, call: context })) as LambdaOperations[Name]["output"];
  };
  return {
    lambda,
    dataDir,
    logLines: fake.logLines,
    call,
    async create(name, files, settings = {}) {
      await call("CreateFunction", {
        FunctionName: name,
        Runtime: "nodejs22.x",
        Role: "arn:aws:iam::111111111111:role/test",
        Handler: "index.handler",
        Code: { ZipFile: zipOf(files) },
        ...settings,
      });
    },
    async invoke(name, event = {}, options = {}) {
      return await lambda.invoke({
        ...home,
        functionName: name,
        invocationType: "RequestResponse",
        payload: JSON.stringify(event),
        ...options,
      });
    },
    async close() {
      await lambda.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
