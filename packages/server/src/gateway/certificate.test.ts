import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { openCertificate } from "./certificate.ts";

const dayMs = 86_400_000;
const nowMs = Date.parse("2030-01-01T00:00:00Z");

async function temporary(context: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "stile-tls-"));
  context.after(() => rm(parent, { recursive: true }));
  return join(parent, "tls");
}

test("the first start makes an authority and a certificate for localhost", async (context) => {
  const directory = await temporary(context);
  const material = await openCertificate({ directory, nowMs });
  const server = new X509Certificate(material.certificate);
  const authority = new X509Certificate(material.authority);
  assert.ok(authority.ca && authority.verify(authority.publicKey));
  assert.ok(!server.ca && server.checkIssued(authority) && server.verify(authority.publicKey));
  for (const name of ["localhost", "sync-localhost"]) assert.ok(server.checkHost(name), name);
  assert.match(server.subjectAltName ?? "", /DNS:\*\.localhost/);
  for (const ip of ["127.0.0.1", "::1"]) assert.ok(server.checkIP(ip), ip);
  assert.ok(!server.checkHost("example.com"));
  assert.ok(Date.parse(server.validTo) - nowMs <= 398 * dayMs);
});

test("private keys are readable by their owner only, and no half-written file is left", async (context) => {
  const directory = await temporary(context);
  await openCertificate({ directory, nowMs });
  assert.deepEqual((await readdir(directory)).sort(), ["ca-key.pem", "ca.pem", "server-key.pem", "server.pem"]);
  for (const name of ["ca-key.pem", "server-key.pem"]) assert.equal((await stat(join(directory, name))).mode & 0o777, 0o600, name);
});

test("a later start uses what is there", async (context) => {
  const directory = await temporary(context);
  const first = await openCertificate({ directory, nowMs });
  assert.deepEqual(await openCertificate({ directory, nowMs: nowMs + 300 * dayMs }), first);
});

test("the certificate is renewed before it expires, by the same authority", async (context) => {
  const directory = await temporary(context);
  const first = await openCertificate({ directory, nowMs });
  const renewed = await openCertificate({ directory, nowMs: first.renewAtMs });
  assert.notEqual(renewed.certificate, first.certificate);
  assert.equal(renewed.authority, first.authority);
  assert.ok(renewed.renewAtMs > first.renewAtMs);
});

test("an authority near its end is replaced with everything under it", async (context) => {
  const directory = await temporary(context);
  const first = await openCertificate({ directory, nowMs });
  const replaced = await openCertificate({ directory, nowMs: nowMs + 3_640 * dayMs });
  assert.notEqual(replaced.authority, first.authority);
  assert.ok(new X509Certificate(replaced.certificate).checkIssued(new X509Certificate(replaced.authority)));
});

test("a further name makes a new certificate", async (context) => {
  const directory = await temporary(context);
  await openCertificate({ directory, nowMs });
  const named = await openCertificate({ directory, nowMs, names: ["stile.internal", "10.0.0.5"] });
  assert.ok(new X509Certificate(named.certificate).checkHost("stile.internal"));
  assert.ok(new X509Certificate(named.certificate).checkIP("10.0.0.5"));
});

test("damaged or foreign files are made anew instead of served", async (context) => {
  const directory = await temporary(context);
  const first = await openCertificate({ directory, nowMs });
  for (const name of ["server.pem", "server-key.pem", "ca.pem", "ca-key.pem"]) {
    const before = await readFile(join(directory, name), "utf8");
    await writeFile(join(directory, name), before.slice(0, 60));
    const material = await openCertificate({ directory, nowMs: first.renewAtMs });
    assert.ok(new X509Certificate(material.certificate).verify(new X509Certificate(material.authority).publicKey), name);
  }
});
