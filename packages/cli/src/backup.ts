/** `stile backup`: a copy of everything a running server keeps, as a data folder that a server can be started with. */

import { resolve } from "node:path";
import { type AdminClientOptions, createAdminClient } from "./admin-client.ts";
import { print, withProgress } from "./terminal.ts";

export interface BackupOptions extends AdminClientOptions {
  readonly json?: boolean | undefined;
}

interface Backup {
  readonly path: string;
  readonly file: string;
  readonly bytes: number;
  readonly milliseconds: number;
}

export async function backUp(folder: string, { json, ...options }: BackupOptions): Promise<number> {
  const client = await createAdminClient(options);
  const made = await withProgress(`copying to ${folder}`, client.call<Backup>("POST", "/_stile/api/backup", { path: resolve(folder) }));
  if (json) print(JSON.stringify(made, undefined, 2));
  else {
    print(`${(made.bytes / 1_048_576).toFixed(1)} MiB in ${made.milliseconds} ms: ${made.file}`);
    print(`To restore it: stile start --data-dir ${made.path}`);
  }
  return 0;
}
