/** What the two transactions have in common: which items they may name, and how they are cancelled. */

import { ServiceError } from "../../../aws/index.ts";
import type { CancellationReason } from "../../../models/dynamodb.ts";
import { validationException } from "../errors.ts";
import type { Table } from "../tables/table.ts";
import type { Item } from "../values/attribute-value.ts";

/** Each action has its reason, in order; those that nothing speaks against have `None`. */
export function transactionCanceled(reasons: readonly CancellationReason[]): ServiceError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return new ServiceError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { fields: { CancellationReasons: reasons } },
  );
}

export const noReason: CancellationReason = { Code: "None" };

/** The reason for what an action was refused with; undefined for an error that is none of its own. */
export function reasonOf(error: unknown): CancellationReason | undefined {
  if (!(error instanceof ServiceError)) return undefined;
  switch (error.code) {
    case "ConditionalCheckFailedException": {
      const { Item } = error.fields as { readonly Item?: Item };
      return { ...(Item === undefined ? {} : { Item }), Code: "ConditionalCheckFailed", Message: error.message };
    }
    case "DuplicateItemException":
      return { Code: "DuplicateItem", Message: error.message };
    case "ValidationException":
      return { Code: "ValidationError", Message: error.message };
    default:
      return undefined;
  }
}

/** Throws ValidationException where two actions name the same item. */
export function requireDistinctItems(places: readonly { readonly table: Table; readonly keyText: string }[]): void {
  const seen = new Set<string>();
  for (const { table, keyText } of places) {
    const place = `${table.record.id} ${keyText}`;
    if (seen.has(place)) throw validationException("Transaction request cannot include multiple operations on one item");
    seen.add(place);
  }
}
