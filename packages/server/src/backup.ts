/**
 * A backup: a folder that a server can be started with, made while the server works. The database is copied as one
 * snapshot, then the files that it names, then the key without which its secrets cannot be opened.
 */

import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { MakeBackup } from "./access/index.ts";
import { databaseFile, filesFolder, masterKeyFile } from "./data-folder.ts";
import type { FileStore } from "./storage/ports/files.ts";
import type { Store } from "./storage/ports/store.ts";

/** undefined where the store has tools of its own or keeps nothing. */
export function backupOf(store: Store, files: FileStore, dataDir: string): MakeBackup | undefined {
  const { backup } = store;
  if (backup === undefined || files.backup === undefined) return undefined;
  const copyAll = files.backup.bind(files);
  return async (folder) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, databaseFile);
    let databaseBytes = 0;
    const { bytes } = await copyAll(join(folder, filesFolder), async () => {
      ({ bytes: databaseBytes } = await backup.call(store, file));
    });
    await copyFile(join(dataDir, masterKeyFile), join(folder, masterKeyFile)).catch((error: NodeJS.ErrnoException) => {
      // No secret has been kept yet.
      if (error.code !== "ENOENT") throw error;
    });
    return { file, bytes: databaseBytes + bytes };
  };
}
