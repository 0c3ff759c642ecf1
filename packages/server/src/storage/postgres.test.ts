import assert from "node:assert/strict";
import { after, test } from "node:test";
import pg from "pg";
import { type OpenedStore, type PostgresServer, postgresIsMissing, startPostgresServer, storeContract } from "./contract/index.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlStore } from "./sql/store.ts";

const skip = postgresIsMissing();
let starting: Promise<PostgresServer> | undefined;
let schemas = 0;

/** One server for all tests of this file, started by the first. */
const server = () => (starting ??= startPostgresServer());
const openSchema = async (schema: string, connections = 4) =>
  openSqlStore(await openPostgres((await server()).url, { schema, connections }));

after(async () => (await starting)?.stop());

async function openedStore(): Promise<OpenedStore> {
  const schema = `store_${++schemas}`;
  const store = await openSchema(schema);
  let current = store;
  return {
    store,
    async reopen() {
      await current.close();
      current = await openSchema(schema);
      return current;
    },
    close: () => current.close(),
  };
}

storeContract("PostgreSQL", openedStore, { skip });

/** Asks the server itself, beside the store. */
async function ask(sql: string, database = "postgres"): Promise<void> {
  const client = new pg.Client({ connectionString: (await server()).url.replace(/postgres$/, database) });
  await client.connect();
  await client.query(sql);
  await client.end();
}

test("a server that cannot be reached is named, with the reason", { skip: skip ?? false }, async () => {
  await assert.rejects(openPostgres("postgres://stile@127.0.0.1:1/postgres"), /cannot use PostgreSQL at 127\.0\.0\.1:1: .*ECONNREFUSED/);
});

test("the password of the address is in no message and no description", { skip: skip ?? false }, async () => {
  await assert.rejects(openPostgres("postgres://stile:hunter2@127.0.0.1:1/postgres"), (error: Error) => !error.message.includes("hunter2"));
  const database = await openPostgres((await server()).url.replace("stile@", "stile:hunter2@"));
  assert.doesNotMatch(database.description, /hunter2/);
  await database.close();
});

test("a server that could lose an answered write is refused", { skip: skip ?? false }, async () => {
  await ask("CREATE DATABASE careless");
  await ask("ALTER DATABASE careless SET synchronous_commit = off");
  await assert.rejects(openPostgres((await server()).url.replace(/postgres$/, "careless")), /synchronous_commit=off/);
});

test("a database of another encoding is refused", { skip: skip ?? false }, async () => {
  await ask("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
  await assert.rejects(openPostgres((await server()).url.replace(/postgres$/, "latin")), /encoding is LATIN1/);
});

test("lost connections fail what is under way, not the process; the next write goes through a new one", {
  skip: skip ?? false,
}, async () => {
  const store = await openSchema("lost");
  const write = (key: string) => store.records.write([{ kind: "k", key, value: 1 }]);
  const writes = Promise.allSettled(Array.from({ length: 40 }, (_, index) => write(`key ${index}`)));
  await ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'stile'");
  const outcomes = await writes;
  await write("after");
  const reader = await openSchema("lost");
  for (const [index, { status }] of outcomes.entries()) {
    if (status === "fulfilled") assert.ok(await reader.records.get("k", `key ${index}`), "an answered write is gone");
  }
  await Promise.all([store.close(), reader.close()]);
});

test("two stores of one schema see each other's writes, and only one of two owners of a shard may commit", {
  skip: skip ?? false,
}, async () => {
  const [one, other] = [await openSchema("shared"), await openSchema("shared")];
  const { epoch } = await one.executions.openShard(0, "one");
  const taken = await other.executions.openShard(0, "other");
  const empty = { shard: 0, started: [], closed: [], segments: [], frames: [], removedFrames: [] };
  await assert.rejects(one.executions.commit({ ...empty, epoch }), { name: "Fenced" });
  await other.executions.commit({ ...empty, epoch: taken.epoch });
  await one.records.write([{ kind: "k", key: "a", value: 1 }]);
  assert.equal((await other.records.get("k", "a"))?.value, 1);
  await Promise.all([one.close(), other.close()]);
});

test("a schema name that would need quoting is refused before anything is asked", async () => {
  await assert.rejects(openPostgres("postgres://127.0.0.1:1/x", { schema: 'a"; DROP TABLE b' }), /use a lower-case letter/);
});
