/**
 * A copy of a SQLite file that is in use. A second connection reads one snapshot of it, in a thread of libuv's pool,
 * while the first one goes on writing into the log; the copy gets its name only when it is whole and on disk.
 */

import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";

/** More pages than a file can have: all in one step, which is one snapshot. Several steps would begin again after each write. */
const allPages = 2_147_483_647;

const underWay = new Set<string>();

/** Answers the bytes of the copy. Rejects with EEXIST when there is a file of that name, or one is being made. */
export async function backUpSqlite(path: string, to: string): Promise<number> {
  if (existsSync(to) || underWay.has(to)) throw Object.assign(new Error(`${to} exists`), { code: "EEXIST" });
  const partial = `${to}.partial`;
  underWay.add(to);
  try {
    // Left over from a backup that a crash ended; SQLite would copy into what it finds.
    rmSync(partial, { force: true });
    closeSync(openSync(partial, "wx", 0o600));
    const source = new DatabaseSync(path, { readOnly: true });
    try {
      await backup(source, partial, { rate: allPages });
    } finally {
      source.close();
    }
    renameSync(partial, to);
    sync(to);
    sync(dirname(to));
    return statSync(to).size;
  } finally {
    underWay.delete(to);
    rmSync(partial, { force: true });
  }
}

function sync(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
