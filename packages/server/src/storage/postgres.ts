/**
 * PostgreSQL 15 or later through `pg`. The ports and their contract are whole; leases, several nodes and
 * fail-over come with the cluster.
 */

import type { SqlDatabase, SqlStatement, SqlValue } from "./sql/database.ts";
import { UnexpectedChanges } from "./sql/database.ts";

/** `url` as `postgres://user@host:port/database`; `schema` keeps several stores apart in one database. */
export async function openPostgres(url: string, options: { readonly schema?: string; readonly connections?: number } = {}): Promise<SqlDatabase> {
  // Imported only when it is used: starting on SQLite does not pay for it.
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 8,
    ...(options.schema ? { options: `-c search_path=${options.schema}` } : {}),
  });
  if (options.schema) await pool.query(`CREATE SCHEMA IF NOT EXISTS "${options.schema.replaceAll('"', '""')}"`);
  const { rows } = await pool.query<{ setting: string }>("SELECT setting FROM pg_settings WHERE name = 'fsync'");
  if (rows[0]?.setting === "off") {
    await pool.end();
    throw new Error("This PostgreSQL runs with fsync=off and would lose acknowledged executions in a crash. Set fsync=on and start again.");
  }
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
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
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
    },
    async read<Row>(sql: string, parameters: readonly SqlValue[]) {
      const result = await pool.query({ ...named(sql), values: parameters as SqlValue[] });
      return result.rows as Row[];
    },
    close: () => pool.end(),
  };
  return database;
}
