import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakePlatform } from "../platform/fake.ts";
import { openMemoryStore } from "../storage/memory/index.ts";
import type { RecordStore } from "../storage/ports/records.ts";
import { AccessKeys, TooManyAccessKeys } from "./access-keys.ts";
import { accessKeysMax } from "./limits.ts";

function open(records: RecordStore = openMemoryStore().records, seed = 1) {
  return AccessKeys.open(records, createFakePlatform({ seed }));
}

test("a key looks like AWS's, and its secret is known until it is deactivated or deleted", async () => {
  const keys = await open();
  const { accessKeyId, secretAccessKey } = await keys.create("for CI");
  assert.match(accessKeyId, /^AKIA[A-Z2-7]{16}$/);
  assert.match(secretAccessKey, /^[A-Za-z0-9+/]{40}$/);
  const secret = () => keys.secretOf(accessKeyId, undefined);
  assert.equal(secret(), secretAccessKey);
  assert.equal((await keys.setStatus(accessKeyId, "Inactive"))?.status, "Inactive");
  assert.equal(secret(), undefined);
  assert.equal(keys.active, 0);
  await keys.setStatus(accessKeyId, "Active");
  assert.equal(secret(), secretAccessKey);
  assert.equal(await keys.delete(accessKeyId), true);
  assert.equal(secret(), undefined);
  assert.equal(await keys.delete(accessKeyId), false);
  assert.equal(await keys.setStatus(accessKeyId, "Active"), undefined);
});

test("keys outlive a restart, more than a page of them, and a list holds no secrets", async () => {
  const { records } = openMemoryStore();
  const keys = await open(records);
  const made = [];
  for (let index = 0; index < 450; index++) made.push(await keys.create(`key ${index}`));
  await keys.setStatus(made[3]?.accessKeyId ?? "", "Inactive");
  const again = await open(records, 2);
  assert.equal(again.list().length, 450);
  assert.ok(!JSON.stringify(again.list()).includes(made[7]?.secretAccessKey ?? "?"));
  assert.equal(again.secretOf(made[7]?.accessKeyId ?? "", undefined), made[7]?.secretAccessKey);
  assert.equal(again.secretOf(made[3]?.accessKeyId ?? "", undefined), undefined);
});

test("a key that is deleted while it is being changed stays deleted", async () => {
  const { records } = openMemoryStore();
  const keys = await open(records);
  const { accessKeyId } = await keys.create("");
  await Promise.all([keys.delete(accessKeyId), keys.setStatus(accessKeyId, "Inactive"), keys.setStatus(accessKeyId, "Active")]);
  assert.equal((await open(records)).list().length, 0);
});

test("a write that fails changes nothing, and the next one goes on", async () => {
  const { records } = openMemoryStore();
  let full = false;
  const keys = await open({ ...records, write: (changes) => (full ? Promise.reject(new Error("disk full")) : records.write(changes)) });
  const { accessKeyId, secretAccessKey } = await keys.create("");
  full = true;
  await assert.rejects(keys.setStatus(accessKeyId, "Inactive"), /disk full/);
  await assert.rejects(keys.delete(accessKeyId), /disk full/);
  await assert.rejects(keys.create(""), /disk full/);
  assert.equal(keys.secretOf(accessKeyId, undefined), secretAccessKey);
  full = false;
  assert.equal(await keys.delete(accessKeyId), true);
});

test("functions have credentials of their own, which want their session token and end with the server", async () => {
  const { records } = openMemoryStore();
  const keys = await open(records);
  const { accessKeyId, secretAccessKey, sessionToken } = keys.functionCredentials;
  assert.match(accessKeyId, /^ASIA/);
  assert.equal(keys.secretOf(accessKeyId, sessionToken), secretAccessKey);
  for (const token of [undefined, "", `${sessionToken}x`, sessionToken.slice(1)])
    assert.equal(keys.secretOf(accessKeyId, token), undefined);
  assert.equal((await open(records, 2)).secretOf(accessKeyId, sessionToken), undefined);
  assert.deepEqual(keys.list(), []);
});

test("a long-lived key with a session token is not the key it says", async () => {
  const keys = await open();
  const { accessKeyId } = await keys.create("");
  assert.equal(keys.secretOf(accessKeyId, "token"), undefined);
});

test("there is a bound to the keys", async () => {
  const keys = await open();
  for (let index = 0; index < accessKeysMax; index++) await keys.create("");
  await assert.rejects(keys.create(""), TooManyAccessKeys);
});
