import type { Store } from "../ports/store.ts";

/** A fresh, empty store for one test. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes the store, opens the same data again and answers the new one; absent where nothing is kept. */
  readonly reopen?: () => Promise<Store>;
  /** Closes whichever is open and removes the data. */
  close(): Promise<void>;
}

export interface ContractOptions {
  /** Why the tests cannot run here: they are then counted as skipped. */
  readonly skip?: string | undefined;
}

/** Runs a test's body on a fresh store and clears it away whatever happens. */
export function onFreshStore(open: () => Promise<OpenedStore>, body: (opened: OpenedStore) => Promise<void>): () => Promise<void> {
  return async () => {
    const opened = await open();
    try {
      await body(opened);
    } finally {
      await opened.close();
    }
  };
}
