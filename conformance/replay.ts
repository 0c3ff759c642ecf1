/**
 * The wire's side of the table: a server process of its own, and the recorded cases' replayer, which drives it with
 * boto3 as any user would.
 */

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CaseResults } from "./pure-run.ts";
import type { CaseFile, Selection } from "./recorded-cases.ts";
import { startServerProcess } from "./server-process.ts";

/** What the replayer wrote down. */
export interface ReplayDocument {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly results: Partial<Readonly<Record<CaseFile, CaseResults>>>;
}

/** One run of the replayer: files that are narrowed in the same way. */
export interface Replay {
  readonly files: readonly CaseFile[];
  /** Only cases whose services are all in this list, and at least one is. */
  readonly services?: readonly string[] | undefined;
  /** Only scripts that call no other Step Functions operation; `implemented` asks the server. */
  readonly operations?: readonly string[] | "implemented" | undefined;
  readonly selection: Selection;
  /** Only the first so many cases of each file. */
  readonly limit?: number;
}

/** Older ones know neither variables nor JSONata: their models lack the members that the cases use. */
const recentBoto3 = "import boto3; assert tuple(map(int, boto3.__version__.split('.')[:2])) >= (1, 36)";

/** Why the wire cannot be driven here, or undefined. */
export function whyNoReplay(): string | undefined {
  const tried = spawnSync("python3", ["-c", recentBoto3], { stdio: "ignore" });
  if (tried.error) return "python3 is not installed";
  return tried.status === 0 ? undefined : "python3 has no boto3 of 1.36 or later (pip install boto3)";
}

/** Starts a server on a data folder that is thrown away, replays one after the other, and stops it. */
export async function replayOverHttp(folder: string, replays: readonly Replay[]): Promise<ReplayDocument> {
  const scratch = mkdtempSync(join(tmpdir(), "stile-conformance-"));
  try {
    const server = await startServerProcess({ dataDir: join(scratch, "data"), flags: ["--log-level", "error"] });
    try {
      const documents: ReplayDocument[] = [];
      for (const [number, replay] of replays.entries()) {
        const categories = replay.selection.category ?? [undefined];
        for (const category of categories) {
          const out = join(scratch, `results-${number}-${category ?? "all"}.json`);
          const flags = [...flagsOf(replay, category), ...(await operationFlags(replay, server.url, scratch))];
          documents.push(await runReplayer(folder, { endpoint: server.url, out, flags }));
        }
      }
      return merged(documents);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function flagsOf({ files, services, selection, limit }: Replay, category: string | undefined): string[] {
  return [
    ...["--only", files.join(",")],
    ...(services ? ["--services", services.join(",")] : []),
    ...(category === undefined ? [] : ["--category", category]),
    ...(selection.id === undefined ? [] : ["--id", selection.id]),
    ...(limit === undefined ? [] : ["--limit", String(limit)]),
  ];
}

async function operationFlags({ operations }: Replay, endpoint: string, scratch: string): Promise<string[]> {
  if (operations === undefined) return [];
  const names = operations === "implemented" ? await implementedOperations(endpoint) : operations;
  const path = join(scratch, "operations.txt");
  writeFileSync(path, names.join("\n"));
  return ["--operations", `@${path}`];
}

/** The Step Functions operations that the server says it has. */
async function implementedOperations(endpoint: string): Promise<readonly string[]> {
  const health = (await (await fetch(`${endpoint}/_stile/health`)).json()) as {
    readonly services: readonly { readonly name: string; readonly operations: readonly string[] }[];
  };
  const operations = health.services.find(({ name }) => name === "states")?.operations;
  if (operations === undefined) throw new Error("the server's health page names no Step Functions operations");
  return operations;
}

async function runReplayer(folder: string, run: { endpoint: string; out: string; flags: readonly string[] }): Promise<ReplayDocument> {
  const script = join(folder, "tools", "replay.py");
  const { code, text } = await runTool("python3", [
    script,
    join(folder, "step-functions"),
    "--endpoint",
    run.endpoint,
    "--out",
    run.out,
    ...run.flags,
  ]);
  if (code !== 0) throw new Error(`the replayer ended with ${code}:\n${text.slice(-4_000)}`);
  return JSON.parse(readFileSync(run.out, "utf8")) as ReplayDocument;
}

/** Runs a tool of the recorded cases to its end; its two outputs as one text. */
export function runTool(program: string, args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, text: Buffer.concat(chunks).toString() }));
  });
}

function merged(documents: readonly ReplayDocument[]): ReplayDocument {
  const results: Partial<Record<CaseFile, CaseResults>> = {};
  for (const document of documents) {
    for (const [file, found] of Object.entries(document.results) as [CaseFile, CaseResults][])
      results[file] = { ...results[file], ...found };
  }
  return { meta: documents[0]?.meta ?? {}, results };
}
