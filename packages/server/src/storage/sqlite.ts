/**
 * SQLite, in a thread of its own: a slow disk then delays answers but never the event loop. The connection
 * runs in WAL mode with `synchronous = FULL`: a write that was answered survives the machine. Everything
 * that waits while one transaction is being synced goes into the next one together (group commit).
 */

import { Worker } from "node:worker_threads";
import { type SqlDatabase, type SqlStatement, type SqlValue, UnexpectedChanges } from "./sql/database.ts";
import type { SqliteAnswer, SqliteRequest } from "./sqlite-worker.ts";

/** Measured with 64 writers: 4 and 16 are worse by some percent, one message for all by ten. */
const requestsPerMessage = 8;

interface Waiting {
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
}

/** `path` is a file, made when it is missing, or `:memory:`. */
export async function openSqlite(path: string): Promise<SqlDatabase> {
  const worker = new Worker(new URL("./sqlite-worker.ts", import.meta.url), { workerData: { path } });
  const waiting = new Map<number, Waiting>();
  let lastRequest = 0;
  let gone: Error | undefined;

  const fail = (error: Error) => {
    gone ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const opened = new Promise<number>((resolve, reject) => {
    worker.once("message", (message: { opened: number } | { failed: string }) => {
      if ("opened" in message) resolve(message.opened);
      else reject(new Error(message.failed));
    });
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the SQLite thread ended with ${code} before it had opened ${path}`)));
  });
  const syncMs = await opened;
  worker.on("message", (answers: readonly SqliteAnswer[]) => {
    for (const answer of answers) {
      const caller = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.kind === "rows") caller?.resolve(answer.rows);
      else if (answer.kind === "unexpectedChanges") caller?.reject(new UnexpectedChanges(answer.statement, answer.row));
      else
        caller?.reject(
          answer.code === undefined ? new Error(answer.message) : Object.assign(new Error(answer.message), { code: answer.code }),
        );
    }
  });
  worker.on("error", (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on("exit", () => fail(new Error(`${path} is closed`)));

  /**
   * What one turn of the event loop asks for goes over in few messages, since a message costs more than most of what is in
   * it; not in one, since the thread would stand idle until the turn is over.
   */
  let outgoing: SqliteRequest[] = [];
  const sendOutgoing = () => {
    if (outgoing.length === 0) return;
    const requests = outgoing;
    outgoing = [];
    worker.postMessage(requests);
  };

  function ask(request: Omit<SqliteRequest, "id"> & SqliteBody): Promise<readonly unknown[]> {
    if (gone) return Promise.reject(gone);
    const id = ++lastRequest;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      const count = outgoing.push({ ...request, id } as SqliteRequest);
      // A thread that has nothing to do begins at once.
      if (waiting.size === 1 || count === requestsPerMessage) sendOutgoing();
      else if (count === 1) setImmediate(sendOutgoing);
    });
  }

  return {
    dialect: "sqlite",
    description: `sqlite ${path}`,
    syncMs: path === ":memory:" ? undefined : syncMs,
    async write(statements: readonly SqlStatement[]) {
      await ask({ kind: "write", statements });
    },
    async read<Row>(sql: string, parameters: readonly SqlValue[]) {
      return (await ask({ kind: "read", sql, parameters })) as readonly Row[];
    },
    ...(path === ":memory:"
      ? {}
      : {
          async backup(to: string) {
            const [row] = (await ask({ kind: "backup", to })) as readonly { readonly bytes: number }[];
            return { bytes: row?.bytes ?? 0 };
          },
        }),
    async close() {
      if (gone) return;
      const closing = ask({ kind: "close" });
      // Asked for before now is still answered; what comes later is not.
      gone = new Error(`${path} is closed`);
      try {
        await closing;
      } finally {
        await worker.terminate();
      }
    },
  };
}

type SqliteBody =
  | { readonly kind: "write"; readonly statements: readonly SqlStatement[] }
  | { readonly kind: "read"; readonly sql: string; readonly parameters: readonly SqlValue[] }
  | { readonly kind: "backup"; readonly to: string }
  | { readonly kind: "close" };
