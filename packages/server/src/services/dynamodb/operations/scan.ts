/** Scan: all items of a table or an index, or of one segment of it. */

import { operation } from "../context.ts";
import { validationException } from "../errors.ts";
import { compileCondition } from "../expressions/condition.ts";
import { compileProjection } from "../expressions/projection.ts";
import { readConditions, requireConditions, testOf } from "../legacy/conditions.ts";
import { segmentRange } from "../values/key-text.ts";
import { placeholdersOf } from "./expression-parameters.ts";
import { requireDistinctNames } from "./get-item.ts";
import { answerPage, normalStartKey, requireIndex, requireProjected, requireSelect, startAfter } from "./reading.ts";

const older = ["AttributesToGet", "ScanFilter", "ConditionalOperator"];

export const scan = operation("Scan", {
  async handle(input, { call, tables, ...context }) {
    const placeholders = placeholdersOf(input, ["ProjectionExpression", "FilterExpression"], older);
    requireConditions(input.ConditionalOperator, input.ScanFilter);
    const legacyFilter = readConditions(input.ScanFilter);
    const startKey = normalStartKey(input.ExclusiveStartKey);
    requireDistinctNames(input.AttributesToGet);
    requireSegment(input);
    const paths = input.ProjectionExpression === undefined ? undefined : compileProjection(input.ProjectionExpression, placeholders);
    const legacyTest = testOf(legacyFilter, input.ConditionalOperator);
    const filter =
      input.FilterExpression !== undefined
        ? compileCondition("FilterExpression", input.FilterExpression, placeholders)
        : legacyTest && { test: legacyTest, attributes: new Set(legacyFilter.keys()) };
    placeholders.requireAllUsed();
    requireSelect(input);

    const table = tables.require(call, input.TableName);
    const index = requireIndex(table, input);
    const refusal = "The provided starting key is invalid: The provided key element does not match the schema";
    const after = startAfter(table, index, startKey, refusal);
    const range = segmentRange(input.Segment ?? 0, input.TotalSegments ?? 1);
    if (
      after !== undefined &&
      ((range.from !== undefined && after < range.from) || (range.before !== undefined && after >= range.before))
    ) {
      throw validationException(
        `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${input.TotalSegments ?? 1} Segment: ${input.Segment ?? 0}`,
      );
    }
    requireProjected(index, [...(paths?.map(([name]) => name as string) ?? input.AttributesToGet ?? []), ...(filter?.attributes ?? [])]);
    return await answerPage(context, {
      table,
      index,
      range,
      after,
      reverse: false,
      reading: input,
      filter,
      selected: { paths, names: input.AttributesToGet, select: input.Select },
    });
  },
});

function requireSegment({ Segment: segment, TotalSegments: total }: { readonly Segment?: number; readonly TotalSegments?: number }): void {
  if (segment === undefined && total === undefined) return;
  if (segment === undefined) {
    throw validationException(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (total === undefined) {
    throw validationException(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (segment >= total) {
    throw validationException(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
}
