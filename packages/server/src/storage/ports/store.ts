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
  close(): Promise<void>;
}
