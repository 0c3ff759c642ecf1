import type { Store } from "../ports/store.ts";
import { memoryExecutions } from "./executions.ts";
export { memoryFiles } from "./files.ts";
import { memoryBlobs, memoryRecords } from "./records.ts";

/** Keeps nothing beyond the process: for `--memory`, tests and the simulator. */
export function openMemoryStore(): Store {
  return {
    description: "memory",
    executions: memoryExecutions(),
    records: memoryRecords(),
    blobs: memoryBlobs(),
    syncMs: undefined,
    close: async () => undefined,
  };
}
