import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { jsonPage, type Page, type PageResponse } from "../gateway/index.ts";
import { createFakePlatform } from "../platform/fake.ts";
import { openMemoryStore } from "../storage/memory/index.ts";
import type { Store } from "../storage/ports/store.ts";
import { openSqlStore } from "../storage/sql/store.ts";
import { openSqlite } from "../storage/sqlite.ts";
import { AccessKeys } from "./access-keys.ts";
import { adminPages } from "./admin-pages.ts";
import { adminTokenFile, guardAdminPages, makeAdminToken } from "./admin-token.ts";

async function folder(context: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "stile-access-"));
  context.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function ask(pages: readonly Page[], method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const page = pages.find(
    (one) => one.method === method && (one.path.endsWith("/*") ? path.startsWith(one.path.slice(0, -1)) : one.path === path),
  );
  assert.ok(page, `${method} ${path}`);
  const answer: PageResponse = await page.handle({
    method,
    path,
    query: "",
    headers,
    body: Buffer.from(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body)),
    requestId: "r",
    signal: new AbortController().signal,
  });
  return [answer.status, JSON.parse(answer.body as string)] as const;
}

async function pagesOf(store: Store = openMemoryStore()) {
  const keys = await AccessKeys.open(store.records, createFakePlatform());
  const { backup } = store;
  const backUp =
    backup &&
    (async (to: string) => {
      await mkdir(to, { recursive: true, mode: 0o700 });
      const file = join(to, "stile.sqlite");
      return { file, ...(await backup.call(store, file)) };
    });
  return { keys, pages: adminPages({ keys, backUp, store: store.description, nowMs: () => 0 }) };
}

test("a key is made, listed, deactivated, activated and deleted", async () => {
  const { keys, pages } = await pagesOf();
  const path = "/_stile/api/keys";
  const [created, key] = await ask(pages, "POST", path, { description: "laptop" });
  assert.equal(created, 201);
  assert.equal(key.secretAccessKey.length, 40);
  const listed = { accessKeyId: key.accessKeyId, status: "Active", createDate: "2030-01-01T00:00:00.000Z", description: "laptop" };
  assert.deepEqual(await ask(pages, "GET", path), [200, { accessKeys: [listed] }]);
  const own = `${path}/${key.accessKeyId}`;
  assert.deepEqual(await ask(pages, "POST", own, { status: "Inactive" }), [200, { ...listed, status: "Inactive" }]);
  assert.equal(keys.active, 0);
  assert.deepEqual(await ask(pages, "POST", own, { status: "Active" }), [200, listed]);
  assert.deepEqual(await ask(pages, "DELETE", own), [200, { accessKeyId: key.accessKeyId }]);
  assert.equal((await ask(pages, "DELETE", own))[0], 404);
  assert.equal((await ask(pages, "POST", own, { status: "Active" }))[0], 404);
});

test("what is malformed is refused with what is wrong, and nothing is ignored", async () => {
  const { keys, pages } = await pagesOf();
  for (const body of ["{", "[]", "null", { name: "x" }, { description: 1 }, { description: "x".repeat(257) }, { description: "a\0b" }]) {
    assert.equal((await ask(pages, "POST", "/_stile/api/keys", body))[0], 400, JSON.stringify(body));
  }
  assert.equal((await ask(pages, "POST", "/_stile/api/keys/AKIA", { status: "Off" }))[0], 400);
  assert.equal((await ask(pages, "POST", "/_stile/api/backup", { path: "relative" }))[0], 400);
  assert.equal((await ask(pages, "POST", "/_stile/api/backup", {}))[0], 400);
  assert.equal(keys.list().length, 0);
});

test("a store that makes no backups says what to do instead", async () => {
  const { pages } = await pagesOf();
  const [status, { message }] = await ask(pages, "POST", "/_stile/api/backup", { path: "/somewhere" });
  assert.equal(status, 409);
  assert.match(message, /keeps nothing/);
  const postgres = await pagesOf({ ...openMemoryStore(), description: "postgres" });
  assert.match((await ask(postgres.pages, "POST", "/_stile/api/backup", { path: "/somewhere" }))[1].message, /pg_dump/);
});

test("a backup is a data folder with everything in it; a second one to the same place is refused", async (context) => {
  const path = await folder(context);
  const store = await openSqlStore(await openSqlite(join(path, "data.sqlite")));
  context.after(() => store.close());
  const { keys, pages } = await pagesOf(store);
  const key = await keys.create("kept");
  const to = join(path, "copies", "first");
  const [status, { file, bytes }] = await ask(pages, "POST", "/_stile/api/backup", { path: to });
  assert.deepEqual([status, file, bytes > 0], [200, join(to, "stile.sqlite"), true]);
  assert.equal((await stat(to)).mode & 0o777, 0o700);
  const restored = await openSqlStore(await openSqlite(file));
  context.after(() => restored.close());
  const again = await AccessKeys.open(restored.records, createFakePlatform({ seed: 2 }));
  assert.equal(again.secretOf(key.accessKeyId, undefined), key.secretAccessKey);
  assert.match((await ask(pages, "POST", "/_stile/api/backup", { path: to }))[1].message, /holds a database already/);
  await writeFile(join(path, "file"), "");
  const [refused, { message }] = await ask(pages, "POST", "/_stile/api/backup", { path: join(path, "file") });
  assert.deepEqual([refused, message.includes(join(path, "file"))], [409, true]);
});

test("the API's pages want the token of the data folder, and the others do not", async (context) => {
  const path = await folder(context);
  const { random } = createFakePlatform();
  await writeFile(join(path, adminTokenFile), "an earlier one", { mode: 0o644 });
  const token = makeAdminToken(path, random);
  assert.equal((await readFile(join(path, adminTokenFile), "utf8")).trim(), token);
  assert.equal((await stat(join(path, adminTokenFile))).mode & 0o777, 0o600);
  assert.ok(Buffer.from(token, "base64url").length === 32);
  const pages = guardAdminPages(
    ["/_stile/api/keys", "/_stile/health"].map((at) => ({ method: "GET", path: at, handle: () => jsonPage(200, {}) })),
    token,
  );
  const status = async (at: string, authorization?: string) =>
    (await ask(pages, "GET", at, undefined, authorization === undefined ? {} : { authorization }))[0];
  assert.equal(await status("/_stile/health"), 200);
  assert.equal(await status("/_stile/api/keys", `Bearer ${token}`), 200);
  for (const wrong of [
    undefined,
    "",
    "Bearer ",
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    `Basic ${token}`,
    token,
    "Bearer an earlier one",
  ])
    assert.equal(await status("/_stile/api/keys", wrong), 401, wrong);
});
