import type { BlobStore } from "./blobs.ts";
import type { ExecutionStore } from "./executions.ts";
import type { RecordStore } from "./records.ts";

/** One place that keeps everything. */
export interface Store {
  /** What it is, for people: `sqlite .stile/stile.db`, `postgres`, `memory`. */
  readonly description: string;
  readonly executions: ExecutionStore;
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  /** Time one small durable write takes, milliseconds (median of a few); undefined where nothing is durable. */
  readonly syncMs: number | undefined;
  /**
   * Copies everything into a new file while writing goes on; what was acknowledged before the call is in it. Rejects
   * with EEXIST when the file is there already, and leaves no half of one. Absent where the store has tools of its own
   * or keeps nothing.
   */
  backup?(path: string): Promise<{ readonly bytes: number }>;
  close(): Promise<void>;
}
