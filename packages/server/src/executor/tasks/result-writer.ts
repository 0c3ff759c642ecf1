/**
 * ResultWriter: what the children of a Map Run ended with, in files of a bucket with a manifest before them, or as the
 * result of the state in another form. (Developer guide, "ResultWriter".)
 */

import { type AwsCaller, ServiceError } from "../../aws/index.ts";
import { resultFileBytesMax } from "../limits.ts";
import type { ChildResult, MapRunOutcome, WriteResultsRequest } from "../map-run-io.ts";
import { bucketFailure } from "./bucket-failure.ts";

export async function writeResults(aws: AwsCaller, request: WriteResultsRequest, requestId: string): Promise<MapRunOutcome> {
  if (request.destination.parameters === undefined) return resultOfState(request);
  try {
    return await exportResults(aws, request);
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    return { kind: "failed", error: "States.ResultWriterFailed", cause: bucketFailure(thrown, requestId) };
  }
}

/** Without a place to write to: the children's results in the form that was asked for. */
async function resultOfState({ destination: { transformation }, children }: WriteResultsRequest): Promise<MapRunOutcome> {
  const entries: string[] = [];
  for await (const child of children()) entries.push(...entriesOf(child, transformation));
  return { kind: "succeeded", output: `[${entries.join(",")}]` };
}

type FileKind = "SUCCEEDED" | "FAILED" | "PENDING";

interface ResultFile {
  readonly Key: string;
  readonly Size: number;
}

async function exportResults(aws: AwsCaller, request: WriteResultsRequest): Promise<MapRunOutcome> {
  const { destination, mapRunArn, region, accountId, roleArn, signal } = request;
  const { Bucket, Prefix } = destination.parameters as { readonly Bucket?: unknown; readonly Prefix?: unknown };
  // The Map Run's own id: who writes again after a crash writes the same files.
  const folder = [
    ...(typeof Prefix === "string" && Prefix !== "" ? [Prefix.replace(/\/$/, "")] : []),
    mapRunArn.slice(mapRunArn.lastIndexOf(":") + 1),
  ].join("/");
  const put = async (Key: string, text: string, ContentType: string): Promise<ResultFile> => {
    const Body = Buffer.from(text);
    const input = { Bucket, Key, Body, ContentLength: Body.length, ContentType };
    await aws.call({ service: "s3", operation: "PutObject", input, region, accountId, principalArn: roleArn, signal });
    return { Key, Size: Body.length };
  };
  const asLines = destination.outputType === "JSONL";
  const files: Record<FileKind, ResultFile[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  const open: Record<FileKind, OpenFile> = { FAILED: new OpenFile(), PENDING: new OpenFile(), SUCCEEDED: new OpenFile() };
  const flush = async (kind: FileKind): Promise<void> => {
    const entries = open[kind].take();
    if (entries.length === 0) return;
    const name = `${folder}/${kind}_${files[kind].length}.${asLines ? "jsonl" : "json"}`;
    files[kind].push(
      await put(name, asLines ? `${entries.join("\n")}\n` : `[${entries.join(",")}]`, asLines ? "application/jsonl" : "application/json"),
    );
  };
  for await (const child of request.children()) {
    const kind: FileKind = child.status === "SUCCEEDED" ? "SUCCEEDED" : "FAILED";
    open[kind].add(entriesOf(child, destination.transformation));
    if (open[kind].length >= resultFileBytesMax) await flush(kind);
  }
  for (const kind of ["FAILED", "PENDING", "SUCCEEDED"] as const) await flush(kind);
  const manifest = { DestinationBucket: Bucket, MapRunArn: mapRunArn, ResultFiles: files };
  const Key = `${folder}/manifest.json`;
  await put(Key, JSON.stringify(manifest), "application/json");
  return { kind: "succeeded", output: JSON.stringify({ MapRunArn: mapRunArn, ResultWriterDetails: { Bucket, Key } }) };
}

/** Entries that are not written yet. */
class OpenFile {
  #entries: string[] = [];
  length = 0;

  add(entries: readonly string[]): void {
    for (const entry of entries) {
      this.#entries.push(entry);
      this.length += entry.length;
    }
  }

  take(): readonly string[] {
    const taken = this.#entries;
    this.#entries = [];
    this.length = 0;
    return taken;
  }
}

/** JSON texts. A child that failed is always told of in full. */
function entriesOf(child: ChildResult, transformation: WriteResultsRequest["destination"]["transformation"]): readonly string[] {
  const { output = "null" } = child;
  if (transformation === "NONE" || child.status !== "SUCCEEDED") return [JSON.stringify(description(child))];
  if (transformation === "COMPACT") return [output];
  const value = JSON.parse(output) as unknown;
  return Array.isArray(value) ? value.map((element) => JSON.stringify(element)) : [output];
}

/** As the developer guide shows an entry of SUCCEEDED_0.json and FAILED_0.json. */
function description(child: ChildResult): unknown {
  const succeeded = child.status === "SUCCEEDED";
  const { error, cause, output } = child;
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: child.executionArn,
    Input: child.input,
    InputDetails: { Included: true },
    Name: child.name,
    ...(output === undefined ? {} : { Output: output }),
    ...(output === undefined ? {} : { OutputDetails: { Included: true } }),
    RedriveCount: 0,
    RedriveStatus: succeeded ? "NOT_REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN",
    ...(succeeded ? { RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven" } : {}),
    StartDate: new Date(child.startMs).toISOString(),
    StateMachineArn: child.stateMachineArn,
    Status: child.status,
    StopDate: new Date(child.stopMs).toISOString(),
  };
}
