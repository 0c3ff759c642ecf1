/** ClientRequestToken of TransactWriteItems: for ten minutes, the same request under the same token is answered and not done again. */

import type { Clock } from "../../../platform/platform.ts";
import type { RecordChange, RecordStore } from "../../../storage/ports/records.ts";
import { idempotencyMs } from "../limits.ts";

/** A token that was used. */
export interface UsedToken {
  /** Tells two requests apart. */
  readonly request: string;
  readonly expiresMs: number;
}

const tokenKind = "dynamodb/token";

export interface IdempotencyTokens {
  find(key: string): Promise<UsedToken | undefined>;
  /** To be written along with the transaction: conflicts when somebody used the token meanwhile. */
  use(key: string, request: string): Promise<RecordChange>;
  /** Forgets those whose time is over. */
  trim(): Promise<void>;
}

const pageRecords = 500;

export function createIdempotencyTokens(records: RecordStore, clock: Clock): IdempotencyTokens {
  return {
    async find(key) {
      const found = await records.get<UsedToken>(tokenKind, key);
      return found !== undefined && found.value.expiresMs > clock.nowMs() ? found.value : undefined;
    },
    async use(key, request) {
      const present = await records.get<UsedToken>(tokenKind, key);
      const value: UsedToken = { request, expiresMs: clock.nowMs() + idempotencyMs };
      return { kind: tokenKind, key, value, expectedRevision: present?.revision ?? 0 };
    },
    async trim() {
      for (let after: string | undefined; ; ) {
        const page = await records.list<UsedToken>(tokenKind, { ...(after === undefined ? {} : { after }), limit: pageRecords });
        const over = page.filter(({ value }) => value.expiresMs <= clock.nowMs());
        if (over.length > 0) {
          await records.write(over.map(({ kind, key, revision }) => ({ kind, key, value: undefined, expectedRevision: revision })));
        }
        after = page.at(-1)?.key;
        if (page.length < pageRecords) return;
      }
    },
  };
}
