/**
 * Access keys: who may sign requests. Kept as records and held in memory, because every request asks for a secret.
 * Secrets are stored in clear: a signature is a hash made with the secret itself, so whoever verifies one must have
 * it. What protects them is that nobody else may read the data folder (0700) and the database file (0600).
 */

import { timingSafeEqual } from "node:crypto";
import type { Platform } from "../platform/platform.ts";
import type { RecordStore } from "../storage/ports/records.ts";
import { accessKeysMax, keysPerPage } from "./limits.ts";

/** IAM's words. */
export type AccessKeyStatus = "Active" | "Inactive";

export interface AccessKey {
  /** `AKIA` and sixteen letters and digits. */
  readonly accessKeyId: string;
  readonly status: AccessKeyStatus;
  readonly createdMs: number;
  /** What it is for, in its maker's words; empty when nothing was said. */
  readonly description: string;
}

interface KeyRecord extends AccessKey {
  readonly secretAccessKey: string;
}

export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** There are `accessKeysMax` keys already; one must be deleted first. */
export class TooManyAccessKeys extends Error {
  constructor() {
    super(`There are ${accessKeysMax} access keys, and there may be no more. Delete one that nobody uses.`);
    this.name = "TooManyAccessKeys";
  }
}

const recordKind = "accessKey";

export class AccessKeys {
  readonly #records: RecordStore;
  readonly #platform: Platform;
  readonly #keys = new Map<string, KeyRecord>();
  #lastChange: Promise<unknown> = Promise.resolve();
  /**
   * What functions sign their calls to this server with. Made anew at each start and never written down: their
   * processes do not outlive the server.
   */
  readonly functionCredentials: TemporaryCredentials;

  private constructor(records: RecordStore, platform: Platform) {
    this.#records = records;
    this.#platform = platform;
    const { random } = platform;
    this.functionCredentials = {
      accessKeyId: `ASIA${randomKeyId(random)}`,
      secretAccessKey: Buffer.from(random.bytes(30)).toString("base64"),
      sessionToken: Buffer.from(random.bytes(48)).toString("base64"),
    };
  }

  /** Reads all keys of the store. */
  static async open(records: RecordStore, platform: Platform): Promise<AccessKeys> {
    const keys = new AccessKeys(records, platform);
    for (let after = ""; ; ) {
      const page = await records.list<KeyRecord>(recordKind, { after, limit: keysPerPage });
      for (const { value } of page) keys.#keys.set(value.accessKeyId, value);
      const last = page.at(-1);
      if (last === undefined || page.length < keysPerPage) return keys;
      after = last.key;
    }
  }

  /** The only time that the secret is told. Throws TooManyAccessKeys. Durable when it resolves. */
  create(description: string): Promise<AccessKey & { readonly secretAccessKey: string }> {
    return this.#inTurn(async () => {
      if (this.#keys.size >= accessKeysMax) throw new TooManyAccessKeys();
      const { random, clock } = this.#platform;
      const key: KeyRecord = {
        accessKeyId: `AKIA${randomKeyId(random)}`,
        secretAccessKey: Buffer.from(random.bytes(30)).toString("base64"),
        status: "Active",
        createdMs: clock.nowMs(),
        description,
      };
      await this.#records.write([{ kind: recordKind, key: key.accessKeyId, value: key, expectedRevision: 0 }]);
      this.#keys.set(key.accessKeyId, key);
      return key;
    });
  }

  /** The oldest first, without their secrets. */
  list(): readonly AccessKey[] {
    return [...this.#keys.values()].map(withoutSecret).sort((one, other) => one.createdMs - other.createdMs);
  }

  /** How many keys may sign at present. */
  get active(): number {
    return [...this.#keys.values()].filter(({ status }) => status === "Active").length;
  }

  /** undefined when there is no such key. From when it resolves on the key signs again, or no longer. */
  setStatus(accessKeyId: string, status: AccessKeyStatus): Promise<AccessKey | undefined> {
    return this.#inTurn(async () => {
      const key = this.#keys.get(accessKeyId);
      if (key === undefined) return undefined;
      const changed: KeyRecord = { ...key, status };
      await this.#records.write([{ kind: recordKind, key: accessKeyId, value: changed }]);
      this.#keys.set(accessKeyId, changed);
      return withoutSecret(changed);
    });
  }

  /** Whether there was such a key. */
  delete(accessKeyId: string): Promise<boolean> {
    return this.#inTurn(async () => {
      if (!this.#keys.has(accessKeyId)) return false;
      await this.#records.write([{ kind: recordKind, key: accessKeyId, value: undefined }]);
      return this.#keys.delete(accessKeyId);
    });
  }

  /** One change after the other: a key that is being deleted must not be written again. */
  #inTurn<Answer>(change: () => Promise<Answer>): Promise<Answer> {
    const done = this.#lastChange.then(change);
    this.#lastChange = done.catch(() => undefined);
    return done;
  }

  /**
   * The secret to verify a signature with; undefined for keys that are unknown or inactive, and for a session token
   * that is not the key's: long-lived keys have none.
   */
  secretOf(accessKeyId: string, sessionToken: string | undefined): string | undefined {
    const internal = this.functionCredentials;
    if (accessKeyId === internal.accessKeyId) {
      return sessionToken !== undefined && equal(sessionToken, internal.sessionToken) ? internal.secretAccessKey : undefined;
    }
    const key = this.#keys.get(accessKeyId);
    return key?.status === "Active" && sessionToken === undefined ? key.secretAccessKey : undefined;
  }
}

/** As many bits as there are in sixteen signs of RFC 4648's base 32: eighty. */
function randomKeyId(random: Platform["random"]): string {
  return Array.from(random.bytes(16), (byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte & 31]).join("");
}

function equal(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function withoutSecret({ accessKeyId, status, createdMs, description }: KeyRecord): AccessKey {
  return { accessKeyId, status, createdMs, description };
}
