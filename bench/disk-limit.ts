/** What the disk itself allows, measured in the same run: no store that keeps its promises commits more often. */

import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface DiskLimit {
  /** Appends of 4 KiB, each followed by fdatasync, per second, one after the other. */
  readonly syncedAppendsPerSecond: number;
  /** SQLite (WAL, synchronous FULL): commits of 64 small rows, per second. */
  readonly sqliteCommitsPerSecond: number;
}

export function measureDiskLimit(folder: string, durationMs = 1_000): DiskLimit {
  return { syncedAppendsPerSecond: syncedAppends(folder, durationMs), sqliteCommitsPerSecond: sqliteCommits(folder, durationMs) };
}

function syncedAppends(folder: string, durationMs: number): number {
  const path = join(folder, "disk-limit.bin");
  const file = openSync(path, "w");
  const block = Buffer.alloc(4_096, 1);
  const rate = perSecond(durationMs, () => {
    writeSync(file, block);
    fdatasyncSync(file);
  });
  closeSync(file);
  rmSync(path);
  return rate;
}

function sqliteCommits(folder: string, durationMs: number): number {
  const path = join(folder, "disk-limit.sqlite");
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entry (id INTEGER PRIMARY KEY, text TEXT)");
  const insert = database.prepare("INSERT INTO entry (text) VALUES (?)");
  const text = "x".repeat(200);
  const rate = perSecond(durationMs, () => {
    database.exec("BEGIN");
    for (let row = 0; row < 64; row++) insert.run(text);
    database.exec("COMMIT");
  });
  database.close();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
  return rate;
}

function perSecond(durationMs: number, act: () => void): number {
  const beganMs = performance.now();
  let count = 0;
  while (performance.now() - beganMs < durationMs) {
    act();
    count += 1;
  }
  return Math.round(count / ((performance.now() - beganMs) / 1_000));
}
