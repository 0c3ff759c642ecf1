import type { Store } from "../ports/store.ts";
import type { SqlDatabase } from "./database.ts";
import { sqlExecutions } from "./executions.ts";
import { sqlBlobs, sqlRecords } from "./records.ts";
import { migrate } from "./schema.ts";

/** All stores on one SQL database, brought to the present schema first. */
export async function openSqlStore(database: SqlDatabase): Promise<Store> {
  try {
    await migrate(database);
  } catch (error) {
    // Nobody else holds it: left open, its thread or connections would keep the process alive.
    await database.close();
    throw error;
  }
  return {
    description: database.description,
    executions: sqlExecutions(database),
    records: sqlRecords(database),
    blobs: sqlBlobs(database),
    syncMs: database.syncMs,
    ...(database.backup === undefined ? {} : { backup: database.backup }),
    close: () => database.close(),
  };
}
