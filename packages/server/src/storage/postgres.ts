/**
 * PostgreSQL 15 or later through `pg`. The ports and their contract are whole; leases, several nodes and
 * fail-over come with the cluster.
 */

import type { Pool, PoolClient } from "pg";
import type { SqlDatabase, SqlStatement, SqlValue } from "./sql/database.ts";
import { UnexpectedChanges } from "./sql/database.ts";

/** Two writes took the same rows in opposite order (SQLSTATE, PostgreSQL manual, appendix A). */
const deadlockDetected = "40P01";
/** Each attempt waits for `deadlock_timeout`, a second by default, before it is chosen again. */
const deadlockAttemptsMax = 10;

/** `url` as `postgres://user@host:port/database`; `schema` keeps several stores apart in one database. */
export async function openPostgres(
  url: string,
  options: { readonly schema?: string; readonly connections?: number } = {},
): Promise<SqlDatabase> {
  // Imported only when it is used: starting on SQLite does not pay for it.
  const { default: pg } = await import("pg");
  const { schema, connections = 8 } = options;
  if (schema !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new Error(`PostgreSQL schema "${schema}": use a lower-case letter or _, then up to 62 letters, digits and _.`);
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    ...(schema === undefined ? {} : { options: `-c search_path=${schema}` }),
  });
  // A connection that is lost while idle is replaced, and one that is lost at work rejects its queries; without
  // listeners the same news would, as an unheard `error` event, end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => void client.on("error", () => undefined));
  try {
    await refuseUnsafe(pool);
    if (schema !== undefined) await pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  } catch (error) {
    await pool.end();
    throw new Error(`cannot use PostgreSQL at ${new URL(url).host}: ${reasonOf(error)}`, { cause: error });
  }
  let closing: Promise<void> | undefined;
  const names = new Map<string, { readonly name: string; readonly text: string }>();

  /** Statements are prepared once a connection; `?` becomes `$1`, `$2`, ... */
  function named(sql: string) {
    let statement = names.get(sql);
    if (statement === undefined) {
      let count = 0;
      statement = { name: `stile_${names.size + 1}`, text: sql.replace(/\?/g, () => `$${++count}`) };
      names.set(sql, statement);
    }
    return statement;
  }

  const database: SqlDatabase = {
    dialect: "postgres",
    description: `postgres ${new URL(url).host}`,
    syncMs: undefined,
    async write(statements: readonly SqlStatement[]) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await transaction(statements);
        } catch (error) {
          // Chosen as the victim, it was rolled back whole and may simply go again.
          if (attempt >= deadlockAttemptsMax || (error as { code?: string }).code !== deadlockDetected) throw error;
        }
      }
    },
    async read<Row>(sql: string, parameters: readonly SqlValue[]) {
      const result = await pool.query({ ...named(sql), values: parameters as SqlValue[] });
      return result.rows as Row[];
    },
    close: () => (closing ??= pool.end()),
  };
  return database;

  /** A connection may have been lost while it lay idle: nothing has been asked of it yet, so another one is taken. */
  async function begin(): Promise<PoolClient> {
    for (let attempt = 0; ; attempt++) {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        return client;
      } catch (error) {
        client.release(true);
        if (attempt >= connections) throw error;
      }
    }
  }

  async function transaction(statements: readonly SqlStatement[]): Promise<void> {
    const client = await begin();
    try {
      for (const [index, { sql, rows, changes }] of statements.entries()) {
        for (const [row, values] of rows.entries()) {
          const result = await client.query({ ...named(sql), values: values as SqlValue[] });
          if (changes !== undefined && result.rowCount !== changes) throw new UnexpectedChanges(index, row);
        }
      }
      await client.query("COMMIT");
      client.release();
    } catch (error) {
      // Whether a failed COMMIT took effect is unknown: the connection is given up, and the shard reloads.
      await client.query("ROLLBACK").then(
        () => client.release(),
        (lost: Error) => client.release(lost),
      );
      throw error;
    }
  }
}

/** Refuses settings under which an answered write could be lost, or a text come back as another. */
async function refuseUnsafe(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'server_encoding')",
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  for (const name of ["fsync", "synchronous_commit"]) {
    if (settings.get(name) === "off") {
      throw new Error(`it runs with ${name}=off and would lose acknowledged executions in a crash. Set ${name}=on and start again.`);
    }
  }
  if (settings.get("server_encoding") !== "UTF8") {
    throw new Error(`the database's encoding is ${settings.get("server_encoding")}. Create one with ENCODING 'UTF8' and start again.`);
  }
}

/** A refused connection to a name with several addresses is an AggregateError without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
