/**
 * TLS without ceremony: at the first start an own certificate authority and a server certificate for localhost are
 * made in `<data-dir>/tls/`. Whoever wants TLS without warnings trusts `ca.pem` once; the server certificate is
 * renewed before it expires, the authority stays as long as it lives. Private keys are readable by their owner only.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import type { Issued } from "./issue-certificate.ts";

export interface TlsMaterial {
  /** PEM; the server certificate followed by the authority's. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  /** PEM of the authority: what clients trust. */
  readonly authority: string;
  /** Wall time from which `openCertificate` makes a new one. */
  readonly renewAtMs: number;
}

export interface CertificateOptions {
  /** Made when absent. */
  readonly directory: string;
  readonly nowMs: number;
  /** Further names and IP addresses besides localhost's. */
  readonly names?: readonly string[];
}

const dayMs = 86_400_000;
/** Clients such as Apple's refuse server certificates that live longer than 825 days. */
const serverDays = 397;
const authorityDays = 3_650;
const renewBeforeDays = 30;
/** A client's clock may be behind ours by this much. */
const backdatedMs = dayMs;

/**
 * `sync-localhost` is what SDKs make of localhost for StartSyncExecution and TestState. Many clients, OpenSSL among
 * them, take no wildcard directly under a top-level name, so that it stands there by itself.
 */
const localNames: readonly string[] = [
  ...["localhost", "sync-localhost", "*.localhost", "*.s3.localhost", "127.0.0.1", "::1"],
  // LocalStack's names, which its DNS leads to loopback: a service, a service in a region, a bucket.
  ...["localhost.localstack.cloud", "*.localhost.localstack.cloud", "*.us-east-1.localhost.localstack.cloud"],
  ...["*.s3.localhost.localstack.cloud", "*.s3.us-east-1.localhost.localstack.cloud"],
];

/** The certificate of that folder, made or renewed when that is due. */
export async function openCertificate({ directory, nowMs, names = [] }: CertificateOptions): Promise<TlsMaterial> {
  const wanted = [...localNames, ...names];
  const kept = await readMaterial(directory);
  if (kept !== undefined && isUsable(kept, nowMs, wanted)) return kept;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keptAuthority = await readAuthority(directory, nowMs);
  // Only now, when something must be made, is the X.509 library loaded: a start that finds its files never pays for it.
  const { issueAuthority, issueServerCertificate } = await import("./issue-certificate.ts");
  const authority =
    keptAuthority ?? (await issueAuthority({ notBeforeMs: nowMs - backdatedMs, notAfterMs: nowMs + authorityDays * dayMs }));
  // A server certificate must not outlive its authority.
  const notAfterMs = Math.min(nowMs + serverDays * dayMs, Date.parse(new X509Certificate(authority.certificate).validTo));
  const server = await issueServerCertificate({ authority, names: wanted, notBeforeMs: nowMs - backdatedMs, notAfterMs });
  if (keptAuthority === undefined) {
    await writeWhole(join(directory, "ca-key.pem"), authority.privateKey, 0o600);
    await writeWhole(join(directory, "ca.pem"), authority.certificate, 0o644);
  }
  await writeWhole(join(directory, "server-key.pem"), server.privateKey, 0o600);
  await writeWhole(join(directory, "server.pem"), server.certificate + authority.certificate, 0o644);
  return {
    certificate: server.certificate + authority.certificate,
    privateKey: server.privateKey,
    authority: authority.certificate,
    renewAtMs: notAfterMs - renewBeforeDays * dayMs,
  };
}

async function readMaterial(directory: string): Promise<TlsMaterial | undefined> {
  const [certificate, privateKey, authority] = await Promise.all(
    ["server.pem", "server-key.pem", "ca.pem"].map((name) => readIfThere(join(directory, name))),
  );
  if (certificate === undefined || privateKey === undefined || authority === undefined) return undefined;
  const parsed = parseCertificate(certificate);
  if (parsed === undefined) return undefined;
  return { certificate, privateKey, authority, renewAtMs: Date.parse(parsed.validTo) - renewBeforeDays * dayMs };
}

/** Files that do not belong together (half a copy, another authority) are made anew rather than served. */
function isUsable(material: TlsMaterial, nowMs: number, wanted: readonly string[]): boolean {
  const server = parseCertificate(material.certificate);
  const authority = parseCertificate(material.authority);
  if (server === undefined || authority === undefined || nowMs >= material.renewAtMs || nowMs < Date.parse(server.validFrom)) return false;
  if (!server.checkIssued(authority) || !server.verify(authority.publicKey)) return false;
  const alternatives = server.subjectAltName ?? "";
  return keyBelongs(server, material.privateKey) && wanted.every((name) => covers(server, alternatives, name));
}

function covers(server: X509Certificate, alternatives: string, name: string): boolean {
  if (name.startsWith("*.")) return alternatives.includes(`DNS:${name}`);
  return (isIP(name) === 0 ? server.checkHost(name) : server.checkIP(name)) !== undefined;
}

function keyBelongs(certificate: X509Certificate, privateKey: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(privateKey));
  } catch {
    // An unreadable key is as good as none.
    return false;
  }
}

interface KeptAuthority {
  readonly certificate: string;
  readonly privateKey: string;
}

async function readAuthority(directory: string, nowMs: number): Promise<KeptAuthority | undefined> {
  const [certificate, privateKey] = await Promise.all(["ca.pem", "ca-key.pem"].map((name) => readIfThere(join(directory, name))));
  if (certificate === undefined || privateKey === undefined) return undefined;
  const parsed = parseCertificate(certificate);
  if (parsed === undefined || !keyBelongs(parsed, privateKey)) return undefined;
  return Date.parse(parsed.validTo) - nowMs > renewBeforeDays * dayMs ? { certificate, privateKey } : undefined;
}

function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Under another name first, so that a crash never leaves half a file; created with its mode, so that a key is never readable by others. */
async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  const unfinished = `${path}.new`;
  await rm(unfinished, { force: true });
  const file = await open(unfinished, "wx", mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}

/** Years that a signing key is good for: it is made once in the life of the data. */
const signingYears = 50;

/** An RSA key for signing messages, with a certificate of its own; PEM. */
export async function makeSigningPair(nowMs: number): Promise<Issued> {
  const { issueSigningPair } = await import("./issue-certificate.ts");
  return await issueSigningPair({ notBeforeMs: nowMs - backdatedMs, notAfterMs: nowMs + signingYears * 365 * dayMs });
}
