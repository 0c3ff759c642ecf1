/**
 * Deletes items whose time is over (developer guide, "Using time to live"). What is due is found by the entries written along with
 * the items; the item itself decides, since its time may have been changed after its entry was written.
 */

import type { RecordStore } from "../../../storage/ports/records.ts";
import { backgroundPageRecords, expiryAgeSecondsMax } from "../limits.ts";
import type { StreamUser } from "../streams/stream-records.ts";
import { expiryKindOf } from "../tables/table.ts";
import type { Tables } from "../tables/tables.ts";
import type { Item } from "../values/attribute-value.ts";
import { itemKeyText } from "../values/key-text.ts";
import { dueBefore, expirySeconds } from "./expiry-entries.ts";
import type { ItemWriter } from "./item-writer.ts";

/** So that readers of streams tell these deletions from those of callers. */
const timeToLive: StreamUser = { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" };

/** Deletes what is due in all tables; `stopped` is asked between items. */
export async function deleteExpired(
  { records, tables, writer }: { readonly records: RecordStore; readonly tables: Tables; readonly writer: ItemWriter },
  nowMs: number,
  stopped: () => boolean,
): Promise<void> {
  const nowSeconds = Math.floor(nowMs / 1000);
  for (const table of [...tables.all()]) {
    const { expiry } = table.record;
    if (expiry === undefined) continue;
    const kind = expiryKindOf(expiry.expiryId);
    for (;;) {
      const due = await records.list<Item>(kind, { before: dueBefore(nowSeconds + 1), limit: backgroundPageRecords });
      for (const { key: entryKey, value: key } of due) {
        const present = tables.present(table);
        if (stopped() || present?.record.expiry?.expiryId !== expiry.expiryId) return;
        const change = { table: present, keyText: itemKeyText(key, table.key), decide: decideAt(expiry.attribute, nowSeconds) };
        await writer.writeAll([change], { more: [{ kind, key: entryKey, value: undefined }], user: timeToLive });
      }
      if (due.length < backgroundPageRecords) break;
    }
  }
}

function decideAt(attribute: string, nowSeconds: number) {
  return (item: Item | undefined) => {
    const seconds = item && expirySeconds(item, attribute);
    const over = seconds !== undefined && seconds <= nowSeconds && seconds > nowSeconds - expiryAgeSecondsMax;
    return { kind: over ? "delete" : "keep" } as const;
  };
}
