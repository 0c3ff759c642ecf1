/**
 * The master key: 32 random bytes in a file of the data folder that its owner alone can read, made when the first
 * secret is sealed. What it seals (AES-256-GCM) is kept in the store, so that a copy of the store alone gives no
 * secret away, and a backup wants both. Each secret is sealed for a context, such as the ARN it belongs to: moved to
 * another record it no longer opens.
 */

import { createCipheriv, createDecipheriv } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Random } from "../platform/platform.ts";

export interface SecretBox {
  /** The text sealed, as ASCII that begins with `v1.`. */
  seal(text: string, context: string): string;
  /** Throws where the text was sealed with another key or for another context, or was changed since. */
  open(sealed: string, context: string): string;
}

/** AES-256: bytes of the key. NIST SP 800-38D: a nonce of 96 bits, random, and a tag of 128. */
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** A key that lives as long as the process: for servers that keep nothing. */
export function createMasterKey(random: Random): SecretBox {
  const key = random.bytes(keyBytes);
  return boxOf(() => key, random);
}

/** The key in that file, which is made when the first secret is sealed. */
export function openMasterKeyFile(path: string, random: Random): SecretBox {
  let key: Uint8Array | undefined;
  return boxOf((forSealing) => (key ??= readKey(path) ?? (forSealing ? makeKey(path, random) : missing(path))), random);
}

function boxOf(keyFor: (forSealing: boolean) => Uint8Array, random: Random): SecretBox {
  return {
    seal(text, context) {
      const nonce = random.bytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", keyFor(true), nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.slice(3), "base64url");
      const failure = `The secret of ${context} cannot be opened: it was sealed with another master key, or it is damaged.`;
      if (!sealed.startsWith("v1.") || bytes.length < nonceBytes + tagBytes) throw new Error(failure);
      const decipher = createDecipheriv("aes-256-gcm", keyFor(false), bytes.subarray(0, nonceBytes))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString("utf8");
      } catch (error) {
        throw new Error(failure, { cause: error });
      }
    },
  };
}

function readKey(path: string): Uint8Array | undefined {
  let text: string;
  try {
    text = readFileSync(path, "ascii");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const key = Buffer.from(text.trim(), "base64");
  if (key.length !== keyBytes) throw new Error(`The master key file ${path} is damaged. Restore it from a backup of the data folder.`);
  return key;
}

function missing(path: string): never {
  throw new Error(`The master key file ${path} is missing: secrets that were sealed with it cannot be opened. Restore it from a backup.`);
}

/** On disk before anything is sealed with it: a secret must not outlive its key. The folder belongs to this process alone. */
function makeKey(path: string, random: Random): Uint8Array {
  const key = random.bytes(keyBytes);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  synced(openSync(fresh, "wx", 0o600), (file) => writeSync(file, `${Buffer.from(key).toString("base64")}\n`));
  renameSync(fresh, path);
  synced(openSync(dirname(path), "r"), () => {});
  return key;
}

function synced(file: number, write: (file: number) => void): void {
  try {
    write(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
