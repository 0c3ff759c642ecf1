/**
 * What a disk may do to the write-ahead log of a server that was killed: cut it off anywhere, or change bytes of it.
 * Each damage is done to an offline copy, which is then opened as the server would: it must show a prefix of what was
 * committed and nothing else, or be refused with a message.
 */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startServerProcess } from "../conformance/server-process.ts";
import { readEvents } from "../packages/server/src/executor/history-reader.ts";
import { openSqlStore } from "../packages/server/src/storage/sql/store.ts";
import { openSqlite } from "../packages/server/src/storage/sqlite.ts";
import { openTokenBox, startClients } from "./clients.ts";
import { Ledger } from "./ledger.ts";
import { randomOf } from "./random.ts";
import { createWorkload, kinds, type Workload } from "./workload.ts";

export interface TornLogOptions {
  readonly seed: number;
  readonly folder?: string;
  /** Cuts, and as many places where bytes are changed. */
  readonly damages: number;
}

export interface TornLogReport {
  readonly seed: number;
  readonly logBytes: number;
  readonly acknowledgedStarts: number;
  /** Damages after which the store opened with a part of what was committed, and with all of it. */
  readonly openedWithPrefix: number;
  readonly openedWhole: number;
  readonly refused: number;
  readonly violations: readonly string[];
}

const loadMs = 700;
const listMax = 100_000;

