/**
 * The schema, as forward-only migrations that SQLite and PostgreSQL both read. `bytes` and `rowless` stand
 * for what the two spell differently. A migration that has been released is never changed.
 */

import type { SqlDatabase } from "./database.ts";

const migrations: readonly (readonly string[])[] = [
  [
    `CREATE TABLE shard (
      id bigint PRIMARY KEY,
      owner text NOT NULL,
      epoch bigint NOT NULL,
      last_id bigint NOT NULL DEFAULT 0
    )`,
    `CREATE TABLE execution (
      id bigint PRIMARY KEY,
      shard bigint NOT NULL,
      arn text NOT NULL UNIQUE,
      name text NOT NULL,
      machine_arn text NOT NULL,
      definition_id text NOT NULL,
      start_ms bigint NOT NULL,
      header text NOT NULL,
      status text NOT NULL,
      stop_ms bigint,
      error text,
      cause text,
      output_payload bigint
    )`,
    `CREATE INDEX execution_by_machine ON execution (machine_arn, start_ms, id)`,
    `CREATE INDEX execution_open ON execution (shard, id) WHERE status = 'RUNNING'`,
    `CREATE INDEX execution_closed ON execution (stop_ms, id) WHERE stop_ms IS NOT NULL`,
    `CREATE TABLE frame (
      execution_id bigint NOT NULL,
      frame_id bigint NOT NULL,
      data text NOT NULL,
      PRIMARY KEY (execution_id, frame_id)
    ) {rowless}`,
    `CREATE TABLE history (
      execution_id bigint NOT NULL,
      number bigint NOT NULL,
      first_event bigint NOT NULL,
      last_event bigint NOT NULL,
      first_payload bigint NOT NULL,
      data text NOT NULL,
      PRIMARY KEY (execution_id, number)
    ) {rowless}`,
    `CREATE TABLE record (
      kind text {binary} NOT NULL,
      key text {binary} NOT NULL,
      revision bigint NOT NULL,
      value text NOT NULL,
      PRIMARY KEY (kind, key)
    ) {rowless}`,
    `CREATE TABLE blob (
      sha256 text PRIMARY KEY,
      data {bytes} NOT NULL
    )`,
  ],
];

const spellings = {
  sqlite: { "{rowless}": "WITHOUT ROWID", "{bytes}": "blob", "{binary}": "", "bigint PRIMARY KEY": "INTEGER PRIMARY KEY" },
  postgres: { "{rowless}": "", "{bytes}": "bytea", "{binary}": 'COLLATE "C"' },
} as const;

/** Brings an empty or older database to the present schema; refuses one that a newer Stile has written. */
export async function migrate(database: SqlDatabase): Promise<void> {
  await database.write([
    { sql: "CREATE TABLE IF NOT EXISTS schema_version (id int PRIMARY KEY, version int NOT NULL)", rows: [[]] },
    { sql: "INSERT INTO schema_version (id, version) VALUES (1, 0) ON CONFLICT (id) DO NOTHING", rows: [[]] },
  ]);
  const [row] = await database.read<{ version: number }>("SELECT version FROM schema_version WHERE id = 1", []);
  const version = Number(row?.version ?? 0);
  if (version > migrations.length) {
    throw new Error(
      `The data in ${database.description} was written by a newer Stile (schema ${version}; this one knows ${migrations.length}). Start that version, or restore a backup made before the upgrade.`,
    );
  }
  for (let next = version; next < migrations.length; next++) {
    const statements = (migrations[next] ?? []).map((sql) => ({ sql: spell(sql, database.dialect), rows: [[]] }));
    const bump = { sql: "UPDATE schema_version SET version = ? WHERE id = 1 AND version = ?", rows: [[next + 1, next]], changes: 1 };
    await database.write([...statements, bump]);
  }
}

function spell(sql: string, dialect: SqlDatabase["dialect"]): string {
  let spelled = sql;
  for (const [word, spelling] of Object.entries(spellings[dialect])) spelled = spelled.replaceAll(word, spelling);
  return spelled;
}
