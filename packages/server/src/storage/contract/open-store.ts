import { describe, test } from "node:test";
import type { Store } from "../ports/store.ts";

/** A fresh, empty store for one test. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes the store, opens the same data again and answers the new one; rejects where nothing is kept. */
  reopen(): Promise<Store>;
  /** Closes whichever is open and removes the data. */
  close(): Promise<void>;
}

export interface ContractOptions {
  /** Why the tests cannot run here: they are then counted as skipped. */
  readonly skip?: string | undefined;
  /** Keeps nothing beyond the process, so that there is nothing to reopen. */
  readonly forgets?: boolean;
}

export type Promised = (sentence: string, body: (opened: OpenedStore) => Promise<void>) => void;

/** Declares a suite whose tests each run on a fresh store, cleared away whatever happens. */
export function contract(
  name: string,
  open: () => Promise<OpenedStore>,
  { skip }: ContractOptions,
  declare: (promise: Promised) => void,
): void {
  describe(name, () =>
    declare((sentence, body) =>
      test(sentence, { skip: skip ?? false }, async () => {
        const opened = await open();
        try {
          await body(opened);
        } finally {
          await opened.close();
        }
      }),
    ),
  );
}