export async function tearLog({ seed, damages, folder = tmpdir() }: TornLogOptions): Promise<TornLogReport> {
  const scratch = mkdtempSync(join(folder, "stile-torn-log-"));
  const random = randomOf(seed);
  try {
    const { ledger, workload, dataDir } = await killedServer(join(scratch, "data"), random);
    const log = readFileSync(join(dataDir, "stile.sqlite-wal"));
    const whole = await look(join(dataDir, "stile.sqlite"), scratch, log, { ledger, workload });
    if (typeof whole === "string") ledger.violate(`the log as the kill left it was refused: ${whole}`);
    else
      for (const { executionArn, kind } of ledger.acknowledged.values())
        if (kind !== "express" && !whole.arns.has(executionArn)) ledger.violate(`${executionArn} was acknowledged and is gone`);
    const report = { openedWithPrefix: 0, openedWhole: 0, refused: 0 };
    for (const { what, bytes } of damagesTo(log, damages, random)) {
      const seen = await look(join(dataDir, "stile.sqlite"), scratch, bytes, { ledger, workload });
      if (typeof seen === "string") {
        report.refused += 1;
        if (!/damaged|malformed|Restore a backup/.test(seen)) ledger.violate(`${what}: refused without saying what to do: ${seen}`);
        continue;
      }
      for (const problem of seen.problems) ledger.violate(`${what}: ${problem}`);
      if (typeof whole === "string" || seen.arns.size < whole.arns.size || seen.events < whole.events) report.openedWithPrefix += 1;
      else report.openedWhole += 1;
    }
    for (const problem of await startOnDamage(dataDir, scratch, log)) ledger.violate(problem);
    return { seed, logBytes: log.length, acknowledgedStarts: ledger.acknowledged.size, ...report, violations: ledger.violations };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function killedServer(dataDir: string, random: () => number): Promise<{ ledger: Ledger; workload: Workload; dataDir: string }> {
  const ledger = new Ledger();
  const tokens = await openTokenBox();
  const server = await startServerProcess({ dataDir, flags: ["--log-level", "error"] });
  try {
    const port = Number(new URL(server.url).port);
    const workload = await createWorkload(port, tokens.address);
    const clients = startClients({ port, workload, ledger, tokens, random, starters: 12 });
    await sleep(loadMs);
    await server.kill();
    await clients.stopped();
    return { ledger, workload, dataDir };
  } finally {
    tokens.close();
    await server.kill();
  }
}

/** Cuts at every kind of place (header, frame's head, middle of a page, boundary of 512 bytes), and single bits and whole sectors changed. */
function* damagesTo(log: Buffer, count: number, random: () => number): Generator<{ what: string; bytes: Buffer }> {
  const somewhere = (step: number) => Math.floor((random() * log.length) / step) * step;
  for (const at of [0, 7, 31, 32, 40, 56, 4_152]) yield { what: `cut at ${at}`, bytes: log.subarray(0, at) };
  for (let n = 0; n < count; n++) {
    const cutAt = somewhere(n % 2 === 0 ? 512 : 1);
    yield { what: `cut at ${cutAt}`, bytes: Buffer.from(log.subarray(0, cutAt)) };
    const bytes = Buffer.from(log);
    if (n % 3 === 2) {
      const at = somewhere(512);
      bytes.fill(0, at, at + 512);
      yield { what: `sector at ${at} zeroed`, bytes };
      continue;
    }
    // Every third into the header or the last frames: there the ends of both rules lie.
    const at = n % 3 === 0 ? somewhere(1) : n % 2 === 0 ? Math.floor(random() * 32) : log.length - 1 - Math.floor(random() * 9_000);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    yield { what: `bit flipped at ${at}`, bytes };
  }
}

/** The same with the whole server: a cut log is started with and worked on to its end, a damaged one is refused in words. */
async function startOnDamage(dataDir: string, scratch: string, log: Buffer): Promise<string[]> {
  const problems: string[] = [];
  const flipped = Buffer.from(log);
  flipped[Math.floor(log.length / 2)] = (flipped[Math.floor(log.length / 2)] ?? 0) ^ 1;
  for (const [what, bytes] of [
    ["cut", log.subarray(0, Math.floor(log.length * 0.9))],
    ["damaged", flipped],
  ] as const) {
    const copy = join(scratch, `server-${what}`);
    cpSync(dataDir, copy, { recursive: true });
    writeFileSync(join(copy, "stile.sqlite-wal"), bytes);
    const outcome = await startServerProcess({ dataDir: copy, flags: ["--log-level", "error"] }).catch((error: unknown) => String(error));
    if (typeof outcome === "string") {
      if (what === "cut") problems.push(`a server does not start with a log that was cut: ${outcome}`);
      else if (!/write-ahead log is damaged/.test(outcome)) problems.push(`the refusal does not say what is damaged: ${outcome}`);
      continue;
    }
    if (what === "damaged") problems.push("a server starts with a log that is damaged in the middle");
    const { status } = (await (await fetch(`${outcome.url}/_stile/health`)).json()) as { status: string };
    if (status !== "ok") problems.push(`the server is ${status}`);
    await outcome.stop();
  }
  return problems;
}

interface Seen {
  readonly arns: ReadonlySet<string>;
  readonly events: number;
  readonly problems: readonly string[];
}

/** What a store shows that is opened with this log; the message when it is refused. */
async function look(
  database: string,
  scratch: string,
  log: Buffer,
  { ledger, workload }: { readonly ledger: Ledger; readonly workload: Workload },
): Promise<Seen | string> {
  const copy = mkdtempSync(join(scratch, "copy-"));
  const path = join(copy, "stile.sqlite");
  try {
    cpSync(database, path);
    writeFileSync(`${path}-wal`, log);
    const store = await openSqlStore(await openSqlite(path));
    try {
      return await contents(store.executions, ledger, workload);
    } finally {
      await store.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

type Executions = Awaited<ReturnType<typeof openSqlStore>>["executions"];

async function contents(executions: Executions, ledger: Ledger, workload: Workload): Promise<Seen> {
  const arns = new Set<string>();
  const problems: string[] = [];
  let events = 0;
  const unanswered = ledger.unanswered.length;
  for (const kind of kinds) {
    for (const { id, arn, status } of await executions.list({ stateMachineArn: workload.stateMachineArns[kind], limit: listMax })) {
      arns.add(arn);
      const lastEventId = await executions.lastEventId(id);
      const history = await readEvents(executions, id, { firstEventId: 1, lastEventId });
      events += history.length;
      if (history.length !== lastEventId || history.some((event, index) => event.id !== index + 1))
        problems.push(`${arn} has a gap in its history`);
      if (status === "RUNNING" && (await executions.segments(id, { firstEventId: 1, lastEventId })).length === 0)
        problems.push(`${arn} is open and has no history`);
      const ended = history.at(-1)?.type;
      if ((status === "RUNNING") === /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(ended ?? ""))
        problems.push(`${arn} is ${status} and its last event is ${ended}`);
    }
  }
  const unknown = [...arns].filter((arn) => !ledger.acknowledged.has(arn)).length;
  if (unknown > unanswered)
    problems.push(`${unknown} executions that nobody was told of, and only ${unanswered} starts were without an answer`);
  return { arns, events, problems };
}
