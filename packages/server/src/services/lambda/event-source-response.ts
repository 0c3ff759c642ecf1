/** ReportBatchItemFailures: which records of a batch a function says it has failed (developer guide, "Reporting batch item failures"). */

import type { FunctionResponseType } from "../../models/lambda.ts";

/** The identifiers that failed. Whatever is not of the form, or names what was not in the batch, is "all". */
export function failedItems(
  payload: string,
  responseTypes: readonly FunctionResponseType[] | undefined,
  identifiers: readonly string[],
): ReadonlySet<string> | "all" {
  if (responseTypes?.includes("ReportBatchItemFailures") !== true) return new Set();
  const answer = parsed(payload);
  // "An empty or null batchItemFailures list, and an empty or null EventResponse, are a complete success."
  if (answer === null || answer === undefined) return new Set();
  if (typeof answer !== "object") return payload === '""' ? new Set() : "all";
  const failures: unknown = (answer as { readonly batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined || failures === null) return Object.keys(answer).length === 0 || failures === null ? new Set() : "all";
  if (!Array.isArray(failures)) return "all";
  const known = new Set(identifiers);
  const failed = new Set<string>();
  for (const failure of failures) {
    const identifier: unknown = (failure as { readonly itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof identifier !== "string" || !known.has(identifier)) return "all";
    failed.add(identifier);
  }
  return failed;
}

function parsed(payload: string): unknown {
  if (payload === "") return undefined;
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
