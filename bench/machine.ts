/** What a figure was measured on; without it a figure says nothing. */

import { statfsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { version } from "@stile/server";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly sqlite: string;
  readonly stile: string;
  /** Processes that wanted a core in the minute before the run: above 0.5 others were at work, and figures are too low. */
  readonly loadAverage: number;
  /** Whether the folder of the measurement lies in memory, where no sync means anything. */
  readonly diskInMemory: boolean;
}

const tmpfsMagic = 0x01021994;

export function describeMachine(folder: string): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    sqlite: process.versions["sqlite"] ?? "unknown",
    stile: version,
    loadAverage: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    diskInMemory: statfsSync(folder).type === tmpfsMagic,
  };
}

/** A process's CPU time so far, seconds, all threads, children not counted; undefined where there is no /proc. */
export async function cpuSecondsOf(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  // The second field is the program's name in parentheses, which may hold spaces; utime and stime are fields 14 and 15.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond;
}

/** USER_HZ: 100 on every Linux that Node runs on. */
const clockTicksPerSecond = 100;

/** Resident memory, MiB; undefined where there is no /proc. */
export async function rssMiBOf(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1];
  return kib === undefined ? undefined : Math.round(Number(kib) / 102.4) / 10;
}
