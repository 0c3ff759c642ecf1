/** The contract of the storage ports: each adapter's test runs these suites on it. */

import type { OpenedStore, ContractOptions } from "./open-store.ts";
import { blobStoreContract } from "./blob-store.ts";
import { executionStoreContract } from "./execution-store.ts";
import { recordStoreContract } from "./record-store.ts";

export { fileStoreContract } from "./file-store.ts";
export type { OpenedStore } from "./open-store.ts";
export { postgresIsMissing, startPostgresServer, type PostgresServer } from "./postgres-server.ts";

/** All three contracts on one adapter. */
export function storeContract(name: string, open: () => Promise<OpenedStore>, options: ContractOptions = {}): void {
  executionStoreContract(name, open, options);
  recordStoreContract(name, open, options);
  blobStoreContract(name, open, options);
}
