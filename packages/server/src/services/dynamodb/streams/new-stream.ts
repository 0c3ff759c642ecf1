/** A stream at its beginning. */

import type { StreamSpecification } from "../../../models/dynamodb.ts";
import type { StreamRecord } from "../tables/table.ts";

export function newStream({ StreamViewType: viewType }: StreamSpecification, nowMs: number, uuid: () => string): StreamRecord {
  return {
    label: new Date(nowMs).toISOString().slice(0, -1),
    viewType: viewType ?? "NEW_AND_OLD_IMAGES",
    createdMs: nowMs,
    streamId: uuid(),
  };
}
