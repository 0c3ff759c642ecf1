/**
 * The data folder belongs to one process at a time: a lock file names its owner by pid and, where the system
 * tells it, by the moment that process began, so that a number used again after a crash is not mistaken for
 * the owner.
 */

import { mkdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Everything that is kept, but for what the next two hold. */
export const databaseFile = "stile.sqlite";
/** The bytes of large objects. */
export const filesFolder = "s3";
/** What secrets at rest are sealed with; made with the first secret. */
export const masterKeyFile = "master.key";

export interface DataFolderLock {
  release(): void;
}

export class DataFolderInUse extends Error {
  readonly pid: number;
  constructor(dataDir: string, pid: number) {
    super(`The data folder ${dataDir} is in use by the process ${pid}. Stop that server first, or start this one with another --data-dir.`);
    this.name = "DataFolderInUse";
    this.pid = pid;
  }
}

interface Owner {
  readonly pid: number;
  readonly began: string | undefined;
}

/** Makes the folder when it is missing. Throws DataFolderInUse with the owner's pid. */
export function lockDataFolder(dataDir: string): DataFolderLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, "lock");
  const mine = JSON.stringify({ pid: process.pid, began: beganAt(process.pid) } satisfies Owner);
  for (let tries = 0; tries < 10; tries++) {
    try {
      writeFileSync(path, mine, { flag: "wx", mode: 0o600 });
      return { release: () => releaseLock(path, mine) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = readOwner(path);
    if (owner && isAlive(owner)) throw new DataFolderInUse(dataDir, owner.pid);
    putAside(path);
  }
  throw new Error(`The lock of the data folder ${dataDir} cannot be had: several processes try at once.`);
}

/** Whether other users of this machine can open a file: it and its folder let them, as those made by hand or by an older Stile may. */
export function othersMayRead(path: string): boolean {
  const open = (at: string, bits: number) => ((statSync(at, { throwIfNoEntry: false })?.mode ?? 0) & bits) !== 0;
  return open(path, 0o044) && open(dirname(path), 0o011);
}

/** Where the server that has a data folder answers, for programs on the same machine. */
export interface RunningServer {
  readonly url: string;
  readonly pid: number;
}

const announcementFile = "server.json";

/** Writes `<data-dir>/server.json`; what it answers takes the file away again. For the owner of the lock alone. */
export function announceServer(dataDir: string, url: string): () => void {
  const path = join(dataDir, announcementFile);
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify({ url, pid: process.pid } satisfies RunningServer)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
  return () => rmSync(path, { force: true });
}

/** The server that has that folder at present; undefined when there is none, or it is not ready yet. */
export function findServer(dataDir: string): RunningServer | undefined {
  const owner = readOwner(join(dataDir, "lock"));
  if (owner === undefined || !isAlive(owner)) return undefined;
  try {
    const { url, pid } = JSON.parse(readFileSync(join(dataDir, announcementFile), "utf8")) as RunningServer;
    // A server that was killed leaves the file behind; the address may be another program's by now.
    return pid === owner.pid && typeof url === "string" && URL.canParse(url) ? { url, pid } : undefined;
  } catch {
    return undefined;
  }
}

function readOwner(path: string): Owner | undefined {
  try {
    const owner = JSON.parse(readFileSync(path, "utf8")) as Owner;
    return Number.isInteger(owner.pid) ? owner : undefined;
  } catch {
    return undefined; // gone meanwhile, or cut off by a crash while it was written: nobody's
  }
}

function isAlive({ pid, began }: Owner): boolean {
  if (pid === process.pid) return false; // a lock of an earlier life with the same number, as in containers
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return began === undefined || beganAt(pid) === undefined || beganAt(pid) === began;
}

/** When the process began, in the kernel's count since boot together with the boot's own id; undefined where there is no /proc. */
function beganAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return undefined;
  }
}

/** A rename happens once: of two that find a dead owner's lock, each moves what is there and tries again. */
function putAside(path: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    unlinkSync(aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

function releaseLock(path: string, mine: string): void {
  try {
    if (readFileSync(path, "utf8") === mine) unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
